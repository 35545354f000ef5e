/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading and writing, plain or TLS, on a non-blocking socket under one
 * edge-triggered event. Guarantees: never blocks, never calls back from
 * inside a call of its owner, keeps order, wipes what it frees (chunks do).
 */
#include "proxy/conn.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A TLS record's worth; small ranges are put together up to this. */
#define WRITE_UNIT 16384

static void
on_event(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;
	(void)fd;
	c->rechecked = false;
	if ((what & (EV_READ | EV_CLOSED)) != 0)
		c->readable = true;
	if ((what & EV_CLOSED) != 0)
		c->hung_up = true;
	if ((what & EV_WRITE) != 0)
		c->writable = true;
	c->wake(c->wake_arg);
}

int
conn_new(struct event_base *base, int fd, conn_wake_fn *wake, void *arg,
	 struct conn **ret_conn)
{
	struct conn *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->fd = fd;
	c->wake = wake;
	c->wake_arg = arg;
	c->readable = true; /* found out by trying */
	c->writable = true;
	c->event = event_new(
		base, fd, EV_READ | EV_WRITE | EV_CLOSED | EV_ET | EV_PERSIST,
		on_event, c);
	if (c->event == NULL || event_add(c->event, NULL) != 0) {
		if (c->event != NULL)
			event_free(c->event);
		free(c);
		return -ENOMEM;
	}
	*ret_conn = c;
	return 0;
}

/*
 * What a TLS session stands on: the bytes that were read before it existed,
 * then the session below it or the socket.
 */
struct ground {
	struct conn *conn;
	SSL *lower; /* NULL: the socket */
	struct queue early;
};

static void
ground_free(struct ground **g)
{
	if (*g != NULL)
		queue_clear(&(*g)->early);
	free(*g);
	*g = NULL;
}

void
conn_free(struct conn **pc)
{
	struct conn *c = *pc;
	*pc = NULL;
	if (c == NULL)
		return;
	event_free(c->event);
	SSL_free(c->ssl);
	SSL_free(c->outer);
	close(c->fd);
	queue_clear(&c->out);
	queue_clear(&c->in);
	ground_free(&c->ground[0]);
	ground_free(&c->ground[1]);
	chunk_unref(&c->filling);
	free(c);
}

bool
conn_recheck(struct conn *c)
{
	if (c->rechecked || c->readable || c->read_closed || c->broken)
		return false;
	c->rechecked = c->readable = true;
	return true;
}

void
conn_watch(struct conn *c, conn_wake_fn *wake, void *arg)
{
	c->wake = wake;
	c->wake_arg = arg;
}

/* What a failed TLS call waits for; 0 when it only waits. */
static int
tls_wait(struct conn *c, SSL *ssl, int rc)
{
	switch (SSL_get_error(ssl, rc)) {
	case SSL_ERROR_WANT_READ:
		c->readable = false;
		return 0;
	case SSL_ERROR_WANT_WRITE:
		c->writable = false;
		return 0;
	case SSL_ERROR_ZERO_RETURN:
		return ERR_CLOSED;
	default:
		return -EPROTO;
	}
}

static ssize_t
tls_read(struct conn *c, SSL *ssl, uint8_t *buf, size_t n)
{
	ERR_clear_error();
	int rc = SSL_read(ssl, buf, (int)n);
	return rc > 0 ? rc : tls_wait(c, ssl, rc);
}

static ssize_t
tls_write(struct conn *c, SSL *ssl, struct span s)
{
	ERR_clear_error();
	int rc = SSL_write(ssl, s.p, (int)s.n);
	if (rc > 0)
		return rc;
	rc = tls_wait(c, ssl, rc);
	return rc == ERR_CLOSED ? -EPIPE : rc;
}

/* > 0 bytes, 0 not now, ERR_CLOSED, < 0. */
static ssize_t
socket_read(struct conn *c, uint8_t *buf, size_t n)
{
	ssize_t rc = recv(c->fd, buf, n, 0);
	/* A short read emptied the socket. What comes later makes an edge of
	 * its own; an end that was there already was announced as such. */
	if (rc > 0 && (size_t)rc < n && !c->hung_up)
		c->readable = false;
	if (rc > 0)
		return rc;
	if (rc == 0)
		return ERR_CLOSED;
	if (errno == EAGAIN || errno == EINTR) {
		c->readable = false;
		return 0;
	}
	return -errno;
}

