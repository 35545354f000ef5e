/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells and sets of cells. A cell is one counter in one window; a set is a
 * sorted group of cells under a number, kept once however many people are in
 * exactly these cells. Each person is in one set; a cell's count follows each
 * move. Under the ledger's lock.
 */
#pragma once

#include "ledger/ledger.h"
#include "ledger/table.h"

/* Everybody who is in the ledger at all; never shown. */
#define CELL_EVERYBODY 0
#define SET_EMPTY 0
#define CELL_OPEN (-1)

struct cell {
	struct ledger_cell_key key; /* its strings stand in text */
	char *text;
	char *basis;
	int64_t persons, opening, bytes, requests;
	int64_t sealed;	 /* its window is over: the count, or CELL_OPEN */
	int64_t first_s; /* when somebody was first charged to it; 0: never */
	int64_t counted; /* its persons as the store has them, or CELL_OPEN */
	/* rolling.h */
	uint16_t months;     /* of a rolling cell, else 0 */
	int32_t utc_offset;  /* where its days begin, seconds east */
	struct numbers days; /* its day cells, in order */
	uint32_t base;	     /* of a day cell: the rolling one, else NOTHING */
	int64_t day;
	int64_t before; /* persons when the present claim began to merge */
	uint32_t epoch;
	bool dirty;
};

struct set {
	uint32_t *cells;
	uint32_t n;
	uint32_t persons; /* in exactly this set */
	bool dirty;
};

struct cells {
	struct cell *cells;
	uint32_t n_cells, cells_room;
	struct map *by_key;
	struct set *sets;
	uint32_t n_sets, sets_room;
	struct index by_content;
	struct pairs unions;
	uint32_t last_union[3]; /* the last two joined, and the outcome */
	struct numbers dirty_cells, dirty_sets;
	struct marks counts; /* cells whose persons changed */
	uint32_t epoch;
	bool journal; /* remember each cell's count before its first change */
};

MUST_USE int cells_init(struct cells *c);
void cells_fini(struct cells *c);

/* The number of the cell, made when new; NOTHING when out of memory. */
uint32_t cells_number(struct cells *c, const struct ledger_cell_key *key);
/* The cell is new: seals those of the years before its own, of its regime and
 * exporter. How many. */
size_t cells_seal(struct cells *c, uint32_t cell);
/* What the cell counts: as it is, or as its window ended. */
int64_t cell_persons(const struct cells *c, uint32_t cell);
/* More that were booked in a sealed cell late. */
void cell_add_late(struct cells *c, uint32_t cell, int64_t persons);
/* To be written with the next commit. */
void cell_touch(struct cells *c, uint32_t cell);
void set_touch(struct cells *c, uint32_t set);

/* The set of exactly these cells (sorted, each once). */
uint32_t set_of(struct cells *c, const struct numbers *cells);
uint32_t set_union(struct cells *c, uint32_t a, uint32_t b);
bool set_has(const struct cells *c, uint32_t set, uint32_t cell);
/* Puts a set read from the store under its number; -EINVAL. */
MUST_USE int set_restore(struct cells *c, uint32_t number,
			 const uint32_t *cells, uint32_t n);

/* One person leaves a set for another. */
void cells_move(struct cells *c, uint32_t from, uint32_t to);
/* Everybody in cell `from` is in cell `to` as well from now on. */
void cells_reclassify(struct cells *c, uint32_t from, uint32_t to);
/* Begins and ends the memory of counts before a claim. */
void cells_remember(struct cells *c, bool on);
int64_t cell_before(const struct cells *c, uint32_t cell);
