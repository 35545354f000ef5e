/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exact distinct persons. Order of use for an exchange that carries persons:
 *
 *   ledger_reserve (judge decides inside the atomic step) → wait until
 *   durable → release the first byte → ledger_settle, or ledger_withdraw if
 *   not one byte went.
 *
 * Guarantees: a count never falls behind what left (a reservation is durable
 * before the caller learns of it; one found neither settled nor withdrawn at
 * start is settled and reported); reservations are all-or-nothing across
 * threads; only keyed digests are stored. All functions are thread-safe;
 * call-backs come from the ledger thread unless said otherwise.
 */
#pragma once

#include "base/clock.h"
#include "terms.h"

struct ledger;
struct ledger_claim; /* during a judge's call only */
struct ledger_reservation;

/* A counted set of persons. Strings are copied. */
enum ledger_dimension {
	LEDGER_TOTAL,
	LEDGER_BY_COUNTRY,
	LEDGER_BY_RECIPIENT,
	LEDGER_BY_PATHWAY,
	LEDGER_BY_CATEGORY
};
struct ledger_cell_key {
	const char *regime, *counter; /* "pi", "spi", "exempt", ... */
	const char *exporter, *window;
	enum ledger_dimension dimension;
	const char *value; /* "" for LEDGER_TOTAL */
};

/* That an exchange showed persons to be others than they were thought to be. */
struct ledger_relink {
	uint64_t number; /* from 1, without gaps */
	struct event_id event;
	int64_t at_s;
	bool split;		 /* else a merge */
	int64_t before, after;	 /* everybody in the ledger */
	uint64_t merges, splits; /* so far, with this one */
};

struct ledger_options {
	const char *path;	      /* of the SQLite file */
	const struct digest_key *key; /* its check value is kept in the store */
	unsigned max_same_kind; /* 2: values of one non-identity kind a person
				 * may have before its links are doubted */
	/* Identity kinds as category names are told by enum finding_kind; the
	 * store writes category names, not indices: this maps them. */
	const char *(*category_name)(void *arg, unsigned category);
	void *category_arg;
	/* Each booking found under way at start (settled by then). context is
	 * what ledger_reserve was given. Called inside ledger_open. */
	void (*on_interrupted)(void *arg, struct event_id event,
			       const char *context, int64_t persons,
			       int64_t new_persons, int64_t bytes);
	/* Each merge and split, once. From the thread that reserves or
	 * withdraws. */
	void (*on_relink)(void *arg, const struct ledger_relink *r);
	void *arg;
};

/* Opens or creates; -EBUSY when another daemon has it; ERR_VERIFY when the
 * key is not the one the store was made with. */
MUST_USE int ledger_open(const struct ledger_options *options,
			 struct ledger **ret_ledger, struct why *why);
/* Commits what is queued and closes. Reservations still held are freed; at
 * the next opening they count as interrupted. */
void ledger_close(struct ledger **l);
/* The bookings that on_interrupted told of are recorded: they are dropped with
 * the next commit. Until this is called each opening tells of them again. */
void ledger_interrupted_recorded(struct ledger *l);

/* The number of a cell, made when new. UINT32_MAX when out of memory. With the
 * first cell of a calendar year (a window of four digits) the years before are
 * sealed for this regime and exporter: no merge or split changes their counts
 * from then on, only who is booked in them late. */
uint32_t ledger_cell(struct ledger *l, const struct ledger_cell_key *key);

/* The same, when a calendar year begins, whether anybody is sent or not: how
 * many counts of the years before were sealed by it. */
size_t ledger_year(struct ledger *l, const struct ledger_cell_key *key);
/* The same for a rolling window, "rolling:N": who was sent in the last N
 * months, the same day N months ago included. Days begin so many seconds east
 * of UTC; the time is that of each request. Everything below takes the number
 * like any other; a day leaves the count by itself. */
uint32_t ledger_rolling_cell(struct ledger *l,
			     const struct ledger_cell_key *key,
			     int32_t utc_offset_s);

/* The time that windows are chosen by: now_s, or the latest that was ever
 * given or booked at if that is later, so that a clock set back opens no window
 * that is over. */
int64_t ledger_now(struct ledger *l, int64_t now_s);

/* Persons of the claim with a trait of mask: before = the cell's count now
 * (reserved ones and the opening balance included), after = with those that
 * are not in it yet, present = how many of the claim's were in it or will
 * be. */
void ledger_claim_count(struct ledger_claim *c, uint32_t cell, uint64_t mask,
			int64_t *ret_before, int64_t *ret_after,
			int64_t *ret_present);
/* Bytes of the cell, settled and reserved. */
int64_t ledger_claim_bytes(struct ledger_claim *c, uint32_t cell);
/* When somebody was first charged to the cell (to any of a rolling one's
 * days); 0: nobody yet. */
int64_t ledger_claim_first(struct ledger_claim *c, uint32_t cell);
/* Puts the claim's persons with a trait of mask into the cell, and the
 * claim's bytes, if the judge accepts. */
void ledger_claim_charge(struct ledger_claim *c, uint32_t cell, uint64_t mask);
/* Moves everybody of cell `from` that is not in `to` into `to` as well
 * (reclassification), if the judge accepts. */
void ledger_claim_reclassify(struct ledger_claim *c, uint32_t from,
			     uint32_t to);

/* Runs under the ledger's lock: no blocking, no other ledger call. Returns
 * 0 to accept with what was charged, non-zero to refuse. */
