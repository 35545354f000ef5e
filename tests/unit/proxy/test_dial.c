/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reaching an origin on loopback: what is connected to, what is refused and
 * why, whose certificate holds.
 */
#include "../conf/folder.h"
#include "../tls/fixture.h"
#include "proxy/dial.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

static struct folder folder;
static struct gateway gateway;
static struct worker worker;
static int listener;
static uint16_t port;

static void
world_open(const char *private_addresses, const char *extra)
{
	char text[512];
	struct why why = {""};
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t n = sizeof(at);
	signal(SIGPIPE, SIG_IGN); /* the origin in its thread */
	folder_open(&folder);
	snprintf(text, sizeof(text),
		 "place = { private_addresses = \"%s\"; };\n%s\n",
		 private_addresses, extra);
	folder_write_conf(&folder, NULL, text);
	ck_assert_msg(folder_load(&folder) == 0, "%s", folder.said);
	pthread_mutex_init(&gateway.lock, NULL);
	worker.gateway = &gateway;
	worker.base = event_base_new();
	worker.chunks = chunk_store_new();
	ck_assert_int_eq(resolver_new(worker.base, &worker.resolver, &why), 0);
	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
	ck_assert_int_eq(listen(listener, 8), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&at, &n), 0);
	port = ntohs(at.sin_port);
}

static void
world_close(void)
{
	resolver_free(&worker.resolver);
	chunk_store_free(&worker.chunks);
	event_base_free(worker.base);
	upstream_tls_free(&gateway.upstream);
	pthread_mutex_destroy(&gateway.lock);
	folder_close(&folder);
	if (listener >= 0)
		close(listener);
}

struct outcome {
	bool told;
	struct dial_result result;
};

static void
done(void *arg, struct dial_result *result)
{
	struct outcome *o = arg;
	ck_assert(!o->told);
	o->told = true;
	o->result = *result;
	event_base_loopbreak(worker.base);
}

static void
give_up(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	event_base_loopbreak(worker.base);
}

static struct outcome
dial(const char *host, bool tls)
{
	static const struct timeval limit = {30, 0};
	struct outcome o = {0};
	struct dial *d = dial_start(&worker, folder.snapshot, "key", host, port,
				    tls, done, &o);
	ck_assert_ptr_nonnull(d);
	ck_assert(!o.told); /* never from inside */
	struct event *timer = event_new(worker.base, -1, 0, give_up, NULL);
	event_add(timer, &limit);
	event_base_loop(worker.base, EVLOOP_NO_EXIT_ON_EMPTY);
	event_free(timer);
	ck_assert(o.told);
	return o;
}

START_TEST(an_address_is_reached)
{
	world_open("allow", "");
	struct outcome o = dial("127.0.0.1", false);
	ck_assert_ptr_nonnull(o.result.upstream);
	ck_assert_uint_eq(o.result.upstream->address.port, port);
	int fd = accept(listener, NULL, NULL);
	ck_assert_int_ge(fd, 0);
	close(fd);
	upstream_free(&o.result.upstream);
	world_close();
}
END_TEST

/* "localhost" is ::1 as well, where nobody listens. */
START_TEST(a_refused_address_is_passed_over)
{
	world_open("allow", "");
	struct outcome o = dial("localhost", false);
	ck_assert_msg(o.result.upstream != NULL, "%s", o.result.why.text);
	upstream_free(&o.result.upstream);
	world_close();
}
END_TEST

START_TEST(nobody_there_is_said)
{
	world_open("allow", "");
	close(listener);
	listener = -1;
	struct outcome o = dial("127.0.0.1", false);
	ck_assert_ptr_null(o.result.upstream);
	ck_assert_int_eq(o.result.reason, REASON_UPSTREAM_FAILED);
	ck_assert_ptr_nonnull(strstr(o.result.why.text, "refused"));
	world_close();
}
END_TEST

static const char *const forbidden[] = {
	"127.0.0.1",	   "127.1.2.3",	      "10.0.0.1",
	"169.254.169.254", "0.0.0.0",	      "::1",
	"::ffff:7f00:1",   "64:ff9b::7f00:1", "fe80::1",
	"2002:7f00:1::1",  "fd00:ec2::254",   "::127.0.0.1",
	"100.64.0.1",	   "localhost",	      "192.168.3.4",
};

START_TEST(a_guarded_address_is_not_connected_to)
{
	world_open("deny", "");
	struct outcome o = dial(forbidden[_i], false);
	ck_assert_ptr_null(o.result.upstream);
	ck_assert_msg(o.result.reason == REASON_DEST_FORBIDDEN, "%s",
		      o.result.why.text);
	struct pollfd p = {.fd = listener, .events = POLLIN};
	ck_assert_int_eq(poll(&p, 1, 0), 0);
	world_close();
}
END_TEST

