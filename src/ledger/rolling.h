/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rolling windows. A cell whose window is "rolling:N" counts who was sent in
 * the last N months, to the day. It has nobody itself; for each day there is
 * a cell of its own ("rolling:N@DAY", days since 1970 in the cell's time
 * zone), and a person is in the day cell of their last transfer alone. So a
 * membership still costs no memory per person, is written at most once a day,
 * and nothing needs to be done when a day leaves the window. Under the
 * ledger's lock.
 */
#pragma once

#include "ledger/cells.h"

/* Sets what the window of a new cell says; -EINVAL for a day of what is no
 * rolling window, -ENOMEM. */
MUST_USE int rolling_describe(struct cells *c, uint32_t cell);

/* The first day a rolling cell's window holds at this time. In doubt more: of
 * 12 months ending on 15 February, 15 February of the year before is one. */
int64_t rolling_since(const struct cell *cell, int64_t now_s);
/* The cell to charge at this time in place of a rolling one; any other is its
 * own. Never a day before the latest there is: a clock set back does not age
 * anybody. NOTHING when out of memory. */
uint32_t rolling_today(struct cells *c, uint32_t cell, int64_t now_s);

struct rolling_sum {
	int64_t persons, before, bytes, requests;
};
/* What a rolling cell counts at this time. */
struct rolling_sum rolling_sum(const struct cells *c, uint32_t cell,
			       int64_t now_s);
/* When somebody was first charged to the cell, rolling or not; or 0. */
int64_t cell_first(const struct cells *c, uint32_t cell);
/* Whether people of the set are counted in the cell, rolling or not. */
bool rolling_has(const struct cells *c, uint32_t set, uint32_t cell,
		 int64_t now_s);
/* Of each rolling cell's days the latest stays. The list is sorted. */
void rolling_keep_latest(const struct cells *c, struct numbers *cells);
