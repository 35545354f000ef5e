/* SPDX-License-Identifier: Apache-2.0 */
/* The tiers and mechanisms of a regime file. */
#include "conf/regime_read.h"

static const char *const comparators[] = {
	[COMPARE_LT] = "lt",
	[COMPARE_LE] = "le",
	[COMPARE_GE] = "ge",
	[COMPARE_GT] = "gt",
};

int
read_counter(struct regime_read *r, const config_setting_t *group)
{
	(void)read_member(r, group, "counter", true);
	return read_word(r, group, "counter", "pi spi", COUNTER_PI);
}

/* { counter = "pi"; ge = 100000; } */
static void
read_condition(struct regime_read *r, const config_setting_t *group,
	       struct regime_condition *into)
{
	if (!read_keys(r, group, "counter lt le ge gt"))
		return;
	into->counter = (unsigned)read_counter(r, group);
	unsigned given = 0;
	for (int c = COMPARE_LT; c <= COMPARE_GT; c++) {
		if (config_setting_get_member(group, comparators[c]) == NULL)
			continue;
		into->comparator = (enum comparator)c;
		into->at = read_number(r, group, comparators[c], 0,
				       INT64_C(1) << 53, 0);
		given++;
	}
	if (given != 1)
		read_fail(r, group, "expected one of lt, le, ge, gt");
}

static void
read_when(struct regime_read *r, const config_setting_t *group,
	  struct regime_tier *into)
{
	if (!read_keys(r, group, "important_data ciio sensitive any"))
		return;
	into->important = read_bool(r, group, "important_data", false);
	into->ciio = read_bool(r, group, "ciio", false);
	if (config_setting_get_member(group, "sensitive") != NULL)
		into->sensitive = read_bool(r, group, "sensitive", false)
					  ? TRI_YES
					  : TRI_NO;
	const config_setting_t *list = NULL;
	size_t n = read_length(r, group, "any", &list);
	struct regime_condition *conditions =
		read_array(r, n, sizeof(*conditions));
	for (size_t i = 0; conditions != NULL && i < n; i++)
		read_condition(r, config_setting_get_elem(list, (unsigned)i),
			       &conditions[i]);
	into->conditions = conditions;
	into->n_conditions = n;
}

static unsigned
read_need(struct regime_read *r, const config_setting_t *group)
{
	const config_setting_t *list = NULL;
	unsigned need = 0;
	(void)read_member(r, group, "need", true);
	size_t n = read_length(r, group, "need", &list);
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *s =
			config_setting_get_elem(list, (unsigned)i);
		const char *name = config_setting_get_string(s);
		int m = name != NULL ? mechanism_parse(name) : -1;
		if (m < 0)
			read_fail(r, s, "expected a mechanism");
		else
			need |= MECHANISM_BIT(m);
	}
	return need;
}

static void
read_tier(struct regime_read *r, const config_setting_t *group,
	  struct regime_tier *into)
{
	if (!read_keys(r, group, "id article when need allow refuse"))
		return;
	into->id = read_text(r, group, "id", true);
	into->article = read_text(r, group, "article", false);
	const config_setting_t *when = read_member(r, group, "when", false);
	if (when != NULL)
		read_when(r, when, into);
	into->need = read_need(r, group);
	into->allow = read_reason(r, group, "allow",
				  into->important || into->need == 0);
	into->refuse = read_reason(r, group, "refuse", into->need != 0);
	if (into->id == NULL)
		into->id = "";
}

void
read_tiers(struct regime_read *r, const config_setting_t *group,
	   struct regime_def *into)
{
	const config_setting_t *list = NULL;
	(void)read_member(r, group, "tiers", true);
	size_t n = read_length(r, group, "tiers", &list);
	struct regime_tier *tiers = read_array(r, n, sizeof(*tiers));
	for (size_t i = 0; tiers != NULL && i < n; i++)
		read_tier(r, config_setting_get_elem(list, (unsigned)i),
			  &tiers[i]);
	into->tiers = tiers;
	into->n_tiers = n;
}

static void
read_mechanism(struct regime_read *r, const config_setting_t *group,
	       struct regime_mechanism *into)
{
	if (!read_keys(r, group,
		       "id allow expiring_within filing_within destinations "
		       "exporter_cities"))
		return;
	const config_setting_t *id = read_member(r, group, "id", true);
	const char *name = id != NULL ? config_setting_get_string(id) : NULL;
	int m = name != NULL ? mechanism_parse(name) : -1;
	if (id != NULL && m < 0)
		read_fail(r, id,
			  "expected one of: sa scc certification gba; others "
			  "are not built in");
	else if (id != NULL)
		into->mechanism = (enum mechanism)m;
	into->allow = read_reason(r, group, "allow", true);
	into->expiring_within =
		(unsigned)read_number(r, group, "expiring_within", 0, 1000, 0);
	into->filing_within =
		(unsigned)read_number(r, group, "filing_within", 0, 1000, 0);
	into->destinations =
		read_countries(r, group, "destinations", &into->n_destinations);
	into->exporter_cities = read_texts(r, group, "exporter_cities");
}

void
read_mechanisms(struct regime_read *r, const config_setting_t *group,
		struct regime_def *into)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, group, "mechanisms", &list);
	struct regime_mechanism *all = read_array(r, n, sizeof(*all));
	for (size_t i = 0; all != NULL && i < n; i++)
		read_mechanism(r, config_setting_get_elem(list, (unsigned)i),
			       &all[i]);
	into->mechanisms = all;
	into->n_mechanisms = n;
}
