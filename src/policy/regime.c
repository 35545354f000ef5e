/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A regime in memory. Guarantees: once a snapshot is published it does not
 * change; what a file left out has a safe value; every reason has texts. The
 * regime owns its arena and with it every string and array it points to.
 */
#include "base/clock.h"
#include "policy/calendar.h"
#include "policy/regime_def.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY_S 86400
#define CALENDARS_MAX 64
#define NEGATIVE_LISTS_MAX 256
#define AGREEMENTS_MAX 64
#define ARENA_LIMIT (1 << 20)

struct regime {
	struct regime_def def;
	struct reason_text texts[REASON_MAX_];
	struct arena *arena;
	struct calendar_year calendars[CALENDARS_MAX];
	size_t n_calendars;
	struct negative_list lists[NEGATIVE_LISTS_MAX];
	size_t n_lists;
	struct agreement agreements[AGREEMENTS_MAX];
	size_t n_agreements;
};

static const struct counter_def built_in[COUNTER_MAX_] = {{.id = "pi"},
							  {.id = "spi"}};

static void
fill_text(struct reason_text *into, const struct reason_text *from)
{
	if (from->article != NULL)
		into->article = from->article;
	if (from->title_en != NULL)
		into->title_en = from->title_en;
	if (from->title_zh != NULL)
		into->title_zh = from->title_zh;
	if (from->remedy_en != NULL)
		into->remedy_en = from->remedy_en;
	if (from->remedy_zh != NULL)
		into->remedy_zh = from->remedy_zh;
}

int
regime_build(const struct regime_def *def, struct arena **arena,
	     struct regime **ret_regime, struct why *why)
{
	int err = regime_check(def, why);
	if (err < 0)
		return err;
	struct regime *r = calloc(1, sizeof(*r));
	struct arena *own = arena == NULL ? arena_new(ARENA_LIMIT) : NULL;
	if (r == NULL || (arena == NULL && own == NULL)) {
		free(r);
		arena_free(&own);
		return why_set(why, -ENOMEM, "out of memory");
	}
	r->def = *def;
	if (def->n_counters == 0) {
		r->def.counters = built_in;
		r->def.n_counters = COUNTER_MAX_;
	}
	if (def->clean == 0)
		r->def.clean = REASON_NO_PERSONAL_DATA;
	if (def->fallback == 0)
		r->def.fallback = REASON_PATHWAY_NOT_NEEDED;
	r->arena = own;
	if (arena != NULL) {
		r->arena = *arena;
		*arena = NULL;
	}
	for (int i = 0; i < REASON_MAX_; i++)
		r->texts[i] = *reason_text(i);
	for (size_t i = 0; i < def->n_texts; i++)
		fill_text(&r->texts[def->texts[i].reason], &def->texts[i].text);
	*ret_regime = r;
	return 0;
}

void
regime_free(struct regime **pr)
{
	struct regime *r = *pr;
	*pr = NULL;
	if (r == NULL)
		return;
	arena_free(&r->arena);
	free(r);
}

struct arena *
regime_arena(struct regime *r)
{
	return r->arena;
}

int
regime_add_calendar(struct regime *r, const struct calendar_year *year)
{
	if (regime_has_calendar(r, year->year))
		return -EEXIST;
	if (r->n_calendars == CALENDARS_MAX)
		return ERR_LIMIT;
	r->calendars[r->n_calendars++] = *year;
	return 0;
}

int
regime_add_negative_list(struct regime *r, const struct negative_list *list)
{
	if (regime_negative_list(r, list->zone, list->scenario) != NULL)
		return -EEXIST;
	if (r->n_lists == NEGATIVE_LISTS_MAX)
		return ERR_LIMIT;
	r->lists[r->n_lists++] = *list;
	return 0;
}

int
regime_add_agreement(struct regime *r, const struct agreement *a)
{
	for (size_t i = 0; i < r->n_agreements; i++)
		if (strcmp(r->agreements[i].id, a->id) == 0)
			return -EEXIST;
	if (r->n_agreements == AGREEMENTS_MAX)
		return ERR_LIMIT;
	r->agreements[r->n_agreements++] = *a;
	return 0;
}

