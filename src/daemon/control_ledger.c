/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was counted: totals, thresholds, rows by dimension; and declared
 * opening balances. Main thread.
 */
#include "daemon/control.h"

#include "daemon/coverage.h"

#include <errno.h>
#include <stdlib.h>

#define ROWS_MAX 100000
#define RELINKS_SHOWN 100

/* "low": records known by weak values alone, under no threshold. */
static const char *const counters[] = {"pi", "spi", "exempt", "low"};
#define N_COUNTERS 4

/* One country, recipient or pathway. */
struct row {
	char *value;
	int64_t persons[N_COUNTERS];
	int64_t bytes, requests;
};

struct count_report {
	const char *regime, *exporter, *window;
	enum ledger_dimension by;
	int64_t persons[N_COUNTERS], opening[N_COUNTERS];
	struct row *rows;
	size_t n, size;
};

const struct regime *
control_regime(const struct snapshot *conf, const char *id)
{
	for (size_t i = 0; i < conf->n_regimes; i++)
		if (id == NULL || strcmp(regime_id(conf->regimes[i]), id) == 0)
			return conf->regimes[i];
	return NULL;
}

static struct row *
row_of(struct count_report *t, const char *value)
{
	for (size_t i = t->n; i > 0; i--)
		if (strcmp(t->rows[i - 1].value, value) == 0)
			return &t->rows[i - 1];
	if (t->n == ROWS_MAX)
		return NULL;
	if (t->n == t->size) {
		size_t size = t->size > 0 ? 2 * t->size : 32;
		struct row *rows = realloc(t->rows, size * sizeof(*rows));
		if (rows == NULL)
			return NULL;
		t->rows = rows;
		t->size = size;
	}
	char *copy = strdup(value);
	if (copy == NULL)
		return NULL;
	t->rows[t->n] = (struct row){.value = copy};
	return &t->rows[t->n++];
}

static int
counter_index(const char *name)
{
	for (int i = 0; i < N_COUNTERS; i++)
		if (strcmp(counters[i], name) == 0)
			return i;
	return -1;
}

static int
take_row(void *arg, const struct ledger_row *l)
{
	struct count_report *t = arg;
	int counter = counter_index(l->key.counter);
	bool traffic = strcmp(l->key.counter, "traffic") == 0;
	if (strcmp(l->key.regime, t->regime) != 0 ||
	    strcmp(l->key.exporter, t->exporter) != 0 ||
	    strcmp(l->key.window, t->window) != 0)
		return 0;
	if (l->key.dimension == LEDGER_TOTAL && counter >= 0) {
		t->persons[counter] = l->persons + l->opening;
		t->opening[counter] = l->opening;
	}
	if (l->key.dimension != t->by || (counter < 0 && !traffic))
		return 0;
	if (l->persons == 0 && l->requests == 0)
		return 0; /* looked at, never counted in */
	struct row *row = row_of(t, l->key.value);
	if (row == NULL)
		return -ENOMEM;
	if (traffic) {
		row->bytes = l->bytes;
		row->requests = l->requests;
	} else {
		row->persons[counter] = l->persons;
	}
	return 0;
}

/* The day on which the threshold is met if the year goes on as it began;
 * false when not within this window. */
static bool
project(const struct regime *regime, const char *window, int64_t persons,
	int64_t at, struct civil *ret_day)
{
	char current[WINDOW_MAX];
	int64_t now_s = clock_wall_us() / 1000000;
	uint64_t year;
	if (strlen(window) != 4 || span_u64(span_str(window), &year) < 0 ||
	    strcmp(regime_window(regime, now_s, current), window) != 0 ||
	    persons <= 0)
		return false;
	int64_t from = civil_to_days((struct civil){(int)year, 1, 1});
	int64_t gone = regime_day(regime, now_s) - from + 1;
	double days = (double)at / (double)persons * (double)gone;
	if (days > 366)
		return false;
	*ret_day = civil_from_days(from + (int64_t)days);
	return ret_day->year == (int)year;
}

static void
emit_counter(struct emit *out, const struct count_report *t,
	     const struct regime *regime, int i)
{
	const char *article = "";
	char day[16];
	struct civil date;
	int64_t at;
	emit_key(out, counters[i]);
	emit_open(out);
	emit_put_int(out, "persons", t->persons[i]);
	emit_put_int(out, "opening", t->opening[i]);
	if (regime_next_threshold(regime, counters[i], t->persons[i], &at,
				  &article)) {
		emit_key(out, "next");
		emit_open(out);
		emit_put_int(out, "at", at);
		emit_put(out, "article", article);
		emit_put_int(out, "left", at - t->persons[i]);
		emit_key(out, "share");
		emit_real(out, (double)t->persons[i] / (double)at);
		if (project(regime, t->window, t->persons[i], at, &date)) {
			snprintf(day, sizeof(day), "%04d-%02d-%02d",
				 date.year % 10000, date.month % 100,
				 date.day % 100);
			emit_put(out, "crosses_on", day);
		}
		emit_close(out);
	}
	emit_close(out);
}

static void
emit_rows(struct emit *out, const struct count_report *t, const char *by)
{
	emit_key(out, "rows");
	emit_list(out);
	for (size_t i = 0; i < t->n; i++) {
		const struct row *row = &t->rows[i];
		emit_open(out);
		emit_put(out, by, row->value);
		for (int k = 0; k < N_COUNTERS; k++)
			emit_put_int(out, counters[k], row->persons[k]);
		emit_put_int(out, "bytes", row->bytes);
		emit_put_int(out, "requests", row->requests);
		emit_close(out);
	}
	emit_end(out);
}

