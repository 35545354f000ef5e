/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Character sets: declared, marked or found out, all come to the same text;
 * digits that only look different count, what cannot be seen does not.
 */
#include "inspect/fold.h"
#include "inspect/guess.h"
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

/* Texts in the sets they are written in, and what they are declared to be. */
static const struct {
	const char *charset, *declared, *is, *text;
} guesses[] = {
	{"GB18030", "", "GB18030", "\u5f20\u4f1f"},
	{"GB18030", "iso-8859-1", "GB18030",
	 "\u59d3\u540d\uff1a\u5f20\u4f1f\uff0c\u7535\u8bdd"},
	{"GB18030", "big5", "big5", "\u5f20\u4f1f"},
	{"ISO-8859-1", "iso-8859-1", "iso-8859-1", "Jos\u00e9 M\u00fcller"},
	{"BIG5", "", "BIG5",
	 "\u81fa\u5317\u5e02\u653f\u5e9c\u6236\u653f\u4e8b\u52d9\u6240"
	 "\u767c\u7d66\u7684\u8eab\u5206\u8b49\u5b57\u865f\uff0c\u8acb"
	 "\u52ff\u5916\u6d29\u3002\u9019\u662f\u6211\u5011\u7684\u8cc7"
	 "\u6599"},
	{"EUC-KR", "", "UHC",
	 "\uc548\ub155\ud558\uc138\uc694. \uc774\ub984\uacfc "
	 "\uc804\ud654\ubc88\ud638\ub97c \uc54c\ub824 "
	 "\uc8fc\uc138\uc694. \uac10\uc0ac\ud569\ub2c8\ub2e4. "
	 "\uc11c\uc6b8\ud2b9\ubcc4\uc2dc"},
	{"SHIFT_JIS", "", "SHIFT_JIS",
	 "\u3053\u3093\u306b\u3061\u306f\u3002\u304a\u540d\u524d\u3068"
	 "\u96fb\u8a71\u756a\u53f7\u3092\u6559\u3048\u3066\u304f\u3060"
	 "\u3055\u3044\u3002\u3042\u308a\u304c\u3068\u3046"},
	{"EUC-JP", "", "EUC-JP",
	 "\u3053\u3093\u306b\u3061\u306f\u3002\u304a\u540d\u524d\u3068"
	 "\u96fb\u8a71\u756a\u53f7\u3092\u6559\u3048\u3066\u304f\u3060"
	 "\u3055\u3044\u3002\u3042\u308a\u304c\u3068\u3046"},
};

START_TEST(a_character_set_is_guessed)
{
	uint8_t out[1000];
	struct span s = recoded(guesses[_i].charset, span_str(guesses[_i].text),
				out, sizeof(out));
	const char *name = guess_charset(s, guesses[_i].declared);
	ck_assert_ptr_nonnull(name);
	ck_assert_str_eq(name, guesses[_i].is);
}
END_TEST

/* What is declared is not believed against the bytes. */
static const struct {
	const char *charset, *type, *text;
} wrong[] = {
	{"UTF-8", "text/plain; charset=gb2312", text},
	{"GB18030", "text/plain; charset=utf-8", text},
	{"GB18030", "text/plain; charset=ISO-8859-1", text},
	{"UTF-16LE", "text/plain", text},
	{"UTF-32LE", "text/plain", text},
	{"UTF-32BE", "application/octet-stream", text},
	{"UTF-16BE", "text/plain",
	 "\u59d3\u540d\uff1a\u5f20\u4f1f\uff0c\u624b\u673a\uff1a"
	 "\uff11\uff15\uff19\uff10\uff15\uff12\uff18\uff15\uff15\uff19"
	 "\uff16"},
};

START_TEST(a_wrong_declaration_hides_nothing)
{
	uint8_t out[1000];
	struct inspect_row row = {wrong[_i].type, "",
				  recoded(wrong[_i].charset,
					  span_str(wrong[_i].text), out,
					  sizeof(out)),
				  _i < 6 ? "cn-name" : "cn-mobile", NULL};
	ck_assert_int_eq(inspect_check(&row), 0);
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
	CASE_ROWS(a_character_set_is_guessed, N_ROWS(guesses));
	CASE_ROWS(a_wrong_declaration_hides_nothing, N_ROWS(wrong));
	CASE(a_late_gb18030_is_still_found_out);
	CASE(folding_never_grows_and_makes_no_syntax);
	return SUITE_RUN();
}
