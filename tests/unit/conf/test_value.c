/* SPDX-License-Identifier: Apache-2.0 */
/* One value by its row: what is taken, in which form, and what is not. */
#include "conf/value.h"
#include "lib/suite.h"

#include <errno.h>

static const struct conf_word words[] = {
	{"deny", 3, NULL}, {"never", 4, "it does not exist"}, {0}};

/* One row a type, as wide as the tests need. */
static const struct conf_row rows[] = {
	[CONF_BOOL] = {.key = "bool", .type = CONF_BOOL},
	[CONF_INTEGER] = {.key = "integer",
			  .type = CONF_INTEGER,
			  .min = 1,
			  .max = 65535},
	[CONF_SIZE] = {.key = "size", .type = CONF_SIZE, .max = INT64_MAX},
	[CONF_DURATION] = {.key = "duration",
			   .type = CONF_DURATION,
			   .max = INT64_C(86400) * 1000000 * 30},
	[CONF_DATE] = {.key = "date", .type = CONF_DATE},
	[CONF_TEXT] = {.key = "text", .type = CONF_TEXT},
	[CONF_ID] = {.key = "id", .type = CONF_ID},
	[CONF_PATH] = {.key = "path", .type = CONF_PATH},
	[CONF_WORD] = {.key = "word", .type = CONF_WORD, .words = words},
	[CONF_COUNTRY] = {.key = "country", .type = CONF_COUNTRY},
	[CONF_ADDRESS] = {.key = "address", .type = CONF_ADDRESS},
	[CONF_NETWORK] = {.key = "network", .type = CONF_NETWORK},
	[CONF_HOST] = {.key = "host", .type = CONF_HOST},
};

static int
parse(enum conf_type type, const char *text, struct arena *arena,
      struct conf_scalar *ret, struct why *why)
{
	return conf_scalar_from_text(&rows[type], span_str(text), "/etc/kouan",
				     arena, ret, why);
}

static const struct {
	enum conf_type type;
	const char *text, *canonical;
	int64_t number;
} taken[] = {
	{CONF_SIZE, "1MiB", "1MiB", 1 << 20},
	{CONF_SIZE, "1024", "1KiB", 1024},
	{CONF_SIZE, "1000 B", "1000B", 1000},
	{CONF_SIZE, "0", "0B", 0},
	{CONF_SIZE, "500GiB", "500GiB", INT64_C(500) << 30},
	{CONF_SIZE, "1025KiB", "1025KiB", 1025 << 10},
	{CONF_DURATION, "30s", "30s", 30000000},
	{CONF_DURATION, "5min", "5min", 300000000},
	{CONF_DURATION, "60min", "1h", INT64_C(3600000000)},
	{CONF_DURATION, "2d", "2d", INT64_C(172800000000)},
	{CONF_DURATION, "1500ms", "1500ms", 1500000},
	{CONF_DURATION, "0s", "0s", 0},
	{CONF_DATE, "2026-11-23", "2026-11-23", 20780},
	{CONF_TEXT, "Example \xe6\xb5\xb7\xe5\x85\xb3", NULL, 0},
	{CONF_TEXT, "two\nlines\t", NULL, 0},
	{CONF_TEXT, "", NULL, 0},
	{CONF_ID, "scc-hr.de_1", NULL, 0},
	{CONF_PATH, "ca.pem", "/etc/kouan/ca.pem", 0},
	{CONF_PATH, "/var/lib/kouan", "/var/lib/kouan", 0},
	{CONF_WORD, "deny", "deny", 3},
	{CONF_COUNTRY, "DE", NULL, 0},
	{CONF_ADDRESS, "127.0.0.1:3128", "127.0.0.1:3128", 0},
	{CONF_ADDRESS, "[0:0::1]:65535", "[::1]:65535", 0},
	{CONF_NETWORK, "10.1.2.0/24", NULL, 0},
	{CONF_NETWORK, "2001:db8::/32", NULL, 0},
	{CONF_NETWORK, "::1", NULL, 0},
	{CONF_HOST, "HR.Example.DE", "hr.example.de", 0},
	{CONF_HOST, "*.Example.de", "*.example.de", 0},
	{CONF_HOST, "192.0.2.7", "192.0.2.7", 0},
	{CONF_HOST, "2001:db8::7", "2001:db8::7", 0},
};

START_TEST(value_is_taken_in_its_one_form)
{
	struct arena *arena = arena_new(1 << 16);
	struct conf_scalar s, again;
	struct why why = {""};
	const char *canonical = taken[_i].canonical != NULL
					? taken[_i].canonical
					: taken[_i].text;
	int rc = parse(taken[_i].type, taken[_i].text, arena, &s, &why);
	ck_assert_msg(rc == 0, "%s: %s", taken[_i].text, why.text);
	ck_assert_str_eq(s.text, canonical);
	ck_assert_int_eq(s.number, taken[_i].number);
	ck_assert_int_eq(parse(taken[_i].type, s.text, arena, &again, &why), 0);
	ck_assert_str_eq(again.text, s.text);
	ck_assert_int_eq(again.number, s.number);
	arena_free(&arena);
}
END_TEST

