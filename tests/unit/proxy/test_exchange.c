/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole exchanges through a worker: what origins get and do not get, what
 * clients are answered, what is recorded and counted.
 */
#include "house.h"

#include <sys/socket.h>

static struct house house;
static struct house *h = &house;

static int
add_row(void *arg, const struct ledger_row *row)
{
	const char *const *want = arg;
	int64_t *sum = (int64_t *)(uintptr_t)want[1];
	if (row->key.dimension == LEDGER_TOTAL &&
	    strcmp(row->key.counter, want[0]) == 0)
		*sum += row->persons;
	return 0;
}

static int64_t
persons_of(const char *counter)
{
	int64_t sum = 0;
	const char *want[] = {counter, (const char *)&sum};
	ck_assert_int_eq(ledger_each(h->gateway.ledger, add_row, want), 0);
	return sum;
}

START_TEST(clean_requests_pass_and_the_connection_is_used_again)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h), o = -1;
	for (int i = 0; i < 3; i++) {
		post_text(h, c, 1, CLEAN_TEXT);
		o = serve(h, 0, o, CLEAN_TEXT);
		expect_answer(c, "200", NULL);
	}
	ck_assert(origin_is_quiet(h, 0));
	close(c);
	house_await_idle(h);
	expect_record(h, "\"recipient\":\"free\"", "CN_EX_ART3_NO_PI");
	ck_assert_int_eq(persons_of("pi"), 0);
	close(o);
	house_close(h);
}
END_TEST

START_TEST(a_refused_request_never_reaches_the_origin)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	/* A sensitive identifier that the pathway does not cover. */
	post_text(h, c, 2, "{\"id_no\":\"11010519491231002X\"}");
	expect_answer(c, "451", "event=");
	/* The next one on the same connection is judged by itself. */
	post_text(h, c, 2, CLEAN_TEXT);
	int o = serve(h, 1, -1, CLEAN_TEXT);
	expect_answer(c, "200", NULL);
	close(c);
	house_await_idle(h);
	expect_record(h, "\"verdict\":\"block\"", "\"bytes_out\":0");
	ck_assert_int_eq(persons_of("pi"), 0);
	ck_assert_int_eq(persons_of("spi"), 0);
	close(o);
	house_close(h);
}
END_TEST

START_TEST(persons_are_counted_once_and_stop_at_the_cap)
{
	static const char *const numbers[] = {
		PHONE("0001"), PHONE("0002"), PHONE("0003"), PHONE("0001"),
		PHONE("0004"), PHONE("0005"), PHONE("0006"), PHONE("0002")};
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h), o = -1;
	for (size_t i = 0; i < N_ROWS(numbers); i++) {
		post_text(h, c, 2, numbers[i]);
		if (i == 6) {
			expect_answer(c, "451", "CAP_EXCEEDED");
			continue;
		}
		o = serve(h, 1, o, numbers[i]);
		expect_answer(c, "200", NULL);
	}
	ck_assert_int_eq(persons_of("pi"), 5);
	close(c);
	house_await_idle(h);
	close(o);
	house_close(h);
}
END_TEST

/* A long body goes in windows; what comes after a refused one never does. */
START_TEST(a_long_body_is_cut_where_a_window_is_refused)
{
	enum { ROWS = 20000, ROW = 8 };
	static char clean[ROWS * ROW + 1];
	house_open(h, REGISTER DEFAULTS SMALL_WINDOWS);
	for (size_t i = 0; i < ROWS; i++)
		memcpy(clean + i * ROW, "ab,cd,e\n", ROW);
	int c = client_open(h);
	size_t length = 2 * sizeof(clean);
	post(h, c, 2, CSV, length);
	send_bytes(c, clean, sizeof(clean) - 1);
	int o = origin_accept(h, 1);
	char *head = read_until(o, "\r\n\r\n");
	free(head);
	read_bytes(o, 64 * 1024 - 8192); /* the first window is on its way */
	send_text(c, "id,11010519491231002X\n");
	send_bytes(c, clean, sizeof(clean) - 1);
	char *rest = read_to_end(o, NULL);
	/* It ends before the length that was announced. */
	ck_assert_uint_lt(strlen(rest) + 64 * 1024 - 8192, length - 1000);
	ck_assert_ptr_null(strstr(rest, "11010519491231002X"));
	free(rest);
	expect_answer(c, "451", "event=");
	close(c);
	close(o);
	house_await_idle(h);
	expect_record(h, "\"verdict\":\"block\"", "\"partial\"");
	house_close(h);
}
END_TEST

