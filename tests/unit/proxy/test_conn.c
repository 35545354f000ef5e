/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection over a socket pair: plain, TLS, and TLS inside the TLS of a
 * listener, against a peer that dribbles. The peer is a connection too, or
 * the bare socket, in the same loop.
 */
#include "../tls/fixture.h"
#include "lib/suite.h"
#include "proxy/conn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct event_base *base;
static struct chunk_store *store;

struct end {
	struct conn *c;
	int fd;
	unsigned woken;
};

static void
on_wake(void *arg)
{
	struct end *e = arg;
	e->woken++;
}

static void
pair_open(struct end *a, struct end *b)
{
	int fds[2];
	base = event_base_new();
	store = chunk_store_new();
	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	*a = (struct end){.fd = fds[0]};
	*b = (struct end){.fd = fds[1]};
	ck_assert_int_eq(conn_new(base, a->fd, on_wake, a, &a->c), 0);
}

static void
peer_open(struct end *b)
{
	ck_assert_int_eq(conn_new(base, b->fd, on_wake, b, &b->c), 0);
}

static void
pair_close(struct end *a, struct end *b)
{
	conn_free(&a->c);
	if (b->c != NULL)
		conn_free(&b->c);
	else if (b->fd >= 0)
		close(b->fd);
	ck_assert_uint_eq(chunk_store_in_use(store), 0);
	chunk_store_free(&store);
	event_base_free(base);
}

/* One round of the loop; it is an error that nothing happens for long. */
static void
turn(void)
{
	struct timeval limit = {20, 0};
	event_base_loopexit(base, &limit);
	ck_assert_int_eq(event_base_loop(base, EVLOOP_ONCE), 0);
}

static void
put(struct conn *c, const char *text)
{
	ck_assert_int_eq(queue_copy(&c->out, store, span_str(text)), 0);
	ck_assert_int_ge(conn_flush(c), 0);
}

/* Reads until n bytes are there, waiting only for the loop. */
static void
expect(struct conn *c, const char *text)
{
	size_t n = strlen(text);
	uint8_t got[256];
	while (c->in.bytes < n) {
		ssize_t rc = conn_fill(c, store);
		ck_assert_int_ge(rc, 0);
		if (rc == 0)
			turn();
	}
	ck_assert_uint_eq(queue_peek(&c->in, got, sizeof(got)), n);
	ck_assert_int_eq(memcmp(got, text, n), 0);
	queue_drop(&c->in, n);
}

static SSL *
server_ssl(void)
{
	static SSL_CTX *ctx;
	if (ctx == NULL) {
		const struct recipe r = {.common_name = "x.example",
					 .san = "DNS:x.example"};
		struct identity i = identity_new(&r, NULL);
		X509 *const none[] = {NULL};
		ctx = server_context(&i, none);
		SSL_CTX_set_read_ahead(ctx, 1);
		SSL_CTX_set_mode(ctx,
				 SSL_MODE_ENABLE_PARTIAL_WRITE |
					 SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	}
	SSL *ssl = SSL_new(ctx);
	SSL_set_accept_state(ssl);
	return ssl;
}

static SSL *
client_ssl(void)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL *ssl = SSL_new(ctx);
	SSL_CTX_free(ctx);
	SSL_set_connect_state(ssl);
	return ssl;
}

static void
add_tls(struct end *a, struct end *b)
{
	int one = 0, two = 0;
	ck_assert_int_eq(conn_set_tls(a->c, server_ssl()), 0);
	ck_assert_int_eq(conn_set_tls(b->c, client_ssl()), 0);
	while (one != 1 || two != 1) {
		if (two != 1)
			two = conn_handshake(b->c);
		if (one != 1)
			one = conn_handshake(a->c);
		ck_assert_int_ge(one, 0);
		ck_assert_int_ge(two, 0);
		if (one != 1 || two != 1)
			turn();
	}
}

/* layers: TLS sessions inside one another. */
static void
layers_open(struct end *a, struct end *b, int layers)
{
	pair_open(a, b);
	peer_open(b);
	for (int i = 0; i < layers; i++)
		add_tls(a, b);
}

