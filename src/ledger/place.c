/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From records to persons; rules 1 and 4 of people.c. One walk over what is
 * joined, no recursion. The outcome depends on the records reached alone,
 * not on who their persons were before.
 */
#include "ledger/people.h"

#include <stdlib.h>

/* A tangle larger than this is made final. */
#define TANGLE_MAX 64
/* New records to look past for one that has its person; the walk finds what
 * this misses. */
#define LOOK_MAX 64

void
people_drop_owner(struct people *p, uint32_t record)
{
	struct record *r = people_record(p, record);
	if (r->owner == OWNER_SELF) {
		cells_move(p->cells, r->set, SET_EMPTY);
	} else if (r->owner != OWNER_NONE) {
		struct group *g = people_group(p, r->owner);
		cells_move(p->cells, g->set, SET_EMPTY);
		g->set = SET_EMPTY;
		if (--g->n == 0)
			table_free(&p->groups, r->owner);
	}
	r->owner = OWNER_NONE;
	r->tangled = 0;
}

/* One person of these records. */
static void
form_person(struct people *p, const uint32_t *records, uint32_t n)
{
	if (n == 1) {
		struct record *r = people_record(p, records[0]);
		r->owner = OWNER_SELF;
		cells_move(p->cells, SET_EMPTY, r->set);
		return;
	}
	uint32_t group;
	must(table_take(&p->groups, &group) == 0);
	uint32_t all = SET_EMPTY;
	for (uint32_t i = 0; i < n; i++) {
		struct record *r = people_record(p, records[i]);
		r->owner = group;
		all = set_union(p->cells, all, r->set);
	}
	*people_group(p, group) = (struct group){all, n};
	cells_move(p->cells, SET_EMPTY, all);
}

static int
compare_wide(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

/* Which linking identifier stands in which record: identifier, position. */
struct shows {
	uint64_t *v;
	uint32_t n, room;
};

static void
shows_fini(struct shows *s)
{
	free(s->v);
}

static void
shows_of(const struct people *p, const uint32_t *records, uint32_t n,
	 struct shows *s)
{
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t l = people_record(p, records[i])->link;
		     link_of(p, l, records[i]); l++) {
			uint32_t id = people_link(p, l)->id;
			if (!id_links(people_id(p, id)))
				continue;
			if (s->n == s->room) {
				s->room = s->room > 0 ? s->room * 2 : 16;
				s->v = ledger_need(s->v, s->room,
						   sizeof(*s->v));
			}
			s->v[s->n++] = pair_of(id, i);
		}
	}
	if (s->n > 1)
		qsort(s->v, s->n, sizeof(*s->v), compare_wide);
}

/* Whether these records hold too many values of a category. */
static bool
contradicts(const struct people *p, const struct shows *s)
{
	CLEANUP(pairs_fini) struct pairs seen = {0};
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t number = (uint32_t)(s->v[i] >> 32);
		if (i > 0 && number == (uint32_t)(s->v[i - 1] >> 32))
			continue;
		const struct node *id = people_id(p, number);
		uint32_t had = pairs_get(&seen, id->category);
		had = had == NOTHING ? 1 : had + 1;
		if (had > (id->kind == KIND_IDENTITY ? 1 : p->max_same_kind))
			return true;
		pairs_put(&seen, id->category, had);
	}
	return false;
}

static uint32_t
top_of(uint32_t *parent, uint32_t i)
{
	while (parent[i] != i) {
		parent[i] = parent[parent[i]];
		i = parent[i];
	}
	return i;
}

/* Joins records anew, the identifiers they have in common cut: all but
 * identity numbers, or (deep) these as well. */
static void
cut(struct people *p, const struct shows *s, uint32_t *parent, bool deep,
    bool final)
{
	for (uint32_t from = 0, to; from < s->n; from = to) {
		uint32_t id = (uint32_t)(s->v[from] >> 32);
		for (to = from + 1; to < s->n && s->v[to] >> 32 == id; to++)
			;
		if (to == from + 1)
			continue;
		if (deep || people_id(p, id)->kind != KIND_IDENTITY) {
			if (final)
				people_share(p, id);
			continue;
		}
		for (uint32_t i = from + 1; i < to; i++)
			parent[top_of(parent, (uint32_t)s->v[i])] =
				top_of(parent, (uint32_t)s->v[from]);
	}
}

