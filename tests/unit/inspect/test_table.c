/* SPDX-License-Identifier: Apache-2.0 */
/* Tables: quotes, delimiters, headers, rows as records. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

static const struct inspect_row rows[] = {
	/* entities, attributes and values */
	{"text/csv", "",
	 INSPECT_BODY("entity_id,attribute,value\n7,passport,EG2420705\n"
		      "7,phone,15905285596\n8,email,a.b@example.com\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "",
	 INSPECT_BODY("entity_id,attribute,value\n7,passport,EG2420705\n"
		      "7,colour,E44357705\n"),
	 "cn-passport 2", "E44357705"},
	/* a title has its row */
	{"text/csv", "",
	 INSPECT_BODY("Staff,,\nno,passport,phone\n1,EG2420705,15905285596\n"
		      "2,PE1977050,16754259874\n"),
	 "cn-passport 2", NULL},
	/* Delimiters of other kinds. */
	{"text/plain", "", INSPECT_BODY("no^passport^x\n1^E44357705^2\n2^^3\n"),
	 "cn-passport", NULL},
	{"application/octet-stream", "",
	 INSPECT_BODY("no\001passport\001x\n1\001E44357705\0012\n"),
	 "cn-passport", NULL},
	/* Lines before the table. */
	{"text/csv", "",
	 INSPECT_BODY("Report of people\nmade 2026-11-23\n\nno,passport,x\n"
		      "1,E44357705,2\n2,,3\n"),
	 "cn-passport", NULL},
	{"text/csv", "", INSPECT_BODY("\n\nno,passport\n1,E44357705\n2,\n"),
	 "cn-passport", NULL},
	/* Several tables. */
	{"text/csv", "",
	 INSPECT_BODY("no,part,x\n1,2,3\n4,5,6\n7,8,9\r\n\r\nx,y,passport\n"
		      "1,2,E44357705\n"),
	 "cn-passport", NULL},
	{"text/csv", "",
	 INSPECT_BODY("no,part,passport\n1,2,\n4,5,\n7,8,\n\na,b,1234\n"
		      "1,2,E44357705\n"),
	 "cn-passport", NULL},
	{"text/csv", "",
	 INSPECT_BODY("no,part,passport\n1,2,\n4,5,\n7,8,\n\na,b,note\n"
		      "1,2,E44357705\n"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "",
	 INSPECT_BODY(
		 "id_no,phone\n370102196110270968,15905285596\n,16754259874\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "",
	 INSPECT_BODY("phone,email\r\n15905285596,a.b@example."
		      "com\r\n16754259874,\r\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "",
	 INSPECT_BODY("note,phone\n\"a \"\"b\"\", "
		      "c\nd\",\"15905285596\"\nx,16754259874\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "", INSPECT_BODY("note,phone\n\"never ends,15905285596\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "", INSPECT_BODY("a,b\n\"x\"15905285596,1\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "", INSPECT_BODY("a;b\n1;15905285596\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "", INSPECT_BODY("phone\n15905285596\n16754259874\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/tab-separated-values", "",
	 INSPECT_BODY("a\tphone\n1\t15905285596\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/plain", "",
	 INSPECT_BODY("a,b,c\n1,2,15905285596\n3,4,16754259874\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "", INSPECT_BODY("no,passport\n1,E44357705\n2,\n"),
	 "cn-passport", NULL},
	{"text/csv", "", INSPECT_BODY("no,part\n1,E44357705\n2,\n"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "",
	 INSPECT_BODY(
		 "a,"
		 "b\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx "
		 "15905285596,16754259874\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "",
	 INSPECT_BODY(
		 "a,"
		 "b\n\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x\"\"x"
		 "\"\" 15905285596\",\"16754259874\"\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/csv", "",
	 INSPECT_BODY("n,total\n1,1700000000000\n2,37010219611027096X\n"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
};

START_TEST(a_table_says_the_same_however_it_is_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

int
main(void)
{
	SUITE("table");
	CASE_ROWS(a_table_says_the_same_however_it_is_cut, N_ROWS(rows));
	return SUITE_RUN();
}
