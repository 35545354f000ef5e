/* SPDX-License-Identifier: Apache-2.0 */
/* Changes under which what is refused may pass, or pass without an alert. */
#include "policy/whatif_changes.h"

#include <inttypes.h>
#include <stdio.h>

static bool
is_empty(const char *text)
{
	return text == NULL || text[0] == '\0';
}

static bool
has_pathway(const struct scratch *s)
{
	return s->facts.flow != NULL && s->flow.pathway != NULL;
}

static bool
no_persons(struct scratch *s, unsigned which)
{
	struct facts *f = &s->facts;
	(void)which;
	if (!f->pi && f->persons == 0 && !f->weak_only)
		return false;
	f->pi = f->weak_only = false;
	f->persons = f->domestic_persons = 0;
	f->categories = (struct category_set){{0}};
	return true;
}

static bool
no_sensitive(struct scratch *s, unsigned which)
{
	(void)which;
	if (!category_meets(&s->facts.categories, &s->def->sensitive))
		return false;
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++)
		s->facts.categories.bits[i] &= ~s->def->sensitive.bits[i];
	s->facts.spi_count.after = s->facts.spi_count.before;
	s->facts.cap_sensitive.after = s->facts.cap_sensitive.before;
	return true;
}

static bool
only_in_scope(struct scratch *s, unsigned which)
{
	bool any = false;
	(void)which;
	if (!has_pathway(s) || s->pathway.categories.any)
		return false;
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++) {
		uint64_t in = s->pathway.categories.set.bits[i];
		any |= (s->facts.categories.bits[i] & ~in) != 0;
		s->facts.categories.bits[i] &= in;
	}
	return any;
}

static bool
no_important(struct scratch *s, unsigned which)
{
	bool any = s->facts.important != NULL;
	(void)which;
	s->facts.important = NULL;
	if (s->facts.flow != NULL) {
		any |= s->flow.important_items != NULL;
		s->flow.important_items = NULL;
	}
	return any;
}

static bool
readable(struct scratch *s, unsigned which)
{
	bool any = s->facts.unreadable != 0 || s->facts.tunnelled;
	(void)which;
	s->facts.unreadable = 0;
	s->facts.tunnelled = false;
	return any;
}

static bool
nobody_domestic(struct scratch *s, unsigned which)
{
	(void)which;
	if (s->facts.domestic_persons == 0 || s->facts.flow == NULL ||
	    s->flow.exemption.article != EXEMPTION_ART4_TRANSIT)
		return false;
	s->facts.domestic_persons = 0;
	return true;
}

static bool
over_tls(struct scratch *s, unsigned which)
{
	(void)which;
	bool any = s->facts.cleartext;
	s->facts.cleartext = false;
	return any;
}

/* With a flow of its own, whose evidence is there. */
static bool
registered(struct scratch *s, unsigned which)
{
	(void)which;
	if (s->facts.recipient != NULL)
		return false;
	s->recipient =
		(struct recipient){.id = "", .country = s->facts.country};
	if (s->recipient.country.code[0] == '\0')
		memcpy(s->recipient.country.code, "ZZ", 2);
	s->flow = (struct flow){.id = "",
				.recipient = &s->recipient,
				.consent = "-",
				.pipia = "-",
				.exemption = {.until = NO_DAY}};
	memcpy(s->flow.unreadable, s->reg.defaults.unreadable,
	       sizeof(s->flow.unreadable));
	s->facts.recipient = &s->recipient;
	s->facts.flow = &s->flow;
	return true;
}

enum { CLAIM_APPROVED, CLAIM_LASTS, CLAIM_WIDE };

static bool
claim(struct scratch *s, unsigned which)
{
	struct exemption *e = &s->flow.exemption;
	if (s->facts.flow == NULL || e->article == EXEMPTION_NONE)
		return false;
	switch (which) {
	case CLAIM_APPROVED:
		if (!is_empty(e->approved_by))
			return false;
		e->approved_by = "-";
		return true;
	case CLAIM_LASTS:
		if (e->until == NO_DAY)
			return false;
		e->until = NO_DAY;
		return true;
	default:
		if (e->categories.any)
			return false;
		e->categories.any = true;
		return true;
	}
}

enum {
	PATHWAY_IN_FORCE,
	PATHWAY_BEGUN,
	PATHWAY_LASTS,
	PATHWAY_RESUMED,
	PATHWAY_TO_RECIPIENT,
	PATHWAY_TO_COUNTRY,
	PATHWAY_OF_CATEGORIES,
	PATHWAY_OF_SENSITIVE,
	PATHWAY_FOR_PURPOSE,
	PATHWAY_OF_ITEMS,
	PATHWAY_UNCAPPED,
	PATHWAY_FILED,
};

