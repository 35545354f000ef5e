/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Working days: Monday to Friday, less the year's holidays, plus the
 * week-ends that are worked in their stead. A year without a calendar counts
 * Monday to Friday and says so. Pure, any thread.
 */
#include "policy/calendar.h"

#include "base/clock.h"

/* Nobody asks for spans of more than some years; a peer cannot reach this. */
#define SPAN_LIMIT 4000

static bool
holds(const int64_t *days, size_t n, int64_t day)
{
	for (size_t i = 0; i < n; i++)
		if (days[i] == day)
			return true;
	return false;
}

static const struct calendar_year *
year_of(const struct calendar_year *years, size_t n_years, int64_t day)
{
	int year = civil_from_days(day).year;
	for (size_t i = 0; i < n_years; i++)
		if (years[i].year == year)
			return &years[i];
	return NULL;
}

/* 1970-01-01 was a Thursday. */
static bool
is_weekend(int64_t day)
{
	int64_t weekday = ((day + 3) % 7 + 7) % 7; /* 0 is Monday */
	return weekday >= 5;
}

int64_t
calendar_working_days(const struct calendar_year *years, size_t n_years,
		      int64_t from, int64_t to, bool *ret_missing)
{
	int64_t n = 0;
	if (to > from + SPAN_LIMIT)
		to = from + SPAN_LIMIT;
	for (int64_t day = from + 1; day <= to; day++) {
		const struct calendar_year *year = year_of(years, n_years, day);
		bool works = !is_weekend(day);
		if (year == NULL && ret_missing != NULL)
			*ret_missing = true;
		if (year != NULL && works)
			works = !holds(year->holidays, year->n_holidays, day);
		else if (year != NULL)
			works = holds(year->workdays, year->n_workdays, day);
		n += works;
	}
	return n;
}