START_TEST(a_long_clean_body_arrives_whole)
{
	enum { SIZE = 3 * 1024 * 1024 };
	house_open(h, REGISTER DEFAULTS SMALL_WINDOWS);
	char *body = malloc(SIZE), *got = malloc(SIZE);
	for (size_t i = 0; i < SIZE; i++)
		body[i] = i % 16 == 15 ? '\n' : (char)('a' + i / 16 % 26);
	int c = client_open(h);
	pid_t child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		post(h, c, 1, CSV, SIZE);
		send_bytes(c, body, SIZE);
		_exit(0);
	}
	int o = origin_accept(h, 0);
	char *head = read_until(o, "\r\n\r\n");
	free(head);
	for (size_t n = 0; n < SIZE;) {
		ssize_t rc = recv(o, got + n, SIZE - n, 0);
		ck_assert_int_gt(rc, 0);
		n += (size_t)rc;
	}
	ck_assert_int_eq(memcmp(body, got, SIZE), 0);
	send_text(o, "HTTP/1.1 204 No Content\r\n\r\n");
	head = read_until(c, "\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(head, " 204 "));
	free(head);
	free(body);
	free(got);
	close(c);
	close(o);
	house_await_idle(h);
	house_close(h);
}
END_TEST

/* Each byte a chunk of its own: what is held stays small, what arrives is
 * the same. */