static bool
put_status(struct scratch *s, bool stopped)
{
	enum pathway_status now = s->facts.pathway_status;
	bool is_stopped = now == PATHWAY_SUSPENDED || now == PATHWAY_REVOKED ||
			  now == PATHWAY_SUPERSEDED;
	if (now == PATHWAY_EFFECTIVE || is_stopped != stopped)
		return false;
	s->facts.pathway_status = PATHWAY_EFFECTIVE;
	return true;
}

static bool
forget_list(const char *const **list)
{
	bool any = *list != NULL;
	*list = NULL;
	return any;
}

static bool
forget_day(int64_t *day)
{
	bool any = *day != NO_DAY;
	*day = NO_DAY;
	return any;
}

static bool
uncap(struct caps *c)
{
	bool any = c->persons != NO_CAP || c->sensitive_persons != NO_CAP ||
		   c->bytes != NO_CAP;
	c->persons = c->sensitive_persons = c->bytes = NO_CAP;
	return any;
}

static bool
cover_items(struct scratch *s)
{
	s->pathway.important_items = s->facts.important != NULL
					     ? s->facts.important
					     : s->flow.important_items;
	return s->pathway.important_items != NULL;
}

static bool
pathway(struct scratch *s, unsigned which)
{
	struct pathway *p = &s->pathway;
	bool all = p->categories.any;
	if (!has_pathway(s))
		return false;
	switch (which) {
	case PATHWAY_IN_FORCE:
		return put_status(s, false);
	case PATHWAY_BEGUN:
		return forget_day(&p->effective_on);
	case PATHWAY_LASTS:
		return forget_day(&p->valid_until);
	case PATHWAY_RESUMED:
		return put_status(s, true);
	case PATHWAY_TO_RECIPIENT:
		return forget_list(&p->recipients);
	case PATHWAY_TO_COUNTRY:
		return forget_list(&p->countries);
	case PATHWAY_OF_CATEGORIES:
		p->categories.any = true;
		return !all;
	case PATHWAY_OF_SENSITIVE:
		all = p->sensitive;
		p->sensitive = true;
		return !all;
	case PATHWAY_FOR_PURPOSE:
		return forget_list(&p->purposes);
	case PATHWAY_OF_ITEMS:
		return cover_items(s);
	case PATHWAY_UNCAPPED:
		return uncap(&p->caps);
	default:
		if (p->effective_on == NO_DAY || p->filed_on != NO_DAY)
			return false;
		p->filed_on = p->effective_on;
		return true;
	}
}

/* A pathway of the regime's n-th mechanism, valid and wide enough. */
static bool
another_pathway(struct scratch *s, unsigned which)
{
	if (s->facts.recipient == NULL || which >= s->def->n_mechanisms)
		return false;
	enum mechanism m = s->def->mechanisms[which].mechanism;
	if (has_pathway(s) && s->pathway.mechanism == m)
		return false;
	if (s->facts.flow == NULL) {
		s->flow = (struct flow){.id = "",
					.recipient = &s->recipient,
					.exemption = {.until = NO_DAY}};
		memcpy(s->flow.unreadable, s->reg.defaults.unreadable,
		       sizeof(s->flow.unreadable));
		s->facts.flow = &s->flow;
	}
	s->pathway = (struct pathway){
		.id = "",
		.regime = s->def->id,
		.mechanism = m,
		.status = PATHWAY_EFFECTIVE,
		.important_items = s->facts.important,
		.categories = {.any = true},
		.sensitive = true,
		.effective_on = NO_DAY,
		.filed_on = NO_DAY,
		.valid_until = NO_DAY,
		.caps = {NO_CAP, NO_CAP, NO_CAP, CAP_CALENDAR_YEAR},
	};
	s->flow.pathway = &s->pathway;
	s->facts.pathway_status = PATHWAY_EFFECTIVE;
	snprintf(s->words, sizeof(s->words),
		 "the flow has a pathway of mechanism \"%s\" that is valid and "
		 "covers it",
		 mechanism_name(m));
	return true;
}

