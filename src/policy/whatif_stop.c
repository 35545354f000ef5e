/* SPDX-License-Identifier: Apache-2.0 */
/* Changes under which what passes would be refused. */
#include "base/clock.h"
#include "policy/whatif_changes.h"

#include <inttypes.h>
#include <stdio.h>

static bool
has_pathway(const struct scratch *s)
{
	return s->facts.flow != NULL && s->flow.pathway != NULL;
}

/* As many persons as the next threshold asks for. */
static bool
more(struct scratch *s, unsigned which)
{
	static const char *const counters[] = {"pi", "spi"};
	struct count *c = which == 0 ? &s->facts.pi_count : &s->facts.spi_count;
	const char *article;
	int64_t at;
	if (!regime_next_threshold(s->facts.regime, counters[which], c->after,
				   &at, &article))
		return false;
	snprintf(s->words, sizeof(s->words),
		 "the counter %s reaches %" PRId64 " (%s; it is %" PRId64 ")",
		 counters[which], at, article, c->after);
	c->before = at - 1;
	c->after = at;
	return true;
}

/* A counter below its threshold may still be far: the last one of all. */
static bool
many_more(struct scratch *s, unsigned which)
{
	static const char *const counters[] = {"pi", "spi"};
	struct count *c = which == 0 ? &s->facts.pi_count : &s->facts.spi_count;
	const char *article;
	int64_t at = c->after, next;
	unsigned n = 0;
	while (regime_next_threshold(s->facts.regime, counters[which], at,
				     &next, &article) &&
	       next > at) {
		at = next;
		n++;
	}
	if (n < 2)
		return false; /* the next is the last */
	snprintf(s->words, sizeof(s->words),
		 "the counter %s reaches %" PRId64 " (it is %" PRId64 ")",
		 counters[which], at, c->after);
	c->before = at - 1;
	c->after = at;
	return true;
}

enum { CAP_PERSONS, CAP_SENSITIVE, CAP_BYTES };

static bool
over_cap(struct scratch *s, unsigned which)
{
	const struct caps *caps = &s->pathway.caps;
	const struct {
		const char *what;
		int64_t limit;
		struct count *count;
	} rows[] = {{"persons", caps->persons, &s->facts.cap_persons},
		    {"sensitive persons", caps->sensitive_persons,
		     &s->facts.cap_sensitive},
		    {"bytes", caps->bytes, &s->facts.cap_bytes}};
	if (!has_pathway(s) || rows[which].limit == NO_CAP)
		return false;
	snprintf(s->words, sizeof(s->words),
		 "more than %" PRId64 " %s are sent under the pathway (now "
		 "%" PRId64 ")",
		 rows[which].limit, rows[which].what, rows[which].count->after);
	rows[which].count->after = rows[which].limit + 1;
	return true;
}

static bool
stopped(struct scratch *s, unsigned which)
{
	s->facts.pathway_status = (enum pathway_status)which;
	return has_pathway(s);
}

static bool
expired(struct scratch *s, unsigned which)
{
	(void)which;
	if (!has_pathway(s) || s->pathway.valid_until == NO_DAY)
		return false;
	struct civil c = civil_from_days(s->pathway.valid_until);
	snprintf(s->words, sizeof(s->words),
		 "the pathway's last day, %04d-%02d-%02d, is over", c.year,
		 c.month, c.day);
	s->pathway.valid_until =
		regime_day(s->facts.regime, s->facts.now_s) - 1;
	return true;
}

static bool
claim_over(struct scratch *s, unsigned which)
{
	(void)which;
	if (s->facts.flow == NULL ||
	    s->flow.exemption.article == EXEMPTION_NONE)
		return false;
	s->flow.exemption.approved_by = NULL;
	return true;
}

static bool
unlisted(struct scratch *s, unsigned which)
{
	bool listed = s->facts.recipient != NULL;
	(void)which;
	s->facts.recipient = NULL;
	s->facts.flow = NULL;
	return listed;
}

static bool
persons(struct scratch *s, unsigned which)
{
	if (s->facts.pi && which == 0)
		return false;
	s->facts.pi = true;
	if (s->facts.persons == 0)
		s->facts.persons = 1;
	for (unsigned i = 0; which == 1 && i < CATEGORY_MAX / 64; i++) {
		uint64_t bits = s->def->sensitive.bits[i];
		if ((s->facts.categories.bits[i] & bits) != 0)
			return false;
		if (bits != 0) {
			s->facts.categories.bits[i] |= bits & -bits;
			return true;
		}
	}
	return which == 0;
}

static bool
outside_scope(struct scratch *s, unsigned which)
{
	(void)which;
	if (!has_pathway(s) || s->pathway.categories.any || !s->facts.pi)
		return false;
	for (unsigned i = 0; i < CATEGORY_MAX; i++)
		if (!category_has(&s->pathway.categories.set, i) &&
		    !category_has(&s->def->sensitive, i) &&
		    !category_has(&s->def->not_personal, i)) {
			category_add(&s->facts.categories, i);
			return true;
		}
	return false;
}

static bool
important(struct scratch *s, unsigned which)
{
	(void)which;
	if (s->facts.important != NULL)
		return false;
	s->items[0] = "-";
	s->facts.important = s->items;
	return true;
}

static bool
unreadable(struct scratch *s, unsigned which)
{
	(void)which;
	for (int u = 0; u < UNREADABLE_MAX_; u++) {
		const enum verdict *v = s->facts.flow != NULL
						? s->flow.unreadable
						: s->reg.defaults.unreadable;
		if ((s->facts.unreadable >> u & 1) == 0 &&
		    v[u] == VERDICT_BLOCK) {
			s->facts.unreadable |= 1u << u;
			snprintf(s->words, sizeof(s->words),
				 "some of it could not be read (%s)",
				 unreadable_name((enum unreadable)u));
			return true;
		}
	}
	return false;
}

static bool
cleartext(struct scratch *s, unsigned which)
{
	(void)which;
	bool was = s->facts.cleartext;
	s->facts.cleartext = true;
	return !was;
}

const struct change changes_to_stop[] = {
	{NULL, false, more, 0},
	{NULL, false, more, 1},
	{NULL, false, many_more, 0},
	{NULL, false, many_more, 1},
	{NULL, false, over_cap, CAP_PERSONS},
	{NULL, false, over_cap, CAP_SENSITIVE},
	{NULL, false, over_cap, CAP_BYTES},
	{"the pathway is suspended", false, stopped, PATHWAY_SUSPENDED},
	{NULL, false, expired, 0},
	{"the flow's claim is not approved, or over", false, claim_over, 0},
	{"the recipient is no longer registered", false, unlisted, 0},
	{"personal data are in it", true, persons, 0},
	{"sensitive data are in it", true, persons, 1},
	{"a category is in it that the pathway does not cover", true,
	 outside_scope, 0},
	{"important data are in it", true, important, 0},
	{NULL, true, unreadable, 0},
	{"it goes without TLS", false, cleartext, 0},
	{NULL, false, NULL, 0},
};
