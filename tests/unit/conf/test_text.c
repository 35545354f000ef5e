/* SPDX-License-Identifier: Apache-2.0 */
/* What libconfig would misread without a word is found before it reads. */
#include "conf/text.h"
#include "lib/suite.h"

#include <errno.h>

struct seen {
	unsigned errors;
	char last[256];
};

static void
note(void *arg, bool is_error, const char *text)
{
	struct seen *seen = arg;
	seen->errors += is_error;
	snprintf(seen->last, sizeof(seen->last), "%s", text);
}

static int
check(struct span text, struct seen *seen)
{
	struct conf_report report = {.fn = note, .arg = seen};
	*seen = (struct seen){0};
	return conf_text_check(text, "x.conf", &report);
}

static const char *const fine[] = {
	"",
	"a = 2147483647;",
	"a = -2147483648;",
	"a = +7;",
	"a = 0x7FFFFFFF;",
	"a = 2147483648L;",
	"a = 9223372036854775807L;",
	"a = -9223372036854775808LL;",
	"a = 0x7fffffffffffffffL;",
	"a = 99999999999.5;",
	"a = 99999999999e3;",
	"# 99999999999 @include\na = 1;",
	"// 99999999999\na = 1;",
	"/* 99999999999 \n @include \" */ a = 1;",
	"a = \"99999999999 @include \\\" # /*\";",
	"a99999999999 = 1;",
	"a-99999999999 = 1;",
	"a = \"\\\\\"; b = 1;",
	"a = ((((((((((((((((1))))))))))))))));",
	"a = \"one\n two\";",
};

START_TEST(text_is_left_to_the_parser)
{
	struct seen seen;
	ck_assert_int_eq(check(span_str(fine[_i]), &seen), 0);
	ck_assert_msg(seen.errors == 0, "%s", seen.last);
}
END_TEST

static const struct {
	const char *text, *says;
	unsigned errors;
} bad[] = {
	{"a = 2147483648;", "x.conf:1: 2147483648 does not fit", 1},
	{"\n\na = 4294967296;", "x.conf:3: 4294967296", 1},
	{"a = -2147483649;", "x.conf:1: -2147483649", 1},
	{"a = 0x80000000;", "x.conf:1: 0x80000000", 1},
	{"a = 0x8000000000000000L;", "64 bits", 1},
	{"a = 9223372036854775808L;", "64 bits", 1},
	{"a = 99999999999999999999999999999999999999999999999999L;",
	 "does not fit", 1},
	{"a = [ 1, 4294967297 ];\nb = 4294967298;", "x.conf:2", 2},
	{"a = \"x\n\"; b = 4294967297;", "x.conf:2", 1},
	{"/* \n\n */ b = 4294967297;", "x.conf:3", 1},
	{"@include \"other.conf\"", "x.conf:1: @include is not read", 1},
	{"a = 1;\n  @include \"other.conf\"", "x.conf:2: @include", 1},
	{"a = \"never closed\nb = 1;", "x.conf:1: this string has no end", 1},
	{"a = 1;\n/* never closed", "x.conf:2: this comment has no end", 1},
	{"a = \"x\\", "this string has no end", 1},
	{"a = (((((((((((((((((1)))))))))))))))));", "nesting", 1},
};

START_TEST(text_with_a_trap_is_refused_at_its_line)
{
	struct seen seen;
	ck_assert_int_eq(check(span_str(bad[_i].text), &seen), -EINVAL);
	ck_assert_uint_eq(seen.errors, bad[_i].errors);
	ck_assert_msg(strstr(seen.last, bad[_i].says) != NULL, "%s", seen.last);
}
END_TEST

START_TEST(text_after_a_nul_byte_is_refused)
{
	struct seen seen;
	ck_assert_int_eq(check(span_of("a = 1;\n\0b = 2;", 14), &seen),
			 -EINVAL);
	ck_assert_str_eq(seen.last, "x.conf:2: a NUL byte, expected text");
}
END_TEST

int
main(void)
{
	SUITE("text");
	CASE_ROWS(text_is_left_to_the_parser, N_ROWS(fine));
	CASE_ROWS(text_with_a_trap_is_refused_at_its_line, N_ROWS(bad));
	CASE(text_after_a_nul_byte_is_refused);
	return SUITE_RUN();
}
