/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the clock brings: years that end and are closed in the ledger at once,
 * traffic or not, and steps of the clock itself, which are told. Main thread,
 * once a second.
 */
#include "daemon/almanac.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>

#define STEP_MAX_US (INT64_C(300) * 1000000)

/* Windows follow the ledger's time, which goes back with no clock. */
static void
watch_steps(struct daemon *d)
{
	char text[96];
	int64_t ahead = clock_wall_us() - clock_mono_us();
	int64_t step = ahead - d->clock_ahead_us;
	if (d->clock_ahead_us == 0) {
		d->clock_ahead_us = ahead;
		return;
	}
	if (step > -STEP_MAX_US && step < STEP_MAX_US)
		return;
	d->clock_ahead_us = ahead;
	snprintf(text, sizeof(text), "the clock went %s by %lld s",
		 step < 0 ? "back" : "forward",
		 (long long)((step < 0 ? -step : step) / 1000000));
	log_alert("CLOCK_SKEW: %s; windows that were begun stay", text);
	daemon_record(d, AUDIT_CONTROL, "kouand", "CLOCK_SKEW", text);
}

struct closed {
	struct daemon *daemon;
	const char *regime, *exporter;
	char window[WINDOW_MAX];
};

static int
tell_closed(void *arg, const struct ledger_row *row)
{
	const struct closed *c = arg;
	const struct ledger_cell_key *k = &row->key;
	char text[256];
	if (k->dimension != LEDGER_TOTAL || strcmp(k->regime, c->regime) != 0 ||
	    strcmp(k->exporter, c->exporter) != 0 ||
	    strcmp(k->window, c->window) != 0 ||
	    (strcmp(k->counter, "pi") != 0 && strcmp(k->counter, "spi") != 0))
		return 0;
	snprintf(text, sizeof(text),
		 "regime %s, window %s, %s: %lld persons, %lld of them "
		 "declared",
		 k->regime, k->window, k->counter,
		 (long long)(row->persons + row->opening),
		 (long long)row->opening);
	log_note("the year is closed: %s", text);
	daemon_record(c->daemon, AUDIT_CONTROL, "kouand",
		      "year of the ledger closed", text);
	return 0;
}

/* The window is another than a second ago, or than before this start. */
static void
begin_year(struct daemon *d, const struct snapshot *conf,
	   const struct regime *regime, const char *window, bool seen_before)
{
	struct closed closed = {d, regime_id(regime), conf->reg.exporter.id,
				""};
	const struct ledger_cell_key key = {.regime = closed.regime,
					    .counter = "pi",
					    .exporter = closed.exporter,
					    .window = window,
					    .value = ""};
	size_t sealed = ledger_year(d->gateway.ledger, &key);
	if (!seen_before && sealed == 0)
		return;
	snprintf(closed.window, sizeof(closed.window), "%ld",
		 strtol(window, NULL, 10) - 1);
	(void)ledger_each(d->gateway.ledger, tell_closed, &closed);
}

static void
watch_year(struct daemon *d, const struct snapshot *conf, size_t i)
{
	const struct regime *regime = conf->regimes[i];
	struct daemon_year *year = &d->years[i];
	char window[WINDOW_MAX];
	regime_window(regime,
		      ledger_now(d->gateway.ledger, clock_wall_us() / 1000000),
		      window);
	bool same = strcmp(year->regime, regime_id(regime)) == 0;
	if (same && strcmp(year->window, window) == 0)
		return;
	begin_year(d, conf, regime, window, same);
	snprintf(year->regime, sizeof(year->regime), "%s", regime_id(regime));
	snprintf(year->window, sizeof(year->window), "%s", window);
}

void
almanac_tick(struct daemon *d)
{
	watch_steps(d);
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	for (size_t i = 0; i < conf->n_regimes && i < DAEMON_YEARS; i++)
		watch_year(d, conf, i);
	snapshot_unref(&conf);
}
