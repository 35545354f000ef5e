/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame of a session: birth, turning its steps, deadlines, death.
 * Guarantees: session_turn is the only place that runs a step; a session is
 * freed in one place, when no step is on the stack. Worker thread.
 */
#include "proxy/session.h"

#include "base/log.h"
#include "base/tally.h"
#include "proxy/exchange.h"
#include "proxy/intercept.h"
#include "proxy/pool.h"
#include "proxy/tunnel.h"
#include "wire/proxy_header.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

TALLY(sessions_begun, "kouan_sessions_total", "Client connections accepted")
GAUGE(sessions_now, "kouan_sessions", "Client connections open")
TALLY(timeouts, "kouan_timeouts_total", "Steps that took too long")

/* What is thrown away of a refused peer's bytes before the connection is
 * closed, so that it can still read the answer. */
#define LINGER_BYTES (1024 * 1024)
#define LINGER_US 5000000
/* After this much silence a socket is tried once more (conn_recheck). */
#define RECHECK_US 1000000
/* Steps taken at one turn before the others have theirs. */
#define TURN_STEPS 16

/* One thread writes each number, so no read-modify-write is needed. */
static void
count_step(struct session *s, size_t change)
{
	atomic_size_t *n = &s->worker->at_step[s->step->number];
	size_t now = atomic_load_explicit(n, memory_order_relaxed);
	atomic_store_explicit(n, now + change, memory_order_relaxed);
}

static void
enter(struct session *s, const struct step *step)
{
	count_step(s, (size_t)-1);
	s->step = step;
	count_step(s, 1);
	session_progress(s);
}

static void
session_free(struct session *s)
{
	struct worker *w = s->worker;
	exchange_free(&s->exchange);
	upstream_free(&s->own);
	tunnel_free(&s->tunnel);
	mint_wait_drop(&s->mint_wait);
	SSL_CTX_free(s->leaf);
	conn_free(&s->client);
	if (s->entered_source)
		admission_leave_source(w->gateway->admission, s->source->id);
	admission_leave(w->gateway->admission);
	if (s->is_ready) {
		struct session **at = &w->ready;
		while (*at != s)
			at = &(*at)->next_ready;
		*at = s->next_ready;
	}
	*s->previous = s->next;
	if (s->next != NULL)
		s->next->previous = s->previous;
	count_step(s, (size_t)-1);
	atomic_fetch_sub(&w->n_sessions, 1);
	tally_add(&sessions_now, -1);
	snapshot_unref(&s->conf);
	free(s);
	if (w->sessions == NULL && atomic_load(&w->stop))
		event_base_loopbreak(w->base);
}

static void
on_wake(void *arg)
{
	session_turn(arg);
}

void
session_progress(struct session *s)
{
	s->step_since = s->worker->now_us;
}

void
session_turn(struct session *s)
{
	must(!s->turning);
	s->turning = true;
	s->worker->now_us = clock_mono_us();
	for (unsigned steps = 0; !s->ended; steps++) {
		const struct step *next = s->step->run(s);
		if (next == NULL)
			s->ended = true;
		if (next == s->step || next == NULL)
			break;
		enter(s, next);
		if (steps >= TURN_STEPS) {
			session_again(s); /* a train of small requests */
			break;
		}
	}
	s->turning = false;
	if (s->ended)
		session_free(s);
}

void
session_again(struct session *s)
{
	struct worker *w = s->worker;
	if (s->is_ready)
		return;
	s->is_ready = true;
	s->next_ready = w->ready;
	w->ready = s;
	/* By a timer and not at once: the loop looks at all sockets first. */
	static const struct timeval now = {0, 0};
	if (s->next_ready == NULL)
		event_add(w->ready_event, &now);
}

void
sessions_run_ready(struct worker *w)
{
	struct session *list = w->ready;
	w->ready = NULL;
	/* A turn frees its own session only, so the rest of the list holds. */
	while (list != NULL) {
		struct session *s = list;
		list = s->next_ready;
		s->is_ready = false;
		session_turn(s);
	}
}