static ssize_t
socket_write(struct conn *c, struct span s)
{
	ssize_t rc = send(c->fd, s.p, s.n, MSG_NOSIGNAL);
	if (rc >= 0)
		return rc;
	if (errno == EAGAIN || errno == EINTR) {
		c->writable = false;
		return 0;
	}
	return -errno;
}

static int
ground_read(BIO *bio, char *buf, int n)
{
	struct ground *g = BIO_get_data(bio);
	BIO_clear_retry_flags(bio);
	if (g->early.count > 0) {
		size_t got = queue_peek(&g->early, (uint8_t *)buf, (size_t)n);
		queue_drop(&g->early, got);
		return (int)got;
	}
	ssize_t rc =
		g->lower != NULL
			? tls_read(g->conn, g->lower, (uint8_t *)buf, (size_t)n)
			: socket_read(g->conn, (uint8_t *)buf, (size_t)n);
	if (rc > 0)
		return (int)rc;
	if (rc == 0)
		BIO_set_retry_read(bio);
	return rc == ERR_CLOSED ? 0 : -1;
}

static int
ground_write(BIO *bio, const char *buf, int n)
{
	struct ground *g = BIO_get_data(bio);
	struct span s = span_of(buf, (size_t)n);
	BIO_clear_retry_flags(bio);
	ssize_t rc = g->lower != NULL ? tls_write(g->conn, g->lower, s)
				      : socket_write(g->conn, s);
	if (rc > 0)
		return (int)rc;
	if (rc == 0)
		BIO_set_retry_write(bio);
	return -1;
}

static long
ground_control(BIO *bio, int command, long number, void *pointer)
{
	(void)bio;
	(void)number;
	(void)pointer;
	return command == BIO_CTRL_FLUSH ? 1 : 0;
}

static BIO_METHOD *ground_method;
static pthread_once_t ground_once = PTHREAD_ONCE_INIT;

static void
ground_init(void)
{
	BIO_METHOD *m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK,
				     "ground");
	if (m == NULL)
		return;
	BIO_meth_set_read(m, ground_read);
	BIO_meth_set_write(m, ground_write);
	BIO_meth_set_ctrl(m, ground_control);
	ground_method = m;
}

int
conn_set_tls(struct conn *c, SSL *ssl)
{
	must(c->outer == NULL);
	pthread_once(&ground_once, ground_init);
	struct ground *g = calloc(1, sizeof(*g));
	BIO *bio = ground_method != NULL ? BIO_new(ground_method) : NULL;
	c->outer = c->ssl;
	c->ssl = ssl;
	c->ground[c->outer != NULL] = g;
	if (g == NULL || bio == NULL) {
		BIO_free(bio);
		return -ENOMEM;
	}
	g->conn = c;
	g->lower = c->outer;
	g->early = c->in;
	c->in = (struct queue){0};
	chunk_unref(&c->filling);
	BIO_set_data(bio, g);
	BIO_set_init(bio, 1);
	SSL_set_bio(ssl, bio, bio);
	return 0;
}

int
conn_handshake(struct conn *c)
{
	ERR_clear_error();
	int rc = SSL_do_handshake(c->ssl);
	if (rc == 1)
		return 1;
	rc = tls_wait(c, c->ssl, rc);
	return rc == ERR_CLOSED ? -EPROTO : rc;
}

static ssize_t
read_some(struct conn *c, uint8_t *buf, size_t n)
{
	if (c->ssl != NULL)
		return tls_read(c, c->ssl, buf, n);
	return socket_read(c, buf, n);
}

/* Whether something was taken from the socket that nobody has read yet. */
static bool
holds_more(const struct conn *c)
{
	for (int i = 0; i < 2; i++)
		if (c->ground[i] != NULL && c->ground[i]->early.count > 0)
			return true;
	return (c->ssl != NULL && SSL_has_pending(c->ssl)) ||
	       (c->outer != NULL && SSL_has_pending(c->outer));
}

