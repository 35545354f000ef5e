/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a regime must hold to be one: the checks that look at more than one
 * field. Only reads; the first fault is the one told.
 */
#include "policy/regime_def.h"

#include <errno.h>

#define DAY_S 86400

static bool
has_set(const struct regime_def *d, const char *id)
{
	for (size_t i = 0; i < d->n_destinations; i++)
		if (strcmp(d->destinations[i].id, id) == 0)
			return true;
	return false;
}

static int
check_sets(const struct regime_def *d, const struct regime_tier *t,
	   const char *const *ids, struct why *why)
{
	for (size_t i = 0; ids != NULL && ids[i] != NULL; i++)
		if (!has_set(d, ids[i]))
			return why_set(why, -EINVAL,
				       "tier \"%s\": no destination set \"%s\"",
				       t->id, ids[i]);
	return 0;
}

static int
check_tier(const struct regime_def *d, const struct regime_tier *t,
	   struct why *why)
{
	size_t n = d->n_counters > 0 ? d->n_counters : COUNTER_MAX_;
	for (size_t i = 0; i < t->n_conditions; i++)
		if (t->conditions[i].counter >= n)
			return why_set(why, -EINVAL,
				       "tier \"%s\": no such counter", t->id);
	if (check_sets(d, t, t->destination, why) < 0 ||
	    check_sets(d, t, t->outside, why) < 0)
		return -EINVAL;
	return 0;
}

static int
check_tiers(const struct regime_def *d, struct why *why)
{
	unsigned known = 0;
	const struct regime_tier *last =
		d->n_tiers > 0 ? &d->tiers[d->n_tiers - 1] : NULL;
	if (last == NULL || last->important || last->ciio ||
	    last->destination != NULL || last->outside != NULL ||
	    last->transactions != 0 || last->lacks != NULL)
		return why_set(why, -EINVAL,
			       "the last tier must be for everybody: it takes "
			       "what no other did");
	for (size_t i = 0; i < d->n_mechanisms; i++)
		known |= MECHANISM_BIT(d->mechanisms[i].mechanism);
	for (size_t i = 0; i < d->n_tiers; i++) {
		const struct regime_tier *t = &d->tiers[i];
		if ((t->need & ~known) != 0)
			return why_set(why, -EINVAL,
				       "tier \"%s\" needs a mechanism the "
				       "regime does not have",
				       t->id);
		if ((t->important || t->ciio) && t->need == 0)
			return why_set(why, -EINVAL,
				       "tier \"%s\" must need a mechanism",
				       t->id);
		if (check_tier(d, t, why) < 0)
			return -EINVAL;
		for (size_t k = 0; k < i; k++)
			if (strcmp(d->tiers[k].id, t->id) == 0)
				return why_set(why, -EINVAL,
					       "tier \"%s\" is there twice",
					       t->id);
	}
	return 0;
}

static const char *const first[COUNTER_MAX_] = {"pi", "spi"};

/* Names the ledger has uses of its own for. */
static bool
is_reserved(const char *id)
{
	static const char *const names[] = {
		"exempt", "home",    "low",	"first",  "released",
		"cap",	  "cap-spi", "traffic", "unread", "passed-unread"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], id) == 0)
			return true;
	return false;
}

static int
check_counters(const struct regime_def *d, struct why *why)
{
	if (d->n_counters == 0)
		return 0;
	if (d->n_counters < COUNTER_MAX_ || d->n_counters > REGIME_COUNTERS_MAX)
		return why_set(why, -EINVAL, "a regime has 2 to %d counters",
			       REGIME_COUNTERS_MAX);
	for (size_t i = 0; i < d->n_counters; i++) {
		const struct counter_def *c = &d->counters[i];
		if (i < COUNTER_MAX_ && strcmp(c->id, first[i]) != 0)
			return why_set(why, -EINVAL,
				       "the first counters are pi and spi");
		if (is_reserved(c->id))
			return why_set(why, -EINVAL,
				       "no counter may be called \"%s\"",
				       c->id);
		if (c->window == WINDOW_ROLLING && c->months == 0)
			return why_set(why, -EINVAL,
				       "counter \"%s\" needs its months",
				       c->id);
		for (size_t k = 0; k < i; k++)
			if (strcmp(d->counters[k].id, c->id) == 0)
				return why_set(why, -EINVAL,
					       "counter \"%s\" is there twice",
					       c->id);
	}
	return 0;
}

int
regime_check(const struct regime_def *d, struct why *why)
{
	if (d->id == NULL || d->id[0] == '\0')
		return why_set(why, -EINVAL, "a regime needs an id");
	if (d->n_home == 0)
		return why_set(why, -EINVAL, "a regime needs a home country");
	if (d->utc_offset <= -DAY_S || d->utc_offset >= DAY_S)
		return why_set(why, -EINVAL, "no such offset from UTC");
	if (check_counters(d, why) < 0)
		return -EINVAL;
	for (size_t i = 0; i < d->n_warn_shares; i++)
		if (d->warn_shares[i] < 1 || d->warn_shares[i] > 100)
			return why_set(why, -EINVAL,
				       "a share to warn at is 1 to 100 %%");
	return check_tiers(d, why);
}
