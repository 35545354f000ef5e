/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values cut in pieces: neighbouring short strings of one array, one form or
 * one element, of which none is an identifier but two in a row, or all
 * together, are. So that lists of numbers are not read as one, only what has a
 * check digit is taken, what stands under a name that calls for it, and
 * addresses of e-mail cut at their sign or behind it.
 *
 *   pieces_begin → pieces_add → pieces_is_due(false) ... → pieces_is_due(true)
 *
 * When it is due, the format flushes its window and calls pieces_scan. One
 * owner, one thread.
 */
#pragma once

#include "inspect/harvest.h"

#define PIECES_BYTES 48
#define PIECES_MAX 24

struct pieces {
	uint8_t text[PIECES_BYTES];
	uint8_t ends[PIECES_MAX]; /* of pieces, in text */
	uint32_t label;
	unsigned n;
	bool on;
	bool missed; /* pieces before the first one kept */
	struct span due;
};

/* Another row of pieces; none is going on after pieces_end. */
static inline void
pieces_begin(struct pieces *s)
{
	s->on = true;
	s->n = 0;
	s->missed = false;
}

static inline void
pieces_end(struct pieces *s)
{
	s->on = false;
}

void pieces_add(struct pieces *s, struct span piece, uint32_t label);
/* Whether the last two pieces, or at the end all of them, are to be read as
 * one. */
bool pieces_is_due(struct pieces *s, const struct harvest *h, bool end);
/* Reads them as one value of the record now open, which lies at this offset
 * of the layer; the batch must be empty. */
MUST_USE int pieces_scan(struct pieces *s, struct harvest *h, uint64_t at,
			 uint64_t epoch);
/* Whether the first and the last of some pieces are no identifier and all of
 * them are; alike: they have the same name or nearly so, says: it calls for
 * one. */
bool pieces_are_one(struct span all, struct span first, struct span last,
		    bool alike, bool says);
