/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A regime as data: read from conf/regimes.d by the configuration floor,
 * immutable in a snapshot.
 */
#pragma once

#include "policy/reason.h"
#include "policy/register.h"

struct regime;

/* Made by regime_build (policy/regime_def.h). *r becomes NULL. */
void regime_free(struct regime **r);

const char *regime_id(const struct regime *r);
/* As the file has them; "" where it has none. */
const char *regime_version(const struct regime *r);
const char *regime_as_of(const struct regime *r);
const char *regime_disclaimer(const struct regime *r);
const char *regime_time_zone(const struct regime *r);
/* NULL-ended. */
const char *const *regime_sources(const struct regime *r);
/* Years the working-day calendar has data for, and the date of a moment in
 * the regime's time zone (days since 1970). */
bool regime_has_calendar(const struct regime *r, int year);
int64_t regime_day(const struct regime *r, int64_t now_s);
/* Working days after day `from` up to and including `to`; 0 when to <= from.
 * *ret_missing (may be NULL) when a year's calendar is missing and Monday to
 * Friday was counted in its stead. */
int64_t regime_working_days(const struct regime *r, int64_t from, int64_t to,
			    bool *ret_missing);
/* The window a moment falls in, in the regime's time zone: "2026". */
#define WINDOW_MAX 64
char *regime_window(const struct regime *r, int64_t now_s,
		    char buf[WINDOW_MAX]);
/* The window of a pathway's caps: the calendar year's, or "validity:ID:FROM"
 * where the cap runs over the validity period (FROM is the day it took
 * effect). An ID too long for the buffer is cut and told apart by a hash. */
char *regime_cap_window(const struct regime *r, const struct pathway *p,
			int64_t now_s, char buf[WINDOW_MAX]);
/* Texts of a reason under this regime (its own, else the built-in). */
const struct reason_text *regime_reason_text(const struct regime *r,
					     enum reason reason);
/* Next threshold above a count of the counter ("pi", "spi"): false when
 * there is none. at is the first count that the threshold's tier holds. */
bool regime_next_threshold(const struct regime *r, const char *counter,
			   int64_t count, int64_t *ret_at,
			   const char **ret_article);
bool regime_is_home(const struct regime *r, struct country c);
/* The categories of sensitive data. */
const struct category_set *regime_sensitive(const struct regime *r);
