/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The candidate finder: one look at every byte, 64 at a time, that says where
 * a match of any detector could be. A bit set in error costs a look, a bit
 * missing would be a hole; the tests compare with PCRE2 alone.
 *
 * A candidate is an '@', or the first letter or digit of a word which, with
 * the bytes after it, is possible for one of eight buckets of detectors: the
 * tables of its low and high half of a byte (after Teddy, in Hyperscan) have
 * a bit in common at each of the offsets. What would stand after the end of
 * the text is possible for all.
 */
#pragma once

#include "base/span.h"

/* Bytes classified at once; one bit each in the result. */
#define FIND_TILE 16384
#define FIND_WORDS (FIND_TILE / 64)
/* Bytes of a candidate that are looked at; buckets. */
#define FIND_DEPTH 6
#define FIND_BUCKETS 8

/* The tables, for the portable and the vector way. Filled in by the user:
 * low, high and at_sign; by find_set_seal: the rest. */
struct find_set {
	uint8_t low[FIND_DEPTH][16], high[FIND_DEPTH][16]; /* bits of buckets */
	bool at_sign;		     /* whether an '@' is one */
	uint8_t of[FIND_DEPTH][256]; /* low and high in one */
	bool alnum[256];
};

/* Letters and digits of ASCII. */
static inline bool
find_is_alnum(uint8_t c)
{
	uint8_t low = c | 0x20;
	return (c >= '0' && c <= '9') || (low >= 'a' && low <= 'z');
}

/* Lets a byte be possible for a bucket at an offset. */
void find_set_allow(struct find_set *set, unsigned bucket, unsigned offset,
		    uint8_t c);
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
/* Whether this processor has what the vector way needs, and KOUAN_VECTOR in
 * the environment is not "off". */
bool find_has_vector(void);
/* Leaves the vector way out, or takes it up again where it can be: for tests
 * and measurements. */
void find_use_vector(bool wanted);