static int
emit_relink(void *arg, const struct ledger_relink *r)
{
	struct emit *out = arg;
	char event[EVENT_ID_TEXT], time[CLOCK_TEXT];
	emit_open(out);
	emit_put_int(out, "number", (int64_t)r->number);
	emit_put(out, "time", clock_text(r->at_s * 1000000, time));
	emit_put(out, "event", event_id_text(r->event, event));
	emit_put(out, "what", r->split ? "split" : "merge");
	emit_put_int(out, "before", r->before);
	emit_put_int(out, "after", r->after);
	emit_close(out);
	return 0;
}

/* Who turned out to be one or several, in all windows. */
static int
emit_relinks(struct emit *out, struct ledger *l)
{
	struct ledger_relink last;
	emit_key(out, "relinks");
	emit_open(out);
	emit_key(out, "last");
	emit_list(out);
	int rc = ledger_relinks(l, RELINKS_SHOWN, emit_relink, out, &last);
	emit_end(out);
	emit_put_int(out, "merges", (int64_t)last.merges);
	emit_put_int(out, "splits", (int64_t)last.splits);
	emit_close(out);
	return rc;
}

static int
dimension_of(const char *by, enum ledger_dimension *ret_by, struct why *why)
{
	static const char *const names[] = {[LEDGER_BY_COUNTRY] = "country",
					    [LEDGER_BY_RECIPIENT] = "recipient",
					    [LEDGER_BY_PATHWAY] = "pathway",
					    [LEDGER_BY_CATEGORY] = "category"};
	for (unsigned i = LEDGER_BY_COUNTRY; i <= LEDGER_BY_CATEGORY; i++)
		if (strcmp(names[i], by) == 0) {
			*ret_by = i;
			return 0;
		}
	return why_set(why, -EINVAL,
		       "by: expected country, recipient, pathway or "
		       "category");
}

static int
report(struct control_request *r, const struct snapshot *conf,
       struct count_report *t)
{
	char window[WINDOW_MAX];
	const char *by = control_text(r, "by");
	const char *regime_name = control_text(r, "regime");
	const struct regime *regime = control_regime(conf, regime_name);
	if (regime == NULL)
		return why_set(&r->why, -ENOENT,
			       "the exporter has no regime %s",
			       regime_name != NULL ? regime_name : "");
	if (by == NULL)
		by = "country";
	int rc = dimension_of(by, &t->by, &r->why);
	if (rc < 0)
		return rc;
	t->regime = regime_id(regime);
	t->exporter = conf->reg.exporter.id;
	t->window = control_text(r, "window");
	if (t->window == NULL)
		t->window = regime_window(regime,
					  ledger_now(r->daemon->gateway.ledger,
						     clock_wall_us() / 1000000),
					  window);
	rc = ledger_each(r->daemon->gateway.ledger, take_row, t);
	if (rc != 0)
		return why_set(&r->why, rc, "out of memory");
	emit_put(r->out, "regime", t->regime);
	emit_put(r->out, "window", t->window);
	emit_put(r->out, "exporter", t->exporter);
	emit_key(r->out, "counters");
	emit_open(r->out);
	for (int i = 0; i < N_COUNTERS; i++)
		emit_counter(r->out, t, regime, i);
	emit_close(r->out);
	emit_rows(r->out, t, by);
	rc = control_emit_counters(r->out, r->daemon->gateway.ledger, regime,
				   t->exporter);
	if (rc < 0)
		return rc;
	rc = coverage_emit(r->out, r->daemon->gateway.ledger, t->regime,
			   t->exporter, t->window);
	return rc < 0 ? rc : emit_relinks(r->out, r->daemon->gateway.ledger);
}

int
control_run_ledger(struct control_request *r)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	struct count_report t = {.regime = NULL};
	int rc = report(r, conf, &t);
	for (size_t i = 0; i < t.n; i++)
		free(t.rows[i].value);
	free(t.rows);
	snapshot_unref(&conf);
	return rc;
}

static int
set_opening(struct control_request *r, const struct snapshot *conf, int64_t pi,
	    int64_t spi)
{
	struct ledger *l = r->daemon->gateway.ledger;
	const char *basis = control_text(r, "basis");
	char text[512];
	struct ledger_cell_key key = {
		.regime = control_text(r, "regime"),
		.counter = "pi",
		.exporter = conf->reg.exporter.id,
		.window = control_text(r, "window"),
		.dimension = LEDGER_TOTAL,
		.value = "",
	};
	if (key.regime == NULL || key.window == NULL || basis == NULL ||
	    basis[0] == 0 || strlen(key.window) >= WINDOW_MAX || pi < 0 ||
	    spi < 0)
		return why_set(&r->why, -EINVAL,
			       "an opening balance needs regime, window, pi, "
			       "spi and a basis");
	if (control_regime(conf, key.regime) == NULL)
		return why_set(&r->why, -ENOENT,
			       "the exporter has no regime %s", key.regime);
	int rc = ledger_opening(l, &key, pi, basis);
	key.counter = "spi";
	if (rc == 0)
		rc = ledger_opening(l, &key, spi, basis);
	if (rc < 0)
		return why_set(&r->why, rc, "the ledger cannot be written: %s",
			       err_text(rc));
	snprintf(text, sizeof(text),
		 "regime %s, window %s: pi %lld, spi %lld; basis: %s",
		 key.regime, key.window, (long long)pi, (long long)spi, basis);
	daemon_record(r->daemon, AUDIT_CONTROL, r->actor,
		      "opening balance of the ledger set", text);
	return 0;
}

int
control_run_opening(struct control_request *r)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	int rc = set_opening(r, conf, control_number(r, "pi", -1),
			     control_number(r, "spi", -1));
	snapshot_unref(&conf);
	return rc;
}
