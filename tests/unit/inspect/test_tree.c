/* SPDX-License-Identifier: Apache-2.0 */
/* MessagePack, CBOR and BSON are read like JSON. */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#define MSGPACK "application/msgpack"
#define CBOR "application/cbor"
#define BSON "application/bson"
#define ONE "persons 1 low 0 unreadable 0 -\n"
#define TWO "persons 2 low 0 unreadable 0 -\n"

static const struct inspect_row rows[] = {
	/* {"phone": "15905285596", "email": "a.b@example.com"} */
	{MSGPACK, "",
	 INSPECT_BODY("\x82\xa5phone\xab"
		      "15905285596\xa5"
		      "email\xaf"
		      "a.b@example.com"),
	 ONE, NULL},
	/* numbers: uint64, float64, int64 */
	{MSGPACK, "", INSPECT_BODY("\x81\xa5phone\xcf\0\0\0\3\xb4\x07\x65\xdc"),
	 ONE, NULL},
	{MSGPACK, "", INSPECT_BODY("\x81\xa1x\xcb\x42\x0d\xa0\x3b\x2e\xe0\0\0"),
	 ONE, NULL},
	{MSGPACK, "",
	 INSPECT_BODY("\x81\xa1x\xd3\xff\xff\xff\xfc\x4b\xf7\x9a\x24"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
	/* a key is a label; one that is a number is a value */
	{MSGPACK, "",
	 INSPECT_BODY("\x81\xa8passport\xa9"
		      "E44357705"),
	 "cn-passport", NULL},
	{MSGPACK, "",
	 INSPECT_BODY("\x81\xab"
		      "15905285596\xc3"),
	 ONE, NULL},
	/* a list of maps: persons each; a map in a map: the same one */
	{MSGPACK, "",
	 INSPECT_BODY("\x92\x81\xa1p\xab"
		      "15905285596\x81\xa1p\xab"
		      "16754259874"),
	 TWO, NULL},
	{MSGPACK, "",
	 INSPECT_BODY("\x82\xa1p\xab"
		      "15905285596\xa1q\x81\xa1m\xaf"
		      "a.b@example.com"),
	 ONE, NULL},
	/* one after another */
	{MSGPACK, "",
	 INSPECT_BODY("\x81\xa1p\xab"
		      "15905285596\x81\xa1p\xab"
		      "16754259874"),
	 TWO, NULL},
	/* bytes, and an extension, are looked into */
	{MSGPACK, "",
	 INSPECT_BODY("\x81\xa1p\xc4\x17{\"phone\":\"15905285596\"}"), ONE,
	 NULL},
	{MSGPACK, "", INSPECT_BODY("\x81\xa1p\xc7\x09\x05\x89PNG\r\n\x1a\n\0"),
	 "persons 0 low 0 unreadable 1 png\n", NULL},
	{MSGPACK, "",
	 INSPECT_BODY("\x81\xa1t\xd7\xff\x01\x02\x90\x81\xff\xfe\x03\x04"),
	 "persons 0 low 0 unreadable 0 -\n", NULL},
	/* cut, and broken */
	{MSGPACK, "",
	 INSPECT_BODY("\x82\xa1p\xab"
		      "15905285596\xa1q\xab"
		      "16754"),
	 "persons 1 low 0 unreadable 20 msgpack\n", NULL},
	{MSGPACK, "",
	 INSPECT_BODY("\x82\xa1p\xab"
		      "15905285596\xc1 16754259874"),
	 "persons 2 low 0 unreadable 20 msgpack\n", NULL},
	{MSGPACK, "", INSPECT_BODY("{\"phone\":\"15905285596\"}"), ONE, NULL},
	/* undeclared */
	{"", "",
	 INSPECT_BODY("\x82\xa5phone\xab"
		      "15905285596\xa4name\xa1x"),
	 ONE, NULL},

	{CBOR, "",
	 INSPECT_BODY("\xa2\x65phone\x6b"
		      "15905285596\x65"
		      "email\x6f"
		      "a.b@example.com"),
	 ONE, NULL},
	{CBOR, "", INSPECT_BODY("\xa1\x61x\x1b\0\0\0\3\xb4\x07\x65\xdc"), ONE,
	 NULL},
	{CBOR, "", INSPECT_BODY("\xa1\x61x\xfb\x42\x0d\xa0\x3b\x2e\xe0\0\0"),
	 ONE, NULL},
	/* without counts; a tag before a value */
	{CBOR, "",
	 INSPECT_BODY("\x9f\xbf\x61p\xc0\x6b"
		      "15905285596\xff\xbf\x61p\x6b"
		      "16754259874\xff\xff"),
	 TWO, NULL},
	/* a text in chunks is one text */
	{CBOR, "",
	 INSPECT_BODY("\xa1\x61p\x7f\x65"
		      "15905\x66"
		      "285596\xff"),
	 ONE, NULL},
	{CBOR, "",
	 INSPECT_BODY("\xa2\x61p\x7f\x65"
		      "15905\x66"
		      "285596\xff\x61q\x6b"
		      "16754259874"),
	 "persons 2 low 0 unreadable 0 -\n", NULL},
	{CBOR, "",
	 INSPECT_BODY("\xa1\x61p\x7f\x65"
		      "15905\x66"
		      "285596"),
	 "persons 1 low 0 unreadable 20 cbor\n", NULL},
	{CBOR, "",
	 INSPECT_BODY("\xa1\x61p\x7f\x65"
		      "15905\x01"
		      "285596"),
	 "unreadable 20 cbor\n", NULL},
	{"application/odd+cbor", "",
	 INSPECT_BODY("\xa1\x61p\x6b"
		      "15905285596"),
	 ONE, NULL},
	{"", "",
	 INSPECT_BODY("\xd9\xd9\xf7\xa1\x61p\x6b"
		      "15905285596"),
	 ONE, NULL},
	{CBOR, "", INSPECT_BODY("\xa1\x61p\xff"), "unreadable 20 cbor\n", NULL},

	/* {"phone": "15905285596", "n": {"email": "a.b@example.com"}} */
	{BSON, "",
	 INSPECT_BODY("\x3f\0\0\0\x02phone\0\x0c\0\0\0"
		      "15905285596\0\x03n\0\x20\0\0\0\x02"
		      "email\0\x10\0\0\0"
		      "a.b@example.com\0\0\0"),
	 ONE, NULL},
	/* a list of an int64 and a double, an id, a date, a null */
	{BSON, "",
	 INSPECT_BODY("\x4a\0\0\0\x04l\0\x1b\0\0\0\x12"
		      "0\0\xdc\x65\x07\xb4\3\0\0\0\x01"
		      "1\0\0\0\xe0\x2e\x3b\xa0\x0d\x42\0\x07_id\0"
		      "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c"
		      "\x09"
		      "d\0\x00\x11\x22\x33\x44\x00\x00\x00\x0an\0\0"),
	 "persons 1 low 0 unreadable 0 -\n", NULL},
	{BSON, "",
	 INSPECT_BODY("\x20\0\0\0\x02phone\0\x0c\0\0\0"
		      "15905"),
	 "unreadable 20 bson\n", NULL},
	{"", "",
	 INSPECT_BODY("\x1c\0\0\0\x02phone\0\x0c\0\0\0"
		      "15905285596\0\0"),
	 ONE, NULL},
};

START_TEST(a_tree_is_read_like_json)
{
	ck_assert_int_eq(inspect_check(&rows[_i]), 0);
}
END_TEST

START_TEST(levels_without_end_are_stopped)
{
	static uint8_t body[400];
	struct inspect_row row = {
		MSGPACK, "", {body, sizeof(body)}, "unreadable 30 ", NULL};
	memset(body, 0x91, sizeof(body));
	ck_assert_int_eq(inspect_check(&row), 0);
}
END_TEST

START_TEST(a_long_text_is_read_as_it_comes)
{
	static uint8_t body[50000];
	struct inspect_row row = {MSGPACK, "", {body, sizeof(body)}, ONE, NULL};
	for (size_t i = 0; i < sizeof(body); i++)
		body[i] = i % 5 == 0 ? ' ' : 'x';
	memcpy(body, "\x81\xa1t\xdb\0\0\xc3\x48", 8);
	memcpy(body + 40000, " 15905285596 ", 13);
	ck_assert_uint_eq(sizeof(body) - 8, 0xc348);
	ck_assert_int_eq(inspect_check(&row), 0);
}
END_TEST

int
main(void)
{
	SUITE("tree");
	CASE_ROWS(a_tree_is_read_like_json, N_ROWS(rows));
	CASE(levels_without_end_are_stopped);
	CASE(a_long_text_is_read_as_it_comes);
	return SUITE_RUN();
}
