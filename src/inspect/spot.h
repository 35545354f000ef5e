/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All context words of all detectors in one pass over a text (Aho and
 * Corasick 1975): which detectors could have a word there. Letters are
 * folded, everything that separates words is skipped and borders are not
 * looked at, so the answer is never too small; words.h has the exact one.
 * Immutable once built, shared by threads.
 */
#pragma once

#include "inspect/words.h"

struct spotter;

/* A set of up to 256 detectors. */
struct detector_set {
	uint64_t bits[4];
};

static inline void
detector_add(struct detector_set *s, unsigned d)
{
	s->bits[d / 64] |= UINT64_C(1) << (d % 64);
}

static inline bool
detector_has(const struct detector_set *s, unsigned d)
{
	return (s->bits[d / 64] >> (d % 64) & 1) != 0;
}

/* Whether a byte of 0x40 or above is there: all letters are. */
static inline bool
text_has_letter(struct span text)
{
	uint64_t any = 0, part;
	size_t i = 0;
	for (; i + 8 <= text.n; i += 8) {
		memcpy(&part, text.p + i, 8);
		any |= part;
	}
	for (; i < text.n; i++)
		any |= text.p[i];
	return (any & UINT64_C(0xc0c0c0c0c0c0c0c0)) != 0;
}

/* Words of detector i are lists[i * stride .. + stride). 0, -ENOMEM, or
 * ERR_LIMIT if the words are too many in all. */
MUST_USE int spotter_new(struct arena *a, const struct words *lists,
			 size_t stride, size_t n, struct spotter **ret_spotter);
/* Whether every word has a letter (text_has_letter). */
bool spotter_is_lettered(const struct spotter *s);
/* The detectors that may have a word in the text. */
struct detector_set spotter_read(const struct spotter *s, struct span text);
