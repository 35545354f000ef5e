/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One exchange from its head to its record. Guarantees: a place in the audit
 * is reserved before anything is sent on; exactly one record is written,
 * however the exchange ends. Worker thread.
 */
#include "proxy/exchange.h"

#include "base/tally.h"
#include "proxy/front.h"
#include "proxy/judge.h"
#include "proxy/opening.h"
#include "proxy/part.h"
#include "proxy/spool.h"
#include "wire/write.h"

#include <stdlib.h>

TALLY(exchanges, "kouan_exchanges_total", "Requests begun")

#define ARENA_LIMIT (4 * 1024 * 1024)
#define HEAD_FIELDS 256
#define TURN_PUMPS 4

struct exchange *
exchange_new(struct session *s)
{
	struct exchange *x = calloc(1, sizeof(*x));
	if (x == NULL)
		return NULL;
	x->arena = arena_new(ARENA_LIMIT);
	if (x->arena == NULL) {
		free(x);
		return NULL;
	}
	x->session = s;
	x->wall_us = clock_wall_us();
	x->begun_us = x->interim_us = s->worker->now_us;
	x->event = event_id_new(x->wall_us);
	tally_add(&exchanges, 1);
	return x;
}

void
exchange_free(struct exchange **px)
{
	struct exchange *x = *px;
	*px = NULL;
	if (x == NULL)
		return;
	dial_cancel(&x->dial);
	judge_end(x);
	if (x->audit_place)
		record_exchange(x, false);
	part_end(x);
	if (x->upstream != NULL && x->head_sent && !x->finished)
		pool_cut(x->session->worker->pool, &x->upstream,
			 x->session->worker->now_us);
	upstream_free(&x->upstream);
	queue_clear(&x->hold);
	request_account(x);
	spool_free(&x->spool);
	body_reader_fini(&x->reader);
	body_reader_fini(&x->answer_reader);
	opening_free(&x->opening);
	inspection_free(&x->inspection);
	scan_kit_unref(&x->kit);
	arena_free(&x->arena);
	arena_free(&x->answer_arena);
	free(x);
}

const struct step *
exchange_refuse_at_once(struct session *s, struct exchange *x,
			enum reason reason, const char *why)
{
	x->gateway_refusal = x->refused = x->decided = true;
	x->gateway_reason = reason;
	(void)why_set(&x->why, 0, "%s", why);
	if (!x->audit_place)
		x->audit_place = audit_reserve(s->worker->gateway->audit) == 0;
	s->close_after = true;
	refuse_answer(x);
	exchange_free(&x);
	return &step_linger;
}

/* ---- reading the head ---- */

/* The authority of the request, by its target and Host (RFC 9112 section
 * 3.2). NULL, or why it is refused and by which reason. */
static const char *
name_target(struct exchange *x, enum reason *reason)
{
	struct session *s = x->session;
	struct target target;
	struct authority host = {0};
	*reason = REASON_BAD_REQUEST;
	if (target_parse(&x->head, &target, &x->why) < 0)
		return x->why.text;
	const struct head_field *f = head_find(&x->head, "Host");
	if (head_count(&x->head, "Host") !=
	    (x->head.minor >= 1 ? 1 : f != NULL))
		return "a request needs exactly one Host";
	if (f != NULL && authority_parse(f->value, &host) < 0)
		return "the Host field is malformed";
	x->forward_target = target.path;
	if (target.form == TARGET_ABSOLUTE) {
		if (s->in_tunnel || target.https)
			return "an absolute form is not for this connection";
		x->target = target.authority;
		if (x->target.port == 0)
			x->target.port = 80;
	} else {
		x->target = s->target;
	}
	x->tls = s->in_tunnel && s->target_tls;
	if (f != NULL &&
	    !authority_same(&host, &x->target, x->tls ? 443 : 80)) {
		*reason = REASON_HOST_MISMATCH;
		return "Host differs from the host that was connected to";
	}
	return NULL;
}

/* A body that is known to be longer than what can be kept goes by unopened,
 * and is judged as that. */
