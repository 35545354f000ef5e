/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bookings: which reservation put which record into which cells. A record
 * carries the cells it is in whatever their state; those that no settled
 * reservation gave it are held by the reservations that did, and go when the
 * last of these is withdrawn. Under the ledger's lock.
 */
#include "ledger/room.h"

#include <stdlib.h>

static struct pending *
pending_get(struct ledger *l, uint32_t record)
{
	uint32_t at = pairs_get(&l->pending_of, record);
	return at != NOTHING ? table_at(&l->pendings, at) : NULL;
}

static struct pending *
pending_make(struct ledger *l, uint32_t record)
{
	uint32_t at;
	must(table_take(&l->pendings, &at) == 0);
	pairs_put(&l->pending_of, record, at);
	struct pending *pending = table_at(&l->pendings, at);
	pending->kept = people_record(&l->people, record)->set;
	return pending;
}

static void
pending_drop(struct ledger *l, uint32_t record)
{
	table_free(&l->pendings, pairs_get(&l->pending_of, record));
	pairs_take(&l->pending_of, record);
}

/* The cells that the claim puts a record with these traits into. */
static uint32_t
charged_set(struct ledger_claim *c, struct pairs *known, uint64_t traits)
{
	uint32_t set = pairs_get(known, traits);
	if (set != NOTHING)
		return set;
	CLEANUP(numbers_fini) struct numbers cells = {0};
	numbers_add(&cells, CELL_EVERYBODY);
	for (size_t i = 0; i < c->charges.n; i++)
		if ((c->charges.v[i].mask & traits) != 0)
			numbers_add(&cells, c->charges.v[i].cell);
	numbers_unique(&cells);
	set = set_of(&c->ledger->cells, &cells);
	pairs_put(known, traits, set);
	return set;
}

/* Puts one record into the set and holds it there; true when that is not
 * durable yet and matters. */
static bool
hold(struct ledger *l, struct ledger_reservation *r, uint32_t record,
     uint32_t set)
{
	struct pending *pending = pending_get(l, record);
	uint32_t now = people_record(&l->people, record)->set;
	uint32_t kept = pending != NULL ? pending->kept : now;
	if (set_union(&l->cells, kept, set) == kept)
		return false;
	if (pending == NULL)
		pending = pending_make(l, record);
	struct hold *h = &r->holds[r->n_holds++];
	*h = (struct hold){record, set, pending->first};
	pending->first = h;
	uint32_t all = set_union(&l->cells, now, set);
	if (all == now)
		return pending->batch > l->done_batch;
	pending->batch = l->open_batch;
	/* More evidence for a person known in all these cells need not wait,
	 * unless it may lean on something that still does. */
	return people_set(&l->people, record, all) || l->n_waiting > 0 ||
	       l->done_batch + 1 < l->open_batch;
}

static void
charge_bytes(struct ledger_claim *c, struct ledger_reservation *r)
{
	if (r->bytes == 0)
		return;
	for (size_t i = 0; i < c->charges.n; i++)
		numbers_add(&r->byte_cells, c->charges.v[i].cell);
	numbers_unique(&r->byte_cells);
	for (uint32_t i = 0; i < r->byte_cells.n; i++) {
		c->ledger->cells.cells[r->byte_cells.v[i]].bytes += r->bytes;
		cell_touch(&c->ledger->cells, r->byte_cells.v[i]);
	}
}

static bool
is_first_charge(const struct ledger_claim *c, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (c->charges.v[i].cell == c->charges.v[at].cell)
			return false;
	return true;
}

/* The counts of the cells charged, to see how many came into sealed ones. */
static void
note_late(struct ledger_claim *c, int64_t sign)
{
	struct cells *cells = &c->ledger->cells;
	for (size_t i = 0; i < c->charges.n; i++) {
		struct charge *charge = &c->charges.v[i];
		if (!is_first_charge(c, i))
			continue;
		charge->late += sign * cells->cells[charge->cell].persons;
		if (sign > 0)
			cell_add_late(cells, charge->cell, charge->late);
	}
}

static void
note_first(struct ledger_claim *c)
{
	struct cells *cells = &c->ledger->cells;
	for (size_t i = 0; i < c->charges.n && c->persons > 0; i++) {
		struct cell *cell = &cells->cells[c->charges.v[i].cell];
		if (cell->first_s != 0)
			continue;
		cell->first_s = c->request->now_s;
		marks_add(&cells->counts, c->charges.v[i].cell);
	}
}

bool
booking_apply(struct ledger_claim *c, struct ledger_reservation *r)
{
	struct ledger *l = c->ledger;
	CLEANUP(pairs_fini) struct pairs known = {0};
	bool wait = false;
	for (size_t i = 0; i < c->reclassify.n; i++) {
		cells_reclassify(&l->cells, c->reclassify.v[i].from,
				 c->reclassify.v[i].to);
		wait = true;
	}
	note_late(c, -1);
	note_first(c);
	uint32_t set = SET_EMPTY;
	for (uint32_t i = 0; i < c->records.n; i++) {
		if (i == 0 || c->traits.v[i] != c->traits.v[i - 1])
			set = charged_set(c, &known, c->traits.v[i]);
		wait |= hold(l, r, c->records.v[i], set);
	}
	note_late(c, 1);
	charge_bytes(c, r);
	return wait;
}

/* One hold goes; true when its record is in no cell any more. */
static bool
let_go(struct ledger *l, struct hold *h, bool keep)
{
	struct pending *pending = pending_get(l, h->record);
	struct hold **at = &pending->first;
	while (*at != h)
		at = &(*at)->next;
	*at = h->next;
	if (keep)
		pending->kept = set_union(&l->cells, pending->kept, h->set);
	uint32_t all = pending->kept;
	for (struct hold *other = pending->first; other != NULL;
	     other = other->next)
		all = set_union(&l->cells, all, other->set);
	if (pending->first == NULL)
		pending_drop(l, h->record);
	if (all == SET_EMPTY)
		return true;
	if (!keep)
		(void)people_set(&l->people, h->record, all);
	return false;
}

void
booking_release(struct ledger *l, struct ledger_reservation *r, bool keep)
{
	CLEANUP(numbers_fini) struct numbers gone = {0};
	for (size_t i = 0; i < r->n_holds; i++)
		if (let_go(l, &r->holds[i], keep))
			numbers_add(&gone, r->holds[i].record);
	if (gone.n > 0)
		people_forget(&l->people, gone.v, gone.n);
	for (uint32_t i = 0; !keep && i < r->byte_cells.n; i++) {
		l->cells.cells[r->byte_cells.v[i]].bytes -= r->bytes;
		cell_touch(&l->cells, r->byte_cells.v[i]);
	}
	r->n_holds = 0;
}

void
booking_free(struct ledger *l, struct ledger_reservation *r)
{
	if (r->prev != NULL)
		r->prev->next = r->next;
	else
		l->live = r->next;
	if (r->next != NULL)
		r->next->prev = r->prev;
	l->n_live--;
	free(r->context);
	free(r->holds);
	numbers_fini(&r->byte_cells);
	free(r);
}
