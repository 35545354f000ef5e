/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the laws in force say of themselves: version, sources, how they are
 * read where they leave room, what they count, agreements between states.
 * Main thread.
 */
#include "daemon/control.h"

static void
put_interpretations(struct emit *out, const struct regime *regime)
{
	size_t n;
	const struct interpretation *all = regime_interpretations(regime, &n);
	emit_key(out, "interpretations");
	emit_list(out);
	for (size_t i = 0; i < n; i++) {
		emit_open(out);
		emit_put(out, "id", all[i].id);
		emit_put(out, "value", all[i].value);
		emit_put(out, "article", all[i].article);
		emit_put(out, "text_en", all[i].text_en);
		emit_put(out, "text_zh", all[i].text_zh);
		emit_close(out);
	}
	emit_end(out);
}

static void
put_agreements(struct emit *out, const struct regime *regime)
{
	const struct agreement *all;
	size_t n = regime_agreements(regime, &all);
	emit_key(out, "agreements");
	emit_list(out);
	for (size_t i = 0; i < n; i++) {
		const struct agreement *a = &all[i];
		emit_open(out);
		emit_put(out, "id", a->id);
		emit_put(out, "title_en", a->title_en);
		emit_put(out, "title_zh", a->title_zh);
		emit_put(out, "type", a->type);
		emit_put(out, "date", a->date);
		emit_put(out, "legal_effect", a->legal_effect);
		emit_put(out, "note", a->note);
		emit_put(out, "source", a->source);
		emit_key(out, "parties");
		emit_list(out);
		for (size_t k = 0; k < a->n_parties; k++)
			emit_str(out, a->parties[k].code);
		emit_end(out);
		emit_close(out);
	}
	emit_end(out);
}

static void
put_counters(struct emit *out, const struct regime *regime)
{
	static const char *const units[] = {[UNIT_PERSON] = "person",
					    [UNIT_DEVICE] = "device",
					    [UNIT_BYTE] = "byte"};
	static const char *const scopes[] = {[SCOPE_OF_EXPORTER] = "exporter",
					     [SCOPE_OF_RECIPIENT] = "recipient",
					     [SCOPE_OF_PATHWAY] = "pathway"};
	static const char *const windows[] = {
		[WINDOW_CALENDAR_YEAR] = "calendar-year",
		[WINDOW_ROLLING] = "rolling",
		[WINDOW_VALIDITY] = "validity",
		[WINDOW_FIRST_TRANSFER] = "first-transfer"};
	size_t n;
	const struct counter_def *all = regime_counters(regime, &n);
	emit_key(out, "counters");
	emit_list(out);
	for (size_t i = 0; i < n; i++) {
		int64_t at;
		const char *article;
		emit_open(out);
		emit_put(out, "id", all[i].id);
		emit_put(out, "unit", units[all[i].unit]);
		emit_put(out, "scope", scopes[all[i].scope]);
		emit_put(out, "window", windows[all[i].window]);
		if (all[i].window == WINDOW_ROLLING)
			emit_put_int(out, "months", all[i].months);
		if (regime_next_threshold(regime, all[i].id, 0, &at,
					  &article)) {
			emit_put_int(out, "first_threshold", at);
			emit_put(out, "article", article);
		}
		emit_close(out);
	}
	emit_end(out);
}

void
control_put_law(struct emit *out, const struct regime *regime)
{
	emit_put_int(out, "audit_years", regime_audit_years(regime));
	put_interpretations(out, regime);
	put_agreements(out, regime);
	put_counters(out, regime);
}

int
control_run_regimes(struct control_request *r)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	emit_key(r->out, "regimes");
	emit_list(r->out);
	for (size_t i = 0; i < conf->n_regimes; i++) {
		const struct regime *regime = conf->regimes[i];
		emit_open(r->out);
		emit_put(r->out, "id", regime_id(regime));
		emit_put(r->out, "version", regime_version(regime));
		emit_put(r->out, "as_of", regime_as_of(regime));
		emit_put(r->out, "disclaimer", regime_disclaimer(regime));
		emit_put(r->out, "time_zone", regime_time_zone(regime));
		emit_key(r->out, "sources");
		emit_list(r->out);
		for (const char *const *s = regime_sources(regime); *s; s++)
			emit_str(r->out, *s);
		emit_end(r->out);
		control_put_law(r->out, regime);
		emit_close(r->out);
	}
	emit_end(r->out);
	snapshot_unref(&conf);
	return 0;
}
