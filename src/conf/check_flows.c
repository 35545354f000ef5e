/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks pathways and flows: everything they name exists, and a flow that
 * stands outside its pathway is pointed out, for its verdict will be a
 * refusal. Only reports; changes nothing.
 */
#include "conf/check.h"

#include "policy/register.h"

static void
check_references(const struct conf_check *c, const struct conf_group *g,
		 const char *table, const char *key, const char *list)
{
	const struct conf_value *v = conf_get(g, key);
	char path[64];
	snprintf(path, sizeof(path), "%s.%s", table, key);
	for (size_t i = 0; i < v->n_items; i++)
		if (conf_find(c, list, v->items[i].text) == NULL)
			conf_error(c->report, v->file, v->line, path,
				   "expected an id of the list %s, found "
				   "\"%s\"",
				   list, v->items[i].text);
}

static void
check_categories(const struct conf_check *c, const struct conf_group *g,
		 const char *path)
{
	const struct conf_value *v = conf_get(g, "categories");
	for (size_t i = 0; i < v->n_items && c->rules != NULL; i++)
		if (rules_category(c->rules, v->items[i].text) < 0)
			conf_error(c->report, v->file, v->line, path,
				   "expected a category that a detector finds, "
				   "found \"%s\"",
				   v->items[i].text);
}

static void
check_dates(const struct conf_check *c, const struct conf_group *g)
{
	const struct conf_value *until = conf_get(g, "valid_until");
	int64_t from = conf_number(g, "effective_on", NO_DAY);
	if (until->n_items > 0 && from != NO_DAY &&
	    until->items[0].number < from)
		conf_error(c->report, until->file, until->line,
			   "pathways.valid_until",
			   "expected a day after effective_on, found \"%s\"",
			   until->items[0].text);
	const struct conf_group *caps = conf_group(g, "caps");
	if (caps != NULL && conf_number(caps, "window", 0) == CAP_VALIDITY &&
	    from == NO_DAY)
		conf_error(c->report, caps->file, caps->line,
			   "pathways.caps.window",
			   "\"validity\" counts from effective_on, expected "
			   "that date, found none");
}

static void
check_mechanism(const struct conf_check *c, const struct conf_group *g)
{
	const struct conf_value *v = conf_get(g, "mechanism");
	const char *id = conf_text(g, "regime");
	const struct regime *regime =
		id != NULL ? conf_find_regime(c, id) : NULL;
	if (v->n_items == 0 || regime == NULL)
		return;
	enum mechanism m = (enum mechanism)conf_number(g, "mechanism", 0);
	if (!regime_knows(regime, m))
		conf_error(c->report, v->file, v->line, "pathways.mechanism",
			   "expected a mechanism of regime \"%s\", found "
			   "\"%s\"",
			   id, v->items[0].text);
}

void
conf_check_pathway(const struct conf_check *c, const struct conf_group *g)
{
	const struct conf_value *regime = conf_get(g, "regime");
	check_references(c, g, "pathways", "recipients", "recipients");
	check_categories(c, g, "pathways.categories");
	check_dates(c, g);
	if (regime->n_items > 0 && c->rules != NULL &&
	    conf_find_regime(c, regime->items[0].text) == NULL)
		conf_error(c->report, regime->file, regime->line,
			   "pathways.regime",
			   "expected a regime of the list regimes, found "
			   "\"%s\"",
			   regime->items[0].text);
	check_mechanism(c, g);
	const struct conf_group *exporter = conf_group(c->root, "exporter");
	if (regime->n_items > 0 && exporter != NULL &&
	    !conf_value_has(conf_get(exporter, "regimes"),
			    regime->items[0].text))
		conf_warn(c->report, regime->file, regime->line,
			  "pathways.regime",
			  "the exporter is not under \"%s\", so this pathway "
			  "covers nothing",
			  regime->items[0].text);
}

