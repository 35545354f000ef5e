/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is who. What is kept is evidence: *records*, each a set of identifiers
 * that were seen together, with the cells it was charged to. Who the persons
 * are follows from the records alone, by these rules, so that the count does
 * not depend on the order in which they came:
 *
 *  1. A person is a group of records joined by identifiers they have in
 *     common. A person is in every cell that one of its records is in.
 *  2. A record that contradicts itself (two identity numbers of a category,
 *     or more than max_same_kind values of another) is one record for each
 *     of those, each with the rest (claim.c).
 *  3. An identifier that met too many values of a category over all records
 *     (two for identity numbers, else more than max_same_kind, itself
 *     included) is *shared*: from then on it joins nothing. An identity
 *     number that met too many phones stays what it is; the phones it met
 *     are shared instead. A record of shared identifiers only is a person of
 *     its own. Shared is for good, and exchanges that were refused may make
 *     an identifier shared, but leave no record (doubt.c).
 *  4. If records joined so still hold too many values of a category, their
 *     evidence is *tangled*: every identifier two or more of these records
 *     have in common is cut among them, identity numbers only if cutting the
 *     others does not help (place.c).
 *
 * In doubt this counts more, never fewer. One order does matter: a tangle of
 * more than TANGLE_MAX records is made final (its cut identifiers become
 * shared), so that no peer can make us walk it again and again.
 *
 * A record's identifiers are chained so that one finds an identifier's
 * records; a shared one that is no identity number gets no new links in its
 * chain, but for the record of it alone, which always comes first.
 */
#include "ledger/people.h"

#include <stdlib.h>
#include <string.h>

struct ids_key {
	const uint32_t *ids;
	uint32_t n;
};

static uint64_t
hash_digest(const struct digest *digest)
{
	uint64_t h;
	memcpy(&h, digest->bytes, sizeof(h));
	return h;
}

static uint64_t
hash_node(const void *arg, uint32_t id)
{
	return hash_digest(&people_id(arg, id)->digest);
}

static bool
same_node(const void *arg, uint32_t id, const void *key)
{
	return memcmp(&people_id(arg, id)->digest, key,
		      sizeof(struct digest)) == 0;
}

static uint64_t
hash_ids(const uint32_t *ids, uint32_t n)
{
	uint64_t h = 0;
	for (uint32_t i = 0; i < n; i++)
		h = mix64(h ^ ids[i]) + 1;
	return h;
}

static uint64_t
hash_record(const void *arg, uint32_t record)
{
	uint64_t h = 0;
	for (uint32_t l = people_record(arg, record)->link;
	     link_of(arg, l, record); l++)
		h = mix64(h ^ people_link(arg, l)->id) + 1;
	return h;
}

static bool
same_record(const void *arg, uint32_t record, const void *key)
{
	const struct ids_key *k = key;
	uint32_t l = people_record(arg, record)->link;
	for (uint32_t i = 0; i < k->n; i++, l++)
		if (!link_of(arg, l, record) ||
		    people_link(arg, l)->id != k->ids[i])
			return false;
	return !link_of(arg, l, record);
}

void
people_init(struct people *p, struct cells *cells, unsigned max_same_kind)
{
	*p = (struct people){.cells = cells, .max_same_kind = max_same_kind};
	table_init(&p->ids, sizeof(struct node));
	table_init(&p->links, sizeof(struct link));
	table_init(&p->records, sizeof(struct record));
	table_init(&p->groups, sizeof(struct group));
	index_init(&p->by_digest, hash_node, p);
	index_init(&p->by_ids, hash_record, p);
	for (uint32_t i = 0; i <= LINK_RUNS; i++)
		p->free_runs[i] = NOTHING;
}

void
people_fini(struct people *p)
{
	table_fini(&p->ids);
	table_fini(&p->links);
	table_fini(&p->records);
	table_fini(&p->groups);
	index_fini(&p->by_digest);
	index_fini(&p->by_ids);
	pairs_fini(&p->wide);
	numbers_fini(&p->touched);
	numbers_fini(&p->walk);
	numbers_fini(&p->bounds);
	marks_fini(&p->id_blocks);
	marks_fini(&p->record_blocks);
}

