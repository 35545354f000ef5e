/* SPDX-License-Identifier: Apache-2.0 */
/* ClientHellos: real ones, made ones, and what only looks like one. */
#include "lib/feed.h"
#include "lib/suite.h"
#include "wire/hello.h"

/* Says the outcome as soon as it is known, for the split property. */
struct subject {
	struct buf *out;
	struct buf seen;
};

static void *
subject_open(void *arg, struct buf *out)
{
	struct subject *s = calloc(1, sizeof(*s));
	(void)arg;
	s->out = out;
	buf_init(&s->seen, 1 << 20);
	return s;
}

static int
subject_push(void *subject, struct span piece, bool last)
{
	struct subject *s = subject;
	struct hello h = {.version = 0};
	ck_assert_int_eq(buf_add(&s->seen, piece), 0);
	/* A copy as long as what came, so that reading past it is seen. */
	uint8_t *copy = malloc(s->seen.n + 1);
	if (s->seen.n > 0)
		memcpy(copy, s->seen.p, s->seen.n);
	ssize_t n = hello_read(span_of(copy, s->seen.n), &h);
	free(copy);
	if (n != 0 || last)
		ck_assert_int_eq(buf_printf(s->out, "%zd %s %d%d%d %d%d%d %x",
					    n, h.sni, h.alpn_h2, h.alpn_http1,
					    h.has_alpn, h.tls13, h.ech,
					    h.resumes, h.version),
				 0);
	return n != 0;
}

static void
subject_close(void *subject)
{
	struct subject *s = subject;
	buf_fini(&s->seen);
	free(s);
}

static const struct feed feed = {
	.open = subject_open, .push = subject_push, .close = subject_close};

/* Bytes under construction. */
static struct buf made;

static void
add(struct span s)
{
	ck_assert_int_eq(buf_add(&made, s), 0);
}

static void
add_number(size_t value, int bytes)
{
	while (bytes-- > 0)
		ck_assert_int_eq(buf_byte(&made, (uint8_t)(value >> 8 * bytes)),
				 0);
}

static struct span
message_with(struct span extensions)
{
	static uint8_t bytes[1 << 17];
	buf_init(&made, 1 << 17);
	add_number(0x0303, 2);
	for (int i = 0; i < 32; i++)
		add_number(7, 1);
	add_number(0, 1);
	add_number(4, 2);
	add_number(0x0a0a1301, 4);
	add_number(0x0100, 2);
	if (extensions.p != NULL) {
		add_number(extensions.n, 2);
		add(extensions);
	}
	size_t n = made.n;
	bytes[0] = 1;
	bytes[1] = (uint8_t)(n >> 16);
	bytes[2] = (uint8_t)(n >> 8);
	bytes[3] = (uint8_t)n;
	memcpy(bytes + 4, made.p, n);
	buf_fini(&made);
	return span_of(bytes, n + 4);
}

/* A hello with these extensions, in records of at most so many bytes. */
static struct span
hello_with(struct span extensions, size_t record)
{
	static uint8_t bytes[1 << 18];
	struct span message = message_with(extensions);
	buf_init(&made, sizeof(bytes));
	while (message.n > 0) {
		struct span part = span_cut(message, 0, record);
		add(SPAN("\x16\x03\x01"));
		add_number(part.n, 2);
		add(part);
		message = span_from(message, part.n);
	}
	size_t n = made.n;
	memcpy(bytes, made.p, n);
	buf_fini(&made);
	return span_of(bytes, n);
}

static ssize_t
read_hello(struct span in, struct hello *ret_hello)
{
	ck_assert_int_eq(feed_every_way(&feed, in), 0);
	return hello_read(in, ret_hello);
}

static const struct {
	const char *file, *sni;
	bool h2, http1, tls13;
} captured[] = {
	{"python-tls13", "api.example.de", true, true, true},
	{"python-tls12", "api.example.de", false, true, false},
	{"python-no-name", "", false, false, true},
	{"openssl", "shop.example.de", false, false, true},
	{"curl", "up.example.cn", true, true, true},
};

START_TEST(captured_hello_is_read)
{
	char path[512];
	uint8_t bytes[4096];
	struct hello h;
	snprintf(path, sizeof(path), TESTDATA "/hello/%s", captured[_i].file);
	FILE *f = fopen(path, "rb");
	ck_assert_ptr_nonnull(f);
	size_t n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	ck_assert_int_eq(read_hello(span_of(bytes, n), &h), (ssize_t)n);
	ck_assert_str_eq(h.sni, captured[_i].sni);
	ck_assert(h.alpn_h2 == captured[_i].h2);
	ck_assert(h.alpn_http1 == captured[_i].http1);
	ck_assert(h.has_alpn == (captured[_i].h2 || captured[_i].http1));
	ck_assert(h.tls13 == captured[_i].tls13);
	ck_assert(!h.ech);
	ck_assert_uint_eq(h.version, 0x0303);
}
END_TEST