/* Absent on the pathway's side is any; text NULL is nothing to compare. */
static void
warn_outside(const struct conf_check *c, const struct conf_group *flow,
	     const struct conf_group *pathway, const char *scope,
	     const char *text, const char *code)
{
	const struct conf_value *v = conf_get(pathway, scope);
	if (v->n_items == 0 || (text != NULL && conf_value_has(v, text)))
		return;
	conf_warn(c->report, flow->file, flow->line, "flows.pathway",
		  "\"%s\" is not among the %s of pathway \"%s\": refused as %s",
		  text != NULL ? text : "", scope, conf_text(pathway, "id"),
		  code);
}

static void
check_scope(const struct conf_check *c, const struct conf_group *flow)
{
	const char *pathway_id = conf_text(flow, "pathway");
	const char *recipient_id = conf_text(flow, "recipient");
	if (pathway_id == NULL || recipient_id == NULL)
		return;
	const struct conf_group *pathway = conf_find(c, "pathways", pathway_id);
	const struct conf_group *recipient =
		conf_find(c, "recipients", recipient_id);
	if (pathway == NULL || recipient == NULL)
		return;
	warn_outside(c, flow, pathway, "recipients", recipient_id,
		     "SCOPE_RECIPIENT");
	warn_outside(c, flow, pathway, "countries",
		     conf_text(recipient, "country"), "SCOPE_COUNTRY");
	warn_outside(c, flow, pathway, "purposes", conf_text(flow, "purpose"),
		     "SCOPE_PURPOSE");
}

static void
check_exemption(const struct conf_check *c, const struct conf_group *flow)
{
	const struct conf_group *g = conf_group(flow, "exemption");
	if (g == NULL)
		return;
	check_categories(c, g, "flows.exemption.categories");
	if (conf_text(g, "approved_by") == NULL)
		conf_warn(c->report, g->file, g->line, "flows.exemption",
			  "without approved_by the claim does not apply");
	const struct conf_group *exporter = conf_group(c->root, "exporter");
	if (conf_number(g, "article", 0) == EXEMPTION_ART6_FTZ &&
	    exporter != NULL && conf_text(exporter, "ftz_zone") == NULL)
		conf_warn(c->report, g->file, g->line, "flows.exemption",
			  "art6-ftz needs exporter.ftz_zone");
}

/* One pathway a regime: nobody could tell which of two holds. */
static void
check_one_each(const struct conf_check *c, const struct conf_group *flow)
{
	const struct conf_value *v = conf_get(flow, "pathways");
	const char *first = conf_text(flow, "pathway");
	for (size_t i = 0; i < v->n_items; i++) {
		const struct conf_group *p =
			conf_find(c, "pathways", v->items[i].text);
		for (size_t k = 0; k <= i && p != NULL; k++) {
			const char *id = k < i ? v->items[k].text : first;
			const struct conf_group *other =
				id != NULL ? conf_find(c, "pathways", id)
					   : NULL;
			if (other != NULL && conf_text(p, "regime") != NULL &&
			    conf_text(other, "regime") != NULL &&
			    strcmp(conf_text(other, "regime"),
				   conf_text(p, "regime")) == 0)
				conf_error(c->report, v->file, v->line,
					   "flows.pathways",
					   "\"%s\" and \"%s\" are of one "
					   "regime, expected one each",
					   id, v->items[i].text);
		}
	}
}

void
conf_check_flow(const struct conf_check *c, const struct conf_group *g)
{
	check_references(c, g, "flows", "sources", "sources");
	check_references(c, g, "flows", "recipient", "recipients");
	check_references(c, g, "flows", "pathway", "pathways");
	check_references(c, g, "flows", "pathways", "pathways");
	check_one_each(c, g);
	check_exemption(c, g);
	check_scope(c, g);
}

void
conf_check_flows(const struct conf_check *c)
{
	const struct conf_value *pathways = conf_get(c->root, "pathways");
	const struct conf_value *flows = conf_get(c->root, "flows");
	for (size_t i = 0; i < pathways->n_groups; i++)
		conf_check_pathway(c, pathways->groups[i]);
	for (size_t i = 0; i < flows->n_groups; i++)
		conf_check_flow(c, flows->groups[i]);
}
