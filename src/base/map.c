/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chained hash map. Guarantees: constant-time look-ups whatever keys a peer
 * chooses (SipHash with a secret), keys wiped on removal. One thread, or the
 * caller's lock.
 */
#include "base/map.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>

struct entry {
	struct entry *next;
	uint64_t hash;
	void *value;
	size_t n;
	uint8_t key[];
};

struct map {
	struct entry **slots;
	size_t n_slots; /* a power of two */
	size_t count;
};

static uint64_t secret[2];
static pthread_once_t secret_once = PTHREAD_ONCE_INIT;

static void
draw_secret(void)
{
	ssize_t n = getrandom(secret, sizeof(secret), 0);
	must(n == sizeof(secret));
}

static inline uint64_t
rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static inline void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

uint64_t
hash_bytes(struct span s)
{
	pthread_once(&secret_once, draw_secret);
	uint64_t v[4] = {secret[0] ^ 0x736f6d6570736575u,
			 secret[1] ^ 0x646f72616e646f6du,
			 secret[0] ^ 0x6c7967656e657261u,
			 secret[1] ^ 0x7465646279746573u};
	uint64_t word;
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		memcpy(&word, s.p + i, 8);
		v[3] ^= word;
		sip_round(v);
		v[0] ^= word;
	}
	word = (uint64_t)s.n << 56;
	for (size_t k = 0; i + k < s.n; k++)
		word |= (uint64_t)s.p[i + k] << (8 * k);
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
	v[2] ^= 0xff;
	for (int k = 0; k < 3; k++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct map *
map_new(void)
{
	struct map *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return NULL;
	m->n_slots = 16;
	m->slots = calloc(m->n_slots, sizeof(struct entry *));
	if (m->slots == NULL) {
		free(m);
		return NULL;
	}
	return m;
}

static void
entry_free(struct entry *e)
{
	explicit_bzero(e->key, e->n);
	free(e);
}

void
map_free(struct map **pm, void (*free_value)(void *))
{
	struct map *m = *pm;
	*pm = NULL;
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->n_slots; i++) {
		for (struct entry *e = m->slots[i], *next; e; e = next) {
			next = e->next;
			if (free_value != NULL)
				free_value(e->value);
			entry_free(e);
		}
	}
	free(m->slots);
	free(m);
}

static struct entry **
find(const struct map *m, struct span key, uint64_t hash)
{
	struct entry **at = &m->slots[hash & (m->n_slots - 1)];
	while (*at != NULL && !((*at)->hash == hash &&
				span_eq(span_of((*at)->key, (*at)->n), key)))
		at = &(*at)->next;
	return at;
}

void *
map_get(const struct map *m, struct span key)
{
	struct entry *e = *find(m, key, hash_bytes(key));
	return e != NULL ? e->value : NULL;
}

static void
grow(struct map *m)
{
	size_t n_slots = m->n_slots * 2;
	struct entry **slots = calloc(n_slots, sizeof(struct entry *));
	if (slots == NULL)
		return; /* slower, still right */
	for (size_t i = 0; i < m->n_slots; i++) {
		for (struct entry *e = m->slots[i], *next; e; e = next) {
			next = e->next;
			e->next = slots[e->hash & (n_slots - 1)];
			slots[e->hash & (n_slots - 1)] = e;
		}
	}
	free(m->slots);
	m->slots = slots;
	m->n_slots = n_slots;
}

int
map_put(struct map *m, struct span key, void *value, void **ret_old)
{
	uint64_t hash = hash_bytes(key);
	struct entry **at = find(m, key, hash);
	if (ret_old != NULL)
		*ret_old = *at != NULL ? (*at)->value : NULL;
	if (*at != NULL) {
		(*at)->value = value;
		return 0;
	}
	struct entry *e = malloc(sizeof(*e) + key.n);
	if (e == NULL)
		return -ENOMEM;
	e->hash = hash;
	e->value = value;
	e->n = key.n;
	if (key.n > 0)
		memcpy(e->key, key.p, key.n);
	e->next = *at;
	*at = e;
	if (++m->count > m->n_slots)
		grow(m);
	return 0;
}

void *
map_take(struct map *m, struct span key)
{
	struct entry **at = find(m, key, hash_bytes(key));
	struct entry *e = *at;
	if (e == NULL)
		return NULL;
	void *value = e->value;
	*at = e->next;
	entry_free(e);
	m->count--;
	return value;
}

size_t
map_count(const struct map *m)
{
	return m->count;
}

int
map_each(const struct map *m, int (*fn)(void *, struct span, void *), void *arg)
{
	for (size_t i = 0; i < m->n_slots; i++) {
		for (struct entry *e = m->slots[i]; e != NULL; e = e->next) {
			int rc = fn(arg, span_of(e->key, e->n), e->value);
			if (rc != 0)
				return rc;
		}
	}
	return 0;
}