/* Records joined by identity numbers alone; if even they contradict, each
 * stands for itself. */
static void
form_part(struct people *p, const uint32_t *records, uint32_t n, bool final)
{
	CLEANUP(shows_fini) struct shows s = {0};
	shows_of(p, records, n, &s);
	if (n == 1 || !contradicts(p, &s)) {
		form_person(p, records, n);
		return;
	}
	CLEANUP(numbers_fini) struct numbers parent = {0};
	for (uint32_t i = 0; i < n; i++)
		numbers_add(&parent, i);
	cut(p, &s, parent.v, true, final);
	for (uint32_t i = 0; i < n; i++)
		form_person(p, &records[i], 1);
}

static void
untangle(struct people *p, const uint32_t *records, uint32_t n,
	 const struct shows *s, bool final)
{
	CLEANUP(numbers_fini) struct numbers parent = {0}, part = {0};
	CLEANUP(shows_fini) struct shows order = {0};
	for (uint32_t i = 0; i < n; i++)
		numbers_add(&parent, i);
	cut(p, s, parent.v, false, final);
	order.v = ledger_need(NULL, n, sizeof(*order.v));
	for (uint32_t i = 0; i < n; i++)
		order.v[i] = pair_of(top_of(parent.v, i), i);
	qsort(order.v, n, sizeof(*order.v), compare_wide);
	for (uint32_t i = 0; i < n; i++) {
		numbers_add(&part, records[(uint32_t)order.v[i]]);
		if (i + 1 < n && order.v[i + 1] >> 32 == order.v[i] >> 32)
			continue;
		form_part(p, part.v, part.n, final);
		part.n = 0;
	}
}

/* Persons of all records that are joined to one another. */
static void
form(struct people *p, const uint32_t *records, uint32_t n)
{
	CLEANUP(shows_fini) struct shows s = {0};
	if (n > 1)
		shows_of(p, records, n, &s);
	if (n == 1 || !contradicts(p, &s)) {
		form_person(p, records, n);
		return;
	}
	bool final = n > TANGLE_MAX;
	untangle(p, records, n, &s, final);
	for (uint32_t i = 0; i < n; i++)
		people_record(p, records[i])->tangled = !final;
}

static void
walk_add(struct people *p, uint32_t record, bool with_new)
{
	struct record *r = people_record(p, record);
	if (r->link == NOTHING || r->mark ||
	    (r->owner == OWNER_NONE && !with_new))
		return;
	r->mark = 1;
	numbers_add(&p->walk, record);
}

/* The records that show an identifier, once in a walk. */
static void
walk_chain(struct people *p, struct node *id, bool with_new)
{
	if (!id_links(id) || (id->flags & IDENTIFIER_WALKED) != 0)
		return;
	id->flags |= IDENTIFIER_WALKED;
	for (uint32_t k = id->chain; k != NOTHING; k = people_link(p, k)->next)
		walk_add(p, people_link(p, k)->record, with_new);
}

/* All that is joined to start, appended to p->walk. */
static void
walk_from(struct people *p, uint32_t start, bool with_new)
{
	uint32_t at = p->walk.n;
	walk_add(p, start, with_new);
	for (; at < p->walk.n; at++) {
		uint32_t record = p->walk.v[at];
		for (uint32_t l = people_record(p, record)->link;
		     link_of(p, l, record); l++)
			walk_chain(p, people_id(p, people_link(p, l)->id),
				   with_new);
	}
}

static void
unmark(struct people *p, uint32_t record)
{
	people_record(p, record)->mark = 0;
	for (uint32_t l = people_record(p, record)->link; link_of(p, l, record);
	     l++)
		people_id(p, people_link(p, l)->id)->flags &=
			(uint8_t)~IDENTIFIER_WALKED;
}

