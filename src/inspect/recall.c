/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries in a ring, found through sets of four by SipHash-1-3 with an output
 * of 128 bits (Aumasson and Bernstein 2012). Guarantees: bounded memory, which
 * grows only while new values come; the oldest go first; two values are taken
 * for one only if their keyed hashes are equal, which nobody without the key
 * can bring about. One owner, one thread.
 */
#include "inspect/recall.h"

#include <stdlib.h>
#include <sys/random.h>

#define WAYS 4
#define SIZE_FIRST 128
#define SIZE_LAST 32768

/* Where entries may be. What an entry was overwritten with tells itself. */
struct set {
	uint32_t tag[WAYS]; /* 0: free */
	uint32_t at[WAYS];
};

struct recall {
	uint64_t secret[2];
	struct recalled *entries; /* in the order in which they came */
	struct set *sets;
	uint32_t size, next; /* entries: a power of four times the first */
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
		explicit_bzero(r->entries, r->size * sizeof(*r->entries));
	free(r->entries);
	free(r->sets);
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

static struct set *
set_of(const struct recall *r, const struct recall_key *key)
{
	return &r->sets[(size_t)key->half[0] & (r->size / WAYS * 2 - 1)];
}

void
recall_expect(const struct recall *r, const struct recall_key *key)
{
	if (r->size > 0)
		__builtin_prefetch(set_of(r, key));
}

void
recall_expect_entry(const struct recall *r, const struct recall_key *key)
{
	if (r->size == 0)
		return;
	const struct set *set = set_of(r, key);
	for (unsigned i = 0; i < WAYS; i++)
		if (set->tag[i] == tag_of(key))
			__builtin_prefetch(&r->entries[set->at[i]]);
}

struct recalled *
recall_get(const struct recall *r, const struct recall_key *key)
{
	if (r->size == 0)
		return NULL;
	const struct set *set = set_of(r, key);
	for (unsigned i = 0; i < WAYS; i++) {
		if (set->tag[i] != tag_of(key))
			continue;
		struct recalled *e = &r->entries[set->at[i]];
		if (e->key.half[0] != key->half[0] ||
		    e->key.half[1] != key->half[1])
			continue;
		return e;
	}
	return NULL;
}

/* Lets the entry at a place be found: by a free way of its set, or any. */
static void
enter(struct recall *r, uint32_t at)
{
	const struct recall_key *key = &r->entries[at].key;
	struct set *set = set_of(r, key);
	unsigned way = 0;
	while (way < WAYS && set->tag[way] != 0)
		way++;
	if (way == WAYS)
		way = at % WAYS;
	set->tag[way] = tag_of(key);
	set->at[way] = at;
}

/* Four times the room; what is known moves over. Without memory it stays as
 * it is. */
static void
grow(struct recall *r)
{
	struct recall old = *r;
	uint32_t size = old.size > 0 ? old.size * 4 : SIZE_FIRST;
	struct recalled *entries = calloc(size, sizeof(*entries));
	/* Twice as many ways as entries. */
	struct set *sets = calloc(size / WAYS * 2, sizeof(*sets));
	if (entries == NULL || sets == NULL) {
		free(entries);
		free(sets);
		return;
	}
	r->entries = entries;
	r->sets = sets;
	r->size = size;
	if (old.entries != NULL) {
		size_t bytes = old.size * sizeof(*entries);
		memcpy(entries, old.entries, bytes);
		explicit_bzero(old.entries, bytes);
	}
	for (uint32_t i = 0; i < old.size; i++)
		enter(r, i);
	free(old.entries);
	free(old.sets);
}

struct recalled *
recall_put(struct recall *r, const struct recall_key *key)
{
	if (r->next == r->size && r->size < SIZE_LAST)
		grow(r);
	if (r->size == 0)
		return NULL;
	if (r->next == r->size)
		r->next = 0;
	uint32_t at = r->next++;
	struct recalled *e = &r->entries[at];
	*e = (struct recalled){.key = *key};
	enter(r, at);
	return e;
}
