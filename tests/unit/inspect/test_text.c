/* SPDX-License-Identifier: Apache-2.0 */
/* Plain text: lines, pairs, and lines of pairs that are one record. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

static const struct inspect_row rows[] = {
	{"text/plain", "",
	 INSPECT_BODY("call 15905285596 or\nwrite a.b@example.com\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/plain", "",
	 INSPECT_BODY(
		 "姓名：张伟\n身份证：370102196110270968\n电话：15905285596\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"text/plain", "",
	 INSPECT_BODY("phone: 15905285596\nemail: a.b@example.com\n\nphone: "
		      "16754259874\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/plain", "",
	 INSPECT_BODY("phone: 15905285596\nphone: 16754259874\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/plain", "",
	 INSPECT_BODY("- phone: 15905285596\n  email: a.b@example.com\n- "
		      "phone: 16754259874\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"text/plain", "",
	 INSPECT_BODY("INFO user=x name=张伟 phone=15905285596 done\n"),
	 "cn-name", NULL},
	{"text/plain", "", INSPECT_BODY("姓名：张伟，电话：15905285596\n"),
	 "cn-name", NULL},
	{"text/plain", "", INSPECT_BODY("护照：E44357705\n"), "cn-passport",
	 NULL},
	{"text/plain", "",
	 INSPECT_BODY("序列号：E12345678\nat 12:30 https://a.example/b=c\n"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
	{"text/plain", "", INSPECT_BODY("15905285596 16754259874 17217429247"),
	 "persons 3 low 0 unreadable 0 -\n", NULL},
	{"text/plain", "",
	 INSPECT_BODY(
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x "
		 "15905285596\n16754259874"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	/* colons between pairs of digits end no name, others do */
	{"text/plain", "", INSPECT_BODY("got 7F:B9:32:53:7B:35 from them"),
	 "mac-address 1 @4+17", NULL},
	{"text/plain", "", INSPECT_BODY("5C:23:FB:27:BB:2D"),
	 "mac-address 1 @0+17", NULL},
	{"text/plain", "", INSPECT_BODY("MAC:5C:23:FB:27:BB:2D"),
	 "mac-address 2 @4+17", NULL},
};

START_TEST(text_says_the_same_however_it_is_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

int
main(void)
{
	SUITE("text");
	CASE_ROWS(text_says_the_same_however_it_is_cut, N_ROWS(rows));
	return SUITE_RUN();
}
