/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a window, or a request that is only tried out, is judged on: persons,
 * counters, facts, decisions, regime by regime. Lives on the stack of the
 * thread that judges.
 */
#pragma once

#include "proxy/cells.h"

struct trial {
	struct exchange *x;
	const struct person *persons; /* of confidence >= medium */
	uint64_t *traits;
	size_t n_persons;
	size_t n_entries; /* persons, then devices that are counted */
	struct identifier *device_ids;
	struct trait_plan plan;
	uint64_t bytes;
	struct facts facts[REGIMES_MAX];
	struct cells cells[REGIMES_MAX];
	struct decision decisions[REGIMES_MAX];
	size_t n_regimes;
	struct decision decision; /* combined */
	bool moved; /* refused, but some who left before are now counted */
	int64_t sensitive;
};

/* What the result adds to what is known of the exchange. */
void trial_gather(struct exchange *x, const struct inspect_result *r);
/* The result's persons and which counters they concern; 0 or -ENOMEM. */
MUST_USE int trial_persons(struct trial *t, const struct inspect_result *r);
/* The facts under regime i; r may be NULL. */
void trial_facts(struct trial *t, size_t i, const struct inspect_result *r,
		 bool tunnelled);
/* Each regime's decision, and the strictest. */
void trial_decide(struct trial *t);
/* Whether what was decided may pass: also a block, where we only monitor. */
bool trial_passes(const struct trial *t);
/* How many distinct persons the exchange has shown sensitive data of. */
void trial_count(struct trial *t);
void trial_fini(struct trial *t);
