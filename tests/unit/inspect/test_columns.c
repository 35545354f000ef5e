/* SPDX-License-Identifier: Apache-2.0 */
/* Tables in JSON: an array per column, an array per row. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#define ROW(body, says, says_not)                                              \
	{                                                                      \
		"application/json", "", INSPECT_BODY(body), says, says_not     \
	}
#define PHONES "\"15905285596\",\"16754259874\",\"15905285588\""
#define MAILS "\"a@example.com\",\"b@example.com\",\"c@example.com\""

static const struct inspect_row rows[] = {
	/* Columns of one length are joined. */
	ROW("{\"phone\":[" PHONES "],\"mail\":[" MAILS "]}",
	    "persons 3 low 0 unreadable 0 -\n", NULL),
	ROW("{\"meta\":{\"n\":3},\"data\":{\"phone\":[" PHONES
	    "],\"x\":[1,2],\"mail\":[" MAILS "]}}",
	    "persons 3 low 0 unreadable 0 -\n", NULL),
	/* ... by place, nulls keep theirs. */
	ROW("{\"phone\":[null,\"15905285596\"],\"mail\":[\"a@example.com\","
	    "\"b@example.com\"],\"id\":[\"370102198005122102\",null]}",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	/* Of different lengths they are not. */
	ROW("{\"phone\":[" PHONES "],\"mail\":[\"a@example.com\","
	    "\"b@example.com\"]}",
	    "person cn-mobile:", NULL),
	/* What stands beside the columns is somebody else. */
	ROW("{\"by\":\"d@example.com\",\"phone\":[" PHONES "],\"mail\":[" MAILS
	    "]}",
	    "persons 4 low 0 unreadable 0 -\n", NULL),
	/* A person with lists of one each stays one. */
	ROW("{\"id\":\"370102198005122102\",\"phone\":[\"15905285596\"],"
	    "\"mail\":[\"a@example.com\"]}",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	/* Names that count. */
	ROW("{\"phone\":{\"0\":\"15905285596\",\"1\":\"16754259874\"},"
	    "\"mail\":{\"0\":\"a@example.com\",\"1\":\"b@example.com\"}}",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("{\"passport\":{\"0\":\"E44357705\",\"1\":null}}", "cn-passport",
	    NULL),
	/* Rows, their columns named beside them or in the first of them. */
	ROW("{\"columns\":[\"no\",\"passport\",\"phone\"],\"data\":[[1,"
	    "\"E44357705\",\"15905285596\"],[2,null,\"16754259874\"]]}",
	    "cn-passport", NULL),
	ROW("{\"columns\":[\"no\",\"passport\"],\"data\":[[\"E44357705\",1]]}",
	    "persons 0 low 0 unreadable 0 -\n", NULL),
	ROW("{\"columns\":[{\"name\":\"no\",\"type\":\"int\"},{\"type\":"
	    "\"text\",\"name\":\"passport\"}],\"rows\":[[1,\"E44357705\"]]}",
	    "cn-passport", NULL),
	ROW("[[\"no\",\"passport\"],[1,\"E44357705\"],[2,\"\"]]", "cn-passport",
	    NULL),
	ROW("[[\"1\",\"passport\"],[1,\"E44357705\"],[2,\"\"]]",
	    "persons 0 low 0 unreadable 0 -\n", NULL),
	ROW("[[1,\"15905285596\",\"a@example.com\"],[2,\"16754259874\"]]",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("[\"15905285596\",\"a@example.com\"]\n[\"16754259874\"]\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	/* What is broken. */
	ROW("{\"a\":{\"13800138000@x\" \"0\":\"15905285596\",[1]\"0\":2}",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("{\"phone\":[" PHONES "],\"mail\":[" MAILS,
	    "person cn-mobile:", NULL),
};

START_TEST(columns_say_the_same_however_they_are_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

static void
put_column(struct buf *b, const char *name, const char *before,
	   const char *after, int n)
{
	if (buf_printf(b, "\"%s\":[", name) != 0)
		abort();
	for (int i = 0; i < n; i++)
		if (buf_printf(b, "%s\"%s%08d%s\"", i > 0 ? "," : "", before, i,
			       after) != 0)
			abort();
	inspect_put(b, "],");
}

/* Of many times the length of a record: whole it counts each person once,
 * and says that it must be judged as a whole. */
START_TEST(long_columns_are_joined)
{
	enum { N = 20000 };
	struct buf body;
	struct inspection *i;
	struct inspect_totals t;
	buf_init(&body, 1 << 24);
	inspect_put(&body, "{");
	put_column(&body, "phone", "159", "", N);
	put_column(&body, "mail", "user", "@example.com", N);
	put_column(&body, "qq", "8", "", N);
	inspect_put(&body, "\"n\":1}");
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_body(i, SPAN("application/json"), SPAN_NONE,
					 SPAN_NONE),
			 0);
	for (size_t at = 0; at < body.n; at += 16384) {
		struct span piece = span_cut(buf_span(&body), at, at + 16384);
		bool last = at + 16384 >= body.n;
		ck_assert_int_eq(inspection_push(i, piece, last), 0);
		if (!last)
			ck_assert_uint_lt(inspection_safe(i), 16384);
	}
	ck_assert(inspection_needs_whole(i));
	inspection_totals(i, &t);
	ck_assert_uint_eq(t.persons, N);
	inspection_free(&i);
	buf_fini(&body);
}
END_TEST

int
main(void)
{
	SUITE("columns");
	CASE_ROWS(columns_say_the_same_however_they_are_cut, N_ROWS(rows));
	CASE(long_columns_are_joined);
	return SUITE_RUN();
}
