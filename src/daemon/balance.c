/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counters of one window, summed up from the ledger's cells and recorded as
 * "balance of the ledger" with a detail of NAME=NUMBER words.
 */
#include "daemon/balance.h"

#include <inttypes.h>

#define N_COUNTERS 4

static const char *const counters[N_COUNTERS] = {"pi", "spi", "exempt", "low"};

struct balance {
	const char *regime, *exporter, *window;
	int64_t persons[N_COUNTERS], opening[N_COUNTERS];
	int64_t bytes, requests;
	bool any;
};

static int
take(void *arg, const struct ledger_row *l)
{
	struct balance *b = arg;
	if (l->key.dimension != LEDGER_TOTAL ||
	    strcmp(l->key.regime, b->regime) != 0 ||
	    strcmp(l->key.exporter, b->exporter) != 0 ||
	    strcmp(l->key.window, b->window) != 0)
		return 0;
	for (int i = 0; i < N_COUNTERS; i++)
		if (strcmp(l->key.counter, counters[i]) == 0) {
			b->persons[i] = l->persons + l->opening;
			b->opening[i] = l->opening;
			b->any = true;
		}
	if (strcmp(l->key.counter, "traffic") == 0) {
		b->bytes = l->bytes;
		b->requests = l->requests;
		b->any = true;
	}
	return 0;
}

/* day: the one the balance is of, at its end or as far as it has gone. */
static void
record(struct daemon *d, const struct snapshot *conf,
       const struct regime *regime, const char *window, int64_t day,
       bool closed)
{
	struct balance b = {regime_id(regime), conf->reg.exporter.id, window,
			    .any = false};
	struct civil c = civil_from_days(day);
	char text[512];
	if (ledger_each(d->gateway.ledger, take, &b) < 0 || (closed && !b.any))
		return;
	snprintf(text, sizeof(text),
		 "regime=%s window=%s day=%04d-%02d-%02d closed=%d "
		 "pi=%" PRId64 " spi=%" PRId64 " exempt=%" PRId64
		 " low=%" PRId64 " opening-pi=%" PRId64 " opening-spi=%" PRId64
		 " bytes=%" PRId64 " requests=%" PRId64,
		 b.regime, window, c.year, c.month, c.day, closed, b.persons[0],
		 b.persons[1], b.persons[2], b.persons[3], b.opening[0],
		 b.opening[1], b.bytes, b.requests);
	daemon_record(d, AUDIT_DAEMON, "kouand", "balance of the ledger", text);
}

static void
begin(struct daemon *d, const struct snapshot *conf,
      const struct regime *regime, int64_t now_s)
{
	char window[WINDOW_MAX], year[32];
	int64_t day = regime_day(regime, now_s);
	int before = civil_from_days(day).year - 1;
	snprintf(year, sizeof(year), "%04d", before);
	record(d, conf, regime, year,
	       civil_to_days((struct civil){before, 12, 31}), true);
	record(d, conf, regime, regime_window(regime, now_s, window), day,
	       false);
}

void
balance_turn(struct daemon *d, int64_t now_s)
{
	int64_t before_s = d->balance_s;
	char window[WINDOW_MAX];
	d->balance_s = now_s;
	if (now_s == before_s || d->draining)
		return;
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	for (size_t i = 0; i < conf->n_regimes; i++) {
		const struct regime *regime = conf->regimes[i];
		if (before_s == 0) {
			begin(d, conf, regime, now_s);
			continue;
		}
		int64_t day = regime_day(regime, before_s);
		if (regime_day(regime, now_s) > day)
			record(d, conf, regime,
			       regime_window(regime, before_s, window), day,
			       true);
	}
	snapshot_unref(&conf);
}
