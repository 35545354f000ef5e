/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows 1 to 13b: the destination, important data, what could not be read,
 * the register and the exemptions.
 */
#include "policy/reading.h"

static bool
row_0(struct reading *r)
{
	if (r->facts->recipient != NULL ||
	    !r->facts->reg->defaults.strict_register)
		return false;
	reading_give(r, VERDICT_BLOCK, REASON_RECIPIENT_UNLISTED);
	return true;
}

static bool
row_1(struct reading *r)
{
	if (!r->home)
		return false;
	struct country at = r->facts->address_country;
	reading_give(r, VERDICT_ALLOW, REASON_HOME_DESTINATION);
	if (at.code[0] != '\0' && !regime_is_home(r->regime, at))
		reading_give(r, VERDICT_LOG, REASON_GEO_MISMATCH);
	r->ended = true;
	return true;
}

/* A home address proves nothing: an edge at home may front an origin abroad.
 * Let through, counted apart. */
static bool
row_1_unproven(struct reading *r)
{
	if (!r->pi || !r->home_unproven)
		return false;
	reading_give(r, VERDICT_LOG, REASON_HOME_UNPROVEN);
	reading_settle(r, false);
	return true;
}

static bool
row_2(struct reading *r)
{
	const struct flow *flow = r->facts->flow;
	if (!r->def->foreign_authority || flow == NULL ||
	    !flow->foreign_authority)
		return false;
	reading_give(r, VERDICT_BLOCK, REASON_CN_FOREIGN_AUTHORITY);
	return true;
}

/* Whether an item of important data is one the tier speaks of. */
static bool
concerns(const struct regime_tier *t, const char *const *items)
{
	for (size_t i = 0; items != NULL && items[i] != NULL; i++)
		if (t->items == NULL || list_has(t->items, items[i]))
			return true;
	return false;
}

static const struct regime_tier *
important_tier(const struct reading *r)
{
	const struct flow *flow = r->facts->flow;
	for (size_t i = 0; r->important && i < r->def->n_tiers; i++) {
		const struct regime_tier *t = &r->def->tiers[i];
		if (t->important && tier_takes(r, t) &&
		    (concerns(t, r->facts->important) ||
		     (flow != NULL && concerns(t, flow->important_items))))
			return t;
	}
	return NULL;
}

static bool
covers_all(const struct pathway *p, const struct regime_tier *t,
	   const char *const *items)
{
	for (size_t i = 0; items != NULL && items[i] != NULL; i++)
		if ((t->items == NULL || list_has(t->items, items[i])) &&
		    !list_has(p->important_items, items[i]))
			return false;
	return true;
}

static bool
is_covered(const struct reading *r, const struct regime_tier *t)
{
	return r->pathway != NULL && tier_is_met(r, t) &&
	       pathway_holds(r, false) &&
	       covers_all(r->pathway, t, r->facts->important) &&
	       (r->facts->flow == NULL ||
		covers_all(r->pathway, t, r->facts->flow->important_items));
}

static bool
row_3(struct reading *r)
{
	const struct regime_tier *t = important_tier(r);
	if (t == NULL || is_covered(r, t))
		return false;
	reading_give(r, VERDICT_BLOCK, t->refuse);
	return true;
}

/* Bytes beyond the cap are row 28's. */
static bool
row_4(struct reading *r)
{
	const struct regime_tier *t = important_tier(r);
	if (t == NULL)
		return false;
	reading_give(r, VERDICT_ALLOW, t->allow);
	r->after = true;
	return true;
}

/* The switches are LOG or BLOCK; nothing passes in silence. */
static enum verdict
at_least_log(enum verdict v)
{
	return v == VERDICT_ALLOW ? VERDICT_LOG : v;
}