void
people_expect_id(const struct people *p, const struct digest *digest)
{
	index_expect(&p->by_digest, hash_digest(digest));
}

void
people_expect_node(const struct people *p, const struct digest *digest)
{
	uint32_t id = index_guess(&p->by_digest, hash_digest(digest));
	if (id != NOTHING)
		__builtin_prefetch(people_id(p, id));
}

uint32_t
people_find_id(const struct people *p, const struct digest *digest)
{
	return index_find(&p->by_digest, hash_digest(digest), same_node,
			  digest);
}

int
people_add_id(struct people *p, const struct digest *digest, uint16_t category,
	      uint8_t kind, uint32_t *ret_id)
{
	uint32_t id;
	int rc = table_take(&p->ids, &id);
	if (rc < 0)
		return rc;
	*people_id(p, id) = (struct node){.digest = *digest,
					  .chain = NOTHING,
					  .category = category,
					  .kind = kind,
					  .flags = IDENTIFIER_USED};
	rc = index_add(&p->by_digest, id);
	if (rc < 0) {
		table_free(&p->ids, id);
		return rc;
	}
	p->n_ids++;
	*ret_id = id;
	return 0;
}

uint32_t
people_find_record(const struct people *p, const uint32_t *ids, uint32_t n)
{
	if (n == 1) {
		const struct node *id = people_id(p, ids[0]);
		return (id->flags & IDENTIFIER_ALONE) != 0
			       ? people_link(p, id->chain)->record
			       : NOTHING;
	}
	struct ids_key key = {ids, n};
	/* Most often it is the one that came last. */
	uint32_t chain = people_id(p, ids[0])->chain;
	if (chain != NOTHING) {
		uint32_t record = people_link(p, chain)->record;
		if (same_record(p, record, &key))
			return record;
	}
	return index_find(&p->by_ids, hash_ids(ids, n), same_record, &key);
}

/* n links in a row; short rows come from those given back. */
static int
take_run(struct people *p, uint32_t n, uint32_t *ret_first)
{
	if (n > LINK_RUNS || p->free_runs[n] == NOTHING)
		return table_take_run(&p->links, n, ret_first);
	*ret_first = p->free_runs[n];
	p->free_runs[n] = people_link(p, *ret_first)->next;
	return 0;
}

static void
give_run(struct people *p, uint32_t first, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		*people_link(p, first + i) =
			(struct link){NOTHING, NOTHING, NOTHING};
	if (n > LINK_RUNS)
		return;
	people_link(p, first)->next = p->free_runs[n];
	p->free_runs[n] = first;
}

static void
chain(struct people *p, uint32_t link, bool alone)
{
	struct link *l = people_link(p, link);
	struct node *id = people_id(p, l->id);
	if (!alone && !id_links(id) && id->kind != KIND_IDENTITY) {
		l->next = LINK_LOOSE;
	} else if (!alone && (id->flags & IDENTIFIER_ALONE) != 0) {
		struct link *head = people_link(p, id->chain);
		l->next = head->next;
		head->next = link;
	} else {
		l->next = id->chain;
		id->chain = link;
		id->flags |= alone ? IDENTIFIER_ALONE : 0;
	}
}

static void
unchain(struct people *p, uint32_t link, bool alone)
{
	struct link *l = people_link(p, link);
	if (l->next == LINK_LOOSE)
		return;
	struct node *id = people_id(p, l->id);
	uint32_t *at = &id->chain;
	while (*at != link)
		at = &people_link(p, *at)->next;
	*at = l->next;
	if (alone)
		id->flags &= (uint8_t)~IDENTIFIER_ALONE;
}

