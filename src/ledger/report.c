/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the ledger tells and what it is told beside persons: rows for
 * reports, tallies, opening balances, the audit's head, its own health.
 */
#include "ledger/rolling.h"
#include "ledger/room.h"

#include <stdlib.h>
#include <string.h>

void
ledger_tally(struct ledger *l, uint32_t cell, int64_t bytes, int64_t requests)
{
	pthread_mutex_lock(&l->lock);
	if (cell < l->cells.n_cells) {
		l->cells.cells[cell].bytes += bytes;
		l->cells.cells[cell].requests += requests;
		cell_touch(&l->cells, cell);
	}
	pthread_mutex_unlock(&l->lock);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct ledger_row *x = a, *y = b;
	int order = strcmp(x->key.regime, y->key.regime);
	if (order == 0)
		order = strcmp(x->key.counter, y->key.counter);
	if (order == 0)
		order = strcmp(x->key.exporter, y->key.exporter);
	if (order == 0)
		order = strcmp(x->key.window, y->key.window);
	if (order == 0)
		order = (int)x->key.dimension - (int)y->key.dimension;
	return order != 0 ? order : strcmp(x->key.value, y->key.value);
}

int
ledger_each(struct ledger *l, int (*fn)(void *arg, const struct ledger_row *),
	    void *arg)
{
	pthread_mutex_lock(&l->lock);
	size_t n = 0;
	struct ledger_row *rows = calloc(l->cells.n_cells, sizeof(*rows));
	int64_t now_s = clock_wall_us() / 1000000;
	for (uint32_t i = 1; rows != NULL && i < l->cells.n_cells; i++) {
		const struct cell *cell = &l->cells.cells[i];
		if (cell->base != NOTHING)
			continue;
		struct rolling_sum sum = rolling_sum(&l->cells, i, now_s);
		rows[n++] = (struct ledger_row){
			.key = cell->key,
			.persons = sum.persons,
			.opening = cell->opening,
			.bytes = sum.bytes,
			.requests = sum.requests,
			.first_s = cell_first(&l->cells, i)};
	}
	pthread_mutex_unlock(&l->lock);
	if (rows == NULL)
		return -ENOMEM;
	/* Cells and their texts live as long as the ledger. */
	qsort(rows, n, sizeof(*rows), compare_rows);
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = fn(arg, &rows[i]);
	free(rows);
	return rc;
}

/* With the lock: until what changed so far is durable, or a commit failed. */
static int
wait_durable(struct ledger *l)
{
	uint64_t batch = l->open_batch, failures = l->failures;
	l->urgent = true;
	pthread_cond_signal(&l->wake);
	while (l->done_batch < batch && l->failures == failures)
		pthread_cond_wait(&l->committed, &l->lock);
	return l->done_batch >= batch ? 0 : ERR_UNAVAILABLE;
}

int
ledger_opening(struct ledger *l, const struct ledger_cell_key *key,
	       int64_t persons, const char *basis)
{
	if (persons < 0)
		return -EINVAL;
	char *text = strdup(basis != NULL ? basis : "");
	if (text == NULL)
		return -ENOMEM;
	pthread_mutex_lock(&l->lock);
	/* One at a time, so that what a failure brings back is still there. */
	while (l->opening)
		pthread_cond_wait(&l->committed, &l->lock);
	uint32_t number = cells_number(&l->cells, key);
	if (number == NOTHING) {
		pthread_mutex_unlock(&l->lock);
		free(text);
		return -ENOMEM;
	}
	int64_t old = l->cells.cells[number].opening;
	char *old_basis = l->cells.cells[number].basis;
	l->cells.cells[number].opening = persons;
	l->cells.cells[number].basis = text;
	cell_touch(&l->cells, number);
	l->opening = true;
	int rc = wait_durable(l);
	l->opening = false;
	pthread_cond_broadcast(&l->committed);
	if (rc < 0) {
		l->cells.cells[number].opening = old;
		l->cells.cells[number].basis = old_basis;
		cell_touch(&l->cells, number);
		old_basis = text;
	}
	pthread_mutex_unlock(&l->lock);
	free(old_basis);
	return rc;
}

void
ledger_note_audit(struct ledger *l, uint64_t seq, const uint8_t hash[32])
{
	pthread_mutex_lock(&l->lock);
	l->audit = true;
	l->audit_dirty = true;
	l->audit_seq = seq;
	memcpy(l->audit_hash, hash, sizeof(l->audit_hash));
	pthread_mutex_unlock(&l->lock);
}

bool
ledger_last_audit(struct ledger *l, uint64_t *ret_seq, uint8_t hash[32])
{
	pthread_mutex_lock(&l->lock);
	bool known = l->audit;
	if (known) {
		*ret_seq = l->audit_seq;
		memcpy(hash, l->audit_hash, sizeof(l->audit_hash));
	}
	pthread_mutex_unlock(&l->lock);
	return known;
}

void
ledger_health(struct ledger *l, struct ledger_health *ret_health)
{
	pthread_mutex_lock(&l->lock);
	*ret_health = (struct ledger_health){
		.writable = l->writable,
		.persons = l->cells.cells[CELL_EVERYBODY].persons,
		.identifiers = l->people.n_ids,
		.pending = l->n_live};
	memcpy(ret_health->problem, l->problem, sizeof(l->problem));
	pthread_mutex_unlock(&l->lock);
}
