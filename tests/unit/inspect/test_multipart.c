/* SPDX-License-Identifier: Apache-2.0 */
/* Multipart bodies: values, files, codings, parts of parts. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

static const struct inspect_row rows[] = {
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY("--B\r\nContent-Disposition: form-data; "
		      "name=\"phone\"\r\n\r\n15905285596\r\n--B\r\nContent-"
		      "Disposition: form-data; "
		      "name=\"email\"\r\n\r\na.b@example.com\r\n--B--\r\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY("--B\r\nContent-Disposition: form-data; "
		      "name=\"passport\"\r\n\r\nE44357705\r\n--B--\r\n"),
	 "cn-passport", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY("--B\r\nContent-Disposition: form-data; name=\"f\"; "
		      "filename=\"a.csv\"\r\nContent-Type: "
		      "text/"
		      "csv\r\n\r\nname,phone\na,15905285596\nb,"
		      "16754259874\n\r\n--B--\r\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY("--B\r\nContent-Disposition: form-data; name=\"f\"; "
		      "filename=\"17217429247.csv\"\r\nContent-Type: "
		      "text/"
		      "csv\r\n\r\nname,phone\na,15905285596\nb,"
		      "16754259874\n\r\n--B--\r\n"),
	 "persons 3 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY(
		 "--B\r\nContent-Type: "
		 "application/json\r\nContent-Transfer-Encoding: "
		 "base64\r\n\r\neyJwaG9uZSI6MTU5MDUyODU1OTZ9\r\n--B--\r\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY(
		 "--B\r\nContent-Transfer-Encoding: "
		 "quoted-printable\r\n\r\n159=\r\n05285=35=39=36\r\n--B--\r\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY("--B\r\nContent-Type: multipart/mixed; "
		      "boundary=C\r\n\r\n--C\r\n\r\n15905285596\r\n--C--\r\n--"
		      "B\r\nContent-Disposition: form-data; "
		      "name=\"x\"\r\n\r\n16754259874\r\n--B--\r\n"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY(
		 "call 15905285596\r\n--B\r\n\r\nx\r\n--B--\r\n16754259874"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY("--B\r\n\r\n15905285596"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY("--B\r\n\r\na\r\n--Bx 15905285596\r\n--B--"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data", "",
	 INSPECT_BODY("--Bound\r\nContent-Disposition: form-data; "
		      "name=\"phone\"\r\n\r\n15905285596\r\n--Bound--\r\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"", "",
	 INSPECT_BODY("--Bound\r\nContent-Disposition: form-data; "
		      "name=\"phone\"\r\n\r\n15905285596\r\n--Bound--\r\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY(
		 "--B\r\nContent-Disposition: form-data; "
		 "name="
		 "\"t\"\r\n\r\nzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
		 "zzzz 15905285596\r\n--B\r\nContent-Disposition: form-data; "
		 "name=\"phone\"\r\n\r\n15905285596\r\n--B--\r\n"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY("--B\r\nContent-Type: multipart/mixed; "
		      "boundary=C\r\n\r\n--C\r\nContent-Type: multipart/mixed; "
		      "boundary=D\r\n\r\n--D\r\nContent-Type: multipart/mixed; "
		      "boundary=E\r\n\r\n--E\r\nContent-Type: multipart/mixed; "
		      "boundary=F\r\n\r\n--F\r\nContent-Type: multipart/mixed; "
		      "boundary=G\r\n\r\n--G\r\nContent-Type: multipart/mixed; "
		      "boundary=H\r\n\r\n15905285596"),
	 "unreadable 10 depth", NULL},
	{"multipart/form-data; boundary=B", "",
	 INSPECT_BODY("--B\r\nContent-Disposition: form-data; "
		      "name=\"a\"\r\n\r\n1\r\n--B\r\nContent-Disposition: "
		      "form-data; name=\"b\"\r\n\r\n2\r\n--B--\r\n"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
};

START_TEST(multipart_says_the_same_however_it_is_cut)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

int
main(void)
{
	SUITE("multipart");
	CASE_ROWS(multipart_says_the_same_however_it_is_cut, N_ROWS(rows));
	return SUITE_RUN();
}