static int
fill_record(struct people *p, uint32_t record, const uint32_t *ids, uint32_t n)
{
	uint32_t first;
	int rc = take_run(p, n, &first);
	if (rc < 0)
		return rc;
	for (uint32_t i = 0; i < n; i++)
		*people_link(p, first + i) =
			(struct link){ids[i], record, LINK_LOOSE};
	*people_record(p, record) =
		(struct record){.owner = OWNER_NONE, .link = first};
	if (n > 1)
		rc = index_add(&p->by_ids, record);
	if (rc < 0) {
		give_run(p, first, n);
		return rc;
	}
	for (uint32_t i = 0; i < n; i++)
		chain(p, first + i, n == 1);
	return 0;
}

int
people_add_record(struct people *p, const uint32_t *ids, uint32_t n,
		  uint32_t *ret_record)
{
	uint32_t record;
	int rc = table_take(&p->records, &record);
	if (rc < 0)
		return rc;
	rc = fill_record(p, record, ids, n);
	if (rc < 0) {
		table_free(&p->records, record);
		people_record(p, record)->link = NOTHING;
		return rc;
	}
	*ret_record = record;
	return 0;
}

void
people_forget_id(struct people *p, uint32_t id)
{
	struct node *node = people_id(p, id);
	if ((node->flags & IDENTIFIER_USED) == 0)
		return;
	if ((node->flags & IDENTIFIER_STORED) != 0)
		people_touch_id(p, id);
	index_remove(&p->by_digest, id);
	table_free(&p->ids, id);
	p->n_ids--;
}

static void
forget_record(struct people *p, uint32_t record)
{
	struct record *r = people_record(p, record);
	uint32_t first = r->link, n = 0;
	while (link_of(p, first + n, record))
		n++;
	if (n > 1)
		index_remove(&p->by_ids, record);
	for (uint32_t i = 0; p->wide.n > 0 && i < n * n; i++) {
		uint32_t other = people_link(p, first + i % n)->id;
		pairs_take(&p->wide, pair_of(people_link(p, first + i / n)->id,
					     people_id(p, other)->category));
	}
	for (uint32_t i = 0; i < n; i++) {
		struct link *l = people_link(p, first + i);
		uint32_t id = l->id;
		unchain(p, first + i, n == 1);
		if (id_links(people_id(p, id)) &&
		    people_id(p, id)->chain == NOTHING)
			people_forget_id(p, id);
	}
	give_run(p, first, n);
	if (r->stored)
		people_touch_record(p, record);
	table_free(&p->records, record);
	people_record(p, record)->link = NOTHING;
}

/* The records that stay of those joined to one that goes, each identifier's
 * once. */
static void
touch_neighbours(struct people *p, uint32_t record)
{
	for (uint32_t l = people_record(p, record)->link; link_of(p, l, record);
	     l++) {
		struct node *id = people_id(p, people_link(p, l)->id);
		if (!id_links(id) || (id->flags & IDENTIFIER_WALKED) != 0)
			continue;
		id->flags |= IDENTIFIER_WALKED;
		for (uint32_t k = id->chain; k != NOTHING;
		     k = people_link(p, k)->next) {
			uint32_t near = people_link(p, k)->record;
			if (!people_record(p, near)->mark)
				numbers_add(&p->touched, near);
		}
	}
}

void
people_forget(struct people *p, const uint32_t *records, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		people_record(p, records[i])->mark = 1;
	p->touched.n = 0;
	for (uint32_t i = 0; i < n; i++) {
		touch_neighbours(p, records[i]);
		people_drop_owner(p, records[i]);
	}
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t l = people_record(p, records[i])->link;
		     link_of(p, l, records[i]); l++)
			people_id(p, people_link(p, l)->id)->flags &=
				(uint8_t)~IDENTIFIER_WALKED;
	/* The newest first: chains begin with them. */
	for (uint32_t i = n; i-- > 0;)
		forget_record(p, records[i]);
	numbers_unique(&p->touched);
	people_place(p, false);
}

void
people_touch_record(struct people *p, uint32_t record)
{
	marks_add(&p->record_blocks, record >> BLOCK_BITS);
}

