/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that carry something: opened whatever they are wrapped in, each with
 * the twin that only looks like it, cut every way.
 */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

static const struct inspect_row rows[] = {
	{"application/json", "", INSPECT_BODY("{\"v\": \"MTU5MDUyODU1OTY=\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"cGhvbmU6IDE1OTA1Mjg1NTk2\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"5omL5py6Pj4_PzE1OTA1Mjg1NTk2\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"eHh4eHh4eHh4eHh4eHh4\\r\\neHh4eHh4eHh4eHh4eHh4"
		      "\\r\\neHh4eHh4eHh4eHh4eHh4\\r\\neHh4eHggMzcwMTAyMTk2"
		      "\\r\\nMTEwMjcwOTY4\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"VFZSVk5VMUVWWGxQUkZVeFQxUlpQUT09\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"3135393035323835353936\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"333730313032313936313130323730393638\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"%31%35%39%30%35%32%38%35%35%39%36\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "", INSPECT_BODY("{\"v\": \"a%2540example.com\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"user%40example.com\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"&#x31;&#53;9052855&#57;6\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"user&#64;example.com &amp; co\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\":\"\\\\u0031590528559\\\\u0036\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\":\"\\\\x31590528559\\\\x36\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"tel =E6=89=8B=E6=9C=BA 15905=\\r\\n285596\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"data:text/plain;base64,MTU5MDUyODU1OTY=\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"data:text/plain;charset=utf-8,tel%3A1590528559"
		      "6\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"{\\\"id\\\": \\\"370102196110270968"
		      "\\\", \\\"tel\\\": \\\"15905285596\\\"}\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"\\\"{\\\\\\\"id\\\\\\\": \\\\\\\"3701021961102"
		      "70968\\\\\\\", \\\\\\\"tel\\\\\\\": \\\\\\\"15905285596"
		      "\\\\\\\"}\\\"\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"[{\\\"tel\\\": \\\"15905285596\\\"}, {\\\"tel"
		      "\\\": \\\"16754259874\\\"}]\"}"),
	 "persons 2 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"W3sidGVsIjogIjE1OTA1Mjg1NTk2In0sIHsidGVsIjogIj"
		      "E2NzU0MjU5ODc0In1d\"}"),
	 "persons 2 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"{\\\"tel\\\": \\\"15905285596\\\"}\", \"id_car"
		      "d\": \"370102196110270968\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"bmFtZSx0ZWwKQSwxNTkwNTI4NTU5NgpCLDE2NzU0MjU5OD"
		      "c0Cg==\"}"),
	 "persons 2 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"name,tel\\nA,15905285596\\nB,16754259874\\nC,1"
		      "\\n\"}"),
	 "persons 2 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"<a><b>15905285596</b></a>\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"dGVsPTE1OTA1Mjg1NTk2JmlkPTM3MDEwMjE5NjExMDI3MD"
		      "k2OA==\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"H4sIAAAAAAACA4uuVipJzVGyUlAyNLU0MDWyMDW1NFOq1V"
		      "FAiJuZm5oYmVpamJso1cYCABL3QjYwAAAA\"}"),
	 "persons 2 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"1f8b0800000000000203abd0a9e43234b5343035b23035"
		      "b534d331e40200ad0a99f212000000\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"NXXdiyAAMQA1ADkAMAA1ADIAOAA1ADUAOQA2AA==\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"y/u1xMrWu/q6xcLrysfV4rj2IDE1OTA1Mjg1NTk2\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"text/csv", "",
	 INSPECT_BODY("id,v\n1,dGVsIDE1OTA1Mjg1NTk2\n2,dGVsIDE2NzU0MjU5ODc0\n"),
	 "persons 2 low 0 unreadable 0 -", NULL},
	{"application/x-www-form-urlencoded", "",
	 INSPECT_BODY("a=1&v=dGVsIDE1OTA1Mjg1NTk2"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/xml", "",
	 INSPECT_BODY("<r><v>dGVsIDE1OTA1Mjg1NTk2</v></r>"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"text/plain", "",
	 INSPECT_BODY("payload: eyJ0ZWwiOiIxNTkwNTI4NTU5NiJ9\n"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJzd"
		      "WIiOiAiMSIsICJwaG9uZV9udW1iZXIiOiAiMTU5MDUyODU1OTYifQ.c2"
		      "lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmU\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"multipart/form-data; boundary=b", "",
	 INSPECT_BODY("--b\r\nContent-Disposition: form-data; name="
		      "\"x\"\r\n\r\ndGVsIDE1OTA1Mjg1NTk2\r\n--b--\r\n"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"LS1xDQpDb250ZW50LURpc3Bvc2l0aW9uOiBmb3JtLWRhdG"
		      "E7IG5hbWU9ImYiOyBmaWxlbmFtZT0icC5neiINCg0KH4sIAAAAAAACA6"
		      "tWKknNUbJSUDI0tTQwNbIwNbU0U6oFABNQHogWAAAADQotLXEtLQ0K"
		      "\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA"
		      "ABAAAAAQCAY=\"}"),
	 "png", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"pU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL"
		      "4xIB5p/tqg7ui5mX9cfCmZ/a/lkyU81lSv\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"4dfad71427a0aeb3fee9232f8af2211f9ee491c5b10bec"
		      "b5563bfc1e6f93427e\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"550e8400-e29b-41d4-a716-446655440000\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"getCustomerAddressByIdentifier\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"C:\\\\users\\\\x86\\\\1590\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"x=41&y=42&total=10\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"application/json", "", INSPECT_BODY("{\"v\": \"85%15905285596\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"{not json 15905285596\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "", INSPECT_BODY("{\"v\": \"159052855960000\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"[INFO] started, 100% done\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
};

START_TEST(a_value_is_read_through_what_it_is_wrapped_in)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

int
main(void)
{
	SUITE("nested");
	CASE_ROWS(a_value_is_read_through_what_it_is_wrapped_in, N_ROWS(rows));
	return SUITE_RUN();
}
