/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings that wait for their record to close: lists in one pool, values in
 * another, both given back as soon as nothing waits. One owner, one thread.
 */
#pragma once

#include "base/buf.h"
#include "inspect/person.h"
#include "inspect/stage.h"

/* A list of findings; empty if n is 0. */
struct findings {
	uint32_t first, last, n;
	bool soft;	/* some identify nobody */
	bool columnar;	/* some stand in columns */
	uint64_t epoch; /* of the oldest */
};

struct finding_pool {
	struct waiting *items;
	uint32_t n, size;
	struct buf values;
	struct trait *out; /* a list as an array */
	size_t out_size;
};

void finding_pool_init(struct finding_pool *p);
void finding_pool_fini(struct finding_pool *p);
/* Appends t; its value is copied. 0 or -ENOMEM. */
MUST_USE int findings_add(struct finding_pool *p, struct findings *l,
			  const struct trait *t, uint64_t epoch);
/* Appends what is in from, which is empty then. */
void findings_join(struct finding_pool *p, struct findings *l,
		   struct findings *from);
/* Whether two lists can be of one person: no category with two values. */
bool findings_agree(const struct finding_pool *p, const struct findings *a,
		    const struct findings *b);
/* Whether one of them identifies somebody. */
bool findings_identify(const struct finding_pool *p, const struct findings *l);
/* Whether all of them are attributes or positions (the category, or < 0). */
bool findings_are_vague(const struct finding_pool *p, const struct findings *l,
			int positions);
/* Whether every category of the second list is in the first. */
bool findings_have(const struct finding_pool *p, const struct findings *l,
		   const struct findings *others);
/* The list as an array, valid until the pool is used again; NULL when out of
 * memory. */
const struct trait *findings_array(struct finding_pool *p,
				   const struct findings *l);
/* Leaves the first identifier of each category, marked as known before. */
void findings_keep_prior(struct finding_pool *p, struct findings *l);
/* Only what was known before is in it. */
bool findings_all_prior(const struct finding_pool *p, const struct findings *l);
/* Nothing waits any more. */
void finding_pool_clear(struct finding_pool *p);
/* Moves the lists (n of them) to the front of the pool, drops the rest. */
MUST_USE int finding_pool_pack(struct finding_pool *p,
			       struct findings *const *lists, size_t n);
