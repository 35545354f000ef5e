/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A chain of blocks, each handed out from its start. Guarantees: never above
 * the limit; contents are wiped before they are freed (Squidbleed is what
 * happens otherwise). One owner, one thread.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK 4096
#define ALIGN 16

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(ALIGN) uint8_t bytes[];
};

struct arena {
	struct block *blocks; /* the newest first */
	size_t limit, used;
};

struct arena *
arena_new(size_t limit)
{
	struct arena *a = calloc(1, sizeof(*a));
	if (a != NULL)
		a->limit = limit;
	return a;
}

void
arena_free(struct arena **pa)
{
	struct arena *a = *pa;
	*pa = NULL;
	if (a == NULL)
		return;
	for (struct block *b = a->blocks, *next; b != NULL; b = next) {
		next = b->next;
		explicit_bzero(b->bytes, b->used);
		free(b);
	}
	free(a);
}

static struct block *
block_for(struct arena *a, size_t size)
{
	struct block *b = a->blocks;
	if (b != NULL && b->size - b->used >= size)
		return b;
	size_t room = size > BLOCK - sizeof(*b) ? size : BLOCK - sizeof(*b);
	b = malloc(sizeof(*b) + room);
	if (b == NULL)
		return NULL;
	b->size = room;
	b->used = 0;
	b->next = a->blocks;
	a->blocks = b;
	return b;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	if (size > a->limit || a->used > a->limit - size)
		return NULL;
	size_t padded = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	struct block *b = block_for(a, padded);
	if (b == NULL)
		return NULL;
	void *p = b->bytes + b->used;
	b->used += padded;
	a->used += size;
	memset(p, 0, size);
	return p;
}

char *
arena_str(struct arena *a, struct span s)
{
	char *text = arena_alloc(a, s.n + 1);
	if (text != NULL && s.n > 0)
		memcpy(text, s.p, s.n);
	return text;
}

struct span
arena_dup(struct arena *a, struct span s)
{
	return span_of(arena_str(a, s), s.n);
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (n < 0)
		return NULL;
	char *text = arena_alloc(a, (size_t)n + 1);
	if (text == NULL)
		return NULL;
	va_start(args, fmt);
	vsnprintf(text, (size_t)n + 1, fmt, args);
	va_end(args);
	return text;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
