/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The candidate finder: one look at every byte, 64 at a time, that says where
 * a match of any detector could be. A bit set in error costs a look, a bit
 * missing would be a hole; the tests compare with PCRE2 alone.
 *
 * A candidate is an '@', or a letter or digit with none before it that
 * is in `first` and is followed by one in `second` and one in `third`.
 */
#pragma once

#include "base/span.h"

/* Bytes classified at once; one bit each in the result. */
#define FIND_TILE 16384
#define FIND_WORDS (FIND_TILE / 64)

enum {
	FIND_ALNUM = 1,
	FIND_FIRST = 2,
	FIND_SECOND = 4,
	FIND_THIRD = 8,
	FIND_AT = 16,
};
#define FIND_CLASSES 5

/* The classes, for the portable and the vector way. */
struct find_set {
	uint8_t of[256]; /* FIND_... bits of a byte; bytes >= 0x80 are alike */
	/* Per class: for the low half of a byte, which high halves (0 to 7)
	 * are in it. */
	uint8_t low[FIND_CLASSES][16];
	bool wide[FIND_CLASSES]; /* whether bytes >= 0x80 are in it */
};

/* Makes the vector tables from set->of. */
void find_set_seal(struct find_set *set);

/*
 * Candidates among text[from .. from + FIND_TILE), one bit per byte, lowest
 * first, into FIND_WORDS words; bits past the text are zero. Bytes around the
 * tile are looked at where the text has them.
 */
void find_candidates(const struct find_set *set, struct span text, size_t from,
		     uint64_t *ret_bits);

/* The ways to do it, for the tests; vector only if find_has_vector(). */
void find_portable(const struct find_set *set, struct span text, size_t from,
		   uint64_t *ret_bits);
void find_vector(const struct find_set *set, struct span text, size_t from,
		 uint64_t *ret_bits);
bool find_has_vector(void);
