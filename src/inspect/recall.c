/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sets of four entries, found by SipHash-1-3 with an output of 128 bits
 * (Aumasson and Bernstein 2012). Guarantees: bounded memory, which grows only
 * while new values come; two values are taken for one only if their keyed
 * hashes are equal, which nobody without the key can bring about. One owner,
 * one thread.
 */
#include "inspect/recall.h"

#include <stdlib.h>
#include <sys/random.h>

#define WAYS 4
#define SETS_FIRST 64
#define SETS_LAST 8192

struct recall {
	uint64_t secret[2];
	struct recalled *entries;
	uint32_t *tags; /* of each entry; 0: free */
	size_t sets;	/* a power of two, or 0 */
	size_t puts;	/* since it has this size */
};

struct recall *
recall_new(void)
{
	struct recall *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return NULL;
	must(getrandom(r->secret, sizeof(r->secret), 0) == sizeof(r->secret));
	return r;
}

void
recall_free(struct recall **pr)
{
	struct recall *r = *pr;
	*pr = NULL;
	if (r == NULL)
		return;
	if (r->entries != NULL)
		explicit_bzero(r->entries,
			       r->sets * WAYS * sizeof(*r->entries));
	free(r->entries);
	free(r->tags);
	explicit_bzero(r, sizeof(*r));
	free(r);
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

static inline void
sip_word(uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
}

static inline uint64_t
sip_out(uint64_t v[4])
{
	for (int k = 0; k < 3; k++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

struct recall_key
recall_key(const struct recall *r, struct span value, uint64_t sense,
	   uint64_t scope)
{
	uint64_t v[4] = {r->secret[0] ^ 0x736f6d6570736575u,
			 r->secret[1] ^ 0x646f72616e646f6du ^ 0xee,
			 r->secret[0] ^ 0x6c7967656e657261u,
			 r->secret[1] ^ 0x7465646279746573u};
	struct recall_key key;
	uint64_t word;
	size_t i = 0;
	sip_word(v, sense);
	sip_word(v, scope);
	for (; i + 8 <= value.n; i += 8) {
		memcpy(&word, value.p + i, 8);
		sip_word(v, word);
	}
	word = (uint64_t)value.n << 56;
	for (size_t k = 0; i + k < value.n; k++)
		word |= (uint64_t)value.p[i + k] << (8 * k);
	sip_word(v, word);
	v[2] ^= 0xee;
	key.half[0] = sip_out(v);
	v[1] ^= 0xdd;
	key.half[1] = sip_out(v);
	return key;
}

/* Never 0. */
static uint32_t
tag_of(const struct recall_key *key)
{
	return (uint32_t)(key->half[1] >> 32) | 1;
}

static size_t
set_of(const struct recall *r, const struct recall_key *key)
{
	return (size_t)key->half[0] & (r->sets - 1);
}

struct recalled *
recall_get(const struct recall *r, const struct recall_key *key)
{
	if (r->sets == 0)
		return NULL;
	size_t first = set_of(r, key) * WAYS;
	for (size_t i = first; i < first + WAYS; i++) {
		struct recalled *e = &r->entries[i];
		if (r->tags[i] == tag_of(key) &&
		    e->key.half[0] == key->half[0] &&
		    e->key.half[1] == key->half[1])
			return e;
	}
	return NULL;
}

/* The entry for a new key: a free one of its set, or any of them. */
static size_t
place_for(const struct recall *r, const struct recall_key *key)
{
	size_t first = set_of(r, key) * WAYS;
	for (size_t i = first; i < first + WAYS; i++)
		if (r->tags[i] == 0)
			return i;
	return first + (size_t)(key->half[1] + r->puts) % WAYS;
}

/* Four times the room; what is known moves over. Without memory it stays as
 * it is. */
static void
grow(struct recall *r)
{
	struct recall old = *r;
	size_t sets = old.sets > 0 ? old.sets * 4 : SETS_FIRST;
	if (sets > SETS_LAST)
		sets = SETS_LAST;
	struct recalled *entries = calloc(sets * WAYS, sizeof(*entries));
	uint32_t *tags = calloc(sets * WAYS, sizeof(*tags));
	if (entries == NULL || tags == NULL) {
		free(entries);
		free(tags);
		return;
	}
	r->entries = entries;
	r->tags = tags;
	r->sets = sets;
	r->puts = 0;
	for (size_t i = 0; i < old.sets * WAYS; i++) {
		if (old.tags[i] == 0)
			continue;
		size_t to = place_for(r, &old.entries[i].key);
		r->entries[to] = old.entries[i];
		r->tags[to] = old.tags[i];
	}
	if (old.entries != NULL)
		explicit_bzero(old.entries,
			       old.sets * WAYS * sizeof(*old.entries));
	free(old.entries);
	free(old.tags);
}

struct recalled *
recall_put(struct recall *r, const struct recall_key *key)
{
	if (r->sets < SETS_LAST && r->puts >= r->sets * WAYS / 2)
		grow(r);
	if (r->sets == 0)
		return NULL;
	r->puts++;
	size_t i = place_for(r, key);
	r->tags[i] = tag_of(key);
	memset(&r->entries[i], 0, sizeof(r->entries[i]));
	r->entries[i].key = *key;
	return &r->entries[i];
}
