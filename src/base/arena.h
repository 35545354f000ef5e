/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory with one lifetime: everything allocated from an arena goes with one
 * call, wiped. One arena per exchange; not shared between threads.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

struct arena;

/* An arena that hands out at most limit bytes in all; NULL when out of
 * memory. */
struct arena *arena_new(size_t limit);
/* Wipes and frees everything; *a becomes NULL. NULL is fine. */
void arena_free(struct arena **a);
/* Zeroed memory aligned for any type, or NULL at the limit. */
MUST_USE void *arena_alloc(struct arena *a, size_t size);
/* A NUL-terminated copy, or NULL at the limit. */
MUST_USE char *arena_str(struct arena *a, struct span s);
/* A copy of the bytes; p is NULL at the limit. */
MUST_USE struct span arena_dup(struct arena *a, struct span s);
/* Formats into the arena; NULL at the limit. */
MUST_USE char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
/* Bytes handed out so far. */
size_t arena_used(const struct arena *a);
