/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger's door: opening and closing, reserving, settling, reading. All
 * state is in memory under one lock (people.h, cells.h, booking.c); the
 * store follows through the ledger thread. A reservation is one critical
 * section, so that nobody can pass a cap between question and answer.
 */
#include "ledger/room.h"

#include "base/digest.h"
#include "base/map.h"
#include "base/tally.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

TALLY(turned_away, "kouan_ledger_unavailable_total",
      "Reservations refused because the ledger could not take them.");

int
category_number(struct ledger *l, const char *name, uint16_t *ret_number)
{
	if (name == NULL || name[0] == '\0')
		return -EINVAL;
	uintptr_t known =
		(uintptr_t)map_get(l->category_numbers, span_str(name));
	if (known == 0) {
		if (l->n_categories == CATEGORIES_MAX)
			return ERR_LIMIT;
		char *copy = strdup(name);
		if (copy == NULL)
			return -ENOMEM;
		known = l->n_categories + 1;
		if (map_put(l->category_numbers, span_str(name), (void *)known,
			    NULL) < 0) {
			free(copy);
			return -ENOMEM;
		}
		l->categories[l->n_categories++] = copy;
	}
	*ret_number = (uint16_t)(known - 1);
	return 0;
}

/* One daemon per file: a lock on a file beside it, which stays. */
int
ledger_lock_file(const char *path, int *ret_fd, struct why *why)
{
	char name[4096];
	if (snprintf(name, sizeof(name), "%s.lock", path) >= (int)sizeof(name))
		return why_set(why, -ENAMETOOLONG, "ledger: path too long");
	int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return why_set(why, -errno, "ledger: cannot open %s: %s", name,
			       strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		int code = errno == EWOULDBLOCK ? EBUSY : errno;
		close(fd);
		return why_set(why, -code,
			       "ledger: %s is in use by another process", path);
	}
	*ret_fd = fd;
	return 0;
}

static void
ledger_free(struct ledger *l)
{
	while (l->live != NULL)
		booking_free(l, l->live);
	backup_fini(l);
	store_close(&l->store);
	people_fini(&l->people);
	cells_fini(&l->cells);
	map_free(&l->category_numbers, NULL);
	for (uint32_t i = 0; i < l->n_categories; i++)
		free(l->categories[i]);
	table_fini(&l->pendings);
	pairs_fini(&l->pending_of);
	free(l->ended.v);
	free(l->interrupted.v);
	relink_fini(l);
	pthread_cond_destroy(&l->wake);
	pthread_cond_destroy(&l->committed);
	pthread_mutex_destroy(&l->lock);
	if (l->lock_fd >= 0)
		close(l->lock_fd);
	free(l);
}

void
ledger_drop(struct ledger **l)
{
	if (*l != NULL)
		ledger_free(*l);
}

struct ledger *
ledger_new(const struct ledger_options *options)
{
	CLEANUP(ledger_drop) struct ledger *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return NULL;
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->wake, &monotonic);
	pthread_cond_init(&l->committed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	l->lock_fd = -1;
	l->options = *options;
	l->options.path = NULL;
	l->options.key = NULL;
	l->writable = true;
	l->open_batch = 1;
	table_init(&l->pendings, sizeof(struct pending));
	people_init(&l->people, &l->cells,
		    options->max_same_kind > 0 ? options->max_same_kind : 1);
	l->category_numbers = map_new();
	if (cells_init(&l->cells) < 0 || l->category_numbers == NULL)
		return NULL;
	struct ledger *made = l;
	l = NULL;
	return made;
}

int
ledger_open(const struct ledger_options *options, struct ledger **ret_ledger,
	    struct why *why)
{
	CLEANUP(ledger_drop) struct ledger *l = ledger_new(options);
	if (l == NULL)
		return -ENOMEM;
	int rc = ledger_lock_file(options->path, &l->lock_fd, why);
	if (rc == 0)
		rc = store_open(options->path, options->key, true, &l->store,
				why);
	if (rc == 0)
		rc = load_ledger(l, options->key, why);
	if (rc == 0)
		rc = thread_start(l);
	if (rc < 0)
		return rc;
	*ret_ledger = l;
	l = NULL;
	return 0;
}

