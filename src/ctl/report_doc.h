/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report before it is written in a format: sections with notes, tables and
 * charts. What programmes read (names of sections, tables and columns) is
 * stable; what people read is there in both languages. One thread; running
 * out of memory ends the programme.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

enum report_language { REPORT_EN, REPORT_ZH, REPORT_LANGUAGES };

/* The same in each language, indexed by enum report_language. */
struct words {
	const char *in[REPORT_LANGUAGES];
};
#define TOLD(en, zh)                                                           \
	{                                                                      \
		{                                                              \
			(en), (zh)                                             \
		}                                                              \
	} /* where something is initialised */
#define WORDS(en, zh) ((struct words)TOLD(en, zh))

enum column_kind {
	COLUMN_TEXT,
	COLUMN_WORD, /* one of the words of report_words.c, told in both */
	COLUMN_TIME, /* RFC 3339; told to the second */
	COLUMN_DAY,
	COLUMN_NUMBER,
	COLUMN_BYTES, /* a number, told in KiB and so on */
	COLUMN_SHARE, /* 1 is 100 % */
};

struct column {
	const char *key; /* stable */
	struct words title;
	enum column_kind kind;
};

struct cell {
	bool none; /* "not known", not zero */
	char *text;
	double number;
};

struct table_data {
	const char *key;
	struct words title;
	const struct column *columns; /* the caller's, static */
	size_t n_columns;
	struct cell *cells; /* by rows */
	size_t n, size;
	size_t left_out; /* rows beyond the limit */
};

/* A line of points or a bar; x is a day, 0 for bars. */
struct point {
	int64_t x;
	double y;
	char *label; /* of a bar */
};
struct series {
	struct words title;
	struct point *points;
	size_t n, size;
};
struct limit_line {
	double y;
	char *label;
};
#define SERIES_MAX 4
#define LIMITS_MAX 12

struct chart {
	struct words title;
	bool bars;
	int64_t from, to; /* days, for lines */
	struct series series[SERIES_MAX];
	size_t n_series;
	struct limit_line limits[LIMITS_MAX];
	size_t n_limits;
};

enum part_kind { PART_NOTE, PART_TABLE, PART_CHART };
struct part {
	enum part_kind kind;
	struct words note; /* owned */
	struct table_data *table;
	struct chart *chart;
};

struct section {
	const char *key; /* stable */
	struct words title;
	struct part *parts;
	size_t n, size;
};

struct report_doc {
	struct section *sections;
	size_t n, size;
	struct table_data *table; /* the one that cells are added to */
};

void doc_fini(struct report_doc *d);
void doc_section(struct report_doc *d, const char *key, struct words title);
/* A paragraph, copied. */
void doc_note(struct report_doc *d, struct words text);
/* One made of arguments, which both formats take in the same order. */
void doc_notef(struct report_doc *d, const char *en, const char *zh, ...)
	PRINTF(2, 4) PRINTF(3, 4);
void doc_table(struct report_doc *d, const char *key, struct words title,
	       const struct column *columns, size_t n_columns);
/* Whether another row may begin; counts those that may not. */
bool doc_row(struct report_doc *d);
/* The next cell of the table begun last. */
void doc_text(struct report_doc *d, const char *text);
void doc_number(struct report_doc *d, double number);
void doc_none(struct report_doc *d);
struct chart *doc_chart(struct report_doc *d, struct words title, bool bars);
struct series *chart_series(struct chart *c, struct words title);
void series_add(struct series *s, int64_t x, double y, const char *label);
/* A threshold and its article, "English (Chinese)". */
void chart_limit(struct chart *c, double y, const char *label);

/* A word of the domain in a language; itself when it is not in the list. */
const char *report_word(const char *word, enum report_language language);
