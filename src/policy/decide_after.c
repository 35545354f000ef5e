/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows 28 to 33, applied to what rows 4, 14 and 21 to 26 let through: caps,
 * thresholds that are near, dates that are near, evidence that is missing.
 * And what is said of any exchange: a calendar that is missing, an address in
 * another country than the register says.
 */
#include "policy/reading.h"

/* A cap, its count, and whether this exchange uses it. */
struct cap {
	const char *what;
	struct count count;
	int64_t limit;
	bool used;
	bool of_persons;
};

#define CAPS 3

static bool
is_used(const struct reading *r, const struct count *c, bool kind)
{
	return !r->exempt && r->pi &&
	       (c->after != c->before || (r->facts->persons > 0 && kind));
}

static void
read_caps(const struct reading *r, struct cap caps[CAPS])
{
	const struct facts *f = r->facts;
	static const struct caps none = {.persons = NO_CAP,
					 .sensitive_persons = NO_CAP,
					 .bytes = NO_CAP};
	const struct caps *c = r->pathway != NULL ? &r->pathway->caps : &none;
	caps[0] = (struct cap){"persons", f->cap_persons, c->persons,
			       is_used(r, &f->cap_persons, true), true};
	caps[1] = (struct cap){
		"sensitive persons", f->cap_sensitive, c->sensitive_persons,
		is_used(r, &f->cap_sensitive, r->sensitive), true};
	caps[2] = (struct cap){"bytes", f->cap_bytes, c->bytes, true, false};
	for (int i = 0; i < CAPS; i++)
		caps[i].used = caps[i].used && caps[i].limit != NO_CAP;
}

static bool
row_28(struct reading *r)
{
	struct cap caps[CAPS];
	bool held = false;
	read_caps(r, caps);
	for (int i = 0; i < CAPS && !r->ended; i++) {
		if (!caps[i].used || caps[i].count.after <= caps[i].limit)
			continue;
		held = true;
		reading_say(r, "%lld %s, the pathway allows %lld",
			    (long long)caps[i].count.after, caps[i].what,
			    (long long)caps[i].limit);
		if (caps[i].of_persons)
			reading_give_found(r, VERDICT_BLOCK,
					   REASON_CAP_EXCEEDED);
		else
			reading_give(r, VERDICT_BLOCK, REASON_CAP_EXCEEDED);
	}
	return held;
}

static bool
row_29(struct reading *r)
{
	struct cap caps[CAPS];
	bool held = false;
	read_caps(r, caps);
	for (int i = 0; i < CAPS; i++) {
		if (!caps[i].used || caps[i].count.after != caps[i].limit)
			continue;
		held = true;
		reading_say(r, "the cap of %lld %s is reached",
			    (long long)caps[i].limit, caps[i].what);
		reading_give(r, VERDICT_LOG, REASON_CAP_REACHED);
	}
	return held;
}

/* Whether count is at least share percent of limit; no product overflows. */
static bool
reaches(int64_t count, int64_t limit, int share)
{
	int64_t need = limit / 100 * share + (limit % 100 * share + 99) / 100;
	return count >= need;
}

static bool
is_near(const struct reading *r, int64_t count, int64_t limit)
{
	for (size_t i = 0; i < r->def->n_warn_shares; i++)
		if (reaches(count, limit, r->def->warn_shares[i]))
			return true;
	return false;
}

static bool
threshold_near(struct reading *r, unsigned counter, bool kind)
{
	const struct count *c = &r->facts->counts[counter];
	int64_t at;
	const char *article;
	if (!is_used(r, c, kind) ||
	    !regime_next_threshold_listed(r->regime, counter, r->list, c->after,
					  &at, &article) ||
	    !is_near(r, c->after, at))
		return false;
	reading_say(r, "%lld persons of the %lld at which %s holds",
		    (long long)c->after, (long long)at, article);
	reading_give(r, VERDICT_LOG, REASON_THRESHOLD_NEAR);
	return true;
}

/* A kind's number is near only where a tier that has one is for this
 * destination and transaction. */
static bool
has_number_here(const struct reading *r, unsigned counter)
{
	for (size_t i = 0; i < r->def->n_tiers; i++) {
		const struct regime_tier *t = &r->def->tiers[i];
		for (size_t k = 0; k < t->n_conditions; k++)
			if (t->conditions[k].counter == counter &&
			    tier_takes(r, t))
				return true;
	}
	return false;
}

static bool
row_30(struct reading *r)
{
	struct cap caps[CAPS];
	bool held = threshold_near(r, COUNTER_PI, r->plain);
	held |= threshold_near(r, COUNTER_SPI, r->sensitive);
	for (unsigned i = COUNTER_MAX_; i < r->def->n_counters; i++)
		held |= regime_counter_takes(r->regime, i, &r->categories) &&
			has_number_here(r, i) && threshold_near(r, i, true);
	read_caps(r, caps);
	for (int i = 0; i < CAPS; i++) {
		if (!caps[i].used ||
		    !is_near(r, caps[i].count.after, caps[i].limit))
			continue;
		held = true;
		reading_say(r, "%lld %s of a cap of %lld",
			    (long long)caps[i].count.after, caps[i].what,
			    (long long)caps[i].limit);
		reading_give(r, VERDICT_LOG, REASON_THRESHOLD_NEAR);
	}
	return held;
}

/* The calendar is asked only where the answer may depend on it: n working
 * days never span more than twice as many days and two weeks. */
