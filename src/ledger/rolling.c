/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rolling windows; see rolling.h.
 */
#include "ledger/rolling.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_S 86400
#define MONTHS_MAX 1200

static const char prefix[] = "rolling:";

/* The base of a day cell: its key up to the '@'. */
static uint32_t
base_of(struct cells *c, uint32_t cell, const char *at)
{
	struct ledger_cell_key key = c->cells[cell].key;
	char window[32];
	snprintf(window, sizeof(window), "%.*s", (int)(at - key.window),
		 key.window);
	key.window = window;
	return cells_number(c, &key);
}

int
rolling_describe(struct cells *c, uint32_t number)
{
	const char *window = c->cells[number].key.window;
	char *end;
	if (strncmp(window, prefix, sizeof(prefix) - 1) != 0)
		return 0;
	errno = 0;
	long months = strtol(window + sizeof(prefix) - 1, &end, 10);
	if (errno != 0 || months < 1 || months > MONTHS_MAX ||
	    (*end != '\0' && *end != '@'))
		return 0; /* a name like any other */
	if (*end == '\0') {
		c->cells[number].months = (uint16_t)months;
		return 0;
	}
	const char *at = end;
	long long day = strtoll(at + 1, &end, 10);
	if (errno != 0 || *end != '\0' || end == at + 1)
		return -EINVAL;
	uint32_t base = base_of(c, number, at);
	if (base == NOTHING)
		return -ENOMEM;
	/* The base came first, or this would be one of its days. */
	if (base >= number)
		return -EINVAL;
	c->cells[number].base = base;
	c->cells[number].day = day;
	numbers_add(&c->cells[base].days, number);
	return 0;
}

static int64_t
day_of(const struct cell *cell, int64_t now_s)
{
	int64_t local = now_s + cell->utc_offset;
	return local / DAY_S - (local % DAY_S < 0);
}

int64_t
rolling_since(const struct cell *cell, int64_t now_s)
{
	struct civil date = civil_from_days(day_of(cell, now_s));
	int month = date.year * 12 + date.month - 1 - cell->months;
	date.year = month / 12;
	date.month = month % 12 + 1;
	/* 29 February counts from 28 February on. */
	while (!civil_is_valid(date))
		date.day--;
	return civil_to_days(date);
}

uint32_t
rolling_today(struct cells *c, uint32_t number, int64_t now_s)
{
	if (number >= c->n_cells || c->cells[number].months == 0)
		return number;
	const struct cell *cell = &c->cells[number];
	int64_t day = day_of(cell, now_s);
	if (cell->days.n > 0) {
		uint32_t last = cell->days.v[cell->days.n - 1];
		if (c->cells[last].day >= day)
			return last;
	}
	char window[64];
	struct ledger_cell_key key = cell->key;
	snprintf(window, sizeof(window), "%s@%lld", key.window, (long long)day);
	key.window = window;
	return cells_number(c, &key);
}

struct rolling_sum
rolling_sum(const struct cells *c, uint32_t number, int64_t now_s)
{
	const struct cell *cell = &c->cells[number];
	struct rolling_sum sum = {.persons = cell_persons(c, number),
				  .before = cell_before(c, number),
				  .bytes = cell->bytes,
				  .requests = cell->requests};
	if (cell->months == 0)
		return sum;
	int64_t since = rolling_since(cell, now_s);
	/* Days come in order. */
	for (uint32_t i = cell->days.n; i-- > 0;) {
		const struct cell *day = &c->cells[cell->days.v[i]];
		if (day->day < since)
			break;
		sum.persons += day->persons;
		sum.before += cell_before(c, cell->days.v[i]);
		sum.bytes += day->bytes;
		sum.requests += day->requests;
	}
	return sum;
}

int64_t
cell_first(const struct cells *c, uint32_t number)
{
	const struct cell *cell = &c->cells[number];
	return cell->days.n > 0 ? c->cells[cell->days.v[0]].first_s
				: cell->first_s;
}

bool
rolling_has(const struct cells *c, uint32_t set, uint32_t number, int64_t now_s)
{
	const struct cell *cell = &c->cells[number];
	if (cell->months == 0)
		return set_has(c, set, number);
	const struct set *s = &c->sets[set];
	for (uint32_t i = 0; i < s->n; i++) {
		const struct cell *day = &c->cells[s->cells[i]];
		if (day->base == number)
			return day->day >= rolling_since(cell, now_s);
	}
	return false;
}

static bool
is_superseded(const struct cells *c, const struct numbers *cells, uint32_t i)
{
	const struct cell *day = &c->cells[cells->v[i]];
	for (uint32_t k = 0; day->base != NOTHING && k < cells->n; k++) {
		const struct cell *other = &c->cells[cells->v[k]];
		if (other->base == day->base && other->day > day->day)
			return true;
	}
	return false;
}

void
rolling_keep_latest(const struct cells *c, struct numbers *cells)
{
	uint32_t drop[16], n = 0;
	do {
		n = 0;
		for (uint32_t i = 0; i < cells->n && n < 16; i++)
			if (is_superseded(c, cells, i))
				drop[n++] = i;
		for (uint32_t k = n; k-- > 0;) {
			memmove(&cells->v[drop[k]], &cells->v[drop[k] + 1],
				(cells->n - drop[k] - 1) * sizeof(*cells->v));
			cells->n--;
		}
	} while (n == 16);
}
