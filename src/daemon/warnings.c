/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Warnings kept between two looks, so that each is told once. Bounded; what
 * does not fit is said. Main thread.
 */
#include "daemon/warnings.h"

#include "base/log.h"
#include "policy/warn.h"

#include <errno.h>
#include <stdlib.h>

#define WARNINGS_MAX 4096
#define EVERY_S 60
#define AGAIN_S 86400

struct standing_warning {
	enum reason reason;
	int level;
	char kind[16], regime[40], subject[72], text[240];
	int64_t told_s;
};

struct warnings {
	struct daemon *daemon;
	struct event *timer;
	struct standing_warning *all, *next; /* next: being collected */
	size_t n, n_next;
	bool overflow;
};

/* What has been used of the pathways and counters of one regime. */
struct counts {
	const struct snapshot *conf;
	const struct regime *regime;
	struct usage *pathways; /* one per pathway of the register */
	char (*windows)[WINDOW_MAX];
	char window[WINDOW_MAX]; /* of the regime's own counters */
	int64_t pi, spi;
};

struct look {
	struct warnings *w;
	const char *regime;
};

static const struct standing_warning *
find(const struct warnings *w, const struct standing_warning *s)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->all[i].reason == s->reason &&
		    strcmp(w->all[i].subject, s->subject) == 0 &&
		    strcmp(w->all[i].kind, s->kind) == 0 &&
		    strcmp(w->all[i].regime, s->regime) == 0)
			return &w->all[i];
	return NULL;
}

static void
take(void *arg, const struct warning *warning)
{
	struct look *look = arg;
	struct warnings *w = look->w;
	if (w->n_next == WARNINGS_MAX) {
		w->overflow = true;
		return;
	}
	struct standing_warning *s = &w->next[w->n_next++];
	*s = (struct standing_warning){.reason = warning->reason,
				       .level = warning->level};
	snprintf(s->kind, sizeof(s->kind), "%s", warning->kind);
	snprintf(s->regime, sizeof(s->regime), "%s", look->regime);
	snprintf(s->subject, sizeof(s->subject), "%s", warning->subject);
	snprintf(s->text, sizeof(s->text), "%s", warning->text);
}

/* ---- what was used ---- */

static void
take_pathway(struct counts *c, const struct ledger_row *l)
{
	const struct register_ *reg = &c->conf->reg;
	for (size_t i = 0; i < reg->n_pathways; i++) {
		struct usage *u = &c->pathways[i];
		if (strcmp(reg->pathways[i].id, l->key.value) != 0 ||
		    strcmp(c->windows[i], l->key.window) != 0)
			continue;
		if (strcmp(l->key.counter, "cap") == 0) {
			u->persons = l->persons + l->opening;
			u->bytes = l->bytes;
		} else if (strcmp(l->key.counter, "cap-spi") == 0) {
			u->sensitive_persons = l->persons + l->opening;
		}
	}
}

static int
take_row(void *arg, const struct ledger_row *l)
{
	struct counts *c = arg;
	if (strcmp(l->key.regime, regime_id(c->regime)) != 0 ||
	    strcmp(l->key.exporter, c->conf->reg.exporter.id) != 0)
		return 0;
	if (l->key.dimension == LEDGER_BY_PATHWAY)
		take_pathway(c, l);
	else if (l->key.dimension == LEDGER_TOTAL &&
		 strcmp(l->key.window, c->window) == 0) {
		if (strcmp(l->key.counter, "pi") == 0)
			c->pi = l->persons + l->opening;
		else if (strcmp(l->key.counter, "spi") == 0)
			c->spi = l->persons + l->opening;
	}
	return 0;
}

static void
look_at(struct warnings *w, const struct counts *c, int64_t now_s)
{
	struct look look = {w, regime_id(c->regime)};
	const struct register_ *reg = &c->conf->reg;
	struct pathway_states *states = w->daemon->gateway.states;
	int64_t day = regime_day(c->regime, now_s);
	for (size_t i = 0; i < reg->n_pathways; i++)
		if (strcmp(reg->pathways[i].regime, look.regime) == 0)
			policy_warn_pathway(
				c->regime, &reg->pathways[i],
				pathway_states_get(states, &reg->pathways[i],
						   NULL),
				day, &c->pathways[i], take, &look);
	for (size_t i = 0; i < reg->n_flows; i++)
		policy_warn_flow(c->regime, &reg->flows[i], take, &look);
	policy_warn_counter(c->regime, "pi", c->pi, take, &look);
	policy_warn_counter(c->regime, "spi", c->spi, take, &look);
}

