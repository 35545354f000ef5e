/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The register of pathways as it stands now, and its suspension by an
 * operator, which takes effect at the next release. Main thread.
 */
#include "daemon/control.h"

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
emit_pathway(struct control_request *r, const struct snapshot *conf,
	     const struct pathway *p)
{
	struct pathway_states *states = r->daemon->gateway.states;
	const struct regime *regime = control_regime(conf, p->regime);
	emit_open(r->out);
	emit_put(r->out, "id", p->id);
	emit_put(r->out, "regime", p->regime);
	emit_put(r->out, "mechanism", mechanism_name(p->mechanism));
	emit_opt(r->out, "reference", p->reference);
	emit_put(r->out, "status",
		 pathway_status_name(pathway_states_get(states, p)));
	emit_put(r->out, "configured", pathway_status_name(p->status));
	emit_put_bool(r->out, "suspended_by_operator",
		      pathway_states_is_suspended(states, p->id));
	emit_day(r->out, "effective_on", p->effective_on);
	emit_day(r->out, "filed_on", p->filed_on);
	emit_day(r->out, "valid_until", p->valid_until);
	if (regime != NULL)
		emit_used(r, conf, regime, p);
	emit_close(r->out);
}

int
control_run_pathways(struct control_request *r)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	emit_key(r->out, "pathways");
	emit_list(r->out);
	for (size_t i = 0; i < conf->reg.n_pathways; i++)
		emit_pathway(r, conf, &conf->reg.pathways[i]);
	emit_end(r->out);
	snapshot_unref(&conf);
	return 0;
}

static int
change(struct control_request *r, const struct snapshot *conf, bool suspend)
{
	struct pathway_states *states = r->daemon->gateway.states;
	const char *id = control_text(r, "pathway");
	const char *reason = control_text(r, "reason");
	char text[512];
	const struct pathway *p =
		id != NULL ? register_pathway(&conf->reg, id) : NULL;
	if (p == NULL)
		return why_set(&r->why, -ENOENT, "no pathway %s is registered",
			       id != NULL ? id : "");
	if (suspend && (reason == NULL || reason[0] == 0))
		return why_set(&r->why, -EINVAL, "a suspension needs a reason");
	if (!suspend && !pathway_states_is_suspended(states, id))
		return why_set(&r->why, -EALREADY,
			       "%s was not suspended by an operator; the "
			       "configuration calls it %s",
			       id, pathway_status_name(p->status));
	int rc = suspend ? pathway_states_suspend(states, id)
			 : pathway_states_resume(states, id);
	if (rc < 0)
		return why_set(&r->why, rc, "the state cannot be written: %s",
			       err_text(rc));
	snprintf(text, sizeof(text), "%s%s%s", id, reason != NULL ? ": " : "",
		 reason != NULL ? reason : "");
	daemon_record(r->daemon, AUDIT_CONTROL, r->actor,
		      suspend ? "pathway suspended" : "pathway resumed", text);
	emit_put(r->out, "pathway", id);
	emit_put(r->out, "status",
		 pathway_status_name(pathway_states_get(states, p)));
	return 0;
}

static int
run_change(struct control_request *r, bool suspend)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	int rc = change(r, conf, suspend);
	snapshot_unref(&conf);
	return rc;
}

int
control_run_suspend(struct control_request *r)
{
	return run_change(r, true);
}

int
control_run_resume(struct control_request *r)
{
	return run_change(r, false);
}