static bool
row_5(struct reading *r)
{
	const struct facts *f = r->facts;
	const enum verdict *verdicts = f->flow != NULL
					       ? f->flow->unreadable
					       : f->reg->defaults.unreadable;
	unsigned bits = f->unreadable;
	if (f->tunnelled)
		bits |= 1u << UNREADABLE_TLS;
	for (int u = 0; u < UNREADABLE_MAX_; u++)
		if ((bits >> u & 1) != 0)
			reading_give(r, at_least_log(verdicts[u]),
				     reason_of_unreadable(u));
	return bits != 0;
}

static bool
row_5_clear(struct reading *r)
{
	if (!r->facts->cleartext || (!r->pi && !r->important))
		return false;
	reading_give_found(r, at_least_log(r->facts->reg->defaults.plain_http),
			   REASON_CLEARTEXT);
	return true;
}

/* What could not be read is not clean. */
static bool
row_6(struct reading *r)
{
	const struct facts *f = r->facts;
	if (r->pi || r->important || f->unreadable != 0 || f->tunnelled)
		return false;
	if (r->country.code[0] == '\0')
		reading_give(r, VERDICT_LOG, REASON_DEST_UNKNOWN_NO_PI);
	else
		reading_give(r, VERDICT_ALLOW, r->def->clean);
	reading_settle(r, false);
	return true;
}

static bool
row_7(struct reading *r)
{
	if (!r->pi || r->country.code[0] != '\0')
		return false;
	reading_give_found(
		r, at_least_log(r->facts->reg->defaults.unknown_country),
		REASON_DEST_UNKNOWN);
	return true;
}

static bool
row_8(struct reading *r)
{
	if (!r->pi || r->facts->recipient != NULL)
		return false;
	reading_give_found(
		r, at_least_log(r->facts->reg->defaults.unlisted_recipient),
		REASON_RECIPIENT_UNLISTED);
	return true;
}

/* Approved, not over, and wide enough for what was found. */
static bool
claim_stands(const struct reading *r)
{
	const struct exemption *c = r->claim;
	if (c->approved_by == NULL || c->approved_by[0] == '\0')
		return false;
	if (c->until != NO_DAY && r->day > c->until)
		return false;
	if (c->categories.any)
		return true;
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++)
		if ((r->categories.bits[i] & ~c->categories.set.bits[i]) != 0)
			return false;
	return true;
}

/* Article 4 speaks of data in which no important data was introduced. */
static bool
is_transit(const struct reading *r)
{
	return r->pi && r->claim != NULL &&
	       r->claim->article == EXEMPTION_ART4_TRANSIT &&
	       r->facts->flow->provenance == PROVENANCE_FOREIGN_COLLECTED &&
	       !r->important && claim_stands(r);
}

static bool
has_domestic(const struct reading *r)
{
	return r->facts->domestic_persons > r->facts->flow->transit_tolerance;
}

static bool
row_9(struct reading *r)
{
	if (!is_transit(r) || has_domestic(r))
		return false;
	reading_give(r, VERDICT_ALLOW, REASON_CN_EX_ART4_TRANSIT);
	reading_settle(r, false);
	return true;
}

static bool
row_10(struct reading *r)
{
	if (!is_transit(r))
		return false;
	reading_say(r, "declared transit, but %lld domestic persons were seen",
		    (long long)r->facts->domestic_persons);
	reading_give_found(r, VERDICT_BLOCK, REASON_CN_ART4_DOMESTIC_PI_MIXED);
	r->out->reclassify_exempt = r->ended;
	reading_settle(r, true);
	return true;
}

/* The reason of claims that need no further test, by article. */
static const enum reason claim_reasons[EXEMPTION_MAX_] = {
	[EXEMPTION_NONE] = REASON_MAX_,
	[EXEMPTION_ART4_TRANSIT] = REASON_MAX_,
	[EXEMPTION_ART5_CONTRACT] = REASON_CN_EX_ART5_CONTRACT,
	[EXEMPTION_ART5_HR] = REASON_CN_EX_ART5_HR,
	[EXEMPTION_ART5_EMERGENCY] = REASON_CN_EX_ART5_EMERGENCY,
	[EXEMPTION_ART6_FTZ] = REASON_MAX_,
	[EXEMPTION_US_EXEMPT] = REASON_US_EXEMPT,
	[EXEMPTION_VN_EXEMPT] = REASON_VN_EXEMPT,
	[EXEMPTION_JP_ART27] = REASON_JP_EXCEPTION,
};