void
ledger_close(struct ledger **ledger)
{
	if (*ledger == NULL)
		return;
	thread_stop(*ledger);
	ledger_free(*ledger);
	*ledger = NULL;
}

static uint32_t
find_cell(struct ledger *l, const struct ledger_cell_key *key,
	  size_t *ret_sealed)
{
	pthread_mutex_lock(&l->lock);
	uint32_t known = l->cells.n_cells;
	uint32_t number = cells_number(&l->cells, key);
	if (number != NOTHING && number >= known)
		*ret_sealed = cells_seal(&l->cells, number);
	pthread_mutex_unlock(&l->lock);
	return number;
}

uint32_t
ledger_cell(struct ledger *l, const struct ledger_cell_key *key)
{
	size_t sealed;
	return find_cell(l, key, &sealed);
}

size_t
ledger_year(struct ledger *l, const struct ledger_cell_key *key)
{
	size_t sealed = 0;
	(void)find_cell(l, key, &sealed);
	return sealed;
}

uint32_t
ledger_rolling_cell(struct ledger *l, const struct ledger_cell_key *key,
		    int32_t utc_offset_s)
{
	uint32_t number = ledger_cell(l, key);
	pthread_mutex_lock(&l->lock);
	if (number < l->cells.n_cells)
		l->cells.cells[number].utc_offset = utc_offset_s;
	pthread_mutex_unlock(&l->lock);
	return number;
}

int64_t
ledger_now(struct ledger *l, int64_t now_s)
{
	int64_t latest =
		atomic_load_explicit(&l->latest_s, memory_order_relaxed);
	while (latest < now_s &&
	       !atomic_compare_exchange_weak_explicit(
		       &l->latest_s, &latest, now_s, memory_order_relaxed,
		       memory_order_relaxed))
		;
	return latest > now_s ? latest : now_s;
}

static void
reservation_freep(struct ledger_reservation **r)
{
	if (*r == NULL)
		return;
	free((*r)->context);
	free((*r)->holds);
	free(*r);
}

static struct ledger_reservation *
reservation_new(const struct ledger_request *q)
{
	CLEANUP(reservation_freep)
	struct ledger_reservation *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return NULL;
	r->event = q->event;
	r->bytes = q->bytes;
	r->now_s = q->now_s;
	r->durable = q->durable;
	r->durable_arg = q->durable_arg;
	r->context = strdup(q->context != NULL ? q->context : "");
	if (r->context == NULL)
		return NULL;
	struct ledger_reservation *made = r;
	r = NULL;
	return made;
}

static void
wake_thread(struct ledger *l)
{
	l->urgent = true;
	pthread_cond_signal(&l->wake);
}

/* The accepted claim becomes a reservation; 0 durable already, 1 to wait. */
static int
accept(struct ledger_claim *c, struct ledger_reservation *r)
{
	struct ledger *l = c->ledger;
	r->persons = c->persons;
	r->new_persons = c->new_persons;
	bool wait = booking_apply(c, r) || c->population[1] != c->population[0];
	r->next = l->live;
	if (l->live != NULL)
		l->live->prev = r;
	l->live = r;
	l->n_live++;
	r->state = wait ? RESERVATION_WAITING : RESERVATION_DURABLE;
	if (!wait)
		return 0;
	r->booked = true;
	if (l->waiting == NULL)
		l->waiting = r;
	else
		l->last_waiting->next_waiting = r;
	l->last_waiting = r;
	l->n_waiting++;
	wake_thread(l);
	return 1;
}