ssize_t
conn_fill(struct conn *c, struct chunk_store *store)
{
	if (c->broken)
		return -EPIPE;
	if (c->read_closed)
		return ERR_CLOSED;
	if (!c->readable && !holds_more(c))
		return 0;
	if (c->filling == NULL || CHUNK_SIZE - c->filling->used < 1024) {
		chunk_unref(&c->filling);
		c->filling = chunk_take(store);
		if (c->filling == NULL)
			return -ENOMEM;
	}
	struct chunk *k = c->filling;
	ssize_t n = read_some(c, k->bytes + k->used, CHUNK_SIZE - k->used);
	if (n > 0) {
		int rc = queue_add(&c->in, k, k->used, (size_t)n);
		k->used += (unsigned)n;
		c->bytes_in += (uint64_t)n;
		return rc < 0 ? rc : n;
	}
	/* An idle connection keeps no buffer. */
	if (c->in.count == 0)
		chunk_unref(&c->filling);
	if (n == ERR_CLOSED)
		c->read_closed = true;
	else if (n < 0)
		c->broken = true;
	return n;
}

static ssize_t
write_some(struct conn *c, struct span s)
{
	return c->ssl != NULL ? tls_write(c, c->ssl, s) : socket_write(c, s);
}

int
conn_flush(struct conn *c)
{
	/* Static per thread: a retry after WANT_WRITE presents the same bytes
	 * again, which is all that a moving write buffer must do. */
	static _Thread_local uint8_t together[WRITE_UNIT];
	if (c->broken || c->write_failed)
		return -EPIPE;
	while (c->out.count > 0) {
		if (!c->writable)
			return 1;
		struct span s = queue_first(&c->out);
		if (s.n < WRITE_UNIT && c->out.count > 1)
			s = span_of(together, queue_peek(&c->out, together,
							 sizeof(together)));
		ssize_t n = write_some(c, s);
		if (n < 0) {
			c->write_failed = true;
			return (int)n;
		}
		if (n == 0)
			return 1; /* the loop tells when it goes on */
		queue_drop(&c->out, (uint64_t)n);
		c->bytes_out += (uint64_t)n;
	}
	return 0;
}

void
conn_shutdown(struct conn *c)
{
	if (c->write_closed || c->broken || c->write_failed)
		return;
	c->write_closed = true;
	SSL *layers[] = {c->ssl, c->outer};
	for (size_t i = 0; i < 2; i++) {
		if (layers[i] == NULL || !SSL_is_init_finished(layers[i]))
			continue;
		ERR_clear_error();
		(void)SSL_shutdown(layers[i]); /* best effort */
	}
	(void)shutdown(c->fd, SHUT_WR);
}

void
conn_cut(struct conn *c)
{
	queue_drop(&c->out, c->out.bytes);
	c->write_closed = true;
	(void)shutdown(c->fd, SHUT_WR);
}

void
conn_reset_on_close(struct conn *c)
{
	struct linger l = {.l_onoff = 1, .l_linger = 0};
	(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
}

struct span
conn_peek(struct conn *c, struct chunk_store *store, size_t n)
{
	struct span first = queue_first(&c->in);
	if (n > CHUNK_SIZE)
		n = CHUNK_SIZE;
	if (c->in.count <= 1 || first.n >= n)
		return first;
	struct chunk *k = chunk_take(store);
	if (k == NULL)
		return first;
	k->used = (unsigned)queue_peek(&c->in, k->bytes, CHUNK_SIZE);
	/* The copy takes the place of what it copies. */
	struct queue q = {0};
	if (queue_add(&q, k, 0, k->used) < 0) {
		chunk_unref(&k);
		return first;
	}
	queue_drop(&c->in, k->used);
	if (queue_move(&q, &c->in, c->in.bytes) < 0)
		c->broken = true;
	queue_clear(&c->in);
	c->in = q;
	chunk_unref(&k);
	chunk_unref(&c->filling);
	return queue_first(&c->in);
}
