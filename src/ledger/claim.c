/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claims: an exchange's persons, resolved together, and what a judge may ask
 * of them. Under the ledger's lock.
 *
 * A claim goes in three steps: its identifiers and records are looked up or
 * made; those that prove an identifier shared split persons at once, for
 * good; then the new records join their persons, which claim_undo can take
 * back. So a judge sees each count before and after, merges included.
 */
#include "ledger/rolling.h"
#include "ledger/room.h"

#include <stdlib.h>
#include <string.h>

/* Identifiers of a person of which so many are sorted in place. */
#define FEW 8
/* Persons ahead of the one at hand whose identifiers memory fetches. */
#define AHEAD_FAR 8
#define AHEAD_NEAR 4

static int
compare_identifiers(const void *a, const void *b)
{
	const struct identifier *x = a, *y = b;
	return memcmp(x->digest.bytes, y->digest.bytes, DIGEST_SIZE);
}

static void
sort_few(struct identifier *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct identifier id = v[i];
		size_t k = i;
		for (; k > 0 && compare_identifiers(&v[k - 1], &id) > 0; k--)
			v[k] = v[k - 1];
		v[k] = id;
	}
}

static const char *
category_name(const struct ledger_claim *c, unsigned category)
{
	const struct ledger_request *q = c->request;
	const struct ledger_options *o = &c->ledger->options;
	return q->category_name != NULL
		       ? q->category_name(q->category_arg, category)
		       : o->category_name(o->category_arg, category);
}

static int
claim_id(struct ledger_claim *c, const struct identifier *shown)
{
	struct people *p = &c->ledger->people;
	if (shown->category >= CATEGORY_MAX)
		return -EINVAL;
	uint32_t id = people_find_id(p, &shown->digest);
	if (id == NOTHING) {
		uint16_t category;
		int rc = category_number(c->ledger,
					 category_name(c, shown->category),
					 &category);
		if (rc == 0)
			rc = people_add_id(p, &shown->digest, category,
					   shown->kind, &id);
		if (rc < 0)
			return rc;
		numbers_add(&c->new_ids, id);
	}
	numbers_add(&c->ids, id);
	return 0;
}

/* A record of c->ids. */
static int
claim_record(struct ledger_claim *c, uint64_t traits)
{
	struct people *p = &c->ledger->people;
	numbers_unique(&c->ids);
	uint32_t record = people_find_record(p, c->ids.v, c->ids.n);
	if (record == NOTHING) {
		int rc = people_add_record(p, c->ids.v, c->ids.n, &record);
		if (rc < 0)
			return rc;
		numbers_add(&c->new_records, record);
	}
	numbers_add(&c->records, record);
	*ROW_ADD(c->traits) = traits;
	return 0;
}

/* Copies what links, each once, or the weak ones where nothing links. */
static void
sort_out(struct ledger_claim *c, const struct person *person)
{
	bool links = false;
	for (uint32_t i = 0; i < person->n_ids; i++)
		links |= person->ids[i].kind < KIND_WEAK;
	c->shown.n = 0;
	for (uint32_t i = 0; i < person->n_ids; i++)
		if ((person->ids[i].kind < KIND_WEAK) == links)
			*ROW_ADD(c->shown) = person->ids[i];
	if (c->shown.n < 2)
		return;
	if (c->shown.n <= FEW)
		sort_few(c->shown.v, c->shown.n);
	else
		qsort(c->shown.v, c->shown.n, sizeof(*c->shown.v),
		      compare_identifiers);
	size_t kept = 1;
	for (size_t i = 1; i < c->shown.n; i++)
		if (compare_identifiers(&c->shown.v[i],
					&c->shown.v[kept - 1]) != 0)
			c->shown.v[kept++] = c->shown.v[i];
	c->shown.n = kept;
}

/* How many values a record may show of the kind. */
static uint32_t
shown_limit(const struct ledger_claim *c, uint8_t kind)
{
	if (kind >= KIND_WEAK)
		return 0;
	return kind == KIND_IDENTITY ? 1 : c->ledger->people.max_same_kind;
}

/* Whether the values shown of a category are more than limit. */
static bool
has_more(const struct ledger_claim *c, uint16_t category, uint32_t limit)
{
	uint32_t n = 0;
	for (size_t i = 0; i < c->shown.n && n <= limit; i++)
		n += c->shown.v[i].category == category;
	return n > limit;
}

/* Rule 2 of people.c: values of a category that has too many stand each in a
 * record of its own, with all that is not doubtful. */
