/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fingerprints of content: of all runs of WINNOW_RUN bytes, hashed with a
 * key, the smallest hash of every WINNOW_WINDOW neighbours. What two contents
 * have in common for WINNOW_RUN + WINNOW_WINDOW - 1 bytes gives at least one
 * fingerprint in common, wherever it stands in either (Schleimer, Wilkerson,
 * Aiken: Winnowing, 2003). Which are chosen depends on the bytes alone, not on
 * how they were cut. One owner, one thread.
 */
#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#define WINNOW_RUN 40
#define WINNOW_WINDOW 64
/* Runs with fewer different bytes than this (padding, rulers) give none. */
#define WINNOW_VARIETY 8

typedef void winnow_fn(void *arg, uint64_t fingerprint);

struct winnow {
	uint64_t base, power, mix; /* of the key */
	uint64_t hash;		   /* of the last WINNOW_RUN bytes */
	uint64_t n;		   /* bytes taken */
	uint8_t run[WINNOW_RUN];   /* they, in a ring */
	uint8_t count[256];	   /* of each byte in the run */
	unsigned variety;
	/* The candidates of the window: each smaller than all before it. */
	struct {
		uint64_t hash, at;
	} low[WINNOW_WINDOW];
	unsigned first, n_low;
	uint64_t told; /* position of the last one told, plus one */
	bool text;
};

/* text: blanks and control characters do not count, nor does the case of
 * ASCII letters. */
void winnow_init(struct winnow *w, uint64_t key, bool text);
void winnow_push(struct winnow *w, struct span in, winnow_fn *fn, void *arg);
/* The end: what is shorter than a window gives its smallest, or, shorter than
 * a run, the hash of all of it; nothing gives nothing. */
void winnow_end(struct winnow *w, winnow_fn *fn, void *arg);
