/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Batches: the present state of all that changed, taken under the ledger's
 * lock, to be written without it. Since rows are states, a batch that failed
 * needs no undoing in the store: what it held is marked as changed again.
 */
#include "ledger/block.h"
#include "ledger/room.h"

#include <stdlib.h>
#include <string.h>

void
batch_fini(struct batch *b)
{
	for (size_t i = 0; i < b->cells.n; i++)
		free(b->cells.v[i].basis);
	free(b->id_blocks.v);
	free(b->record_blocks.v);
	free(b->bytes.v);
	free(b->sets.v);
	free(b->cells.v);
	free(b->categories.v);
	free(b->counts.v);
	free(b->bookings.v);
	free(b->relinks.v);
	free(b->ended.v);
	numbers_fini(&b->cells_of_sets);
}

static void
take_cells(struct ledger *l, struct batch *b)
{
	struct cells *c = &l->cells;
	for (uint32_t i = 0; i < c->dirty_cells.n; i++) {
		uint32_t number = c->dirty_cells.v[i];
		struct cell *cell = &c->cells[number];
		cell->dirty = false;
		*ROW_ADD(b->cells) = (struct row_cell){
			.number = number,
			.key = cell->key,
			.opening = cell->opening,
			.bytes = cell->bytes,
			.requests = cell->requests,
			.sealed = cell->sealed,
			.basis = cell->basis != NULL ? strdup(cell->basis)
						     : NULL};
	}
	c->dirty_cells.n = 0;
	for (uint32_t i = 0; i < c->dirty_sets.n; i++) {
		uint32_t number = c->dirty_sets.v[i];
		struct set *set = &c->sets[number];
		set->dirty = false;
		*ROW_ADD(b->sets) =
			(struct row_set){number, b->cells_of_sets.n, set->n};
		for (uint32_t k = 0; k < set->n; k++)
			numbers_add(&b->cells_of_sets, set->cells[k]);
	}
	c->dirty_sets.n = 0;
	CLEANUP(numbers_fini) struct numbers counts = marks_take(&c->counts);
	for (uint32_t i = 0; i < counts.n; i++)
		*ROW_ADD(b->counts) = (struct row_count){
			counts.v[i], c->cells[counts.v[i]].persons,
			c->cells[counts.v[i]].first_s};
	for (; l->categories_stored < l->n_categories; l->categories_stored++)
		*ROW_ADD(b->categories) = (struct row_category){
			l->categories_stored,
			l->categories[l->categories_stored]};
}

static void
take_people(struct people *p, struct batch *b)
{
	CLEANUP(numbers_fini)
	struct numbers records = marks_take(&p->record_blocks);
	CLEANUP(numbers_fini) struct numbers ids = marks_take(&p->id_blocks);
	/* In their order, so that the store appends. */
	numbers_unique(&records);
	numbers_unique(&ids);
	for (uint32_t i = 0; i < ids.n; i++)
		block_take_ids(p, b, ids.v[i]);
	for (uint32_t i = 0; i < records.n; i++)
		block_take_records(p, b, records.v[i]);
}

void
batch_take(struct ledger *l, struct batch *b)
{
	take_people(&l->people, b);
	take_cells(l, b);
	b->ended.v = l->ended.v;
	b->ended.n = l->ended.n;
	b->ended.room = l->ended.room;
	memset(&l->ended, 0, sizeof(l->ended));
	for (size_t i = 0; i < l->relinks.unstored.n; i++)
		*ROW_ADD(b->relinks) = l->relinks.unstored.v[i];
	l->relinks.unstored.n = 0;
	b->audit = l->audit;
	b->audit_seq = l->audit_seq;
	memcpy(b->audit_hash, l->audit_hash, sizeof(b->audit_hash));
	l->audit_dirty = false;
	for (struct ledger_reservation *r = l->waiting; r != NULL;
	     r = r->next_waiting)
		*ROW_ADD(b->bookings) =
			(struct row_booking){.event = r->event,
					     .context = r->context,
					     .persons = r->persons,
					     .new_persons = r->new_persons,
					     .bytes = r->bytes};
}

void
batch_return(struct ledger *l, struct batch *b)
{
	struct people *p = &l->people;
	for (size_t i = 0; i < b->cells.n; i++)
		cell_touch(&l->cells, b->cells.v[i].number);
	for (size_t i = 0; i < b->sets.n; i++)
		set_touch(&l->cells, b->sets.v[i].number);
	for (size_t i = 0; i < b->categories.n; i++)
		if (b->categories.v[i].number < l->categories_stored)
			l->categories_stored = b->categories.v[i].number;
	for (size_t i = 0; i < b->counts.n; i++)
		marks_add(&l->cells.counts, b->counts.v[i].number);
	for (size_t i = 0; i < b->record_blocks.n; i++)
		marks_add(&p->record_blocks, b->record_blocks.v[i].number);
	for (size_t i = 0; i < b->id_blocks.n; i++)
		marks_add(&p->id_blocks, b->id_blocks.v[i].number);
	for (size_t i = 0; i < b->ended.n; i++)
		*ROW_ADD(l->ended) = b->ended.v[i];
	for (size_t i = 0; i < b->relinks.n; i++)
		*ROW_ADD(l->relinks.unstored) = b->relinks.v[i];
	l->audit_dirty |= b->audit;
}
