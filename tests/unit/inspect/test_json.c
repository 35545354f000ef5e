/* SPDX-License-Identifier: Apache-2.0 */
/* JSON: escapes, records in records, lines, and what is not quite JSON. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

static const struct inspect_row rows[] = {
	/* two positions near one another, and two that are not */
	{"application/json", "",
	 INSPECT_BODY("[{\"lat\":31.230416,\"lng\":121.473701},"
		      "{\"lat\":31.231416,\"lng\":121.474701}]"),
	 "spi-whereabouts", NULL},
	{"application/json", "",
	 INSPECT_BODY("[{\"lat\":31.230416,\"lng\":121.473701},"
		      "{\"lat\":39.909230,\"lng\":116.397428}]"),
	 "gps", "spi-whereabouts"},
	{"application/json", "",
	 INSPECT_BODY("[{\"lat\":31.230416},{\"lat\":31.230416}]"), "gps",
	 "spi-whereabouts"},
	/* numbers of a child and of its mother */
	{"application/json", "",
	 INSPECT_BODY("{\"id_no\":\"370102201601020019\"}"), "spi-minor", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"id_no\":\"370102196110270968\"}"), "cn-resident-id",
	 "spi-minor"},
	{"application/json", "",
	 INSPECT_BODY(
		 "{\"phone\":\"15905285596\",\"email\":\"a.b@example.com\"}"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("[{\"phone\":\"15905285596\"},{\"email\":\"a.b@example."
		      "com\"}]"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"phone\":15905285596}\n{\"phone\":16754259874}\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"p\":\"\\u0031\\u0035905285596\"}"), "cn-mobile",
	 NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"p\":\"\\uff11\\uff15905285596\"}"), "15905285596",
	 NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"e\":\"a\\u0040example.com\",\"x\":"
		      "\"\\ud83d\\ude00\\ud83d\"}"),
	 "email", NULL},
	{"application/json", "", INSPECT_BODY("{\"15905285596\":{\"x\":1}}"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"id_card\":\"370102196110270968\",\"contact\":{"
		      "\"phone\":\"15905285596\"}}"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"id_card\":\"370102196110270968\",\"a\":{\"deep\":{"
		      "\"phone\":\"15905285596\"}}}"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"id_card\":\"370102196110270968\",\"a\":{\"phone\":"
		      "\"15905285596\"},\"b\":{\"phone\":\"16754259874\"}}"),
	 "persons 3 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"id_card\":\"370102196110270968\",\"all\":[{\"phone\":"
		      "\"15905285596\"}]}"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"id_card\":\"370102196110270968\",\"a\":{\"id_card\":"
		      "\"340102197810194280\"}}"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"phones\":[\"15905285596\",\"16754259874\"],\"email\":"
		      "\"a.b@example.com\"}"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	/* sections of one person's data; two persons of one order */
	{"application/json", "",
	 INSPECT_BODY("{\"bankInfo\":{\"card\":\"6228488699346736532\"},"
		      "\"contact\":{\"phone\":\"15905285596\"},"
		      "\"identity\":{\"id\":\"370102196110270968\"}}"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"buyer\":{\"phone\":\"15905285596\"},"
		      "\"seller\":{\"email\":\"a.b@example.com\"}}"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"contact1\":{\"phone\":\"15905285596\"},"
		      "\"contact2\":{\"email\":\"a.b@example.com\"}}"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	/* names and values in pairs */
	{"application/json", "",
	 INSPECT_BODY("{\"form\":[{\"key\":\"phone\",\"value\":"
		      "\"15905285596\"},{\"key\":\"passport\",\"value\":"
		      "\"EG2420705\"}]}"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("[{\"key\":\"phone\",\"value\":\"15905285596\"},"
		      "{\"key\":\"phone\",\"value\":\"16754259874\"}]"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"key\":\"passport\",\"value\":\"EG2420705\"}"),
	 "cn-passport 2", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"key\":\"colour\",\"value\":\"EG2420705\"}"),
	 "persons 0 low 0 unreadable 0 -\n", "cn-passport"},
	{"application/json", "",
	 INSPECT_BODY("{\"idType\":\"PASSPORT\",\"idNo\":\"S1234567\"}"),
	 "cn-passport", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"idType\":\"OTHER\",\"idNo\":\"S1234567\"}"),
	 "persons 0 low 0 unreadable 0 -\n", "cn-passport"},
	/* details of a person, and details of nobody */
	{"application/json", "",
	 INSPECT_BODY("{\"phone\":\"15905285596\",\"track\":[{\"lat\":"
		      "31.230416,\"lng\":121.473701},{\"lat\":39.909230,"
		      "\"lng\":116.397428}]}"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"n\":1,\"track\":[{\"lat\":"
		      "31.230416,\"lng\":121.473701},{\"lat\":39.909230,"
		      "\"lng\":116.397428}]}"),
	 "persons 2 low 2 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"mobile\":{\"value\":\"15905285596\"}}"),
	 "cn-mobile 2", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"a\":[1,2}\n{\"phone\":\"15905285596\"}\n{\"phone\":"
		      "\"16754259874\""),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"a\":\"b\nc\":\"15905285596\"}\n{\"email\":\"a.b@"
		      "example.com\"}"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"n\":1590528559,\"m\":\"15905285596x\",\"t\":"
		      "1700000000000}"),
	 "persons 0 low 0 unreadable 0 -\n", "cn-mobile"},
	{"text/plain", "", INSPECT_BODY("  {\"phone\":\"15905285596\"}"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"application/octet-stream", "",
	 INSPECT_BODY("[{\"phone\":\"15905285596\"}]"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
};

START_TEST(json_says_the_same_however_it_is_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

/* One level more than is read; what lies deeper is read all the same. */
START_TEST(json_that_is_too_deep_is_unreadable_not_clean)
{
	char text[2048];
	size_t n = 0;
	for (int i = 0; i < 520; i++)
		text[n++] = '[';
	n += (size_t)snprintf(text + n, 32, "\"15905285596\"");
	for (int i = 0; i < 520; i++)
		text[n++] = ']';
	struct inspect_row row = {"application/json", "", span_of(text, n),
				  "persons 1 low 0 unreadable 10 depth\n",
				  NULL};
	ck_assert_int_eq(inspect_check(&row), 0);
}
END_TEST

/* The value lies on every side of every place where a long string is cut. */
START_TEST(a_long_string_hides_nothing_at_its_seams)
{
	static char text[40000];
	struct inspect_case c = {"application/json", "", "", NULL};
	struct feed f = inspect_feed(&c);
	for (size_t at = 15990; at < 16420; at += 7) {
		struct buf out;
		memset(text, ' ', sizeof(text));
		memcpy(text, "{\"t\":\"", 6);
		memcpy(text + at, "15905285596", 11);
		memcpy(text + sizeof(text) - 2, "\"}", 2);
		struct span in = span_of(text, sizeof(text));
		const char *said = inspect_whole(&c, in, &out);
		ck_assert_msg(strstr(said, "persons 1 low 0") != NULL,
			      "at %zu: %s", at, said);
		struct buf cut;
		buf_init(&cut, 1 << 20);
		feed_pieces(&f, in, 333, 333, &cut);
		ck_assert(buf_byte(&cut, 0) == 0);
		ck_assert_str_eq(said, (const char *)cut.p);
		buf_fini(&cut);
		buf_fini(&out);
	}
}
END_TEST

int
main(void)
{
	SUITE("json");
	CASE_ROWS(json_says_the_same_however_it_is_cut, N_ROWS(rows));
	CASE(json_that_is_too_deep_is_unreadable_not_clean);
	CASE(a_long_string_hides_nothing_at_its_seams);
	return SUITE_RUN();
}
