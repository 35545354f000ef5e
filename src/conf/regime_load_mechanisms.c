/* SPDX-License-Identifier: Apache-2.0 */
/* The mechanisms of a regime file. */
#include "conf/regime_read.h"

/* evidence = { need = [ "tia" ]; reason = "..."; verdict = "log"; } */
static void
read_evidence(struct regime_read *r, const config_setting_t *group,
	      struct regime_mechanism *into)
{
	const config_setting_t *g = read_member(r, group, "evidence", false);
	if (g == NULL || !read_keys(r, g, "need reason verdict"))
		return;
	into->evidence = read_texts(r, g, "need");
	into->evidence_missing = read_reason(r, g, "reason", true);
	into->evidence_verdict = read_word(r, g, "verdict", "log block", 0) == 1
					 ? VERDICT_BLOCK
					 : VERDICT_LOG;
}

/* single = { counter = "..."; gt = 100; reason = "..."; } */
static void
read_single(struct regime_read *r, const config_setting_t *group,
	    struct regime_mechanism *into)
{
	const config_setting_t *g = read_member(r, group, "single", false);
	if (g == NULL || !read_keys(r, g, "counter gt reason"))
		return;
	(void)read_member(r, g, "gt", true);
	into->single_counter = read_counter(r, g);
	into->single_limit = read_number(r, g, "gt", 1, INT64_C(1) << 53, 1);
	into->single_reason = read_reason(r, g, "reason", true);
}

/* extension = { working_days = 60; years = 3; growth = 20; } */
static void
read_extension(struct regime_read *r, const config_setting_t *group,
	       struct regime_mechanism *into)
{
	const config_setting_t *g = read_member(r, group, "extension", false);
	into->extension_growth = -1;
	if (g == NULL || !read_keys(r, g, "working_days years growth article"))
		return;
	into->extension_window =
		(unsigned)read_number(r, g, "working_days", 1, 1000, 1);
	into->extension_years = (unsigned)read_number(r, g, "years", 1, 100, 1);
	into->extension_growth = (int)read_number(r, g, "growth", 0, 1000, 0);
	(void)read_text(r, g, "article", false);
}

static enum mechanism
read_id(struct regime_read *r, const config_setting_t *group)
{
	const config_setting_t *id = read_member(r, group, "id", true);
	const char *name = id != NULL ? config_setting_get_string(id) : NULL;
	int m = name != NULL ? mechanism_parse(name) : -1;
	if (id != NULL && m < 0)
		read_fail(r, id,
			  "expected a mechanism of kouan-regime(5); others are "
			  "not built in");
	return m > 0 ? (enum mechanism)m : MECHANISM_NONE;
}

static void
read_mechanism(struct regime_read *r, const config_setting_t *group,
	       struct regime_mechanism *into)
{
	if (!read_keys(r, group,
		       "id title_en title_zh allow expiring_within "
		       "filing_within destinations exporter_cities names "
		       "evidence single validity_years extension"))
		return;
	into->mechanism = read_id(r, group);
	(void)read_text(r, group, "title_en", false);
	(void)read_text(r, group, "title_zh", false);
	into->allow = read_reason(r, group, "allow", true);
	into->expiring_within =
		(unsigned)read_number(r, group, "expiring_within", 0, 1000, 0);
	into->filing_within =
		(unsigned)read_number(r, group, "filing_within", 0, 1000, 0);
	into->destinations =
		read_countries(r, group, "destinations", &into->n_destinations);
	into->exporter_cities = read_texts(r, group, "exporter_cities");
	into->validity_years =
		(unsigned)read_number(r, group, "validity_years", 1, 100, 0);
	int names = read_word(r, group, "names",
			      "nothing countries recipients-and-countries", 0);
	into->names_countries = names > 0;
	into->names_recipients = names > 1;
	read_evidence(r, group, into);
	read_single(r, group, into);
	read_extension(r, group, into);
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
