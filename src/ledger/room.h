/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger from inside: what its files share. One lock covers everything
 * but the store, which belongs to the ledger thread once it runs.
 */
#pragma once

#include "ledger/ledger.h"
#include "ledger/people.h"
#include "ledger/store.h"

#include <pthread.h>

/* Bookings that may wait for one commit; beyond, ERR_UNAVAILABLE. */
#define WAITING_MAX 65536

/* That a reservation put a record into cells; on the record's list while the
 * reservation lives. */
struct hold {
	uint32_t record;
	uint32_t set;
	struct hold *next;
};

/* A record with cells that no settled reservation has put it into. */
struct pending {
	struct hold *first;
	uint64_t batch; /* that makes the youngest of them durable */
	uint32_t kept;	/* its settled cells */
};

enum reservation_state {
	RESERVATION_WAITING,
	RESERVATION_DURABLE,
	RESERVATION_FAILED
};

struct ledger_reservation {
	struct event_id event;
	char *context;
	int64_t persons, new_persons, bytes, now_s;
	enum reservation_state state;
	bool booked; /* has a row in the store, or will have */
	struct hold *holds;
	size_t n_holds;
	struct numbers byte_cells;
	ledger_durable_fn *durable;
	void *durable_arg;
	struct ledger_reservation *next_waiting;
	struct ledger_reservation *next, *prev; /* all that live */
};

struct ledger {
	pthread_mutex_t lock;
	pthread_cond_t wake;	  /* the thread: there is work */
	pthread_cond_t committed; /* others: a batch ended, well or not */
	pthread_t thread;
	int lock_fd;
	struct ledger_options options;
	struct store *store;
	struct cells cells;
	struct people people;
	char *categories[CATEGORIES_MAX];
	struct map *category_numbers; /* name → number + 1 */
	uint32_t n_categories, categories_stored;
	struct table pendings;
	struct pairs pending_of; /* record → struct pending */
	struct ledger_reservation *waiting, *last_waiting, *live;
	uint32_t n_waiting;
	int64_t n_live;
	uint64_t open_batch; /* that takes what changes now */
	uint64_t done_batch; /* the last that became durable */
	uint64_t failures;
	_Atomic int64_t latest_s; /* ledger_now */
	uint32_t n_wrong; /* counts that were not the people's, at start */
	struct {
		struct ledger_relink *ring, last;
		ROWS(struct ledger_relink, unstored);
	} relinks;
	struct {
		char *to;		 /* NULL: none is being made */
		struct store_copy *copy; /* the ledger thread's */
		int status;
		struct why why;
	} backup;
	ROWS(struct event_id, ended);
	ROWS(struct event_id, interrupted); /* told of, not yet recorded */
	bool urgent, stop, writable;
	bool opening; /* an opening balance waits for its commit */
	char problem[128];
	bool audit, audit_dirty;
	uint64_t audit_seq;
	uint8_t audit_hash[32];
};

struct charge {
	uint32_t cell;
	uint64_t mask;
	int64_t late; /* persons it brought into a sealed cell */
};
struct move {
	uint32_t from, to;
};
struct claim_group {
	uint32_t set, n;
	uint64_t traits;
};

/* What an exchange carries, resolved; lives during ledger_reserve. */
struct ledger_claim {
	struct ledger *ledger;
	const struct ledger_request *request;
	struct numbers records;
	ROWS(uint64_t, traits); /* one per record shown */
	struct numbers new_records, new_ids;
	struct numbers ids; /* scratch */
	ROWS(struct identifier, shown);
	ROWS(struct claim_group, groups);
	ROWS(struct charge, charges);
	ROWS(struct move, reclassify);
	bool failed; /* a charge: out of memory */
	int64_t persons, new_persons;
	/* Everybody: at first, after splits, after merges. */
	int64_t population[3];
};

/* claim.c. After claim_read the claim's persons stand in the ledger, in no
 * cell yet; claim_undo takes them out again, whatever claim_read returned. */
MUST_USE int claim_read(struct ledger_claim *c);
void claim_undo(struct ledger_claim *c);
/* look.c: in place of claim_read for a dry run; there is nothing to undo. */
MUST_USE int claim_look(struct ledger_claim *c);
void claim_fini(struct ledger_claim *c);

/* booking.c. Puts an accepted claim into its cells; true when its caller has
 * to wait for the open batch. */
bool booking_apply(struct ledger_claim *c, struct ledger_reservation *r);
/* Lets go; what no other reservation holds leaves its cells unless kept. */
void booking_release(struct ledger *l, struct ledger_reservation *r, bool keep);
void booking_free(struct ledger *l, struct ledger_reservation *r);

/* relink.c. Notes that a change of the links made `before` persons `after`;
 * false if it did not. relink_tell is for after the lock. */
bool relink_note(struct ledger *l, struct event_id event, int64_t at_s,
		 int64_t before, int64_t after,
		 struct ledger_relink *ret_relink);
void relink_tell(const struct ledger *l, const struct ledger_relink *relinks,
		 size_t n);
/* In order of number. */
void relink_restore(struct ledger *l, const struct ledger_relink *r);
void relink_fini(struct ledger *l);

/* batch.c */
void batch_take(struct ledger *l, struct batch *b);
/* Marks all that the batch held as changed again. */
void batch_return(struct ledger *l, struct batch *b);

/* thread.c */
MUST_USE int thread_start(struct ledger *l);
/* Commits what is left and ends the thread. */
void thread_stop(struct ledger *l);

/* load.c */
MUST_USE int load_ledger(struct ledger *l, const struct digest_key *key,
			 struct why *why);
/* Its first half: nothing is written. */
MUST_USE int load_people(struct ledger *l, struct why *why);

/* backup.c: the ledger thread, with the lock, which it lets go of. */
void backup_step(struct ledger *l);
void backup_fini(struct ledger *l);

/* ledger.c: a ledger without its store; out of memory: NULL. */
struct ledger *ledger_new(const struct ledger_options *options);
/* Frees it as it is. */
void ledger_drop(struct ledger **l);
/* The lock that whoever writes a ledger's file holds: -EBUSY. */
MUST_USE int ledger_lock_file(const char *path, int *ret_fd, struct why *why);
/* The number of a category name, made when new; -ENOMEM or
 * ERR_LIMIT. */
MUST_USE int category_number(struct ledger *l, const char *name,
			     uint16_t *ret_number);
