/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was added at run time, beside the files. Where the two contradict each
 * other the files hold: the addition's entry is left out, with a warning that
 * says so and that the snapshot keeps. For the candidate, the addition that is
 * just being made, each such warning is an error.
 */
#pragma once

#include "conf/check.h"

#define ADDED_SAID_MAX 256

struct conf_added {
	struct arena *arena;
	struct conf_report *report;
	const char *candidate; /* path; NULL: none */
	const char **said;     /* NULL-ended, in the arena */
	size_t n_said;
};

/* Leaves out what files, or earlier additions, have already. Before
 * conf_check_open. 0 or -ENOMEM. */
MUST_USE int conf_added_settle(struct conf_added *a, struct conf_group *root);
/* Leaves out what the checks would refuse: references that lead nowhere any
 * more, for instance. After conf_check_open. */
void conf_added_check(struct conf_added *a, struct conf_group *root,
		      const struct conf_check *check);

/* What a file of an addition holds. */
struct conf_addition {
	struct addition about;
	const char *const *recipients,
		*const *pathways, *const *flows; /* ids, NULL-ended */
};
/* Reads one; strings are in the arena. 0, or -EINVAL with why. */
MUST_USE int conf_addition_load(const char *path, struct arena *arena,
				struct conf_addition *ret, struct why *why);
/* The text of its last lines, which say who added it; appended to out. */
MUST_USE int conf_addition_print(const struct addition *a, struct buf *out);
/* The additions of a root that was read, as structs, in order. */
const struct addition *conf_build_additions(const struct conf_group *root,
					    struct arena *arena, bool *ok);
/* Which of them a group belongs to; NULL: it is of the files. */
const struct addition *conf_addition_of(const struct conf_group *root,
					const struct addition *all,
					const struct conf_group *g);
