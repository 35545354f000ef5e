/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Character sets: declared, marked or found out, all come to the same text;
 * digits that only look different count, what cannot be seen does not.
 */
#include "inspect/fold.h"
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#include <iconv.h>

static const char text[] = "姓名：张伟\n身份证：370102196110270968\n"
			   "电话：15905285596\n";

static struct span
recoded(const char *charset, struct span in, uint8_t *out, size_t size)
{
	iconv_t cd = iconv_open(charset, "UTF-8");
	ck_assert(cd != (iconv_t)-1);
	char *from = (char *)(uintptr_t)in.p, *to = (char *)out;
	size_t left = in.n, room = size;
	ck_assert(iconv(cd, &from, &left, &to, &room) != (size_t)-1);
	iconv_close(cd);
	return span_of(out, size - room);
}

static const struct {
	const char *charset, *type;
} sets[] = {{"GB18030", "text/plain"},
	    {"GB18030", "text/plain; charset=gbk"},
	    {"GB18030", "text/plain; charset=\"GB2312\""},
	    {"GB18030", "text/plain; charset=utf-8"},
	    {"UTF-16LE", "text/plain"},
	    {"UTF-16BE", "text/plain"},
	    {"UTF-16", "text/plain; charset=utf-16"},
	    {"UTF-16LE", "text/plain; charset=utf-16le"},
	    {"UTF-32", "text/plain"},
	    {"BIG5", "text/plain; charset=big5"},
	    {"UTF-8", "text/plain"},
	    {"UTF-8", "text/plain; charset=no-such-set"}};

START_TEST(every_character_set_comes_to_the_same_text)
{
	uint8_t out[1024];
	/* The second name is not in Big5. */
	struct span in = strcmp(sets[_i].charset, "BIG5") == 0
				 ? SPAN("phone: 15905285596\n"
					"id: 370102196110270968\n")
				 : span_str(text);
	struct inspect_row row = {
		sets[_i].type, "",
		recoded(sets[_i].charset, in, out, sizeof(out)),
		"persons 1 low 0 unreadable 0 -\n", NULL};
	ck_assert_int_eq(inspect_check(&row), 0);
}
END_TEST

static const struct inspect_row rows[] = {
	{"", "", INSPECT_BODY("１５９０５２８５５９６"), "persons 1 ", NULL},
	{"", "", INSPECT_BODY("159\u200b0528\u200d5596"), "persons 1 ", NULL},
	{"", "", INSPECT_BODY("𝟏𝟓𝟗𝟎𝟓𝟐𝟖𝟓𝟓𝟗𝟔"), "persons 1 ", NULL},
	{"", "", INSPECT_BODY("ａ.b＠example．com"), "persons 1 ", NULL},
	{"", "", INSPECT_BODY("\xef\xbb\xbf{\"phone\":\"15905285596\"}"),
	 "persons 1 ", NULL},
	{"", "", INSPECT_BODY("caf\xe9 15905285596 \xff\xfe"), "persons 1 ",
	 NULL},
	/* A comma that only looks like one parts no cells. */
	{"text/csv", "", INSPECT_BODY("a,b\n甲，乙,15905285596\n"), "@14+11",
	 NULL},
	{"text/plain; charset=utf-16le", "",
	 INSPECT_BODY("1\0"
		      "5\0"
		      "9\0"
		      "\x00\xd8"
		      "x\0"),
	 "unreadable 20 charset", NULL},
};

START_TEST(what_looks_the_same_is_the_same)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

START_TEST(a_late_gb18030_is_still_found_out)
{
	static uint8_t body[6000];
	memset(body, 'a', sizeof(body));
	body[4999] = '\n';
	struct span end = recoded("GB18030", span_str(text), body + 5000, 1000);
	struct inspect_row row = {"text/plain", "", span_of(body, 5000 + end.n),
				  "cn-name", NULL};
	ck_assert_int_eq(inspect_check(&row), 0);
}
END_TEST

START_TEST(folding_never_grows_and_makes_no_syntax)
{
	uint8_t buf[4];
	for (uint32_t c = 1; c < 0x11000; c++) {
		if (c >= 0xd800 && c < 0xe000)
			continue;
		size_t n = utf8_put(c, buf), cut;
		size_t out = fold_text(buf, n, &cut);
		ck_assert_uint_le(out, n);
		ck_assert_uint_eq(cut, 0);
		if (c >= 0x80 && out == 1)
			ck_assert_ptr_null(
				strchr("\"'\\,;:<>{}[]&=%\t\n|", buf[0]));
	}
}
END_TEST

int
main(void)
{
	SUITE("charset");
	CASE_ROWS(every_character_set_comes_to_the_same_text, N_ROWS(sets));
	CASE_ROWS(what_looks_the_same_is_the_same, N_ROWS(rows));
	CASE(a_late_gb18030_is_still_found_out);
	CASE(folding_never_grows_and_makes_no_syntax);
	return SUITE_RUN();
}