static bool
row_31(struct reading *r)
{
	if (r->mechanism == NULL || r->mechanism->expiring_within == 0 ||
	    r->pathway->valid_until == NO_DAY)
		return false;
	int64_t within = r->mechanism->expiring_within;
	int64_t until = r->pathway->valid_until;
	if (until - r->day > 2 * within + 14)
		return false;
	int64_t left = regime_working_days(r->regime, r->day, until,
					   &r->calendar_missing);
	if (left > within)
		return false;
	reading_say(r, "%lld working days to expiry", (long long)left);
	reading_give(r, VERDICT_LOG, REASON_PATHWAY_EXPIRING);
	return true;
}

static bool
row_32(struct reading *r)
{
	const struct pathway *p = r->pathway;
	if (r->mechanism == NULL || r->mechanism->filing_within == 0 ||
	    r->def->filing == VERDICT_ALLOW || p->effective_on == NO_DAY ||
	    (p->filed_on != NO_DAY && p->filed_on <= r->day))
		return false;
	int64_t within = r->mechanism->filing_within;
	int64_t days = r->day - p->effective_on;
	if (days <= within)
		return false;
	if (days <= 2 * within + 14)
		days = regime_working_days(r->regime, p->effective_on, r->day,
					   &r->calendar_missing);
	if (days <= within)
		return false;
	reading_give_found(r, r->def->filing, REASON_CN_SCC_FILING_OVERDUE);
	return true;
}

static bool
is_empty(const char *text)
{
	return text == NULL || text[0] == '\0';
}

static bool
row_33(struct reading *r)
{
	const struct flow *flow = r->facts->flow;
	if (!r->pi || r->exempt)
		return false;
	bool consent = r->def->consent != VERDICT_ALLOW &&
		       (flow == NULL || is_empty(flow->consent));
	bool pipia = r->def->pipia != VERDICT_ALLOW &&
		     (flow == NULL || is_empty(flow->pipia));
	if (consent)
		reading_give_found(r, r->def->consent,
				   REASON_CN_CONSENT_MISSING);
	if (pipia && !r->ended)
		reading_give_found(r, r->def->pipia, REASON_CN_PIPIA_MISSING);
	return consent || pipia;
}

/* The regime's own evidence of a mechanism, beside rows 32 and 33. */
static bool
row_34(struct reading *r)
{
	const struct regime_mechanism *m = r->mechanism;
	bool held = false;
	if (!r->pi || r->exempt || m == NULL || m->evidence == NULL ||
	    tier_of(r)->need == 0)
		return false;
	for (size_t i = 0; m->evidence[i] != NULL && !r->ended; i++) {
		if (has_evidence(r, m->evidence[i]))
			continue;
		held = true;
		reading_say(r, "no evidence \"%s\"", m->evidence[i]);
		reading_give_found(r, m->evidence_verdict, m->evidence_missing);
	}
	return held;
}

/* What rests on a recognition that may fall. A destination that is in a
 * sound set too does not. */
static bool
row_35(struct reading *r)
{
	const struct regime_tier *t = tier_of(r);
	bool shaky = false;
	if (!r->pi || r->exempt || t->destination == NULL ||
	    t->verdict == VERDICT_BLOCK)
		return false;
	for (size_t i = 0; t->destination[i] != NULL; i++) {
		const struct destination_set *set =
			regime_destination_set(r->regime, t->destination[i]);
		if (!regime_set_holds(r->regime, set, r->facts->recipient,
				      r->country, r->day))
			continue;
		if (!regime_set_is_at_risk(r->regime, set, r->day))
			return false;
		shaky = true;
		reading_say(r, "the set \"%s\" is challenged or ends soon",
			    set->id);
	}
	if (shaky)
		reading_give(r, VERDICT_LOG, REASON_ADEQUACY_AT_RISK);
	return shaky;
}

/* A mechanism for single cases that is used for many. */
static bool
row_36(struct reading *r)
{
	const struct regime_mechanism *m = r->mechanism;
	if (!r->pi || r->exempt || m == NULL || m->single_limit == 0 ||
	    r->facts->counts[m->single_counter].after <= m->single_limit)
		return false;
	reading_say(r, "%lld persons under a mechanism for single cases",
		    (long long)r->facts->counts[m->single_counter].after);
	reading_give(r, VERDICT_LOG, m->single_reason);
	return true;
}

static bool
row_calendar(struct reading *r)
{
	if (r->calendar_missing)
		reading_give(r, VERDICT_LOG, REASON_CALENDAR_MISSING);
	return r->calendar_missing;
}

/* Of what is personal or important alone: the rest is nobody's concern. */
static bool
row_address(struct reading *r)
{
	const char *at = r->facts->address_country.code;
	if (r->facts->recipient == NULL || (!r->pi && !r->important) ||
	    at[0] == '\0' || strcmp(at, r->country.code) == 0)
		return false;
	reading_say(r, "registered in %s, dialled in %s", r->country.code, at);
	reading_give(r, VERDICT_LOG, REASON_GEO_MISMATCH);
	return true;
}

const struct row rows_after[] = {
	{"28", "the pathway's cap would be exceeded", PART_AFTER, row_28},
	{"29", "the pathway's cap is reached exactly", PART_AFTER, row_29},
	{"30", "a threshold or cap is near", PART_AFTER, row_30},
	{"31", "the pathway expires soon", PART_AFTER, row_31},
	{"32", "the contract is not filed in time", PART_AFTER, row_32},
	{"33", "consent or impact assessment missing on the flow", PART_AFTER,
	 row_33},
	{"34", "evidence that the mechanism needs is missing", PART_AFTER,
	 row_34},
	{"35", "the recognition of the destination is challenged or ends soon",
	 PART_AFTER, row_35},
	{"36", "a mechanism for single cases is used for many", PART_AFTER,
	 row_36},
	{"calendar", "a calendar of working days is missing", PART_TAIL,
	 row_calendar},
	{"address", "the address dialled is in another country", PART_TAIL,
	 row_address},
	{NULL, NULL, PART_TAIL, NULL},
};
