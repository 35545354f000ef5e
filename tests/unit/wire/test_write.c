/* SPDX-License-Identifier: Apache-2.0 */
/* Heads as they go out, request targets, Via. */
#include "lib/suite.h"
#include "wire/write.h"

static struct head
head_of(const char *text)
{
	static const struct head_limits limits = {.bytes = 4096, .fields = 32};
	/* Goes with the process: each test has one of its own. */
	static struct arena *a;
	struct head h;
	struct why why;
	struct span bytes = span_str(text);
	if (a == NULL)
		a = arena_new(65536);
	int rc = text[0] == 'H'
			 ? head_parse_response(a, bytes, &limits, &h, &why)
			 : head_parse_request(a, bytes, &limits, &h, &why);
	ck_assert_int_eq(rc, 0);
	return h;
}

#define ME "kouan"
static const struct {
	const char *in, *target;
	struct framing framing;
	bool close;
	const char *out;
} requests[] = {
	/* Order and spelling stay, what ends here goes. */
	{"POST /a HTTP/1.1\r\nHOST: a\r\nproxy-authorization: Basic x\r\n"
	 "X-one: 1\r\nConnection: X-Mine, keep-alive\r\nX-Mine: 2\r\n"
	 "content-LENGTH: 5\r\nProxy-Connection: keep-alive\r\n"
	 "Upgrade: h2c\r\nKeep-Alive: 5\r\nExpect: 100-continue\r\n\r\n",
	 "/a",
	 {.kind = FRAMING_LENGTH, .length = 5},
	 false,
	 "POST /a HTTP/1.1\r\nHOST: a\r\nX-one: 1\r\ncontent-LENGTH: 5\r\n"
	 "Expect: 100-continue\r\nVia: 1.1 kouan\r\n\r\n"},
	/* One statement of framing, ours. */
	{"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n",
	 "/a",
	 {.kind = FRAMING_CHUNKED},
	 true,
	 "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
	 "Via: 1.1 kouan\r\nConnection: close\r\n\r\n"},
	{"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
	 "/a",
	 {.kind = FRAMING_CHUNKED},
	 false,
	 "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
	 "Via: 1.1 kouan\r\n\r\n"},
	{"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
	 "/a",
	 {.kind = FRAMING_NONE},
	 false,
	 "POST /a HTTP/1.1\r\nHost: a\r\nVia: 1.1 kouan\r\n\r\n"},
	{"POST /a HTTP/1.1\r\nHost: a\r\n\r\n",
	 "/b",
	 {.kind = FRAMING_LENGTH, .length = 7},
	 false,
	 "POST /b HTTP/1.1\r\nHost: a\r\nVia: 1.1 kouan\r\n"
	 "Content-Length: 7\r\n\r\n"},
	/* Via grows at its last field; the protocol is what came in. */
	{"GET /a HTTP/1.0\r\nHost: a\r\nvia: 1.1 x\r\nVIA: 1.0 y\r\nA: b\r\n"
	 "\r\n",
	 "/a",
	 {.kind = FRAMING_NONE},
	 false,
	 "GET /a HTTP/1.1\r\nHost: a\r\nvia: 1.1 x\r\n"
	 "VIA: 1.0 y, 1.0 kouan\r\nA: b\r\n\r\n"},
	/* TE: trailers stays with its connection option, the rest of TE
	 * does not. */
	{"POST /a HTTP/1.1\r\nHost: a\r\nTE: gzip, trailers\r\n"
	 "Connection: TE\r\n\r\n",
	 "/a",
	 {.kind = FRAMING_NONE},
	 false,
	 "POST /a HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nVia: 1.1 kouan\r\n"
	 "Connection: TE\r\n\r\n"},
	{"POST /a HTTP/1.1\r\nHost: a\r\nTE: trailers\r\n\r\n",
	 "/a",
	 {.kind = FRAMING_NONE},
	 true,
	 "POST /a HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nVia: 1.1 kouan\r\n"
	 "Connection: close, TE\r\n\r\n"},
	{"POST /a HTTP/1.1\r\nHost: a\r\nTE: gzip\r\n\r\n",
	 "/a",
	 {.kind = FRAMING_NONE},
	 false,
	 "POST /a HTTP/1.1\r\nHost: a\r\nVia: 1.1 kouan\r\n\r\n"},
	/* Host of an absolute form comes from the target. */
	{"GET http://b:81/c HTTP/1.1\r\nhost: a\r\n\r\n",
	 "/c",
	 {.kind = FRAMING_NONE},
	 false,
	 "GET /c HTTP/1.1\r\nhost: b:81\r\nVia: 1.1 kouan\r\n\r\n"},
	{"GET http://b/c HTTP/1.0\r\n\r\n",
	 "/c",
	 {.kind = FRAMING_NONE},
	 false,
	 "GET /c HTTP/1.1\r\nHost: b\r\nVia: 1.0 kouan\r\n\r\n"},
	/* A URL in the query is no absolute form. */
	{"GET /?u=http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
	 "/?u=http://b/",
	 {.kind = FRAMING_NONE},
	 false,
	 "GET /?u=http://b/ HTTP/1.1\r\nHost: a\r\nVia: 1.1 kouan\r\n\r\n"},
	/* Connection cannot take Host or the framing away. */
	{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
	 "Connection: host, content-length\r\n\r\n",
	 "/",
	 {.kind = FRAMING_LENGTH, .length = 5},
	 false,
	 "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
	 "Via: 1.1 kouan\r\n\r\n"},
};

