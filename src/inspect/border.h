/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values cut by the border of two parts of one body: what stands last in a
 * part and first in the next one, joined if neither is an identifier but both
 * together are; and rows of parts that hold a piece each. So that the fields
 * of ordinary forms are not read as one, only resident IDs are taken from any
 * fields; the other numbers, and addresses of e-mail, only from fields of like
 * names ("card1" and "card2"), under names that call for them if they have no
 * check digit.
 *
 *   border_part → border_look ... → border_part → border_look ...
 *
 * border_look is shown the bytes of a part before they are read: what is
 * joined becomes a value of the record that is open around the parts. Until a
 * piece has met what follows it, its bytes are pending. One owner, one thread.
 */
#pragma once

#include "inspect/harvest.h"

#define BORDER_PIECE 24
#define BORDER_PIECES 8
#define BORDER_NAME 32

/* Letters and digits in a row, of which more than so many are no piece. */
struct border_piece {
	uint8_t text[BORDER_PIECE];
	uint8_t n;
	uint8_t name_n; /* of its field */
	uint8_t name[BORDER_NAME];
	uint32_t label;
	uint64_t epoch;
};

struct border {
	/* What the piece being read may be joined with. */
	struct border_piece row[BORDER_PIECES];
	unsigned n;
	struct border_piece piece;
	bool text;	/* the part at hand may be text as it stands */
	bool broad;	/* the piece being read is too long for one */
	bool ended;	/* something stands behind it */
	bool first;	/* nothing but white space stands before it */
	unsigned white; /* bytes of white space just now */
};

/* A part begins, in a field of this name; text: it is sent as it is. */
void border_part(struct border *b, struct span name, uint32_t label, bool text);
/* Its bytes; at: their offset in the layer, last: they are all. */
MUST_USE int border_look(struct border *b, struct work *w, struct span s,
			 uint64_t at, bool last);
/* The epoch of the oldest byte that waits for what follows, or EPOCH_NONE. */
uint64_t border_pending(const struct border *b);