#define SNI_A                                                                  \
	"\0\0\0\x09\0\x07\0\0\x04"                                             \
	"a.de"
START_TEST(hello_is_read_across_records_of_any_size)
{
	static const size_t sizes[] = {1, 2, 3, 4, 5, 11, 40, 16384};
	struct hello h;
	struct span in = hello_with(SPAN(SNI_A), sizes[_i]);
	ck_assert_int_eq(read_hello(in, &h), (ssize_t)in.n);
	ck_assert_str_eq(h.sni, "a.de");
}
END_TEST

START_TEST(hello_without_extensions_is_read)
{
	struct hello h;
	struct span in = hello_with(SPAN_NONE, 16384);
	ck_assert_int_eq(read_hello(in, &h), (ssize_t)in.n);
	ck_assert_str_eq(h.sni, "");
	ck_assert(!h.has_alpn && !h.tls13);
	in = hello_with(SPAN(""), 16384);
	ck_assert_int_eq(read_hello(in, &h), (ssize_t)in.n);
}
END_TEST

START_TEST(extensions_say_what_the_client_can_do)
{
	struct hello h;
	struct span in =
		hello_with(SPAN("\x1a\x1a\0\0" SNI_A "\0\x10\0\x05\0\x03\x02h2"
				"\0\x2b\0\x05\x04\x1a\x1a\x03\x04\0\x23\0\0"
				"\xfe\x0d\0\x01x\0\x29\0\x01p"),
			   16384);
	ck_assert_int_eq(read_hello(in, &h), (ssize_t)in.n);
	ck_assert(h.alpn_h2 && !h.alpn_http1 && h.has_alpn);
	ck_assert(h.tls13 && h.ech && h.resumes);
	in = hello_with(SPAN("\0\x23\0\0"), 16384);
	ck_assert_int_eq(read_hello(in, &h), (ssize_t)in.n);
	ck_assert(!h.resumes && !h.ech);
	in = hello_with(SPAN("\0\x23\0\x01t"), 16384);
	ck_assert_int_eq(read_hello(in, &h), (ssize_t)in.n);
	ck_assert(h.resumes);
}
END_TEST

static const struct span good_names[] = {
	SPAN("\0\0\0\x09\0\x07\0\0\x04"
	     "A.De"),
	SPAN("\0\0\0\x0a\0\x08\0\0\x05"
	     "a.de."),
	SPAN("\0\0\0\x0c\0\x0a\0\0\x07"
	     "1.2.3.4"),
};

START_TEST(sound_server_name_is_taken)
{
	static const char *const names[] = {"a.de", "a.de", "1.2.3.4"};
	struct hello h;
	struct span in = hello_with(good_names[_i], 16384);
	ck_assert_int_eq(read_hello(in, &h), (ssize_t)in.n);
	ck_assert_str_eq(h.sni, names[_i]);
}
END_TEST

static const struct span bad_extensions[] = {
	/* server name: NUL, bad characters, IPv6, empty, no name, two names,
	 * another type, bytes left over, cut short, twice */
	SPAN("\0\0\0\x09\0\x07\0\0\x04"
	     "a\0de"),
	SPAN("\0\0\0\x09\0\x07\0\0\x04"
	     "a de"),
	SPAN("\0\0\0\x09\0\x07\0\0\x04"
	     "a/de"),
	SPAN("\0\0\0\x09\0\x07\0\0\x04"
	     "a..e"),
	SPAN("\0\0\0\x08\0\x06\0\0\x03"
	     "::1"),
	SPAN("\0\0\0\x09\0\x07\0\0\x04"
	     "\303\274.d"),
	SPAN("\0\0\0\x05\0\x03\0\0\0"),
	SPAN("\0\0\0\x02\0\0"),
	SPAN("\0\0\0\0"),
	SPAN("\0\0\0\x10\0\x0e\0\0\x04"
	     "a.de\0\0\x04"
	     "b.de"),
	SPAN("\0\0\0\x09\0\x07\x01\0\x04"
	     "a.de"),
	SPAN("\0\0\0\x0a\0\x07\0\0\x04"
	     "a.dex"),
	SPAN("\0\0\0\x09\0\x08\0\0\x04"
	     "a.de"),
	SPAN("\0\0\0\x09\0\x07\0\0\x05"
	     "a.de"),
	SPAN(SNI_A SNI_A),
	/* protocols: empty list, empty name, bad lengths, twice */
	SPAN("\0\x10\0\x02\0\0"),
	SPAN("\0\x10\0\x03\0\x01\0"),
	SPAN("\0\x10\0\x05\0\x03\x03h2"),
	SPAN("\0\x10\0\x05\0\x02\x02h2"),
	SPAN("\0\x10\0\x05\0\x03\x02h2\0\x10\0\x05\0\x03\x02h2"),
	/* versions: odd, empty */
	SPAN("\0\x2b\0\x04\x03\x03\x04\x03"),
	SPAN("\0\x2b\0\x01\0"),
	/* pre_shared_key not last; empty ECH; extension cut short */
	SPAN("\0\x29\0\x01p\x1a\x1a\0\0"),
	SPAN("\xfe\x0d\0\0"),
	SPAN("\x1a\x1a\0\x05xy"),
	SPAN("\x1a\x1a\0"),
	SPAN("\x1a"),
};

