/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The resolver against a name server of our own on loopback, in the same
 * loop: what the server does hangs on the first label of the name.
 */
#include "lib/suite.h"
#include "place/place.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define TYPE_A 1
#define TYPE_CNAME 5
#define TYPE_AAAA 28
#define MESSAGE_MAX 65000

static struct event_base *base;
static struct resolver *resolver;

/* The server. */
static int udp_fd, tcp_fd;
static unsigned n_udp, n_tcp; /* questions that came */

struct message {
	uint8_t bytes[MESSAGE_MAX];
	size_t n;
};

static void
put(struct message *m, size_t value, int bytes)
{
	while (bytes-- > 0)
		m->bytes[m->n++] = (uint8_t)(value >> 8 * bytes);
}

/* A record that is named as the question is (a pointer to byte 12). */
static void
put_record(struct message *m, unsigned type, unsigned ttl, const void *data,
	   size_t n)
{
	put(m, 0xc00c, 2);
	put(m, type, 2);
	put(m, 1, 2);
	put(m, ttl, 4);
	put(m, n, 2);
	memcpy(m->bytes + m->n, data, n);
	m->n += n;
	m->bytes[7]++;
	if (m->bytes[7] == 0)
		m->bytes[6]++;
}

static void
put_addresses(struct message *m, unsigned type, unsigned n)
{
	uint8_t v6[16] = {0x20, 0x01, 0x0d, 0xb8};
	uint8_t v4[4] = {192, 0, 2, 0};
	for (unsigned i = 0; i < n; i++) {
		v6[14] = v4[2] = (uint8_t)(i >> 8);
		v6[15] = v4[3] = (uint8_t)i;
		if (type == TYPE_AAAA)
			put_record(m, type, 60, v6, 16);
		else
			put_record(m, type, 60, v4, 4);
	}
}

static bool
asks(const struct message *m, const char *label)
{
	return m->bytes[12] == strlen(label) &&
	       memcmp(m->bytes + 13, label, strlen(label)) == 0;
}

/* Turns a question into its answer; false when there is none. */
static bool
answer(struct message *m, bool tcp)
{
	size_t end = 12;
	while (m->bytes[end] != 0)
		end += m->bytes[end] + 1U;
	unsigned type = (unsigned)(m->bytes[end + 1] << 8 | m->bytes[end + 2]);
	m->n = end + 5;
	m->bytes[2] = 0x81;
	m->bytes[3] = 0x80;
	memset(m->bytes + 6, 0, 6);
	if (asks(m, "silent"))
		return false;
	if (asks(m, "nobody"))
		m->bytes[3] |= 3;
	else if (asks(m, "broken"))
		m->bytes[3] |= 2;
	else if (asks(m, "circle"))
		put_record(m, TYPE_CNAME, 60, "\xc0\x0c", 2);
	else if (asks(m, "many") && !tcp)
		m->bytes[2] |= 2;
	else if (asks(m, "many"))
		put_addresses(m, type, type == TYPE_A ? 1000 : 0);
	else if (asks(m, "both"))
		put_addresses(m, type, type == TYPE_A ? 3 : 2);
	else if (asks(m, "old"))
		put_addresses(m, type, type == TYPE_A ? 1 : 0);
	else if (!asks(m, "empty"))
		put_addresses(m, type, 1);
	return true;
}

static void
on_udp(evutil_socket_t fd, short what, void *arg)
{
	static struct message m;
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	(void)what;
	(void)arg;
	ssize_t n = recvfrom(fd, m.bytes, sizeof(m.bytes), 0,
			     (struct sockaddr *)&from, &len);
	ck_assert_int_gt(n, 12);
	n_udp++;
	if (answer(&m, false))
		ck_assert_int_eq(sendto(fd, m.bytes, m.n, 0,
					(struct sockaddr *)&from, len),
				 (ssize_t)m.n);
}

