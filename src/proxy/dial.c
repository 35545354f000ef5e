/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One attempt to reach an origin. Guarantees: no address is connected to that
 * the guard did not pass just before; the call-back comes once, from the
 * loop; nothing is sent to the origin but the TLS handshake. Owned by the
 * session that waits; worker thread.
 */
#include "proxy/dial.h"

#include "base/tally.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

TALLY(dials, "kouan_upstream_dialled_total", "Connections made to origins")
TALLY(dial_failures, "kouan_upstream_failures_total",
      "Origins that could not be reached or verified")

#define ADDRESSES 32
/* RFC 8305 section 5: Connection Attempt Delay. */
#define ATTEMPT_DELAY_US 250000

struct attempt {
	int fd; /* -1: not under way */
	struct event *event;
	struct dial *dial;
	struct address address;
};

struct dial {
	struct worker *worker;
	struct snapshot *conf;
	char *key, *host;
	uint16_t port;
	bool tls;
	dial_done_fn *done;
	void *arg;
	struct resolve_query *query;
	struct attempt attempts[ADDRESSES];
	size_t n_attempts, n_started;
	struct event *timer; /* next attempt, or the deadline of the phase */
	int64_t deadline;
	struct conn *conn; /* once connected */
	struct address address;
	const char *guard; /* why the last refused address was refused */
	int last_error;
	bool handshaking;
};

static void attempt_next(struct dial *d);

static void
attempt_close(struct attempt *a, bool close_fd)
{
	if (a->event != NULL)
		event_free(a->event);
	a->event = NULL;
	if (close_fd && a->fd >= 0)
		close(a->fd);
	a->fd = -1;
}

static void
dial_free(struct dial *d)
{
	if (d->query != NULL)
		resolver_cancel(d->query);
	for (size_t i = 0; i < d->n_started; i++)
		attempt_close(&d->attempts[i], true);
	if (d->timer != NULL)
		event_free(d->timer);
	conn_free(&d->conn);
	snapshot_unref(&d->conf);
	free(d->key);
	free(d->host);
	free(d);
}

void
dial_cancel(struct dial **d)
{
	if (*d != NULL)
		dial_free(*d);
	*d = NULL;
}

static void
finish(struct dial *d, struct dial_result *result)
{
	dial_done_fn *done = d->done;
	void *arg = d->arg;
	if (result->upstream == NULL)
		tally_add(&dial_failures, 1);
	dial_free(d);
	done(arg, result);
}

static void fail(struct dial *d, enum reason reason, const char *fmt, ...)
	PRINTF(3, 4);

static void
fail(struct dial *d, enum reason reason, const char *fmt, ...)
{
	struct dial_result result = {.reason = reason};
	va_list args;
	va_start(args, fmt);
	vsnprintf(result.why.text, sizeof(result.why.text), fmt, args);
	va_end(args);
	finish(d, &result);
}

static void
succeed(struct dial *d)
{
	struct dial_result result = {0};
	struct upstream *u = calloc(1, sizeof(*u));
	if (u == NULL) {
		fail(d, REASON_OVERLOAD, "out of memory");
		return;
	}
	u->conn = d->conn;
	u->key = d->key;
	u->address = d->address;
	d->conn = NULL;
	d->key = NULL;
	result.upstream = u;
	finish(d, &result);
}

static void
arm(struct dial *d, int64_t us)
{
	if (us < 0)
		us = 0;
	struct timeval tv = {us / 1000000, us % 1000000};
	event_add(d->timer, &tv);
}

static void
on_handshake(void *arg)
{
	struct dial *d = arg;
	int rc = conn_handshake(d->conn);
	if (rc == 0)
		return;
	if (rc > 0) {
		succeed(d);
		return;
	}
	struct dial_result result = {0};
	result.reason = upstream_tls_failure(d->conn->ssl, &result.why)
				? REASON_UPSTREAM_UNVERIFIED
				: REASON_UPSTREAM_FAILED;
	finish(d, &result);
}

static void
begin_tls(struct dial *d, int fd)
{
	SSL *ssl;
	pthread_mutex_lock(&d->worker->gateway->lock);
	int rc = upstream_tls_session(d->worker->gateway->upstream, d->host,
				      d->port, fd, &ssl);
	pthread_mutex_unlock(&d->worker->gateway->lock);
	if (rc < 0) {
		fail(d, REASON_UPSTREAM_FAILED, "no TLS session: %s",
		     err_text(rc));
		return;
	}
	if (conn_set_tls(d->conn, ssl) < 0) {
		fail(d, REASON_OVERLOAD, "out of memory");
		return;
	}
	d->handshaking = true;
	arm(d, d->conf->timeouts.handshake);
	on_handshake(d);
}

/* One attempt won: the others go. */
static void
connected(struct dial *d, struct attempt *won)
{
	int fd = won->fd, one = 1;
	d->address = won->address;
	attempt_close(won, false);
	for (size_t i = 0; i < d->n_started; i++)
		attempt_close(&d->attempts[i], true);
	event_del(d->timer);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	tally_add(&dials, 1);
	if (conn_new(d->worker->base, fd, on_handshake, d, &d->conn) < 0) {
		close(fd);
		fail(d, REASON_OVERLOAD, "out of memory");
		return;
	}
	if (d->tls)
		begin_tls(d, fd);
	else
		succeed(d);
}

