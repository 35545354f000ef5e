/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the bytes of a text stood before it was made: runs of it that stood
 * somewhere in one piece. Only for whoever wants to be shown findings; nothing
 * is kept else, and nothing is decided by it. What is not known stands where
 * it stood. One owner, one thread.
 */
#pragma once

#include "base/span.h"

struct trail_run {
	uint64_t text, source; /* offsets of its first byte */
	uint32_t more;	       /* its source is longer by so much */
};

struct trail {
	struct trail_run *runs;
	size_t n, size;
	/* That of the text this one was made of, while it is asked. */
	const struct trail *outer;
	bool on, failed; /* failed: there was no memory */
};

void trail_fini(struct trail *t);
/* Text from this offset on stood there; nothing after it is known any more. */
void trail_add(struct trail *t, uint64_t text, uint64_t source, uint32_t more);
/* Where a byte of the text stood, by this trail and those outside it, and
 * where what ends before an offset ended. NULL: where it stands. */
uint64_t trail_begin(const struct trail *t, uint64_t at);
uint64_t trail_end(const struct trail *t, uint64_t at);
/* Undoes in place what fn undoes, n bytes that are the text from this offset
 * on; returns how many are left. What follows the n stays where it is. */
typedef size_t trail_undo_fn(uint8_t *p, size_t n);
size_t trail_undo(struct trail *t, uint64_t at, uint8_t *p, size_t n,
		  trail_undo_fn *fn);
/* The same of what has been undone before, if fn would have left so many. */
bool trail_undone(struct trail *t, uint64_t at, struct span before,
		  size_t after, trail_undo_fn *fn);
/* All text from this offset on stands in one piece. */
void trail_cut(struct trail *t, uint64_t at);
/* Of the text from this offset on, bytes were left out, or some
 * were undone somewhere in the middle. */
void trail_squeeze(struct trail *t, uint64_t at, struct span before,
		   struct span after);
/* Of the text from this offset on, n bytes were undone to so many, in ways not
 * known: they stand where the first and the last of them did. */
void trail_whole(struct trail *t, uint64_t at, size_t n, size_t after);
/* Text so far before an offset will be asked for no more. */
void trail_drop(struct trail *t, uint64_t at);
