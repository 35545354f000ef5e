/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the ledger at start. The file is not trusted to be whole: what
 * does not fit is an error, never a smaller count. Bookings found under way
 * stay in all their cells (they may have left) and are reported.
 */
#include "ledger/block.h"
#include "ledger/room.h"

#include "base/log.h"

#include <string.h>

static int
take_category(void *arg, uint32_t number, const char *name)
{
	struct ledger *l = arg;
	uint16_t given;
	if (number != l->n_categories)
		return -EINVAL;
	int rc = category_number(l, name, &given);
	return rc == 0 && given != number ? -EINVAL : rc;
}

static int
take_cell(void *arg, const struct row_cell *row)
{
	struct ledger *l = arg;
	if (row->number != l->cells.n_cells)
		return -EINVAL;
	uint32_t number = cells_number(&l->cells, &row->key);
	if (number == NOTHING)
		return -ENOMEM;
	if (number != row->number)
		return -EINVAL;
	struct cell *cell = &l->cells.cells[number];
	cell->opening = row->opening;
	cell->bytes = row->bytes;
	cell->requests = row->requests;
	cell->sealed = row->sealed;
	if (row->basis != NULL) {
		cell->basis = strdup(row->basis);
		if (cell->basis == NULL)
			return -ENOMEM;
	}
	return 0;
}

static int
take_set(void *arg, uint32_t number, const uint32_t *cells, uint32_t n)
{
	struct ledger *l = arg;
	return set_restore(&l->cells, number, cells, n);
}

static int
take_room(void *arg, uint32_t n_ids)
{
	struct ledger *l = arg;
	return index_reserve(&l->people.by_digest, n_ids);
}

static int
take_id_block(void *arg, uint32_t block, const uint8_t *bytes, size_t n)
{
	struct ledger *l = arg;
	return block_restore_ids(&l->people, block, bytes, n);
}

static int
take_record_block(void *arg, uint32_t block, const uint8_t *bytes, size_t n)
{
	struct ledger *l = arg;
	return block_restore_records(&l->people, block, bytes, n);
}

static int
take_id(void *arg, uint32_t number, const struct node *id)
{
	struct ledger *l = arg;
	return people_restore_id(&l->people, number, id);
}

static int
take_record(void *arg, uint32_t number, const uint32_t *ids, uint32_t n,
	    uint32_t set)
{
	struct ledger *l = arg;
	return people_restore_record(&l->people, number, ids, n, set);
}

static int
take_count(void *arg, const struct row_count *row)
{
	struct ledger *l = arg;
	if (row->number >= l->cells.n_cells || row->persons < 0)
		return -EINVAL;
	l->cells.cells[row->number].counted = row->persons;
	l->cells.cells[row->number].first_s = row->first_s;
	(void)ledger_now(l, row->first_s);
	return 0;
}

static int
take_booking(void *arg, const struct row_booking *row)
{
	struct ledger *l = arg;
	*ROW_ADD(l->interrupted) = row->event;
	if (l->options.on_interrupted != NULL)
		l->options.on_interrupted(l->options.arg, row->event,
					  row->context, row->persons,
					  row->new_persons, row->bytes);
	return 0;
}

static int
take_relink(void *arg, const struct ledger_relink *row)
{
	relink_restore(arg, row);
	return 0;
}

static int
take_audit(void *arg, uint64_t seq, const uint8_t hash[32])
{
	struct ledger *l = arg;
	l->audit = true;
	l->audit_seq = seq;
	memcpy(l->audit_hash, hash, sizeof(l->audit_hash));
	return 0;
}

/* The counts follow from the people; the store keeps them as well, to see that
 * neither was changed behind the other's back. */
static void
compare_counts(struct ledger *l)
{
	struct cells *c = &l->cells;
	for (uint32_t i = 0; i < c->n_cells; i++) {
		struct cell *cell = &c->cells[i];
		if (cell->counted == CELL_OPEN ||
		    cell->counted == cell->persons)
			continue;
		if (l->n_wrong++ == 0)
			log_alert("ledger: %s %s %s %s: %lld persons were "
				  "counted, the people kept are %lld; the "
				  "latter are gone on with. Run kouanctl "
				  "ledger check",
				  cell->key.regime, cell->key.counter,
				  cell->key.window, cell->key.value,
				  (long long)cell->counted,
				  (long long)cell->persons);
	}
	/* Loading moved everybody. */
	CLEANUP(numbers_fini) struct numbers all = marks_take(&c->counts);
	for (uint32_t i = 0; i < all.n; i++)
		if (c->cells[all.v[i]].counted != c->cells[all.v[i]].persons)
			marks_add(&c->counts, all.v[i]);
}

static void
touch_all(struct people *p)
{
	for (uint32_t i = 0; i < p->ids.n; i += BLOCK_ITEMS)
		people_touch_id(p, i);
	for (uint32_t i = 0; i < p->records.n; i += BLOCK_ITEMS)
		people_touch_record(p, i);
}

int
load_people(struct ledger *l, struct why *why)
{
	const struct store_sink sink = {.category = take_category,
					.cell = take_cell,
					.set = take_set,
					.room = take_room,
					.id_block = take_id_block,
					.record_block = take_record_block,
					.id = take_id,
					.record = take_record,
					.count = take_count,
					.booking = take_booking,
					.relink = take_relink,
					.audit = take_audit,
					.arg = l};
	int rc = store_load(l->store, &sink, why);
	if (rc == 0)
		people_restored(&l->people);
	return rc;
}

int
load_ledger(struct ledger *l, const struct digest_key *key, struct why *why)
{
	l->people.layers = store_layers(l->store);
	if (l->people.layers < digest_key_layers(key))
		l->people.rewrap = key;
	int rc = load_people(l, why);
	if (rc < 0)
		return rc;
	l->people.rewrap = NULL;
	compare_counts(l);
	if (store_is_behind(l->store))
		touch_all(&l->people);
	for (uint32_t i = 0; i < l->cells.dirty_cells.n; i++)
		l->cells.cells[l->cells.dirty_cells.v[i]].dirty = false;
	l->cells.dirty_cells.n = 0;
	l->categories_stored = l->n_categories;
	CLEANUP(batch_fini) struct batch b = {0};
	batch_take(l, &b);
	return store_commit(l->store, &b, why);
}