/* Under the threshold that was met last. */
static bool
fewer(struct scratch *s, unsigned which)
{
	static const char *const counters[] = {"pi", "spi"};
	struct count *c = which == 0 ? &s->facts.pi_count : &s->facts.spi_count;
	const char *article, *of = NULL;
	int64_t at, met = 0;
	while (regime_next_threshold(s->facts.regime, counters[which], met, &at,
				     &article) &&
	       at > met && at <= c->after) {
		met = at;
		of = article;
	}
	if (of == NULL)
		return false;
	snprintf(s->words, sizeof(s->words),
		 "the counter %s is below %" PRId64 " (%s; it is %" PRId64 ")",
		 counters[which], met, of, c->after);
	c->after = met - 1;
	if (c->before > c->after)
		c->before = c->after;
	return true;
}

enum { FLOW_CONSENT, FLOW_PIPIA, FLOW_READS, FLOW_AUTHORITY };

static bool
flow(struct scratch *s, unsigned which)
{
	struct flow *f = &s->flow;
	bool any = false;
	if (s->facts.flow == NULL)
		return false;
	switch (which) {
	case FLOW_CONSENT:
		any = is_empty(f->consent);
		f->consent = "-";
		return any;
	case FLOW_PIPIA:
		any = is_empty(f->pipia);
		f->pipia = "-";
		return any;
	case FLOW_READS:
		any = s->facts.unreadable != 0 || s->facts.tunnelled;
		for (unsigned u = 0; u < UNREADABLE_MAX_; u++)
			f->unreadable[u] = VERDICT_LOG;
		return any;
	default:
		any = f->foreign_authority;
		f->foreign_authority = false;
		return any;
	}
}

static bool
same_country(struct scratch *s, unsigned which)
{
	(void)which;
	if (s->facts.recipient == NULL ||
	    s->facts.address_country.code[0] == '\0' ||
	    strcmp(s->facts.address_country.code, s->recipient.country.code) ==
		    0)
		return false;
	s->facts.address_country = s->recipient.country;
	return true;
}

const struct change changes_to_pass[] = {
	{"nothing personal is in it", true, no_persons, 0},
	{"nothing sensitive is in it", true, no_sensitive, 0},
	{"only categories that the pathway covers are in it", true,
	 only_in_scope, 0},
	{"no important data are in it", true, no_important, 0},
	{"all of it can be read", true, readable, 0},
	{"nobody domestic is in it", true, nobody_domestic, 0},
	{"it goes over TLS", false, over_tls, 0},
	{"the recipient is registered, with its country and a flow", false,
	 registered, 0},
	{"the flow answers no foreign authority", false, flow, FLOW_AUTHORITY},
	{"the flow's claim is approved", false, claim, CLAIM_APPROVED},
	{"the flow's claim is renewed", false, claim, CLAIM_LASTS},
	{"the flow's claim covers the categories in it", false, claim,
	 CLAIM_WIDE},
	{"the pathway is approved and in force", false, pathway,
	 PATHWAY_IN_FORCE},
	{"the pathway's first day has come", false, pathway, PATHWAY_BEGUN},
	{"the pathway is extended", false, pathway, PATHWAY_LASTS},
	{"the pathway is resumed, or replaced by one that is in force", false,
	 pathway, PATHWAY_RESUMED},
	{"the pathway names the recipient", false, pathway,
	 PATHWAY_TO_RECIPIENT},
	{"the pathway names the country", false, pathway, PATHWAY_TO_COUNTRY},
	{"the pathway covers the categories in it", false, pathway,
	 PATHWAY_OF_CATEGORIES},
	{"the pathway covers sensitive data", false, pathway,
	 PATHWAY_OF_SENSITIVE},
	{"the pathway names the purpose", false, pathway, PATHWAY_FOR_PURPOSE},
	{"the pathway covers the important data in it", false, pathway,
	 PATHWAY_OF_ITEMS},
	{"the pathway's caps are higher", false, pathway, PATHWAY_UNCAPPED},
	{"the contract is filed", false, pathway, PATHWAY_FILED},
	{NULL, false, fewer, 0},
	{NULL, false, fewer, 1},
	{"consent is recorded on the flow", false, flow, FLOW_CONSENT},
	{"the impact assessment is recorded on the flow", false, flow,
	 FLOW_PIPIA},
	{"the flow lets through what cannot be read", false, flow, FLOW_READS},
	{"the address dialled is in the registered country", false,
	 same_country, 0},
	{NULL, false, another_pathway, 0},
	{NULL, false, another_pathway, 1},
	{NULL, false, another_pathway, 2},
	{NULL, false, another_pathway, 3},
	{NULL, false, another_pathway, 4},
	{NULL, false, another_pathway, 5},
	{NULL, false, another_pathway, 6},
	{NULL, false, another_pathway, 7},
	{NULL, false, NULL, 0},
};