void
session_begin(struct worker *w, int fd, unsigned listener,
	      const struct address *peer, struct snapshot *conf)
{
	int one = 1;
	struct session *s = calloc(1, sizeof(*s));
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (s == NULL || conn_new(w->base, fd, on_wake, s, &s->client) < 0) {
		free(s);
		close(fd);
		admission_leave(w->gateway->admission);
		snapshot_unref(&conf);
		return;
	}
	s->worker = w;
	s->conf = conf;
	s->listener = listener;
	s->peer = *peer;
	address_text(peer, s->client_text);
	s->step = &step_greet;
	count_step(s, 1);
	session_progress(s);
	s->next = w->sessions;
	s->previous = &w->sessions;
	if (s->next != NULL)
		s->next->previous = &s->next;
	w->sessions = s;
	atomic_fetch_add(&w->n_sessions, 1);
	tally_add(&sessions_begun, 1);
	tally_add(&sessions_now, 1);
	session_turn(s);
}

struct hand_over {
	struct post post;
	int fd;
	unsigned listener;
	struct address peer;
	struct snapshot *conf;
};

static void
begin_posted(struct worker *w, struct post *p)
{
	struct hand_over *h = (struct hand_over *)p;
	if (atomic_load(&w->stop)) {
		close(h->fd);
		admission_leave(w->gateway->admission);
		snapshot_unref(&h->conf);
	} else {
		session_begin(w, h->fd, h->listener, &h->peer, h->conf);
	}
	free(h);
}

void
session_hand_over(struct worker *w, int fd, unsigned listener,
		  const struct address *peer, struct snapshot *conf)
{
	struct hand_over *h = calloc(1, sizeof(*h));
	if (h == NULL) {
		close(fd);
		admission_leave(w->gateway->admission);
		snapshot_unref(&conf);
		return;
	}
	h->post.fn = begin_posted;
	h->fd = fd;
	h->listener = listener;
	h->peer = *peer;
	h->conf = conf;
	worker_post(w, &h->post);
}

void
session_defer(struct session *s, enum reason reason, const char *fmt, ...)
{
	if (s->has_deferred)
		return;
	s->has_deferred = true;
	s->deferred = reason;
	va_list args;
	va_start(args, fmt);
	vsnprintf(s->deferred_why.text, sizeof(s->deferred_why.text), fmt,
		  args);
	va_end(args);
}

bool
session_is_stale(const struct session *s)
{
	uint64_t now = atomic_load(&s->worker->gateway->generation);
	return now != 0 && now != s->conf->generation;
}

/* Between two requests, with nothing of either on the way. */
static bool
is_idle(const struct session *s)
{
	return s->step == &step_request && s->client->in.bytes == 0 &&
	       s->client->out.bytes == 0 && s->n_exchanges > 0;
}

/* Whether a quiet session's sockets shall be tried again. */
static bool
recheck(struct session *s)
{
	if (s->worker->now_us - s->step_since < RECHECK_US)
		return false;
	bool again = conn_recheck(s->client);
	if (s->exchange != NULL && s->exchange->upstream != NULL)
		again |= conn_recheck(s->exchange->upstream->conn);
	return again | tunnel_recheck(s->tunnel);
}

void
sessions_tick(struct worker *w)
{
	for (struct session *s = w->sessions, *next; s != NULL; s = next) {
		next = s->next;
		exchange_tick(s->exchange);
		if (session_is_stale(s) && is_idle(s)) {
			session_free(s);
			continue;
		}
		int64_t limit = s->step->limit != NULL ? s->step->limit(s) : 0;
		if (limit == 0 || w->now_us - s->step_since < limit) {
			if (recheck(s))
				session_turn(s);
			continue;
		}
		tally_add(&timeouts, 1);
		const struct step *late =
			s->step->late != NULL ? s->step->late(s) : NULL;
		if (late == NULL) {
			session_free(s);
			continue;
		}
		enter(s, late);
		session_turn(s);
	}
}

void
sessions_end_all(struct worker *w)
{
	while (w->sessions != NULL)
		session_free(w->sessions);
}

void
sessions_end_idle(struct worker *w)
{
	for (struct session *s = w->sessions, *next; s != NULL; s = next) {
		next = s->next;
		s->close_after = true;
		if (s->exchange != NULL || s->tunnel != NULL ||
		    s->step == &step_linger)
			continue;
		if (s->client->out.bytes == 0) {
			session_free(s);
			continue;
		}
		enter(s, &step_linger); /* the end of an answer */
		session_turn(s);
	}
}

