/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What "kouanctl report" asks beside counts and the states of pathways: the
 * regime and the register in force, where the audit is kept, and a signature
 * of the signer's under a report's manifest. A signature takes a while, so it
 * is asked for and then fetched. Main thread.
 */
#include "config.h"

#include "daemon/control.h"

#include <errno.h>
#include <stdlib.h>

/* Told from the audit's own requests, which count from 1. */
#define SIGN_FIRST UINT32_C(0x80000000)
/* Those remembered; an older one is gone. */
#define SIGN_KEPT 32
#define DAY_S 86400
#define THRESHOLDS_MAX 16

struct signed_report {
	uint32_t id;
	bool there;
	int status;
	uint8_t signature[64];
};
static struct signed_report kept[SIGN_KEPT];
static uint32_t last_id = SIGN_FIRST;

bool
control_report_signed(uint32_t id, int status, struct span signature)
{
	struct signed_report *s = &kept[id % SIGN_KEPT];
	if (id < SIGN_FIRST)
		return false;
	if (s->id != id)
		return true;
	s->there = true;
	s->status = status;
	if (status == 0 && signature.n == sizeof(s->signature))
		memcpy(s->signature, signature.p, sizeof(s->signature));
	else if (status == 0)
		s->status = ERR_MALFORMED;
	return true;
}

int
control_run_sign(struct control_request *r)
{
	struct daemon *d = r->daemon;
	const char *digest = control_text(r, "sha256");
	char message[96], detail[96];
	if (digest == NULL || strlen(digest) != 64 ||
	    strspn(digest, "0123456789abcdef") != 64)
		return why_set(&r->why, -EINVAL,
			       "a signature needs a sha256 of 64 digits");
	uint32_t id = last_id == UINT32_MAX ? SIGN_FIRST + 1 : last_id + 1;
	int n = snprintf(message, sizeof(message), "kouan-report:%s", digest);
	kept[id % SIGN_KEPT] = (struct signed_report){.id = id};
	int rc = mint_ask_checkpoint(d->gateway.mint, id,
				     span_of(message, (size_t)n));
	if (rc < 0)
		return why_set(&r->why, rc, "the signer cannot be asked: %s",
			       err_text(rc));
	last_id = id;
	snprintf(detail, sizeof(detail), "sha256 %s", digest);
	daemon_record(d, AUDIT_CONTROL, r->actor, "report signed", detail);
	emit_put_int(r->out, "id", id);
	return 0;
}

int
control_run_signature(struct control_request *r)
{
	int64_t id = control_number(r, "id", 0);
	char digits[129];
	if (id < SIGN_FIRST || id > UINT32_MAX ||
	    kept[id % SIGN_KEPT].id != (uint32_t)id)
		return why_set(&r->why, -ENOENT, "no such signature");
	const struct signed_report *s = &kept[id % SIGN_KEPT];
	if (s->there && s->status < 0)
		return why_set(&r->why, s->status, "the signer refused: %s",
			       err_text(s->status));
	emit_put_bool(r->out, "ready", s->there);
	if (s->there)
		emit_put(r->out, "signature",
			 hex_text(span_of(s->signature, 64), digits));
	return 0;
}

static void
put_list(struct emit *out, const char *key, const char *const *texts)
{
	emit_key(out, key);
	emit_list(out);
	for (; texts != NULL && *texts != NULL; texts++)
		emit_str(out, *texts);
	emit_end(out);
}

static void
put_day(struct emit *out, const char *key, int64_t day)
{
	char text[32];
	if (day == NO_DAY)
		return;
	struct civil c = civil_from_days(day);
	snprintf(text, sizeof(text), "%04d-%02d-%02d", c.year, c.month, c.day);
	emit_put(out, key, text);
}

static void
put_categories(struct emit *out, const struct snapshot *conf,
	       const struct category_scope *scope)
{
	emit_put_bool(out, "any_category", scope->any);
	emit_key(out, "categories");
	emit_list(out);
	for (unsigned c = 0; c < rules_category_count(conf->rules); c++)
		if (!scope->any && category_has(&scope->set, c))
			emit_str(out, rules_category_name(conf->rules, c));
	emit_end(out);
}

static void
put_thresholds(struct emit *out, const struct regime *regime,
	       const char *counter)
{
	const char *article = "";
	int64_t at = -1;
	emit_key(out, counter);
	emit_list(out);
	for (int i = 0; i < THRESHOLDS_MAX &&
			regime_next_threshold(regime, counter, at < 0 ? 0 : at,
					      &at, &article);
	     i++) {
		emit_open(out);
		emit_put_int(out, "at", at);
		emit_put(out, "article", article);
		emit_close(out);
	}
	emit_end(out);
}

/* Seconds that the regime's days begin before those of UTC. */
static int64_t
offset_of(const struct regime *regime)
{
	int64_t from = -14 * 3600L, to = 14 * 3600L;
	/* A day of 1970 is the one before until it begins. */
	while (from < to) {
		int64_t middle = from + (to - from) / 2;
		if (regime_day(regime, DAY_S + middle) >= 1)
			to = middle;
		else
			from = middle + 1;
	}
	return -from;
}

/* What the codes of reasons mean under this regime. */
static void
put_reasons(struct emit *out, const struct regime *regime)
{
	emit_key(out, "reasons");
	emit_list(out);
	for (enum reason r = 0; r < REASON_MAX_; r++) {
		const struct reason_text *t = regime_reason_text(regime, r);
		if (t == NULL)
			continue;
		emit_open(out);
		emit_put(out, "id", reason_name(r));
		emit_opt(out, "en", t->title_en);
		emit_opt(out, "zh", t->title_zh);
		emit_close(out);
	}
	emit_end(out);
}

