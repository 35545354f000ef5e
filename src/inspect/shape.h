/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a pattern's text says about its matches, without running it: how long
 * they can be and which bytes can stand where. Always a superset of the
 * truth, so that the finder built on it never misses what PCRE2 would find.
 *
 * Read are: literals, classes of ASCII, \d \w \s \h and their negations, \x..,
 * groups, alternation, bounded quantifiers, \b ^ $, look-around, and (?i) at
 * the very start. Anything else is refused, with a reason.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

/* Offsets of a match that are told apart. */
#define SHAPE_DEPTH 24

struct byte_set {
	uint64_t word[4];
};

static inline bool
byte_set_has(const struct byte_set *s, uint8_t c)
{
	return (s->word[c >> 6] >> (c & 63) & 1) != 0;
}

struct shape {
	unsigned min, longest; /* bytes of a match */
	unsigned max;  /* bytes of a match and what it looks at after it */
	bool at_start; /* a match can begin where the field begins */
	struct byte_set before; /* bytes that can stand right before a match,
				 * where there is one in the field */
	struct byte_set at[SHAPE_DEPTH]; /* at an offset from its start, or
					  * past its end */
};

/* ASCII letters and digits. */
extern const struct byte_set shape_alnum;

bool byte_set_within(const struct byte_set *s, const struct byte_set *other);
bool byte_set_meets(const struct byte_set *s, const struct byte_set *other);

/* Reads a pattern that PCRE2 accepted. 0, or -EINVAL with the reason: an
 * unbounded quantifier, or something that is not read. */
MUST_USE int shape_of(const char *pattern, struct shape *ret_shape,
		      struct why *why);