void
people_touch_id(struct people *p, uint32_t id)
{
	marks_add(&p->id_blocks, id >> BLOCK_BITS);
}

void
people_share(struct people *p, uint32_t id)
{
	struct node *node = people_id(p, id);
	if (!id_links(node))
		return;
	node->flags |= IDENTIFIER_SHARED;
	people_touch_id(p, id);
	for (uint32_t l = node->chain; l != NOTHING;
	     l = people_link(p, l)->next)
		numbers_add(&p->touched, people_link(p, l)->record);
}

uint32_t
people_person(const struct people *p, uint32_t record)
{
	const struct record *r = people_record(p, record);
	return r->owner == OWNER_SELF ? record : r->owner | UINT32_C(1) << 31;
}

uint32_t
people_cells(const struct people *p, uint32_t record)
{
	const struct record *r = people_record(p, record);
	return r->owner == OWNER_SELF ? r->set : people_group(p, r->owner)->set;
}

/* A record that is in no cell never reaches the store, nor do identifiers
 * that nothing else shows. */
static void
touch_first(struct people *p, uint32_t record)
{
	for (uint32_t l = people_record(p, record)->link; link_of(p, l, record);
	     l++) {
		uint32_t id = people_link(p, l)->id;
		if ((people_id(p, id)->flags & IDENTIFIER_STORED) == 0)
			people_touch_id(p, id);
	}
}

bool
people_set(struct people *p, uint32_t record, uint32_t set)
{
	struct record *r = people_record(p, record);
	uint32_t old = r->set;
	uint32_t before = people_cells(p, record);
	if (old == set)
		return false;
	r->set = set;
	people_touch_record(p, record);
	if (!r->stored)
		touch_first(p, record);
	if (r->owner == OWNER_SELF) {
		cells_move(p->cells, old, set);
	} else if (set_union(p->cells, set, old) == set) {
		struct group *g = people_group(p, r->owner);
		uint32_t all = set_union(p->cells, g->set, set);
		cells_move(p->cells, g->set, all);
		g->set = all;
	} else {
		p->touched.n = 0;
		numbers_add(&p->touched, record);
		people_place(p, false);
	}
	return people_cells(p, record) != before;
}

int
people_restore_id(struct people *p, uint32_t number, const struct node *id)
{
	uint32_t fresh;
	if (number == NOTHING || number < p->ids.n || id->kind >= KIND_MAX_ ||
	    id->category >= CATEGORIES_MAX)
		return -EINVAL;
	while (p->ids.n <= number) {
		int rc = table_take_run(&p->ids, 1, &fresh);
		if (rc < 0)
			return rc;
	}
	struct node *node = people_id(p, number);
	*node = *id;
	if (p->rewrap != NULL)
		node->digest =
			digest_rewrap(p->rewrap, p->layers, node->digest);
	node->chain = NOTHING;
	node->flags |= IDENTIFIER_USED | IDENTIFIER_STORED;
	p->n_ids++;
	return index_add(&p->by_digest, number);
}

int
people_restore_record(struct people *p, uint32_t number, const uint32_t *ids,
		      uint32_t n, uint32_t set)
{
	uint32_t fresh;
	if (number == NOTHING || number < p->records.n || n == 0 ||
	    set >= p->cells->n_sets || p->cells->sets[set].n == 0)
		return -EINVAL;
	for (uint32_t i = 0; i < n; i++)
		if (ids[i] >= p->ids.n || (i > 0 && ids[i] <= ids[i - 1]) ||
		    (people_id(p, ids[i])->flags & IDENTIFIER_USED) == 0)
			return -EINVAL;
	while (p->records.n <= number) {
		int rc = table_take_run(&p->records, 1, &fresh);
		if (rc < 0)
			return rc;
		people_record(p, fresh)->link = NOTHING;
	}
	int rc = fill_record(p, number, ids, n);
	if (rc < 0)
		return rc;
	people_record(p, number)->set = set & ((1U << 29) - 1);
	people_record(p, number)->stored = 1;
	return 0;
}
