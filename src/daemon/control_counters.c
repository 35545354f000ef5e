/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The counters that a regime has beside pi and spi, as the ledger has them
 * now: each in its own window, for the exporter, a recipient or a pathway.
 * Main thread.
 */
#include "daemon/control.h"

struct more {
	struct emit *out;
	const struct regime *regime;
	const char *exporter;
	int64_t now_s;
};

static bool
is_dimension(enum counter_scope scope, enum ledger_dimension dimension)
{
	switch (scope) {
	case SCOPE_OF_EXPORTER:
		return dimension == LEDGER_TOTAL;
	case SCOPE_OF_RECIPIENT:
		return dimension == LEDGER_BY_RECIPIENT;
	case SCOPE_OF_PATHWAY:
		return dimension == LEDGER_BY_PATHWAY;
	}
	return false;
}

/* Of a pathway's validity any window is of today. */
static bool
is_of_today(const struct more *m, size_t i, const struct counter_def *def,
	    const char *window)
{
	char now[WINDOW_MAX];
	if (def->window == WINDOW_VALIDITY)
		return strncmp(window, "validity:", 9) == 0;
	if (def->window == WINDOW_CALENDAR_YEAR)
		regime_window(m->regime, m->now_s, now);
	else if (regime_counter_window(m->regime, i, NULL, m->now_s, now) ==
		 NULL)
		return def->window == WINDOW_ROLLING &&
		       strncmp(window, "rolling:", 8) == 0;
	return strcmp(now, window) == 0;
}

static void
emit_more(const struct more *m, const struct counter_def *def,
	  const struct ledger_row *row)
{
	static const char *const units[] = {[UNIT_PERSON] = "person",
					    [UNIT_DEVICE] = "device",
					    [UNIT_BYTE] = "byte"};
	int64_t count = def->unit == UNIT_BYTE ? row->bytes
					       : row->persons + row->opening;
	int64_t at;
	const char *article;
	emit_open(m->out);
	emit_put(m->out, "counter", def->id);
	emit_put(m->out, "window", row->key.window);
	emit_put(m->out, "of", row->key.value);
	emit_put(m->out, "unit", units[def->unit]);
	emit_put_int(m->out, "count", count);
	if (regime_next_threshold(m->regime, def->id, count, &at, &article)) {
		emit_put_int(m->out, "next_at", at);
		emit_put(m->out, "article", article);
	}
	emit_close(m->out);
}

static int
take_more(void *arg, const struct ledger_row *row)
{
	const struct more *m = arg;
	size_t n;
	const struct counter_def *defs = regime_counters(m->regime, &n);
	if (strcmp(row->key.regime, regime_id(m->regime)) != 0 ||
	    strcmp(row->key.exporter, m->exporter) != 0 ||
	    (row->persons == 0 && row->opening == 0))
		return 0;
	for (size_t i = COUNTER_MAX_; i < n; i++)
		if (strcmp(row->key.counter, defs[i].id) == 0 &&
		    is_dimension(defs[i].scope, row->key.dimension) &&
		    is_of_today(m, i, &defs[i], row->key.window))
			emit_more(m, &defs[i], row);
	return 0;
}

int
control_emit_counters(struct emit *out, struct ledger *l,
		      const struct regime *regime, const char *exporter)
{
	struct more m = {out, regime, exporter,
			 ledger_now(l, clock_wall_us() / 1000000)};
	emit_key(out, "more");
	emit_list(out);
	int rc = ledger_each(l, take_more, &m);
	emit_end(out);
	return rc;
}