/* ---- greet: the TLS of a TLS listener ---- */

static int64_t
limit_handshake(const struct session *s)
{
	return s->conf->timeouts.handshake;
}

/* Whether this peer is one of the listener's load balancers. */
static bool
is_balancer(const struct session *s)
{
	const struct listener_conf *l = &s->conf->listeners[s->listener];
	for (size_t i = 0; i < l->n_proxy_protocol_from; i++)
		if (network_holds(&l->proxy_protocol_from[i], &s->peer))
			return true;
	return false;
}

/* Takes the real client's address from the balancer: 1 done, 0 wait, < 0. */
static int
read_proxy_header(struct session *s)
{
	struct conn *c = s->client;
	struct address source;
	bool named = false;
	for (;;) {
		struct span in =
			conn_peek(c, s->worker->chunks, PROXY_HEADER_MAX);
		ssize_t n =
			in.n > 0 ? proxy_header_read(in, &source, &named) : 0;
		if (n < 0)
			return (int)n;
		if (n > 0) {
			queue_drop(&c->in, (uint64_t)n);
			break;
		}
		n = conn_fill(c, s->worker->chunks);
		if (n <= 0)
			return (int)n;
	}
	if (named) {
		s->peer = source;
		address_text(&source, s->client_text);
	}
	s->named = true;
	return 1;
}

static const struct step *
greet(struct session *s)
{
	struct gateway *g = s->worker->gateway;
	if (!s->named && is_balancer(s)) {
		int rc = read_proxy_header(s);
		if (rc <= 0)
			return rc == 0 ? &step_greet : NULL;
	}
	if (s->conf->listeners[s->listener].certificate == NULL)
		return &step_front;
	if (s->client->ssl == NULL) {
		pthread_mutex_lock(&g->lock);
		SSL_CTX *ctx = g->listener_tls[s->listener];
		SSL *ssl = ctx != NULL ? SSL_new(ctx) : NULL;
		pthread_mutex_unlock(&g->lock);
		if (ssl == NULL)
			return NULL;
		SSL_set_accept_state(ssl);
		if (conn_set_tls(s->client, ssl) < 0)
			return NULL;
	}
	int rc = conn_handshake(s->client);
	if (rc == 0)
		return &step_greet;
	return rc > 0 ? &step_front : NULL;
}

const struct step step_greet = {STEP_GREET, "greet", greet, limit_handshake,
				NULL};

/* ---- linger: the answer is out; read on until the peer has seen it ---- */

static int64_t
limit_linger(const struct session *s)
{
	return s->client->write_closed ? LINGER_US : s->conf->timeouts.idle;
}

static const struct step *
linger(struct session *s)
{
	struct conn *c = s->client;
	uint64_t waiting = c->out.bytes;
	int rc = conn_flush(c);
	if (rc < 0)
		return NULL;
	if (c->out.bytes < waiting || (rc == 0 && !c->write_closed))
		session_progress(s);
	if (rc == 0)
		conn_shutdown(c);
	for (;;) {
		s->lingered += c->in.bytes;
		queue_drop(&c->in, c->in.bytes);
		if (s->lingered > LINGER_BYTES && rc == 0)
			return NULL;
		ssize_t n = s->lingered > LINGER_BYTES
				    ? 0 /* let it see the answer first */
				    : conn_fill(c, s->worker->chunks);
		if (n == 0 || (n == ERR_CLOSED && rc > 0))
			return &step_linger;
		if (n < 0)
			return NULL;
	}
}

const struct step step_linger = {STEP_LINGER, "linger", linger, limit_linger,
				 NULL};

_Static_assert(STEP_LINGER + 1 == SESSION_STEPS, "a step is not counted");
const struct step *const session_steps[SESSION_STEPS] = {
	[STEP_GREET] = &step_greet,	  [STEP_FRONT] = &step_front,
	[STEP_HELLO] = &step_hello,	  [STEP_MINT] = &step_mint,
	[STEP_ACCEPT] = &step_accept,	  [STEP_REQUEST] = &step_request,
	[STEP_EXCHANGE] = &step_exchange, [STEP_TUNNEL] = &step_tunnel,
	[STEP_LINGER] = &step_linger,
};
