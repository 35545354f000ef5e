/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which counters of the ledger an exchange concerns, regime by regime.
 *
 *   pi, spi     persons by their plain and their sensitive data: in all, by
 *               country, recipient and pathway
 *   exempt      persons of exempt flows, kept as evidence
 *   home        persons sent to an unlisted host with a home address
 *   low         records known by weak values alone
 *   pi, spi by category: persons whose data of it was counted
 *   first       everybody ever sent: since when the regime has been met
 *   released    whom one exchange has let out as exempt in transit, under its
 *               event
 *   cap, cap-spi  persons under a pathway, in the window of its caps
 *   traffic     bytes and requests, no persons
 *   unread      bytes that could not be read and exchanges they were in, by
 *               class and cause; of these, passed-unread went out
 *
 * and the counters that the regime has beside pi and spi (regime_counters).
 */
#pragma once

#include "proxy/traits.h"

enum cell_dimension {
	CELL_TOTAL,
	CELL_COUNTRY,
	CELL_RECIPIENT,
	CELL_PATHWAY,
	CELL_DIMENSIONS
};

#define CELL_NONE UINT32_MAX
struct cells {
	uint32_t pi[CELL_DIMENSIONS], spi[CELL_DIMENSIONS],
		exempt[CELL_DIMENSIONS], home[CELL_DIMENSIONS],
		low[CELL_DIMENSIONS];
	uint32_t cap, cap_sensitive, first;
	uint32_t counters[REGIME_COUNTERS_MAX];	   /* from COUNTER_MAX_ on */
	uint32_t categories[TRAIT_CATEGORIES_MAX]; /* as the plan has them */
	const struct trait_plan *plan;
	/* Persons this very exchange has let out as exempt in transit. */
	uint32_t released;
};

/* The cells of regime i at now_s; 0 or -ENOMEM. They refer to the plan. */
MUST_USE int cells_find(struct exchange *x, size_t i, int64_t now_s,
			const struct trait_plan *plan, struct cells *ret_cells);
/* Fills in the counts of facts. Inside a judge. */
void cells_project(struct ledger_claim *c, const struct cells *cells, size_t i,
		   uint64_t bytes, struct facts *facts);
/* Books by what was decided. Inside a judge. */
void cells_charge(struct ledger_claim *c, const struct cells *cells, size_t i,
		  const struct decision *d);
/* Row 10: whom this exchange has let out as exempt is counted after all.
 * false: nobody was. Inside a judge. */
bool cells_count_released(struct ledger_claim *c, const struct cells *cells,
			  bool sensitive);
/* Bytes that could not be read, by "class:cause", at the end of an exchange. */
void cells_unread(struct exchange *x, const char *cause, int64_t bytes,
		  bool passed);
/* Bytes and the request, at the end of an exchange. */
void cells_traffic(struct exchange *x, int64_t bytes);
