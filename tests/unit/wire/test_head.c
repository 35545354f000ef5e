/* SPDX-License-Identifier: Apache-2.0 */
/* Heads: what has one reading is taken, everything else is refused. */
#include "lib/feed.h"
#include "lib/suite.h"
#include "wire/head.h"

static const struct head_limits limits = {.bytes = 4096, .fields = 8};

static int
parse(struct span bytes, bool request, struct head *ret_head)
{
	/* Goes with the process: each test has one of its own. */
	static struct arena *a;
	if (a == NULL)
		a = arena_new(1 << 24);
	struct why why;
	return request ? head_parse_request(a, bytes, &limits, ret_head, &why)
		       : head_parse_response(a, bytes, &limits, ret_head, &why);
}

START_TEST(request_is_taken_apart)
{
	struct head h;
	ck_assert_int_eq(parse(SPAN("\r\nPOST /a?b=c HTTP/1.1\r\n"
				    "Host: a.de\r\nX-Empty:\r\n"
				    "X-Pad: \t v w\t \r\n\r\n"),
			       true, &h),
			 0);
	ck_assert(h.is_request && h.minor == 1);
	ck_assert(span_eq(h.method, SPAN("POST")));
	ck_assert(span_eq(h.target, SPAN("/a?b=c")));
	ck_assert_uint_eq(h.n_fields, 3);
	ck_assert(span_eq(h.fields[1].name, SPAN("X-Empty")));
	ck_assert_uint_eq(h.fields[1].value.n, 0);
	ck_assert(span_eq(h.fields[2].value, SPAN("v w")));
}
END_TEST

START_TEST(response_is_taken_apart)
{
	struct head h;
	ck_assert_int_eq(
		parse(SPAN("HTTP/1.0 404 Not \344 here\r\nA: b\r\n\r\n"), false,
		      &h),
		0);
	ck_assert(!h.is_request && h.minor == 0 && h.status == 404);
	ck_assert(span_eq(h.reason, SPAN("Not \344 here")));
	ck_assert_int_eq(parse(SPAN("HTTP/1.1 200 \r\n\r\n"), false, &h), 0);
	ck_assert_int_eq(parse(SPAN("HTTP/1.1 200\r\n\r\n"), false, &h), 0);
	ck_assert_uint_eq(h.reason.n, 0);
}
END_TEST