static bool
opens_containers(const struct exchange *x)
{
	const struct snapshot *conf = x->session->conf;
	struct gateway *g = x->session->worker->gateway;
	atomic_store_explicit(&g->containers.total, conf->limits.containers,
			      memory_order_relaxed);
	return conf->openers > 0 && (x->framing.kind != FRAMING_LENGTH ||
				     x->framing.length <= conf->spool_limit);
}

static int
begin_inspection(struct exchange *x)
{
	struct snapshot *conf = x->session->conf;
	struct worker *w = x->session->worker;
	x->kit = worker_scan_kit(w, conf->rules);
	if (x->kit == NULL)
		return -1;
	x->env = (struct inspect_env){
		.scanner = x->kit->scanner,
		.key = w->gateway->key,
		.limits = &conf->inspect,
		.not_persons = conf->not_persons,
		.count_git_identities = conf->count_git_identities,
		.now_days = x->wall_us / 86400000000,
		.sensitive = conf->n_regimes > 0
				     ? regime_sensitive(conf->regimes[0])
				     : NULL,
	};
	if (opens_containers(x))
		x->env.containers = &w->gateway->containers;
	if (inspection_new(&x->env, &x->inspection) < 0)
		return -1;
	struct inspect_header *headers = arena_alloc(
		x->arena, (x->head.n_fields + 1) * sizeof(*headers));
	if (headers == NULL)
		return -1;
	for (size_t i = 0; i < x->head.n_fields; i++)
		headers[i] = (struct inspect_header){x->head.fields[i].name,
						     x->head.fields[i].value};
	struct inspect_head head = {
		.method = x->head.method,
		.host = span_str(x->target.host),
		.target = x->forward_target,
		.headers = headers,
		.n_headers = x->head.n_fields,
	};
	int rc = part_begin(x, &head);
	return rc < 0 ? rc : inspection_head(x->inspection, &head);
}

static struct span
field_value(const struct head *h, const char *name)
{
	const struct head_field *f = head_find(h, name);
	return f != NULL ? f->value : SPAN_NONE;
}

static int
begin_body(struct exchange *x)
{
	x->window = x->session->conf->hold_whole;
	x->whole = x->flow != NULL && x->flow->release_whole;
	body_reader_init(&x->reader, x->framing, x->session->conf->limits.head);
	if (x->framing.kind == FRAMING_NONE) {
		x->body_read = true;
		x->request = REQUEST_DECIDE;
		return 0;
	}
	x->request = REQUEST_READ;
	int rc = part_begin_body(x);
	return rc < 0 ? rc
		      : inspection_body(
				x->inspection,
				field_value(&x->head, "Content-Type"),
				field_value(&x->head, "Content-Encoding"),
				x->forward_target);
}

/* Everything that can be said about the head alone. */
static void
begin(struct exchange *x)
{
	struct session *s = x->session;
	enum reason reason;
	const char *wrong = name_target(x, &reason);
	if (wrong != NULL) {
		request_refuse(x, reason, "%s", wrong);
		return;
	}
	if (framing_of_request(&x->head, &x->framing, &x->why) < 0) {
		char text[sizeof(x->why.text)];
		memcpy(text, x->why.text, sizeof(text));
		request_refuse(x, REASON_BAD_REQUEST, "%s", text);
		return;
	}
	if (s->has_deferred) {
		request_refuse(x, s->deferred, "%s", s->deferred_why.text);
		return;
	}
	if (head_via_has(&x->head, "kouan")) {
		request_refuse(x, REASON_LOOP, "the request came back to us");
		return;
	}
	struct why why;
	if (!s->in_tunnel &&
	    !place_port_allowed(&s->conf->place, x->target.port)) {
		request_refuse(x, REASON_DEST_FORBIDDEN,
			       "this port is not allowed");
		return;
	}
	if (s->in_tunnel)
		x->name = s->name;
	else if (!front_name_allowed(s, &x->target, &x->name, &why)) {
		request_refuse(x, REASON_DEST_FORBIDDEN, "%s", why.text);
		return;
	}
	struct address literal;
	bool is_literal =
		x->target.is_address &&
		address_parse(span_str(x->target.host), &literal) == 0;
	x->recipient = register_recipient(&s->conf->reg, x->target.host,
					  is_literal ? &literal : NULL);
	if (x->recipient != NULL)
		x->flow = register_flow(&s->conf->reg, s->source, x->recipient);
	x->expects_continue =
		x->head.minor >= 1 && x->framing.kind != FRAMING_NONE &&
		head_has_token(&x->head, "Expect", "100-continue");
	if (begin_inspection(x) < 0 || begin_body(x) < 0) {
		request_refuse(x, REASON_OVERLOAD, "out of memory");
		return;
	}
	if (judge_head(x))
		return;
	exchange_reach(x);
}

