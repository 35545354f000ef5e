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

/* What heads of parts say, and what the parts hold. */
#define PARTS_MAX 6
static const struct {
	const char *says;
	struct {
		const char *head, *text;
	} parts[PARTS_MAX];
} cut[] = {
	{"persons 1 low 0",
	 {{"name=\"a\"", "3701021961"}, {"name=\"b\"", "10270968"}}},
	{"persons 0 low 0",
	 {{"name=\"a\"", "3701021961"}, {"name=\"b\"", "10270967"}}},
	/* not the neighbour; nor what stands behind something else */
	{"persons 0 low 0",
	 {{"name=\"a\"", "3701021961"},
	  {"name=\"x\"", "(none)"},
	  {"name=\"b\"", "10270968"}}},
	{"persons 0 low 0",
	 {{"name=\"a\"", "3701021961"}, {"name=\"b\"", "no. 10270968"}}},
	{"persons 0 low 0",
	 {{"name=\"a\"", "3701021961 kg"}, {"name=\"b\"", "10270968"}}},
	/* in three, with lines ended */
	{"persons 1 low 0",
	 {{"name=\"a\"", "370102\r\n"},
	  {"name=\"b\"", "19611027\r\n"},
	  {"name=\"c\"", "0968\r\n"}}},
	/* text of files and its borders */
	{"persons 1 low 0",
	 {{"name=\"f\"; filename=\"1.txt\"", "D887 ran late, id: 37010219"},
	  {"name=\"f\"; filename=\"2.txt\"", "6110270968, seat 7\n"}}},
	{"persons 1 low 0",
	 {{"name=\"f\"; filename=\"1\"", "{\"a\": 37010219611027"},
	  {"name=\"f\"; filename=\"2\"", "0968}"}}},
	/* numbers without a check digit need like names that call for them */
	{"persons 1 low 0",
	 {{"name=\"phone1\"", "1590528"}, {"name=\"phone2\"", "5596"}}},
	{"persons 1 low 0",
	 {{"name=\"phone[]\"", "159"},
	  {"name=\"phone[]\"", "0528"},
	  {"name=\"phone[]\"", "5596"}}},
	{"persons 0 low 0",
	 {{"name=\"phone\"", "1590528"}, {"name=\"amount\"", "5596"}}},
	{"persons 0 low 0",
	 {{"name=\"x1\"", "1590528"}, {"name=\"x2\"", "5596"}}},
	{"persons 1 low 0",
	 {{"name=\"phone1\"", "15905285596"}, {"name=\"phone2\"", "5596"}}},
	{"persons 1 low 0",
	 {{"name=\"email_1\"", "li.wei@exam"},
	  {"name=\"email_2\"", "ple.com"}}},
	{"persons 0 low 0",
	 {{"name=\"user\"", "li.wei"}, {"name=\"site\"", "@example.com"}}},
	/* cards have a check digit, fields of any form have not */
	{"bank-card",
	 {{"name=\"part1\"", "62284804"}, {"name=\"part2\"", "02564890018"}}},
	{"persons 0 low 0",
	 {{"name=\"order\"", "62284804"}, {"name=\"sum\"", "02564890018"}}},
};

static void
put_part(struct buf *b, const char *head, const char *text)
{
	ck_assert_int_eq(buf_printf(b,
				    "--B\r\nContent-Disposition: form-data; "
				    "%s\r\n\r\n%s\r\n",
				    head, text),
			 0);
}

START_TEST(a_value_is_read_over_the_border_of_parts)
{
	struct buf body;
	buf_init(&body, 1 << 16);
	for (size_t i = 0; i < PARTS_MAX && cut[_i].parts[i].head != NULL; i++)
		put_part(&body, cut[_i].parts[i].head, cut[_i].parts[i].text);
	inspect_put(&body, "--B--\r\n");
	struct inspect_row row = {"multipart/form-data; boundary=B", "",
				  buf_span(&body), cut[_i].says, NULL};
	ck_assert_int_eq(inspect_check(&row), 0);
	buf_fini(&body);
}
END_TEST

/* Wherever the border is, and behind more text than any stage keeps. */
START_TEST(a_value_is_read_wherever_it_is_cut)
{
	static const char value[] = "370102196110270968";
	static const size_t fill[] = {0, 300, 5000};
	struct inspect_case c = {"multipart/form-data; boundary=B", "", "",
				 NULL};
	char head[8192], tail[64];
	struct buf body, out;
	for (size_t k = 0; k < N_ROWS(fill); k++) {
		for (size_t n = 1; n + 1 < sizeof(value); n++) {
			memset(head, 'z', fill[k]);
			for (size_t i = 0; i < fill[k]; i += 7)
				head[i] = i % 35 == 0 ? '\n' : ' ';
			if (fill[k] > 0)
				head[fill[k] - 1] = ' ';
			snprintf(head + fill[k], 64, "%.*s", (int)n, value);
			snprintf(tail, sizeof(tail), "%s", value + n);
			buf_init(&body, 1 << 16);
			put_part(&body, "name=\"a\"", head);
			put_part(&body, "name=\"b\"", tail);
			inspect_put(&body, "--B--\r\n");
			const char *said =
				inspect_whole(&c, buf_span(&body), &out);
			ck_assert_msg(strstr(said, "persons 1 low 0") != NULL,
				      "%zu %zu: %s", k, n, said);
			buf_fini(&out);
			buf_fini(&body);
		}
	}
}
END_TEST

int
main(void)
{
	SUITE("multipart");
	CASE_ROWS(multipart_says_the_same_however_it_is_cut, N_ROWS(rows));
	CASE_ROWS(a_value_is_read_over_the_border_of_parts, N_ROWS(cut));
	CASE(a_value_is_read_wherever_it_is_cut);
	return SUITE_RUN();
}
