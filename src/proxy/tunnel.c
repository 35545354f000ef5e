/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tunnels: bytes pass both ways unread, counted, with half-close kept. Only
 * hosts on the bypass list and protocols that are no TLS come here, and only
 * where policy lets unread content through. A refusal to a client that speaks
 * TLS is told inside, as ever. Worker thread.
 */
#include "proxy/tunnel.h"

#include "proxy/judge.h"

#include <stdlib.h>

struct tunnel {
	struct dial *dial;
	struct upstream *upstream;
	bool client_ended, upstream_ended;
};

bool
tunnel_is_bypassed(const struct session *s)
{
	const struct snapshot *conf = s->conf;
	for (size_t i = 0; i < conf->n_bypass; i++)
		for (const char *const *h = conf->bypass[i].hosts; *h != NULL;
		     h++)
			if (host_matches(s->target.host, *h))
				return true;
	return false;
}

bool
tunnel_recheck(struct tunnel *t)
{
	return t != NULL && t->upstream != NULL &&
	       conn_recheck(t->upstream->conn);
}

void
tunnel_free(struct tunnel **pt)
{
	struct tunnel *t = *pt;
	*pt = NULL;
	if (t == NULL)
		return;
	dial_cancel(&t->dial);
	upstream_free(&t->upstream);
	free(t);
}

static void
on_upstream(void *arg)
{
	session_turn(arg);
}

static void
dialled(void *arg, struct dial_result *result)
{
	struct session *s = arg;
	struct tunnel *t = s->tunnel;
	struct exchange *x = s->exchange;
	t->dial = NULL;
	if (result->upstream == NULL) {
		request_refuse(x, result->reason, "%s", result->why.text);
	} else {
		t->upstream = result->upstream;
		x->dialled = t->upstream->address;
		conn_watch(t->upstream->conn, on_upstream, s);
	}
	session_turn(s);
}

static const struct step *
refused(struct session *s, enum unreadable class, struct exchange *x)
{
	/* Who speaks TLS can be told under a leaf; the record is written
	 * when that exchange ends. */
	enum reason reason =
		x->gateway_refusal ? x->gateway_reason : x->decision.reason;
	if (class == UNREADABLE_TLS) {
		session_defer(s, reason, "%s", reason_text(reason)->title_en);
		if (x->audit_place)
			audit_release(s->worker->gateway->audit);
		x->audit_place = false;
		exchange_free(&s->exchange);
		return &step_mint;
	}
	return NULL; /* exchange_free writes the record */
}

/* Nobody can say that what is not read carries no personal data: so a pathway
 * that was stopped stops it. Asked at each turn, not only at the start. */
static bool
is_stopped(const struct session *s, const struct exchange *x)
{
	for (size_t i = 0; i < s->conf->n_regimes; i++) {
		const struct pathway *p =
			flow_pathway(x->flow, regime_id(s->conf->regimes[i]));
		if (p == NULL)
			continue;
		enum pathway_status now =
			pathway_states_get(s->worker->gateway->states, p, NULL);
		if (now == PATHWAY_SUSPENDED || now == PATHWAY_REVOKED ||
		    now == PATHWAY_SUPERSEDED)
			return true;
	}
	return false;
}

const struct step *
tunnel_begin(struct session *s, enum unreadable class)
{
	struct exchange *x = exchange_new(s);
	if (x == NULL)
		return NULL;
	s->exchange = x;
	x->target = s->target;
	x->name = s->name;
	x->head.method = SPAN("CONNECT");
	x->has_head = true;
	x->audit_place = audit_reserve(s->worker->gateway->audit) == 0;
	x->recipient = register_recipient(&s->conf->reg, x->target.host, NULL);
	if (x->recipient != NULL) {
		x->flow = register_flow(&s->conf->reg, s->source, x->recipient);
		x->country = x->recipient->country;
		x->country_from = COUNTRY_REGISTER;
	}
	if (!x->audit_place)
		request_refuse(x, REASON_AUDIT_UNAVAILABLE,
			       "the audit cannot take records");
	else if (s->has_deferred)
		request_refuse(x, s->deferred, "%s", s->deferred_why.text);
	else if (is_stopped(s, x))
		request_refuse(x, REASON_PATHWAY_SUSPENDED, "%s",
			       reason_text(REASON_PATHWAY_SUSPENDED)->title_en);
	if (x->gateway_refusal || judge_tunnel(x, class) != JUDGED_PASS) {
		x->refused = true;
		return refused(s, class, x);
	}
	char *key =
		pool_key(s->source->id, x->target.host, x->target.port, false);
	s->tunnel = calloc(1, sizeof(*s->tunnel));
	if (key != NULL && s->tunnel != NULL)
		s->tunnel->dial =
			dial_start(s->worker, s->conf, key, x->target.host,
				   x->target.port, false, dialled, s);
	free(key);
	return s->tunnel != NULL && s->tunnel->dial != NULL ? &step_tunnel
							    : NULL;
}

/* One way, one turn: > 0 moved, 0 waits, < 0 ends. */
static int
pass(struct session *s, struct conn *from, struct conn *to, uint64_t *count,
     bool *ended)
{
	if (conn_flush(to) < 0)
		return -1;
	if (*ended || to->out.bytes >= HIGH_WATER)
		return 0;
	ssize_t n = from->in.bytes > 0 ? 0 : conn_fill(from, s->worker->chunks);
	if (n == ERR_CLOSED) {
		*ended = true;
		if (to->out.bytes == 0)
			conn_shutdown(to);
		return 1;
	}
	if (n < 0)
		return -1;
	uint64_t moved = from->in.bytes;
	if (moved == 0)
		return 0;
	*count += moved;
	if (queue_move(&to->out, &from->in, moved) < 0)
		return -1;
	return conn_flush(to) < 0 ? -1 : 1;
}

static const struct step *
tunnel_run(struct session *s)
{
	struct tunnel *t = s->tunnel;
	struct exchange *x = s->exchange;
	if (x->gateway_refusal)
		return NULL;
	if (is_stopped(s, x)) {
		request_refuse(x, REASON_PATHWAY_SUSPENDED, "%s",
			       reason_text(REASON_PATHWAY_SUSPENDED)->title_en);
		return NULL;
	}
	if (t->upstream == NULL)
		return &step_tunnel;
	struct conn *up = t->upstream->conn;
	for (int i = 0; i < 8; i++) {
		int out = pass(s, s->client, up, &x->tunnel_bytes_out,
			       &t->client_ended);
		int in = pass(s, up, s->client, &x->tunnel_bytes_in,
			      &t->upstream_ended);
		if (out < 0 || in < 0)
			return NULL;
		if (t->client_ended && up->out.bytes == 0)
			conn_shutdown(up);
		if (t->upstream_ended && s->client->out.bytes == 0)
			conn_shutdown(s->client);
		if (t->client_ended && t->upstream_ended &&
		    up->out.bytes == 0 && s->client->out.bytes == 0)
			return NULL;
		if (out == 0 && in == 0)
			return &step_tunnel;
		session_progress(s);
	}
	session_again(s);
	return &step_tunnel;
}

static int64_t
limit_idle(const struct session *s)
{
	return s->conf->timeouts.idle;
}

const struct step step_tunnel = {STEP_TUNNEL, "tunnel", tunnel_run, limit_idle,
				 NULL};
