/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which bit stands for what of a person; see traits.h. Any thread.
 */
#include "proxy/traits.h"

#define LAST 63

void
traits_plan(const struct snapshot *conf, size_t n_regimes,
	    const struct category_set *categories, struct trait_plan *ret_plan)
{
	unsigned next = 4 * (unsigned)n_regimes;
	*ret_plan = (struct trait_plan){.n_categories = 0};
	for (size_t i = 0; i < n_regimes; i++) {
		size_t n;
		const struct counter_def *defs =
			regime_counters(conf->regimes[i], &n);
		for (size_t k = COUNTER_MAX_; k < n; k++) {
			ret_plan->counters[i][k] =
				next < LAST ? UINT64_C(1) << next++
					    : TRAIT_ALL(i);
			ret_plan->devices |= defs[k].unit == UNIT_DEVICE;
		}
	}
	for (unsigned c = 0;
	     c < CATEGORY_MAX && ret_plan->n_categories < TRAIT_CATEGORIES_MAX;
	     c++) {
		if (!category_has(categories, c))
			continue;
		size_t at = ret_plan->n_categories++;
		ret_plan->categories[at].category = c;
		ret_plan->categories[at].mask = UINT64_C(1) << next;
		next += next < LAST;
	}
}

/* Of the counters beside pi and spi, those of devices or the others. */
static uint64_t
traits_of_counters(const struct trait_plan *plan, const struct snapshot *conf,
		   size_t n_regimes, const struct person *p, bool devices)
{
	uint64_t traits = 0;
	for (size_t i = 0; i < n_regimes; i++) {
		size_t n;
		const struct counter_def *defs =
			regime_counters(conf->regimes[i], &n);
		for (size_t k = COUNTER_MAX_; k < n; k++)
			if ((defs[k].unit == UNIT_DEVICE) == devices &&
			    regime_counter_takes(conf->regimes[i], k,
						 &p->categories))
				traits |= plan->counters[i][k];
	}
	return traits;
}

uint64_t
traits_of(struct trait_plan *plan, const struct snapshot *conf,
	  size_t n_regimes, const struct person *p)
{
	uint64_t traits = 0;
	for (size_t i = 0; i < n_regimes; i++) {
		const struct regime *regime = conf->regimes[i];
		if (p->low) {
			traits |= TRAIT_LOW(i);
			continue;
		}
		traits |= TRAIT_ALL(i);
		if (policy_is_plain(regime, &p->categories))
			traits |= TRAIT_PLAIN(i);
		if (policy_is_sensitive(regime, &p->categories))
			traits |= TRAIT_SENSITIVE(i);
	}
	if (!p->low) {
		traits |= traits_of_counters(plan, conf, n_regimes, p, false);
		for (size_t k = 0; k < plan->n_categories; k++)
			if (category_has(&p->categories,
					 plan->categories[k].category))
				traits |= plan->categories[k].mask;
	}
	plan->present |= traits;
	return traits;
}

uint64_t
traits_of_device(struct trait_plan *plan, const struct snapshot *conf,
		 size_t n_regimes, const struct person *p)
{
	uint64_t traits =
		p->low ? 0 : traits_of_counters(plan, conf, n_regimes, p, true);
	plan->present |= traits;
	return traits;
}
