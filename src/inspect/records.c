/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records in records: what was found goes to the innermost, ends are handled
 * in the order of the content, and a record that ends becomes persons.
 * Guarantees: the result is the same wherever batches end; a record waits for
 * no more than its limit. One owner, one thread.
 */
#include "inspect/harvest_kit.h"

#include <errno.h>
#include <stdlib.h>

/* Above this the pool is tidied even if something waits in it. */
#define POOL_TIDY 1024
/* So far out is looked for whose an element is. */
#define AROUND_MAX 4

void
harvest_open(struct harvest *h, uint64_t at, unsigned flags)
{
	if (h->depth == DEPTH_MAX) {
		h->beyond++;
		work_unreadable(h->work, UNREADABLE_SIZE, "depth", 0);
		return;
	}
	if (h->n_records == h->records_size) {
		size_t size = h->records_size > 0 ? h->records_size * 2 : 16;
		struct record *r = realloc(h->records, size * sizeof(*r));
		if (r == NULL) {
			h->rc = -ENOMEM;
			return;
		}
		h->records = r;
		h->records_size = size;
	}
	uint32_t parent = h->batch.current;
	if (parent != RECORD_NONE)
		flags |= h->records[parent].flags &
			 (RECORD_NO_PERSON | RECORD_SECRETS);
	h->records[h->n_records] = (struct record){.start = at,
						   .number = h->numbers++,
						   .parent = parent,
						   .flags = (uint8_t)flags};
	h->batch.current = h->stack[h->depth++] = (uint32_t)h->n_records++;
}

void
harvest_close(struct harvest *h, uint64_t at)
{
	if (h->depth == 0 || h->rc < 0)
		return;
	if (h->beyond > 0) {
		h->beyond--;
		return;
	}
	uint32_t record = h->stack[h->depth - 1];
	h->records[record].closed = true;
	if (h->batch.ended == h->endings_size) {
		size_t size = h->endings_size > 0 ? h->endings_size * 2 : 16;
		struct ending *e = realloc(h->endings, size * sizeof(*e));
		if (e == NULL) {
			h->rc = -ENOMEM;
			return;
		}
		h->endings = e;
		h->endings_size = size;
	}
	h->endings[h->batch.ended++] =
		(struct ending){at, h->stack[--h->depth], (uint32_t)h->batch.n};
	h->batch.current = h->depth > 0 ? h->stack[h->depth - 1] : RECORD_NONE;
}

void
harvest_mark(struct harvest *h, unsigned flags)
{
	if (h->rc == 0 && h->beyond == 0 && h->depth > 0)
		h->records[h->stack[h->depth - 1]].flags |= (uint8_t)flags;
}

void
harvest_forget(struct harvest *h)
{
	if (h->rc < 0)
		return;
	must(h->depth > 0 && h->stack[h->depth - 1] == h->n_records - 1);
	h->n_records--;
	h->depth--;
	h->batch.current = h->depth > 0 ? h->stack[h->depth - 1] : RECORD_NONE;
}

size_t
harvest_depth(const struct harvest *h)
{
	return h->depth + h->beyond;
}

static void
put(struct harvest *h, const struct trait *traits, size_t n, uint64_t hash)
{
	int rc = people_record(h->people, traits, n, hash);
	if (rc == ERR_LIMIT)
		work_unreadable(h->work, UNREADABLE_SIZE, "persons", 0);
	else if (rc < 0)
		h->rc = rc;
}

static void
deliver(struct harvest *h, const struct findings *l, uint64_t hash)
{
	if (l->n == 0 || h->rc < 0 || findings_all_prior(&h->pool, l))
		return;
	const struct trait *traits = findings_array(&h->pool, l);
	if (traits == NULL)
		h->rc = -ENOMEM;
	else
		put(h, traits, l->n, hash);
}

/* Joins a record's only member with it if they can be one person; else the
 * member stands for itself. Returns the hash of what is then the record's own:
 * r->hash goes on over its values alone. */