START_TEST(hello_with_bad_extensions_is_refused)
{
	struct hello h = {.version = 9};
	struct span in = hello_with(bad_extensions[_i], 16384);
	ck_assert_int_eq(read_hello(in, &h), ERR_MALFORMED);
	ck_assert_uint_eq(h.version, 9);
}
END_TEST

#define R(n) "\x16\x03\x01\0" n
static const struct span no_hellos[] = {
	SPAN("G"),
	SPAN("GET / HTTP/1.1\r\n"),
	SPAN("\x80\x2e\x01\x03\x01"),
	SPAN("\x15\x03\x01\0\x02\x01\0"),
	SPAN("\x17\x03\x03"),
	SPAN("\x16\x02"),
	SPAN("\x16\x03\x05"),
	SPAN(R("\0")),
	SPAN("\x16\x03\x01\x40\x01"),
	SPAN(R("\x01") "\x02"),
	SPAN(R("\x04") "\x01\0\0\0"),
	SPAN(R("\x05") "\x01\0\0\0x"),
	/* another record type, or an empty record, inside the message */
	SPAN(R("\x04") "\x01\0\0\x50\x17\x03\x03\0\x01x"),
	SPAN(R("\x04") "\x01\0\0\x50\x14\x03\x03\0\x01\x01"),
	SPAN(R("\x04") "\x01\0\0\x50" R("\0") R("\0")),
	SPAN(R("\x02") "\x01\0" R("\0")),
};

START_TEST(what_is_no_hello_is_refused)
{
	struct hello h;
	ck_assert_int_eq(read_hello(no_hellos[_i], &h), ERR_MALFORMED);
}
END_TEST

START_TEST(nothing_may_follow_the_hello_in_its_record)
{
	struct hello h;
	struct span in = hello_with(SPAN(SNI_A), 16384);
	uint8_t bytes[256];
	memcpy(bytes, in.p, in.n);
	bytes[in.n] = 0;
	/* In a record of its own it is not ours to judge. */
	ck_assert_int_eq(read_hello(span_of(bytes, in.n + 1), &h),
			 (ssize_t)in.n);
	bytes[4]++;
	ck_assert_int_eq(read_hello(span_of(bytes, in.n + 1), &h),
			 ERR_MALFORMED);
}
END_TEST

START_TEST(hello_cut_short_inside_is_refused)
{
	/* The message says it ends earlier: each length must be seen to run
	 * over. */
	struct hello h;
	struct span in = hello_with(SPAN(SNI_A), 16384);
	uint8_t bytes[256];
	for (size_t n = 9; n < in.n; n++) {
		memcpy(bytes, in.p, in.n);
		bytes[4] = (uint8_t)(n - 5);
		bytes[8] = (uint8_t)(n - 9);
		ssize_t rc = hello_read(span_of(bytes, n), &h);
		/* Without any extensions it is whole. */
		ck_assert_int_eq(rc,
				 n == in.n - 15 ? (ssize_t)n : ERR_MALFORMED);
	}
}
END_TEST

START_TEST(hello_up_to_the_limit_and_not_beyond)
{
	static uint8_t padding[HELLO_MAX];
	struct hello h;
	memcpy(padding, "\x1a\x1a", 2);
	size_t fixed = hello_with(SPAN(""), 16384).n + 3 * 5;
	for (int over = 0; over < 2; over++) {
		size_t n = HELLO_MAX - fixed + (size_t)over;
		padding[2] = (uint8_t)((n - 4) >> 8);
		padding[3] = (uint8_t)(n - 4);
		struct span in = hello_with(span_of(padding, n), 16384);
		ck_assert_int_eq(hello_read(in, &h),
				 over ? ERR_LIMIT : HELLO_MAX);
	}
	ck_assert_int_eq(hello_read(SPAN(R("\x04") "\x01\xff\xff\xff"), &h),
			 ERR_LIMIT);
}
END_TEST

int
main(void)
{
	SUITE("hello");
	CASE_ROWS(captured_hello_is_read, N_ROWS(captured));
	CASE_ROWS(hello_is_read_across_records_of_any_size, 8);
	CASE(hello_without_extensions_is_read);
	CASE(extensions_say_what_the_client_can_do);
	CASE_ROWS(sound_server_name_is_taken, N_ROWS(good_names));
	CASE_ROWS(hello_with_bad_extensions_is_refused, N_ROWS(bad_extensions));
	CASE_ROWS(what_is_no_hello_is_refused, N_ROWS(no_hellos));
	CASE(nothing_may_follow_the_hello_in_its_record);
	CASE(hello_cut_short_inside_is_refused);
	CASE(hello_up_to_the_limit_and_not_beyond);
	return SUITE_RUN();
}
