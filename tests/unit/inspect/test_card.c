/* SPDX-License-Identifier: Apache-2.0 */
/* Cards, calendars, directories. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#define ROW(body, says, says_not)                                              \
	{                                                                      \
		"text/plain", "", INSPECT_BODY(body), says, says_not           \
	}

static const struct inspect_row rows[] = {
	ROW("BEGIN:VCARD\r\nVERSION:3.0\r\nTEL;TYPE=CELL:159-0528-5596\r\n"
	    "EMAIL:a.b@example.com\r\nEND:VCARD\r\nBEGIN:VCARD\r\n"
	    "item1.TEL:16754259874\r\nEND:VCARD\r\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("BEGIN:VCARD\nTEL:1590528\n 5596\nX-PASSPORT:E44357705\nEND:VCARD",
	    "cn-mobile", NULL),
	ROW("BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:=31=35905=\n"
	    "285596\nEND:VCARD\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("BEGIN:VCARD\nNOTE;ENCODING=b:MTU5MDUyODU1OTY=\nEND:VCARD\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;CN=\"x\":mailto:"
	    "a.b@example.com\nEND:VEVENT\nBEGIN:VEVENT\nATTENDEE:mailto:"
	    "c.d@example.com\nEND:VEVENT\nEND:VCALENDAR\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("dn: uid=a,dc=example,dc=com\nmobile: 15905285596\nmail:: "
	    "YS5iQGV4YW1wbGUuY29t\n\ndn: uid=b,dc=example,dc=com\n"
	    "mobile: 16754259874\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("dn: uid=a,dc=example,dc=com\npassport: E44357705\n", "cn-passport",
	    NULL),
	ROW("dn: uid=a,dc=example,dc=com\npart: E44357705\n",
	    "persons 0 low 0 unreadable 0 -\n", NULL),
	ROW("BEGIN:VCARD\nEND:VCARD\nEND:VCARD\nTEL:15905285596",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
};

START_TEST(cards_say_the_same_however_they_are_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

START_TEST(a_long_line_hides_nothing)
{
	struct buf body;
	buf_init(&body, 1 << 20);
	inspect_put(&body, "BEGIN:VCARD\nPHOTO;ENCODING=b:");
	for (int i = 0; i < 3000; i++)
		inspect_put(&body, "AAECAwQFBgcICQoLDA0ODw==\n ");
	inspect_put(&body, "\nTEL:15905285596\nEND:VCARD\n");
	struct inspect_case c = {"text/vcard", "", "", NULL};
	struct buf out;
	const char *said = inspect_whole(&c, buf_span(&body), &out);
	ck_assert_ptr_nonnull(strstr(said, "persons 1 low 0"));
	buf_fini(&out);
	buf_fini(&body);
}
END_TEST

int
main(void)
{
	SUITE("card");
	CASE_ROWS(cards_say_the_same_however_they_are_cut, N_ROWS(rows));
	CASE(a_long_line_hides_nothing);
	return SUITE_RUN();
}
