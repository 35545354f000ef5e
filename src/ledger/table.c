/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Containers of the ledger; see table.h. Open addressing with linear probing
 * and backward-shift removal, so that nothing but live items is ever probed.
 */
#include "ledger/table.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of which so many are sorted in place. */
#define FEW 8

#define SEGMENT_ITEMS (1U << TABLE_SEGMENT_BITS)

void *
ledger_need(void *old, size_t n, size_t size)
{
	void *p = reallocarray(old, n > 0 ? n : 1, size);
	must(p != NULL);
	return p;
}

void
table_init(struct table *t, uint32_t item_size)
{
	*t = (struct table){.item = item_size, .free = NOTHING};
}

void
table_fini(struct table *t)
{
	for (uint32_t i = 0; i < t->n_segments; i++)
		free(t->segments[i]);
	free(t->segments);
	table_init(t, t->item);
}

int
table_take_run(struct table *t, uint32_t n, uint32_t *ret_first)
{
	/* The two highest bits are left to those who tag numbers. */
	if (n > (NOTHING >> 2) - t->n)
		return -ENOMEM;
	while ((uint64_t)t->n_segments * SEGMENT_ITEMS < (uint64_t)t->n + n) {
		uint8_t **more = reallocarray(t->segments, t->n_segments + 1,
					      sizeof(*more));
		if (more == NULL)
			return -ENOMEM;
		t->segments = more;
		more[t->n_segments] = calloc(SEGMENT_ITEMS, t->item);
		if (more[t->n_segments] == NULL)
			return -ENOMEM;
		t->n_segments++;
	}
	*ret_first = t->n;
	t->n += n;
	return 0;
}

int
table_take(struct table *t, uint32_t *ret_number)
{
	if (t->free == NOTHING)
		return table_take_run(t, 1, ret_number);
	*ret_number = t->free;
	uint8_t *item = table_at(t, t->free);
	memcpy(&t->free, item, sizeof(t->free));
	memset(item, 0, t->item);
	return 0;
}

void
table_free(struct table *t, uint32_t number)
{
	uint8_t *item = table_at(t, number);
	memset(item, 0, t->item);
	memcpy(item, &t->free, sizeof(t->free));
	t->free = number;
}

void
index_init(struct index *x, uint64_t (*hash)(const void *arg, uint32_t item),
	   const void *arg)
{
	*x = (struct index){.hash = hash, .arg = arg};
}

void
index_fini(struct index *x)
{
	free(x->slots);
	index_init(x, x->hash, x->arg);
}

uint32_t
index_find(const struct index *x, uint64_t hash, index_same_fn *same,
	   const void *key)
{
	if (x->size == 0)
		return NOTHING;
	for (uint32_t i = (uint32_t)hash & (x->size - 1);
	     x->slots[i] != NOTHING; i = (i + 1) & (x->size - 1))
		if (same(x->arg, x->slots[i], key))
			return x->slots[i];
	return NOTHING;
}

static void
index_place(struct index *x, uint32_t item)
{
	uint32_t i = (uint32_t)x->hash(x->arg, item) & (x->size - 1);
	while (x->slots[i] != NOTHING)
		i = (i + 1) & (x->size - 1);
	x->slots[i] = item;
}

static int
index_resize(struct index *x, uint32_t size)
{
	struct index old = *x;
	if (size == 0)
		return -ENOMEM;
	x->slots = malloc((size_t)size * sizeof(*x->slots));
	if (x->slots == NULL) {
		x->slots = old.slots;
		return -ENOMEM;
	}
	x->size = size;
	memset(x->slots, 0xff, (size_t)size * sizeof(*x->slots));
	for (uint32_t i = 0; i < old.size; i++)
		if (old.slots[i] != NOTHING)
			index_place(x, old.slots[i]);
	free(old.slots);
	return 0;
}

int
index_add(struct index *x, uint32_t item)
{
	if ((uint64_t)x->n + 1 > (uint64_t)x->size * 3 / 4) {
		int rc = index_resize(x, x->size > 0 ? x->size * 2 : 64);
		if (rc < 0)
			return rc;
	}
	index_place(x, item);
	x->n++;
	return 0;
}

int
index_reserve(struct index *x, uint32_t n)
{
	uint32_t size = x->size > 0 ? x->size : 64;
	while (size > 0 && n > (uint64_t)size * 3 / 4)
		size *= 2;
	return size == x->size ? 0 : index_resize(x, size);
}

void
index_remove(struct index *x, uint32_t item)
{
	uint32_t mask = x->size - 1;
	uint32_t hole = (uint32_t)x->hash(x->arg, item) & mask;
	while (x->slots[hole] != item)
		hole = (hole + 1) & mask;
	for (uint32_t i = (hole + 1) & mask; x->slots[i] != NOTHING;
	     i = (i + 1) & mask) {
		uint32_t home = (uint32_t)x->hash(x->arg, x->slots[i]) & mask;
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		x->slots[hole] = x->slots[i];
		hole = i;
	}
	x->slots[hole] = NOTHING;
	x->n--;
}

