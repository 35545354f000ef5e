/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The run: keeps as many connections busy as asked for, measures from the end
 * of the warm-up to the last answer, and prints one line of JSON.
 */
#include "bench/loadgen.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>

#define EVENTS 256

void
die(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fputs("loadgen: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(2);
}

double
now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void
samples_add(struct samples *s, double value)
{
	if (s->n == s->size) {
		s->size = s->size > 0 ? 2 * s->size : 4096;
		s->v = realloc(s->v, s->size * sizeof(*s->v));
		if (s->v == NULL)
			die("out of memory");
	}
	s->v[s->n++] = value;
}

void
load_measure(struct load *l)
{
	l->latency.n = l->handshake.n = 0;
	l->ok = l->bytes = 0;
	usage_read(&l->o, true, &l->before);
	l->begun = l->ended = now();
	l->measuring = true;
}

bool
load_wants_more(const struct load *l)
{
	const struct options *o = &l->o;
	if (l->stopping)
		return false;
	if (o->requests > 0)
		return l->issued < o->requests + o->warm_up;
	return !l->measuring || now() - l->begun < o->seconds;
}

static bool
finished(const struct load *l)
{
	return l->active == l->parked && !load_wants_more(l);
}

static void
open_more(struct load *l)
{
	for (unsigned i = 0; i < l->n_conns && load_wants_more(l); i++) {
		if (l->active - l->parked >= l->o.connections)
			return;
		if (l->conns[i].step == STEP_FREE)
			conn_open(l, &l->conns[i]);
	}
}

static void
poll_once(struct load *l)
{
	struct epoll_event events[EVENTS];
	unsigned ready = l->n_ready;
	int n = epoll_wait(l->epoll, events, EVENTS, ready > 0 ? 0 : 100);
	if (n < 0 && errno != EINTR)
		die("epoll_wait: %s", strerror(errno));
	for (unsigned i = 0; i < ready; i++) {
		l->ready[i]->queued = false;
		conn_run(l, l->ready[i]);
	}
	/* What they queued anew lies behind the first ones. */
	l->n_ready -= ready;
	memmove(l->ready, l->ready + ready, l->n_ready * sizeof(*l->ready));
	for (int i = 0; i < n; i++) {
		struct conn *c = events[i].data.ptr;
		if (c->step == STEP_PARKED &&
		    (events[i].events & (EPOLLRDHUP | EPOLLHUP)) != 0)
			conn_fail(l, c, FAILURE_IO, "closed while idle");
		else
			conn_run(l, c);
	}
}

static void
expire(struct load *l, double limit)
{
	double t = now();
	if (t > limit)
		l->stopping = true;
	for (unsigned i = 0; i < l->n_conns; i++) {
		struct conn *c = &l->conns[i];
		if (c->step != STEP_FREE && c->step != STEP_PARKED &&
		    (t > c->deadline || t > limit))
			conn_fail(l, c, FAILURE_TIMEOUT, "timed out");
	}
}

/* Until nothing is in flight and nothing more is wanted. */
static void
drive(struct load *l)
{
	double limit = now() + l->o.run_limit, next = now() + 0.5;
	while (open_more(l), !finished(l)) {
		poll_once(l);
		if (now() > next) {
			expire(l, limit);
			next = now() + 0.5;
		}
	}
}

static void
wait_for(struct load *l, double seconds)
{
	double until = now() + seconds;
	while (now() < until)
		poll_once(l);
}

/* Some connections first, so that what is allocated once is not counted; then
 * the rest, held; then all of them are asked whether they still answer. */
static void
run_idle(struct load *l)
{
	uint64_t rest = l->o.requests;
	l->o.requests = l->o.warm_up;
	l->o.warm_up = 0;
	drive(l);
	unsigned warm = l->parked;
	wait_for(l, 0.5);
	load_measure(l);
	l->o.requests += rest;
	drive(l);
	wait_for(l, 1);
	usage_read(&l->o, false, &l->after);
	l->held = l->parked - (l->parked < warm ? l->parked : warm);
	wait_for(l, l->o.hold);
	uint64_t before = l->done;
	for (unsigned i = 0; i < l->n_conns; i++)
		if (l->conns[i].step == STEP_PARKED) {
			conn_ask(l, &l->conns[i]);
			conn_enqueue(l, &l->conns[i]);
		}
	drive(l);
	l->alive = l->done - before;
}

static void
load_open(struct load *l)
{
	static const unsigned char alpn[] = "\x08http/1.1";
	const struct options *o = &l->o;
	l->pattern = body_pattern(o->body);
	l->tls = SSL_CTX_new(TLS_client_method());
	if (l->tls == NULL ||
	    SSL_CTX_load_verify_locations(l->tls, o->ca_file, NULL) != 1)
		die("the CA certificates cannot be read");
	SSL_CTX_set_verify(l->tls, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(l->tls, SSL_MODE_ENABLE_PARTIAL_WRITE |
					 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
					 SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(l->tls, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(l->tls, SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_alpn_protos(l->tls, alpn, sizeof(alpn) - 1);
	l->n_conns = o->connections;
	if (o->mode == MODE_IDLE)
		l->n_conns = (unsigned)(o->requests + o->warm_up) + 1;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->conns = calloc(l->n_conns, sizeof(*l->conns));
	l->ready = calloc(2 * (size_t)l->n_conns, sizeof(struct conn *));
	if (l->epoll < 0 || l->conns == NULL || l->ready == NULL)
		die("out of memory");
}

static void
load_close(struct load *l)
{
	for (unsigned i = 0; i < l->n_conns; i++) {
		conn_close(l, &l->conns[i]);
		free(l->conns[i].out);
	}
	free(l->conns);
	free(l->ready);
	free(l->latency.v);
	free(l->handshake.v);
	free(l->pattern);
	SSL_CTX_free(l->tls);
}

int
main(int argc, char **argv)
{
	struct load l = {0};
	options_read(&l.o, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	load_open(&l);
	if (l.o.mode == MODE_IDLE) {
		run_idle(&l);
	} else {
		if (l.o.warm_up == 0)
			load_measure(&l);
		drive(&l);
		usage_read(&l.o, false, &l.after);
	}
	report_print(&l);
	bool well = l.failed == 0 && l.ok > 0;
	load_close(&l);
	return well ? 0 : 1;
}
