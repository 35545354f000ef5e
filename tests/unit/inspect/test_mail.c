/* SPDX-License-Identifier: Apache-2.0 */
/* Mail: heads, bodies, parts, messages in messages, boxes. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#define HEAD                                                                   \
	"From: a@excluded.example\r\nDate: Mon, 23 Nov 2026 10:00:00 "         \
	"+0800\r\nMIME-Version: 1.0\r\n"
#define ROW(type, body, says, says_not)                                        \
	{                                                                      \
		type, "", INSPECT_BODY(body), says, says_not                   \
	}

static const struct inspect_row rows[] = {
	/* Each address is a person, with the name that stands by it. */
	ROW("message/rfc822",
	    HEAD "To: \"Doe, J\" <a.b@example.com>, c.d@example.com (C),\r\n"
		 " group: e.f@example.com;\r\nSubject: x\r\n\r\nhello\r\n",
	    "persons 3 low 0 unreadable 0 -\n", NULL),
	ROW("text/plain", HEAD "\r\nphone 15905285596\r\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("text/plain", "From: 15905285596\nTo me: x\n\n16754259874\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	/* Encoded words, cut and folded. */
	ROW("message/rfc822",
	    HEAD "Subject: =?utf-8?B?cGhvbmUgMTU5MDUy?=\r\n"
		 " =?UTF-8?Q?8559=36?= end\r\n\r\n",
	    "cn-mobile 2 @", NULL),
	ROW("message/rfc822", HEAD "Subject: =?utf-8?X?15905285596\r\n\r\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("message/rfc822",
	    HEAD "Subject: =?gb2312?B?yta7+jE1OTA1Mjg1NTk2?=\r\n\r\n",
	    "cn-mobile 2 @", NULL),
	/* Transfer encodings. */
	ROW("message/rfc822",
	    HEAD "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		 "phone 159052=\r\n85=35=\r\n96\r\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("message/rfc822",
	    HEAD "Content-Transfer-Encoding: base64\r\nContent-Type: "
		 "text/csv\r\n\r\ncGhvbmUKMTU5MDUyODU1OTYKMTY3\r\n"
		 "NTQyNTk4NzQK\r\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	/* Parts; the boundary stands on a folded line. */
	ROW("message/rfc822",
	    HEAD "Content-Type: multipart/mixed;\r\n boundary=\"B B\"\r\n\r\n"
		 "preamble\r\n--B B\r\nContent-Type: text/plain\r\n\r\n"
		 "15905285596\r\n--B B\r\nContent-Type: text/csv;\r\n"
		 "\tname=\"x.csv\"\r\nContent-Transfer-Encoding: base64\r\n"
		 "\r\nYSxwaG9uZQoxLDE2NzU0MjU5ODc0Cg==\r\n--B B--\r\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	/* Names of files, in pieces and by percent escapes. */
	ROW("message/rfc822",
	    HEAD "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
		 "Content-Disposition: attachment;\r\n"
		 " filename*0*=utf-8''phone%20159052;\r\n"
		 " filename*1=\"85596.txt\"\r\n\r\nx\r\n--B--\r\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("message/rfc822",
	    HEAD "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
		 "Content-Disposition: attachment; "
		 "filename*=utf-8''159052%38%35596.txt\r\n\r\nx\r\n--B--\r\n",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	/* A message in a message. */
	ROW("message/rfc822",
	    HEAD "Content-Type: message/rfc822\r\n\r\nFrom: "
		 "a.b@example.com\r\nSubject: y\r\n\r\n15905285596\r\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("message/rfc822",
	    "From: x\nContent-Type: message/rfc822\n\n"
	    "From: x\nContent-Type: message/rfc822\n\n"
	    "From: x\nContent-Type: message/rfc822\n\n"
	    "From: x\nContent-Type: message/rfc822\n\n"
	    "From: x\nContent-Type: message/rfc822\n\n"
	    "From: x\nContent-Type: message/rfc822\n\n"
	    "From: x\nContent-Type: message/rfc822\n\ny\n",
	    "unreadable 10 depth\n", NULL),
	/* A box. */
	ROW("application/octet-stream",
	    "From x Mon Nov 23 10:00:00 2026\n" HEAD "\n15905285596\nFrom"
	    "\n\nFrom y Mon Nov 23 10:00:00 2026\nSubject: z\n\n16754259874\n",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	ROW("application/mbox",
	    "From x Mon\nSubject: a\nContent-Transfer-Encoding: base64\n\n"
	    "MTU5MDUyODU1OTY=\n\nFrom y\nSubject: b\n\n\nFrom 16754259874",
	    "persons 2 low 0 unreadable 0 -\n", NULL),
	/* What is cut off. */
	ROW("message/rfc822", HEAD "Subject: 15905285596",
	    "persons 1 low 0 unreadable 0 -\n", NULL),
	ROW("message/rfc822", HEAD "\r\n", "persons 0 low 0 unreadable 0 -\n",
	    NULL),
};

START_TEST(mail_says_the_same_however_it_is_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

/* A field longer than any that is kept. */
START_TEST(a_long_field_hides_nothing)
{
	struct buf body;
	buf_init(&body, 1 << 20);
	inspect_put(&body, HEAD "To: ");
	for (int i = 0; i < 3000; i++)
		inspect_put(&body, " \"x\" <a@excluded.example>,\r\n");
	inspect_put(&body, " a.b@example.com\r\n\r\nx\r\n");
	struct inspect_case c = {"message/rfc822", "", "", NULL};
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
	SUITE("mail");
	CASE_ROWS(mail_says_the_same_however_it_is_cut, N_ROWS(rows));
	CASE(a_long_field_hides_nothing);
	return SUITE_RUN();
}
