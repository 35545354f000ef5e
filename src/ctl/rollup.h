/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sums over many records by a few texts: rows are few, records many. Bounded;
 * what no longer fits is counted. One thread; running out of memory ends the
 * programme.
 */
#pragma once

#include "base/span.h"

#define ROLLUP_KEYS 5
#define ROLLUP_SUMS 6
#define ROLLUP_TIME 32

struct rollup_row {
	const char *keys[ROLLUP_KEYS]; /* never NULL */
	int64_t sums[ROLLUP_SUMS];
	char first[ROLLUP_TIME], last[ROLLUP_TIME];
};

struct rollup;
struct rollup *rollup_new(void);
void rollup_free(struct rollup **r);
/* Adds to the row of these keys (NULL: ""); time is of the record. */
void rollup_add(struct rollup *r, const char *const keys[ROLLUP_KEYS],
		const int64_t sums[ROLLUP_SUMS], const char *time);
/* In the order of their keys. */
size_t rollup_sort(struct rollup *r);
const struct rollup_row *rollup_at(const struct rollup *r, size_t i);
/* Records that no row was left for. */
int64_t rollup_left_out(const struct rollup *r);