START_TEST(request_goes_out_with_what_belongs_to_the_next_hop)
{
	struct head h = head_of(requests[_i].in);
	struct buf out;
	buf_init(&out, 4096);
	ck_assert_int_eq(head_write_request(
				 &out, &h, span_str(requests[_i].target),
				 &requests[_i].framing, ME, requests[_i].close),
			 0);
	ck_assert_int_eq(buf_byte(&out, 0), 0);
	ck_assert_str_eq((char *)out.p, requests[_i].out);
	buf_fini(&out);
}
END_TEST

START_TEST(request_without_any_host_is_not_written)
{
	struct head h = head_of("GET / HTTP/1.0\r\n\r\n");
	struct framing none = {.kind = FRAMING_NONE};
	struct buf out;
	buf_init(&out, 4096);
	ck_assert_int_eq(
		head_write_request(&out, &h, SPAN("/"), &none, ME, false),
		ERR_MALFORMED);
	ck_assert_uint_eq(out.n, 0);
	buf_fini(&out);
}
END_TEST

START_TEST(head_that_does_not_fit_is_an_error)
{
	struct head h = head_of("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	struct framing none = {.kind = FRAMING_NONE};
	struct buf out;
	buf_init(&out, 30);
	ck_assert_int_eq(
		head_write_request(&out, &h, SPAN("/"), &none, ME, false),
		ERR_LIMIT);
	buf_fini(&out);
}
END_TEST

static const struct {
	const char *in;
	struct framing framing;
	bool is_10, close;
	const char *out;
} responses[] = {
	{"HTTP/1.1 200 Fine\r\nServer: x\r\nConnection: close\r\n"
	 "Alt-Svc: h3=\":443\"\r\nTransfer-Encoding: chunked\r\n\r\n",
	 {.kind = FRAMING_CHUNKED},
	 false,
	 false,
	 "HTTP/1.1 200 Fine\r\nServer: x\r\nTransfer-Encoding: chunked\r\n"
	 "Via: 1.1 kouan\r\n\r\n"},
	{"HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n",
	 {.kind = FRAMING_CHUNKED},
	 true,
	 false,
	 "HTTP/1.1 200 Fine\r\nVia: 1.1 kouan\r\nConnection: close\r\n\r\n"},
	{"HTTP/1.0 200 Fine\r\n\r\n",
	 {.kind = FRAMING_CLOSE},
	 false,
	 false,
	 "HTTP/1.1 200 Fine\r\nVia: 1.0 kouan\r\nConnection: close\r\n\r\n"},
	{"HTTP/1.1 200 \r\nContent-Length: 3\r\n\r\n",
	 {.kind = FRAMING_LENGTH, .length = 3},
	 true,
	 false,
	 "HTTP/1.1 200 \r\nContent-Length: 3\r\nVia: 1.1 kouan\r\n"
	 "Connection: keep-alive\r\n\r\n"},
	/* Answers to HEAD and 304 still tell the length, 204 never. */
	{"HTTP/1.1 304 x\r\nContent-Length: 3\r\n\r\n",
	 {.kind = FRAMING_NONE},
	 false,
	 false,
	 "HTTP/1.1 304 x\r\nContent-Length: 3\r\nVia: 1.1 kouan\r\n\r\n"},
	{"HTTP/1.1 304 x\r\nContent-Length: 3, 4\r\n\r\n",
	 {.kind = FRAMING_NONE},
	 false,
	 false,
	 "HTTP/1.1 304 x\r\nVia: 1.1 kouan\r\n\r\n"},
	{"HTTP/1.1 204 x\r\nContent-Length: 3\r\n\r\n",
	 {.kind = FRAMING_NONE},
	 false,
	 false,
	 "HTTP/1.1 204 x\r\nVia: 1.1 kouan\r\n\r\n"},
	{"HTTP/1.1 100 Continue\r\n\r\n",
	 {.kind = FRAMING_NONE},
	 false,
	 false,
	 "HTTP/1.1 100 Continue\r\nVia: 1.1 kouan\r\n\r\n"},
};

START_TEST(response_goes_out_with_what_belongs_to_the_client)
{
	struct head h = head_of(responses[_i].in);
	struct buf out;
	buf_init(&out, 4096);
	ck_assert_int_eq(head_write_response(&out, &h, &responses[_i].framing,
					     ME, responses[_i].is_10,
					     responses[_i].close),
			 0);
	ck_assert_int_eq(buf_byte(&out, 0), 0);
	ck_assert_str_eq((char *)out.p, responses[_i].out);
	buf_fini(&out);
}
END_TEST

START_TEST(trailers_lose_what_must_not_stand_there)
{
	struct head_field fields[] = {
		{SPAN("X-Sum"), SPAN("1")},
		{SPAN("Content-Length"), SPAN("5")},
		{SPAN("transfer-encoding"), SPAN("chunked")},
		{SPAN("grpc-status"), SPAN("0")},
		{SPAN("Host"), SPAN("b")},
	};
	struct head h = {.fields = fields, .n_fields = 5};
	struct buf out;
	buf_init(&out, 4096);
	ck_assert_int_eq(head_write_trailers(&out, &h), 0);
	ck_assert(span_eq(buf_span(&out),
			  SPAN("X-Sum: 1\r\ngrpc-status: 0\r\n\r\n")));
	buf_clear(&out);
	h.n_fields = 0;
	ck_assert_int_eq(head_write_trailers(&out, &h), 0);
	ck_assert(span_eq(buf_span(&out), SPAN("\r\n")));
	buf_fini(&out);
}
END_TEST

static const struct {
	const char *via;
	bool loop;
} vias[] = {
	{"1.1 kouan", true},
	{"1.1 KOUAN", true},
	{"1.0 a, 1.1 kouan (x), 1.1 b", true},
	{"HTTP/1.1\tkouan(x)", true},
	{"1.1 a (b, c \\) 1.1 kouan), 1.1 kouan", true},
	{"1.1 a (b, 1.1 kouan", true},
	{"1.1 a (b\\, 1.1 kouan", true},
	{"1.1 kouan2", false},
	{"1.1 a.kouan", false},
	{"kouan", false},
	{"1.1 a (1.1 kouan, 1.1 kouan, x)", false},
	{"1.1 a (\\), 1.1 kouan)", false},
	{"1.1 a (((((", false},
	{"", false},
	{", ,", false},
};

START_TEST(loop_is_seen_in_via)
{
	struct head_field fields[] = {
		{SPAN("VIA"), SPAN("1.1 other")},
		{SPAN("via"), span_str(vias[_i].via)},
		{SPAN("X-Via"), SPAN("1.1 kouan")},
	};
	struct head h = {.fields = fields, .n_fields = 3};
	ck_assert(head_via_has(&h, ME) == vias[_i].loop);
}
END_TEST

static const struct {
	const char *method, *target;
	int form; /* or -1: refused */
	const char *host;
	uint16_t port;
	const char *path;
} targets[] = {
	{"GET", "/a?b", TARGET_ORIGIN, "", 0, "/a?b"},
	{"GET", "//a/b", TARGET_ORIGIN, "", 0, "//a/b"},
	{"GET", "http://A.de/b", TARGET_ABSOLUTE, "a.de", 0, "/b"},
	{"GET", "HTTP://a.de:81", TARGET_ABSOLUTE, "a.de", 81, "/"},
	{"GET", "https://a.de/", TARGET_ABSOLUTE, "a.de", 0, "/"},
	{"OPTIONS", "*", TARGET_ASTERISK, "", 0, "*"},
	{"OPTIONS", "http://a.de", TARGET_ABSOLUTE, "a.de", 0, "*"},
	{"OPTIONS", "http://a.de/", TARGET_ABSOLUTE, "a.de", 0, "/"},
	{"CONNECT", "a.de:443", TARGET_AUTHORITY, "a.de", 443, ""},
	{"CONNECT", "[::1]:443", TARGET_AUTHORITY, "::1", 443, ""},
	{"CONNECT", "a.de", -1, "", 0, ""},
	{"CONNECT", "/a", -1, "", 0, ""},
	{"CONNECT", "http://a.de:443/", -1, "", 0, ""},
	{"CONNECT", "u@a.de:443", -1, "", 0, ""},
	{"GET", "*", -1, "", 0, ""},
	{"GET", "a.de:443", -1, "", 0, ""},
	{"GET", "a.de", -1, "", 0, ""},
	{"GET", "ftp://a.de/", -1, "", 0, ""},
	{"GET", "http:/a.de/", -1, "", 0, ""},
	{"GET", "http:///a", -1, "", 0, ""},
	{"GET", "http://", -1, "", 0, ""},
	{"GET", "http://u:p@a.de/", -1, "", 0, ""},
	{"GET", "http://a.de:0/", -1, "", 0, ""},
	{"GET", "http://a.de\\@b.de/", -1, "", 0, ""},
	{"GET", "http://a.de?x", -1, "", 0, ""},
	{"GET", "xhttp://a.de/", -1, "", 0, ""},
};

START_TEST(target_has_the_form_that_its_method_allows)
{
	struct head h = {.is_request = true,
			 .method = span_str(targets[_i].method),
			 .target = span_str(targets[_i].target)};
	struct target t;
	struct why why;
	int rc = target_parse(&h, &t, &why);
	if (targets[_i].form < 0) {
		ck_assert_int_eq(rc, ERR_MALFORMED);
		return;
	}
	ck_assert_int_eq(rc, 0);
	ck_assert_int_eq((int)t.form, targets[_i].form);
	ck_assert_str_eq(t.authority.host, targets[_i].host);
	ck_assert_uint_eq(t.authority.port, targets[_i].port);
	ck_assert(span_eq(t.path, span_str(targets[_i].path)));
	ck_assert(t.https == (strncmp(targets[_i].target, "https:", 6) == 0));
}
END_TEST

int
main(void)
{
	SUITE("write");
	CASE_ROWS(request_goes_out_with_what_belongs_to_the_next_hop,
		  N_ROWS(requests));
	CASE(request_without_any_host_is_not_written);
	CASE(head_that_does_not_fit_is_an_error);
	CASE_ROWS(response_goes_out_with_what_belongs_to_the_client,
		  N_ROWS(responses));
	CASE(trailers_lose_what_must_not_stand_there);
	CASE_ROWS(loop_is_seen_in_via, N_ROWS(vias));
	CASE_ROWS(target_has_the_form_that_its_method_allows, N_ROWS(targets));
	return SUITE_RUN();
}
