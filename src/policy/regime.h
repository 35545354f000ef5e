/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A regime as data: read from conf/regimes.d by the configuration floor,
 * immutable in a snapshot.
 */
#pragma once

#include "policy/reason.h"
#include "policy/register.h"

struct regime;

const char *regime_id(const struct regime *r);
/* The window a moment falls in, in the regime's time zone: "2026". */
#define WINDOW_MAX 64
char *regime_window(const struct regime *r, int64_t now_s,
		    char buf[WINDOW_MAX]);
/* The window of a pathway's caps: the calendar year's, or "validity:ID:FROM"
 * where the cap runs over the validity period. */
char *regime_cap_window(const struct regime *r, const struct pathway *p,
			int64_t now_s, char buf[WINDOW_MAX]);
/* Texts of a reason under this regime (its own, else the built-in). */
const struct reason_text *regime_reason_text(const struct regime *r,
					     enum reason reason);
/* Next threshold above a count of the counter ("pi", "spi"): false when
 * there is none. */
bool regime_next_threshold(const struct regime *r, const char *counter,
			   int64_t count, int64_t *ret_at,
			   const char **ret_article);
bool regime_is_home(const struct regime *r, struct country c);
