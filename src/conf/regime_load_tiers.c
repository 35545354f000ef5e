/* SPDX-License-Identifier: Apache-2.0 */
/* The tiers and mechanisms of a regime file. */
#include "conf/regime_read.h"

static const char *const comparators[] = {
	[COMPARE_LT] = "lt",
	[COMPARE_LE] = "le",
	[COMPARE_GE] = "ge",
	[COMPARE_GT] = "gt",
};

/* { counter = "pi"; ge = 100000; } */
static void
read_condition(struct regime_read *r, const config_setting_t *group,
	       struct regime_condition *into)
{
	if (!read_keys(r, group, "counter lt le ge gt lowest"))
		return;
	into->counter = read_counter(r, group);
	unsigned given = 0;
	for (int c = COMPARE_LT; c <= COMPARE_GT; c++) {
		if (config_setting_get_member(group, comparators[c]) == NULL)
			continue;
		into->comparator = (enum comparator)c;
		into->at = read_number(r, group, comparators[c], 0,
				       INT64_C(1) << 53, 0);
		given++;
	}
	/* lowest = "gt": above the lowest number of the others. */
	if (config_setting_get_member(group, "lowest") != NULL) {
		static const enum comparator which[] = {COMPARE_GE, COMPARE_GT};
		into->comparator =
			which[read_word(r, group, "lowest", "ge gt", 0)];
		into->lowest = true;
		given++;
	}
	if (given != 1)
		read_fail(r, group, "expected one of lt, le, ge, gt, lowest");
}

static unsigned
read_transactions(struct regime_read *r, const config_setting_t *group)
{
	const config_setting_t *list = NULL;
	unsigned bits = 0;
	size_t n = read_length(r, group, "transaction", &list);
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *s =
			config_setting_get_elem(list, (unsigned)i);
		const char *name = config_setting_get_string(s);
		int t = name != NULL ? transaction_parse(name) : -1;
		if (t < 0)
			read_fail(r, s, "expected a kind of transaction");
		else
			bits |= 1u << t;
	}
	return bits;
}

static void
read_when(struct regime_read *r, const config_setting_t *group,
	  struct regime_tier *into)
{
	if (!read_keys(r, group,
		       "important_data items ciio sensitive destination "
		       "outside transaction lacks any"))
		return;
	into->items = read_texts(r, group, "items");
	into->destination = read_texts(r, group, "destination");
	into->outside = read_texts(r, group, "outside");
	into->lacks = read_texts(r, group, "lacks");
	into->transactions = read_transactions(r, group);
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

/* grace = { days = 60; reason = "..."; } and wait = { working_days = 10;
 * reason = "..."; } */
static void
read_delays(struct regime_read *r, const config_setting_t *group,
	    struct regime_tier *into)
{
	const config_setting_t *g = read_member(r, group, "grace", false);
	if (g != NULL && read_keys(r, g, "days reason")) {
		into->grace_days =
			(unsigned)read_number(r, g, "days", 1, 3650, 1);
		into->grace = read_reason(r, g, "reason", true);
	}
	g = read_member(r, group, "wait", false);
	if (g != NULL && read_keys(r, g, "working_days reason")) {
		into->wait_days =
			(unsigned)read_number(r, g, "working_days", 1, 1000, 1);
		into->wait = read_reason(r, g, "reason", true);
	}
}

static void
read_tier(struct regime_read *r, const config_setting_t *group,
	  struct regime_tier *into)
{
	static const enum verdict verdicts[] = {VERDICT_ALLOW, VERDICT_LOG,
						VERDICT_BLOCK};
	if (!read_keys(r, group,
		       "id article when need allow verdict refuse grace wait"))
		return;
	into->verdict =
		verdicts[read_word(r, group, "verdict", "allow log block", 0)];
	read_delays(r, group, into);
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