/* ---- the step between exchanges ---- */

static int64_t
limit_request(const struct session *s)
{
	return s->client->in.bytes > 0 || s->n_exchanges == 0
		       ? s->conf->timeouts.head
		       : s->conf->timeouts.idle;
}

static const struct step *
late_request(struct session *s)
{
	if (s->client->in.bytes == 0)
		return NULL;
	struct exchange *x = exchange_new(s);
	return x != NULL ? exchange_refuse_at_once(
				   s, x, REASON_BAD_REQUEST,
				   "the request head took too long")
			 : NULL;
}

/* What kind of request it is, and so the next step. Takes x. */
static const struct step *
dispatch(struct session *s, struct exchange *x)
{
	s->n_exchanges++;
	if (span_eq(x->head.method, SPAN("CONNECT"))) {
		if (s->in_tunnel)
			return exchange_refuse_at_once(s, x, REASON_BAD_REQUEST,
						       "CONNECT in a tunnel");
		return front_connect(s, x);
	}
	if (!s->in_tunnel && x->head.target.n > 0 &&
	    x->head.target.p[0] == '/') {
		page_answer(s, &x->head);
		exchange_free(&x);
		return &step_linger;
	}
	const struct step *refused = front_identify(s, x);
	if (refused != NULL)
		return refused;
	if (audit_reserve(s->worker->gateway->audit) < 0)
		return exchange_refuse_at_once(s, x, REASON_AUDIT_UNAVAILABLE,
					       "the audit cannot take records");
	x->audit_place = true;
	s->exchange = x;
	begin(x);
	return &step_exchange;
}

/* Parses n bytes of head into a new exchange. */
static const struct step *
take_head(struct session *s, struct span in, size_t n,
	  const struct head_limits *limits)
{
	struct exchange *x = exchange_new(s);
	if (x == NULL)
		return NULL;
	struct span bytes = arena_dup(x->arena, span_cut(in, 0, n));
	queue_drop(&s->client->in, n);
	s->head_scanned = 0;
	if (bytes.p == NULL)
		return exchange_refuse_at_once(s, x, REASON_OVERLOAD,
					       "out of memory");
	struct why why = {{0}};
	if (head_parse_request(x->arena, bytes, limits, &x->head, &why) < 0)
		return exchange_refuse_at_once(s, x, REASON_BAD_REQUEST,
					       why.text);
	x->has_head = true;
	return dispatch(s, x);
}

static const struct step *
request_run(struct session *s)
{
	struct conn *c = s->client;
	const struct head_limits limits = {
		.bytes = s->conf->limits.head < CHUNK_SIZE - 1
				 ? s->conf->limits.head
				 : CHUNK_SIZE - 1,
		.fields = HEAD_FIELDS,
	};
	uint64_t waiting = c->out.bytes;
	if (conn_flush(c) < 0)
		return NULL;
	if (c->out.bytes < waiting)
		session_progress(s);
	if (c->out.bytes >= HIGH_WATER)
		return s->step; /* answers first, before more is asked */
	for (;;) {
		struct span in = conn_peek(c, s->worker->chunks, CHUNK_SIZE);
		ssize_t n = in.n > 0
				    ? head_length(in, &limits, &s->head_scanned)
				    : 0;
		if (n > 0)
			return take_head(s, in, (size_t)n, &limits);
		if (n < 0) {
			struct exchange *x = exchange_new(s);
			if (x == NULL)
				return NULL;
			return exchange_refuse_at_once(
				s, x, REASON_BAD_REQUEST,
				n == ERR_LIMIT ? "the head is too long"
					       : "the head is malformed");
		}
		bool idle = in.n == 0;
		ssize_t got = conn_fill(c, s->worker->chunks);
		if (got == 0)
			return s->step;
		if (got == ERR_CLOSED && c->out.bytes > 0)
			return &step_linger; /* it still reads */
		if (got < 0)
			return NULL;
		if (idle)
			session_progress(s);
	}
}

