/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The changes that policy_what_if tries, one row each; for whatif.c and the
 * files that hold them.
 */
#pragma once

#include "policy/regime_def.h"
#include "policy/whatif.h"

/* Facts that may be changed: everything they lead to is a copy. */
struct scratch {
	struct facts facts;
	struct register_ reg;
	struct recipient recipient;
	struct flow flow;
	struct pathway pathway; /* of the flow under this regime */
	const char *items[2];
	const struct regime_def *def;
	char words[WHATIF_WORDS]; /* for what needs figures */
};

struct change {
	const char *words; /* NULL: scratch.words */
	bool of_content;   /* what is sent would be something else */
	/* false: there is nothing of the kind to change. */
	bool (*apply)(struct scratch *s, unsigned which);
	unsigned which;
};

/* Ended by an apply of NULL. */
extern const struct change changes_to_pass[], changes_to_stop[];
