/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The register of pathways as it stands now: states, dates, use, who changed
 * what, what waits for approval, what will bite soon. Main thread.
 */
#include "daemon/control.h"

#include "daemon/register_watch.h"
#include "daemon/warnings.h"

#include <errno.h>

struct used {
	const char *regime, *exporter, *pathway, *window;
	int64_t persons, sensitive, bytes;
};

static int
take_used(void *arg, const struct ledger_row *l)
{
	struct used *u = arg;
	if (l->key.dimension != LEDGER_BY_PATHWAY ||
	    strcmp(l->key.value, u->pathway) != 0 ||
	    strcmp(l->key.regime, u->regime) != 0 ||
	    strcmp(l->key.exporter, u->exporter) != 0 ||
	    strcmp(l->key.window, u->window) != 0)
		return 0;
	if (strcmp(l->key.counter, "cap") == 0) {
		u->persons = l->persons + l->opening;
		u->bytes = l->bytes;
	} else if (strcmp(l->key.counter, "cap-spi") == 0) {
		u->sensitive = l->persons + l->opening;
	}
	return 0;
}

static void
emit_day(struct emit *out, const char *key, int64_t day)
{
	char text[32];
	if (day == NO_DAY)
		return;
	struct civil c = civil_from_days(day);
	snprintf(text, sizeof(text), "%04d-%02d-%02d", c.year, c.month, c.day);
	emit_put(out, key, text);
}

static void
emit_cap(struct emit *out, const char *key, int64_t cap)
{
	if (cap != NO_CAP)
		emit_put_int(out, key, cap);
}

static void
emit_used(struct control_request *r, const struct snapshot *conf,
	  const struct regime *regime, const struct pathway *p)
{
	char window[WINDOW_MAX];
	int64_t now_s = clock_wall_us() / 1000000;
	struct used u = {
		.regime = p->regime,
		.exporter = conf->reg.exporter.id,
		.pathway = p->id,
		.window = regime_cap_window(regime, p, now_s, window),
	};
	(void)ledger_each(r->daemon->gateway.ledger, take_used, &u);
	emit_put(r->out, "window", u.window);
	emit_put_int(r->out, "persons", u.persons);
	emit_put_int(r->out, "sensitive_persons", u.sensitive);
	emit_put_int(r->out, "bytes", u.bytes);
	emit_cap(r->out, "cap_persons", p->caps.persons);
	emit_cap(r->out, "cap_sensitive_persons", p->caps.sensitive_persons);
	emit_cap(r->out, "cap_bytes", p->caps.bytes);
	if (p->valid_until == NO_DAY)
		return;
	int64_t today = regime_day(regime, now_s);
	bool missing = false;
	int64_t left =
		regime_working_days(regime, today, p->valid_until, &missing);
	emit_put_int(r->out, "days_left",
		     p->valid_until > today ? p->valid_until - today : 0);
	emit_put_int(r->out, "working_days_left", left);
	emit_put_bool(r->out, "expired", p->valid_until < today);
	if (missing)
		emit_put_bool(r->out, "calendar_missing", true);
}

static void
emit_change(struct emit *out, const char *key, const struct pathway_change *c)
{
	char at[CLOCK_TEXT];
	emit_key(out, key);
	emit_open(out);
	emit_put(out, "from", pathway_status_name(c->from));
	emit_put(out, "to", pathway_status_name(c->to));
	emit_put(out, "by", c->actor);
	if (c->at_s > 0)
		emit_put(out, "at", clock_text(c->at_s * 1000000, at));
	emit_put(out, "reason", c->reason);
	emit_close(out);
}

