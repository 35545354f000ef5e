/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What waits for how long: bodies judged as a whole, requests asked again,
 * old clients, clients that stop, and monitor mode.
 */
#include "house.h"

#include <sys/socket.h>

static struct house house;
static struct house *h = &house;

#define WHOLE                                                                  \
	"sources = ( { id = \"lab\"; networks = [ \"127.0.0.0/8\" ]; } );\n"   \
	"recipients = ( { id = \"far\"; name = \"F\"; country = \"DE\"; "      \
	"networks = [ \"127.0.2.1/32\" ]; } );\n"                              \
	"flows = ( { id = \"w\"; sources = [ \"lab\" ]; recipient = \"far\"; " \
	"purpose = \"test\"; provenance = \"domestic\"; "                      \
	"release = \"whole\"; } );\n" DEFAULTS SMALL_WINDOWS

static char rows[512 * 1024 + 1];

static void
fill_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) - 1; i++)
		rows[i] = i % 16 == 15 ? '\n' : (char)('a' + i / 16 % 26);
}

START_TEST(a_body_judged_as_a_whole_waits_and_then_arrives)
{
	house_open(h, WHOLE);
	fill_rows();
	size_t all = sizeof(rows) - 1;
	int c = client_open(h);
	post(h, c, 1, CSV, all);
	send_bytes(c, rows, all - 1);
	int o = origin_accept(h, 0); /* connected, and nothing sent yet */
	char byte;
	ck_assert_int_eq(recv(o, &byte, 1, MSG_DONTWAIT), -1);
	send_bytes(c, rows + all - 1, 1);
	free(read_until(o, "\r\n\r\n"));
	char *body = calloc(1, all + 1);
	for (size_t n = 0; n < all;) {
		ssize_t rc = recv(o, body + n, all - n, 0);
		ck_assert_int_gt(rc, 0);
		n += (size_t)rc;
	}
	ck_assert_int_eq(memcmp(body, rows, all), 0);
	free(body);
	send_text(o, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	expect_answer(c, "200", NULL);
	close(c);
	close(o);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(a_body_over_the_spool_limit_is_refused_unsent)
{
	house_open(h, WHOLE "limits = { spool = \"16MiB\"; };\n");
	fill_rows();
	int c = client_open(h);
	post(h, c, 1, CSV, 64 * (sizeof(rows) - 1));
	ssize_t n = 1;
	int pieces = 0;
	for (; pieces < 64 && n > 0; pieces++)
		for (size_t at = 0; at < sizeof(rows) - 1 && n > 0;
		     at += (size_t)n)
			n = send(c, rows + at, sizeof(rows) - 1 - at,
				 MSG_NOSIGNAL);
	ck_assert_int_lt(pieces, 64); /* it was stopped */
	close(c);
	int o = origin_accept(h, 0); /* connected, and never spoken to */
	char byte;
	house_await_idle(h);
	ck_assert_int_eq(recv(o, &byte, 1, MSG_DONTWAIT), -1);
	close(o);
	expect_record(h, "OVERLOAD", "\"bytes_out\":0");
	house_close(h);
}
END_TEST

#define GET "GET http://127.0.2.1:%u/ HTTP/1.1\r\nHost: 127.0.2.1:%u\r\n\r\n"

START_TEST(a_get_is_asked_again_where_a_kept_connection_ended)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	send_text(c, GET, h->port, h->port);
	int o = serve(h, 0, -1, "");
	expect_answer(c, "200", NULL);
	send_text(c, GET, h->port, h->port);
	free(read_until(o, "\r\n\r\n"));
	close(o);
	o = serve(h, 0, -1, "");
	expect_answer(c, "200", NULL);
	/* A new connection that ends is not asked again, nor is a POST. */
	post_text(h, c, 1, CLEAN_TEXT);
	free(read_until(o, CLEAN_TEXT));
	close(o);
	expect_answer(c, "502", "UPSTREAM_FAILED");
	send_text(c, GET, h->port, h->port);
	o = origin_accept(h, 0);
	free(read_until(o, "\r\n\r\n"));
	close(o);
	expect_answer(c, "502", "UPSTREAM_FAILED");
	ck_assert(origin_is_quiet(h, 0));
	close(c);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(an_old_client_gets_no_chunks_and_no_interim_answers)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	send_text(c, "GET http://127.0.2.1:%u/ HTTP/1.0\r\n\r\n", h->port);
	int o = origin_accept(h, 0);
	free(read_until(o, "\r\n\r\n"));
	send_text(o, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
		     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		     "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
	char *answer = read_to_end(c, NULL);
	ck_assert_ptr_null(strstr(answer, "103"));
	ck_assert_ptr_null(strstr(answer, "Transfer-Encoding"));
	ck_assert_str_eq(strstr(answer, "\r\n\r\n") + 4, "hello world");
	free(answer);
	close(c);
	close(o);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(interim_answers_without_end_are_502)
{
	house_open(h, REGISTER DEFAULTS);
	int c = client_open(h);
	send_text(c, GET, h->port, h->port);
	int o = origin_accept(h, 0);
	free(read_until(o, "\r\n\r\n"));
	for (int i = 0; i < 33; i++)
		send_text(o, "HTTP/1.1 102 Processing\r\n\r\n");
	char *answer = read_until(c, "}\n");
	ck_assert_ptr_nonnull(strstr(answer, "HTTP/1.1 502 "));
	free(answer);
	close(c);
	close(o);
	house_await_idle(h);
	house_close(h);
}
END_TEST

START_TEST(a_client_that_stops_in_mid_body_is_let_go)
{
	house_open(h, REGISTER DEFAULTS "timeouts = { body = \"1s\"; };\n");
	int c = client_open(h);
	post(h, c, 1, JSON, 100);
	send_text(c, "half");
	char *answer = read_to_end(c, NULL);
	free(answer);
	house_await_idle(h);
	expect_record(h, "INTERRUPTED", "\"bytes_out\":0");
	close(c);
	house_close(h);
}
END_TEST

START_TEST(monitor_lets_pass_and_says_what_it_would_have_blocked)
{
	house_open(h, REGISTER "mode = \"monitor\";\ndefaults = { plain_http = "
			       "\"log\"; strict_register = true; };\n");
	int c = client_open(h);
	static const char *const bodies[] = {
		"{\"id_no\":\"11010519491231002X\"}", CLEAN_TEXT};
	int host = _i == 0 ? 2 : 3; /* no pathway for it; not registered */
	post_text(h, c, host, bodies[_i]);
	int o = serve(h, host - 1, -1, bodies[_i]);
	expect_answer(c, "200", NULL);
	close(c);
	close(o);
	house_await_idle(h);
	expect_record(h, "\"would_block\":1", "\"verdict\":\"log\"");
	house_close(h);
}
END_TEST

int
main(void)
{
	SUITE("hold");
	CASE(a_body_judged_as_a_whole_waits_and_then_arrives);
	CASE(a_body_over_the_spool_limit_is_refused_unsent);
	CASE(a_get_is_asked_again_where_a_kept_connection_ended);
	CASE(an_old_client_gets_no_chunks_and_no_interim_answers);
	CASE(interim_answers_without_end_are_502);
	CASE(a_client_that_stops_in_mid_body_is_let_go);
	CASE_ROWS(monitor_lets_pass_and_says_what_it_would_have_blocked, 2);
	return SUITE_RUN();
}