const struct step step_request = {STEP_REQUEST, "request", request_run,
				  limit_request, late_request};
const struct step step_front = {STEP_FRONT, "front", request_run, limit_request,
				late_request};

/* ---- the step of an exchange under way ---- */

static bool
is_over(const struct exchange *x)
{
	return (x->request == REQUEST_DONE || x->request == REQUEST_REFUSED) &&
	       x->response == RESPONSE_DONE;
}

static const struct step *
finish(struct session *s)
{
	struct exchange *x = s->exchange;
	bool close = s->close_after || x->answer_close || !x->body_read ||
		     x->head.minor == 0;
	judge_end(x);
	record_exchange(x, false);
	/* A connection on which nothing was sent, or all was answered. */
	bool reusable = x->request == REQUEST_DONE ? x->upstream_reusable
						   : !x->head_sent;
	if (x->upstream != NULL && reusable)
		exchange_give_back(x);
	exchange_free(&s->exchange);
	return close ? &step_linger : &step_request;
}

static const struct step *
exchange_run(struct session *s)
{
	struct exchange *x = s->exchange;
	for (int i = 0; i < TURN_PUMPS; i++) {
		int up = request_pump(x);
		if (up < 0)
			return NULL;
		int down = response_pump(x);
		if (down < 0)
			return NULL;
		/* The origin has answered; what is left of the request has
		 * nobody to go to. */
		if (x->response == RESPONSE_DONE && !x->refused &&
		    x->request != REQUEST_DONE) {
			x->request = REQUEST_DONE;
			x->upstream_reusable = false;
			x->answer_close = true;
		}
		if (is_over(x))
			return finish(s);
		if (up == 0 && down == 0)
			return conn_flush(s->client) < 0 ? NULL
							 : &step_exchange;
		session_progress(s);
	}
	session_again(s);
	return conn_flush(s->client) < 0 ? NULL : &step_exchange;
}

static int64_t
limit_exchange(const struct session *s)
{
	const struct exchange *x = s->exchange;
	if (x->request == REQUEST_OPEN)
		return 0; /* it has a time of its own */
	if (x->request == REQUEST_READ && x->response != RESPONSE_BODY)
		return s->conf->timeouts.body;
	return s->conf->timeouts.idle;
}

static const struct step *
late_exchange(struct session *s)
{
	struct exchange *x = s->exchange;
	if (x->status != 0 || x->request == REQUEST_READ)
		return NULL;
	response_failed(x, REASON_UPSTREAM_TIMEOUT,
			"the origin did not answer in time");
	return &step_exchange;
}

const struct step step_exchange = {STEP_EXCHANGE, "exchange", exchange_run,
				   limit_exchange, late_exchange};

void
exchange_tick(struct exchange *x)
{
	if (x == NULL)
		return;
	struct session *s = x->session;
	int64_t now = s->worker->now_us;
	opening_tick(x);
	if (x->continue_at != 0 && now >= x->continue_at) {
		x->continue_at = 0;
		if (!x->continued && x->status == 0) {
			x->continued = true;
			if (queue_copy(&s->client->out, s->worker->chunks,
				       SPAN("HTTP/1.1 100 Continue\r\n\r\n")) ==
			    0)
				(void)conn_flush(s->client); /* turn sees it */
		}
	}
	if (now - x->interim_us >= s->conf->audit_interval) {
		x->interim_us = now;
		record_exchange(x, true);
	}
}
