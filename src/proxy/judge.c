/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts, counts, verdict, booking. Guarantees: persons are decided and booked
 * in one atomic step of the ledger; what is not booked is not released; a
 * booking of which no byte went out is withdrawn, any other is settled, once.
 * Worker thread, but for the ledger's call-back.
 */
#include "proxy/judge.h"

#include "base/emit.h"
#include "base/log.h"
#include "proxy/explain.h"
#include "proxy/part.h"
#include "proxy/trial.h"

#include <errno.h>
#include <stdlib.h>

/* ---- bookings ---- */

struct window_booking {
	struct post post;
	struct window_booking *next;
	struct worker *worker;
	struct exchange *exchange; /* NULL: it ended while we waited */
	struct ledger_reservation *reservation;
	int status;
	bool waiting;
	bool keep; /* holds for what left before: settled whatever comes */
};

static void
booked_in_worker(struct worker *w, struct post *p)
{
	struct window_booking *b = (struct window_booking *)p;
	struct exchange *x = b->exchange;
	w->awaited--;
	b->waiting = false;
	/* Where the store failed nothing is booked: withdrawing only frees. */
	if (b->status < 0)
		ledger_withdraw(w->gateway->ledger, &b->reservation);
	if (x == NULL) {
		if (b->reservation != NULL && b->keep)
			ledger_settle(w->gateway->ledger, &b->reservation);
		else if (b->reservation != NULL)
			ledger_withdraw(w->gateway->ledger, &b->reservation);
		free(b);
		return;
	}
	if (b->status == 0)
		x->new_persons += ledger_reservation_new(b->reservation);
	request_booked(x, b->status);
	session_turn(x->session);
}

/* In the ledger's thread. */
static void
booked(void *arg, struct ledger_reservation *r, int status)
{
	struct window_booking *b = arg;
	b->reservation = r;
	b->status = status;
	worker_post(b->worker, &b->post);
}

void
judge_settle(struct exchange *x)
{
	struct ledger *l = x->session->worker->gateway->ledger;
	while (x->bookings != NULL && !x->bookings->waiting) {
		struct window_booking *b = x->bookings;
		x->bookings = b->next;
		if (b->reservation != NULL)
			ledger_settle(l, &b->reservation);
		free(b);
	}
}

void
judge_end(struct exchange *x)
{
	struct ledger *l = x->session->worker->gateway->ledger;
	while (x->bookings != NULL) {
		struct window_booking *b = x->bookings;
		x->bookings = b->next;
		if (b->waiting) {
			b->exchange = NULL;
			continue;
		}
		if (b->reservation != NULL)
			ledger_withdraw(l, &b->reservation);
		free(b);
	}
}

/* ---- the verdict ---- */

/* Under the ledger's lock. */
static int
judge_claim(void *arg, struct ledger_claim *c)
{
	struct trial *t = arg;
	for (size_t i = 0; i < t->n_regimes; i++)
		cells_project(c, &t->cells[i], i, t->bytes, &t->facts[i]);
	trial_decide(t);
	if (!trial_passes(t)) {
		for (size_t i = 0; i < t->n_regimes; i++)
			if (t->decisions[i].reclassify_exempt)
				t->moved |= cells_count_released(
					c, &t->cells[i],
					t->x->sensitive_persons > 0);
		return !t->moved;
	}
	for (size_t i = 0; i < t->n_regimes; i++)
		cells_charge(c, &t->cells[i], i, &t->decisions[i]);
	return 0;
}

/* The strictest verdict of all windows stays; of equals, one that booked. */
static void
note_verdict(struct trial *t)
{
	struct exchange *x = t->x;
	const struct decision *d = &t->decision;
	bool stricter =
		!x->decided || d->verdict > x->decision.verdict ||
		(d->verdict == x->decision.verdict &&
		 x->decision.booking == BOOK_NONE && d->booking != BOOK_NONE);
	if (stricter) {
		x->decision = *d;
		explain_keep(x, t->facts, t->n_regimes);
	}
	x->decided = true;
	if (d->verdict == VERDICT_BLOCK && trial_passes(t))
		x->would_block = true;
}

/* What the ledger keeps with a booking for its record, should we die. */
static const char *
context_of(struct exchange *x)
{
	struct session *s = x->session;
	struct span text;
	/* The same for all windows: what it says is settled by the first. */
	if (x->context != NULL)
		return x->context;
	struct emit *j = emit_new(false);
	if (j == NULL)
		return NULL;
	emit_open(j);
	emit_opt(j, "source", s->source != NULL ? s->source->id : NULL);
	emit_opt(j, "client", s->client_text);
	emit_opt(j, "flow", x->flow != NULL ? x->flow->id : NULL);
	emit_opt(j, "pathway",
		 x->flow != NULL && x->flow->pathway != NULL
			 ? x->flow->pathway->id
			 : NULL);
	emit_opt(j, "recipient",
		 x->recipient != NULL ? x->recipient->id : NULL);
	emit_put(j, "host", x->target.host);
	emit_put_int(j, "port", x->target.port);
	emit_put(j, "country", x->country.code);
	emit_close(j);
	if (emit_finish(j, &text) == 0)
		x->context = arena_str(x->arena, text);
	emit_free(&j);
	return x->context;
}

