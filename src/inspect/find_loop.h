/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same for every way of finding: 64 bytes at a time where the text reaches
 * far enough, byte by byte at its end. Private to find*.c.
 */
#pragma once

#include "inspect/find.h"

/* What is known of 64 bytes, one bit each. */
struct find_masks {
	uint64_t alnum, at_sign;
	uint64_t possible; /* for a bucket, with what comes after it */
};

/* Looks at 64 bytes and the FIND_DEPTH - 1 after them. */
typedef void find_classify_fn(const struct find_set *set, const uint8_t *p,
			      struct find_masks *ret_masks);

/* The masks of the last bytes of a text. */
static inline void
find_tail(const struct find_set *set, struct span tail,
	  struct find_masks *ret_masks)
{
	struct find_masks m = {0};
	for (size_t i = 0; i < tail.n && i < 64; i++) {
		uint64_t bit = UINT64_C(1) << i;
		uint8_t possible = 0xff;
		for (size_t k = 0; k < FIND_DEPTH && i + k < tail.n; k++)
			possible &= set->of[k][tail.p[i + k]];
		m.alnum |= set->alnum[tail.p[i]] ? bit : 0;
		m.at_sign |= set->at_sign && tail.p[i] == '@' ? bit : 0;
		m.possible |= possible != 0 ? bit : 0;
	}
	*ret_masks = m;
}

__attribute__((always_inline)) static inline void
find_loop(const struct find_set *set, struct span text, size_t from,
	  find_classify_fn *classify, uint64_t *ret_bits)
{
	struct find_masks now;
	uint64_t before =
		from > 0 && from <= text.n && set->alnum[text.p[from - 1]];
	for (size_t w = 0; w < FIND_WORDS; w++) {
		size_t at = from + w * 64;
		if (at >= text.n) {
			memset(ret_bits + w, 0, (FIND_WORDS - w) * 8);
			return;
		}
		if (at + 64 + FIND_DEPTH - 1 <= text.n)
			classify(set, text.p + at, &now);
		else
			find_tail(set, span_from(text, at), &now);
		uint64_t token = now.alnum & ~(now.alnum << 1 | before);
		ret_bits[w] = (token & now.possible) | now.at_sign;
		before = now.alnum >> 63;
	}
}