static enum reason
claim_reason(const struct reading *r)
{
	return r->pi && r->claim != NULL ? claim_reasons[r->claim->article]
					 : REASON_MAX_;
}

static bool
row_11(struct reading *r)
{
	enum reason reason = claim_reason(r);
	if (reason == REASON_MAX_ || !claim_stands(r))
		return false;
	reading_give(r, VERDICT_ALLOW, reason);
	reading_settle(r, false);
	return true;
}

/* The negative list of the exporter's zone for the flow's scenario. Without
 * one nobody can say what is outside it, so the claim does not apply. */
static const struct negative_list *
zone_list(const struct reading *r)
{
	if (!r->pi || r->claim == NULL ||
	    r->claim->article != EXEMPTION_ART6_FTZ || !claim_stands(r))
		return NULL;
	return regime_negative_list(r->regime, r->facts->reg->exporter.ftz_zone,
				    r->facts->flow->scenario);
}

/* Rows 9 to 11 settled every claim that applies but Article 6's. */
static bool
row_12(struct reading *r)
{
	if (!r->pi || r->claim == NULL || zone_list(r) != NULL)
		return false;
	reading_give(r, VERDICT_LOG, REASON_EXEMPTION_NOT_APPLICABLE);
	return true;
}

static bool
row_13(struct reading *r)
{
	const struct negative_list *list = zone_list(r);
	if (list == NULL || category_meets(&r->categories, &list->listed))
		return false;
	reading_give(r, VERDICT_ALLOW, REASON_CN_EX_ART6_FTZ);
	reading_settle(r, false);
	return true;
}

static bool
row_13b(struct reading *r)
{
	r->list = zone_list(r);
	if (r->list == NULL)
		return false;
	reading_give(r, VERDICT_ALLOW, REASON_CN_FTZ_LISTED);
	return true;
}

const struct row rows_before[] = {
	{"0", "the recipient is not listed and the register is strict",
	 PART_HEAD, row_0},
	{"1", "the recipient is registered in a home country", PART_HEAD,
	 row_1},
	{"1b", "personal data to an unlisted host at a home address", PART_HEAD,
	 row_1_unproven},
	{"2", "the flow answers a foreign judicial or enforcement body",
	 PART_HEAD, row_2},
	{"3", "important data that no valid assessment covers", PART_HEAD,
	 row_3},
	{"4", "important data under a valid assessment", PART_HEAD, row_4},
	{"5", "content that could not be read", PART_HEAD, row_5},
	{"5b", "personal or important data would go on without TLS", PART_HEAD,
	 row_5_clear},
	{"6", "no personal information, no important data, all was read",
	 PART_MAIN, row_6},
	{"7", "personal information, country of destination unknown", PART_MAIN,
	 row_7},
	{"8", "personal information, recipient not registered", PART_MAIN,
	 row_8},
	{"9", "declared transit, collected abroad, nobody domestic seen",
	 PART_MAIN, row_9},
	{"10", "declared transit, but domestic persons were seen", PART_MAIN,
	 row_10},
	{"11", "a claimed exemption that is approved and applies", PART_MAIN,
	 row_11},
	{"12", "a claim that is not approved, over, or too narrow", PART_MAIN,
	 row_12},
	{"13", "free trade zone, outside its negative list", PART_MAIN, row_13},
	{"13b", "free trade zone, on its negative list", PART_MAIN, row_13b},
	{NULL, NULL, PART_MAIN, NULL},
};
