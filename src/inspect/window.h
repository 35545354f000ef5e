/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text a format works on: what it has not finished with of earlier
 * pushes, and after that what the push at hand brought. A format runs over
 * it, puts values to the harvest by their places in it, may rewrite values
 * where they lie, and says how far it is done.
 */
#pragma once

#include "inspect/fold.h"
#include "inspect/harvest.h"
#include "inspect/trail.h"

/* Bytes taken from a push at a time: with its marks this stays in the
 * nearest cache. */
#define WINDOW_SLICE ((size_t)32 << 10)

#define WINDOW_MARKS 16

struct window {
	struct buf text;
	uint64_t base;	/* offset of text.p[0] in its layer */
	size_t carried; /* bytes of earlier pushes */
	/* From which byte on (offset in the layer) which epoch holds; the
	 * first one is that of text.p[0]. */
	struct {
		uint64_t at, epoch;
	} marks[WINDOW_MARKS];
	size_t n_marks;
	/* What reads the long value going on, if it carries something, and
	 * the depth of layers outside it: see nested.h. */
	struct stage *inner;
	/* Where the bytes of rewritten values stood, and those of the long
	 * value going on, of which the next byte has this offset; of one that
	 * is decoded only its first. */
	struct trail trail, long_trail;
	uint64_t long_at;
	bool long_coded;
	unsigned inner_depth;
};

/* Reads on as far as it can: returns how many bytes of the window are done
 * with, or < 0. It may flush on the way (window_flush). last: nothing will
 * follow, so everything must be done with. */
typedef ssize_t window_run_fn(struct stage *s, bool last);

/* base: offset of the first byte to come. */
void window_init(struct window *w, uint64_t base);
void window_fini(struct window *w);
/* Feeds in to run, slice by slice. 0 or < 0. */
MUST_USE int window_push(struct window *w, struct stage *s, struct span in,
			 bool last, window_run_fn *run);
/* Undoes escapes of n bytes at a place in the window, in place: how many are
 * left. */
size_t window_undo(struct window *w, size_t at, size_t n, trail_undo_fn *fn);
/* What is scanned from now on is this window's, or (long) that of its long
 * value; returns what window_leave needs. */
const struct trail *window_enter(struct window *w, struct work *work,
				 bool long_value);
void window_leave(struct work *work, const struct trail *was);
/* Scans the values put to the harvest so far; at: everything before it in
 * the window was handed over. */
MUST_USE int window_flush(struct window *w, struct stage *s, size_t at);
/* Epoch of a byte of the window. */
uint64_t window_epoch(const struct window *w, size_t at);
/* Epoch of the oldest byte kept, or EPOCH_NONE. */
uint64_t window_pending(const struct window *w);