size_t
regime_agreements(const struct regime *r, const struct agreement **ret_first)
{
	*ret_first = r->agreements;
	return r->n_agreements;
}

static const char *
or_empty(const char *text)
{
	return text != NULL ? text : "";
}

const char *
regime_id(const struct regime *r)
{
	return r->def.id;
}

const char *
regime_version(const struct regime *r)
{
	return or_empty(r->def.version);
}

const char *
regime_as_of(const struct regime *r)
{
	return or_empty(r->def.as_of);
}

const char *
regime_disclaimer(const struct regime *r)
{
	return or_empty(r->def.disclaimer);
}

const char *
regime_time_zone(const struct regime *r)
{
	return or_empty(r->def.time_zone);
}

const char *const *
regime_sources(const struct regime *r)
{
	static const char *const none[] = {NULL};
	return r->def.sources != NULL ? r->def.sources : none;
}

bool
regime_has_calendar(const struct regime *r, int year)
{
	for (size_t i = 0; i < r->n_calendars; i++)
		if (r->calendars[i].year == year)
			return true;
	return false;
}

int64_t
regime_day(const struct regime *r, int64_t now_s)
{
	int64_t local = now_s + r->def.utc_offset;
	return local / DAY_S - (local % DAY_S < 0);
}

int64_t
regime_working_days(const struct regime *r, int64_t from, int64_t to,
		    bool *ret_missing)
{
	return calendar_working_days(r->calendars, r->n_calendars, from, to,
				     ret_missing);
}

int
regime_utc_offset(const struct regime *r)
{
	return r->def.utc_offset;
}

char *
regime_window(const struct regime *r, int64_t now_s, char buf[WINDOW_MAX])
{
	int year = civil_from_days(regime_day(r, now_s)).year;
	snprintf(buf, WINDOW_MAX, "%04d", year);
	return buf;
}

/* FNV-1a: the same in every process, for the store keeps the text. */
static uint32_t
stable_hash(const char *text)
{
	uint32_t h = 2166136261u;
	for (; *text != '\0'; text++)
		h = (h ^ (uint8_t)*text) * 16777619u;
	return h;
}

static char *
validity_window(const struct pathway *p, char buf[WINDOW_MAX])
{
	char from[32] = "start", id[44];
	if (p->effective_on != NO_DAY) {
		struct civil c = civil_from_days(p->effective_on);
		snprintf(from, sizeof(from), "%04d-%02d-%02d", c.year, c.month,
			 c.day);
	}
	if (strlen(p->id) < 40)
		snprintf(id, sizeof(id), "%s", p->id);
	else
		snprintf(id, sizeof(id), "%.30s~%08x", p->id,
			 stable_hash(p->id));
	snprintf(buf, WINDOW_MAX, "validity:%s:%.10s", id, from);
	return buf;
}

char *
regime_cap_window(const struct regime *r, const struct pathway *p,
		  int64_t now_s, char buf[WINDOW_MAX])
{
	if (p->caps.window == CAP_CALENDAR_YEAR)
		return regime_window(r, now_s, buf);
	return validity_window(p, buf);
}

const struct counter_def *
regime_counters(const struct regime *r, size_t *ret_n)
{
	*ret_n = r->def.n_counters;
	return r->def.counters;
}

char *
regime_counter_window(const struct regime *r, size_t i, const struct pathway *p,
		      int64_t now_s, char buf[WINDOW_MAX])
{
	must(i < r->def.n_counters);
	const struct counter_def *c = &r->def.counters[i];
	if (c->scope == SCOPE_OF_PATHWAY && p == NULL)
		return NULL;
	switch (c->window) {
	case WINDOW_CALENDAR_YEAR:
		return regime_window(r, now_s, buf);
	case WINDOW_ROLLING:
		snprintf(buf, WINDOW_MAX, "rolling:%u", c->months);
		return buf;
	case WINDOW_VALIDITY:
		return p != NULL ? validity_window(p, buf) : NULL;
	case WINDOW_FIRST_TRANSFER:
		snprintf(buf, WINDOW_MAX, "since-first");
		return buf;
	}
	return NULL;
}

