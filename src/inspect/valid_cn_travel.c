/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Travel documents that China issues: passports and the permits between the
 * mainland, Hong Kong, Macao and Taiwan. They have no check digit in the
 * visible number, so the shape is all there is. Pure, any thread.
 */
#include "inspect/valid_kit.h"

/* Upper case, no separators. */
static bool
valid_document(struct span match, int64_t today, struct canonical *ret)
{
	char id[32];
	size_t n = kit_fold(match, id, sizeof(id));
	(void)today;
	return n > 0 && kit_done(ret, id, n);
}

/* A home-return permit has two digits more that count its renewals: the
 * first nine name the holder. */
static bool
valid_home_return(struct span match, int64_t today, struct canonical *ret)
{
	char id[11];
	size_t n = kit_fold(match, id, sizeof(id));
	(void)today;
	return (n == 9 || n == 11) && kit_digits(id + 1, n - 1) &&
	       kit_done(ret, id, 9);
}

const struct validator_row valid_cn_travel_rows[] = {
	{"document", valid_document},
	{"hm-home-return", valid_home_return},
	{NULL, NULL},
};
