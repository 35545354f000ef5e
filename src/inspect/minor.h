/* SPDX-License-Identifier: Apache-2.0 */
/* Children under 14, whose data the law protects more. Pure; any thread. */
#pragma once

#include "base/span.h"

/* Whether the canonical value of the category with this name shows the birth
 * date of a child on the civil day now_days (since 1970-01-01). */
bool shows_minor(const char *category, struct span canonical, int64_t now_days);
