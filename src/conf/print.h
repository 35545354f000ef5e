/* SPDX-License-Identifier: Apache-2.0 */
/* The effective configuration as text that reads back to the same one. */
#pragma once

#include "conf/read.h"

#include <stdio.h>

/* Everything but include, whose files stand in it. Errors of the stream stay
 * in the stream (ferror). */
void conf_print(const struct conf_group *root, FILE *out);
