/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that carry something: opened whatever they are wrapped in, each with
 * the twin that only looks like it, cut every way.
 */
#include "inspect/evade.h"
#include "inspect/nested_kit.h"
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#include <zlib.h>

static const struct inspect_row values[] = {
	/* A reference that names nothing stays as it is. */
	{"application/json", "",
	 INSPECT_BODY("{\"v\":\"266f2051453b203135393035323835353936\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"v\":\"&no such; 15905285596\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
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
	/* seconds since the start of a machine are no phone */
	{"application/json", "", INSPECT_BODY("{\"v\": \"16729.338653\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	/* pairs in a message have the labels they are given */
	{"application/json", "",
	 INSPECT_BODY("{\"message\": \"user saved passport=E44357705 "
		      "city=x\"}"),
	 "cn-passport", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"message\": \"item saved part=E44357705 "
		      "city=x\"}"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	/* without anything at its end either */
	{"application/json", "",
	 INSPECT_BODY("{\"v\": \"data:text/plain;base64,dGVsIDE1OTA1Mjg1NTk2"
		      "\"}"),
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
	/* words of sentences and logs */
	{"application/json", "",
	 INSPECT_BODY("{\"message\": \"request body cGhvbmU6IDE1OTA1Mjg1N"
		      "Tk2IG9r sent\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"message\": \"request body 'cGhvbmU6IDE1OTA1Mjg1"
		      "NTk2' sent\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"text/plain", "",
	 INSPECT_BODY("2026-11-23T10:00:00Z INFO sent eyJ0ZWwiOiIxNTkwNTI"
		      "4NTU5NiJ9 to host-7\n"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"text/plain", "",
	 INSPECT_BODY("INFO sent <eyJ0ZWwiOiIxNTkwNTI4NTU5NiJ9> and (eyJ0"
		      "ZWwiOiIxNjc1NDI1OTg3NCJ9) now\n"),
	 "persons 2 low 0 unreadable 0 -", NULL},
	{"text/plain", "",
	 INSPECT_BODY("INFO sent body=eyJ0ZWwiOiIxNTkwNTI4NTU5NiJ9 to hos"
		      "t-7\n"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"text/plain", "",
	 INSPECT_BODY("INFO sent 70686f6e653a203135393035323835353936 to "
		      "host-7\n"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"message\": \"token eyJhbGciOiAiSFMyNTYiLCAidHlw"
		      "IjogIkpXVCJ9.eyJzdWIiOiAiMSIsICJwaG9uZV9udW1iZXIiO"
		      "iAiMTU5MDUyODU1OTYifQ.c2lnbmF0dXJl of x\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/json", "",
	 INSPECT_BODY("{\"message\": \"read Y0dodmJtVTZJREUxT1RBMU1qZzFOV"
		      "Gsy twice\"}"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"application/sql", "",
	 INSPECT_BODY("INSERT INTO t (a) VALUES ('body eyJ0ZWwiOiIxNTkwNT"
		      "I4NTU5NiJ9 sent');\n"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"text/plain", "",
	 INSPECT_BODY("trace 550e8400-e29b-41d4-a716-446655440000 in /usr"
		      "/share/doc/libstdc/examples/getCustomerAddressById"
		      "entifier of 4dfad71427a0aeb3fee9232f8af2211f9ee491"
		      "c5b10becb5\n"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"text/plain", "",
	 INSPECT_BODY("read pU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0Y"
		      "L4xIB5p/tqg7ui5mX9cfCmZ done\n"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"text/plain", "",
	 INSPECT_BODY("sent cGhvbmU6IDE1OTA1Mjg1NTkwMDAw to host-7\n"),
	 "persons 0 low 0 unreadable 0 -", NULL},
	{"multipart/form-data; boundary=b", "",
	 INSPECT_BODY("--b\r\nContent-Disposition: form-data; name=\"f\"; "
		      "filename=\"cGhvbmU6IDE1OTA1Mjg1NTk2LnR4dA=="
		      "\"\r\n\r\nx\r\n--b--\r\n"),
	 "persons 1 low 0 unreadable 0 -", NULL},
	{"multipart/form-data; boundary=b", "",
	 INSPECT_BODY(
		 "--b\r\nContent-Disposition: form-data; "
		 "name=\"70686f6e653a203135393035323835353936\"\r\n\r\nx\r\n--"
		 "b--\r\n"),
	 "persons 1 low 0 unreadable 0 -", NULL},
};

START_TEST(a_value_is_read_through_what_it_is_wrapped_in)
{
	ck_assert_int_eq(inspect_check(&values[_i]), 0);
}
END_TEST

/* Text that only looks like what it says, and what it says. */
static const struct {
	const char *value, *says;
} disguised[] = {
	{"\357\274\221\357\274\225\357\274\231\357\274\220\357\274\225\357\274"
	 "\222\357\274\230\357\274\225\357\274\225\357\274\231\357\274\226",
	 "cn-mobile:a884c937"},
	{"\331\241\331\245\331\251\331\240\331\245\331\242\331\250\331\245\331"
	 "\245\331\251\331\246",
	 "cn-mobile:a884c937"},
	{"\333\261\333\265\333\271\333\260\333\265\333\262\333\270\333\265\333"
	 "\265\333\271\333\266",
	 "cn-mobile:a884c937"},
	{"\340\245\247\340\245\253\340\245\257\340\245\246\340\245\253\340\245"
	 "\250\340\245\256\340\245\253\340\245\253\340\245\257\340\245\254",
	 "cn-mobile:a884c937"},
	{"\340\271\221\340\271\225\340\271\231\340\271\220\340\271\225\340\271"
	 "\222\340\271\230\340\271\225\340\271\225\340\271\231\340\271\226",
	 "cn-mobile:a884c937"},
	{"\360\235\237\217\360\235\237\223\360\235\237\227\360\235\237\216\360"
	 "\235\237\223\360\235\237\220\360\235\237\226\360\235\237\223\360\235"
	 "\237\223\360\235\237\227\360\235\237\224",
	 "cn-mobile:a884c937"},
	{"\360\235\237\267\360\235\237\273\360\235\237\277\360\235\237\266\360"
	 "\235\237\273\360\235\237\270\360\235\237\276\360\235\237\273\360\235"
	 "\237\273\360\235\237\277\360\235\237\274",
	 "cn-mobile:a884c937"},
	{"\360\237\257\261\360\237\257\265\360\237\257\271\360\237\257\260\360"
	 "\237\257\265\360\237\257\262\360\237\257\270\360\237\257\265\360\237"
	 "\257\265\360\237\257\271\360\237\257\266",
	 "cn-mobile:a884c937"},
	{"\342\221\240\342\221\244\342\221\250\342\223\252\342\221\244\342\221"
	 "\241\342\221\247\342\221\244\342\221\244\342\221\250\342\221\245",
	 "cn-mobile:a884c937"},
	{"15905285\342\221\244\342\221\250\342\221\245", "cn-mobile:a884c937"},
	{"\302\271\342\201\265\342\201\271\342\201\260\342\201\265\302\262\342"
	 "\201\270\342\201\265\342\201\265\342\201\271\342\201\266",
	 "cn-mobile:a884c937"},
	{"\342\221\24015905285596", "cn-mobile:a884c937"},
	{"\342\221\240 \347\224\265\350\257\23515905285596",
	 "cn-mobile:a884c937"},
	{"\344\270\200\344\272\224\344\271\235\343\200\207\344\272\224\344\272"
	 "\214\345\205\253\344\272\224\344\272\224\344\271\235\345\205\255",
	 "cn-mobile:a884c937"},
	{"\347\224\265\350\257\235\346\230\257\345\243\271\344\274\215\347\216"
	 "\226\351\233\266\344\274\215\350\264\260\346\215\214\344\274\215\344"
	 "\274\215\347\216\226\351\231\206\343\200\202",
	 "cn-mobile:a884c937"},
	{"1\342\200\2135\342\200\2139\342\200\2130\342\200\2135\342\200\2132"
	 "\342\200\2138\342\200\2135\342\200\2135\342\200\2139\342\200\2136",
	 "cn-mobile:a884c937"},
	{"1\302\2555\302\2559\302\2550\302\2555\302\2552\302\2558\302\2555\302"
	 "\2555\302\2559\302\2556",
	 "cn-mobile:a884c937"},
	{"\342\200\25615905285596\342\200\254", "cn-mobile:a884c937"},
	{"1\314\2665\314\2669\314\2660\314\2665\314\2662\314\2668\314\2665\314"
	 "\2665\314\2669\314\2666\314\266",
	 "cn-mobile:a884c937"},
	{"1\342\201\2405\342\201\2409\342\201\2400\342\201\2405\342\201\2402"
	 "\342\201\2408\342\201\2405\342\201\2405\342\201\2409\342\201\2406",
	 "cn-mobile:a884c937"},
	{"1\315\2175\315\2179\315\2170\315\2175\315\2172\315\2178\315\2175\315"
	 "\2175\315\2179\315\2176",
	 "cn-mobile:a884c937"},
	{"1\357\270\217\342\203\2435\357\270\217\342\203\2439\357\270\217\342"
	 "\203\2430\357\270\217\342\203\2435\357\270\217\342\203\2432\357\270"
	 "\217\342\203\2438\357\270\217\342\203\2435\357\270\217\342\203\2435"
	 "\357\270\217\342\203\2439\357\270\217\342\203\2436\357\270\217\342"
	 "\203\243",
	 "cn-mobile:a884c937"},
	{"1 5 9 0 5 2 8 5 5 9 6", "cn-mobile:a884c937"},
	{"1-5-9-0-5-2-8-5-5-9-6", "cn-mobile:a884c937"},
	{"1/5/9/0/5/2/8/5/5/9/6", "cn-mobile:a884c937"},
	{"1_5_9_0_5_2_8_5_5_9_6", "cn-mobile:a884c937"},
	{"159 - 0528 - 5596", "cn-mobile:a884c937"},
	{"159.0528.5596", "cn-mobile:a884c937"},
	{"159_0528_5596", "cn-mobile:a884c937"},
	{"159/0528/5596", "cn-mobile:a884c937"},
	{"(159) 0528-5596", "cn-mobile:a884c937"},
	{"159\302\2400528\302\2405596", "cn-mobile:a884c937"},
	{"+86 (159)0528.5596", "cn-mobile:a884c937"},
	{"159\342\200\2230528\342\200\2235596", "cn-mobile:a884c937"},
	{"159\302\2670528\302\2675596", "cn-mobile:a884c937"},
	{"159\343\203\2730528\343\203\2735596", "cn-mobile:a884c937"},
	{"159 \357\275\245 0528 \357\275\245 5596", "cn-mobile:a884c937"},
	{"1\302\2675\302\2679\302\2670\302\2675\302\2672\302\2678\302"
	 "\2675\302\2675\302\2679\302\2676",
	 "cn-mobile:a884c937"},
	{"\357\274\210159\357\274\2110528-5596", "cn-mobile:a884c937"},
	{"159\343\200\2000528\343\200\2005596", "cn-mobile:a884c937"},
	{"370102\302\26719611027\302\2670968", "cn-resident-id:93c14b13"},
	{"370102\357\274\21719611027\357\274\2170968",
	 "cn-resident-id:93c14b13"},
	{"3 7 0 1 0 2 1 9 6 1 1 0 2 7 0 9 6 8", "cn-resident-id:93c14b13"},
	{"370102/19611027/0968", "cn-resident-id:93c14b13"},
	{"44010619520224722\320\245", "cn-resident-id 1"},
	{"44010619520224722\342\205\251", "cn-resident-id 1"},
	{"li.wei@ex\320\260mple.com", "email:"},
	{"\357\275\214\357\275\211\357\274\240example.com", "email:"},
	{"\360\235\227\271\360\235\227\266."
	 "\360\235\230\204\360\235\227\262\360\235\227\266@example.com",
	 "email:"},
	{"\342\223\233\342\223\230@example.com", "email:"},
};

START_TEST(a_value_in_disguise_is_itself)
{
	char body[1024];
	snprintf(body, sizeof(body), "[{\"v\":\"%s\"}]", disguised[_i].value);
	struct inspect_row row = {"application/json", "", span_str(body),
				  disguised[_i].says, NULL};
	ck_assert_int_eq(inspect_check(&row), 0);
	snprintf(body, sizeof(body), "see %s here\n", disguised[_i].value);
	row.body = span_str(body);
	row.type = "text/plain";
	ck_assert_int_eq(inspect_check(&row), 0);
}
END_TEST

START_TEST(what_is_no_number_of_anybody_stays_what_it_is)
{
	static const char *const plain[] = {
		"1.3.6.1.4.1.9.9.1.1.1",
		"4 1 3 8 1 2 3 4 5 6 7 8",
		"192.168.100.111",
		"2026/11/23 100000",
		"\344\270\200\344\271\235\344\271\235\343\200\207\345\271\264"
		"\344\270\200\346\234\210\344\270\200\346\227\245",
		"\321\202\320\265\320\273. "
		"\320\275\320\276\320\274\320\265\321\200",
		"\342\221\240\342\221\241\342\221\242",
		"x\302\262+y\302\262=1590",
		"1 2 3 4 5 6 7 8 9",
		"0.15905285596",
		"3.14159/2.71828",
		"1921\302\2677\302\2671",
		"159\302\2670528",
		"\344\271\260\344\271\260\302\267\346\217\220 "
		"159\302\267 0528",
		"\357\274\2101\357\274\2115905",
		"v1.2.3-4.5.6",
	};
	char body[1024];
	for (size_t i = 0; i < N_ROWS(plain); i++) {
		snprintf(body, sizeof(body), "[{\"v\":\"%s\"}]", plain[i]);
		struct inspect_row row = {
			"application/json", "", span_str(body),
			"persons 0 low 0 unreadable 0 -", NULL};
		ck_assert_int_eq(inspect_check(&row), 0);
	}
}
END_TEST

START_TEST(a_value_in_pieces_is_read_over_their_seams)
{
	static const char one[] = "persons 1 low 0 unreadable 0 -";
	static const char none[] = "persons 0 low 0 unreadable 0 -";
	static const struct inspect_row pieces[] = {
		{"application/json", "",
		 INSPECT_BODY("{\"phone\":[\"1590528\",\"5596\"]}"), one, NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"phone\":[\"159\",\"0528\",\"5596\"]}"), one,
		 NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"mobile\":[\"1\",\"5\",\"9\",\"0\",\"5\","
			      "\"2\",\"8\",\"5\",\"5\",\"9\",\"6\"]}"),
		 one, NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"x\":[\"a\",\"370102196\",\"110270968\"]}"),
		 one, NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"email\":[\"li.wei@exam\",\"ple.com\"]}"), one,
		 NULL},
		/* No check digit and no name, another name, no string. */
		{"application/json", "",
		 INSPECT_BODY("{\"x\":[\"1590528\",\"5596\"]}"), none, NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"phone\":[\"1590528\",5596]}"), none, NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"phone\":[\"1590528\",{\"a\":1},\"5596\"]}"),
		 none, NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"x\":[\"370102196\",\"110270967\"]}"), none,
		 NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"phone\":[\"2700000\",\"0000\",\"0001\","
			      "\"1000\",\"2000\"]}"),
		 none, NULL},
	};
	for (size_t i = 0; i < N_ROWS(pieces); i++)
		ck_assert_msg(inspect_check(&pieces[i]) == 0, "%zu", i);
}
END_TEST

START_TEST(what_is_declared_wrongly_is_read_as_what_it_is)
{
	static const char one[] = "persons 1 low 0 unreadable 0 -";
	static const char two[] = "persons 2 low 0 unreadable 0 -";
	static const char json[] = "{\"tel\":\"15905285596\"}";
	static const struct inspect_row bodies[] = {
		{"text/plain", "", INSPECT_BODY(json), one, NULL},
		{"image/png", "", INSPECT_BODY(json), one, NULL},
		{"application/x-www-form-urlencoded", "", INSPECT_BODY(json),
		 one, NULL},
		{"application/octet-stream", "",
		 INSPECT_BODY("tel,x\n15905285596,1\n16754259874,2\n"), two,
		 NULL},
		{"application/json", "",
		 INSPECT_BODY("tel,x\n15905285596,1\n16754259874,2\n"), two,
		 NULL},
		{"application/json", "",
		 INSPECT_BODY("\xef\xbb\xbf{\"tel\":\"15905285596\"}"), one,
		 NULL},
		{"application/json", "",
		 INSPECT_BODY("// note\n{/* x */\"tel\":\"15905285596\",}"),
		 one, NULL},
		{"application/x-ndjson", "",
		 INSPECT_BODY("{\"tel\":\"15905285596\"}\n"
			      "{\"tel\":\"16754259874\"}\n"),
		 two, NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"query\":\"mutation($p:String!){add(phone:$p,"
			      "note:\\\"x\\\"){id}}\",\"variables\":{\"p\":"
			      "\"15905285596\"}}"),
		 one, NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"query\":\"mutation{add(phone:"
			      "\\\"15905285596\\\"){id}}\"}"),
		 one, NULL},
		{"application/json", "",
		 INSPECT_BODY("{\"15905285596\":{\"a\":1}}"), one, NULL},
		{"application/x-www-form-urlencoded", "",
		 INSPECT_BODY("15905285596=1&a=2"), one, NULL},
		{"application/xml", "",
		 INSPECT_BODY("<r><i _15905285596=\"x\"/></r>"), one, NULL},
		{"application/xml", "",
		 INSPECT_BODY("<r><i v=\"MTU5MDUyODU1OTY=\"/></r>"), one, NULL},
	};
	ck_assert_int_eq(inspect_check(&bodies[_i]), 0);
}
END_TEST

/* A coding that was declared but is not there: broken, and read all the same.
 */
START_TEST(text_that_says_it_is_gzip_is_read)
{
	static const struct inspect_row row = {
		"application/json", "gzip",
		INSPECT_BODY("{\"tel\":\"15905285596\"}"), "persons 1 low 0",
		"unreadable 0"};
	ck_assert_int_eq(inspect_check(&row), 0);
}
END_TEST

/* Longer than any format keeps. */
#define FILLER 9000

static void
put(struct buf *b, const char *text)
{
	ck_assert_int_eq(buf_add(b, span_str(text)), 0);
}

/* Rows of nobody with two persons among them, as a table or lines of JSON. */
static void
put_rows(struct buf *b, bool json)
{
	unsigned seed = 1;
	if (!json)
		put(b, "id,tel,note\n");
	for (int i = 0; b->n < FILLER; i++) {
		const char *tel = i == 150   ? "15905285596"
				  : i == 200 ? "16754259874"
					     : "-";
		seed = seed * 1103515245 + 12345;
		ck_assert_int_eq(buf_printf(b,
					    json ? "{\"id\":%d,\"tel\":\"%s\","
						   "\"note\":\"n%x\"}\n"
						 : "%d,%s,n%x\n",
					    i, tel, seed >> 8),
				 0);
	}
}

static void
put_base64(struct buf *b, struct span s)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				      "mnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < s.n; i += 3) {
		uint32_t v = (uint32_t)s.p[i] << 16;
		v |= i + 1 < s.n ? (uint32_t)s.p[i + 1] << 8 : 0;
		v |= i + 2 < s.n ? s.p[i + 2] : 0;
		for (unsigned k = 0; k < 4; k++)
			ck_assert_int_eq(
				buf_byte(b,
					 i + k > s.n
						 ? '='
						 : (uint8_t)letters
							   [v >> (18 - 6 * k) &
							    63]),
				0);
	}
}

static void
put_hex(struct buf *b, struct span s, const char *before)
{
	for (size_t i = 0; i < s.n; i++)
		ck_assert_int_eq(buf_printf(b, "%s%02x", before, s.p[i]), 0);
}

static void
put_quoted(struct buf *b, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			ck_assert_int_eq(buf_byte(b, '\\'), 0);
		if (s.p[i] == '\n')
			put(b, "\\n");
		else
			ck_assert_int_eq(buf_byte(b, s.p[i]), 0);
	}
}

static void
put_gzip(struct buf *b, struct span s)
{
	z_stream z = {0};
	ck_assert_int_eq(deflateInit2(&z, 1, Z_DEFLATED, 31, 8, 0), Z_OK);
	ck_assert_int_eq(buf_room(b, s.n + 1024), 0);
	z.next_in = (z_const Bytef *)(uintptr_t)s.p;
	z.avail_in = (uInt)s.n;
	z.next_out = b->p + b->n;
	z.avail_out = (uInt)(s.n + 1024);
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	b->n += z.total_out;
	deflateEnd(&z);
}

enum long_way {
	WAY_BASE64,
	WAY_DATA_URI,
	WAY_HEX,
	WAY_PERCENT,
	WAY_STRING,
	WAY_PLAIN,
	WAY_BASE64_TWICE,
	WAY_GZIP,
	WAY_PARTS,
	WAY_THEN_PLAIN,
	WAYS
};

static void
put_way(struct buf *b, enum long_way way, struct span rows)
{
	struct buf inner;
	buf_init(&inner, 1 << 20);
	if (way == WAY_DATA_URI)
		put(b, "data:text/csv;base64,");
	if (way == WAY_PARTS)
		put(&inner, "--b\r\nContent-Disposition: form-data; "
			    "name=\"f\"; filename=\"f\"\r\n\r\n");
	if (way == WAY_GZIP || way == WAY_PARTS)
		put_gzip(&inner, rows);
	if (way == WAY_PARTS)
		put(&inner, "\r\n--b--\r\n");
	if (way == WAY_BASE64_TWICE)
		put_base64(&inner, rows);
	if (inner.n > 0)
		rows = buf_span(&inner);
	if (way == WAY_HEX)
		put_hex(b, rows, "");
	else if (way == WAY_PERCENT)
		put_hex(b, rows, "%");
	else if (way == WAY_STRING || way == WAY_PLAIN)
		put_quoted(b, rows);
	else
		put_base64(b, rows);
	if (way == WAY_THEN_PLAIN)
		put(b, ", tel 17217429247");
	buf_fini(&inner);
}

START_TEST(a_long_value_is_read_as_it_comes)
{
	struct inspect_case c = {"application/json", "", "", NULL};
	struct feed f = inspect_feed(&c);
	struct buf rows, body, out;
	buf_init(&rows, 1 << 20);
	buf_init(&body, 1 << 20);
	put_rows(&rows, _i == WAY_STRING || _i == WAY_GZIP);
	put(&body, "{\"name\":\"x\",\"file\":\"");
	put_way(&body, (enum long_way)_i, buf_span(&rows));
	put(&body, "\",\"tel\":\"18612345670\"}");
	const char *said = inspect_whole(&c, buf_span(&body), &out);
	const char *want = _i == WAY_THEN_PLAIN
				   ? "persons 4 low 0 unreadable 0 -"
				   : "persons 3 low 0 unreadable 0 -";
	ck_assert_msg(strstr(said, want) != NULL, "%d: %s", _i, said);
	ck_assert_int_eq(feed_every_way(&f, buf_span(&body)), 0);
	buf_fini(&out);
	buf_fini(&rows);
	buf_fini(&body);
}
END_TEST

/* The same in formats that write their values byte by byte. */
static const struct {
	const char *type, *before, *after;
	enum long_way way;
} carriers[] = {
	{"application/sql", "INSERT INTO t (name, file, tel) VALUES ('x', '",
	 "', '18612345670');\n", WAY_BASE64},
	{"application/sql", "INSERT INTO t (name, file, tel) VALUES ('x', X'",
	 "', '18612345670');\n", WAY_HEX},
	{"application/sql", "INSERT INTO t (name, file, tel) VALUES ('x', 0x",
	 ", '18612345670');\n", WAY_HEX},
	{"application/sql", "INSERT INTO t (name, file, tel) VALUES ('x', '\\x",
	 "', '18612345670');\n", WAY_HEX},
	{"application/sql", "INSERT INTO t (name, file, tel) VALUES ('x', '",
	 "', '18612345670');\n", WAY_GZIP},
	{"application/yaml", "name: x\nfile: ", "\ntel: 18612345670\n",
	 WAY_BASE64},
	{"application/yaml", "name: x\nfile: \"", "\"\ntel: 18612345670\n",
	 WAY_DATA_URI},
	{"application/yaml", "name: x\nfile: ", "\ntel: 18612345670\n",
	 WAY_THEN_PLAIN},
	{"text/html", "<p>x</p><img alt=\"x\" src=\"", "\"/><b>18612345670</b>",
	 WAY_DATA_URI},
	{"application/xml", "<r><i a='1' file='", "'/><b>18612345670</b></r>",
	 WAY_BASE64},
	{"text/vcard", "BEGIN:VCARD\nVERSION:3.0\nFN:x\nX-FILE:",
	 "\nTEL:18612345670\nEND:VCARD\n", WAY_BASE64},
};

START_TEST(a_long_value_is_read_in_every_format)
{
	struct inspect_case c = {carriers[_i].type, "", "", NULL};
	struct feed f = inspect_feed(&c);
	struct buf rows, body, out;
	enum long_way way = carriers[_i].way;
	buf_init(&rows, 1 << 20);
	buf_init(&body, 1 << 20);
	put_rows(&rows, way == WAY_GZIP);
	put(&body, carriers[_i].before);
	put_way(&body, way, buf_span(&rows));
	put(&body, carriers[_i].after);
	const char *said = inspect_whole(&c, buf_span(&body), &out);
	const char *want = way == WAY_THEN_PLAIN
				   ? "persons 4 low 0 unreadable 0 -"
				   : "persons 3 low 0 unreadable 0 -";
	ck_assert_msg(strstr(said, want) != NULL, "%d: %s", _i, said);
	ck_assert_int_eq(feed_every_way(&f, buf_span(&body)), 0);
	buf_fini(&out);
	buf_fini(&rows);
	buf_fini(&body);
}
END_TEST

/* A token whose claims are longer than any format keeps. */
START_TEST(the_claims_of_a_long_token_are_read)
{
	struct inspect_case c = {"application/json", "", "", NULL};
	struct feed f = inspect_feed(&c);
	struct buf claims, body, out;
	buf_init(&claims, 1 << 20);
	buf_init(&body, 1 << 20);
	put(&claims, "{\"sub\":\"1\",\"groups\":[");
	for (int i = 0; claims.n < FILLER; i++)
		ck_assert_int_eq(buf_printf(&claims, "\"g%x\",", i * 77), 0);
	/* So that it needs no padding. */
	while ((claims.n + 36) % 3 != 0)
		put(&claims, " ");
	put(&claims, "\"z\"],\"phone_number\":\"15905285596\"}");
	put(&body, "{\"token\":\"Bearer "
		   "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.");
	put_base64(&body, buf_span(&claims));
	put(&body, ".c2lnbmF0dXJlLXNpZ25hdHVyZS1zaWduYXR1cmU\"}");
	const char *said = inspect_whole(&c, buf_span(&body), &out);
	ck_assert_msg(strstr(said, "persons 1 low 0 unreadable 0 -") != NULL,
		      "%s", said);
	ck_assert_int_eq(feed_every_way(&f, buf_span(&body)), 0);
	buf_fini(&out);
	buf_fini(&claims);
	buf_fini(&body);
}
END_TEST

START_TEST(letters_without_a_name_are_no_file)
{
	struct inspect_case c = {"text/plain", "", "", NULL};
	struct buf noise, body, out;
	unsigned x = 7;
	buf_init(&noise, 1 << 20);
	buf_init(&body, 1 << 20);
	while (noise.n < FILLER) {
		x = x * 1103515245 + 12345;
		ck_assert_int_eq(buf_byte(&noise, (uint8_t)(x >> 16)), 0);
	}
	put_base64(&body, buf_span(&noise));
	const char *said = inspect_whole(&c, buf_span(&body), &out);
	ck_assert_msg(strstr(said, "persons 0 low 0 unreadable 0 -") != NULL,
		      "%s", said);
	buf_fini(&out);
	buf_fini(&noise);
	buf_fini(&body);
}
END_TEST

/* In hexadecimal noise may be digests and keys, one behind the other. */
START_TEST(long_noise_says_nothing)
{
	struct inspect_case c = {"application/json", "", "", NULL};
	struct buf noise, body, out;
	for (unsigned seed = 0; seed < 40; seed++) {
		unsigned x = seed;
		buf_init(&noise, 1 << 20);
		buf_init(&body, 1 << 20);
		while (noise.n < FILLER) {
			x = x * 1103515245 + 12345;
			ck_assert_int_eq(buf_byte(&noise, (uint8_t)(x >> 16)),
					 0);
		}
		put(&body, "{\"file\":\"");
		if (_i == 0)
			put_base64(&body, buf_span(&noise));
		else
			put_hex(&body, buf_span(&noise), "");
		put(&body, "\"}");
		const char *said = inspect_whole(&c, buf_span(&body), &out);
		ck_assert_msg(strstr(said, "persons 0 low 0") != NULL, "%s",
			      said);
		ck_assert_msg((strstr(said, "binary") != NULL) == (_i == 0),
			      "%s", said);
		ck_assert_msg(_i == 0 || strstr(said, "unreadable 0 -") != NULL,
			      "%s", said);
		buf_fini(&out);
		buf_fini(&noise);
		buf_fini(&body);
	}
}
END_TEST

/* Base64 in base64, deeper than the limit. */
START_TEST(depth_has_its_limit)
{
	struct inspect_case c = {"application/json", "", "", NULL};
	struct buf a, b, out;
	buf_init(&a, 1 << 20);
	buf_init(&b, 1 << 20);
	put(&a, "tel 15905285596");
	for (int i = 0; i < 7; i++) {
		struct buf was = a;
		buf_clear(&b);
		put_base64(&b, buf_span(&a));
		a = b;
		b = was;
	}
	buf_clear(&b);
	put(&b, "{\"v\":\"");
	ck_assert_int_eq(buf_add(&b, buf_span(&a)), 0);
	put(&b, "\"}");
	const char *said = inspect_whole(&c, buf_span(&b), &out);
	ck_assert_msg(strstr(said, "persons 0 low 0") != NULL, "%s", said);
	ck_assert_msg(strstr(said, "depth") != NULL, "%s", said);
	buf_fini(&out);
	buf_fini(&a);
	buf_fini(&b);
}
END_TEST

static unsigned
next_seed(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 16;
}

/* Pieces of which values are made that come close to meaning something. */
static const char *const crumbs[] = {
	"1",   "13",   "8",	"0",	"2345", "138",	 "1380013", " ",
	"-",   ".",    "/",	"_",	"(",	")",	 "x",	    "X",
	"a",   "3a2b", "e4bda", "Zm9v", "eyJ",	"data:", "=",	    "&",
	"%31", "\\",   "\n",	"\r",	",",	":",	 "T",	    "一",
	"三",  "é",    "в",	"①",	"张",	"{",	 "+86",	    "}"};

static size_t
crumble(unsigned *seed, uint8_t *p, size_t size)
{
	size_t n = 0, least = NESTED_MIN + next_seed(seed) % 32;
	/* A few kinds of them a value, so that rows come about. */
	unsigned from = next_seed(seed) % N_ROWS(crumbs);
	unsigned kinds = 1 + next_seed(seed) % N_ROWS(crumbs);
	while (n < least) {
		unsigned k = from + next_seed(seed) % kinds;
		struct span s = span_str(crumbs[k % N_ROWS(crumbs)]);
		must(n + s.n <= size);
		memcpy(p + n, s.p, s.n);
		n += s.n;
	}
	return n;
}

/* The look may say too much of a value, never too little. */
START_TEST(what_is_left_alone_would_not_have_changed)
{
	struct work work = {0};
	unsigned seed = 7, seen[3] = {0};
	budget_init(&work.budget, &inspect_limits_default);
	for (unsigned k = 0; k < 300000; k++) {
		uint8_t was[64], read[64], folded[64];
		struct nested v;
		size_t n = crumble(&seed, was, sizeof(was));
		enum regard regard = nested_regard(was, n);
		seen[regard]++;
		enum wrapping w = nested_wrapping(span_of(was, n));
		/* Short words hold nobody's identifier. */
		bool word =
			n < 15 && (w == WRAPPING_HEX || w == WRAPPING_BASE64);
		if (regard == REGARD_CLOSELY || word)
			continue;
		memcpy(read, was, n);
		memcpy(folded, was, n);
		size_t m = regard == REGARD_FOLD ? evade_fold(folded, n) : n;
		nested_read(&work, read, n, &v);
		bool token = n >= 16 && nested_is_token(span_of(was, n));
		ck_assert_msg((!nested_opens(&v) || (v.token && !token)) &&
				      span_eq(v.text, span_of(folded, m)),
			      "%.*s", (int)n, (const char *)was);
	}
	for (unsigned i = 0; i < 3; i++)
		ck_assert_uint_gt(seen[i], 10000);
}
END_TEST

int
main(void)
{
	SUITE("nested");
	CASE(what_is_left_alone_would_not_have_changed);
	CASE_ROWS(a_value_is_read_through_what_it_is_wrapped_in,
		  N_ROWS(values));
	CASE_ROWS(a_value_in_disguise_is_itself, N_ROWS(disguised));
	CASE(what_is_no_number_of_anybody_stays_what_it_is);
	CASE(a_value_in_pieces_is_read_over_their_seams);
	CASE_ROWS(what_is_declared_wrongly_is_read_as_what_it_is, 14);
	CASE(text_that_says_it_is_gzip_is_read);
	CASE_ROWS(a_long_value_is_read_as_it_comes, WAYS);
	CASE_ROWS(a_long_value_is_read_in_every_format, N_ROWS(carriers));
	CASE(the_claims_of_a_long_token_are_read);
	CASE(letters_without_a_name_are_no_file);
	CASE_ROWS(long_noise_says_nothing, 2);
	CASE(depth_has_its_limit);
	return SUITE_RUN();
}
