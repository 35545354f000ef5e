/* SPDX-License-Identifier: Apache-2.0 */
/* Working days by the calendars of some years. Pure. */
#pragma once

#include "policy/regime_def.h"

/* Working days after `from` up to and including `to`, looking no further than
 * 4000 days. Sets *ret_missing (may be NULL) when a year has no calendar. */
int64_t calendar_working_days(const struct calendar_year *years, size_t n_years,
			      int64_t from, int64_t to, bool *ret_missing);
