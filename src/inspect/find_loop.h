/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From classes to candidates, the same for every way of classifying: masks
 * of 64 bytes, with what they need of their neighbours carried over the
 * border. Private to find*.c.
 */
#pragma once

#include "inspect/find.h"

/* One bit per byte and class. */
struct find_masks {
	uint64_t of[FIND_CLASSES];
};

typedef void find_classify_fn(const struct find_set *set, const uint8_t *p,
			      struct find_masks *ret_masks);

/* The masks of text[at ..]; zero where there is no text. */
__attribute__((always_inline)) static inline void
find_masks_at(const struct find_set *set, struct span text, size_t at,
	      find_classify_fn *classify, struct find_masks *ret_masks)
{
	if (at + 64 <= text.n) {
		classify(set, text.p + at, ret_masks);
		return;
	}
	uint8_t tail[64] = {0};
	size_t n = at < text.n ? text.n - at : 0;
	if (n > 0)
		memcpy(tail, text.p + at, n);
	classify(set, tail, ret_masks);
	uint64_t valid = (UINT64_C(1) << n) - 1;
	for (int c = 0; c < FIND_CLASSES; c++)
		ret_masks->of[c] &= valid;
}

__attribute__((always_inline)) static inline void
find_loop(const struct find_set *set, struct span text, size_t from,
	  find_classify_fn *classify, uint64_t *ret_bits)
{
	struct find_masks now, next;
	uint64_t before = from > 0 && from <= text.n &&
			  (set->of[text.p[from - 1]] & FIND_ALNUM) != 0;
	find_masks_at(set, text, from, classify, &now);
	for (size_t w = 0; w < FIND_WORDS; w++) {
		size_t at = from + w * 64;
		if (at >= text.n) {
			memset(ret_bits + w, 0, (FIND_WORDS - w) * 8);
			return;
		}
		find_masks_at(set, text, at + 64, classify, &next);
		uint64_t token = now.of[0] & ~(now.of[0] << 1 | before);
		uint64_t second = now.of[2] >> 1 | next.of[2] << 63;
		uint64_t third = now.of[3] >> 2 | next.of[3] << 62;
		ret_bits[w] = (token & now.of[1] & second & third) | now.of[4];
		before = now.of[0] >> 63;
		now = next;
	}
}
