/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the parts of an upload meet. What a part begins and ends with is
 * kept as it was before its character set is read (content codings taken
 * off), and so is the row that names the columns of a table. With the end of
 * the part before or the begin of the part after, seam_text makes a text of
 * the one record that the border cuts. Pure; one owner, one thread.
 */
#pragma once

#include "base/buf.h"
#include "inspect/sniff.h"

#define ENDS_SIZE 512
#define ENDS_HEADER 4096

struct ends {
	bool wanted;  /* the body is a part: keep its ends */
	bool claimed; /* the text of the body is being read */
	bool middle;  /* something comes before it */
	bool table, json, markup;
	bool names; /* a table's first row names its columns */
	uint8_t first[ENDS_SIZE], last[ENDS_SIZE];
	size_t n_first, n_last;
	uint64_t n; /* bytes of text so far */
	/* The first row: this part's own, or that of the first part. */
	struct buf header;
	bool given, whole_header;
	/* The first row is read with the end of the part before alone. */
	bool leave_row, left_row;
};

void ends_init(struct ends *e);
void ends_fini(struct ends *e);
/* More of the text. 0 or -ENOMEM. */
MUST_USE int ends_take(struct ends *e, struct span text);
/* What of the text's begin is left to the seam: its first row, where it was
 * cut and the part before is known. begin is all of it or ENDS_SIZE and more.
 */
size_t ends_leave(struct ends *e, struct span begin);
/* What the text turned out to be. */
void ends_format(struct ends *e, enum format format, bool names);
/* The row that names the columns, or nothing. */
struct span ends_header(const struct ends *e);

/* The record at the border between before (may be empty) and after, with the
 * names of its columns, into text (empty: no record goes over the border).
 * *ret_type is a media type or empty: the part's own then. 0, ERR_LIMIT or
 * -ENOMEM. */
MUST_USE int seam_text(const struct ends *e, struct span before,
		       struct span after, struct buf *text,
		       struct span *ret_type);