void
people_place(struct people *p, bool with_new)
{
	p->walk.n = 0;
	p->bounds.n = 0;
	for (uint32_t i = 0; i < p->touched.n; i++) {
		numbers_add(&p->bounds, p->walk.n);
		walk_from(p, p->touched.v[i], with_new);
	}
	numbers_add(&p->bounds, p->walk.n);
	p->touched.n = 0;
	for (uint32_t i = 0; i < p->walk.n; i++) {
		people_drop_owner(p, p->walk.v[i]);
		unmark(p, p->walk.v[i]);
	}
	for (uint32_t i = 0; i + 1 < p->bounds.n; i++) {
		uint32_t from = p->bounds.v[i], to = p->bounds.v[i + 1];
		if (to > from)
			form(p, p->walk.v + from, to - from);
	}
	/* What form() shared just now it has also placed. */
	p->touched.n = 0;
}

/* The one person to whom all linking identifiers of the new record belong
 * already; NOTHING if there is no such person. */
static uint32_t
sole_owner(const struct people *p, uint32_t record, uint32_t *ret_sibling)
{
	uint32_t person = NOTHING, sibling = NOTHING;
	for (uint32_t l = people_record(p, record)->link; link_of(p, l, record);
	     l++) {
		const struct node *id = people_id(p, people_link(p, l)->id);
		if (!id_links(id))
			continue;
		uint32_t k = id->chain, steps = 0;
		while (k != NOTHING &&
		       people_record(p, people_link(p, k)->record)->owner ==
			       OWNER_NONE &&
		       steps++ < LOOK_MAX)
			k = people_link(p, k)->next;
		if (k == NOTHING || steps > LOOK_MAX)
			return NOTHING;
		sibling = people_link(p, k)->record;
		if (people_record(p, sibling)->tangled ||
		    (person != NOTHING && people_person(p, sibling) != person))
			return NOTHING;
		person = people_person(p, sibling);
	}
	*ret_sibling = sibling;
	return person;
}

/* No linking identifier of the record stands in any other. */
static bool
unlinked(const struct people *p, uint32_t record)
{
	for (uint32_t l = people_record(p, record)->link; link_of(p, l, record);
	     l++) {
		const struct node *id = people_id(p, people_link(p, l)->id);
		if (id_links(id) && people_link(p, id->chain)->next != NOTHING)
			return false;
	}
	return true;
}

/* The record joins the person of its sibling; nothing else changes. */
static void
append(struct people *p, uint32_t record, uint32_t sibling)
{
	struct record *s = people_record(p, sibling);
	if (s->owner == OWNER_SELF) {
		uint32_t group;
		must(table_take(&p->groups, &group) == 0);
		*people_group(p, group) = (struct group){s->set, 1};
		s->owner = group;
	}
	people_record(p, record)->owner = s->owner;
	people_group(p, s->owner)->n++;
}

void
people_place_new(struct people *p, const uint32_t *records, uint32_t n)
{
	p->touched.n = 0;
	/* Chains begin with the newest. */
	for (uint32_t i = n; i-- > 0;) {
		uint32_t sibling;
		if (unlinked(p, records[i]))
			people_record(p, records[i])->owner = OWNER_SELF;
		else if (sole_owner(p, records[i], &sibling) != NOTHING)
			append(p, records[i], sibling);
		else
			numbers_add(&p->touched, records[i]);
	}
	if (p->touched.n > 0)
		people_place(p, true);
}

void
people_restored(struct people *p)
{
	for (uint32_t i = p->records.n; i-- > 0;) {
		struct record *r = people_record(p, i);
		if (r->link == NOTHING) {
			table_free(&p->records, i);
			r->link = NOTHING;
		} else if (r->owner == OWNER_NONE && unlinked(p, i)) {
			form_person(p, &i, 1);
		} else if (r->owner == OWNER_NONE) {
			p->touched.n = 0;
			numbers_add(&p->touched, i);
			people_place(p, true);
		}
	}
	for (uint32_t i = p->ids.n; i-- > 0;) {
		const struct node *id = people_id(p, i);
		if ((id->flags & IDENTIFIER_USED) == 0)
			table_free(&p->ids, i);
		else if (id_links(id) && id->chain == NOTHING)
			people_forget_id(p, i);
	}
	numbers_fini(&p->walk);
	numbers_fini(&p->bounds);
}