START_TEST(a_dial_given_up_tells_nobody)
{
	struct outcome o = {0};
	world_open("allow", "");
	for (int rounds = 0; rounds < 4; rounds++) {
		struct dial *d = dial_start(&worker, folder.snapshot, "key",
					    "127.0.0.1", port, false, done, &o);
		ck_assert_ptr_nonnull(d);
		for (int i = 0; i < rounds && !o.told; i++)
			event_base_loop(worker.base,
					EVLOOP_NONBLOCK | EVLOOP_ONCE);
		if (o.told)
			upstream_free(&o.result.upstream);
		else
			dial_cancel(&d);
		bool told = o.told;
		event_base_loop(worker.base, EVLOOP_NONBLOCK);
		ck_assert_int_eq(told, o.told);
		o.told = false;
	}
	world_close();
}
END_TEST

/* ---- TLS: an origin in a thread of its own ---- */

enum manner { SHAKES_HANDS, TALKS_HTTP, HANGS_UP, SAYS_NOTHING };
struct origin {
	enum manner manner;
	SSL_CTX *ctx;
	pthread_t thread;
};

static void *
origin_main(void *arg)
{
	struct origin *o = arg;
	char buf[512];
	int fd = accept(listener, NULL, NULL);
	if (o->manner == SHAKES_HANDS) {
		SSL *ssl = SSL_new(o->ctx);
		SSL_set_fd(ssl, fd);
		if (SSL_accept(ssl) == 1)
			(void)SSL_read(ssl, buf, sizeof(buf));
		SSL_free(ssl);
	} else {
		ssize_t n = read(fd, buf, sizeof(buf));
		if (o->manner == TALKS_HTTP)
			n = write(fd, "HTTP/1.1 400 Bad\r\n\r\n", 20);
		if (o->manner == SAYS_NOTHING)
			while ((n = read(fd, buf, sizeof(buf))) > 0)
				;
	}
	close(fd);
	return NULL;
}

static const struct {
	enum manner manner;
	const char *san;
	bool trusted, old;
	int reason; /* < 0: reached */
	const char *words;
} origins[] = {
	{SHAKES_HANDS, "IP:127.0.0.1", true, false, -1, NULL},
	{SHAKES_HANDS, "IP:127.0.0.1", false, false, REASON_UPSTREAM_UNVERIFIED,
	 "self-signed"},
	{SHAKES_HANDS, "IP:127.0.0.2", true, false, REASON_UPSTREAM_UNVERIFIED,
	 "another address"},
	{SHAKES_HANDS, "IP:127.0.0.1", true, true, REASON_UPSTREAM_UNVERIFIED,
	 "expired"},
	{TALKS_HTTP, "IP:127.0.0.1", true, false, REASON_UPSTREAM_FAILED, ""},
	{HANGS_UP, "IP:127.0.0.1", true, false, REASON_UPSTREAM_FAILED, ""},
	{SAYS_NOTHING, "IP:127.0.0.1", true, false, REASON_UPSTREAM_TIMEOUT,
	 "in time"},
};

START_TEST(an_origin_is_reached_only_under_a_certificate_that_holds)
{
	struct recipe recipe = {.common_name = "o", .san = origins[_i].san};
	struct recipe other = {.common_name = "stranger", .ca = true};
	struct origin origin = {.manner = origins[_i].manner};
	struct why why = {""};
	X509 *const none[] = {NULL};
	if (origins[_i].old)
		recipe.from_s = -2 * 86400, recipe.to_s = -86400;
	struct identity own = identity_new(&recipe, NULL);
	struct identity stranger = identity_new(&other, NULL);
	origin.ctx = server_context(&own, none);
	identity_save(origins[_i].trusted ? &own : &stranger,
		      scratch("trust.pem"), NULL);
	world_open("allow", "timeouts = { handshake = \"1s\"; };");
	ck_assert_msg(upstream_tls_new(scratch("trust.pem"), &gateway.upstream,
				       &why) == 0,
		      "%s", why.text);
	pthread_create(&origin.thread, NULL, origin_main, &origin);
	struct outcome o = dial("127.0.0.1", true);
	if (origins[_i].reason < 0) {
		ck_assert_msg(o.result.upstream != NULL, "%s",
			      o.result.why.text);
	} else {
		ck_assert_ptr_null(o.result.upstream);
		ck_assert_msg((int)o.result.reason == origins[_i].reason &&
				      strstr(o.result.why.text,
					     origins[_i].words) != NULL,
			      "%s: %s", reason_name(o.result.reason),
			      o.result.why.text);
	}
	upstream_free(&o.result.upstream);
	pthread_join(origin.thread, NULL);
	world_close();
}
END_TEST

int
main(void)
{
	SUITE("dial");
	CASE(an_address_is_reached);
	CASE(a_refused_address_is_passed_over);
	CASE(nobody_there_is_said);
	CASE_ROWS(a_guarded_address_is_not_connected_to, N_ROWS(forbidden));
	CASE(a_dial_given_up_tells_nobody);
	CASE_ROWS(an_origin_is_reached_only_under_a_certificate_that_holds,
		  N_ROWS(origins));
	return SUITE_RUN();
}
