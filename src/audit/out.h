/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing into room that was sized for the worst case beforehand, so that
 * the hot path checks nothing. Inline: a record is some forty small pieces.
 */
#pragma once

#include "base/span.h"

/* Where the next byte goes. */
struct out {
	char *p;
};

static inline void
out_bytes(struct out *o, const void *p, size_t n)
{
	memcpy(o->p, p, n);
	o->p += n;
}

#define out_literal(o, text) out_bytes(o, "" text, sizeof(text) - 1)

static inline void
out_text(struct out *o, const char *text)
{
	out_bytes(o, text, strlen(text));
}

static inline void
out_u64(struct out *o, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	out_bytes(o, digits + at, sizeof(digits) - at);
}
