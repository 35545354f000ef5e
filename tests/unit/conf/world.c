/* SPDX-License-Identifier: Apache-2.0 */
/* The shipped regimes and facts under them. */
#include "unit/conf/world.h"

static void
keep(void *arg, bool is_error, const char *text)
{
	struct world *w = arg;
	size_t n = strlen(w->said);
	snprintf(w->said + n, sizeof(w->said) - n, "%s%s\n",
		 is_error ? "" : "warn ", text);
}

static void
block_all(enum verdict verdicts[UNREADABLE_MAX_])
{
	for (int u = 0; u < UNREADABLE_MAX_; u++)
		verdicts[u] = VERDICT_BLOCK;
}

static void
load(struct world *w, const char *id)
{
	char path[512];
	config_t config;
	struct conf_report report = {.fn = keep, .arg = w};
	snprintf(path, sizeof(path), CONFDIR "/regimes.d/%s.conf", id);
	ck_assert_int_eq(conf_load_rules(NULL, CONFDIR "/detectors.d", keep, w,
					 &w->rules),
			 0);
	config_init(&config);
	ck_assert_msg(config_read_file(&config, path) == CONFIG_TRUE,
		      "%s:%d: %s", path, config_error_line(&config),
		      config_error_text(&config));
	config_setting_t *list = config_lookup(&config, "regimes");
	int err = regime_load(config_setting_get_elem(list, 0), path, w->rules,
			      &report, &w->regime);
	config_destroy(&config);
	ck_assert_msg(err == 0 && w->said[0] == '\0', "%.500s", w->said);
	ck_assert_str_eq(regime_id(w->regime), id);
}

void
world_open(struct world *w, const char *id)
{
	memset(w, 0, sizeof(*w));
	load(w, id);
	w->recipient = (struct recipient){.id = "example", .name = "Example"};
	w->reg.exporter = (struct exporter){.id = "exporter"};
	w->reg.recipients = &w->recipient;
	w->reg.n_recipients = 1;
	w->reg.defaults.unlisted_recipient = VERDICT_BLOCK;
	w->reg.defaults.unknown_country = VERDICT_BLOCK;
	w->reg.defaults.plain_http = VERDICT_BLOCK;
	block_all(w->reg.defaults.unreadable);
	w->flow = (struct flow){.id = "flow",
				.recipient = &w->recipient,
				.purpose = "payroll",
				.consent = "C-1",
				.pipia = "P-1",
				.exemption = {.until = NO_DAY}};
	block_all(w->flow.unreadable);
	w->facts = (struct facts){.regime = w->regime,
				  .reg = &w->reg,
				  .recipient = &w->recipient,
				  .flow = &w->flow,
				  .pathway_status = PATHWAY_EFFECTIVE,
				  .country_from = COUNTRY_REGISTER,
				  .pi = true,
				  .persons = 1,
				  .bytes = 100};
	world_on(w, 2026, 6, 15);
	world_carry(w, "email");
}

void
world_close(struct world *w)
{
	regime_free(&w->regime);
	rules_unref(&w->rules);
}

void
world_on(struct world *w, int year, int month, int day)
{
	w->facts.now_s = WORLD_DAY(year, month, day) * 86400 + 12 * 3600 -
			 regime_utc_offset(w->regime);
}

void
world_to(struct world *w, const char *country)
{
	struct country c = {.code = {country[0], country[1], '\0'}};
	w->recipient.country = c;
	w->facts.country = c;
}

void
world_pathway(struct world *w, enum mechanism m)
{
	w->pathway = (struct pathway){.id = "path",
				      .regime = regime_id(w->regime),
				      .mechanism = m,
				      .status = PATHWAY_EFFECTIVE,
				      .categories = {.any = true},
				      .sensitive = true,
				      .effective_on = WORLD_DAY(2026, 1, 1),
				      .filed_on = WORLD_DAY(2026, 1, 1),
				      .valid_until = NO_DAY,
				      .caps = {.persons = NO_CAP,
					       .sensitive_persons = NO_CAP,
					       .bytes = NO_CAP}};
	w->flow.pathway = &w->pathway;
}

void
world_carry(struct world *w, const char *category)
{
	int c = rules_category(w->rules, category);
	ck_assert_msg(c >= 0, "%s", category);
	category_add(&w->facts.categories, (unsigned)c);
}

struct count *
world_count(struct world *w, const char *counter)
{
	size_t n;
	const struct counter_def *defs = regime_counters(w->regime, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(defs[i].id, counter) == 0)
			return &w->facts.counts[i];
	ck_abort_msg("no counter %s", counter);
}

struct decision
world_decide(const struct world *w)
{
	struct decision d;
	policy_decide(&w->facts, &d);
	return d;
}

bool
world_has(const struct decision *d, enum reason reason)
{
	for (unsigned i = 0; i < d->n_reasons; i++)
		if (d->reasons[i] == reason)
			return true;
	return false;
}
