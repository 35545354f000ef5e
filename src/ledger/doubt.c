/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which identifiers are shared; rule 3 of people.c. Looked at from each
 * identifier of a new record: whom has it met, in all records that show it?
 * What matters is met values, not persons, so nobody's later merging or
 * splitting changes the answer.
 */
#include "ledger/people.h"

static bool
is_identity(const struct node *id)
{
	return id->kind == KIND_IDENTITY;
}

static uint32_t
limit_of(const struct people *p, const struct node *id)
{
	return is_identity(id) ? 1 : p->max_same_kind;
}

/* A chain of more records than this is worth remembering what was found. */
#define CHAIN_LONG 32

/* The values of the category that id met, itself included, each once; stops
 * beyond `enough`. Returns how many records it looked at. */
static uint32_t
met(const struct people *p, const struct node *id, uint16_t category,
    uint32_t enough, struct numbers *found)
{
	uint32_t steps = 0;
	found->n = 0;
	for (uint32_t k = id->chain; k != NOTHING;
	     k = people_link(p, k)->next, steps++) {
		uint32_t record = people_link(p, k)->record;
		for (uint32_t l = people_record(p, record)->link;
		     link_of(p, l, record); l++) {
			uint32_t other = people_link(p, l)->id;
			if (people_id(p, other)->category == category)
				numbers_add(found, other);
		}
		if (found->n > enough) {
			numbers_unique(found);
			if (found->n > enough)
				return steps;
		}
	}
	numbers_unique(found);
	return steps;
}

/* id is shown by a new record together with `other`. */
static void
doubt_pair(struct people *p, uint32_t id, uint32_t other)
{
	struct node *node = people_id(p, id), *value = people_id(p, other);
	uint32_t limit = limit_of(p, value);
	bool blame_others = is_identity(node) && !is_identity(value);
	uint64_t pair = pair_of(id, value->category);
	if (!blame_others && !id_links(node))
		return;
	/* Two identity numbers of a category never share a record. */
	if (is_identity(node) && node->category == value->category)
		return;
	uint32_t known = pairs_get(&p->wide, pair);
	if (blame_others && known == WIDE)
		people_share(p, other);
	if (known == (blame_others ? WIDE : other))
		return;
	CLEANUP(numbers_fini) struct numbers found = {0};
	uint32_t steps = met(p, node, value->category, limit, &found);
	if (found.n <= limit) {
		if (steps > CHAIN_LONG && limit == 1 && found.n == 1)
			pairs_put(&p->wide, pair, other);
		return;
	}
	if (!blame_others) {
		people_share(p, id);
		return;
	}
	met(p, node, value->category, NOTHING - 1, &found);
	pairs_put(&p->wide, pair, WIDE);
	for (uint32_t i = 0; i < found.n; i++)
		people_share(p, found.v[i]);
}

void
people_doubt(struct people *p, uint32_t record)
{
	uint32_t first = people_record(p, record)->link;
	if (!link_of(p, first + 1, record))
		return;
	for (uint32_t a = first; link_of(p, a, record); a++) {
		uint32_t id = people_link(p, a)->id;
		const struct node *node = people_id(p, id);
		if (!id_links(node) && !is_identity(node))
			continue;
		/* Shown by this record alone, it met nobody else. */
		if (people_link(p, node->chain)->next == NOTHING)
			continue;
		for (uint32_t b = first; link_of(p, b, record); b++)
			doubt_pair(p, id, people_link(p, b)->id);
	}
}
