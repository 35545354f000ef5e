/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What kouanctl may ask of the daemon, by name. Main thread.
 */
#include "config.h"

#include "daemon/control.h"

static int
run_status(struct control_request *r)
{
	struct daemon *d = r->daemon;
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	struct ledger_health ledger;
	struct audit_health audit;
	size_t sessions = 0;
	for (size_t i = 0; i < d->n_workers; i++)
		sessions += atomic_load(&d->workers[i]->n_sessions);
	ledger_health(d->gateway.ledger, &ledger);
	audit_health(d->gateway.audit, &audit);
	emit_put(r->out, "version", PACKAGE_VERSION);
	emit_put_int(r->out, "uptime_s",
		     (clock_wall_us() - d->started_us) / 1000000);
	emit_put_bool(r->out, "draining", d->draining);
	emit_put(r->out, "mode",
		 conf->mode == MODE_MONITOR ? "monitor" : "enforce");
	emit_put_int(r->out, "generation", (int64_t)conf->generation);
	emit_put(r->out, "policy", conf->policy_tag);
	emit_put_int(r->out, "workers", (int64_t)d->n_workers);
	emit_put_int(r->out, "sessions", (int64_t)sessions);
	emit_put_bool(r->out, "jit", rules_jit(conf->rules));
	emit_put_bool(r->out, "ledger_writable", ledger.writable);
	emit_put(r->out, "ledger_problem", ledger.problem);
	emit_put_bool(r->out, "audit_file_ok", audit.file_ok);
	emit_put_bool(r->out, "audit_journal_ok", audit.journal_ok);
	emit_put(r->out, "audit_problem", audit.problem);
	snapshot_unref(&conf);
	return 0;
}

static int
run_reload(struct control_request *r)
{
	return daemon_reload(r->daemon, r->actor, &r->why);
}

static int
run_drain(struct control_request *r)
{
	daemon_drain(r->daemon, r->actor);
	return 0;
}

const struct control_command control_commands[] = {
	{"status", run_status},
	{"reload", run_reload},
	{"drain", run_drain},
	{NULL, NULL},
};
