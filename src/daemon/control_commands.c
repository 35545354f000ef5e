/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kouanctl may ask of the daemon, by name. Main thread.
 */
#include "config.h"

#include "daemon/control.h"

#include "daemon/register_watch.h"
#include "daemon/warnings.h"

#include "proxy/session.h"

static void
emit_steps(struct control_request *r)
{
	struct daemon *d = r->daemon;
	emit_key(r->out, "sessions_by_step");
	emit_open(r->out);
	for (size_t step = 0; step < SESSION_STEPS; step++) {
		size_t n = 0;
		for (size_t i = 0; i < d->n_workers; i++)
			n += atomic_load(&d->workers[i]->at_step[step]);
		emit_put_int(r->out, session_steps[step]->name, (int64_t)n);
	}
	emit_close(r->out);
}

static void
emit_sessions(struct control_request *r)
{
	struct daemon *d = r->daemon;
	size_t sessions = 0;
	for (size_t i = 0; i < d->n_workers; i++)
		sessions += atomic_load(&d->workers[i]->n_sessions);
	emit_put_int(r->out, "sessions", (int64_t)sessions);
	emit_put_int(r->out, "connections",
		     (int64_t)admission_connections(d->gateway.admission));
	emit_put_int(r->out, "workers", (int64_t)d->n_workers);
	emit_steps(r);
	emit_key(r->out, "sessions_by_worker");
	emit_list(r->out);
	for (size_t i = 0; i < d->n_workers; i++)
		emit_int(r->out,
			 (int64_t)atomic_load(&d->workers[i]->n_sessions));
	emit_end(r->out);
}

static void
emit_health(struct control_request *r, const struct snapshot *conf)
{
	struct gateway *g = &r->daemon->gateway;
	struct ledger_health ledger;
	struct audit_health audit;
	ledger_health(g->ledger, &ledger);
	audit_health(g->audit, &audit);
	emit_put_bool(r->out, "ledger_writable", ledger.writable);
	emit_put(r->out, "ledger_problem", ledger.problem);
	emit_put_int(r->out, "ledger_persons", ledger.persons);
	emit_put_int(r->out, "ledger_identifiers", ledger.identifiers);
	emit_put_int(r->out, "ledger_pending", ledger.pending);
	emit_put_bool(r->out, "audit_file_ok", audit.file_ok);
	emit_put_bool(r->out, "audit_journal_used", conf->audit.journal);
	emit_put_bool(r->out, "audit_journal_ok", audit.journal_ok);
	emit_put(r->out, "audit_problem", audit.problem);
	emit_put_int(r->out, "audit_seq", (int64_t)audit.seq);
	emit_put_int(r->out, "audit_queued", (int64_t)audit.queued);
	emit_put_int(r->out, "audit_dropped", (int64_t)audit.dropped);
}

static void
emit_date(struct emit *out, const char *key, int64_t s)
{
	char text[CLOCK_TEXT];
	if (s > 0)
		emit_put(out, key, clock_text(s * 1000000, text));
}

static void
emit_tls(struct control_request *r, const struct snapshot *conf)
{
	struct daemon *d = r->daemon;
	struct mint_stats mint;
	mint_stats(d->gateway.mint, &mint);
	emit_put_bool(r->out, "signer", d->signer_fd >= 0);
	emit_date(r->out, "ca_not_after", d->ca_not_after_s);
	emit_put_int(r->out, "leaves", (int64_t)mint.entries);
	emit_put_int(r->out, "leaves_waiting", (int64_t)mint.waiting);
	emit_put_int(r->out, "leaf_hits", (int64_t)mint.hits);
	emit_put_int(r->out, "leaf_misses", (int64_t)mint.misses);
	emit_put_int(r->out, "leaf_failures", (int64_t)mint.failures);
	if (conf->place.geo != NULL)
		emit_date(r->out, "country_database",
			  geo_build_time(conf->place.geo));
}

static int
run_status(struct control_request *r)
{
	struct daemon *d = r->daemon;
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	char version[REGISTER_VERSION];
	emit_put(r->out, "version", PACKAGE_VERSION);
	emit_put_int(r->out, "uptime_s",
		     (clock_wall_us() - d->started_us) / 1000000);
	emit_date(r->out, "reloaded", d->reloaded_us / 1000000);
	emit_put_bool(r->out, "draining", d->draining);
	emit_put(r->out, "mode",
		 conf->mode == MODE_MONITOR ? "monitor" : "enforce");
	emit_put_int(r->out, "generation", (int64_t)conf->generation);
	emit_put(r->out, "policy", conf->policy_tag);
	emit_put(r->out, "exporter", conf->reg.exporter.id);
	emit_put_bool(r->out, "jit", rules_jit(conf->rules));
	emit_sessions(r);
	emit_health(r, conf);
	emit_tls(r, conf);
	emit_put(r->out, "register",
		 register_version(conf,
				  pathway_states_number(d->gateway.states),
				  version));
	warnings_emit(d, r->out, NULL, NULL);
	snapshot_unref(&conf);
	return 0;
}

static int
run_reload(struct control_request *r)
{
	int rc = daemon_reload(r->daemon, r->actor, &r->why);
	if (rc < 0)
		return rc;
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	emit_put_int(r->out, "generation", (int64_t)conf->generation);
	emit_put(r->out, "policy", conf->policy_tag);
	snapshot_unref(&conf);
	return 0;
}

/* Begun; it is over when the socket is gone. */
static int
run_drain(struct control_request *r)
{
	daemon_drain(r->daemon, r->actor);
	return 0;
}

const struct control_command control_commands[] = {
	{"status", run_status},
	{"ledger", control_run_ledger},
	{"ledger-opening", control_run_opening},
	{"ledger-backup", control_run_backup},
	{"ledger-backup-state", control_run_backup_state},
	{"regimes", control_run_regimes},
	{"pathways", control_run_pathways},
	{"pathway-suspend", control_run_suspend},
	{"pathway-resume", control_run_resume},
	{"pathway-submit", control_run_submit},
	{"pathway-approve", control_run_approve},
	{"pathway-revoke", control_run_revoke},
	{"pathway-supersede", control_run_supersede},
	{"register-add", control_run_add},
	{"register-propose", control_run_propose},
	{"register-show", control_run_show},
	{"register-withdraw", control_run_withdraw},
	{"events", control_run_events},
	{"explain", control_run_explain},
	{"decide", control_run_decide},
	{"report", control_run_report},
	{"report-sign", control_run_sign},
	{"report-signature", control_run_signature},
	{"reload", run_reload},
	{"drain", run_drain},
	{NULL, NULL},
};
