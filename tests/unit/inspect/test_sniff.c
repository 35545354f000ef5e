/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What bytes are taken for: the format named, the class of what cannot be
 * read, and that a wrong label hides nothing.
 */
#include "inspect/sniff.h"
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#define NUL8 "\0\0\0\0\0\0\0\0"
#define PAD NUL8 NUL8 NUL8 "\1\2\3\4\5\6\7" NUL8

static const struct inspect_row rows[] = {
	{"", "", INSPECT_BODY("PAR1" PAD), "unreadable 2 parquet", NULL},
	{"", "", INSPECT_BODY("SQLite format 3\0" PAD), "unreadable 2 sqlite",
	 NULL},
	{"text/plain", "", INSPECT_BODY("%PDF-1.7\n%" PAD), "unreadable 2 pdf",
	 NULL},
	{"text/csv", "", INSPECT_BODY("PK\3\4\24\0\0\0\10\0" PAD),
	 "unreadable 2 zip", NULL},
	{"", "", INSPECT_BODY("PK\3\4\24\0\1\0\10\0" PAD),
	 "unreadable 8 encrypted-zip", NULL},
	{"", "", INSPECT_BODY("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n"),
	 "unreadable 8 pgp", NULL},
	{"image/png", "", INSPECT_BODY("\x89PNG\r\n\x1a\n" PAD),
	 "unreadable 1 png", NULL},
	{"text/plain", "", INSPECT_BODY("\xff\xd8\xff\xe0" PAD),
	 "unreadable 1 jpeg", NULL},
	{"video/x-odd", "", INSPECT_BODY("\1\2\3" PAD), "unreadable 1 media",
	 NULL},
	{"application/json", "", INSPECT_BODY("\1\2\3" PAD),
	 "unreadable 2 binary", NULL},
	/* Text in them is read all the same, chance is not. */
	{"", "", INSPECT_BODY("SQLite format 3\0" PAD "15905285596" PAD),
	 "persons 1 ", NULL},
	{"", "",
	 INSPECT_BODY("\x89PNG\r\n\x1a\n" PAD "author a.b@example.com" PAD),
	 "persons 1 ", NULL},
	{"", "", INSPECT_BODY("\x89PNG\r\n\x1a\n" PAD "a@b.cn" PAD),
	 "persons 0 ", NULL},
	/* Mostly text is text. */
	{"", "",
	 INSPECT_BODY("line one\nline two\0\nphone 15905285596\n"
		      "line three\nline four\n"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"image/png", "", INSPECT_BODY("{\"phone\":\"15905285596\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
};

START_TEST(bytes_are_what_they_are)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

static const struct {
	const char *type, *text;
	enum format format;
} texts[] = {
	{"text/plain", "{\"a\":1}", FORMAT_JSON},
	{"text/plain", "[1,2]", FORMAT_JSON},
	{"application/x-www-form-urlencoded", "{\"a\":1}", FORMAT_JSON},
	{"text/plain", "[2026-01-01 12:00] started", FORMAT_TEXT},
	{"text/plain", "[info] started", FORMAT_TEXT},
	{"text/plain", "<a>b</a>", FORMAT_MARKUP},
	{"text/plain", "<- see above", FORMAT_TEXT},
	{"", "a=1&b=2", FORMAT_FORM},
	{"", "a = 1 & b = 2", FORMAT_TEXT},
	{"application/x-www-form-urlencoded", "a=1", FORMAT_FORM},
	{"application/x-www-form-urlencoded", "a,b\n1,2\n", FORMAT_TEXT},
	{"application/x-www-form-urlencoded", "a,b,c\n1,2,3\n", FORMAT_TABLE},
	{"text/csv", "a\n1\n", FORMAT_TABLE},
	{"text/plain", "a\n1\n", FORMAT_TEXT},
	{"text/plain", "One, two.\nThree, four, five.\nSix.\n", FORMAT_TEXT},
};

START_TEST(text_is_judged_by_its_shape)
{
	struct table_shape shape;
	enum format format =
		sniff_text(span_str(texts[_i].text), true,
			   span_str(texts[_i].type), SPAN_NONE, &shape);
	ck_assert_msg(format == texts[_i].format, "%s is %d", texts[_i].text,
		      (int)format);
}
END_TEST

START_TEST(a_header_is_words_not_values)
{
	struct table_shape shape;
	ck_assert(sniff_table(SPAN("name,phone\nx,15905285596\n"), true, true,
			      &shape));
	ck_assert(shape.header);
	ck_assert(sniff_table(SPAN("x,15905285596\ny,16754259874\n"), true,
			      true, &shape));
	ck_assert(!shape.header);
	ck_assert(sniff_table(SPAN("a\tb\n1\t2\n"), true, true, &shape));
	ck_assert_int_eq(shape.delimiter, '\t');
}
END_TEST

START_TEST(parameters_of_a_media_type_are_found)
{
	struct span type = SPAN("text/plain; a=b ;Charset = \"utf-8\"; c");
	ck_assert(media_is(type, "TEXT/plain"));
	ck_assert(!media_is(type, "text/plai"));
	ck_assert(
		span_eq(media_parameter(type, SPAN("charset")), SPAN("utf-8")));
	ck_assert_uint_eq(media_parameter(type, SPAN("boundary")).n, 0);
}
END_TEST

int
main(void)
{
	SUITE("sniff");
	CASE_ROWS(bytes_are_what_they_are, N_ROWS(rows));
	CASE_ROWS(text_is_judged_by_its_shape, N_ROWS(texts));
	CASE(a_header_is_words_not_values);
	CASE(parameters_of_a_media_type_are_found);
	return SUITE_RUN();
}
