/* SPDX-License-Identifier: Apache-2.0 */
/* YAML. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#define ROW(body, says, says_not)                                              \
	{                                                                      \
		"application/yaml", "", INSPECT_BODY(body), says, says_not     \
	}

static const struct inspect_row rows[] = {
	/* Mappings are records, their keys labels. */
	ROW("users:\n- no: 1\n  passport: E44357705\n- no: 2\n  passport:\n",
	    "cn-passport", NULL),
	ROW("users:\n  - no: E44357705\n    passport: 1\n",
	    "persons 0 low 0 unreadable 0 -\n", NULL),
	ROW("- phone: 15905285596\n  mail: a.b@example.com\n- phone: "
	    "\"16754259874\"\n  mail: 'c.d@example.com'\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("a:\n  phone: 15905285596\n  contact:\n    mail: a.b@example.com\n"
	    "b:\n  phone: 16754259874\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("phone: 15905285596\n---\nmail: a.b@example.com\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("phone: 15905285596\nx: --- 1\nmail: a.b@example.com\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("- - phone: 15905285596\n    mail: a.b@example.com\n  - phone: "
	    "16754259874\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	/* Brackets. */
	ROW("users: [{no: 1, passport: E44357705}, {\"no\":2,\n \"passport\":"
	    "\"\"}]\nx: 1\n",
	    "cn-passport", NULL),
	ROW("u: [{phone: 15905285596,mail: a.b@example.com},{phone: "
	    "16754259874}]\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("phones: [15905285596]\nmail: a.b@example.com\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	/* Quotes, escapes, blocks, comments, anchors. */
	ROW("passport: \"E443\\x35\\u00377\\\n05\"\n", "cn-passport", NULL),
	ROW("a: 'it''s: 15905285596'\nb: \"say \\\"x\\\" 16754259874\"\n",
	    "cn-mobile", NULL),
	ROW("note: |\n  call 15905285596\n\n    indented\nmail: "
	    "a.b@example.com\nother: >-\n text\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("passport: |\n  E44357705\npart: >\n  E44357713\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("- &x {phone: 15905285596}\n- *x\n# 16754259874\n- <<: *x\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("url: http://x/y:z\ntime: 10:00\nphone: 15905285596 # home\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	/* What is broken. */
	ROW("a: \"never ends 15905285596\n", "cn-mobile", NULL),
	ROW("a: [{phone: 15905285596", "cn-mobile", NULL),
	ROW("]}]}: - -\n-\n--\n---\n:15905285596\n", "cn-mobile", NULL),
};

START_TEST(yaml_says_the_same_however_it_is_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

/* It says itself what it is. */
START_TEST(yaml_is_told_by_its_looks)
{
	static const char *const bodies[] = {
		"---\nno: 1\npassport: E44357705\n",
		"kind: List\nitems:\n  - no: 1\n    passport: E44357705\n",
	};
	struct inspect_row row = {"text/plain", "", span_str(bodies[_i]),
				  "cn-passport", NULL};
	ck_assert_int_eq(inspect_check(&row), 0);
}
END_TEST

int
main(void)
{
	SUITE("yaml");
	CASE_ROWS(yaml_says_the_same_however_it_is_cut, N_ROWS(rows));
	CASE_ROWS(yaml_is_told_by_its_looks, 2);
	return SUITE_RUN();
}