static int
claim_several(struct ledger_claim *c, const struct person *person,
	      uint64_t traits)
{
	size_t doubtful = 0;
	int rc = 0;
	sort_out(c, person);
	if (c->shown.n == 0)
		return -EINVAL;
	c->ids.n = 0;
	/* Those moved to the front only add to what is too many already. */
	for (size_t i = 0; rc == 0 && i < c->shown.n; i++) {
		const struct identifier *shown = &c->shown.v[i];
		if (!has_more(c, shown->category, shown_limit(c, shown->kind)))
			rc = claim_id(c, shown);
		else
			c->shown.v[doubtful++] = *shown;
	}
	if (rc == 0 && doubtful == 0)
		return claim_record(c, traits);
	CLEANUP(numbers_fini) struct numbers rest = c->ids;
	c->ids = (struct numbers){0};
	for (size_t i = 0; rc == 0 && i < doubtful; i++) {
		c->ids.n = 0;
		for (uint32_t k = 0; k < rest.n; k++)
			numbers_add(&c->ids, rest.v[k]);
		rc = claim_id(c, &c->shown.v[i]);
		if (rc == 0)
			rc = claim_record(c, traits);
	}
	return rc;
}

static int
claim_person(struct ledger_claim *c, const struct person *person,
	     uint64_t traits)
{
	if (person->n_ids != 1)
		return claim_several(c, person, traits);
	c->ids.n = 0;
	int rc = claim_id(c, &person->ids[0]);
	return rc < 0 ? rc : claim_record(c, traits);
}

/* A number for each combination of traits. */
static uint32_t
traits_number(struct pairs *known, uint64_t traits)
{
	uint32_t number = pairs_get(known, traits);
	if (number == NOTHING) {
		number = known->n;
		pairs_put(known, traits, number);
	}
	return number;
}

/* The claim's persons that are in the same cells with the same traits. */
static void
group_persons(struct ledger_claim *c, const struct claim_group *persons,
	      size_t n)
{
	CLEANUP(pairs_fini) struct pairs groups = {0}, traits = {0};
	uint32_t at = NOTHING;
	for (size_t i = 0; i < n; i++) {
		const struct claim_group *x = &persons[i];
		if (at == NOTHING || x->set != x[-1].set ||
		    x->traits != x[-1].traits) {
			uint64_t key = pair_of(
				x->set, traits_number(&traits, x->traits));
			at = pairs_get(&groups, key);
			if (at == NOTHING) {
				at = (uint32_t)c->groups.n;
				pairs_put(&groups, key, at);
				*ROW_ADD(c->groups) = (struct claim_group){
					.set = x->set, .traits = x->traits};
			}
		}
		c->groups.v[at].n++;
	}
}

/* Counts the claim's persons by the cells they are in and their traits. */
static void
claim_group(struct ledger_claim *c)
{
	struct people *p = &c->ledger->people;
	CLEANUP(pairs_fini) struct pairs persons = {0};
	struct claim_group *found =
		ledger_need(NULL, c->records.n, sizeof(*found));
	size_t n = 0;
	pairs_reserve(&persons, c->records.n);
	for (uint32_t i = 0; i < c->records.n; i++) {
		uint32_t record = c->records.v[i];
		uint32_t person = people_person(p, record);
		uint32_t at = pairs_get(&persons, person);
		if (at != NOTHING) {
			found[at].traits |= c->traits.v[i];
			continue;
		}
		pairs_put(&persons, person, (uint32_t)n);
		found[n++] =
			(struct claim_group){.set = people_cells(p, record),
					     .traits = c->traits.v[i]};
	}
	c->persons = (int64_t)n;
	group_persons(c, found, n);
	free(found);
}

/* The identifiers of all those who were sent before lie far apart; while one
 * person is looked up, memory may fetch the next. */
static void
expect(const struct ledger_claim *c, size_t i)
{
	const struct ledger_request *q = c->request;
	const struct people *p = &c->ledger->people;
	if (i + AHEAD_FAR < q->n_persons) {
		const struct person *far = &q->persons[i + AHEAD_FAR];
		for (uint32_t k = 0; k < far->n_ids && k < FEW; k++)
			people_expect_id(p, &far->ids[k].digest);
	}
	if (i + AHEAD_NEAR < q->n_persons) {
		const struct person *near = &q->persons[i + AHEAD_NEAR];
		for (uint32_t k = 0; k < near->n_ids && k < FEW; k++)
			people_expect_node(p, &near->ids[k].digest);
	}
}

