/* SPDX-License-Identifier: Apache-2.0 */
/* Packs of git's objects and the lines of its protocol, written by hand. */
#pragma once

#include "base/buf.h"

#include <stdlib.h>
#include <zlib.h>

static inline void
git_put(struct buf *b, struct span s)
{
	if (buf_add(b, s) != 0)
		abort();
}

/* A line with its length in front. */
static inline void
git_put_line(struct buf *b, struct span text)
{
	if (buf_printf(b, "%04zx", text.n + 4) != 0)
		abort();
	git_put(b, text);
}

static inline void
git_put_pack(struct buf *b, uint8_t objects)
{
	uint8_t head[12] = {'P', 'A', 'C', 'K', 0, 0, 0, 2, 0, 0, 0, objects};
	git_put(b, span_of(head, sizeof(head)));
}

/* The checksum, which nobody looks at. */
static inline void
git_put_end(struct buf *b)
{
	static const uint8_t sum[20] = {1, 2, 3};
	git_put(b, span_of(sum, sizeof(sum)));
}

static inline void
git_put_head(struct buf *b, unsigned kind, size_t size)
{
	uint8_t c = (uint8_t)(kind << 4 | (size & 15));
	size >>= 4;
	while (size > 0) {
		c |= 0x80;
		git_put(b, span_of(&c, 1));
		c = (uint8_t)(size & 0x7f);
		size >>= 7;
	}
	git_put(b, span_of(&c, 1));
}

static inline void
git_put_zlib(struct buf *b, struct span s)
{
	uLongf n = compressBound(s.n);
	uint8_t *out = malloc(n);
	if (out == NULL || compress(out, &n, s.p, s.n) != Z_OK)
		abort();
	git_put(b, span_of(out, n));
	free(out);
}

static inline void
git_put_object(struct buf *b, unsigned kind, struct span s)
{
	git_put_head(b, kind, s.n);
	git_put_zlib(b, s);
}

/* A delta against an object that is not in the pack. */
static inline void
git_put_ref_delta(struct buf *b, struct span delta)
{
	static const uint8_t base[20] = {9, 9, 9};
	git_put_head(b, 7, delta.n);
	git_put(b, span_of(base, sizeof(base)));
	git_put_zlib(b, delta);
}

/* A delta against the object that begins so many (under 128) bytes before. */
static inline void
git_put_ofs_delta(struct buf *b, uint8_t back, struct span delta)
{
	git_put_head(b, 6, delta.n);
	git_put(b, span_of(&back, 1));
	git_put_zlib(b, delta);
}
