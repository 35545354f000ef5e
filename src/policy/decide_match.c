/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a tier is the one meant: what its `when` says of the destination,
 * the transaction, the evidence and the counts.
 */
#include "policy/reading.h"

#define DAY_S 86400

bool
list_has(const char *const *list, const char *item)
{
	for (size_t i = 0; list != NULL && list[i] != NULL; i++)
		if (strcmp(list[i], item) == 0)
			return true;
	return false;
}

bool
has_evidence(const struct reading *r, const char *name)
{
	const struct flow *flow = r->facts->flow;
	return (r->pathway != NULL && list_has(r->pathway->evidence, name)) ||
	       (flow != NULL && list_has(flow->evidence, name));
}

static bool
is_in_any(const struct reading *r, const char *const *sets)
{
	for (size_t i = 0; sets[i] != NULL; i++) {
		const struct destination_set *set =
			regime_destination_set(r->regime, sets[i]);
		if (set != NULL &&
		    regime_set_holds(r->regime, set, r->facts->recipient,
				     r->country, r->day))
			return true;
	}
	return false;
}

static bool
lacks_any(const struct reading *r, const char *const *evidence)
{
	for (size_t i = 0; evidence[i] != NULL; i++)
		if (!has_evidence(r, evidence[i]))
			return true;
	return false;
}

bool
tier_takes(const struct reading *r, const struct regime_tier *t)
{
	const struct flow *flow = r->facts->flow;
	enum transaction kind =
		flow != NULL ? flow->transaction : TRANSACTION_OTHER;
	if ((t->sensitive == TRI_NO && r->sensitive) ||
	    (t->sensitive == TRI_YES && !r->sensitive))
		return false;
	if (t->transactions != 0 && (t->transactions >> kind & 1) == 0)
		return false;
	if (t->destination != NULL && !is_in_any(r, t->destination))
		return false;
	if (t->outside != NULL && is_in_any(r, t->outside))
		return false;
	return t->lacks == NULL || lacks_any(r, t->lacks);
}

/* A kind of data has its say only where the exchange carries it: pi and spi,
 * which are not of a kind, always. */
static bool
is_carried(const struct reading *r, unsigned counter)
{
	return counter < COUNTER_MAX_ ||
	       regime_counter_takes(r->regime, counter, &r->categories);
}

/* Combined data: the lowest number of the kinds that are carried, where there
 * are two. false: there are not. */
static bool
lowest_of(const struct reading *r, const struct regime_tier *t,
	  struct regime_condition *into)
{
	unsigned kinds = 0;
	for (size_t i = 0; i < t->n_conditions; i++) {
		const struct regime_condition *c = &t->conditions[i];
		if (c->lowest || !is_carried(r, c->counter))
			continue;
		if (kinds == 0 || c->at < into->at)
			into->at = c->at;
		kinds++;
	}
	return kinds > 1;
}

bool
tier_counts(const struct reading *r, const struct regime_tier *t)
{
	for (size_t i = 0; i < t->n_conditions; i++) {
		struct regime_condition c = t->conditions[i];
		if (!is_carried(r, c.counter) ||
		    (c.lowest && !lowest_of(r, t, &c)))
			continue;
		if (regime_condition_holds(t, &c, r->list,
					   r->facts->counts[c.counter].after))
			return true;
	}
	return t->n_conditions == 0;
}

/* The day of the first transfer is the first day; the exchange in hand is the
 * first where none was before. */
bool
tier_is_in_grace(const struct reading *r, const struct regime_tier *t)
{
	int64_t first = r->facts->first_transfer_s;
	if (t->grace_days == 0)
		return false;
	return first == 0 ||
	       r->day - regime_day(r->regime, first) <= t->grace_days;
}