int
claim_read(struct ledger_claim *c)
{
	const struct ledger_request *q = c->request;
	struct people *p = &c->ledger->people;
	for (size_t i = 0; i < q->n_persons; i++) {
		expect(c, i);
		int rc = claim_person(c, &q->persons[i], q->traits[i]);
		if (rc < 0)
			return rc;
	}
	const int64_t *population =
		&c->ledger->cells.cells[CELL_EVERYBODY].persons;
	c->population[0] = *population;
	p->touched.n = 0;
	for (uint32_t i = 0; i < c->new_records.n; i++)
		people_doubt(p, c->new_records.v[i]);
	if (p->touched.n > 0) {
		numbers_unique(&p->touched);
		people_place(p, false);
	}
	c->population[1] = *population;
	cells_remember(&c->ledger->cells, true);
	if (c->new_records.n > 0)
		people_place_new(p, c->new_records.v, c->new_records.n);
	c->population[2] = *population;
	claim_group(c);
	return 0;
}

void
claim_undo(struct ledger_claim *c)
{
	struct people *p = &c->ledger->people;
	if (c->new_records.n > 0)
		people_forget(p, c->new_records.v, c->new_records.n);
	for (uint32_t i = 0; i < c->new_ids.n; i++)
		people_forget_id(p, c->new_ids.v[i]);
}

void
claim_fini(struct ledger_claim *c)
{
	cells_remember(&c->ledger->cells, false);
	numbers_fini(&c->records);
	free(c->traits.v);
	numbers_fini(&c->new_records);
	numbers_fini(&c->new_ids);
	numbers_fini(&c->ids);
	free(c->shown.v);
	free(c->groups.v);
	free(c->charges.v);
	free(c->reclassify.v);
}

void
ledger_claim_count(struct ledger_claim *c, uint32_t cell, uint64_t mask,
		   int64_t *ret_before, int64_t *ret_after,
		   int64_t *ret_present)
{
	const struct cells *cells = &c->ledger->cells;
	int64_t added = 0, present = 0, now_s = c->request->now_s;
	/* A cell that could not be made holds more than any cap. */
	if (cell >= cells->n_cells) {
		*ret_before = *ret_after = INT64_MAX;
		*ret_present = 0;
		return;
	}
	for (size_t i = 0; i < c->groups.n; i++) {
		const struct claim_group *g = &c->groups.v[i];
		if ((g->traits & mask) == 0)
			continue;
		present += g->n;
		added += rolling_has(cells, g->set, cell, now_s) ? 0 : g->n;
	}
	struct rolling_sum sum = rolling_sum(cells, cell, now_s);
	*ret_before = sum.before + cells->cells[cell].opening;
	*ret_after = sum.persons + cells->cells[cell].opening + added;
	*ret_present = present;
}

int64_t
ledger_claim_bytes(struct ledger_claim *c, uint32_t cell)
{
	const struct cells *cells = &c->ledger->cells;
	return cell < cells->n_cells
		       ? rolling_sum(cells, cell, c->request->now_s).bytes
		       : INT64_MAX;
}

int64_t
ledger_claim_first(struct ledger_claim *c, uint32_t cell)
{
	const struct cells *cells = &c->ledger->cells;
	return cell < cells->n_cells ? cell_first(cells, cell) : 0;
}

void
ledger_claim_charge(struct ledger_claim *c, uint32_t cell, uint64_t mask)
{
	struct cells *cells = &c->ledger->cells;
	int64_t now_s = c->request->now_s;
	if (cell >= cells->n_cells)
		return;
	if (c->charges.n == 0)
		for (size_t i = 0; i < c->groups.n; i++) {
			const struct claim_group *g = &c->groups.v[i];
			if ((g->traits & mask) != 0 &&
			    !rolling_has(cells, g->set, cell, now_s))
				c->new_persons += g->n;
		}
	uint32_t today = rolling_today(cells, cell, now_s);
	if (today == NOTHING)
		c->failed = true;
	else
		*ROW_ADD(c->charges) = (struct charge){today, mask, 0};
}

void
ledger_claim_reclassify(struct ledger_claim *c, uint32_t from, uint32_t to)
{
	struct cells *cells = &c->ledger->cells;
	to = rolling_today(cells, to, c->request->now_s);
	if (from < cells->n_cells && to < cells->n_cells)
		*ROW_ADD(c->reclassify) = (struct move){from, to};
}
