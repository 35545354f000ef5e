/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reports ask of a regime: how it reads what the law leaves open, where
 * an exporter stands, whether a pathway can be extended. Pure; any thread.
 */
#include "policy/regime_def.h"

const struct interpretation *
regime_interpretations(const struct regime *r, size_t *ret_n)
{
	const struct regime_def *d = regime_definition(r);
	*ret_n = d->n_interpretations;
	return d->interpretations;
}

/* Plus growth percent, rounded down: the most that fits. No product
 * overflows. */
static int64_t
grown(int64_t approved, int growth)
{
	if (approved == NO_CAP)
		return NO_CAP;
	int64_t more = approved / 100 * growth + approved % 100 * growth / 100;
	return approved > INT64_MAX - 1 - more ? NO_CAP : approved + more;
}

bool
extension_fits(int64_t approved, int64_t planned, int growth)
{
	return approved == NO_CAP || planned <= grown(approved, growth);
}

int64_t
extension_projected(int64_t used, int64_t first_day, int64_t last_day,
		    int64_t today)
{
	if (first_day == NO_DAY || last_day == NO_DAY || today >= last_day ||
	    today < first_day)
		return used;
	int64_t gone = today - first_day + 1, all = last_day - first_day + 1;
	int64_t whole = used / gone, rest = used % gone;
	if (whole > INT64_MAX / 2 / all)
		return INT64_MAX / 2;
	return whole * all + (rest * all + gone - 1) / gone;
}

/* The first day on which no more than `within` working days are left. */
static int64_t
opening_day(const struct regime *r, int64_t last, int64_t within,
	    bool *ret_missing)
{
	int64_t day = last;
	while (last - day < 4 * within + 60 &&
	       regime_working_days(r, day - 1, last, ret_missing) <= within)
		day--;
	return day;
}

void
regime_extension(const struct regime *r, const struct pathway *p, int64_t now_s,
		 struct extension *ret)
{
	const struct regime_mechanism *m = regime_mechanism(r, p->mechanism);
	int64_t today = regime_day(r, now_s);
	*ret = (struct extension){.persons = NO_CAP,
				  .sensitive_persons = NO_CAP,
				  .bytes = NO_CAP};
	if (m == NULL || m->extension_years == 0 || p->valid_until == NO_DAY)
		return;
	ret->possible = true;
	ret->years = m->extension_years;
	ret->growth = m->extension_growth;
	ret->closes_on = p->valid_until;
	ret->opens_on = opening_day(r, p->valid_until, m->extension_window,
				    &ret->calendar_missing);
	ret->over = today > p->valid_until;
	ret->open = !ret->over && today >= ret->opens_on;
	ret->working_days_left = regime_working_days(r, today, p->valid_until,
						     &ret->calendar_missing);
	ret->persons = grown(p->caps.persons, m->extension_growth);
	ret->sensitive_persons =
		grown(p->caps.sensitive_persons, m->extension_growth);
	ret->bytes = grown(p->caps.bytes, m->extension_growth);
}

static bool
holds_here(const struct regime *r, const struct regime_tier *t,
	   const int64_t *counts)
{
	const struct regime_def *d = regime_definition(r);
	for (size_t i = 0; i < t->n_conditions; i++)
		if (t->conditions[i].counter < d->n_counters &&
		    !t->conditions[i].lowest &&
		    regime_condition_holds(t, &t->conditions[i], NULL,
					   counts[t->conditions[i].counter]))
			return true;
	return t->n_conditions == 0;
}

void
regime_standing(const struct regime *r, const int64_t *counts, bool sensitive,
		struct standing *ret)
{
	const struct regime_def *d = regime_definition(r);
	must(d->n_tiers > 0);
	const struct regime_tier *t = &d->tiers[0];
	for (size_t i = 0; i < d->n_tiers; i++) {
		t = &d->tiers[i];
		if (t->important || t->ciio || t->destination != NULL ||
		    t->outside != NULL || t->transactions != 0 ||
		    t->lacks != NULL || (t->sensitive == TRI_NO && sensitive) ||
		    (t->sensitive == TRI_YES && !sensitive))
			continue;
		if (holds_here(r, t, counts))
			break;
	}
	*ret = (struct standing){.tier = t->id,
				 .article =
					 t->article != NULL ? t->article : "",
				 .need = t->need};
}
