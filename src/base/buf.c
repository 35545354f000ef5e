/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Growable bytes. Guarantees: never above the limit; contents are wiped when
 * memory is given back. One owner, one thread.
 */
#include "base/buf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
buf_init(struct buf *b, size_t limit)
{
	*b = (struct buf){.limit = limit};
}

void
buf_fini(struct buf *b)
{
	if (b->p != NULL)
		explicit_bzero(b->p, b->size);
	free(b->p);
	*b = (struct buf){.limit = b->limit};
}

int
buf_room(struct buf *b, size_t n)
{
	if (n > b->limit || b->n > b->limit - n)
		return ERR_LIMIT;
	if (b->n + n <= b->size)
		return 0;
	size_t size = b->size > 0 ? b->size : 64;
	while (size < b->n + n)
		size *= 2;
	/* Not realloc: it would leave the old contents behind unwiped. */
	uint8_t *p = malloc(size);
	if (p == NULL)
		return -ENOMEM;
	if (b->p != NULL) {
		memcpy(p, b->p, b->n);
		explicit_bzero(b->p, b->n);
		free(b->p);
	}
	b->p = p;
	b->size = size;
	return 0;
}

int
buf_add(struct buf *b, struct span s)
{
	int rc = buf_room(b, s.n);
	if (rc == 0 && s.n > 0) {
		memcpy(b->p + b->n, s.p, s.n);
		b->n += s.n;
	}
	return rc;
}

int
buf_byte(struct buf *b, uint8_t c)
{
	return buf_add(b, span_of(&c, 1));
}

int
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (n < 0)
		return -EINVAL;
	int rc = buf_room(b, (size_t)n + 1);
	if (rc < 0)
		return rc;
	va_start(args, fmt);
	vsnprintf((char *)b->p + b->n, (size_t)n + 1, fmt, args);
	va_end(args);
	b->n += (size_t)n;
	return 0;
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n >= b->n) {
		b->n = 0;
		return;
	}
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

void
buf_clear(struct buf *b)
{
	if (b->p != NULL)
		explicit_bzero(b->p, b->n);
	b->n = 0;
}
