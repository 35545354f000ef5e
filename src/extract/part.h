/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A part of an office document while it is parsed; private to the readers of
 * parts. expat calls part_* of part.c, which knows the kind and calls the
 * functions of sheet.c, text.c and book.c. One owner, one thread.
 */
#pragma once

#include "extract/document.h"
#include "extract/grid.h"

#include <expat.h>

/* Longer texts are told in pieces of this. */
#define PART_TEXT_MAX ((size_t)32 << 10)

struct part {
	struct teller *teller;
	struct book *book;
	enum part_kind kind;
	struct span name;
	XML_Parser parser;
	int rc;	       /* < 0: out of memory */
	bool entities; /* it declares some */

	struct buf text;  /* of the paragraph, cell or string now open */
	struct buf side;  /* what stands elsewhere, line by line */
	size_t side_line; /* where the last line of side begins */
	bool member;	  /* lines are being told */
	struct grid *grid;

	/* texts */
	bool mixed;	 /* text stands between tags (OpenDocument) */
	unsigned runs;	 /* elements open that hold text */
	unsigned blocks; /* paragraphs open */
	unsigned notes;	 /* annotations open */
	unsigned tables; /* tables open, one in another */
	bool cell;	 /* of the outermost table */
	bool cell_number;
	size_t column, repeat;
	bool settled; /* the cell's attribute said what it holds */

	/* sheets */
	unsigned phonetic; /* readings: said twice otherwise */
	bool value, formula;
	char type;
	uint64_t style;
	struct buf given; /* the cell's value as it stands */
	bool cell_styles; /* styles: in cellXfs */
};

/* Local name of an element or attribute. */
const char *part_local(const char *name);
/* The value of an attribute by its local name; NULL. */
const char *part_attribute(const char **attributes, const char *name);
bool part_is(const char *name, const char *const *list);
void part_add(struct part *p, struct buf *b, struct span s);
/* Characters that stand elsewhere: a line until the next tag. */
void part_side(struct part *p, struct span s);

/* text.c */
void text_begin(struct part *p, const char *name, const char **attributes);
void text_finish(struct part *p, const char *name);
void text_chars(struct part *p, struct span s);
/* Tells the paragraph that is open. */
void text_line(struct part *p);

/* sheet.c */
void sheet_begin(struct part *p, const char *name, const char **attributes);
void sheet_finish(struct part *p, const char *name);
void sheet_chars(struct part *p, struct span s);

/* book.c */
MUST_USE int book_add_string(struct book *b, struct span s);
struct span book_string(struct book *b, uint64_t number);
void book_add_format(struct book *b, uint64_t id, struct span code);
MUST_USE int book_add_style(struct book *b, uint64_t format);
bool book_shows_date(const struct book *b, uint64_t style);