static int
look_at_regime(struct warnings *w, const struct snapshot *conf,
	       const struct regime *regime, int64_t now_s)
{
	size_t n = conf->reg.n_pathways;
	struct counts c = {
		.conf = conf,
		.regime = regime,
		.pathways = calloc(n + 1, sizeof(*c.pathways)),
		.windows = calloc(n + 1, sizeof(*c.windows)),
	};
	int rc = c.pathways != NULL && c.windows != NULL ? 0 : -ENOMEM;
	if (rc == 0) {
		(void)regime_window(regime, now_s, c.window);
		for (size_t i = 0; i < n; i++)
			(void)regime_cap_window(regime, &conf->reg.pathways[i],
						now_s, c.windows[i]);
		rc = ledger_each(w->daemon->gateway.ledger, take_row, &c);
	}
	if (rc == 0)
		look_at(w, &c, now_s);
	free(c.pathways);
	free(c.windows);
	return rc;
}

/* ---- telling ---- */

static void
tell(struct daemon *d, const struct standing_warning *s)
{
	struct audit_record r = audit_record_none(AUDIT_CONTROL);
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	char detail[400];
	snprintf(detail, sizeof(detail), "%s %s (%s): %s", s->kind, s->subject,
		 s->regime, s->text);
	log_warn("%s: %s", reason_name(s->reason), detail);
	r.wall_us = clock_wall_us();
	r.event = event_id_new(r.wall_us);
	r.verdict = VERDICT_LOG;
	r.message = "warning over the register";
	r.reason = reason_name(s->reason);
	r.exporter = conf->reg.exporter.id;
	r.policy = conf->policy_tag;
	r.actor = "kouand";
	r.detail = detail;
	if (strcmp(s->kind, "pathway") == 0)
		r.pathway = s->subject;
	if (strcmp(s->kind, "flow") == 0)
		r.flow = s->subject;
	if (d->gateway.audit != NULL)
		audit_try(d->gateway.audit, &r);
	snapshot_unref(&conf);
}

/* Tells what is new, worse, or was told a day ago. */
static void
tell_all(struct warnings *w, int64_t now_s)
{
	for (size_t i = 0; i < w->n_next; i++) {
		struct standing_warning *s = &w->next[i];
		const struct standing_warning *before = find(w, s);
		if (before != NULL && before->level >= s->level &&
		    now_s - before->told_s < AGAIN_S) {
			s->told_s = before->told_s;
			continue;
		}
		s->told_s = now_s;
		tell(w->daemon, s);
	}
	if (w->overflow)
		log_warn("more than %d warnings over the register",
			 WARNINGS_MAX);
}

void
daemon_check_warnings(struct daemon *d)
{
	struct warnings *w = d->warnings;
	int64_t now_s = clock_wall_us() / 1000000;
	int rc = 0;
	if (w == NULL || d->draining)
		return;
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	w->n_next = 0;
	w->overflow = false;
	for (size_t i = 0; i < conf->n_regimes && rc == 0; i++)
		rc = look_at_regime(w, conf, conf->regimes[i], now_s);
	if (rc == 0) {
		tell_all(w, now_s);
		struct standing_warning *old = w->all;
		w->all = w->next;
		w->n = w->n_next;
		w->next = old;
	} else {
		log_error("the register's warnings could not be made: %s",
			  err_text(rc));
	}
	snapshot_unref(&conf);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	daemon_check_warnings(arg);
}

int
warnings_start(struct daemon *d)
{
	static const struct timeval every = {EVERY_S, 0};
	struct warnings *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return -ENOMEM;
	d->warnings = w;
	w->daemon = d;
	w->all = calloc(WARNINGS_MAX, sizeof(*w->all));
	w->next = calloc(WARNINGS_MAX, sizeof(*w->next));
	w->timer = event_new(d->base, -1, EV_PERSIST, on_timer, d);
	if (w->all == NULL || w->next == NULL || w->timer == NULL ||
	    event_add(w->timer, &every) != 0)
		return -ENOMEM;
	daemon_check_warnings(d);
	return 0;
}

void
warnings_stop(struct daemon *d)
{
	struct warnings *w = d->warnings;
	d->warnings = NULL;
	if (w == NULL)
		return;
	if (w->timer != NULL)
		event_free(w->timer);
	free(w->all);
	free(w->next);
	free(w);
}

void
warnings_emit(struct daemon *d, struct emit *out, const char *kind,
	      const char *subject)
{
	const struct warnings *w = d->warnings;
	emit_key(out, "warnings");
	emit_list(out);
	for (size_t i = 0; w != NULL && i < w->n; i++) {
		const struct standing_warning *s = &w->all[i];
		if (kind != NULL && (strcmp(s->kind, kind) != 0 ||
				     strcmp(s->subject, subject) != 0))
			continue;
		emit_open(out);
		emit_put(out, "reason", reason_name(s->reason));
		emit_put(out, "kind", s->kind);
		emit_put(out, "subject", s->subject);
		emit_put(out, "regime", s->regime);
		emit_put_int(out, "level", s->level);
		emit_put(out, "text", s->text);
		emit_close(out);
	}
	emit_end(out);
}
