/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content codings: each makes the same text of its bytes, however they are
 * cut; what is broken, cut short, goes on, or blows up is never clean.
 */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#define PACKED_MAX (1 << 20)

static const char plain[] = "phone: 15905285596\nemail: a.b@example.com\n\n"
			    "phone: 16754259874\n";

enum packing { GZIP, ZLIB, RAW, BROTLI, ZSTD };

static struct span
packed(enum packing how, struct span in, uint8_t *out)
{
	size_t n = PACKED_MAX;
	if (how == BROTLI) {
		ck_assert(BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC,
						in.n, in.p, &n,
						out) == BROTLI_TRUE);
		return span_of(out, n);
	}
	if (how == ZSTD) {
		n = ZSTD_compress(out, PACKED_MAX, in.p, in.n, 3);
		ck_assert(!ZSTD_isError(n));
		return span_of(out, n);
	}
	z_stream z = {0};
	int bits = how == GZIP ? 31 : how == ZLIB ? 15 : -15;
	ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, 0), Z_OK);
	z.next_in = (z_const Bytef *)(uintptr_t)in.p;
	z.avail_in = (uInt)in.n;
	z.next_out = out;
	z.avail_out = PACKED_MAX;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	n = z.total_out;
	deflateEnd(&z);
	return span_of(out, n);
}

/* What an inspection must say of this body in this coding. */
static void
expect(const char *coding, struct span body, const char *says)
{
	struct inspect_row row = {"text/plain", coding, body, says, NULL};
	ck_assert_int_eq(inspect_check(&row), 0);
}

static const struct {
	const char *coding;
	enum packing how;
	const char *name; /* the cause where it is broken */
} codings[] = {{"gzip", GZIP, "gzip"},	     {"x-gzip", GZIP, "gzip"},
	       {"deflate", ZLIB, "deflate"}, {"deflate", RAW, "deflate"},
	       {"br", BROTLI, "br"},	     {"zstd", ZSTD, "zstd"},
	       {"", GZIP, "gzip"},	     {"", ZSTD, "zstd"}};

START_TEST(every_coding_is_read)
{
	static uint8_t out[PACKED_MAX];
	expect(codings[_i].coding,
	       packed(codings[_i].how, span_str(plain), out),
	       "persons 2 low 0 unreadable 0 -\n");
}
END_TEST

START_TEST(a_body_cut_short_is_broken_and_its_beginning_read)
{
	static uint8_t out[PACKED_MAX];
	struct span body = packed(codings[_i].how, span_str(plain), out);
	expect(codings[_i].coding, span_cut(body, 0, body.n - 1),
	       "unreadable 20 cut-short\n");
}
END_TEST

START_TEST(a_damaged_body_is_broken)
{
	static uint8_t out[PACKED_MAX];
	char says[64];
	struct span body = packed(codings[_i].how, span_str(plain), out);
	memset(out + (codings[_i].how == ZSTD ? 4 : 12), 0xff, 12);
	snprintf(says, sizeof(says), " %s\n", codings[_i].name);
	expect(codings[_i].coding, body, says);
}
END_TEST

START_TEST(stacked_codings_come_off_in_turn)
{
	static uint8_t one[PACKED_MAX], two[PACKED_MAX];
	struct span body =
		packed(BROTLI, packed(GZIP, span_str(plain), one), two);
	expect("gzip, br", body, "persons 2 low 0 unreadable 0 -\n");
	expect("identity, gzip,br", body, "persons 2 low 0 unreadable 0 -\n");
	/* In the wrong order nothing comes of it. */
	expect("br, gzip", body, "unreadable 20 gzip\n");
}
END_TEST

START_TEST(gzip_goes_on_with_members_and_ends_with_zeros)
{
	static uint8_t out[PACKED_MAX];
	struct span one = packed(GZIP, SPAN("phone: 15905285596\n"), out);
	struct span two =
		packed(GZIP, SPAN("\nphone: 16754259874\n"), out + one.n);
	struct span both = span_of(out, one.n + two.n);
	expect("gzip", both, "persons 2 low 0 unreadable 0 -\n");
	memset(out + both.n, 0, 100);
	expect("gzip", span_of(out, both.n + 100),
	       "persons 2 low 0 unreadable 0 -\n");
	memcpy(out + both.n, "and more", 8);
	expect("gzip", span_of(out, both.n + 8),
	       "persons 2 low 0 unreadable 20 trailing\n");
}
END_TEST

START_TEST(what_is_not_in_its_coding_is_broken_and_read_as_it_is)
{
	expect("gzip", span_str(plain), "persons 2 low 0 unreadable 20 gzip\n");
	expect("compress", span_str(plain),
	       "persons 2 low 0 unreadable 20 coding\n");
	expect("identity", span_str(plain), "persons 2 low 0 unreadable 0 -\n");
}
END_TEST

/* Sixteen MiB of one byte; the value in front of it is found. */
START_TEST(a_bomb_is_unreadable_by_its_ratio)
{
	static uint8_t out[PACKED_MAX], body[16 << 20];
	memset(body, ' ', sizeof(body));
	memcpy(body, "15905285596\n", 12);
	struct span bomb = packed(GZIP, span_of(body, sizeof(body)), out);
	struct inspect_case c = {"text/plain", "gzip", "", NULL};
	struct buf said;
	ck_assert_str_eq(strstr(inspect_whole(&c, bomb, &said), "persons"),
			 "persons 1 low 0 unreadable 10 ratio\n");
	buf_fini(&said);
}
END_TEST

START_TEST(too_much_is_unreadable_by_its_size)
{
	static uint8_t out[PACKED_MAX], body[200000];
	struct inspect_limits limits = inspect_limits_default;
	struct inspect_env env = *inspect_test_env();
	struct inspect_case c = {"text/plain", "zstd", "", &env};
	struct buf said;
	limits.decoded = 100000;
	env.limits = &limits;
	memset(body, ' ', sizeof(body));
	memcpy(body + 99900, "\n15905285596\n", 13);
	memcpy(body + 100100, "\n16754259874\n", 13);
	struct span in = packed(ZSTD, span_of(body, sizeof(body)), out);
	ck_assert_str_eq(strstr(inspect_whole(&c, in, &said), "persons"),
			 "persons 1 low 0 unreadable 10 size\n");
	buf_fini(&said);
}
END_TEST

START_TEST(an_onion_is_unreadable_by_its_depth)
{
	static uint8_t out[2][PACKED_MAX];
	struct span body = span_str(plain);
	for (int i = 0; i < 6; i++) {
		if (i == 5)
			expect("", body, "persons 2 low 0 unreadable 0 -\n");
		body = packed(GZIP, body, out[i % 2]);
	}
	expect("", body, "unreadable 10 depth\n");
}
END_TEST

int
main(void)
{
	SUITE("inflate");
	CASE_ROWS(every_coding_is_read, N_ROWS(codings));
	CASE_ROWS(a_body_cut_short_is_broken_and_its_beginning_read,
		  N_ROWS(codings));
	CASE_ROWS(a_damaged_body_is_broken, N_ROWS(codings));
	CASE(stacked_codings_come_off_in_turn);
	CASE(gzip_goes_on_with_members_and_ends_with_zeros);
	CASE(what_is_not_in_its_coding_is_broken_and_read_as_it_is);
	CASE(a_bomb_is_unreadable_by_its_ratio);
	CASE(too_much_is_unreadable_by_its_size);
	CASE(an_onion_is_unreadable_by_its_depth);
	return SUITE_RUN();
}