/* Who changed it and why, and which word holds where files say otherwise. */
static void
emit_state(struct control_request *r, const struct pathway *p)
{
	struct pathway_state state;
	char words[768];
	bool found =
		pathway_states_find(r->daemon->gateway.states, p->id, &state);
	emit_put_bool(r->out, "suspended_by_operator",
		      found && state.suspended);
	if (p->addition != NULL) {
		emit_put_int(r->out, "addition", p->addition->number);
		emit_put(r->out, "added_by", p->addition->by);
		emit_put(r->out, "approved_by", p->addition->approved_by);
	}
	if (!found)
		return;
	if (state.changed)
		emit_change(r->out, "change", &state.change);
	if (state.suspended)
		emit_change(r->out, "suspension", &state.suspension);
	if (p->addition == NULL &&
	    pathway_state_differs(&state, p->status, words, sizeof(words)))
		emit_put(r->out, "differs", words);
}

static void
emit_pathway(struct control_request *r, const struct snapshot *conf,
	     const struct pathway *p)
{
	const struct regime *regime = control_regime(conf, p->regime);
	emit_open(r->out);
	emit_put(r->out, "id", p->id);
	emit_put(r->out, "regime", p->regime);
	emit_put(r->out, "mechanism", mechanism_name(p->mechanism));
	emit_opt(r->out, "reference", p->reference);
	emit_put(r->out, "status",
		 pathway_status_name(control_pathway_status(r, conf, p)));
	emit_put(r->out, "configured", pathway_status_name(p->status));
	emit_state(r, p);
	emit_day(r->out, "effective_on", p->effective_on);
	emit_day(r->out, "filed_on", p->filed_on);
	emit_day(r->out, "valid_until", p->valid_until);
	if (regime != NULL)
		emit_used(r, conf, regime, p);
	warnings_emit(r->daemon, r->out, "pathway", p->id);
	emit_close(r->out);
}

static void
emit_agreements(struct emit *out, const struct regime *regime, struct country c)
{
	const struct agreement *a;
	emit_key(out, "agreements");
	emit_list(out);
	for (size_t i = 0; regime != NULL &&
			   (a = regime_agreement_with(regime, c, i)) != NULL;
	     i++) {
		emit_open(out);
		emit_put(out, "id", a->id);
		emit_put(out, "title", a->title_en);
		emit_put(out, "type", a->type);
		emit_put(out, "legal_effect", a->legal_effect);
		emit_close(out);
	}
	emit_end(out);
}

/* With what states agreed on, which lets nothing through by itself. */
static void
emit_recipients(struct emit *out, const struct snapshot *conf)
{
	emit_key(out, "recipients");
	emit_list(out);
	for (size_t i = 0; i < conf->reg.n_recipients; i++) {
		const struct recipient *to = &conf->reg.recipients[i];
		emit_open(out);
		emit_put(out, "id", to->id);
		emit_put(out, "name", to->name);
		emit_put(out, "country", to->country.code);
		if (to->addition != NULL)
			emit_put_int(out, "addition", to->addition->number);
		emit_agreements(out, control_regime(conf, NULL), to->country);
		emit_close(out);
	}
	emit_end(out);
}

static void
emit_contradicted(struct emit *out, const struct snapshot *conf)
{
	emit_key(out, "contradicted");
	emit_list(out);
	for (size_t i = 0;
	     conf->contradicted != NULL && conf->contradicted[i] != NULL; i++)
		emit_str(out, conf->contradicted[i]);
	emit_end(out);
}

int
control_run_pathways(struct control_request *r)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	char version[REGISTER_VERSION];
	daemon_check_warnings(r->daemon);
	emit_put(r->out, "version",
		 register_version(
			 conf, pathway_states_number(r->daemon->gateway.states),
			 version));
	emit_key(r->out, "pathways");
	emit_list(r->out);
	for (size_t i = 0; i < conf->reg.n_pathways; i++)
		emit_pathway(r, conf, &conf->reg.pathways[i]);
	emit_end(r->out);
	emit_recipients(r->out, conf);
	control_emit_additions(r, conf);
	emit_contradicted(r->out, conf);
	warnings_emit(r->daemon, r->out, NULL, NULL);
	snapshot_unref(&conf);
	return 0;
}