START_TEST(both_sides_read_what_was_written)
{
	struct end a, b;
	layers_open(&a, &b, _i);
	put(a.c, "one");
	expect(b.c, "one");
	put(b.c, "two");
	put(b.c, "three");
	expect(a.c, "twothree");
	pair_close(&a, &b);
}
END_TEST

/* Many records in one read of the socket: none may be left lying in a TLS
 * session that nobody is woken for. */
START_TEST(many_small_records_all_come)
{
	struct end a, b;
	size_t sent = 0, got = 0;
	layers_open(&a, &b, _i);
	for (int i = 0; i < 200; i++) {
		put(b.c, "0123456789");
		sent += 10;
	}
	while (got < sent) {
		ssize_t n = conn_fill(a.c, store);
		ck_assert_int_ge(n, 0);
		got += (size_t)n;
		if (n == 0)
			turn();
	}
	ck_assert_uint_eq(a.c->in.bytes, sent);
	pair_close(&a, &b);
}
END_TEST

START_TEST(a_full_socket_waits_and_goes_on)
{
	enum { SIZE = 3 * 1024 * 1024 };
	struct end a, b;
	static uint8_t piece[60000];
	uint64_t got = 0;
	layers_open(&a, &b, _i);
	for (size_t i = 0; i < sizeof(piece); i++)
		piece[i] = (uint8_t)(i * 7);
	for (size_t n = 0; n < SIZE; n += sizeof(piece))
		ck_assert_int_eq(queue_copy(&a.c->out, store,
					    span_of(piece, sizeof(piece))),
				 0);
	uint64_t all = a.c->out.bytes;
	ck_assert_int_eq(conn_flush(a.c), 1); /* more than a socket takes */
	while (got < all) {
		ssize_t n = conn_fill(b.c, store);
		ck_assert_int_ge(n, 0);
		struct span in = queue_first(&b.c->in);
		for (size_t i = 0; i < in.n; i++)
			ck_assert_uint_eq(in.p[i],
					  piece[(got + i) % sizeof(piece)]);
		got += in.n;
		queue_drop(&b.c->in, in.n);
		ck_assert_int_ge(conn_flush(a.c), 0);
		if (n == 0)
			turn();
	}
	ck_assert_int_eq(conn_flush(a.c), 0);
	ck_assert_uint_eq(a.c->bytes_out, all);
	pair_close(&a, &b);
}
END_TEST

START_TEST(an_end_is_told_after_what_came_before)
{
	struct end a, b;
	layers_open(&a, &b, _i);
	put(b.c, "last words");
	conn_shutdown(b.c);
	expect(a.c, "last words");
	ssize_t n;
	while ((n = conn_fill(a.c, store)) == 0)
		turn();
	ck_assert_int_eq(n, ERR_CLOSED);
	ck_assert_int_eq(conn_fill(a.c, store), ERR_CLOSED);
	/* The other direction is still open. */
	put(a.c, "answer");
	expect(b.c, "answer");
	pair_close(&a, &b);
}
END_TEST

START_TEST(a_failed_write_leaves_what_was_said_to_be_read)
{
	struct end a, b;
	int rc;
	pair_open(&a, &b);
	ck_assert_int_eq(write(b.fd, "413", 3), 3);
	close(b.fd);
	b.fd = -1;
	ck_assert_int_eq(queue_copy(&a.c->out, store, SPAN("body")), 0);
	while ((rc = conn_flush(a.c)) == 1)
		turn();
	ck_assert_int_lt(rc, 0);
	ck_assert_int_lt(conn_flush(a.c), 0);
	expect(a.c, "413");
	pair_close(&a, &b);
}
END_TEST

