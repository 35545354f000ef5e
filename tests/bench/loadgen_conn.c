/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection's way: dialled, CONNECT, handshake, request, answer, and again
 * or closed. It runs until it would block; epoll is edge-triggered. A failure
 * is counted once and closes the connection.
 */
#include "bench/loadgen.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SMALL_BODY 8192 /* goes in one write with its head */

void
conn_close(struct load *l, struct conn *c)
{
	if (c->step == STEP_FREE)
		return;
	if (c->ssl != NULL) {
		if (SSL_is_init_finished(c->ssl))
			SSL_shutdown(c->ssl);
		SSL_free(c->ssl);
	}
	ERR_clear_error();
	close(c->fd);
	c->ssl = NULL;
	l->parked -= c->step == STEP_PARKED;
	l->active--;
	c->step = STEP_FREE;
}

void
conn_fail(struct load *l, struct conn *c, enum failure kind, const char *what)
{
	const char *reason = ERR_reason_error_string(ERR_peek_error());
	l->failures[kind]++;
	if (l->failed++ == 0)
		snprintf(l->first_failure, sizeof(l->first_failure),
			 "%s: %s %s", c->host, what,
			 reason != NULL ? reason : "");
	if (l->failed >= ERRORS_MAX)
		l->stopping = true;
	conn_close(l, c);
}

void
conn_enqueue(struct load *l, struct conn *c)
{
	if (c->queued)
		return;
	c->queued = true;
	l->ready[l->n_ready++] = c;
}

static void
set_out(struct conn *c, const char *head, int n_head, struct span body)
{
	size_t n = (size_t)n_head;
	char *p = realloc(c->out, n + body.n);
	if (p == NULL || n_head < 0)
		die("out of memory");
	memcpy(p, head, n);
	memcpy(p + n, body.p, body.n);
	c->out = p;
	c->out_size = n + body.n;
	c->out_sent = 0;
}

void
conn_ask(struct load *l, struct conn *c)
{
	const struct options *o = &l->o;
	char head[512], length[48] = "Transfer-Encoding: chunked";
	bool last = o->mode != MODE_KEEPALIVE && o->mode != MODE_IDLE;
	bool small = !o->chunked && o->body_size <= SMALL_BODY;
	if (!o->chunked)
		snprintf(length, sizeof(length), "Content-Length: %llu",
			 (unsigned long long)o->body_size);
	int n = snprintf(head, sizeof(head),
			 "POST /bench HTTP/1.1\r\nHost: %s:%s\r\n"
			 "User-Agent: loadgen\r\nAccept: */*\r\n"
			 "Content-Type: %s\r\n%s\r\n%s\r\n",
			 c->host, o->port,
			 o->body == BODY_RANDOM ? "application/octet-stream"
						: "application/x-ndjson",
			 length, last ? "Connection: close\r\n" : "");
	set_out(c, head, n,
		span_of(l->pattern, small ? (size_t)o->body_size : 0));
	c->body_sent = 0;
	c->body_end = small ? 0 : body_wire_size(o);
	answer_begin(&c->answer);
	c->asked = now();
	c->deadline = c->asked + o->timeout;
	l->parked -= c->step == STEP_PARKED;
	c->step = STEP_SEND;
}

/* The name of the next request: a '#' in it becomes its number. */
static void
set_host(struct load *l, struct conn *c)
{
	const char *mark = strchr(l->o.host, '#');
	if (l->o.mode == MODE_HOSTS && mark != NULL)
		snprintf(c->host, sizeof(c->host), "%.*s%llu%s",
			 (int)(mark - l->o.host), l->o.host,
			 (unsigned long long)l->issued + 1, mark + 1);
	else
		snprintf(c->host, sizeof(c->host), "%s", l->o.host);
}

void
conn_open(struct load *l, struct conn *c)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP |
					      EPOLLET,
				    .data.ptr = c};
	int one = 1;
	set_host(l, c);
	l->issued++;
	l->active++;
	c->opened = now();
	c->deadline = c->opened + l->o.timeout;
	c->step = STEP_CONNECT;
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		die("socket: %s", strerror(errno));
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(c->fd, (struct sockaddr *)&l->o.dial, sizeof(l->o.dial)) <
		    0 &&
	    errno != EINPROGRESS)
		conn_fail(l, c, FAILURE_CONNECT, strerror(errno));
	else if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &event) < 0)
		die("epoll_ctl: %s", strerror(errno));
}