static const char *
name_of_category(void *arg, unsigned category)
{
	return rules_category_name(arg, category);
}

static enum judged
book(struct trial *t)
{
	struct exchange *x = t->x;
	struct worker *w = x->session->worker;
	struct window_booking *b = calloc(1, sizeof(*b));
	if (b == NULL) {
		request_refuse(x, REASON_OVERLOAD, "out of memory");
		return JUDGED_REFUSE;
	}
	b->post.fn = booked_in_worker;
	b->worker = w;
	b->exchange = x;
	b->waiting = true;
	struct ledger_request q = {
		.event = x->event,
		.context = context_of(x),
		.persons = t->persons,
		.traits = t->traits,
		.n_persons = t->n_entries,
		.bytes = (int64_t)t->bytes,
		.now_s = t->facts[0].now_s,
		.judge = judge_claim,
		.judge_arg = t,
		.durable = booked,
		.durable_arg = b,
		.category_name = name_of_category,
		.category_arg = x->session->conf->rules,
	};
	struct ledger_reservation *r = NULL;
	int rc = ledger_reserve(w->gateway->ledger, &q, &r);
	w->awaited += rc == 1;
	if (t->moved && (rc == 0 || rc == 1)) {
		b->keep = true;
		b->exchange = NULL;
		if (rc == 0) {
			ledger_settle(w->gateway->ledger, &r);
			free(b);
		}
		return JUDGED_REFUSE;
	}
	if (rc == 0 || rc == 1) {
		b->next = x->bookings;
		x->bookings = b;
	}
	if (rc == 1)
		return JUDGED_WAIT;
	if (rc == 0) {
		b->waiting = false;
		b->reservation = r;
		x->new_persons += ledger_reservation_new(r);
		return JUDGED_PASS;
	}
	free(b);
	if (rc != ERR_REFUSED)
		request_refuse(x, REASON_LEDGER_UNAVAILABLE,
			       "the ledger cannot be written: %s",
			       err_text(rc));
	return JUDGED_REFUSE;
}

static enum judged
try_window(struct trial *t, const struct inspect_result *r)
{
	struct exchange *x = t->x;
	trial_gather(x, r);
	if (r->n_persons > 0 && trial_persons(t, r) < 0) {
		request_refuse(x, REASON_OVERLOAD, "out of memory");
		return JUDGED_REFUSE;
	}
	trial_count(t);
	for (size_t i = 0; i < t->n_regimes; i++)
		trial_facts(t, i, r, false);
	if (t->n_persons == 0 && x->important[0] == NULL) {
		trial_decide(t);
		note_verdict(t);
		return trial_passes(t) ? JUDGED_PASS : JUDGED_REFUSE;
	}
	for (size_t i = 0; i < t->n_regimes; i++)
		if (cells_find(x, i, t->facts[i].now_s, &t->plan,
			       &t->cells[i]) < 0) {
			request_refuse(x, REASON_OVERLOAD, "out of memory");
			return JUDGED_REFUSE;
		}
	enum judged judged = book(t);
	if (!x->gateway_refusal)
		note_verdict(t);
	return judged;
}

enum judged
judge_window(struct exchange *x)
{
	struct trial t = {.x = x,
			  .n_regimes = x->session->conf->n_regimes,
			  .bytes = x->received - x->judged};
	struct inspect_result r;
	if (t.n_regimes > REGIMES_MAX)
		t.n_regimes = REGIMES_MAX;
	x->judged = x->received;
	if (part_join(x) < 0) {
		request_refuse(x, REASON_OVERLOAD, "out of memory");
		return JUDGED_REFUSE;
	}
	inspection_take(x->inspection, &r);
	enum judged judged = try_window(&t, &r);
	trial_fini(&t);
	return judged;
}

bool
judge_head(struct exchange *x)
{
	const struct snapshot *conf = x->session->conf;
	if (x->recipient == NULL && conf->reg.defaults.strict_register) {
		x->decision = (struct decision){
			.verdict = VERDICT_BLOCK,
			.reason = REASON_RECIPIENT_UNLISTED,
			.reasons = {REASON_RECIPIENT_UNLISTED},
			.n_reasons = 1,
			.regime = conf->n_regimes > 0 ? conf->regimes[0] : NULL,
		};
		x->decided = true;
		x->would_block = conf->mode == MODE_MONITOR;
		x->refused = !x->would_block;
		if (x->refused)
			x->request = REQUEST_REFUSED;
	}
	return x->refused;
}

enum judged
judge_tunnel(struct exchange *x, enum unreadable class)
{
	struct trial t = {.x = x, .n_regimes = x->session->conf->n_regimes};
	struct inspect_result r = {.unreadable = 1u << class};
	x->unreadable |= r.unreadable;
	for (size_t i = 0; i < t.n_regimes; i++)
		trial_facts(&t, i, &r, true);
	trial_decide(&t);
	note_verdict(&t);
	return trial_passes(&t) ? JUDGED_PASS : JUDGED_REFUSE;
}
