/* SPDX-License-Identifier: Apache-2.0 */
/* Where findings stand: offset and length are those of the bytes sent. */
#include "inspect/trail.h"
#include "lib/inspect_feed.h"
#include "lib/suite.h"

struct place_row {
	const char *type;
	struct span body;
	/* The stretches of the body that findings name, one after another;
	 * each is there once. */
	const char *stretches[4];
};

#define TEL "15905285596"
#define MAIL "mei.lin1@example.com"
#define PLACES(type, body, ...)                                                \
	{                                                                      \
		type, SPAN(body),                                              \
		{                                                              \
			__VA_ARGS__                                            \
		}                                                              \
	}

static const struct place_row rows[] = {
	PLACES("text/plain", "tel " TEL ", and mail " MAIL "\n", TEL, MAIL),
	/* What is folded or left out moves nothing. */
	PLACES("text/plain",
	       "\xef\xbb\xbf\xef\xbc\x91\xef\xbc\x92 tel " TEL "\n", TEL),
	PLACES("text/csv",
	       "\xef\xbb\xbfname,phone,mail\n\xef\xbc\xa1,"
	       "1590\xe2\x80\x8b"
	       "5285596," MAIL "\n",
	       "1590\xe2\x80\x8b"
	       "5285596",
	       MAIL),
	PLACES("text/csv",
	       "note,phone,mail\n\"\"\"a\"\" " TEL "\",16754259874,\n", TEL,
	       "16754259874"),
	PLACES("application/json",
	       "{\"a\\u4e00\\n\":\"\\u5f20 " TEL "\",\"mail\":\"" MAIL "\"}",
	       TEL, MAIL),
	PLACES("application/json",
	       "{\"phone\":\"\\u0031590528559\\u0036\",\"x\":\"" MAIL "\"}",
	       "\\u0031590528559\\u0036", MAIL),
	/* JSON in a string of JSON. */
	PLACES("application/json",
	       "{\"x\":\"{\\\"phone\\\": \\\"" TEL "\\\", \\\"m\\\": \\\"" MAIL
	       "\\\"}\"}",
	       TEL, MAIL),
	PLACES("application/x-www-form-urlencoded",
	       "a=%E5%BC%A0+" TEL "&mail=mei.lin1%40example.com", TEL,
	       "mei.lin1%40example.com"),
	PLACES("application/xml",
	       "<r><p><n>a &amp; &#x5f20; " TEL "</n><m>" MAIL "</m></p></r>",
	       TEL, MAIL),
	PLACES("application/sql",
	       "INSERT INTO u (a, phone, mail) VALUES (1, 'it''s', 'x'), "
	       "(2, '" TEL "', N'" MAIL "');\n",
	       TEL, MAIL),
	PLACES("application/sql",
	       "COPY u (a, phone, mail) FROM stdin;\n1\\\\\t" TEL
	       "\ta\\tb " MAIL "\n\\.\n",
	       TEL, MAIL),
	PLACES("application/yaml",
	       "- phone: " TEL "\n  mail: \"a \\u5f20 " MAIL "\"\n"
	       "- phone: '16754259874'\n",
	       TEL, MAIL, "16754259874"),
	PLACES("text/vcard",
	       "BEGIN:VCARD\r\nFN:a\\, b\r\nTEL;TYPE=cell:1590\r\n "
	       "5285596\r\nEMAIL:" MAIL "\r\nEND:VCARD\r\n",
	       "1590\r\n 5285596", MAIL),
	PLACES("message/rfc822",
	       "From: A <" MAIL ">\r\nX-Tel: =?utf-8?q?=E5=BC=A0?= " TEL
	       "\r\nSubject: x\r\n\r\ntel 16754259874\r\n",
	       MAIL, TEL, "16754259874"),
	PLACES("multipart/form-data; boundary=b",
	       "--b\r\nContent-Disposition: form-data; "
	       "name=\"phone\"\r\n\r\n" TEL
	       "\r\n--b\r\nContent-Disposition: form-data; name=\"m\"; "
	       "filename=\"16754259874.txt\"\r\n\r\n\xef\xbb\xbfto " MAIL
	       "\r\n--b--\r\n",
	       TEL, "16754259874", MAIL),
};

