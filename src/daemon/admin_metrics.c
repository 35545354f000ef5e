/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Metrics as OpenMetrics text: every registered counter, and what is asked of
 * the services at the moment of reading. Names, never values of traffic. Main
 * thread.
 */
#include "config.h"

#include "daemon/admin.h"

#include "base/tally.h"
#include "daemon/coverage.h"

#include <event2/buffer.h>
#include <inttypes.h>

static int
put_tally(void *arg, const struct tally *t)
{
	struct evbuffer *out = arg;
	const char *name = t->name;
	size_t n = strlen(name);
	/* OpenMetrics names the family of a counter without "_total". */
	if (!t->gauge && n > 6 && strcmp(name + n - 6, "_total") == 0)
		n -= 6;
	evbuffer_add_printf(out, "# TYPE %.*s %s\n# HELP %.*s %s\n%s %lld\n",
			    (int)n, name, t->gauge ? "gauge" : "counter",
			    (int)n, name, t->help, name,
			    (long long)tally_read(t));
	return 0;
}

static void
gauge(struct evbuffer *out, const char *name, const char *help, int64_t value)
{
	evbuffer_add_printf(out,
			    "# TYPE %s gauge\n# HELP %s %s\n%s %" PRId64 "\n",
			    name, name, help, name, value);
}

static void
put_build(struct evbuffer *out, const struct daemon *d,
	  const struct snapshot *conf)
{
	evbuffer_add_printf(out,
			    "# TYPE kouan_build info\n"
			    "# HELP kouan_build What runs here.\n"
			    "kouan_build_info{version=\"%s\"} 1\n"
			    "# TYPE kouan_policy info\n"
			    "# HELP kouan_policy The policy in force.\n"
			    "kouan_policy_info{hash=\"%s\"} 1\n",
			    PACKAGE_VERSION, conf->hash);
	gauge(out, "kouan_policy_generation", "Reloads of the policy, and one.",
	      (int64_t)conf->generation);
	gauge(out, "kouan_policy_enforced",
	      "1 where policy blocks, 0 in mode monitor.",
	      conf->mode == MODE_ENFORCE);
	gauge(out, "kouan_start_time_seconds", "When the daemon began.",
	      d->started_us / 1000000);
	gauge(out, "kouan_jit", "1 with the JIT compiler of patterns.",
	      rules_jit(conf->rules));
	gauge(out, "kouan_draining", "1 while the daemon ends.", d->draining);
	gauge(out, "kouan_workers", "Worker threads.", (int64_t)d->n_workers);
}

static void
put_services(struct evbuffer *out, struct daemon *d)
{
	struct ledger_health ledger;
	struct audit_health audit;
	struct mint_stats mint;
	ledger_health(d->gateway.ledger, &ledger);
	audit_health(d->gateway.audit, &audit);
	mint_stats(d->gateway.mint, &mint);
	gauge(out, "kouan_ledger_persons", "Distinct persons known.",
	      ledger.persons);
	gauge(out, "kouan_ledger_identifiers", "Identifiers known.",
	      ledger.identifiers);
	gauge(out, "kouan_ledger_pending", "Bookings not yet settled.",
	      ledger.pending);
	gauge(out, "kouan_ledger_writable",
	      "1 while the ledger can be written.", ledger.writable);
	gauge(out, "kouan_audit_queued", "Records waiting to be written.",
	      (int64_t)audit.queued);
	gauge(out, "kouan_audit_file_ok", "1 while the audit file is written.",
	      audit.file_ok);
	gauge(out, "kouan_audit_journal_ok", "1 while journald takes records.",
	      audit.journal_ok);
	gauge(out, "kouan_signer_up", "1 while the signer is there.",
	      d->signer_fd >= 0);
	gauge(out, "kouan_leaf_cached", "Leaf certificates kept.",
	      (int64_t)mint.entries);
	gauge(out, "kouan_leaf_waiting", "Names the signer is asked for.",
	      (int64_t)mint.waiting);
}

static void
put_dates(struct evbuffer *out, const struct daemon *d,
	  const struct snapshot *conf)
{
	if (d->ca_not_after_s != 0)
		gauge(out, "kouan_ca_not_after_seconds",
		      "When the CA certificate ends.", d->ca_not_after_s);
	if (conf->place.geo != NULL)
		gauge(out, "kouan_country_database_build_seconds",
		      "When the country database was made.",
		      geo_build_time(conf->place.geo));
}

void
admin_metrics(struct daemon *d, struct evbuffer *out)
{
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	put_build(out, d, conf);
	put_services(out, d);
	put_dates(out, d, conf);
	if (conf->n_regimes > 0)
		coverage_metrics(out, d->gateway.ledger,
				 regime_id(conf->regimes[0]));
	tally_each(put_tally, out);
	evbuffer_add_printf(out, "# EOF\n");
	snapshot_unref(&conf);
}