/* With the lock. */
static int
reserve(struct ledger_claim *c, struct ledger_reservation *r)
{
	struct ledger *l = c->ledger;
	if (!l->writable || l->n_waiting >= WAITING_MAX) {
		tally_add(&turned_away, 1);
		return ERR_UNAVAILABLE;
	}
	int rc = claim_read(c);
	if (rc == 0 && c->request->judge(c->request->judge_arg, c) != 0)
		rc = ERR_REFUSED;
	if (rc == 0 && c->failed)
		rc = -ENOMEM;
	if (rc == 0) {
		r->holds = calloc(c->records.n > 0 ? c->records.n : 1,
				  sizeof(*r->holds));
		rc = r->holds == NULL ? -ENOMEM : 0;
	}
	if (rc == 0)
		return accept(c, r);
	claim_undo(c);
	if (c->population[1] != c->population[0])
		wake_thread(l);
	return rc;
}

/* What reserve would say, changing nothing. */
static int
try_out(struct ledger *l, const struct ledger_request *q)
{
	struct ledger_claim c = {.ledger = l, .request = q};
	pthread_mutex_lock(&l->lock);
	cells_remember(&l->cells, true);
	int rc = claim_look(&c);
	if (rc == 0 && q->judge(q->judge_arg, &c) != 0)
		rc = ERR_REFUSED;
	claim_fini(&c);
	pthread_mutex_unlock(&l->lock);
	return rc;
}

int
ledger_reserve(struct ledger *l, const struct ledger_request *q,
	       struct ledger_reservation **ret_reservation)
{
	if (q->dry_run)
		return try_out(l, q);
	CLEANUP(reservation_freep)
	struct ledger_reservation *r = reservation_new(q);
	if (r == NULL)
		return -ENOMEM;
	struct ledger_claim c = {.ledger = l, .request = q};
	struct ledger_relink relinks[2];
	size_t n = 0;
	pthread_mutex_lock(&l->lock);
	int rc = reserve(&c, r);
	claim_fini(&c);
	n += relink_note(l, q->event, q->now_s, c.population[0],
			 c.population[1], &relinks[n]);
	if (rc >= 0)
		n += relink_note(l, q->event, q->now_s, c.population[1],
				 c.population[2], &relinks[n]);
	if (rc >= 0) {
		/* Before the thread may speak of it. */
		*ret_reservation = r;
		r = NULL;
	}
	pthread_mutex_unlock(&l->lock);
	relink_tell(l, relinks, n);
	return rc;
}

int64_t
ledger_reservation_new(const struct ledger_reservation *r)
{
	return r->new_persons;
}

void
ledger_interrupted_recorded(struct ledger *l)
{
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < l->interrupted.n; i++)
		*ROW_ADD(l->ended) = l->interrupted.v[i];
	l->interrupted.n = 0;
	pthread_mutex_unlock(&l->lock);
}

static void
finish(struct ledger *l, struct ledger_reservation **reservation, bool keep)
{
	struct ledger_reservation *r = *reservation;
	if (r == NULL)
		return;
	*reservation = NULL;
	struct ledger_relink relink;
	size_t n = 0;
	pthread_mutex_lock(&l->lock);
	must(r->state != RESERVATION_WAITING);
	if (r->state == RESERVATION_DURABLE) {
		const int64_t *all = &l->cells.cells[CELL_EVERYBODY].persons;
		int64_t before = *all;
		if (r->booked)
			*ROW_ADD(l->ended) = r->event;
		booking_release(l, r, keep);
		/* Fewer are those who were never sent. */
		if (*all > before)
			n += relink_note(l, r->event, r->now_s, before, *all,
					 &relink);
	}
	booking_free(l, r);
	pthread_mutex_unlock(&l->lock);
	relink_tell(l, &relink, n);
}

void
ledger_settle(struct ledger *l, struct ledger_reservation **r)
{
	finish(l, r, true);
}

void
ledger_withdraw(struct ledger *l, struct ledger_reservation **r)
{
	finish(l, r, false);
}
