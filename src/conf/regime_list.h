/* SPDX-License-Identifier: Apache-2.0 */
/* All regimes of a configuration, with their calendars and lists. */
#pragma once

#include "conf/read.h"
#include "policy/regime.h"

struct conf_regimes {
	struct regime **items;
	size_t n;
};

/* Reads the lists regimes, calendars and negative_lists; every fault is
 * reported, what could be read is kept. rules may be NULL (then nothing is
 * read). 0 or -ENOMEM. */
MUST_USE int conf_regimes_load(const struct conf_group *root,
			       const struct rules *rules,
			       struct conf_report *report,
			       struct conf_regimes *ret_regimes);
void conf_regimes_fini(struct conf_regimes *regimes);
