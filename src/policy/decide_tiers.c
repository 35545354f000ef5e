/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows 21 to 27: which tier the projected counts put the exchange in, and
 * whether the pathway is what that tier asks for. The numbers are the
 * regime's (or, on a free trade zone's negative list, the list's).
 */
#include "policy/reading.h"

const struct regime_tier *
tier_of(const struct reading *r)
{
	const struct regime_tier *t = NULL;
	for (size_t i = 0; i < r->def->n_tiers; i++) {
		t = &r->def->tiers[i];
		if (!t->important && !t->ciio && tier_takes(r, t) &&
		    tier_counts(r, t))
			break;
	}
	return t; /* the last takes the rest */
}

bool
tier_is_met(const struct reading *r, const struct regime_tier *t)
{
	return r->pathway != NULL && r->mechanism != NULL &&
	       (t->need & MECHANISM_BIT(r->pathway->mechanism)) != 0;
}

static void
say_counts(struct reading *r, const struct regime_tier *t, const char *what)
{
	reading_say(r,
		    "%s: tier \"%s\" at %lld plain and %lld sensitive "
		    "persons this year",
		    what, t->id, (long long)r->facts->pi_count.after,
		    (long long)r->facts->spi_count.after);
}

/* Whether the sensitive count alone has reached a tier whose mechanism this
 * flow does not have. */
static bool
is_mixed(const struct reading *r)
{
	for (size_t i = 0; i < r->def->n_tiers; i++) {
		const struct regime_tier *t = &r->def->tiers[i];
		for (size_t k = 0; k < t->n_conditions; k++)
			if (t->conditions[k].counter == COUNTER_SPI &&
			    t->need != 0 && !tier_is_met(r, t) &&
			    regime_condition_holds(t, &t->conditions[k],
						   r->list,
						   r->facts->spi_count.after))
				return true;
	}
	return false;
}

static bool
row_21(struct reading *r)
{
	const struct regime_tier *t = r->pi ? tier_of(r) : NULL;
	if (t == NULL || t->need != 0)
		return false;
	say_counts(r, t, "nothing is needed");
	reading_give_found(r, t->verdict, t->allow);
	if (r->def->strict_volume && is_mixed(r))
		reading_give(r, VERDICT_LOG, REASON_CN_MIXED_TIER);
	reading_settle(r, true);
	return true;
}

/* So many working days after the filing nothing may go yet. */
static bool
must_wait(struct reading *r, const struct regime_tier *t)
{
	int64_t filed = r->pathway->filed_on;
	if (t->wait_days == 0)
		return false;
	if (filed == NO_DAY || r->day <= filed)
		return true;
	return r->day - filed <= 2 * (int64_t)t->wait_days + 14 &&
	       regime_working_days(r->regime, filed, r->day,
				   &r->calendar_missing) <= t->wait_days;
}

/* Rows 22, 24, 26: the tier is the one meant and the pathway meets it. */
static bool
met(struct reading *r, const struct regime_tier *t)
{
	if (!tier_is_met(r, t))
		return false;
	if (must_wait(r, t)) {
		say_counts(r, t, "too soon after the filing");
		reading_give_found(r, VERDICT_BLOCK, t->wait);
		reading_settle(r, true);
		return true;
	}
	say_counts(r, t, "the pathway is enough");
	reading_give(r, VERDICT_ALLOW, r->mechanism->allow);
	reading_settle(r, true);
	return true;
}

/* Rows 23, 25, 27: it does not. */
static bool
unmet(struct reading *r, const struct regime_tier *t)
{
	say_counts(r, t, "no pathway that is enough");
	if (tier_is_in_grace(r, t))
		reading_give(r, VERDICT_LOG, t->grace);
	else
		reading_give_found(r, VERDICT_BLOCK, t->refuse);
	reading_settle(r, true);
	return true;
}

static const struct regime_tier *
tier_named(const struct reading *r, const char *id)
{
	const struct regime_tier *t = r->pi ? tier_of(r) : NULL;
	return t != NULL && strcmp(t->id, id) == 0 ? t : NULL;
}

static bool
row_22(struct reading *r)
{
	const struct regime_tier *t = tier_named(r, "sa");
	return t != NULL && met(r, t);
}

static bool
row_23(struct reading *r)
{
	const struct regime_tier *t = tier_named(r, "sa");
	return t != NULL && unmet(r, t);
}

static bool
row_24(struct reading *r)
{
	const struct regime_tier *t = tier_named(r, "sensitive");
	return t != NULL && met(r, t);
}

static bool
row_25(struct reading *r)
{
	const struct regime_tier *t = tier_named(r, "sensitive");
	return t != NULL && unmet(r, t);
}

/* Any other tier, whatever its name. */
static bool
row_26(struct reading *r)
{
	return r->pi && met(r, tier_of(r));
}

static bool
row_27(struct reading *r)
{
	return r->pi && unmet(r, tier_of(r));
}

const struct row rows_tiers[] = {
	{"21", "nothing sensitive, fewer persons than the first threshold",
	 PART_MAIN, row_21},
	{"22", "the tier of the assessment, with an assessment", PART_MAIN,
	 row_22},
	{"23", "the tier of the assessment, without one", PART_MAIN, row_23},
	{"24", "sensitive data, with a pathway", PART_MAIN, row_24},
	{"25", "sensitive data, without a pathway", PART_MAIN, row_25},
	{"26", "the tier of the standard contract, with a pathway", PART_MAIN,
	 row_26},
	{"27", "the tier of the standard contract, without a pathway",
	 PART_MAIN, row_27},
	{NULL, NULL, PART_MAIN, NULL},
};
