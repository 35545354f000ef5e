/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a transfer goes, as a regime sees it: territories that count as
 * others, sets of destinations with their dates and conditions, groups and
 * agreements for reports. Pure; any thread.
 */
#include "policy/regime_def.h"

#include "base/clock.h"

static bool
same(struct country a, struct country b)
{
	return strcmp(a.code, b.code) == 0;
}

static bool
lists(const struct country *countries, size_t n, struct country c)
{
	for (size_t i = 0; i < n; i++)
		if (same(countries[i], c))
			return true;
	return false;
}

struct country
regime_fold(const struct regime *r, struct country c)
{
	const struct regime_def *d = regime_definition(r);
	for (size_t i = 0; i < d->n_foldings; i++)
		if (same(d->foldings[i].from, c))
			return d->foldings[i].to;
	return c;
}

const struct destination_set *
regime_destination_set(const struct regime *r, const char *id)
{
	const struct regime_def *d = regime_definition(r);
	for (size_t i = 0; i < d->n_destinations; i++)
		if (strcmp(d->destinations[i].id, id) == 0)
			return &d->destinations[i];
	return NULL;
}

/* "dpf" or "dpf:2027-06-30", the last day it is valid. What cannot be read
 * certifies nothing. */
static bool
certifies(const char *text, const char *scheme, int64_t day)
{
	size_t n = strlen(scheme);
	struct civil until;
	if (strncmp(text, scheme, n) != 0)
		return false;
	if (text[n] == '\0')
		return true;
	return text[n] == ':' &&
	       civil_parse(span_str(text + n + 1), &until) == 0 &&
	       day <= civil_to_days(until);
}

static bool
is_certified(const struct recipient *to, const char *scheme, int64_t day)
{
	for (size_t i = 0; to != NULL && to->certifications != NULL &&
			   to->certifications[i] != NULL;
	     i++)
		if (certifies(to->certifications[i], scheme, day))
			return true;
	return false;
}

/* "CN:60": 60; a share that is not told, or cannot be read, is all. */
static unsigned
share_of(const char *owner)
{
	uint64_t share;
	if (owner[2] != ':' ||
	    span_u64(span_from(span_str(owner), 3), &share) < 0 || share > 100)
		return 100;
	return (unsigned)share;
}

/* Owners from several countries of a set count together. */
static bool
is_owned(const struct regime *r, const struct destination_set *set,
	 const struct recipient *to)
{
	unsigned sum = 0;
	for (size_t i = 0; to != NULL && to->owner_countries != NULL &&
			   to->owner_countries[i] != NULL;
	     i++) {
		const char *owner = to->owner_countries[i];
		struct country c = {.code = {owner[0], owner[1], '\0'}};
		if (owner[0] != '\0' &&
		    lists(set->countries, set->n_countries, regime_fold(r, c)))
			sum += share_of(owner);
	}
	return sum >= (unsigned)set->owner_share;
}

bool
regime_set_holds(const struct regime *r, const struct destination_set *set,
		 const struct recipient *to, struct country country,
		 int64_t day)
{
	if ((set->from != NO_DAY && day < set->from) ||
	    (set->until != NO_DAY && day > set->until))
		return false;
	if (set->requires != NULL && !is_certified(to, set->requires, day))
		return false;
	if (set->countries == NULL)
	return set->requires != NULL;
	if (lists(set->countries, set->n_countries, regime_fold(r, country)))
		return true;
	return set->owner_share > 0 && is_owned(r, set, to);
}

bool
regime_set_is_at_risk(const struct regime *r, const struct destination_set *set,
		      int64_t day)
{
	int64_t ahead = regime_definition(r)->at_risk_days;
	return set->under_challenge ||
	       (set->until != NO_DAY && set->until - day <= ahead) ||
	       (set->review_by != NO_DAY && set->review_by - day <= ahead);
}

const struct agreement *
regime_agreement_with(const struct regime *r, struct country c, size_t i)
{
	const struct agreement *all;
	size_t n = regime_agreements(r, &all);
	for (size_t k = 0; k < n; k++)
		if (lists(all[k].parties, all[k].n_parties, c) && i-- == 0)
			return &all[k];
	return NULL;
}

const char *
regime_group_of(const struct regime *r, struct country c, size_t i)
{
	const struct regime_def *d = regime_definition(r);
	for (size_t k = 0; k < d->n_groups; k++)
		if (lists(d->groups[k].countries, d->groups[k].n_countries,
			  c) &&
		    i-- == 0)
			return d->groups[k].id;
	return NULL;
}

bool
regime_group_titles(const struct regime *r, const char *id, const char **ret_en,
		    const char **ret_zh)
{
	const struct regime_def *d = regime_definition(r);
	for (size_t k = 0; k < d->n_groups; k++) {
		if (strcmp(d->groups[k].id, id) != 0)
			continue;
		*ret_en = d->groups[k].title_en;
		*ret_zh = d->groups[k].title_zh;
		return true;
	}
	return false;
}
