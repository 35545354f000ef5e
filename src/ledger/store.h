/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the ledger asks of a store: to load everything once, and to commit a
 * batch of rows, all or nothing, durable when it returns. Rows are the
 * present state of things under their numbers, so that writing one twice
 * does no harm. One thread at a time; only store_sqlite.c knows the file.
 */
#pragma once

#include "base/clock.h"
#include "base/digest.h"
#include "ledger/cells.h"
#include "ledger/people.h"

/* Merges and splits in memory, and in the store. */
#define RELINKS_KEPT 1024
#define RELINKS_STORED 65536

struct store;

/* Identifiers or records; see block.h. */
struct row_block {
	uint32_t number;
	size_t at, n; /* where in the batch's bytes */
};
struct row_set {
	uint32_t number;
	uint32_t cells, n; /* where in the batch's cells_of_sets */
};
struct row_cell {
	uint32_t number;
	struct ledger_cell_key key; /* strings live as long as the ledger */
	int64_t opening, bytes, requests;
	int64_t sealed; /* CELL_OPEN: it is not */
	char *basis;	/* the batch's own */
};
struct row_count {
	uint32_t number; /* of the cell */
	int64_t persons, first_s;
};
struct row_booking {
	struct event_id event;
	char *context; /* the reservation's, which outlives the batch */
	int64_t persons, new_persons, bytes;
};
struct row_category {
	uint32_t number;
	const char *name;
};

#define ROWS(type, name)                                                       \
	struct {                                                               \
		type *v;                                                       \
		size_t n, room;                                                \
	} name

struct batch {
	ROWS(struct row_block, id_blocks);
	ROWS(struct row_block, record_blocks);
	ROWS(uint8_t, bytes);
	ROWS(struct row_set, sets);
	ROWS(struct row_cell, cells);
	ROWS(struct row_count, counts);
	ROWS(struct row_category, categories);
	ROWS(struct row_booking, bookings);
	ROWS(struct ledger_relink, relinks);
	ROWS(struct event_id, ended); /* bookings to drop */
	struct numbers cells_of_sets;
	bool audit;
	uint64_t audit_seq;
	uint8_t audit_hash[32];
};

/* Room for one more row of a ROWS list, and a pointer to it. */
#define ROW_ADD(list)                                                          \
	((list).n == (list).room                                               \
		 ? ((list).room = (list).room > 0 ? (list).room * 2 : 16,      \
		    (list).v = ledger_need((list).v, (list).room,              \
					   sizeof(*(list).v)))                 \
		 : (list).v,                                                   \
	 &(list).v[(list).n++])

void batch_fini(struct batch *b);

/* Where loaded rows go, in this order; each returns 0 or a negative code. */
struct store_sink {
	int (*category)(void *arg, uint32_t number, const char *name);
	int (*cell)(void *arg, const struct row_cell *row);
	int (*set)(void *arg, uint32_t number, const uint32_t *cells,
		   uint32_t n);
	/* So many identifiers will come, at most. */
	int (*room)(void *arg, uint32_t n_ids);
	int (*id_block)(void *arg, uint32_t block, const uint8_t *bytes,
			size_t n);
	int (*record_block)(void *arg, uint32_t block, const uint8_t *bytes,
			    size_t n);
	/* From files of schema versions 1 and 2, in place of blocks. */
	int (*id)(void *arg, uint32_t number, const struct node *id);
	int (*record)(void *arg, uint32_t number, const uint32_t *ids,
		      uint32_t n, uint32_t set);
	int (*count)(void *arg, const struct row_count *row);
	int (*booking)(void *arg, const struct row_booking *row);
	int (*relink)(void *arg, const struct ledger_relink *row);
	int (*audit)(void *arg, uint64_t seq, const uint8_t hash[32]);
	void *arg;
};

/* Opens, or creates where that is asked for; ERR_VERIFY when made with another
 * key; -EBUSY when another process has it. key may be NULL: any will do. It
 * must live until the first commit. */
MUST_USE int store_open(const char *path, const struct digest_key *key,
			bool create, struct store **ret_store, struct why *why);
void store_close(struct store **s);
MUST_USE int store_load(struct store *s, const struct store_sink *sink,
			struct why *why);
/* The file is of an older version, or its digests are of fewer secrets than
 * the key's (digest_rewrap, from store_layers on): the first batch has to hold
 * all blocks, and brings it up to date. */
bool store_is_behind(const struct store *s);
size_t store_layers(const struct store *s);
/* As it was when opened. */
int store_version(const struct store *s);
/* 0, or ERR_MALFORMED when SQLite finds the file damaged. Reads all of it. */
MUST_USE int store_whole(struct store *s, struct why *why);

/* A copy of the store, made in steps between which it may be written. It is
 * there under its name when a step returned 0; 1: more steps are needed. */
struct store_copy;
MUST_USE int store_copy_begin(struct store *s, const char *to,
			      struct store_copy **ret_copy, struct why *why);
MUST_USE int store_copy_step(struct store_copy *c, struct why *why);
/* Frees it and what is not done. */
void store_copy_drop(struct store_copy **copy);
/* Makes the names in a file's folder durable. */
MUST_USE int store_sync_folder(const char *path, struct why *why);
/* A batch of nothing still writes, so it tells whether writing works. */
MUST_USE int store_commit(struct store *s, const struct batch *b,
			  struct why *why);