/* The peer's TLS bytes come one at a time. */
START_TEST(a_dribbling_client_is_served)
{
	struct end a, b;
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	SSL *peer = client_ssl();
	int done = 0, ours = 0, wrote = 0;
	pair_open(&a, &b);
	SSL_set_bio(peer, in, out);
	ck_assert_int_eq(conn_set_tls(a.c, server_ssl()), 0);
	while (a.c->in.bytes < 5) {
		char byte, many[4096];
		if (!done)
			done = SSL_do_handshake(peer) == 1;
		if (done && !wrote)
			wrote = SSL_write(peer, "hello", 5) == 5;
		if (BIO_read(out, &byte, 1) == 1)
			ck_assert_int_eq(write(b.fd, &byte, 1), 1);
		if (ours != 1)
			ours = conn_handshake(a.c);
		else
			ck_assert_int_ge(conn_fill(a.c, store), 0);
		ck_assert_int_ge(ours, 0);
		ssize_t n = read(b.fd, many, sizeof(many));
		if (n > 0)
			BIO_write(in, many, (int)n);
		event_base_loop(base, EVLOOP_NONBLOCK);
	}
	expect(a.c, "hello");
	SSL_free(peer);
	pair_close(&a, &b);
}
END_TEST

START_TEST(what_was_read_too_early_goes_into_the_handshake)
{
	struct end a, b;
	int one = 0, two = 0;
	pair_open(&a, &b);
	peer_open(&b);
	ck_assert_int_eq(conn_set_tls(b.c, client_ssl()), 0);
	ck_assert_int_eq(conn_handshake(b.c), 0); /* its hello is on the way */
	while (a.c->in.bytes == 0)
		if (conn_fill(a.c, store) == 0)
			turn();
	ck_assert_uint_eq(conn_peek(a.c, store, 1).p[0], 0x16);
	ck_assert_int_eq(conn_set_tls(a.c, server_ssl()), 0);
	while (one != 1 || two != 1) {
		one = one == 1 ? 1 : conn_handshake(a.c);
		two = two == 1 ? 1 : conn_handshake(b.c);
		ck_assert_int_ge(one, 0);
		ck_assert_int_ge(two, 0);
		if (one != 1 || two != 1)
			turn();
	}
	put(b.c, "inside");
	expect(a.c, "inside");
	pair_close(&a, &b);
}
END_TEST

START_TEST(garbage_in_place_of_tls_fails)
{
	struct end a, b;
	int rc;
	pair_open(&a, &b);
	ck_assert_int_eq(conn_set_tls(a.c, server_ssl()), 0);
	ck_assert_int_eq(write(b.fd, "GET / HTTP/1.1\r\n\r\n", 18), 18);
	while ((rc = conn_handshake(a.c)) == 0)
		turn();
	ck_assert_int_lt(rc, 0);
	pair_close(&a, &b);
}
END_TEST

START_TEST(peek_puts_pieces_together_and_keeps_order)
{
	struct end a, b;
	pair_open(&a, &b);
	for (int i = 0; i < 50; i++) {
		struct chunk *c = chunk_take(store);
		c->bytes[0] = (uint8_t)i;
		ck_assert_int_eq(queue_add(&a.c->in, c, 0, 1), 0);
		chunk_unref(&c);
	}
	struct span s = conn_peek(a.c, store, CHUNK_SIZE);
	ck_assert_uint_eq(s.n, 50);
	for (uint8_t i = 0; i < 50; i++)
		ck_assert_uint_eq(s.p[i], i);
	ck_assert_uint_eq(a.c->in.bytes, 50);
	ck_assert_uint_eq(chunk_store_in_use(store), 1);
	pair_close(&a, &b);
}
END_TEST

int
main(void)
{
	SUITE("conn");
	CASE_ROWS(both_sides_read_what_was_written, 3);
	CASE_ROWS(many_small_records_all_come, 3);
	CASE_ROWS(a_full_socket_waits_and_goes_on, 3);
	CASE_ROWS(an_end_is_told_after_what_came_before, 2);
	CASE(a_failed_write_leaves_what_was_said_to_be_read);
	CASE(a_dribbling_client_is_served);
	CASE(what_was_read_too_early_goes_into_the_handshake);
	CASE(garbage_in_place_of_tls_fails);
	CASE(peek_puts_pieces_together_and_keeps_order);
	return SUITE_RUN();
}