START_TEST(chunks_of_a_byte_arrive_and_trailers_with_them)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	send_text(c,
		  "POST http://127.0.2.1:%u/ HTTP/1.1\r\nHost: "
		  "127.0.2.1:%u\r\nTransfer-Encoding: chunked\r\n\r\n",
		  h->port, h->port);
	for (int i = 0; i < 500; i++)
		send_text(c, "1\r\n%c\r\n", 'a' + i % 26);
	send_text(c, "0\r\nX-Sum: 7\r\n\r\n");
	int o = origin_accept(h, 0);
	char *head = read_until(o, "\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(head, "Transfer-Encoding: chunked"));
	free(head);
	char *body = read_until(o, "0\r\nX-Sum: 7\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(body, "abcdefghijklmnop"));
	free(body);
	send_text(o, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	expect_answer(c, "200", NULL);
	close(c);
	close(o);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(an_early_answer_reaches_the_client)
{
	house_open(h, REGISTER DEFAULTS SMALL_WINDOWS);
	static char rows[128 * 1024];
	memset(rows, 'a', sizeof(rows));
	for (size_t i = 63; i < sizeof(rows); i += 64)
		rows[i] = '\n';
	int c = client_open(h);
	post(h, c, 1, CSV, 10 * 1024 * 1024);
	send_bytes(c, rows, sizeof(rows));
	int o = origin_accept(h, 0);
	char *head = read_until(o, "\r\n\r\n");
	free(head);
	send_text(o, "HTTP/1.1 413 Content Too Large\r\n"
		     "Content-Length: 3\r\n\r\nbig");
	head = read_until(c, "\r\n\r\nbig");
	ck_assert_ptr_nonnull(strstr(head, " 413 "));
	ck_assert_ptr_nonnull(strstr(head, "Connection: close"));
	free(head);
	shutdown(c, SHUT_WR);
	house_await_idle(h);
	close(c);
	close(o);
	house_close(h);
}
END_TEST

START_TEST(a_client_that_leaves_in_mid_body_leaves_no_trace_at_the_origin)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	post(h, c, 2, JSON, 1000);
	send_text(c, PHONE("0001"));
	int o = origin_accept(h, 1);
	close(c);
	bool cut;
	char *got = read_to_end(o, &cut);
	ck_assert_str_eq(got, "");
	free(got);
	house_await_idle(h);
	expect_record(h, "INTERRUPTED", "\"bytes_out\":0");
	ck_assert_int_eq(persons_of("pi"), 0);
	close(o);
	house_close(h);
}
END_TEST

START_TEST(an_answer_that_is_cut_is_cut_for_the_client)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	post_text(h, c, 1, CLEAN_TEXT);
	int o = origin_accept(h, 0);
	free(read_until(o, CLEAN_TEXT));
	send_text(o, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
	close(o);
	bool cut;
	char *got = read_to_end(c, &cut);
	ck_assert(cut);
	free(got);
	close(c);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(an_answer_until_close_ends_with_the_connection)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	post_text(h, c, 1, CLEAN_TEXT);
	int o = origin_accept(h, 0);
	free(read_until(o, CLEAN_TEXT));
	send_text(o, "HTTP/1.0 200 OK\r\n\r\nall of it");
	close(o);
	bool cut;
	char *got = read_to_end(c, &cut);
	ck_assert(!cut);
	ck_assert_ptr_nonnull(strstr(got, "\r\n\r\nall of it"));
	free(got);
	close(c);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(an_origin_that_says_nothing_is_502)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	post_text(h, c, 1, CLEAN_TEXT);
	int o = origin_accept(h, 0);
	free(read_until(o, CLEAN_TEXT));
	close(o);
	expect_answer(c, "502", "UPSTREAM_FAILED");
	close(c);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(expect_is_refused_before_the_body_or_passed_on)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	send_text(c,
		  "POST http://127.0.2.2:%u/?id=11010519491231002X HTTP/1.1\r\n"
		  "Host: 127.0.2.2:%u\r\nExpect: 100-continue\r\n"
		  "Content-Length: 5\r\n\r\n",
		  h->port, h->port);
	expect_answer(c, "451", NULL);
	close(c);
	c = client_open(h);
	post(h, c, 1, "Expect: 100-continue\r\n" JSON, strlen(CLEAN_TEXT));
	int o = origin_accept(h, 0);
	free(read_until(o, "\r\n\r\n"));
	send_text(o, "HTTP/1.1 100 Continue\r\n\r\n");
	char *head = read_until(c, "\r\n\r\n");
	ck_assert_ptr_nonnull(strstr(head, " 100 "));
	free(head);
	send_text(c, "%s", CLEAN_TEXT);
	free(read_until(o, CLEAN_TEXT));
	send_text(o, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	expect_answer(c, "200", NULL);
	close(c);
	close(o);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(pipelined_requests_are_answered_in_order)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	post_text(h, c, 1, "{\"n\":1}");
	post_text(h, c, 2, "{\"id_no\":\"11010519491231002X\"}");
	post_text(h, c, 1, "{\"n\":3}");
	shutdown(c, SHUT_WR);
	int o = serve(h, 0, -1, "{\"n\":1}");
	serve(h, 0, o, "{\"n\":3}");
	expect_answer(c, "200", NULL);
	expect_answer(c, "451", NULL);
	expect_answer(c, "200", NULL);
	char *rest = read_to_end(c, NULL);
	ck_assert_str_eq(rest, "");
	free(rest);
	close(c);
	close(o);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(malformed_heads_are_400_and_the_end)
{
	static const char *const heads[] = {
		"GET / HTTP/1.1\nHost: x\n\n",
		"GET http://127.0.2.1/ HTTP/1.1\r\n\r\n",
		"GET http://127.0.2.1/ HTTP/1.1\r\nHost: 127.0.2.1\r\n"
		"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
		"POST http://127.0.2.1/ HTTP/1.1\r\nHost: 127.0.2.1\r\n"
		"Transfer-Encoding: Chunked, chunked\r\n\r\n",
		"GET https://127.0.2.1/ HTTP/1.1\r\nHost: 127.0.2.1\r\n\r\n",
		"\x16\x03\x01 what is this\r\n\r\n",
	};
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	send_text(c, "%s", heads[_i]);
	char *answer = read_to_end(c, NULL);
	ck_assert_msg(strncmp(answer, "HTTP/1.1 400 ", 13) == 0, "%s", answer);
	free(answer);
	close(c);
	house_await_idle(h);
	expect_record(h, "BAD_REQUEST", "\"status\":400");
	house_close(h);
}
END_TEST

START_TEST(ports_are_asked_of_absolute_forms_too)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	send_text(c, "GET http://127.0.2.1:25/ HTTP/1.1\r\n"
		     "Host: 127.0.2.1:25\r\n\r\n");
	expect_answer(c, "403", "DEST_FORBIDDEN");
	close(c);
	house_await_idle(h);
	house_close(h);
}
END_TEST

/* Whatever it is refused for, before or after it was read. */
START_TEST(a_name_that_carries_data_is_written_nowhere)
{
	static const char *const requests[] = {
		"CONNECT 11010519491231002x.evil.test:80 HTTP/1.1\r\n"
		"Host: 11010519491231002x.evil.test:80\r\n\r\n"
		"GET /a/long/path/then HTTP/1.1\r\n"
		"Host: 11010519491231002x.evil.test\r\n\r\n",
		"CONNECT 11010519491231002x.evil.test:25 HTTP/1.1\r\n"
		"Host: 11010519491231002x.evil.test:25\r\n\r\n",
		"GET http://11010519491231002x.evil.test/ HTTP/1.1\r\n"
		"Host: 11010519491231002x.evil.test\r\n\r\n",
		"GET http://11010519491231002x.evil.test/ HTTP/1.1\r\n"
		"Host: other.test\r\n\r\n",
	};
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	send_text(c, "%s", requests[_i]);
	shutdown(c, SHUT_WR);
	char *answer = read_to_end(c, NULL);
	ck_assert_ptr_nonnull(strstr(answer, "event="));
	ck_assert_ptr_null(strstr(answer, "11010519491231002"));
	free(answer);
	close(c);
	house_await_idle(h);
	expect_record(h, "\"host\":\"(withheld)\"", "\"verdict\":\"block\"");
	char *records = house_records(h);
	ck_assert_ptr_null(strstr(records, "11010519491231002"));
	free(records);
	house_close(h);
}
END_TEST

START_TEST(too_much_held_is_503)
{
	enum { SIZE = 24 * 1024 * 1024 };
	house_open(h, REGISTER DEFAULTS
		   "limits = { held = \"16MiB\"; };\n"
		   "inspection = { hold_whole = \"32MiB\"; };\n");
	static char rows[SIZE];
	memset(rows, 'a', sizeof(rows));
	int c = client_open(h);
	post(h, c, 1, CSV, SIZE);
	size_t sent = 0;
	ssize_t n;
	while (sent < SIZE &&
	       (n = send(c, rows + sent, SIZE - sent, MSG_NOSIGNAL)) > 0)
		sent += (size_t)n;
	ck_assert_uint_lt(sent, SIZE); /* it was stopped */
	close(c);
	house_await_idle(h);
	expect_record(h, "OVERLOAD", "\"status\":503");
	house_close(h);
}
END_TEST

START_TEST(a_reload_ends_connections_and_the_next_has_the_new_rules)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	post_text(h, c, 2, PHONE("0001"));
	int o = serve(h, 1, -1, PHONE("0001"));
	expect_answer(c, "200", NULL);
	house_reload(h, "sources = ( { id = \"lab\"; networks = [ "
			"\"127.0.0.0/8\" ]; } );\n" DEFAULTS);
	char *rest = read_to_end(c, NULL);
	ck_assert_str_eq(rest, "");
	free(rest);
	close(c);
	c = client_open(h);
	post_text(h, c, 2, PHONE("0001"));
	expect_answer(c, "451", NULL);
	close(c);
	house_await_idle(h);
	close(o);
	house_close(h);
}
END_TEST

START_TEST(a_connection_known_to_the_origin_is_nobody_elses)
{
	static const char get[] = "GET http://127.0.2.1:%u/ HTTP/1.1\r\n"
				  "Host: 127.0.2.1:%u\r\n%s\r\n";
	house_open(h, REGISTER DEFAULTS);
	int one = client_open(h), two = client_open(h);
	send_text(one, get, h->port, h->port, "Authorization: NTLM abc\r\n");
	int o = serve(h, 0, -1, "");
	expect_answer(one, "200", NULL);
	send_text(two, get, h->port, h->port, "");
	int other = serve(h, 0, -1, ""); /* a new connection */
	expect_answer(two, "200", NULL);
	send_text(one, get, h->port, h->port, "");
	serve(h, 0, o, ""); /* the old one */
	expect_answer(one, "200", NULL);
	ck_assert(origin_is_quiet(h, 0));
	close(one);
	close(two);
	house_await_idle(h);
	close(o);
	close(other);
	house_close(h);
}
END_TEST

START_TEST(a_drain_lets_what_is_under_way_end)
{
	house_open(h, REGISTER DEFAULTS);
	int idle = client_open(h), c = client_open(h);
	post_text(h, idle, 1, CLEAN_TEXT);
	int o = serve(h, 0, -1, CLEAN_TEXT);
	expect_answer(idle, "200", NULL);
	post_text(h, c, 1, CLEAN_TEXT);
	o = serve(h, 0, o, CLEAN_TEXT);
	/* Another, whose answer is awaited. */
	expect_answer(c, "200", NULL);
	post_text(h, c, 1, CLEAN_TEXT);
	free(read_until(o, CLEAN_TEXT));
	worker_stop(h->worker, false);
	char *rest = read_to_end(idle, NULL);
	ck_assert_str_eq(rest, "");
	free(rest);
	send_text(o, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast");
	char *got = read_to_end(c, NULL);
	ck_assert_ptr_nonnull(strstr(got, "last"));
	ck_assert_ptr_nonnull(strstr(got, "Connection: close"));
	free(got);
	close(idle);
	close(c);
	close(o);
	house_close(h);
}
END_TEST

int
main(void)
{
	SUITE("exchange");
	CASE(clean_requests_pass_and_the_connection_is_used_again);
	CASE(a_refused_request_never_reaches_the_origin);
	CASE(persons_are_counted_once_and_stop_at_the_cap);
	CASE(a_long_body_is_cut_where_a_window_is_refused);
	CASE(a_long_clean_body_arrives_whole);
	CASE(chunks_of_a_byte_arrive_and_trailers_with_them);
	CASE(an_early_answer_reaches_the_client);
	CASE(a_client_that_leaves_in_mid_body_leaves_no_trace_at_the_origin);
	CASE(an_answer_that_is_cut_is_cut_for_the_client);
	CASE(an_answer_until_close_ends_with_the_connection);
	CASE(an_origin_that_says_nothing_is_502);
	CASE(expect_is_refused_before_the_body_or_passed_on);
	CASE(pipelined_requests_are_answered_in_order);
	CASE_ROWS(malformed_heads_are_400_and_the_end, 6);
	CASE(ports_are_asked_of_absolute_forms_too);
	CASE_ROWS(a_name_that_carries_data_is_written_nowhere, 4);
	CASE(too_much_held_is_503);
	CASE(a_reload_ends_connections_and_the_next_has_the_new_rules);
	CASE(a_connection_known_to_the_origin_is_nobody_elses);
	CASE(a_drain_lets_what_is_under_way_end);
	return SUITE_RUN();
}