static uint64_t
settle_member(struct harvest *h, struct record *r)
{
	uint64_t hash = r->hash + r->joined_hash;
	if (r->held.n == 0)
		return hash;
	if (findings_agree(&h->pool, &r->own, &r->held)) {
		hash = r->own.n > 0 ? hash * 31 + r->held_hash : r->held_hash;
		findings_join(&h->pool, &r->own, &r->held);
		return hash;
	}
	deliver(h, &r->held, r->held_hash);
	r->held = (struct findings){0};
	return hash;
}

/* The part of a record that an offset is in. */
static uint32_t
part_of(const struct harvest *h, const struct record *r, uint64_t at)
{
	uint64_t limit = h->work->budget.limits->record;
	return at > r->start ? (uint32_t)((at - r->start) / limit) : 0;
}

void
record_enliven(struct harvest *h, uint32_t record, uint64_t at)
{
	size_t i = h->n_live;
	while (i > 0 && h->live[i - 1] > record)
		i--;
	if (i > 0 && h->live[i - 1] == record)
		return;
	must(h->n_live < DEPTH_MAX);
	memmove(h->live + i + 1, h->live + i,
		(h->n_live - i) * sizeof(h->live[0]));
	h->live[i] = record;
	h->n_live++;
	h->records[record].part = part_of(h, &h->records[record], at);
}

/* The innermost live record has ended. */
static void
unliven(struct harvest *h, uint32_t record)
{
	size_t i = h->n_live;
	while (i > 0 && h->live[i - 1] != record)
		i--;
	must(i > 0);
	memmove(h->live + i - 1, h->live + i,
		(h->n_live - i) * sizeof(h->live[0]));
	h->n_live--;
}

/* Where the part of a record ends that its findings are of. */
static uint64_t
part_end(const struct harvest *h, const struct record *r)
{
	return r->start +
	       (r->part + UINT64_C(1)) * h->work->budget.limits->record;
}

/* The live record whose part ends first. */
static struct record *
first_to_expire(const struct harvest *h)
{
	struct record *first = NULL;
	for (size_t i = 0; i < h->n_live; i++) {
		struct record *r = &h->records[h->live[i]];
		if (r->own.columnar && r->own.n < COLUMNAR_MAX)
			continue;
		if (first == NULL || part_end(h, r) < part_end(h, first))
			first = r;
	}
	return first;
}

void
records_expire(struct harvest *h, uint64_t at)
{
	struct record *r;
	while ((r = first_to_expire(h)) != NULL && part_end(h, r) <= at) {
		/* A batch may know what follows the part already. */
		records_hash(h, SIZE_MAX, part_end(h, r));
		uint64_t hash = settle_member(h, r);
		h->endless =
			h->endless ||
			(r->decided && !findings_all_prior(&h->pool, &r->own));
		deliver(h, &r->own, hash);
		findings_keep_prior(&h->pool, &r->own);
		r->decided = true;
		r->part = part_of(h, r, at);
	}
}

/* What an element holds is its surroundings' own: a field, or something that
 * is no person and adds no detail to one. */
static bool
join_around(struct harvest *h, const struct record *r, struct findings *list,
	    uint64_t hash, uint64_t at)
{
	uint32_t around = r->parent;
	bool pair = (r->flags & RECORD_PAIR) != 0;
	if (list->n == 0)
		return false;
	for (unsigned up = 0; !pair && up < AROUND_MAX; up++) {
		if (around == RECORD_NONE ||
		    findings_identify(&h->pool, &h->records[around].own))
			break;
		around = h->records[around].parent;
	}
	if (around == RECORD_NONE)
		return false;
	struct record *to = &h->records[around];
	if (pair && !findings_agree(&h->pool, &to->own, list))
		return false;
	if (!pair &&
	    (!findings_identify(&h->pool, &to->own) ||
	     !findings_are_vague(&h->pool, list, rules_implied(h->rules)->gps)))
		return false;
	record_enliven(h, around, at);
	if (pair) {
		to->joined_hash = to->joined_hash * 31 + hash;
		findings_join(&h->pool, &to->own, list);
	} else if (!findings_have(&h->pool, &to->own, list)) {
		findings_join(&h->pool, &to->own, list);
	}
	return true;
}

/* A member may be one with its only, or its fellow, record; others are a
 * person. */