/* One question on a connection; they come in one piece each. */
static void
on_peer(evutil_socket_t fd, short what, void *arg)
{
	static struct message m;
	struct event **event = arg;
	uint8_t length[2];
	(void)what;
	if (recv(fd, length, 2, MSG_WAITALL) != 2) {
		event_free(*event);
		free(event);
		close(fd);
		return;
	}
	size_t n = (size_t)length[0] << 8 | length[1];
	ck_assert_int_eq(recv(fd, m.bytes, n, MSG_WAITALL), (ssize_t)n);
	n_tcp++;
	ck_assert(answer(&m, true));
	length[0] = (uint8_t)(m.n >> 8);
	length[1] = (uint8_t)m.n;
	ck_assert_int_eq(send(fd, length, 2, MSG_MORE), 2);
	ck_assert_int_eq(send(fd, m.bytes, m.n, 0), (ssize_t)m.n);
}

static void
on_tcp(evutil_socket_t fd, short what, void *arg)
{
	struct event **event = malloc(sizeof(*event));
	(void)what;
	(void)arg;
	int peer = accept(fd, NULL, NULL);
	ck_assert_int_ge(peer, 0);
	*event = event_new(base, peer, EV_READ | EV_PERSIST, on_peer, event);
	event_add(*event, NULL);
}

/* Binds UDP and TCP on one free port: the one the kernel picks for UDP may be
 * taken for TCP by somebody else, then another is asked for. */
static struct sockaddr_in
bind_both(void)
{
	for (;;) {
		struct sockaddr_in at = {.sin_family = AF_INET};
		socklen_t len = sizeof(at);
		at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		udp_fd = socket(AF_INET, SOCK_DGRAM, 0);
		tcp_fd = socket(AF_INET, SOCK_STREAM, 0);
		ck_assert_int_eq(bind(udp_fd, (struct sockaddr *)&at, len), 0);
		getsockname(udp_fd, (struct sockaddr *)&at, &len);
		if (bind(tcp_fd, (struct sockaddr *)&at, len) == 0)
			return at;
		ck_assert_int_eq(errno, EADDRINUSE);
		close(udp_fd);
		close(tcp_fd);
	}
}

static void
set_up(void)
{
	struct why why;
	char servers[64];
	n_udp = n_tcp = 0;
	base = event_base_new();
	struct sockaddr_in at = bind_both();
	ck_assert_int_eq(listen(tcp_fd, 8), 0);
	event_add(event_new(base, udp_fd, EV_READ | EV_PERSIST, on_udp, NULL),
		  NULL);
	event_add(event_new(base, tcp_fd, EV_READ | EV_PERSIST, on_tcp, NULL),
		  NULL);
	ck_assert_int_eq(resolver_new(base, &resolver, &why), 0);
	snprintf(servers, sizeof(servers), "127.0.0.1:%u", ntohs(at.sin_port));
	ck_assert_int_eq(resolver_use_servers(resolver, servers), 0);
}

static void
tear_down(void)
{
	resolver_free(&resolver);
	ck_assert_ptr_null(resolver);
}

/* What an asker was told. */
struct told {
	unsigned times;
	int status;
	size_t n;
	struct address found[RESOLVE_MAX];
};

static void
on_told(void *arg, int status, const struct address *found, size_t n_found)
{
	struct told *t = arg;
	ck_assert_uint_le(n_found, RESOLVE_MAX);
	t->times++;
	t->status = status;
	t->n = n_found;
	if (n_found > 0)
		memcpy(t->found, found, n_found * sizeof(found[0]));
}

static void
wait_for(const struct told *t)
{
	while (t->times == 0)
		ck_assert_int_ge(event_base_loop(base, EVLOOP_ONCE), 0);
}

static struct told
ask(const char *host)
{
	struct told t = {0};
	ck_assert_ptr_nonnull(resolver_ask(resolver, host, 443, on_told, &t));
	ck_assert_uint_eq(t.times, 0);
	wait_for(&t);
	ck_assert_uint_eq(t.times, 1);
	return t;
}

static const char *
nth(const struct told *t, size_t i)
{
	static char text[ADDRESS_TEXT];
	ck_assert_uint_lt(i, t->n);
	ck_assert_uint_eq(t->found[i].port, 443);
	return address_text(&t->found[i], text);
}