static void
put_regime(struct emit *out, const struct regime *regime)
{
	emit_key(out, "regime");
	emit_open(out);
	emit_put(out, "id", regime_id(regime));
	emit_put(out, "version", regime_version(regime));
	emit_put(out, "as_of", regime_as_of(regime));
	emit_put(out, "disclaimer", regime_disclaimer(regime));
	emit_put(out, "time_zone", regime_time_zone(regime));
	emit_put_int(out, "utc_offset_s", offset_of(regime));
	put_list(out, "sources", regime_sources(regime));
	put_reasons(out, regime);
	control_put_law(out, regime);
	emit_key(out, "thresholds");
	emit_open(out);
	put_thresholds(out, regime, "pi");
	put_thresholds(out, regime, "spi");
	emit_close(out);
	emit_close(out);
}

static void
put_recipient(struct emit *out, const struct recipient *p)
{
	emit_open(out);
	emit_put(out, "id", p->id);
	emit_opt(out, "name", p->name);
	emit_put(out, "country", p->country.code);
	emit_put_bool(out, "gba", p->gba);
	put_list(out, "hosts", p->hosts);
	put_list(out, "certifications", p->certifications);
	put_list(out, "owner_countries", p->owner_countries);
	emit_close(out);
}

static void
put_flow(struct emit *out, const struct snapshot *conf, const struct flow *f,
	 const char *regime)
{
	const struct exemption *e = &f->exemption;
	const struct pathway *p = flow_pathway(f, regime);
	emit_open(out);
	emit_put(out, "id", f->id);
	emit_put(out, "recipient",
		 f->recipient != NULL ? f->recipient->id : "");
	emit_opt(out, "purpose", f->purpose);
	emit_opt(out, "scenario", f->scenario);
	emit_opt(out, "pathway", p != NULL ? p->id : NULL);
	emit_opt(out, "consent", f->consent);
	emit_opt(out, "pipia", f->pipia);
	put_list(out, "sources", f->sources);
	put_list(out, "evidence", f->evidence);
	if (e->article != EXEMPTION_NONE) {
		emit_key(out, "exemption");
		emit_open(out);
		emit_put(out, "article", exemption_article_name(e->article));
		emit_opt(out, "ticket", e->ticket);
		emit_opt(out, "approved_by", e->approved_by);
		put_day(out, "until", e->until);
		put_categories(out, conf, &e->categories);
		emit_close(out);
	}
	emit_close(out);
}

static void
put_scope(struct emit *out, const struct snapshot *conf,
	  const struct pathway *p)
{
	emit_open(out);
	emit_put(out, "id", p->id);
	put_list(out, "recipients", p->recipients);
	put_list(out, "countries", p->countries);
	put_list(out, "purposes", p->purposes);
	put_list(out, "evidence", p->evidence);
	emit_put_bool(out, "sensitive", p->sensitive);
	put_categories(out, conf, &p->categories);
	emit_close(out);
}

static void
put_register(struct emit *out, const struct snapshot *conf, const char *regime)
{
	const struct register_ *reg = &conf->reg;
	emit_key(out, "recipients");
	emit_list(out);
	for (size_t i = 0; i < reg->n_recipients; i++)
		put_recipient(out, &reg->recipients[i]);
	emit_end(out);
	emit_key(out, "flows");
	emit_list(out);
	for (size_t i = 0; i < reg->n_flows; i++)
		put_flow(out, conf, &reg->flows[i], regime);
	emit_end(out);
	emit_key(out, "scopes");
	emit_list(out);
	for (size_t i = 0; i < reg->n_pathways; i++)
		if (strcmp(reg->pathways[i].regime, regime) == 0)
			put_scope(out, conf, &reg->pathways[i]);
	emit_end(out);
}

static void
put_exporter(struct emit *out, const struct exporter *e)
{
	emit_key(out, "exporter");
	emit_open(out);
	emit_put(out, "id", e->id);
	emit_opt(out, "name", e->name);
	emit_put_bool(out, "ciio", e->ciio);
	emit_opt(out, "ftz_zone", e->ftz_zone);
	emit_opt(out, "gba_city", e->gba_city);
	emit_close(out);
}

static int
describe(struct control_request *r, const struct snapshot *conf)
{
	const char *name = control_text(r, "regime");
	const struct regime *regime = control_regime(conf, name);
	char window[WINDOW_MAX];
	if (regime == NULL)
		return why_set(&r->why, -ENOENT,
			       "the exporter has no regime %s",
			       name != NULL ? name : "");
	emit_put(r->out, "version", PACKAGE_VERSION);
	emit_put(r->out, "policy", conf->policy_tag);
	emit_put(r->out, "configuration", conf->hash);
	emit_put(r->out, "mode",
		 conf->mode == MODE_MONITOR ? "monitor" : "enforce");
	emit_put(r->out, "current_window",
		 regime_window(regime, clock_wall_us() / 1000000, window));
	emit_opt(r->out, "audit_file", conf->audit.file);
	emit_opt(r->out, "audit_key", r->daemon->audit_key);
	put_exporter(r->out, &conf->reg.exporter);
	put_regime(r->out, regime);
	put_register(r->out, conf, regime_id(regime));
	return 0;
}

int
control_run_report(struct control_request *r)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	int rc = describe(r, conf);
	snapshot_unref(&conf);
	return rc;
}
