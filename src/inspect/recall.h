/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What short values said before: which identifiers stand in a field, and
 * their digests, so that a value that comes again costs one look-up and no
 * pattern, no check and no HMAC. Values are known by a keyed hash of 128 bits
 * with a key of this memory's own: nothing of them is kept. Bounded; forgets
 * by overwriting. One owner, one thread; wiped at the end.
 */
#pragma once

#include "base/digest.h"

/* Fields longer than this, or with more identifiers, are not remembered. */
#define RECALL_FIELD_MAX 96
#define RECALL_HITS 2

/* What is known of an identifier beyond where it stands. */
enum {
	RECALL_KNOWN = 1,    /* the rest and the digest are set */
	RECALL_EXCLUDED = 2, /* identifies no person */
	RECALL_MINOR = 4,    /* shows a child */
};

struct recalled_hit {
	struct digest digest;
	uint16_t detector;
	uint8_t at, n; /* within the field */
	uint8_t confidence;
	uint8_t says; /* RECALL_... */
};

struct recall_key {
	uint64_t half[2];
};

struct recalled {
	struct recall_key key;
	struct recalled_hit hits[RECALL_HITS];
	uint16_t steps; /* work that finding them took */
	uint8_t n;	/* hits */
};

struct recall;

/* NULL when out of memory. */
struct recall *recall_new(void);
void recall_free(struct recall **r);
/* The name of a value among all that differ in sense or scope too. */
struct recall_key recall_key(const struct recall *r, struct span value,
			     uint64_t sense, uint64_t scope);
/* Have memory fetch what recall_get will look at: first where the entry is,
 * and, some time later, the entry. */
void recall_expect(const struct recall *r, const struct recall_key *key);
void recall_expect_entry(const struct recall *r, const struct recall_key *key);
/* What is remembered, or NULL; until the next recall_put. */
struct recalled *recall_get(const struct recall *r,
			    const struct recall_key *key);
/* An entry with this key and no hits, to be filled at once; NULL when out of
 * memory. */
struct recalled *recall_put(struct recall *r, const struct recall_key *key);