#define H "Host: a\r\n"
static const struct span good_requests[] = {
	SPAN("GET / HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET / HTTP/1.0\r\n\r\n"),
	SPAN("CONNECT a:443 HTTP/1.1\r\n\r\n"),
	SPAN("M-SEARCH * HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET /\346\226\207 HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET http://a/ HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: a\tb\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: \200\377\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "!#$%&'*+-.^_`|~: x\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: a:b: c\r\n\r\n"),
};

START_TEST(sound_request_is_taken)
{
	struct head h;
	ck_assert_int_eq(parse(good_requests[_i], true, &h), 0);
}
END_TEST

static const struct span bad_requests[] = {
	SPAN(""),
	SPAN("\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H),
	SPAN("GET / HTTP/1.1\n" H "\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: y\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "\n"),
	SPAN("GET / HTTP/1.1\r\r\n" H "\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "\r\nX: y\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "\r\nz"),
	SPAN("GET  / HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET /  HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET / HTTP/1.1 \r\n" H "\r\n"),
	SPAN(" GET / HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET\t/\tHTTP/1.1\r\n" H "\r\n"),
	SPAN("GET /\ta HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET /#a HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET /\0 HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET /\177 HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET /\r HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET / a HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET /\r\n" H "\r\n"),
	SPAN("GET\r\n" H "\r\n"),
	SPAN("/ HTTP/1.1\r\n" H "\r\n"),
	SPAN("G@T / HTTP/1.1\r\n" H "\r\n"),
	SPAN("G\303\211T / HTTP/1.1\r\n" H "\r\n"),
	SPAN("GET / http/1.1\r\n" H "\r\n"),
	SPAN("GET / HTTP/1.2\r\n" H "\r\n"),
	SPAN("GET / HTTP/2.0\r\n" H "\r\n"),
	SPAN("GET / HTTP/1.10\r\n" H "\r\n"),
	SPAN("GET / HTTP/01.1\r\n" H "\r\n"),
	SPAN("GET / HTTP/1\r\n" H "\r\n"),
	SPAN("GET / HTTP 1.1\r\n" H "\r\n"),
	SPAN("GET / ICY/1.1\r\n" H "\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X : y\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X\t: y\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H ": y\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X y\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X\200: y\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X\0: y\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: y\0\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: y\rZ: a\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: y\r\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: \001\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: \177\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: y\r\n z\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H "X: y\r\n\tz\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H " \r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n\r\n"),
	SPAN("GET / HTTP/1.1\r\n" H H "\r\n"),
	SPAN("GET / HTTP/1.0\r\n" H "host: b\r\n\r\n"),
	SPAN("\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n"),
	SPAN("\nGET / HTTP/1.1\r\n" H "\r\n"),
};

START_TEST(malformed_request_is_refused)
{
	struct head h = {.status = 42};
	ck_assert_int_eq(parse(bad_requests[_i], true, &h), ERR_MALFORMED);
	ck_assert_int_eq(h.status, 42);
}
END_TEST

static const struct span bad_responses[] = {
	SPAN("\r\nHTTP/1.1 200 OK\r\n\r\n"),
	SPAN("HTTP/1.1  200 OK\r\n\r\n"),
	SPAN("HTTP/1.1 20 OK\r\n\r\n"),
	SPAN("HTTP/1.1 2000 OK\r\n\r\n"),
	SPAN("HTTP/1.1 +20 OK\r\n\r\n"),
	SPAN("HTTP/1.1 099 OK\r\n\r\n"),
	SPAN("HTTP/1.1 2xx OK\r\n\r\n"),
	SPAN("HTTP/1.1 200 O\0K\r\n\r\n"),
	SPAN("HTTP/1.1 200 O\rK\r\n\r\n"),
	SPAN("HTTP/1.1\r\n\r\n"),
	SPAN("HTTP/3.1 200 OK\r\n\r\n"),
	SPAN("http/1.1 200 OK\r\n\r\n"),
	SPAN("ICY 200 OK\r\n\r\n"),
	SPAN("HTTP/1.1 200 OK\r\nA : b\r\n\r\n"),
	SPAN("HTTP/1.1 200 OK\nA: b\n\n"),
};

START_TEST(malformed_response_is_refused)
{
	struct head h;
	ck_assert_int_eq(parse(bad_responses[_i], false, &h), ERR_MALFORMED);
}
END_TEST

START_TEST(byte_of_a_value_is_judged_wherever_it_stands)
{
	char text[] = "GET / HTTP/1.1\r\nHost: a\r\n"
		      "X: aaaaaaaaaaaaaaaaaaaaaaaaaaa.\r\n\r\n";
	size_t first = (size_t)(strstr(text, "aa") - text);
	size_t last = (size_t)(strrchr(text, '.') - text);
	struct head h;
	for (size_t at = first; at <= last; at++) {
		char old = text[at];
		for (int c = 0; c < 256; c++) {
			bool good = c == '\t' || (c >= ' ' && c != 0x7f);
			text[at] = (char)c;
			ck_assert_int_eq(parse(span_of(text, sizeof(text) - 1),
					       true, &h),
					 good ? 0 : ERR_MALFORMED);
		}
		text[at] = old;
	}
}
END_TEST

START_TEST(fields_up_to_the_limit_and_not_one_more)
{
	struct buf b;
	struct head h;
	buf_init(&b, 4096);
	ck_assert_int_eq(buf_add(&b, SPAN("GET / HTTP/1.1\r\nHost: a\r\n")), 0);
	for (int i = 1; i < 8; i++)
		ck_assert_int_eq(buf_add(&b, SPAN("A: b\r\n")), 0);
	size_t n = b.n;
	ck_assert_int_eq(buf_add(&b, SPAN("\r\n")), 0);
	ck_assert_int_eq(parse(buf_span(&b), true, &h), 0);
	ck_assert_uint_eq(h.n_fields, 8);
	b.n = n;
	ck_assert_int_eq(buf_add(&b, SPAN("A: b\r\n\r\n")), 0);
	ck_assert_int_eq(parse(buf_span(&b), true, &h), ERR_LIMIT);
	buf_fini(&b);
}
END_TEST

START_TEST(trailers_are_fields_alone)
{
	struct arena *a = arena_new(4096);
	struct head h;
	struct why why;
	ck_assert_int_eq(
		head_parse_fields(a, SPAN("A: b\r\n\r\n"), &limits, &h, &why),
		0);
	ck_assert_uint_eq(h.n_fields, 1);
	ck_assert_int_eq(head_parse_fields(a, SPAN("\r\n"), &limits, &h, &why),
			 0);
	ck_assert_uint_eq(h.n_fields, 0);
	ck_assert_int_eq(head_parse_fields(a, SPAN_NONE, &limits, &h, &why), 0);
	ck_assert_int_eq(
		head_parse_fields(a, SPAN("A b\r\n\r\n"), &limits, &h, &why),
		ERR_MALFORMED);
	ck_assert_int_eq(
		head_parse_fields(a, SPAN("A: b\r\n"), &limits, &h, &why),
		ERR_MALFORMED);
	arena_free(&a);
}
END_TEST

static const struct {
	struct span in;
	ssize_t length;
} lengths[] = {
	{SPAN(""), 0},
	{SPAN("GET / HTTP/1.1\r\n"), 0},
	{SPAN("GET / HTTP/1.1\r\n\r"), 0},
	{SPAN("GET / HTTP/1.1\r\n\r\n"), 18},
	{SPAN("GET / HTTP/1.1\r\n\r\nbody"), 18},
	{SPAN("\r\n\r\nGET / HTTP/1.1\r\nA: b\r\n\r\n"), 28},
	{SPAN("\r"), 0},
	{SPAN("\r\n\r\n"), 0},
	{SPAN("\r\n\r\n\r\n\r\n"), 0},
	{SPAN("\r\n\r\n\r\n\r\n\r"), ERR_MALFORMED},
	{SPAN("\rG"), ERR_MALFORMED},
	{SPAN("\n"), ERR_MALFORMED},
	{SPAN("G\n"), ERR_MALFORMED},
	{SPAN("GET / HTTP/1.1\n"), ERR_MALFORMED},
	{SPAN("GET / HTTP/1.1\r\nA: b\n"), ERR_MALFORMED},
	{SPAN("GET / HTTP/1.1\r\n\n"), ERR_MALFORMED},
	{SPAN("\x16\x03\x01"), ERR_MALFORMED},
	{SPAN(" GET"), ERR_MALFORMED},
};

START_TEST(length_of_a_head_is_found)
{
	size_t scanned = 0;
	ck_assert_int_eq(head_length(lengths[_i].in, &limits, &scanned),
			 lengths[_i].length);
}
END_TEST

START_TEST(length_is_found_at_the_limit_and_not_beyond)
{
	struct head_limits tight = {.bytes = 18, .fields = 1};
	size_t scanned = 0;
	ck_assert_int_eq(
		head_length(SPAN("GET / HTTP/1.1\r\n\r\n"), &tight, &scanned),
		18);
	scanned = 0;
	ck_assert_int_eq(
		head_length(SPAN("GET /a HTTP/1.1\r\n\r\n"), &tight, &scanned),
		ERR_LIMIT);
}
END_TEST

/* The split property: the answer, given as soon as it is known. */
struct subject {
	struct buf *out;
	struct buf seen;
	size_t scanned;
};

static void *
subject_open(void *arg, struct buf *out)
{
	struct subject *s = calloc(1, sizeof(*s));
	(void)arg;
	s->out = out;
	buf_init(&s->seen, 1 << 16);
	return s;
}

static int
subject_push(void *subject, struct span piece, bool last)
{
	struct subject *s = subject;
	struct head_limits small = {.bytes = 200, .fields = 8};
	ck_assert_int_eq(buf_add(&s->seen, piece), 0);
	ssize_t n = head_length(buf_span(&s->seen), &small, &s->scanned);
	if (n != 0 || last)
		ck_assert_int_eq(buf_printf(s->out, "%zd", n), 0);
	return n != 0;
}

static void
subject_close(void *subject)
{
	struct subject *s = subject;
	buf_fini(&s->seen);
	free(s);
}

START_TEST(length_does_not_hang_on_the_cut)
{
	struct feed feed = {.open = subject_open,
			    .push = subject_push,
			    .close = subject_close};
	struct span in = (size_t)_i < N_ROWS(bad_requests)
				 ? bad_requests[_i]
				 : lengths[_i - N_ROWS(bad_requests)].in;
	ck_assert_int_eq(feed_every_way(&feed, in), 0);
}
END_TEST

START_TEST(fields_are_found_whatever_their_case)
{
	struct head h;
	ck_assert_int_eq(parse(SPAN("GET / HTTP/1.1\r\nHost: a\r\n"
				    "ACCEPT: x , gzip\r\naccept: br\r\n\r\n"),
			       true, &h),
			 0);
	ck_assert_ptr_eq(head_find(&h, "Accept"), &h.fields[1]);
	ck_assert_ptr_null(head_find(&h, "Accept-"));
	ck_assert_uint_eq(head_count(&h, "accept"), 2);
	ck_assert(head_has_token(&h, "Accept", "GZIP"));
	ck_assert(head_has_token(&h, "Accept", "br"));
	ck_assert(!head_has_token(&h, "Accept", "b"));
	ck_assert(!head_has_token(&h, "Accept", "x , gzip"));
}
END_TEST

static const struct {
	const char *name, *value;
	bool hop_by_hop;
} hops[] = {
	{"Connection", "X-Mine, close", true},
	{"X-Mine", "1", true},
	{"x-mine", "1", true},
	{"X-Yours", "1", false},
	{"Keep-Alive", "timeout=5", true},
	{"Proxy-Authorization", "Basic x", true},
	{"Proxy-Connection", "keep-alive", true},
	{"Proxy-", "x", false},
	{"Upgrade", "h2c", true},
	{"Transfer-Encoding", "chunked", true},
	{"TE", "trailers", false},
	{"TE", "gzip", true},
	{"Host", "a", false},
	{"Content-Length", "3", false},
	{"Via", "1.1 x", false},
};

START_TEST(hop_by_hop_fields_are_known)
{
	struct head_field fields[] = {
		{SPAN("Connection"), SPAN("X-Mine, host, content-length, TE")},
		{span_str(hops[_i].name), span_str(hops[_i].value)},
	};
	struct head h = {.fields = fields, .n_fields = 2};
	ck_assert(head_is_hop_by_hop(&h, &fields[1]) == hops[_i].hop_by_hop);
}
END_TEST

int
main(void)
{
	SUITE("head");
	CASE(request_is_taken_apart);
	CASE(response_is_taken_apart);
	CASE_ROWS(sound_request_is_taken, N_ROWS(good_requests));
	CASE_ROWS(malformed_request_is_refused, N_ROWS(bad_requests));
	CASE_ROWS(malformed_response_is_refused, N_ROWS(bad_responses));
	CASE(byte_of_a_value_is_judged_wherever_it_stands);
	CASE(fields_up_to_the_limit_and_not_one_more);
	CASE(trailers_are_fields_alone);
	CASE_ROWS(length_of_a_head_is_found, N_ROWS(lengths));
	CASE(length_is_found_at_the_limit_and_not_beyond);
	CASE_ROWS(length_does_not_hang_on_the_cut,
		  N_ROWS(bad_requests) + N_ROWS(lengths));
	CASE(fields_are_found_whatever_their_case);
	CASE_ROWS(hop_by_hop_fields_are_known, N_ROWS(hops));
	return SUITE_RUN();
}