static bool
any_under_way(const struct dial *d)
{
	for (size_t i = 0; i < d->n_started; i++)
		if (d->attempts[i].fd >= 0)
			return true;
	return false;
}

static void
on_connect(evutil_socket_t fd, short what, void *arg)
{
	struct attempt *a = arg;
	struct dial *d = a->dial;
	int error = 0;
	socklen_t n = sizeof(error);
	(void)what;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) != 0)
		error = errno;
	if (error == 0) {
		connected(d, a);
		return;
	}
	d->last_error = error;
	attempt_close(a, true);
	/* No need to wait for the delay when one has failed. */
	attempt_next(d);
}

/* false: it failed at once. */
static bool
attempt_start(struct dial *d, struct attempt *a)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6,
				   .sin6_port = htons(a->address.port),
				   .sin6_addr = a->address.ip};
	struct sockaddr_in four = {.sin_family = AF_INET,
				   .sin_port = htons(a->address.port)};
	bool mapped = IN6_IS_ADDR_V4MAPPED(&a->address.ip);
	if (mapped)
		memcpy(&four.sin_addr, a->address.ip.s6_addr + 12, 4);
	a->dial = d;
	a->fd = socket(mapped ? AF_INET : AF_INET6,
		       SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (a->fd < 0) {
		d->last_error = errno;
		return false;
	}
	int rc = mapped ? connect(a->fd, (struct sockaddr *)&four, sizeof(four))
			: connect(a->fd, (struct sockaddr *)&six, sizeof(six));
	if (rc != 0 && errno != EINPROGRESS) {
		d->last_error = errno;
		attempt_close(a, true);
		return false;
	}
	a->event = event_new(d->worker->base, a->fd, EV_WRITE, on_connect, a);
	if (a->event == NULL || event_add(a->event, NULL) != 0) {
		attempt_close(a, true);
		return false;
	}
	return true;
}

static void
attempt_next(struct dial *d)
{
	while (d->n_started < d->n_attempts) {
		struct attempt *a = &d->attempts[d->n_started++];
		if (attempt_start(d, a)) {
			arm(d, d->n_started < d->n_attempts
				       ? ATTEMPT_DELAY_US
				       : d->deadline - clock_mono_us());
			return;
		}
	}
	if (!any_under_way(d))
		fail(d, REASON_UPSTREAM_FAILED, "cannot connect to %s: %s",
		     d->host, err_text(-d->last_error));
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct dial *d = arg;
	(void)fd;
	(void)what;
	if (!d->handshaking && clock_mono_us() < d->deadline &&
	    d->n_started < d->n_attempts) {
		attempt_next(d);
		return;
	}
	fail(d, REASON_UPSTREAM_TIMEOUT, "%s did not answer in time%s", d->host,
	     d->handshaking ? " (TLS handshake)" : "");
}

static void
on_resolved(void *arg, int status, const struct address *found, size_t n)
{
	struct dial *d = arg;
	d->query = NULL;
	if (status < 0) {
		fail(d,
		     status == ERR_TIMEOUT ? REASON_UPSTREAM_TIMEOUT
					   : REASON_UPSTREAM_FAILED,
		     "the name %s cannot be resolved: %s", d->host,
		     err_text(status));
		return;
	}
	for (size_t i = 0; i < n && d->n_attempts < ADDRESSES; i++) {
		const char *why = d->conf->place.allow_private
					  ? NULL
					  : guard_refuses(&found[i]);
		if (why != NULL) {
			d->guard = why;
			continue;
		}
		struct attempt *a = &d->attempts[d->n_attempts++];
		a->fd = -1;
		a->address = found[i];
		a->address.port = d->port;
	}
	if (d->n_attempts == 0) {
		fail(d, REASON_DEST_FORBIDDEN, "%s is at an address that is %s",
		     d->host, d->guard != NULL ? d->guard : "missing");
		return;
	}
	attempt_next(d);
}

struct dial *
dial_start(struct worker *w, struct snapshot *conf, const char *key,
	   const char *host, uint16_t port, bool tls, dial_done_fn *done,
	   void *arg)
{
	struct dial *d = calloc(1, sizeof(*d));
	if (d == NULL)
		return NULL;
	d->worker = w;
	d->conf = snapshot_ref(conf);
	d->key = strdup(key);
	d->host = strdup(host);
	d->port = port;
	d->tls = tls;
	d->done = done;
	d->arg = arg;
	d->last_error = ECONNREFUSED;
	d->deadline = clock_mono_us() + conf->timeouts.connect;
	d->timer = event_new(w->base, -1, 0, on_timer, d);
	if (d->key != NULL && d->host != NULL && d->timer != NULL) {
		arm(d, conf->timeouts.connect);
		d->query =
			resolver_ask(w->resolver, host, port, on_resolved, d);
	}
	if (d->query == NULL)
		dial_cancel(&d);
	return d;
}
