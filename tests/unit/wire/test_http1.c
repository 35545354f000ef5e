/* SPDX-License-Identifier: Apache-2.0 */
/* Framing: where a body ends, and that nobody could see another end. */
#include "lib/feed.h"
#include "lib/suite.h"
#include "wire/http1.h"

static struct head
head_of(struct span bytes)
{
	static const struct head_limits limits = {.bytes = 4096, .fields = 16};
	/* Goes with the process: each test has one of its own. */
	static struct arena *a;
	struct head h;
	struct why why;
	if (a == NULL)
		a = arena_new(65536);
	int rc = bytes.p[0] == 'H'
			 ? head_parse_response(a, bytes, &limits, &h, &why)
			 : head_parse_request(a, bytes, &limits, &h, &why);
	ck_assert_int_eq(rc, 0);
	return h;
}

#define POST "POST / HTTP/1.1\r\nHost: a\r\n"
#define OLD "POST / HTTP/1.0\r\nHost: a\r\n"
#define BAD -1
static const struct {
	struct span head;
	int kind;
	uint64_t length;
} requests[] = {
	{SPAN(POST "\r\n"), FRAMING_NONE, 0},
	{SPAN(POST "Content-Length: 0\r\n\r\n"), FRAMING_LENGTH, 0},
	{SPAN(POST "content-length: 17\r\n\r\n"), FRAMING_LENGTH, 17},
	{SPAN(OLD "Content-Length: 17\r\n\r\n"), FRAMING_LENGTH, 17},
	{SPAN(POST "Content-Length: 9223372036854775807\r\n\r\n"),
	 FRAMING_LENGTH, INT64_MAX},
	{SPAN(POST "Content-Length: 9223372036854775808\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: 18446744073709551617\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: 5, 5\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: 5\r\ncontent-length: 6\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: +5\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: -5\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: 0x5\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: 5_0\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: 5 0\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length: 5.0\r\n\r\n"), BAD, 0},
	{SPAN(POST "Content-Length:\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: chunked\r\n\r\n"), FRAMING_CHUNKED, 0},
	{SPAN(POST "Transfer-Encoding: Chunked\r\n\r\n"), FRAMING_CHUNKED, 0},
	{SPAN(POST "TRANSFER-ENCODING:CHUNKED\r\n\r\n"), FRAMING_CHUNKED, 0},
	{SPAN(POST "Transfer-Encoding: chunked, gzip\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: gzip, chunked\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: chunked, chunked\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: xchunked\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: chunked,\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: ,chunked\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: \"chunked\"\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: chunked;q=1\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: identity\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding:\r\n\r\n"), BAD, 0},
	{SPAN(POST "Transfer-Encoding: chunked\r\n"
		   "Transfer-Encoding: chunked\r\n\r\n"),
	 BAD, 0},
	{SPAN(POST "Transfer-Encoding: chunked\r\n"
		   "Transfer-Encoding: identity\r\n\r\n"),
	 BAD, 0},
	{SPAN(POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"),
	 BAD, 0},
	{SPAN(POST "Content-Length: 5\r\ntransfer-encoding: chunked\r\n\r\n"),
	 BAD, 0},
	{SPAN(OLD "Transfer-Encoding: chunked\r\n\r\n"), BAD, 0},
};

START_TEST(framing_of_a_request_is_certain_or_refused)
{
	struct head h = head_of(requests[_i].head);
	struct framing f;
	struct why why;
	int rc = framing_of_request(&h, &f, &why);
	if (requests[_i].kind == BAD) {
		ck_assert_int_eq(rc, ERR_MALFORMED);
		return;
	}
	ck_assert_int_eq(rc, 0);
	ck_assert_int_eq((int)f.kind, requests[_i].kind);
	if (f.kind == FRAMING_LENGTH)
		ck_assert(f.length == requests[_i].length);
}
END_TEST

#define OK "HTTP/1.1 200 OK\r\n"
static const struct {
	struct span head;
	const char *method;
	int kind;
} responses[] = {
	{SPAN(OK "Content-Length: 5\r\n\r\n"), "GET", FRAMING_LENGTH},
	{SPAN(OK "Content-Length: 5\r\n\r\n"), "HEAD", FRAMING_NONE},
	{SPAN(OK "Content-Length: 5\r\n\r\n"), "CONNECT", FRAMING_NONE},
	{SPAN(OK "Transfer-Encoding: chunked\r\n\r\n"), "GET", FRAMING_CHUNKED},
	{SPAN(OK "\r\n"), "GET", FRAMING_CLOSE},
	{SPAN(OK "\r\n"), "head", FRAMING_CLOSE},
	{SPAN("HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n"), "GET",
	 FRAMING_NONE},
	{SPAN("HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n"), "GET",
	 FRAMING_NONE},
	{SPAN("HTTP/1.1 100 x\r\n\r\n"), "POST", FRAMING_NONE},
	{SPAN("HTTP/1.1 403 x\r\n\r\n"), "CONNECT", FRAMING_CLOSE},
	{SPAN(OK "Content-Length: 5\r\nContent-Length: 5\r\n\r\n"), "GET", BAD},
	{SPAN(OK "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
	 "GET", BAD},
	{SPAN(OK "Transfer-Encoding: gzip\r\n\r\n"), "GET", BAD},
	{SPAN("HTTP/1.0 200 x\r\nTransfer-Encoding: chunked\r\n\r\n"), "GET",
	 BAD},
};

START_TEST(framing_of_a_response_hangs_on_status_and_method)
{
	struct head h = head_of(responses[_i].head);
	struct framing f;
	struct why why;
	int rc = framing_of_response(&h, span_str(responses[_i].method), &f,
				     &why);
	ck_assert_int_eq(rc, responses[_i].kind == BAD ? ERR_MALFORMED : 0);
	if (rc == 0)
		ck_assert_int_eq((int)f.kind, responses[_i].kind);
}
END_TEST

/* A reader as a subject of the split property; what it says is its data,
 * trailers, outcome, and how many bytes it took. */
struct subject {
	struct body_reader reader;
	struct buf *out;
	size_t n_used;
};

static void *
subject_open(void *arg, struct buf *out)
{
	struct subject *s = calloc(1, sizeof(*s));
	body_reader_init(&s->reader, *(struct framing *)arg, 64);
	s->out = out;
	return s;
}

static int
subject_push(void *subject, struct span piece, bool last)
{
	struct subject *s = subject;
	struct body_reader *r = &s->reader;
	int rc = 0;
	while (rc == 0 && piece.n > 0 && !r->done) {
		size_t used;
		struct span data;
		rc = body_reader_push(r, piece, &used, &data);
		ck_assert(used > 0 && used <= piece.n);
		ck_assert(data.n == 0 ||
			  (data.p >= piece.p &&
			   data.p + data.n <= piece.p + piece.n));
		ck_assert_int_eq(buf_add(s->out, data), 0);
		piece = span_from(piece, used);
		s->n_used += used;
	}
	if (rc == 0 && last && !r->done)
		rc = body_reader_eof(r);
	if (rc < 0 || r->done)
		ck_assert_int_eq(buf_printf(s->out, "|%.*s|%d|%zu",
					    SPAN_FMT(buf_span(&r->trailers)),
					    rc, rc < 0 ? 0 : s->n_used),
				 0);
	return rc < 0 || r->done;
}

static void
subject_close(void *subject)
{
	struct subject *s = subject;
	body_reader_fini(&s->reader);
	free(s);
}

static void
check_reading(struct framing f, struct span in, const char *wanted)
{
	struct feed feed = {.open = subject_open,
			    .push = subject_push,
			    .close = subject_close,
			    .arg = &f};
	struct buf out;
	buf_init(&out, 1 << 20);
	feed_pieces(&feed, in, in.n, 1, &out);
	ck_assert_int_eq(buf_byte(&out, 0), 0);
	ck_assert_str_eq((char *)out.p, wanted);
	buf_fini(&out);
	ck_assert_int_eq(feed_every_way(&feed, in), 0);
}

#define M "|-2000|0"
#define L "|-1999|0"
#define X64 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
static const struct {
	struct span in;
	const char *wanted;
} chunked[] = {
	{SPAN("0\r\n\r\n"), "||0|5"},
	{SPAN("3\r\nabc\r\n0\r\n\r\n"), "abc||0|13"},
	{SPAN("3\r\nabc\r\n0\r\n\r\nGET /"), "abc||0|13"},
	{SPAN("003\r\nabc\r\n0a\r\n0123456789\r\n00\r\n\r\n"),
	 "abc0123456789||0|32"},
	{SPAN("A\r\n0123456789\r\n0\r\n\r\n"), "0123456789||0|20"},
	{SPAN("3;a\r\nabc\r\n0;b=\"c d\"\r\n\r\n"), "abc||0|23"},
	{SPAN("0000000000000003\r\nabc\r\n0\r\n\r\n"), "abc||0|28"},
	{SPAN("00000000000000003\r\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN("7fffffffffffffff\r\n"), "|" M},
	{SPAN("8000000000000000\r\n"), "|" M},
	{SPAN("ffffffffffffffff\r\n"), "|" M},
	{SPAN("10000000000000000\r\n"), "|" M},
	{SPAN("3\r\nabc\r\n0\r\nA: b\r\nC: d\r\n\r\n"),
	 "abc|A: b\r\nC: d\r\n\r\n|0|25"},
	{SPAN("0x3\r\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN("+3\r\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN("-3\r\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN("0_3\r\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN(" 3\r\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN("3 \r\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN("3 ;a\r\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN("3\t\r\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN("g\r\n"), "|" M},
	{SPAN("\r\n"), "|" M},
	{SPAN(";a\r\n"), "|" M},
	{SPAN("3\nabc\r\n0\r\n\r\n"), "|" M},
	{SPAN("3\rabc"), "|" M},
	{SPAN("3;a\nabc\r\n"), "|" M},
	{SPAN("3;a\rb\r\nabc\r\n"), "|" M},
	{SPAN("3;a\0\r\nabc\r\n"), "|" M},
	{SPAN("3;\177\r\nabc\r\n"), "|" M},
	{SPAN("3;\200\r\nabc\r\n"), "|" M},
	{SPAN("3;" X64 X64 X64 "\r\nabc\r\n0\r\n\r\n"), "abc||0|206"},
	{SPAN("3;" X64 X64 X64 X64 "\r\nabc\r\n"), "|" L},
	{SPAN("3\r\nabcd\r\n0\r\n\r\n"), "abc|" M},
	{SPAN("3\r\nabc\n0\r\n\r\n"), "abc|" M},
	{SPAN("3\r\nabc0\r\n\r\n"), "abc|" M},
	{SPAN("3\r\nabc\r0\r\n\r\n"), "abc|" M},
	{SPAN("3\r\nab"), "ab|" M},
	{SPAN("3\r\nabc\r\n0\r\n"), "abc|" M},
	{SPAN("3\r\nabc\r\n0\r\n\n"), "abc|" M},
	{SPAN("0\r\nA: b\n\r\n"), "|A: b" M},
	{SPAN("0\r\nA: b\rC\r\n"), "|A: b\r" M},
	{SPAN("0\r\n\rA"), "|" M},
	{SPAN("0\r\nA: b\r\n"), "|A: b\r\n" M},
};

START_TEST(chunked_body_is_read_or_refused_wherever_it_is_cut)
{
	check_reading((struct framing){.kind = FRAMING_CHUNKED}, chunked[_i].in,
		      chunked[_i].wanted);
}
END_TEST

START_TEST(trailers_end_at_their_limit)
{
	struct body_reader r;
	size_t used;
	struct span data;
	body_reader_init(&r, (struct framing){.kind = FRAMING_CHUNKED}, 8);
	ck_assert_int_eq(
		body_reader_push(&r, SPAN("0\r\nA: b\r\n\r\n"), &used, &data),
		0);
	ck_assert(r.done);
	body_reader_fini(&r);
	body_reader_init(&r, (struct framing){.kind = FRAMING_CHUNKED}, 7);
	ck_assert_int_eq(
		body_reader_push(&r, SPAN("0\r\nA: b\r\n\r\n"), &used, &data),
		ERR_LIMIT);
	body_reader_fini(&r);
}
END_TEST

static const struct {
	struct framing framing;
	struct span in;
	const char *wanted;
} plain[] = {
	{{.kind = FRAMING_LENGTH, .length = 5}, SPAN("hello"), "hello||0|5"},
	{{.kind = FRAMING_LENGTH, .length = 5},
	 SPAN("hello, you"),
	 "hello||0|5"},
	{{.kind = FRAMING_LENGTH, .length = 5}, SPAN("hell"), "hell|" M},
	{{.kind = FRAMING_CLOSE}, SPAN("hello"), "hello||0|5"},
	{{.kind = FRAMING_CLOSE}, SPAN(""), "||0|0"},
};

START_TEST(plain_body_ends_at_its_length_or_at_the_close)
{
	check_reading(plain[_i].framing, plain[_i].in, plain[_i].wanted);
}
END_TEST

START_TEST(body_of_no_length_is_done_at_once)
{
	struct body_reader r;
	size_t used = 9;
	struct span data = SPAN("x");
	body_reader_init(&r, (struct framing){.kind = FRAMING_NONE}, 64);
	ck_assert(r.done);
	ck_assert_int_eq(body_reader_push(&r, SPAN("abc"), &used, &data), 0);
	ck_assert_uint_eq(used, 0);
	ck_assert_uint_eq(data.n, 0);
	ck_assert_int_eq(body_reader_eof(&r), 0);
	body_reader_fini(&r);
	body_reader_init(&r, (struct framing){.kind = FRAMING_LENGTH}, 64);
	ck_assert(r.done);
	body_reader_fini(&r);
	body_reader_init(
		&r, (struct framing){.kind = FRAMING_LENGTH, .length = 1}, 64);
	ck_assert(!r.done);
	ck_assert_int_eq(body_reader_eof(&r), ERR_MALFORMED);
	body_reader_fini(&r);
}
END_TEST

int
main(void)
{
	SUITE("http1");
	CASE_ROWS(framing_of_a_request_is_certain_or_refused, N_ROWS(requests));
	CASE_ROWS(framing_of_a_response_hangs_on_status_and_method,
		  N_ROWS(responses));
	CASE_ROWS(chunked_body_is_read_or_refused_wherever_it_is_cut,
		  N_ROWS(chunked));
	CASE(trailers_end_at_their_limit);
	CASE_ROWS(plain_body_ends_at_its_length_or_at_the_close, N_ROWS(plain));
	CASE(body_of_no_length_is_done_at_once);
	return SUITE_RUN();
}