static const struct {
	enum conf_type type;
	const char *text, *expected;
} refused[] = {
	{CONF_SIZE, "", "a size"},
	{CONF_SIZE, "1MB", "a size"},
	{CONF_SIZE, "-1", "a size"},
	{CONF_SIZE, "1.5MiB", "a size"},
	{CONF_SIZE, "9223372036854775808", "a size"},
	{CONF_SIZE, "9000000TiB", "a size"},
	{CONF_DURATION, "30", "a duration"},
	{CONF_DURATION, "30sec", "a duration"},
	{CONF_DURATION, "31d", "from 0s to 30d"},
	{CONF_DURATION, "s", "a duration"},
	{CONF_DATE, "2026-02-29", "a date"},
	{CONF_DATE, "23.11.2026", "a date"},
	{CONF_TEXT, "\x01", "text"},
	{CONF_TEXT, "\xff", "text"},
	{CONF_TEXT, "\xe6\xb5", "text"},
	{CONF_TEXT, "\xc0\xaf", "text"},
	{CONF_TEXT, "\xed\xa0\x80", "text"},
	{CONF_TEXT, "\xf4\x90\x80\x80", "text"},
	{CONF_ID, "", "a name"},
	{CONF_ID, "a b", "a name"},
	{CONF_ID, "a/b", "a name"},
	{CONF_ID,
	 "0123456789012345678901234567890123456789012345678901234567890123x",
	 "a name"},
	{CONF_PATH, "", "a path"},
	{CONF_PATH, "a\nb", "a path"},
	{CONF_WORD, "allow", "expected \"deny\""},
	{CONF_WORD, "Deny", "expected \"deny\""},
	{CONF_WORD, "never", "\"never\" is refused: it does not exist"},
	{CONF_COUNTRY, "de", "two upper-case letters"},
	{CONF_COUNTRY, "DEU", "two upper-case letters"},
	{CONF_ADDRESS, "127.0.0.1", "an address and port"},
	{CONF_ADDRESS, "127.0.0.1:0", "an address and port"},
	{CONF_ADDRESS, "127.0.0.1:65536", "an address and port"},
	{CONF_ADDRESS, "::1:3128", "an address and port"},
	{CONF_ADDRESS, "localhost:3128", "an address and port"},
	{CONF_ADDRESS, ":3128", "an address and port"},
	{CONF_NETWORK, "10.1.2.1/24", "a network"},
	{CONF_NETWORK, "10.1.2.0/33", "a network"},
	{CONF_NETWORK, "example.de", "a network"},
	{CONF_HOST, "", "a host"},
	{CONF_HOST, "hr.example.de:443", "a host"},
	{CONF_HOST, "https://hr.example.de", "a host"},
	{CONF_HOST, "*.192.0.2.7", "a host"},
	{CONF_HOST, "*", "a host"},
	{CONF_HOST, "a.*.de", "a host"},
	{CONF_BOOL, "true", "true or false"},
	{CONF_INTEGER, "5", "a whole number from 1 to 65535"},
};

START_TEST(value_is_refused_with_what_was_expected)
{
	struct arena *arena = arena_new(1 << 16);
	struct conf_scalar s = {"untouched", 77};
	struct why why = {""};
	int rc = parse(refused[_i].type, refused[_i].text, arena, &s, &why);
	ck_assert_int_eq(rc, -EINVAL);
	ck_assert_msg(strstr(why.text, refused[_i].expected) != NULL, "%s: %s",
		      refused[_i].text, why.text);
	arena_free(&arena);
}
END_TEST

START_TEST(value_of_a_number_keeps_to_its_bounds)
{
	struct arena *arena = arena_new(1 << 16);
	struct conf_scalar s;
	struct why why;
	const struct conf_row *row = &rows[CONF_INTEGER];
	ck_assert_int_eq(conf_scalar_from_number(row, 1, arena, &s, &why), 0);
	ck_assert_int_eq(s.number, 1);
	ck_assert_int_eq(conf_scalar_from_number(row, 0, arena, &s, &why),
			 -EINVAL);
	ck_assert_int_eq(conf_scalar_from_number(row, 65535, arena, &s, &why),
			 0);
	ck_assert_int_eq(conf_scalar_from_number(row, 65536, arena, &s, &why),
			 -EINVAL);
	ck_assert_str_eq(why.text, "expected a whole number from 1 to 65535");
	ck_assert_int_eq(conf_scalar_from_number(&rows[CONF_DURATION], 5, arena,
						 &s, &why),
			 -EINVAL);
	ck_assert_int_eq(
		conf_scalar_from_number(&rows[CONF_SIZE], 5, arena, &s, &why),
		0);
	ck_assert_str_eq(s.text, "5B");
	ck_assert_int_eq(conf_scalar_from_bool(row, true, &s, &why), -EINVAL);
	ck_assert_int_eq(
		conf_scalar_from_bool(&rows[CONF_BOOL], true, &s, &why), 0);
	arena_free(&arena);
}
END_TEST

START_TEST(value_stops_at_the_limit_of_its_memory)
{
	struct arena *arena = arena_new(4);
	struct conf_scalar s;
	struct why why;
	ck_assert_int_eq(parse(CONF_TEXT, "abc", arena, &s, &why), 0);
	ck_assert_int_eq(parse(CONF_TEXT, "abc", arena, &s, &why), -ENOMEM);
	arena_free(&arena);
}
END_TEST

int
main(void)
{
	SUITE("value");
	CASE_ROWS(value_is_taken_in_its_one_form, N_ROWS(taken));
	CASE_ROWS(value_is_refused_with_what_was_expected, N_ROWS(refused));
	CASE(value_of_a_number_keeps_to_its_bounds);
	CASE(value_stops_at_the_limit_of_its_memory);
	return SUITE_RUN();
}
