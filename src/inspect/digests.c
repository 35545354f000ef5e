/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A direct-mapped cache from values to digests. Guarantees: always the right
 * digest (the value itself is compared), bounded memory, wiped at the end.
 * One owner, one thread.
 */
#include "inspect/digests.h"

#include "base/map.h"

#include <stdlib.h>

#define VALUE_MAX 44
#define SIZE_FIRST 64
#define SIZE_LAST 16384

struct entry {
	uint16_t category;
	uint16_t n; /* 0: empty */
	uint8_t value[VALUE_MAX];
	struct digest digest;
};

struct digests {
	const struct digest_key *key;
	struct entry *entries;
	size_t size, misses;
};

struct digests *
digests_new(const struct digest_key *key)
{
	struct digests *d = calloc(1, sizeof(*d));
	if (d != NULL)
		d->key = key;
	return d;
}

static void
drop(struct digests *d)
{
	if (d->entries != NULL)
		explicit_bzero(d->entries, d->size * sizeof(struct entry));
	free(d->entries);
	d->entries = NULL;
	d->size = 0;
}

void
digests_free(struct digests **pd)
{
	struct digests *d = *pd;
	*pd = NULL;
	if (d == NULL)
		return;
	drop(d);
	free(d);
}

/* Starts afresh with four times the room once misses show it is too small. */
static void
adapt(struct digests *d)
{
	size_t size = d->size > 0 ? d->size * 4 : SIZE_FIRST;
	if (d->misses++ < d->size || size > SIZE_LAST)
		return;
	drop(d);
	d->entries = calloc(size, sizeof(struct entry));
	d->size = d->entries != NULL ? size : 0;
	d->misses = 0;
}

struct digest
digests_get(struct digests *d, unsigned category, struct span name,
	    struct span value)
{
	if (value.n == 0 || value.n > VALUE_MAX)
		return digest_of(d->key, name, value);
	uint64_t hash = hash_bytes(value) + category;
	struct entry *e =
		d->size > 0 ? &d->entries[hash & (d->size - 1)] : NULL;
	if (e != NULL && e->category == category &&
	    span_eq(span_of(e->value, e->n), value))
		return e->digest;
	adapt(d);
	struct digest digest = digest_of(d->key, name, value);
	if (d->size == 0)
		return digest;
	e = &d->entries[hash & (d->size - 1)];
	e->category = (uint16_t)category;
	e->n = (uint16_t)value.n;
	memcpy(e->value, value.p, value.n);
	e->digest = digest;
	return digest;
}