void
index_clear(struct index *x)
{
	if (x->size > 0)
		memset(x->slots, 0xff, (size_t)x->size * sizeof(*x->slots));
	x->n = 0;
}

void
pairs_fini(struct pairs *p)
{
	free(p->keys);
	free(p->values);
	*p = (struct pairs){0};
}

void
pairs_clear(struct pairs *p)
{
	pairs_fini(p);
}

static uint32_t
pairs_slot(const struct pairs *p, uint64_t key)
{
	uint32_t i = (uint32_t)mix64(key) & (p->size - 1);
	while (p->values[i] != NOTHING && p->keys[i] != key)
		i = (i + 1) & (p->size - 1);
	return i;
}

uint32_t
pairs_get(const struct pairs *p, uint64_t key)
{
	return p->n == 0 ? NOTHING : p->values[pairs_slot(p, key)];
}

static void
pairs_resize(struct pairs *p, uint32_t size)
{
	struct pairs old = *p;
	p->size = size;
	p->keys = ledger_need(NULL, size, sizeof(*p->keys));
	p->values = ledger_need(NULL, size, sizeof(*p->values));
	memset(p->values, 0xff, (size_t)size * sizeof(*p->values));
	for (uint32_t i = 0; i < old.size; i++) {
		if (old.values[i] == NOTHING)
			continue;
		uint32_t slot = pairs_slot(p, old.keys[i]);
		p->keys[slot] = old.keys[i];
		p->values[slot] = old.values[i];
	}
	free(old.keys);
	free(old.values);
}

void
pairs_reserve(struct pairs *p, uint32_t n)
{
	uint32_t size = p->size > 0 ? p->size : 16;
	while ((uint64_t)n * 4 > (uint64_t)size * 3)
		size *= 2;
	if (size > p->size)
		pairs_resize(p, size);
}

void
pairs_put(struct pairs *p, uint64_t key, uint32_t value)
{
	pairs_reserve(p, p->n + 1);
	uint32_t i = pairs_slot(p, key);
	p->n += p->values[i] == NOTHING;
	p->keys[i] = key;
	p->values[i] = value;
}

void
pairs_take(struct pairs *p, uint64_t key)
{
	if (p->n == 0)
		return;
	uint32_t mask = p->size - 1;
	uint32_t hole = pairs_slot(p, key);
	if (p->values[hole] == NOTHING)
		return;
	for (uint32_t i = (hole + 1) & mask; p->values[i] != NOTHING;
	     i = (i + 1) & mask) {
		uint32_t home = (uint32_t)mix64(p->keys[i]) & mask;
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		p->keys[hole] = p->keys[i];
		p->values[hole] = p->values[i];
		hole = i;
	}
	p->values[hole] = NOTHING;
	p->n--;
}

void
numbers_fini(struct numbers *l)
{
	free(l->v);
	*l = (struct numbers){0};
}

void
numbers_add(struct numbers *l, uint32_t number)
{
	if (l->n == l->room) {
		l->room = l->room > 0 ? l->room * 2 : 16;
		l->v = ledger_need(l->v, l->room, sizeof(*l->v));
	}
	l->v[l->n++] = number;
}

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static void
sort_few(uint32_t *v, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		uint32_t number = v[i], k = i;
		for (; k > 0 && v[k - 1] > number; k--)
			v[k] = v[k - 1];
		v[k] = number;
	}
}

void
numbers_unique(struct numbers *l)
{
	if (l->n < 2)
		return;
	if (l->n <= FEW)
		sort_few(l->v, l->n);
	else
		qsort(l->v, l->n, sizeof(*l->v), compare_numbers);
	uint32_t kept = 1;
	for (uint32_t i = 1; i < l->n; i++)
		if (l->v[i] != l->v[kept - 1])
			l->v[kept++] = l->v[i];
	l->n = kept;
}

void
marks_fini(struct marks *m)
{
	numbers_fini(&m->list);
	free(m->bits);
	*m = (struct marks){0};
}

void
marks_add(struct marks *m, uint32_t number)
{
	uint32_t word = number / 64;
	uint64_t bit = UINT64_C(1) << number % 64;
	if (word >= m->words) {
		uint32_t words = word + 1 + word / 2;
		m->bits = ledger_need(m->bits, words, sizeof(*m->bits));
		memset(m->bits + m->words, 0,
		       (words - m->words) * sizeof(*m->bits));
		m->words = words;
	}
	if ((m->bits[word] & bit) != 0)
		return;
	m->bits[word] |= bit;
	numbers_add(&m->list, number);
}

struct numbers
marks_take(struct marks *m)
{
	struct numbers list = m->list;
	for (uint32_t i = 0; i < list.n; i++)
		m->bits[list.v[i] / 64] = 0;
	m->list = (struct numbers){0};
	return list;
}