static void
member_end(struct harvest *h, const struct record *r, struct findings *list,
	   uint64_t hash, uint64_t at)
{
	bool section = (r->flags & RECORD_SECTION) != 0;
	struct record *parent =
		(r->flags & RECORD_MEMBER) != 0 && r->parent != RECORD_NONE
			? &h->records[r->parent]
			: NULL;
	if (parent == NULL || parent->many || r->decided) {
		deliver(h, list, hash);
	} else if (parent->held.n == 0) {
		parent->held = *list;
		parent->held_hash = hash;
		parent->section = section;
		record_enliven(h, r->parent, at);
	} else if (parent->section && section &&
		   findings_agree(&h->pool, &parent->held, list)) {
		parent->held_hash = parent->held_hash * 31 + hash;
		findings_join(&h->pool, &parent->held, list);
	} else {
		deliver(h, &parent->held, parent->held_hash);
		parent->held = (struct findings){0};
		deliver(h, list, hash);
		parent->many = true;
	}
}

static void
end(struct harvest *h, const struct ending *e)
{
	struct record *r = &h->records[e->record];
	if (h->n_live == 0 || (r->own.n == 0 && r->held.n == 0 && !r->decided))
		return;
	records_expire(h, e->at);
	if (r->own.soft || r->held.soft)
		records_hash(h, e->after, UINT64_MAX);
	uint64_t hash = settle_member(h, r);
	unliven(h, e->record);
	struct findings list = r->own;
	r->own = (struct findings){0};
	int rows = list.columnar ? columns_split(h, r, &list, hash, put) : 0;
	if (rows < 0)
		h->rc = rows;
	if (rows != 0)
		return;
	if (r->decided || !join_around(h, r, &list, hash, e->at))
		member_end(h, r, &list, hash, e->at);
}

void
records_end_before(struct harvest *h, size_t field)
{
	while (h->next_ending < h->batch.ended &&
	       h->endings[h->next_ending].after <= field) {
		columns_advance(h, h->endings[h->next_ending].after);
		end(h, &h->endings[h->next_ending++]);
	}
}

void
records_pack(struct harvest *h)
{
	size_t waiting = 0, live = 0;
	for (size_t i = 0; i < h->depth; i++) {
		while (live < h->n_live && h->live[live] < h->stack[i])
			live++;
		if (live < h->n_live && h->live[live] == h->stack[i])
			h->live[live++] = (uint32_t)i;
		h->records[i] = h->records[h->stack[i]];
		h->records[i].parent = i > 0 ? (uint32_t)i - 1 : RECORD_NONE;
		h->stack[i] = (uint32_t)i;
		waiting += h->records[i].own.n + h->records[i].held.n;
	}
	h->n_records = h->depth;
	h->batch.ended = h->next_ending = 0;
	columns_pack(h);
	h->batch.n = 0;
	h->batch.current = h->depth > 0 ? (uint32_t)h->depth - 1 : RECORD_NONE;
	if (waiting == 0)
		finding_pool_clear(&h->pool);
	if (waiting == 0 || h->pool.n < POOL_TIDY || h->pool.n < 2 * waiting)
		return;
	struct findings *lists[2 * DEPTH_MAX];
	size_t n = 0;
	for (size_t i = 0; i < h->depth; i++) {
		if (h->records[i].own.n > 0)
			lists[n++] = &h->records[i].own;
		if (h->records[i].held.n > 0)
			lists[n++] = &h->records[i].held;
	}
	int rc = finding_pool_pack(&h->pool, lists, n);
	if (rc < 0)
		h->rc = rc;
}

uint64_t
harvest_pending(const struct harvest *h)
{
	uint64_t epoch = EPOCH_NONE;
	for (size_t i = 0; i < h->depth; i++) {
		const struct record *r = &h->records[i];
		if (r->own.n > 0)
			epoch = epoch_min(epoch, r->own.epoch);
		if (r->held.n > 0)
			epoch = epoch_min(epoch, r->held.epoch);
	}
	return epoch_min(epoch, long_pending(h));
}

bool
harvest_endless(const struct harvest *h)
{
	return h->endless;
}