static size_t
place_of(struct span body, const char *stretch)
{
	ssize_t at = span_find(body, span_str(stretch));
	ck_assert_int_ge(at, 0);
	return (size_t)at;
}

START_TEST(offsets_are_those_of_the_body_however_it_is_cut)
{
	const struct place_row *row = &rows[_i];
	struct inspect_case c = {row->type, "", "", NULL};
	struct feed f = inspect_feed(&c);
	struct buf out;
	ck_assert_int_eq(feed_every_way(&f, row->body), 0);
	const char *said = inspect_whole(&c, row->body, &out);
	for (size_t i = 0; i < 4 && row->stretches[i] != NULL; i++) {
		char want[64];
		const char *s = row->stretches[i];
		snprintf(want, sizeof(want), "@%zu+%zu ",
			 place_of(row->body, s), strlen(s));
		ck_assert_msg(strstr(said, want) != NULL, "%s: no%sin\n%s", s,
			      want, said);
	}
	buf_fini(&out);
}
END_TEST

/* Long values go another way: text of 9000 bytes with escapes, in which a
 * number stands, and once more behind it. */
static const struct {
	const char *type, *before, *filler, *after;
} long_rows[] = {
	{"application/json", "{\"a\":\"", "lo\\u5f20 \\n ", "\",\"b\":\""},
	{"application/json", "{\"a\":\"{\\\"x\\\":\\\"", "lo \\\\n rem ",
	 "\\\"}\",\"b\":\""},
	{"application/x-www-form-urlencoded", "a=", "lo+%E5%BC%A0m+", "&b="},
	{"text/csv", "a,b\n\"", "lorem \"\"ip\"\" ", "\",\""},
	{"application/xml", "<r><a>", "lorem &amp; ", "</a><b>"},
	{"application/sql", "INSERT INTO u (a, b) VALUES ('", "lo''rem ",
	 "','"},
	{"application/yaml", "a: \"", "lo\\trem ", "\"\nb: \""},
	{"text/plain", "\xef\xbb\xbf", "lo\xe2\x80\x8brem ", "\n"},
};

START_TEST(offsets_in_long_values_are_those_of_the_body)
{
	struct inspect_case c = {long_rows[_i].type, "", "", NULL};
	struct feed f = inspect_feed(&c);
	struct buf body, out;
	char first[32], second[32];
	buf_init(&body, 1 << 20);
	inspect_put(&body, long_rows[_i].before);
	while (body.n < 9000)
		inspect_put(&body, long_rows[_i].filler);
	snprintf(first, sizeof(first), "@%zu+11 ", body.n);
	inspect_put(&body, TEL " ");
	for (int i = 0; i < 10; i++)
		inspect_put(&body, long_rows[_i].filler);
	inspect_put(&body, long_rows[_i].after);
	snprintf(second, sizeof(second), "@%zu+11 ", body.n);
	inspect_put(&body, "16754259874\n");
	const char *said = inspect_whole(&c, buf_span(&body), &out);
	ck_assert_msg(strstr(said, first) != NULL &&
			      strstr(said, second) != NULL,
		      "no %sor %sin\n%s", first, second, said);
	buf_fini(&out);
	ck_assert_int_eq(feed_every_way(&f, buf_span(&body)), 0);
	buf_fini(&body);
}
END_TEST

int
main(void)
{
	SUITE("places");
	CASE_ROWS(offsets_are_those_of_the_body_however_it_is_cut,
		  N_ROWS(rows));
	CASE_ROWS(offsets_in_long_values_are_those_of_the_body,
		  N_ROWS(long_rows));
	return SUITE_RUN();
}
