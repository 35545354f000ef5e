/* SPDX-License-Identifier: Apache-2.0 */
/* Spans, buffers, arenas, maps, digests: the ground everything stands on. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/emit.h"
#include "base/map.h"
#include "base/tally.h"
#include "lib/suite.h"

#include <errno.h>

START_TEST(span_reads_decimal_and_refuses_the_rest)
{
	uint64_t v = 7;
	ck_assert_int_eq(span_u64(SPAN("18446744073709551615"), &v), 0);
	ck_assert(v == UINT64_MAX);
	ck_assert_int_eq(span_u64(SPAN("18446744073709551616"), &v), ERR_LIMIT);
	ck_assert_int_eq(span_u64(SPAN("+1"), &v), -EINVAL);
	ck_assert_int_eq(span_u64(SPAN("0x1"), &v), -EINVAL);
	ck_assert_int_eq(span_u64(SPAN(""), &v), -EINVAL);
	ck_assert(v == UINT64_MAX);
}
END_TEST

START_TEST(span_split_walks_a_list)
{
	struct span rest = SPAN("a,,b");
	ck_assert(span_eq(span_split(&rest, ','), SPAN("a")));
	ck_assert(span_eq(span_split(&rest, ','), SPAN("")));
	ck_assert(span_eq(span_split(&rest, ','), SPAN("b")));
	ck_assert_uint_eq(rest.n, 0);
}
END_TEST

START_TEST(span_trim_keeps_the_inside)
{
	ck_assert(span_eq(span_trim(SPAN(" \ta b\t "), " \t"), SPAN("a b")));
	ck_assert(span_eq(span_trim(SPAN("  "), " "), SPAN("")));
}
END_TEST

START_TEST(buf_never_passes_its_limit)
{
	struct buf b;
	buf_init(&b, 10);
	ck_assert_int_eq(buf_add(&b, SPAN("123456")), 0);
	ck_assert_int_eq(buf_add(&b, SPAN("12345")), ERR_LIMIT);
	ck_assert_uint_eq(b.n, 6);
	ck_assert_int_eq(buf_add(&b, SPAN("1234")), 0);
	buf_drop(&b, 8);
	ck_assert(span_eq(buf_span(&b), SPAN("34")));
	buf_fini(&b);
}
END_TEST

START_TEST(arena_ends_at_its_limit)
{
	struct arena *a = arena_new(100);
	ck_assert_ptr_nonnull(arena_alloc(a, 60));
	ck_assert_ptr_null(arena_alloc(a, 41));
	ck_assert_str_eq(arena_str(a, SPAN("abc")), "abc");
	ck_assert_ptr_null(arena_alloc(a, SIZE_MAX));
	arena_free(&a);
	ck_assert_ptr_null(a);
}
END_TEST

START_TEST(arena_gives_aligned_blocks_of_any_size)
{
	struct arena *a = arena_new(1 << 20);
	for (size_t n = 1; n < 20000; n = n * 3 + 1) {
		uint8_t *p = arena_alloc(a, n);
		ck_assert_ptr_nonnull(p);
		ck_assert_uint_eq((uintptr_t)p % 16, 0);
		memset(p, 0xff, n);
	}
	arena_free(&a);
}
END_TEST

START_TEST(map_agrees_with_an_array)
{
	enum { N = 5000 };
	struct map *m = map_new();
	char key[16];
	static int values[N];
	for (int i = 0; i < N; i++) {
		int n = snprintf(key, sizeof(key), "k%d", i);
		ck_assert_int_eq(
			map_put(m, span_of(key, (size_t)n), &values[i], NULL),
			0);
	}
	for (int i = 0; i < N; i += 2) {
		int n = snprintf(key, sizeof(key), "k%d", i);
		ck_assert_ptr_eq(map_take(m, span_of(key, (size_t)n)),
				 &values[i]);
	}
	ck_assert_uint_eq(map_count(m), N / 2);
	for (int i = 0; i < N; i++) {
		int n = snprintf(key, sizeof(key), "k%d", i);
		ck_assert_ptr_eq(map_get(m, span_of(key, (size_t)n)),
				 i % 2 ? &values[i] : NULL);
	}
	map_free(&m, NULL);
}
END_TEST

/* RFC 4231 test case 2 has a key too short for us; this vector was made
 * with OpenSSL's own HMAC over "k\0v" and a key of 32 bytes 0..31. */
START_TEST(digest_is_hmac_sha256)
{
	uint8_t secret[32];
	char hex[2 * DIGEST_SIZE + 1];
	struct digest_key *key;
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)i;
	ck_assert_int_eq(digest_key_new(span_of(secret, 32), &key), 0);
	struct digest d = digest_of(key, SPAN("k"), SPAN("v"));
	ck_assert_str_eq(hex_text(span_of(d.bytes, DIGEST_SIZE), hex),
			 "e3cb88ff3c6338ef2b3b061fb360cadb");
	digest_key_free(&key);
	ck_assert_int_eq(digest_key_new(SPAN("short"), &key), -EINVAL);
}
END_TEST

TALLY(tests_run, "kouan_test_runs_total", "Test runs")

static int
see_tally(void *arg, const struct tally *t)
{
	if (t == &tests_run)
		*(int64_t *)arg = tally_read(t);
	return 0;
}

START_TEST(tally_is_registered_and_counts)
{
	int64_t seen = -1;
	tally_add(&tests_run, 3);
	tally_each(see_tally, &seen);
	ck_assert_int_eq(seen, 3);
}
END_TEST

START_TEST(a_writer_cleared_half_way_begins_a_new_text)
{
	struct emit *j = emit_new(false);
	struct span text;
	emit_open(j);
	emit_key(j, "left");
	emit_open(j);
	emit_close(j);
	emit_close(j);
	emit_close(j); /* an error: nothing is open */
	ck_assert_int_lt(emit_finish(j, &text), 0);
	emit_clear(j);
	emit_open(j);
	emit_put_int(j, "least", INT64_MIN);
	emit_put_int(j, "most", INT64_MAX);
	emit_put_int(j, "none", 0);
	emit_close(j);
	ck_assert_int_eq(emit_finish(j, &text), 0);
	ck_assert(span_eq(text, SPAN("{\"least\":-9223372036854775808,"
				     "\"most\":9223372036854775807,"
				     "\"none\":0}")));
	emit_free(&j);
}
END_TEST

int
main(void)
{
	SUITE("base");
	CASE(span_reads_decimal_and_refuses_the_rest);
	CASE(span_split_walks_a_list);
	CASE(span_trim_keeps_the_inside);
	CASE(buf_never_passes_its_limit);
	CASE(arena_ends_at_its_limit);
	CASE(arena_gives_aligned_blocks_of_any_size);
	CASE(map_agrees_with_an_array);
	CASE(digest_is_hmac_sha256);
	CASE(tally_is_registered_and_counts);
	CASE(a_writer_cleared_half_way_begins_a_new_text);
	return SUITE_RUN();
}
