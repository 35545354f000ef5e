/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody may have meant by a word that is not known. Pure. */
#pragma once

#include "conf/schema.h"

/* The key of the table nearest to name, NULL when none is near. */
const char *conf_nearest_key(const struct conf_table *table, const char *name);