unsigned
regime_audit_years(const struct regime *r)
{
	return r->def.audit_years;
}

const struct reason_text *
regime_reason_text(const struct regime *r, enum reason reason)
{
	must((unsigned)reason < REASON_MAX_);
	return &r->texts[reason];
}

const struct category_set *
regime_sensitive(const struct regime *r)
{
	return &r->def.sensitive;
}

bool
regime_is_home(const struct regime *r, struct country c)
{
	c = regime_fold(r, c);
	for (size_t i = 0; i < r->def.n_home; i++)
		if (strcmp(r->def.home[i].code, c.code) == 0)
			return true;
	return false;
}

const struct regime_def *
regime_definition(const struct regime *r)
{
	return &r->def;
}

const struct regime_mechanism *
regime_mechanism(const struct regime *r, enum mechanism m)
{
	for (size_t i = 0; i < r->def.n_mechanisms; i++)
		if (r->def.mechanisms[i].mechanism == m)
			return &r->def.mechanisms[i];
	return NULL;
}

bool
regime_knows(const struct regime *r, enum mechanism m)
{
	return regime_mechanism(r, m) != NULL;
}

const struct negative_list *
regime_negative_list(const struct regime *r, const char *zone,
		     const char *scenario)
{
	if (zone == NULL || scenario == NULL)
		return NULL;
	for (size_t i = 0; i < r->n_lists; i++)
		if (strcmp(r->lists[i].zone, zone) == 0 &&
		    strcmp(r->lists[i].scenario, scenario) == 0)
			return &r->lists[i];
	return NULL;
}

static int64_t
number_of(const struct regime_tier *tier, const struct regime_condition *c,
	  const struct negative_list *list)
{
	for (size_t i = 0; list != NULL && i < list->n_thresholds; i++)
		if (list->thresholds[i].counter == c->counter &&
		    strcmp(list->thresholds[i].tier, tier->id) == 0)
			return list->thresholds[i].at;
	return c->at;
}

bool
regime_condition_holds(const struct regime_tier *tier,
		       const struct regime_condition *c,
		       const struct negative_list *list, int64_t count)
{
	int64_t at = number_of(tier, c, list);
	switch (c->comparator) {
	case COMPARE_LT:
		return count < at;
	case COMPARE_LE:
		return count <= at;
	case COMPARE_GE:
		return count >= at;
	case COMPARE_GT:
		return count > at;
	}
	return true;
}

bool
regime_next_threshold_listed(const struct regime *r, unsigned counter,
			     const struct negative_list *list, int64_t count,
			     int64_t *ret_at, const char **ret_article)
{
	bool found = false;
	int64_t best = 0;
	for (size_t i = 0; i < r->def.n_tiers; i++) {
		const struct regime_tier *t = &r->def.tiers[i];
		for (size_t k = 0; k < t->n_conditions; k++) {
			const struct regime_condition *c = &t->conditions[k];
			if (c->counter != counter || c->lowest ||
			    (c->comparator != COMPARE_GE &&
			     c->comparator != COMPARE_GT))
				continue;
			int64_t at = number_of(t, c, list) +
				     (c->comparator == COMPARE_GT);
			if (at <= count || (found && at >= best))
				continue;
			found = true;
			best = at;
			*ret_at = at;
			*ret_article = or_empty(t->article);
		}
	}
	return found;
}

bool
regime_next_threshold(const struct regime *r, const char *counter,
		      int64_t count, int64_t *ret_at, const char **ret_article)
{
	for (unsigned c = 0; c < r->def.n_counters; c++)
		if (strcmp(r->def.counters[c].id, counter) == 0)
			return regime_next_threshold_listed(
				r, c, NULL, count, ret_at, ret_article);
	return false;
}