typedef int ledger_judge_fn(void *arg, struct ledger_claim *c);
/* status 0: durable; < 0: the store failed, nothing is booked. From the
 * ledger thread. */
typedef void ledger_durable_fn(void *arg, struct ledger_reservation *r,
			       int status);

struct ledger_request {
	struct event_id event;
	const char *context; /* JSON text without content, kept with the
			      * booking for its "interrupted" record */
	const struct person *persons;
	const uint64_t *traits; /* one per person: bits the caller chose */
	size_t n_persons;
	int64_t bytes;
	int64_t now_s;
	ledger_judge_fn *judge;
	void *judge_arg;
	ledger_durable_fn *durable;
	void *durable_arg;
	/* The names of this request's category indices (they change with the
	 * configuration); NULL: those of ledger_options. */
	const char *(*category_name)(void *arg, unsigned category);
	void *category_arg;
	/* The judge is asked and nothing changes: the answer is 0 or
	 * ERR_REFUSED, there is no reservation and durable is not called. */
	bool dry_run;
};

/*
 * 0: booked and durable already (nobody is new anywhere); 1: durable will be
 * called; ERR_REFUSED: the judge refused, nothing changed but splits that the
 * evidence forces; ERR_UNAVAILABLE: the store cannot be written; -EINVAL: a
 * person without identifiers. On 0 and 1 *ret_reservation is the caller's to
 * settle or withdraw; on 1 only once durable was called (it may do so itself).
 * With a status < 0 nothing is booked and it is to be withdrawn.
 */
MUST_USE int ledger_reserve(struct ledger *l, const struct ledger_request *q,
			    struct ledger_reservation **ret_reservation);
/* New persons of the reservation in the cell first charged. */
int64_t ledger_reservation_new(const struct ledger_reservation *r);
/* The first byte went out. Frees r. */
void ledger_settle(struct ledger *l, struct ledger_reservation **r);
/* Not one byte went out. Persons another reservation joined stay. Frees r. */
void ledger_withdraw(struct ledger *l, struct ledger_reservation **r);

/* Bytes and requests that concern no person; flushed each second. */
void ledger_tally(struct ledger *l, uint32_t cell, int64_t bytes,
		  int64_t requests);

/* Reading, for reports: each cell in order of key until fn returns non-zero. */
struct ledger_row {
	struct ledger_cell_key key;
	int64_t persons; /* distinct, settled and reserved, without opening;
			  * of a year that is over: as it ended */
	int64_t opening;
	int64_t bytes, requests;
	int64_t first_s; /* when somebody was first charged to it, or 0 */
};
/* Rolling windows as they are now, without their days. */
int ledger_each(struct ledger *l,
		int (*fn)(void *arg, const struct ledger_row *), void *arg);
/* Declared balance of a counter's window from before kouan counted; a second
 * one replaces the first. Durable when it returns. */
MUST_USE int ledger_opening(struct ledger *l, const struct ledger_cell_key *key,
			    int64_t persons, const char *basis);

/* The last n merges and splits (as many as are remembered), oldest first, until
 * fn returns non-zero, which it then returns; *ret_last is the newest, zeroed
 * where there was none. Or -ENOMEM. */
int ledger_relinks(struct ledger *l, size_t n,
		   int (*fn)(void *arg, const struct ledger_relink *),
		   void *arg, struct ledger_relink *ret_last);

/* The last audit record's sequence and hash, kept with the next commit, so
 * that a cut tail shows. */
void ledger_note_audit(struct ledger *l, uint64_t seq, const uint8_t hash[32]);
bool ledger_last_audit(struct ledger *l, uint64_t *ret_seq, uint8_t hash[32]);

/*
 * A backup begins to be made while all goes on: one file, consistent as of its
 * end, durable under its name when it is there; without the key. `to` is
 * absolute and must not be there. -EBUSY: one is being made. Then ask whether
 * it is still under way; if not, how the last one ended (0, or < 0 with why).
 */
MUST_USE int ledger_backup(struct ledger *l, const char *to, struct why *why);
bool ledger_backup_under_way(struct ledger *l, int *ret_status,
			     struct why *ret_why);

/* ---- a file that no daemon has open (-EBUSY else), from any process ---- */

struct ledger_file {
	int64_t persons, identifiers;
	int64_t under_way; /* bookings neither settled nor withdrawn */
	int64_t counts, wrong;
	int schema; /* as it was found */
};
/*
 * Reads all of it and counts anew: wrong is called for each count that is not
 * that of the people kept (row->persons), until it returns non-zero, which is
 * then returned. ERR_MALFORMED: damaged; ERR_VERIFY: another key (may be
 * NULL: any). Nothing is changed.
 */
MUST_USE int ledger_check(const char *path, const struct digest_key *key,
			  int (*wrong)(void *arg, const struct ledger_row *row,
				       int64_t counted),
			  void *arg, struct ledger_file *ret_file,
			  struct why *why);
/* A copy, as ledger_backup makes it, after the same look at all of it. */
MUST_USE int ledger_copy(const char *path, const struct digest_key *key,
			 const char *to, struct why *why);
/* A backup in place of the ledger at path, which is kept as aside. The backup
 * may be of before the key's last secrets were added. Whatever fails, the
 * ledger at path is whole: the old one or the backup's. */
MUST_USE int ledger_restore(const char *from, const struct digest_key *key,
			    const char *path, const char *aside,
			    struct why *why);

struct ledger_health {
	bool writable;
	char problem[128]; /* "" when well */
	int64_t persons, identifiers, pending;
};
void ledger_health(struct ledger *l, struct ledger_health *ret_health);
