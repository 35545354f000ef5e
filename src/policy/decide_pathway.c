/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows 14 to 20: operators of critical infrastructure, and whether the
 * pathway attached to the flow holds: in force, not over, not suspended,
 * within its scope. A pathway is valid through the last instant of
 * valid_until and from the first of effective_on, in the regime's time zone.
 */
#include "policy/reading.h"

bool
pathway_is_early(const struct reading *r)
{
	const struct pathway *p = r->pathway;
	enum pathway_status s = r->facts->pathway_status;
	if (s == PATHWAY_DRAFT || s == PATHWAY_SUBMITTED)
		return true;
	if (p->effective_on == NO_DAY)
		return s == PATHWAY_APPROVED;
	return r->day < p->effective_on;
}

bool
pathway_is_expired(const struct reading *r)
{
	return r->pathway->valid_until != NO_DAY &&
	       r->day > r->pathway->valid_until;
}

bool
pathway_is_suspended(const struct reading *r)
{
	switch (r->facts->pathway_status) {
	case PATHWAY_SUSPENDED:
	case PATHWAY_REVOKED:
	case PATHWAY_SUPERSEDED:
		return true;
	case PATHWAY_DRAFT:
	case PATHWAY_SUBMITTED:
	case PATHWAY_APPROVED:
	case PATHWAY_EFFECTIVE:
		break;
	}
	return false;
}

/* An absent list is no limit. */
static bool
is_within(const char *const *list, const char *item)
{
	if (list == NULL)
		return true;
	for (size_t i = 0; item != NULL && list[i] != NULL; i++)
		if (strcmp(list[i], item) == 0)
			return true;
	return false;
}

static bool
categories_are_within(const struct reading *r)
{
	const struct category_scope *scope = &r->pathway->categories;
	if (r->sensitive && !r->pathway->sensitive)
		return false;
	for (unsigned i = 0; !scope->any && i < CATEGORY_MAX / 64; i++)
		if ((r->categories.bits[i] & ~scope->set.bits[i]) != 0)
			return false;
	return true;
}

enum reason
pathway_scope(const struct reading *r, bool of_content)
{
	const struct pathway *p = r->pathway;
	const struct recipient *to = r->facts->recipient;
	const struct regime_mechanism *m = r->mechanism;
	if (m != NULL && m->names_recipients && p->recipients == NULL)
		return REASON_SCOPE_RECIPIENT;
	if (m != NULL && m->names_countries && p->countries == NULL)
		return REASON_SCOPE_COUNTRY;
	if (!is_within(p->recipients, to != NULL ? to->id : NULL))
		return REASON_SCOPE_RECIPIENT;
	if (!is_within(p->countries, r->country.code))
		return REASON_SCOPE_COUNTRY;
	if (of_content && !categories_are_within(r))
		return REASON_SCOPE_CATEGORY;
	if (!is_within(p->purposes, r->facts->flow->purpose))
		return REASON_SCOPE_PURPOSE;
	return REASON_MAX_;
}

bool
pathway_is_in_region(const struct reading *r)
{
	const struct regime_mechanism *m = r->mechanism;
	const struct exporter *from = &r->facts->reg->exporter;
	if (m == NULL || m->destinations == NULL)
		return true;
	bool there = false;
	for (size_t i = 0; i < m->n_destinations; i++)
		there |= strcmp(m->destinations[i].code, r->country.code) == 0;
	return there && r->facts->recipient != NULL &&
	       r->facts->recipient->gba && from->gba_city != NULL &&
	       is_within(m->exporter_cities, from->gba_city);
}

bool
pathway_holds(const struct reading *r, bool of_content)
{
	return !pathway_is_early(r) && !pathway_is_expired(r) &&
	       !pathway_is_suspended(r) &&
	       pathway_scope(r, of_content) == REASON_MAX_ &&
	       pathway_is_in_region(r);
}