START_TEST(families_take_turns_and_ipv6_begins)
{
	struct told t = ask("both.test");
	ck_assert_int_eq(t.status, 0);
	ck_assert_uint_eq(t.n, 5);
	static const bool is_v4[] = {false, true, false, true, true};
	for (size_t i = 0; i < 5; i++)
		ck_assert((strchr(nth(&t, i), '.') != NULL) == is_v4[i]);
	t = ask("old.test");
	ck_assert_int_eq(t.status, 0);
	ck_assert_uint_eq(t.n, 1);
	ck_assert_str_eq(nth(&t, 0), "192.0.0.0");
}
END_TEST

START_TEST(name_that_is_not_is_unavailable_and_remembered)
{
	static const char *const names[] = {"nobody.test", "empty.test",
					    "circle.test"};
	struct told t = ask(names[_i]);
	ck_assert_int_eq(t.status, ERR_UNAVAILABLE);
	ck_assert_uint_eq(t.n, 0);
	unsigned before = n_udp;
	t = ask(names[_i]);
	ck_assert_int_eq(t.status, ERR_UNAVAILABLE);
	ck_assert_uint_eq(n_udp, before);
}
END_TEST

START_TEST(server_failure_is_unavailable_and_not_remembered)
{
	struct told t = ask("broken.test");
	ck_assert_int_eq(t.status, ERR_UNAVAILABLE);
	unsigned before = n_udp;
	t = ask("broken.test");
	ck_assert_int_eq(t.status, ERR_UNAVAILABLE);
	ck_assert_uint_gt(n_udp, before);
}
END_TEST

START_TEST(silence_is_a_timeout)
{
	struct told t = ask("silent.test");
	ck_assert_int_eq(t.status, ERR_TIMEOUT);
}
END_TEST

START_TEST(cut_answer_is_asked_again_over_tcp_and_capped)
{
	struct told t = ask("many.test");
	ck_assert_int_eq(t.status, 0);
	ck_assert_uint_eq(t.n, RESOLVE_MAX);
	ck_assert_uint_gt(n_tcp, 0);
}
END_TEST

START_TEST(literal_answers_itself)
{
	struct told t = ask("192.0.2.7");
	ck_assert_int_eq(t.status, 0);
	ck_assert_uint_eq(t.n, 1);
	ck_assert_str_eq(nth(&t, 0), "192.0.2.7");
	t = ask("2001:db8::7");
	ck_assert_str_eq(nth(&t, 0), "2001:db8::7");
	ck_assert_uint_eq(n_udp, 0);
}
END_TEST

START_TEST(hosts_file_answers_without_a_server)
{
	struct told t = ask("localhost");
	ck_assert_int_eq(t.status, 0);
	ck_assert_uint_gt(t.n, 0);
	ck_assert_uint_eq(n_udp, 0);
}
END_TEST

START_TEST(many_askers_cost_one_look_up)
{
	struct told t[50] = {{0}};
	for (size_t i = 0; i < N_ROWS(t); i++)
		resolver_ask(resolver, "one.test", 443, on_told, &t[i]);
	for (size_t i = 0; i < N_ROWS(t); i++) {
		wait_for(&t[i]);
		ck_assert_uint_eq(t[i].times, 1);
		ck_assert_uint_eq(t[i].n, 2);
	}
	/* One for each family. */
	ck_assert_uint_eq(n_udp, 2);
	struct told again = ask("one.test");
	ck_assert_uint_eq(again.n, 2);
	ck_assert_uint_eq(n_udp, 2);
	again = ask("two.test");
	ck_assert_uint_eq(n_udp, 4);
}
END_TEST

START_TEST(cancelled_question_is_not_told)
{
	struct told gone = {0}, kept = {0};
	struct resolve_query *q =
		resolver_ask(resolver, "one.test", 443, on_told, &gone);
	resolver_ask(resolver, "one.test", 443, on_told, &kept);
	resolver_cancel(q);
	wait_for(&kept);
	/* Ready to be told, and cancelled then. */
	q = resolver_ask(resolver, "one.test", 443, on_told, &gone);
	resolver_cancel(q);
	struct told last = ask("two.test");
	ck_assert_int_eq(last.status, 0);
	ck_assert_uint_eq(gone.times, 0);
	ck_assert_uint_eq(kept.times, 1);
	resolver_cancel(NULL);
}
END_TEST

/* An asker that does, from inside, what it can do worst. */
struct busybody {
	struct told told;
	struct resolve_query *own, *other;
	struct told again;
	bool frees;
};

