/* SPDX-License-Identifier: Apache-2.0 */
/* One record: its values made safe, its sentence, its bounds. */
#include "room.h"

#include "audit/message.h"

#include <yajl/yajl_tree.h>

static struct record *
copy(const struct audit_record *r)
{
	struct record *record = calloc(1, sizeof(*record));
	ck_assert_ptr_nonnull(record);
	record_copy(record, r);
	return record;
}

static char *
json(const struct audit_record *r)
{
	struct record *record = copy(r);
	struct emit *j = emit_new(false);
	struct span line;
	ck_assert_ptr_nonnull(j);
	emit_open(j);
	record_json(record, j);
	emit_close(j);
	ck_assert_int_eq(emit_finish(j, &line), 0);
	ck_assert_uint_lt(line.n, RECORD_LINE - 256);
	char *text = strndup((const char *)line.p, line.n);
	emit_free(&j);
	free(record);
	return text;
}

static const struct {
	const char *given, *stored;
} texts[] = {
	{"plain", "plain"},
	{"a\"b\\c", "a\"b\\c"},
	{"tab\tnewline\nbell\a", "tab\tnewline\nbell\a"},
	{"\xe5\x8f\xa3\xe5\xb2\xb8", "\xe5\x8f\xa3\xe5\xb2\xb8"},
	{"\xf0\x9f\x9a\xa2", "\xf0\x9f\x9a\xa2"},
	{"\xff\xfe", "??"},
	{"\xc0\xaf", "??"},
	{"\xed\xa0\x80", "???"},
	{"\xf4\x90\x80\x80", "????"},
	{"\xe5\x8f", "??"},
	{"\x7f", "\x7f"},
	{"12345678\"", "12345678\""},
	{"1234567\"90123456", "1234567\"90123456"},
	{"1234567\\90123456", "1234567\\90123456"},
	{"1234\x1f 789012345", "1234\x1f 789012345"},
	{"1234567890123456", "1234567890123456"},
};

START_TEST(every_value_is_valid_json_and_comes_back)
{
	static const char *path[] = {"host", NULL};
	struct audit_record r = room_record();
	char problem[200];
	r.host = texts[_i].given;
	char *text = json(&r);
	yajl_val tree = yajl_tree_parse(text, problem, sizeof(problem));
	ck_assert_msg(tree != NULL, "%s", problem);
	ck_assert_str_eq(
		YAJL_GET_STRING(yajl_tree_get(tree, path, yajl_t_string)),
		texts[_i].stored);
	yajl_tree_free(tree);
	free(text);
}
END_TEST

START_TEST(null_and_negative_fields_are_left_out)
{
	struct audit_record r = audit_record_none(AUDIT_EXCHANGE);
	r.wall_us = 0;
	char *text = json(&r);
	ck_assert_str_eq(text,
			 "{\"seq\":0,\"time\":\"1970-01-01T00:00:00.000000Z\","
			 "\"kind\":\"exchange\","
			 "\"message_id\":\"55b5628bfae04774bb8f473ceedc4d44\","
			 "\"priority\":6,\"message\":\"allowed connection\","
			 "\"verdict\":\"allow\"}");
	free(text);
}
END_TEST

START_TEST(values_that_are_too_long_are_cut_and_fit)
{
	struct audit_record r = room_record();
	char *large = malloc(100000);
	memset(large, '\x01', 99999);
	large[99999] = 0;
	r.host = r.reasons = r.categories = r.detail = r.client = r.flow =
		r.method = r.recipient = r.message = large;
	char *text = json(&r);
	char problem[200];
	yajl_val tree = yajl_tree_parse(text, problem, sizeof(problem));
	ck_assert_msg(tree != NULL, "%s", problem);
	yajl_tree_free(tree);
	free(text);
	r.message = NULL;
	text = json(&r);
	free(text);
	struct record *record = calloc(1, sizeof(*record));
	ck_assert_uint_gt(record_copy(record, &r), 0);
	char *datagram = malloc(RECORD_DATAGRAM);
	ck_assert_int_le(record_datagram(record, datagram) - datagram,
			 RECORD_DATAGRAM);
	free(datagram);
	free(record);
	free(large);
}
END_TEST

START_TEST(each_kind_has_a_name_and_a_message_id_of_its_own)
{
	for (unsigned a = 0; a < AUDIT_KIND_MAX_; a++) {
		const char *id = record_message_id((enum audit_kind)a);
		ck_assert_uint_eq(strlen(id), 32);
		ck_assert_uint_eq(strspn(id, "0123456789abcdef"), 32);
		for (unsigned b = 0; b < a; b++) {
			ck_assert_str_ne(id,
					 record_message_id((enum audit_kind)b));
			ck_assert_str_ne(record_kind_name((enum audit_kind)a),
					 record_kind_name((enum audit_kind)b));
		}
	}
}
END_TEST

static void
expect_message(struct audit_record r, const char *expected)
{
	char buf[RECORD_MESSAGE];
	struct record *record = copy(&r);
	ck_assert_str_eq(message_of(record, buf), expected);
	free(record);
}

START_TEST(the_sentence_says_what_where_why_and_how_many)
{
	struct audit_record r = room_record();
	expect_message(r, "blocked POST to api.example.de (DE, Example GmbH): "
			  "CN_TIER_SCC_REQUIRED, 12 persons (3 new), flow "
			  "hr-payroll");
	r.partial = 1;
	expect_message(r, "blocked POST to api.example.de (DE, Example GmbH): "
			  "CN_TIER_SCC_REQUIRED, 12 persons (3 new), flow "
			  "hr-payroll, after a part was released");
	r.partial = 0;
	r.verdict = VERDICT_LOG;
	r.would_block = 1;
	r.persons = 1;
	r.new_persons = 0;
	r.recipient = NULL;
	r.flow = NULL;
	expect_message(r, "logged POST to api.example.de (DE): "
			  "CN_TIER_SCC_REQUIRED, 1 person, would be blocked "
			  "outside monitor mode");
	r = audit_record_none(AUDIT_CONTROL);
	r.actor = "uid 0";
	r.detail = "suspended scc-hr-de";
	expect_message(r, "control by uid 0: suspended scc-hr-de");
	r.message = "said so";
	expect_message(r, "said so");
}
END_TEST

START_TEST(priority_follows_the_verdict)
{
	static const char *const expected[] = {
		"\"priority\":6,", "\"priority\":5,", "\"priority\":4,"};
	struct audit_record r = room_record();
	r.verdict = (enum verdict)_i;
	char *text = json(&r);
	ck_assert_ptr_nonnull(strstr(text, expected[_i]));
	free(text);
}
END_TEST

START_TEST(times_of_one_second_keep_their_microseconds)
{
	char fast[CLOCK_TEXT], slow[CLOCK_TEXT];
	for (int64_t t = 1795406399999990; t < 1795406400000010; t++) {
		message_time(t, fast);
		ck_assert_str_eq(fast, clock_text(t, slow));
	}
}
END_TEST

int
main(void)
{
	SUITE("record");
	tcase_add_checked_fixture(case_, room_open, room_close);
	CASE_ROWS(every_value_is_valid_json_and_comes_back, N_ROWS(texts));
	CASE(null_and_negative_fields_are_left_out);
	CASE(values_that_are_too_long_are_cut_and_fit);
	CASE(each_kind_has_a_name_and_a_message_id_of_its_own);
	CASE(the_sentence_says_what_where_why_and_how_many);
	CASE_ROWS(priority_follows_the_verdict, 3);
	CASE(times_of_one_second_keep_their_microseconds);
	return SUITE_RUN();
}