static void
begin_handshake(struct load *l, struct conn *c)
{
	c->ssl = SSL_new(l->tls);
	if (c->ssl == NULL || SSL_set_fd(c->ssl, c->fd) != 1 ||
	    SSL_set_tlsext_host_name(c->ssl, c->host) != 1 ||
	    SSL_set1_host(c->ssl, c->host) != 1)
		die("OpenSSL refuses a connection");
	SSL_set_connect_state(c->ssl);
	c->step = STEP_HANDSHAKE;
}

/* Each step returns true when the next may be tried at once. */
static bool
step_connect(struct load *l, struct conn *c)
{
	struct sockaddr_in peer;
	char head[320];
	int error = 0;
	socklen_t n = sizeof(error);
	getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &n);
	if (error != 0) {
		conn_fail(l, c, FAILURE_CONNECT, strerror(error));
		return false;
	}
	n = sizeof(peer);
	if (getpeername(c->fd, (struct sockaddr *)&peer, &n) < 0)
		return false;
	if (!l->o.proxy) {
		begin_handshake(l, c);
		return true;
	}
	int size = snprintf(head, sizeof(head),
			    "CONNECT %s:%s HTTP/1.1\r\nHost: %s:%s\r\n\r\n",
			    c->host, l->o.port, c->host, l->o.port);
	set_out(c, head, size, SPAN(""));
	c->step = STEP_ASK_PROXY;
	return true;
}

static bool
step_ask_proxy(struct load *l, struct conn *c)
{
	ssize_t n = send(c->fd, c->out + c->out_sent, c->out_size - c->out_sent,
			 MSG_NOSIGNAL);
	if (n < 0) {
		if (errno != EAGAIN)
			conn_fail(l, c, FAILURE_PROXY, strerror(errno));
		return false;
	}
	c->out_sent += (size_t)n;
	if (c->out_sent == c->out_size) {
		answer_begin(&c->answer);
		c->step = STEP_PROXY_ANSWER;
	}
	return true;
}

/* A TLS server does not speak first: nothing can come behind the head. */
static bool
step_proxy_answer(struct load *l, struct conn *c)
{
	struct answer *a = &c->answer;
	ssize_t n = recv(c->fd, a->text + a->n, sizeof(a->text) - a->n, 0);
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n <= 0) {
		conn_fail(l, c, FAILURE_PROXY, "closed during CONNECT");
		return false;
	}
	a->n += (size_t)n;
	if (!answer_head(a))
		return true;
	if (a->status != 200) {
		char what[64];
		snprintf(what, sizeof(what), "CONNECT answered %d", a->status);
		conn_fail(l, c, FAILURE_PROXY, what);
		return false;
	}
	begin_handshake(l, c);
	return true;
}

