/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growable bytes with a hard limit in the type. The owner of the struct owns
 * the bytes; they are wiped before they are freed, for they may hold content.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

struct buf {
	uint8_t *p;
	size_t n;     /* bytes in use */
	size_t size;  /* bytes allocated */
	size_t limit; /* never more than this many */
};

/* An empty buffer that will hold at most limit bytes. */
void buf_init(struct buf *b, size_t limit);
/* Wipes and frees; the struct may be used again after buf_init. */
void buf_fini(struct buf *b);
/* Room for n more bytes at b->p + b->n; 0, ERR_LIMIT or -ENOMEM. */
MUST_USE int buf_room(struct buf *b, size_t n);
/* Appends; 0, ERR_LIMIT or -ENOMEM, and nothing is appended on failure. */
MUST_USE int buf_add(struct buf *b, struct span s);
MUST_USE int buf_byte(struct buf *b, uint8_t c);
MUST_USE int buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
/* Drops the first n bytes. */
void buf_drop(struct buf *b, size_t n);
/* Forgets the contents (wiped), keeps the allocation. */
void buf_clear(struct buf *b);

static inline struct span
buf_span(const struct buf *b)
{
	return span_of(b->p, b->n);
}
