/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What completes a regime from files of its own: working-day calendars and
 * the negative lists of free trade zones. A year, or a zone's scenario, that
 * is there twice is an error: nobody could tell which holds.
 */
#include "conf/regime_load.h"

#include "base/clock.h"
#include "conf/regime_read.h"

#include <errno.h>

struct regime *
read_regime_of(struct regime_read *r, const config_setting_t *group,
	       struct regime *const *regimes, size_t n_regimes)
{
	const config_setting_t *s = read_member(r, group, "regime", true);
	const char *id = s != NULL ? config_setting_get_string(s) : NULL;
	for (size_t i = 0; id != NULL && i < n_regimes; i++) {
		if (strcmp(regime_id(regimes[i]), id) == 0) {
			r->arena = regime_arena(regimes[i]);
			return regimes[i];
		}
	}
	if (s != NULL)
		read_fail(r, s, "no such regime");
	return NULL;
}

static const int64_t *
read_days(struct regime_read *r, const config_setting_t *group, const char *key,
	  int year, size_t *ret_n)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, group, key, &list);
	int64_t *days = read_array(r, n, sizeof(*days));
	for (size_t i = 0; days != NULL && i < n; i++) {
		const config_setting_t *s =
			config_setting_get_elem(list, (unsigned)i);
		days[i] = read_day(r, s);
		if (days[i] != NO_DAY && civil_from_days(days[i]).year != year)
			read_fail(r, s, "this day is not in %d", year);
	}
	*ret_n = n;
	return days;
}

int
calendar_load(const config_setting_t *setting, const char *file,
	      struct conf_report *report, struct regime *const *regimes,
	      size_t n_regimes)
{
	struct regime_read r = {.file = file, .report = report};
	struct calendar_year year = {0};
	if (!read_keys(&r, setting,
		       "regime year holidays workdays source note"))
		return -EINVAL;
	struct regime *to = read_regime_of(&r, setting, regimes, n_regimes);
	if (to == NULL)
		return -EINVAL;
	(void)read_member(&r, setting, "year", true);
	year.year = (int)read_number(&r, setting, "year", 1970, 9999, 1970);
	year.holidays =
		read_days(&r, setting, "holidays", year.year, &year.n_holidays);
	year.workdays =
		read_days(&r, setting, "workdays", year.year, &year.n_workdays);
	(void)read_text(&r, setting, "source", true);
	(void)read_text(&r, setting, "note", false);
	if (!r.failed && regime_add_calendar(to, &year) < 0)
		read_fail(&r, setting, "year %d is there already", year.year);
	return r.failed ? -EINVAL : 0;
}

/* thresholds = ( { tier = "scc"; counter = "pi"; at = 500000; } ); */
static void
read_thresholds(struct regime_read *r, const config_setting_t *group,
		const struct regime *regime, struct negative_list *into)
{
	const struct regime_def *def = regime_definition(regime);
	const config_setting_t *list = NULL;
	r->counters = regime_counters(regime, &r->n_counters);
	size_t n = read_length(r, group, "thresholds", &list);
	struct regime_threshold *all = read_array(r, n, sizeof(*all));
	for (size_t i = 0; all != NULL && i < n; i++) {
		const config_setting_t *t =
			config_setting_get_elem(list, (unsigned)i);
		if (!read_keys(r, t, "tier counter at"))
			continue;
		const char *tier = read_text(r, t, "tier", true);
		bool known = false;
		for (size_t k = 0; tier != NULL && k < def->n_tiers; k++)
			known |= strcmp(def->tiers[k].id, tier) == 0;
		if (!known)
			read_fail(r, t, "expected a tier of the regime");
		(void)read_member(r, t, "at", true);
		all[i].tier = tier != NULL ? tier : "";
		all[i].counter = (unsigned)read_counter(r, t);
		all[i].at = read_number(r, t, "at", 0, INT64_C(1) << 53, 0);
	}
	into->thresholds = all;
	into->n_thresholds = n;
}

int
negative_list_load(const config_setting_t *setting, const char *file,
		   const struct rules *rules, struct conf_report *report,
		   struct regime *const *regimes, size_t n_regimes)
{
	struct regime_read r = {.file = file, .rules = rules, .report = report};
	struct negative_list list = {0};
	if (!read_keys(&r, setting,
		       "regime zone scenario version source listed "
		       "thresholds"))
		return -EINVAL;
	struct regime *to = read_regime_of(&r, setting, regimes, n_regimes);
	if (to == NULL)
		return -EINVAL;
	list.zone = read_text(&r, setting, "zone", true);
	list.scenario = read_text(&r, setting, "scenario", true);
	list.version = read_text(&r, setting, "version", true);
	list.source = read_text(&r, setting, "source", true);
	(void)read_member(&r, setting, "listed", true);
	unsigned warnings = report->warnings;
	read_categories(&r, setting, "listed", &list.listed);
	/* Elsewhere a category nobody finds is harmless; here it would let
	 * through what the list names. */
	if (report->warnings != warnings)
		read_fail(&r, setting, "every category listed must be found");
	read_thresholds(&r, setting, to, &list);
	if (!r.failed && regime_add_negative_list(to, &list) < 0)
		read_fail(&r, setting, "zone and scenario are there already");
	return r.failed ? -EINVAL : 0;
}
