/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger thread: takes all that changed as one batch, commits it without
 * the lock, then tells those who wait. It commits at once when somebody
 * waits, else each second. When a commit fails, every reservation that waits
 * is taken back and told so; nothing new is accepted until a commit, tried
 * each second, succeeds.
 */
#include "ledger/room.h"

#include "base/log.h"
#include "base/tally.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

TALLY(commits, "kouan_ledger_commits_total",
      "Transactions the ledger made durable.");
TALLY(failures, "kouan_ledger_failures_total",
      "Transactions of the ledger that failed.");
TALLY(booked, "kouan_ledger_bookings_total",
      "Reservations that waited for a transaction.");

static bool
has_work(const struct ledger *l)
{
	return l->people.record_blocks.list.n > 0 ||
	       l->people.id_blocks.list.n > 0 || l->cells.dirty_cells.n > 0 ||
	       l->cells.dirty_sets.n > 0 ||
	       l->categories_stored < l->n_categories || l->ended.n > 0 ||
	       l->relinks.unstored.n > 0 || l->waiting != NULL ||
	       l->audit_dirty;
}

static void
note_failure(struct ledger *l, const struct why *why)
{
	if (l->writable)
		log_alert("%s; nothing that carries persons is let through "
			  "until it can be written again",
			  why->text);
	tally_add(&failures, 1);
	l->writable = false;
	l->failures++;
	snprintf(l->problem, sizeof(l->problem), "%.*s",
		 (int)sizeof(l->problem) - 1, why->text);
}

static void
note_success(struct ledger *l, uint64_t batch)
{
	if (!l->writable)
		log_note("ledger: can be written again");
	tally_add(&commits, 1);
	l->writable = true;
	l->problem[0] = '\0';
	l->done_batch = batch;
}

/* All who wait, the youngest too: they may lean on what just failed. */
static struct ledger_reservation *
take_waiting(struct ledger *l, struct ledger_reservation *in_flight)
{
	struct ledger_reservation **end = &in_flight;
	while (*end != NULL)
		end = &(*end)->next_waiting;
	*end = l->waiting;
	l->waiting = l->last_waiting = NULL;
	l->n_waiting = 0;
	return in_flight;
}

static void
tell(struct ledger_reservation *first, int status)
{
	struct ledger_reservation *next;
	for (struct ledger_reservation *r = first; r != NULL; r = next) {
		next = r->next_waiting;
		if (r->durable != NULL)
			r->durable(r->durable_arg, r, status);
	}
}

/* Those of the batch are durable, or taken back: merges they made are undone
 * then, told as one split. */
static size_t
settle_all(struct ledger *l, struct ledger_reservation *first, int rc,
	   struct ledger_relink *ret_relink)
{
	const int64_t *all = &l->cells.cells[CELL_EVERYBODY].persons;
	int64_t grown = 0;
	for (struct ledger_reservation *r = first; r != NULL;
	     r = r->next_waiting) {
		tally_add(&booked, 1);
		r->state = rc == 0 ? RESERVATION_DURABLE : RESERVATION_FAILED;
		if (rc == 0)
			continue;
		int64_t before = *all;
		booking_release(l, r, false);
		grown += *all > before ? *all - before : 0;
	}
	return grown > 0 && relink_note(l, first->event, first->now_s,
					*all - grown, *all, ret_relink);
}

/* With the lock, which it lets go of while it writes and tells. */
static void
commit(struct ledger *l)
{
	CLEANUP(batch_fini) struct batch b = {0};
	struct why why = {""};
	batch_take(l, &b);
	uint64_t number = l->open_batch++;
	struct ledger_reservation *in_flight = take_waiting(l, NULL);
	l->urgent = false;
	pthread_mutex_unlock(&l->lock);
	int rc = store_commit(l->store, &b, &why);
	pthread_mutex_lock(&l->lock);
	if (rc == 0) {
		note_success(l, number);
	} else {
		note_failure(l, &why);
		batch_return(l, &b);
		in_flight = take_waiting(l, in_flight);
	}
	struct ledger_relink relink;
	size_t n = settle_all(l, in_flight, rc, &relink);
	pthread_cond_broadcast(&l->committed);
	pthread_mutex_unlock(&l->lock);
	relink_tell(l, &relink, n);
	tell(in_flight, rc);
	pthread_mutex_lock(&l->lock);
}

/* Whether to commit now: somebody waits, or a second is over since *last. A
 * backup under way is not kept waiting. */
static bool
wait_for_work(struct ledger *l, const struct timespec *last)
{
	struct timespec until = {last->tv_sec + 1, last->tv_nsec}, now;
	int rc = 0;
	while (rc == 0 && !l->stop && !(l->urgent && l->writable) &&
	       l->backup.to == NULL)
		rc = pthread_cond_timedwait(&l->wake, &l->lock, &until);
	if (rc != 0 || l->stop || (l->urgent && l->writable))
		return true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec > until.tv_sec ||
	       (now.tv_sec == until.tv_sec && now.tv_nsec >= until.tv_nsec);
}

static void *
thread_main(void *arg)
{
	struct ledger *l = arg;
	struct timespec tick;
	clock_gettime(CLOCK_MONOTONIC, &tick);
	pthread_mutex_lock(&l->lock);
	for (;;) {
		bool due = wait_for_work(l, &tick);
		if (l->stop && !has_work(l))
			break;
		if (due && (has_work(l) || !l->writable))
			commit(l);
		if (l->stop && !l->writable)
			break;
		if (due)
			clock_gettime(CLOCK_MONOTONIC, &tick);
		backup_step(l);
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

int
thread_start(struct ledger *l)
{
	return -pthread_create(&l->thread, NULL, thread_main, l);
}

void
thread_stop(struct ledger *l)
{
	pthread_mutex_lock(&l->lock);
	l->stop = true;
	pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->thread, NULL);
}
