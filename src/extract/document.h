/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The XML parts of office documents (ECMA-376, OASIS OpenDocument): what they
 * are is told by their first element, wherever they lie in the package.
 * Sheets become tables, documents, slides and notes lines of text and tables;
 * expat parses. What is no such part is not taken. One owner, one thread.
 */
#pragma once

#include "extract/teller.h"

#include "base/buf.h"

/* What sheets need of the rest of their book. */
struct book {
	struct buf text;  /* of the shared strings, one after another */
	uint32_t *starts; /* of each, and the end of the last */
	bool *used;	  /* a cell showed it */
	size_t n, size;
	bool *dates; /* by cell style: shows a date */
	size_t n_dates, size_dates;
	uint16_t date_formats[256]; /* own formats that show dates */
	size_t n_date_formats;
};

void book_init(struct book *b);
void book_fini(struct book *b);
/* The strings that no cell showed. */
void book_tell_unused(const struct book *b, struct teller *t);

/* Where a part's bytes come from: > 0 bytes, 0 end, < 0 broken. */
struct part_source {
	ssize_t (*read)(void *arg, uint8_t *to, size_t size);
	void *arg;
};

enum part_kind {
	PART_OTHER, /* not ours */
	PART_SHEET,
	PART_TEXT,    /* documents, slides, notes, comments, drawings */
	PART_STRINGS, /* shared strings */
	PART_STYLES,
};

/* What a part is, by its first bytes. */
enum part_kind part_look(struct span head);
/* Reads strings or styles into the book. 0, or < 0 (broken, out of memory). */
MUST_USE int part_learn(struct book *b, enum part_kind kind, struct span head,
			const struct part_source *source);
/* Tells a sheet or text, whose first bytes are head. What cannot be read is
 * told as well. -ENOMEM. */
MUST_USE int part_tell(struct teller *t, struct book *b, enum part_kind kind,
		       struct span name, struct span head,
		       const struct part_source *source);