static const struct regime_tier *
operator_tier(const struct reading *r)
{
	if (!r->pi || !r->facts->reg->exporter.ciio)
		return NULL;
	for (size_t i = 0; i < r->def->n_tiers; i++)
		if (r->def->tiers[i].ciio)
			return &r->def->tiers[i];
	return NULL;
}

static bool
row_14(struct reading *r)
{
	const struct regime_tier *t = operator_tier(r);
	if (t == NULL || !tier_is_met(r, t) || !pathway_holds(r, true))
		return false;
	reading_give(r, VERDICT_ALLOW, r->mechanism->allow);
	reading_settle(r, true);
	return true;
}

/* Where the right mechanism is attached but broken, rows 16 to 19 say what is
 * wrong with it. */
static bool
row_15(struct reading *r)
{
	const struct regime_tier *t = operator_tier(r);
	if (t == NULL || tier_is_met(r, t))
		return false;
	reading_give_found(r, VERDICT_BLOCK, t->refuse);
	reading_settle(r, true);
	return true;
}

/* Refuses, or lets through with an alert: where the regime lets a tier that
 * needs nothing catch a broken pathway and this exchange falls under it, and
 * where the time to get the pathway is not over. */
static bool
refuse(struct reading *r, enum reason reason, bool may_fall_back)
{
	const struct regime_tier *t = tier_of(r);
	if (may_fall_back && r->def->fallback_to_volume &&
	    operator_tier(r) == NULL && t->need == 0 &&
	    t->verdict != VERDICT_BLOCK) {
		reading_say(r, "%s, but nothing is needed here",
			    reason_name(reason));
		reading_give(r, VERDICT_LOG, r->def->fallback);
		if (t->verdict == VERDICT_LOG)
			reading_give(r, VERDICT_LOG, t->allow);
	} else if (reason == REASON_PATHWAY_NOT_EFFECTIVE && t->need != 0 &&
		   tier_is_in_grace(r, t)) {
		reading_give(r, VERDICT_LOG, t->grace);
	} else {
		reading_give_found(r, VERDICT_BLOCK, reason);
	}
	reading_settle(r, true);
	return true;
}

static bool
row_16(struct reading *r)
{
	return r->pi && r->pathway != NULL && pathway_is_early(r) &&
	       refuse(r, REASON_PATHWAY_NOT_EFFECTIVE, true);
}

static bool
row_17(struct reading *r)
{
	return r->pi && r->pathway != NULL && pathway_is_expired(r) &&
	       refuse(r, REASON_PATHWAY_EXPIRED, true);
}

/* Somebody said stop: no exemption catches that. */
static bool
row_18(struct reading *r)
{
	return r->pi && r->pathway != NULL && pathway_is_suspended(r) &&
	       refuse(r, REASON_PATHWAY_SUSPENDED, false);
}

static bool
row_19(struct reading *r)
{
	if (!r->pi || r->pathway == NULL)
		return false;
	enum reason reason = pathway_scope(r, true);
	return reason != REASON_MAX_ && refuse(r, reason, true);
}

static bool
row_20(struct reading *r)
{
	return r->pi && r->pathway != NULL && !pathway_is_in_region(r) &&
	       refuse(r, REASON_CN_GBA_OUTSIDE, false);
}

const struct row rows_pathway[] = {
	{"14", "critical infrastructure, assessment valid and in scope",
	 PART_MAIN, row_14},
	{"15", "critical infrastructure, no assessment attached", PART_MAIN,
	 row_15},
	{"16", "the pathway is not in force yet", PART_MAIN, row_16},
	{"17", "the pathway has expired", PART_MAIN, row_17},
	{"18", "the pathway is suspended, revoked or superseded", PART_MAIN,
	 row_18},
	{"19", "recipient, country, category or purpose outside the scope",
	 PART_MAIN, row_19},
	{"20", "a regional contract used outside its region", PART_MAIN,
	 row_20},
	{NULL, NULL, PART_MAIN, NULL},
};
