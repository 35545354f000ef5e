/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One value by its row: text to number and back, checked. Pure; texts made
 * here live in the caller's arena.
 */
#pragma once

#include "base/arena.h"
#include "conf/schema.h"

struct conf_scalar {
	const char *text; /* canonical form; NULL for CONF_BOOL, CONF_INTEGER */
	int64_t number;	  /* bool, integer, bytes, microseconds, civil day,
			   * value of the word */
};

/* From what stands in quotes, or from a row's preset. folder is where
 * relative paths start. 0, -ENOMEM, or -EINVAL with why holding what was
 * expected (never the text itself). */
MUST_USE int conf_scalar_from_text(const struct conf_row *row, struct span text,
				   const char *folder, struct arena *arena,
				   struct conf_scalar *ret_scalar,
				   struct why *why);
/* From a number without quotes (CONF_INTEGER, CONF_SIZE); as above. */
MUST_USE int conf_scalar_from_number(const struct conf_row *row, int64_t number,
				     struct arena *arena,
				     struct conf_scalar *ret_scalar,
				     struct why *why);
MUST_USE int conf_scalar_from_bool(const struct conf_row *row, bool value,
				   struct conf_scalar *ret_scalar,
				   struct why *why);
/* From a row's preset, where numbers and truth values are text too. */
MUST_USE int conf_scalar_from_preset(const struct conf_row *row,
				     struct span text, const char *folder,
				     struct arena *arena,
				     struct conf_scalar *ret_scalar,
				     struct why *why);

/* "a size from 64KiB to 64MiB such as \"1MiB\"": what a row wants. */
#define CONF_EXPECTED 200
char *conf_expected(const struct conf_row *row, char buf[CONF_EXPECTED]);

/* "64KiB", "5min"; returns buf. */
#define CONF_AMOUNT 32
char *conf_size_text(int64_t bytes, char buf[CONF_AMOUNT]);
char *conf_duration_text(int64_t us, char buf[CONF_AMOUNT]);
