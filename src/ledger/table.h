/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger's containers: numbered items in segments that never move (so
 * that ten million of them grow without a copy), indices over such items,
 * maps between small numbers, and plain lists of numbers. Nothing here is
 * locked: the ledger's lock covers them all. Memory for items that arrive
 * with traffic may be refused (-ENOMEM); the small rest must be there, for a
 * ledger that cannot hold its own counts may not go on.
 */
#pragma once

#include "base/err.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#define NOTHING UINT32_MAX

/* Items of one size under numbers from 0. A freed item's number is given out
 * again; the item's first four bytes then hold the list of free ones. */
struct table {
	uint8_t **segments;
	uint32_t n_segments;
	uint32_t n; /* numbers ever given out */
	uint32_t item;
	uint32_t free;
};
#define TABLE_SEGMENT_BITS 16

void table_init(struct table *t, uint32_t item_size);
void table_fini(struct table *t);
/* A zeroed item; -ENOMEM. */
MUST_USE int table_take(struct table *t, uint32_t *ret_number);
/* n zeroed items in a row, never from the free ones. */
MUST_USE int table_take_run(struct table *t, uint32_t n, uint32_t *ret_first);
void table_free(struct table *t, uint32_t number);

static inline void *
table_at(const struct table *t, uint32_t number)
{
	return t->segments[number >> TABLE_SEGMENT_BITS] +
	       (size_t)(number & ((1U << TABLE_SEGMENT_BITS) - 1)) * t->item;
}

/* A set of item numbers, found by a hash the owner computes. */
struct index {
	uint32_t *slots;
	uint32_t size, n;
	uint64_t (*hash)(const void *arg, uint32_t item);
	const void *arg;
};
typedef bool index_same_fn(const void *arg, uint32_t item, const void *key);

void index_init(struct index *x,
		uint64_t (*hash)(const void *arg, uint32_t item),
		const void *arg);
void index_fini(struct index *x);
/* The item with this hash for which same() holds, or NOTHING. */
uint32_t index_find(const struct index *x, uint64_t hash, index_same_fn *same,
		    const void *key);
/* Has memory fetch where index_find will begin. */
static inline void
index_expect(const struct index *x, uint64_t hash)
{
	if (x->size > 0)
		__builtin_prefetch(&x->slots[(uint32_t)hash & (x->size - 1)]);
}
/* The item that index_find will look at first, or NOTHING. */
static inline uint32_t
index_guess(const struct index *x, uint64_t hash)
{
	return x->size > 0 ? x->slots[(uint32_t)hash & (x->size - 1)] : NOTHING;
}
MUST_USE int index_add(struct index *x, uint32_t item);
/* Room for n at once. */
MUST_USE int index_reserve(struct index *x, uint32_t n);
void index_remove(struct index *x, uint32_t item);
void index_clear(struct index *x);

/* From a 64-bit number to a 32-bit one other than NOTHING. */
struct pairs {
	uint64_t *keys;
	uint32_t *values;
	uint32_t size, n;
};
void pairs_fini(struct pairs *p);
void pairs_clear(struct pairs *p);
/* Room for n at once. */
void pairs_reserve(struct pairs *p, uint32_t n);
uint32_t pairs_get(const struct pairs *p, uint64_t key);
void pairs_put(struct pairs *p, uint64_t key, uint32_t value);
void pairs_take(struct pairs *p, uint64_t key);

static inline uint64_t
pair_of(uint32_t a, uint32_t b)
{
	return (uint64_t)a << 32 | b;
}

/* A list of numbers. */
struct numbers {
	uint32_t *v;
	uint32_t n, room;
};
void numbers_fini(struct numbers *l);
void numbers_add(struct numbers *l, uint32_t number);
/* Sorts and drops what is there twice. */
void numbers_unique(struct numbers *l);

/* Which of many numbers were marked since they were last taken; each stands
 * once in the list. */
struct marks {
	struct numbers list;
	uint64_t *bits;
	uint32_t words;
};
void marks_fini(struct marks *m);
void marks_add(struct marks *m, uint32_t number);
/* Empties it; the list is the caller's. */
struct numbers marks_take(struct marks *m);

/* A well mixed hash of a number. */
static inline uint64_t
mix64(uint64_t x)
{
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	return x ^ x >> 32;
}

/* Memory the ledger cannot do without. */
void *ledger_need(void *old, size_t n, size_t size);
