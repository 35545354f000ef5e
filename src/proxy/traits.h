/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Traits: what of a person the ledger has to know apart, a bit each. Four of
 * every regime have their places; the rest of the 64 are given out for each
 * window anew: to the counters that a regime has beside pi and spi, then to
 * the categories that are there. Where they do not suffice, counters share the
 * bit of everybody and categories the last one, which counts more.
 */
#pragma once

#include "proxy/exchange.h"

_Static_assert(4 * REGIMES_MAX + KIND_COUNTERS_MAX < 64, "traits have room");
#define TRAIT_PLAIN(i) (UINT64_C(1) << (4 * (i)))
#define TRAIT_SENSITIVE(i) (UINT64_C(2) << (4 * (i)))
#define TRAIT_ALL(i) (UINT64_C(4) << (4 * (i)))
#define TRAIT_LOW(i) (UINT64_C(8) << (4 * (i)))

#define TRAIT_CATEGORIES_MAX 64
struct trait_plan {
	/* From COUNTER_MAX_ on; 0 where the regime has no such counter. */
	uint64_t counters[REGIMES_MAX][REGIME_COUNTERS_MAX];
	struct {
		unsigned category;
		uint64_t mask;
	} categories[TRAIT_CATEGORIES_MAX];
	size_t n_categories;
	uint64_t present; /* traits that somebody has */
	bool devices;	  /* some counter is of devices */
};

/* For the regimes of the exchange and the categories of its persons. */
void traits_plan(const struct snapshot *conf, size_t n_regimes,
		 const struct category_set *categories,
		 struct trait_plan *ret_plan);
/* Of a person, and of a device of theirs. */
uint64_t traits_of(struct trait_plan *plan, const struct snapshot *conf,
		   size_t n_regimes, const struct person *p);
uint64_t traits_of_device(struct trait_plan *plan, const struct snapshot *conf,
			  size_t n_regimes, const struct person *p);