static void
on_busybody(void *arg, int status, const struct address *found, size_t n_found)
{
	struct busybody *b = arg;
	resolver_cancel(b->own);
	resolver_cancel(b->other);
	if (b->frees)
		resolver_free(&resolver);
	else
		resolver_ask(resolver, "one.test", 443, on_told, &b->again);
	/* The answer is still there. */
	on_told(&b->told, status, found, n_found);
}

START_TEST(asker_may_cancel_ask_and_free_from_inside)
{
	struct busybody b = {.frees = _i == 1};
	struct told other = {0};
	ask("one.test");
	b.own = resolver_ask(resolver, "one.test", 443, on_busybody, &b);
	b.other = resolver_ask(resolver, "one.test", 443, on_told, &other);
	struct told behind = {0};
	resolver_ask(resolver, "three.test", 443, on_told, &behind);
	wait_for(&b.told);
	ck_assert_uint_eq(b.told.n, 2);
	if (!b.frees) {
		wait_for(&b.again);
		wait_for(&behind);
	}
	ck_assert_uint_eq(other.times, 0);
	ck_assert_uint_eq(b.told.times, 1);
	ck_assert_uint_eq(behind.times, b.frees ? 0 : 1);
}
END_TEST

START_TEST(resolver_may_go_while_questions_are_under_way)
{
	struct told t = {0};
	resolver_ask(resolver, "silent.test", 443, on_told, &t);
	resolver_ask(resolver, "many.test", 443, on_told, &t);
	resolver_ask(resolver, "192.0.2.1", 443, on_told, &t);
	resolver_free(&resolver);
	event_base_loop(base, EVLOOP_NONBLOCK);
	ck_assert_uint_eq(t.times, 0);
}
END_TEST

START_TEST(table_of_names_is_bounded)
{
	char host[32];
	for (int i = 0; i < 5000; i++) {
		snprintf(host, sizeof(host), "n%d.test", i);
		ask(host);
	}
	unsigned before = n_udp;
	/* The newest are kept, the oldest made way. */
	ask("n4999.test");
	ask("n904.test");
	ck_assert_uint_eq(n_udp, before);
	ask("n0.test");
	ck_assert_uint_eq(n_udp, before + 2);
}
END_TEST

START_TEST(too_many_names_at_once_are_refused)
{
	static struct told t[4200];
	char host[40];
	unsigned n_refused = 0;
	for (size_t i = 0; i < N_ROWS(t); i++) {
		snprintf(host, sizeof(host), "silent.n%zu.test", i);
		resolver_ask(resolver, host, 443, on_told, &t[i]);
	}
	wait_for(&t[N_ROWS(t) - 1]);
	for (size_t i = 0; i < N_ROWS(t); i++) {
		n_refused += t[i].times;
		ck_assert_int_eq(t[i].status, i < 4096 ? 0 : ERR_UNAVAILABLE);
	}
	ck_assert_uint_eq(n_refused, N_ROWS(t) - 4096);
}
END_TEST

START_TEST(bad_servers_are_refused)
{
	ck_assert_int_eq(resolver_use_servers(resolver, "not an address"),
			 -EINVAL);
}
END_TEST

int
main(void)
{
	SUITE("resolve");
	tcase_add_checked_fixture(case_, set_up, tear_down);
	CASE(families_take_turns_and_ipv6_begins);
	CASE_ROWS(name_that_is_not_is_unavailable_and_remembered, 3);
	CASE(server_failure_is_unavailable_and_not_remembered);
	CASE(silence_is_a_timeout);
	CASE(cut_answer_is_asked_again_over_tcp_and_capped);
	CASE(literal_answers_itself);
	CASE(hosts_file_answers_without_a_server);
	CASE(many_askers_cost_one_look_up);
	CASE(cancelled_question_is_not_told);
	CASE_ROWS(asker_may_cancel_ask_and_free_from_inside, 2);
	CASE(resolver_may_go_while_questions_are_under_way);
	CASE(table_of_names_is_bounded);
	CASE(too_many_names_at_once_are_refused);
	CASE(bad_servers_are_refused);
	return SUITE_RUN();
}
