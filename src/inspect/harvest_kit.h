/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the harvest know of one another. Not for its users.
 */
#pragma once

#include "inspect/findings.h"
#include "inspect/harvest.h"

#define DEPTH_MAX 1024
#define NAMES 128
#define NAME_MAX_ 56
/* A long value is scanned when this much of it is there. */
#define LONG_PIECE 16384
#define LONG_BEHIND (2 * SCAN_CONTEXT)
#define LONG_MARKS 40
#define LONG_MARK_APART 512
#define COLUMNS_KEPT 512
/* So many findings wait for the end of a record that is in columns. */
#define COLUMNAR_MAX (UINT32_C(1) << 19)

struct record {
	uint64_t start; /* offset in its layer */
	uint64_t hash;	/* of all its values */
	uint64_t number;
	struct findings own, held; /* held: those of its only member */
	uint64_t held_hash;
	uint64_t joined_hash; /* of members that are in own */
	uint32_t parent;
	uint32_t part; /* that its findings are of */
	uint8_t flags;
	bool decided; /* parts of it have been */
	bool closed;  /* its end is among the batch's */
	bool many;    /* has several members with findings */
	bool section; /* what is held is a section, or some */
};

/* A record's end among the fields of a batch. */
struct ending {
	uint64_t at;
	uint32_t record;
	uint32_t after; /* fields put in before it */
};

struct name {
	uint64_t first, final; /* its bytes, see harvest_label */
	uint8_t n, flags;
	uint8_t text[NAME_MAX_];
	uint32_t label;
};

struct long_value {
	struct buf text;
	uint64_t base; /* offset of its first byte in the value's layer */
	size_t from;   /* before this everything has been reported */
	uint32_t label;
	bool open;
	unsigned n_marks;
	struct {
		uint64_t at, epoch;
	} marks[LONG_MARKS];
};

/* Values from this field on stand in a row of a column of a record; end: the
 * column ends there, and has so many rows. */
struct row_mark {
	uint32_t field, record;
	uint32_t ends; /* of records, before it in the batch */
	uint32_t row;
	uint16_t column; /* 0: in none */
	bool end;
};

/* The length of a column with findings. */
struct column {
	uint64_t record; /* its number */
	uint32_t rows;
	uint16_t column;
};

/* What was found so far that may say more with what follows. */
struct implied {
	int64_t last; /* position, of a detector */
	unsigned last_detector;
	bool has_last;
};

struct harvest {
	struct batch batch; /* first: see harvest_batch */
	struct work *work;
	const struct rules *rules;
	struct labels *labels;
	struct people *people;
	struct record *records;
	struct ending *endings;
	size_t n_records, records_size, endings_size, next_ending;
	uint64_t numbers;
	size_t depth, n_live; /* of stack and live */
	size_t beyond;	      /* records open for which there was no room */
	struct finding_pool pool;
	struct long_value long_value;
	struct name names[NAMES];
	/* The text of the batch being flushed, its offset in the layer, and how
	 * many of its values are in the hashes of their records. */
	struct span text;
	uint64_t base;
	size_t hashed;
	/* The scan going on. */
	struct block block;
	const struct place *where;
	int rc;
	/* Columns: marks of the batch, those that ended, and where the next
	 * field stands. */
	struct row_mark *marks;
	size_t n_marks, marks_size, next_mark;
	size_t n_columns;
	uint64_t column_record;
	uint16_t column;
	uint32_t row;
	struct implied implied;
	/* What came of it. */
	inspect_finding_fn *on_finding;
	void *on_finding_arg;
	struct category_set categories;
	const char **important;
	size_t n_important;
	bool endless, taken;
	uint32_t counts[CATEGORY_MAX];
	/* Records that are open; those with findings, outer before inner. From
	 * here on nothing is zeroed before its use. */
	uint32_t stack[DEPTH_MAX], live[DEPTH_MAX];
	struct column columns[COLUMNS_KEPT];
};

/* Takes the values of the batch being flushed that stand before a field and
 * begin before an offset into the hashes of their records, so far as that has
 * not been done: only few records need one. */
void records_hash(struct harvest *h, size_t field, uint64_t at);
/* The detector of what a hit with this text says beyond itself, or < 0; minor:
 * it shows a child. Asked for every hit once, in order. */
int implied_by(struct implied *i, const struct rules_implied *r,
	       const struct hit *hit, struct span value, bool minor);
/* Ends the records whose ends stand before this field. */
void records_end_before(struct harvest *h, size_t field);
/* Findings from this offset are put to this record. */
void record_enliven(struct harvest *h, uint32_t record, uint64_t at);
/* Hands over the parts of open records that end before this offset, in the
 * order of their ends. */
void records_expire(struct harvest *h, uint64_t at);
/* After a flush: only the open ones stay, and the pool is tidied. */
void records_pack(struct harvest *h);
/* Scans one block whose text came from there; failures go to h->rc. */
void harvest_scan(struct harvest *h, const struct block *b,
		  const struct place *where);
/* The epoch of the oldest byte of a long value that has not been scanned. */
uint64_t long_pending(const struct harvest *h);
/* The hash with one more value. */
uint64_t record_hash(uint64_t hash, struct span value);

/* Takes the marks before and at this field. */
void columns_advance(struct harvest *h, size_t field);
/* After a flush: every mark has been taken. */
void columns_pack(struct harvest *h);
typedef void columns_put_fn(struct harvest *h, const struct trait *traits,
			    size_t n, uint64_t hash);
/* Puts the findings of a record row by row: 1; 0 if they are in no rows, or
 * -ENOMEM. */
MUST_USE int columns_split(struct harvest *h, const struct record *r,
			   const struct findings *l, uint64_t hash,
			   columns_put_fn *put);