static bool
would_block(const struct conn *c, int rc)
{
	int error = SSL_get_error(c->ssl, rc);
	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

/* Who signed what we are shown: a tunnel must not pass for inspection. */
static void
note_peer(struct load *l, SSL *ssl)
{
	X509 *leaf = SSL_get0_peer_certificate(ssl);
	if (l->issuer[0] != 0 || leaf == NULL)
		return;
	X509_NAME_get_text_by_NID(X509_get_issuer_name(leaf), NID_commonName,
				  l->issuer, sizeof(l->issuer));
	snprintf(l->cipher, sizeof(l->cipher), "%s %s", SSL_get_version(ssl),
		 SSL_get_cipher_name(ssl));
}

static bool
step_handshake(struct load *l, struct conn *c)
{
	ERR_clear_error();
	int rc = SSL_do_handshake(c->ssl);
	if (rc != 1) {
		if (!would_block(c, rc))
			conn_fail(l, c, FAILURE_TLS, "handshake failed");
		return false;
	}
	if (l->measuring)
		samples_add(&l->handshake, now() - c->opened);
	note_peer(l, c->ssl);
	conn_ask(l, c);
	return true;
}

/* > 0: bytes; 0: would block; < 0: the end, clean or not. */
static int
answer_read(struct conn *c)
{
	struct answer *a = &c->answer;
	ERR_clear_error();
	int n = SSL_read(c->ssl, a->text + a->n, (int)(sizeof(a->text) - a->n));
	if (n > 0) {
		a->n += (size_t)n;
		return n;
	}
	return would_block(c, n) ? 0 : -1;
}

/* Looks for an answer while the body is being sent; true if the connection
 * has failed because of it. */
static bool
answered_early(struct load *l, struct conn *c)
{
	int n;
	while ((n = answer_read(c)) > 0) {
		char what[64];
		if (!answer_head(&c->answer))
			continue;
		snprintf(what, sizeof(what), "answer %d before the body's end",
			 c->answer.status);
		conn_fail(l, c,
			  c->answer.status == 200 ? FAILURE_EARLY
						  : FAILURE_STATUS,
			  what);
		return true;
	}
	if (n < 0)
		conn_fail(l, c, FAILURE_IO, "closed while sending");
	return n < 0;
}

static bool
step_send(struct load *l, struct conn *c, size_t *budget)
{
	bool head = c->out_sent < c->out_size;
	struct span s;
	if (head) {
		s = span_of(c->out + c->out_sent, c->out_size - c->out_sent);
	} else if (c->body_sent < c->body_end) {
		s = body_at(l, c->body_sent);
	} else {
		c->step = STEP_RECEIVE;
		return true;
	}
	ERR_clear_error();
	int n = SSL_write(c->ssl, s.p, (int)s.n);
	if (n <= 0) {
		if (!would_block(c, n))
			conn_fail(l, c, FAILURE_IO, "closed while sending");
		else
			answered_early(l, c);
		return false;
	}
	if (head)
		c->out_sent += (size_t)n;
	else
		c->body_sent += (uint64_t)n;
	*budget -= (size_t)n < *budget ? (size_t)n : *budget;
	if (*budget > 0)
		return true;
	c->deadline = now() + l->o.timeout;
	if (!answered_early(l, c))
		conn_enqueue(l, c);
	return false;
}

/* What becomes of a connection whose request was answered well. */
static void
go_on(struct load *l, struct conn *c)
{
	bool close = c->answer.close;
	if (l->o.mode == MODE_IDLE && !close) {
		c->step = STEP_PARKED;
		l->parked++;
	} else if (l->o.mode == MODE_KEEPALIVE && !close &&
		   load_wants_more(l)) {
		l->issued++;
		conn_ask(l, c);
	} else {
		l->reconnects += close && (l->o.mode == MODE_KEEPALIVE ||
					   l->o.mode == MODE_IDLE);
		conn_close(l, c);
	}
}

static void
answer_done(struct load *l, struct conn *c)
{
	struct answer *a = &c->answer;
	double t = now();
	char what[64];
	bool whole = l->o.mode == MODE_NEWCONN || l->o.mode == MODE_HOSTS;
	if (a->status != 200) {
		snprintf(what, sizeof(what), "answer %d", a->status);
		conn_fail(l, c, FAILURE_STATUS, what);
		return;
	}
	if (l->o.check_body && a->origin_saw != (int64_t)l->o.body_size) {
		snprintf(what, sizeof(what), "the origin saw %lld bytes",
			 (long long)a->origin_saw);
		conn_fail(l, c, FAILURE_SHORT, what);
		return;
	}
	l->done++;
	if (l->measuring) {
		l->ok++;
		l->bytes += l->o.body_size;
		l->ended = t;
		samples_add(&l->latency, t - (whole ? c->opened : c->asked));
	} else if (l->o.mode != MODE_IDLE && l->done >= l->o.warm_up) {
		load_measure(l);
	}
	go_on(l, c);
}

static bool
step_receive(struct load *l, struct conn *c)
{
	struct answer *a = &c->answer;
	int n = answer_read(c);
	if (n == 0)
		return false;
	bool until_close = a->head_done && !a->chunked && !a->has_length;
	if (n < 0 && !until_close) {
		conn_fail(l, c, FAILURE_IO, "closed before the answer");
		return false;
	}
	if (n > 0 && !a->head_done && !answer_head(a))
		return true;
	if (n < 0 || answer_body(a))
		answer_done(l, c);
	return true;
}

void
conn_run(struct load *l, struct conn *c)
{
	size_t budget = TURN_SIZE;
	bool more = true;
	while (more) {
		switch (c->step) {
		case STEP_CONNECT:
			more = step_connect(l, c);
			break;
		case STEP_ASK_PROXY:
			more = step_ask_proxy(l, c);
			break;
		case STEP_PROXY_ANSWER:
			more = step_proxy_answer(l, c);
			break;
		case STEP_HANDSHAKE:
			more = step_handshake(l, c);
			break;
		case STEP_SEND:
			more = step_send(l, c, &budget);
			break;
		case STEP_RECEIVE:
			more = step_receive(l, c);
			break;
		case STEP_FREE:
		case STEP_PARKED:
			more = false;
		}
	}
}
