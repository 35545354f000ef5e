/* SPDX-License-Identifier: Apache-2.0 */
/* What git sends: lines, packs, commits, trees, files and deltas. */
#include "lib/git_build.h"
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#define PUSH "application/x-git-receive-pack-request"
#define OLD "0000000000000000000000000000000000000000"
#define NEW "ba8c2ea5a0ef1d5c1d0a9b3f3c2f7a64aa6e5a0b"

static struct buf body;

static void
begin(void)
{
	buf_init(&body, 1 << 22);
}

static void
end(void)
{
	buf_fini(&body);
}

static void
says(const char *type, const char *wanted, const char *unwanted)
{
	struct inspect_row row = {type, "", buf_span(&body), wanted, unwanted};
	ck_assert_int_eq(inspect_check(&row), 0);
}

static void
put_push(uint8_t objects)
{
	git_put_line(&body, SPAN(OLD " " NEW " refs/heads/main\0 report-status "
				     "side-band-64k agent=git/2.39.5"));
	git_put(&body, SPAN("0000"));
	git_put_pack(&body, objects);
}

START_TEST(a_file_in_a_push_is_read)
{
	put_push(1);
	git_put_object(&body, 3,
		       SPAN("name,phone\na,15905285596\n"
			    "b,16754259874\n"));
	git_put_end(&body);
	says(PUSH, "persons 2 low 0 unreadable 0 -\n", NULL);
	says("", "persons 2 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_push_without_persons_is_read_too)
{
	put_push(3);
	git_put_object(&body, 1,
		       SPAN("tree " NEW "\nparent " NEW "\n"
			    "author Lab <lab@corp.example> 1700000000 +0800\n"
			    "committer Lab <lab@corp.example> 1700000000 "
			    "+0800\n\nChange the value\n\nSigned-off-by: Lab "
			    "<lab@corp.example>\n"));
	git_put_object(&body, 2,
		       SPAN("100644 main.c\0\xff\xfe\x01\x02\x90\x81\x00\x03"
			    "\xff\xfe\x01\x02\x90\x81\x00\x03\xff\xfe\x01\x02"
			    "40000 src\0\xff\xfe\x01\x02\x90\x81\x00\x03"
			    "\xff\xfe\x01\x02\x90\x81\x00\x03\xff\xfe\x01"
			    "\x02"));
	git_put_object(&body, 3, SPAN("int value = 1;\n"));
	git_put_end(&body);
	says(PUSH, "email 1 @", NULL); /* shown */
	says(PUSH, "persons 0 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_commit_message_counts)
{
	put_push(1);
	git_put_object(&body, 1,
		       SPAN("tree " NEW "\n"
			    "author Lab <lab@corp.example> 1700000000 +0800\n"
			    "committer Lab <lab@corp.example> 1700000000 "
			    "+0800\n\nCall 15905285596\n\nSigned-off-by: Z "
			    "<other@corp.example>\n"));
	git_put_end(&body);
	says(PUSH, "persons 2 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_message_is_read_in_its_charset)
{
	put_push(1);
	git_put_object(&body, 1,
		       SPAN("tree " NEW "\nencoding GBK\n\n"
			    "\xb5\xe7\xbb\xb0\xa3\xba"
			    "\xa3\xb1\xa3\xb5\xa3\xb9"
			    "05285596\n"));
	git_put_end(&body);
	says(PUSH, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(identities_count_where_it_is_set)
{
	struct inspect_env env = *inspect_test_env();
	struct inspect_case c = {PUSH, "", "", &env};
	struct feed f = inspect_feed(&c);
	struct buf out;
	env.count_git_identities = true;
	put_push(1);
	git_put_object(&body, 1,
		       SPAN("tree " NEW "\nauthor Lab <lab@corp.example> "
			    "1700000000 +0800\n\nx\n\nSigned-off-by: Lab "
			    "<lab@corp.example>\n"));
	git_put_end(&body);
	const char *said = inspect_whole(&c, buf_span(&body), &out);
	ck_assert_ptr_nonnull(strstr(said, "persons 1 low 0 unreadable 0"));
	ck_assert_int_eq(feed_every_way(&f, buf_span(&body)), 0);
	buf_fini(&out);
}
END_TEST

START_TEST(a_number_in_place_of_a_name_counts)
{
	put_push(1);
	git_put_object(&body, 1,
		       SPAN("tree " NEW "\nauthor 15905285596 <a> 1700000000 "
			    "+0800\n\nx\n"));
	git_put_end(&body);
	says(PUSH, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(names_of_files_and_branches_are_read)
{
	git_put_line(&body, SPAN(OLD " " NEW " refs/heads/15905285596\0 ofs"));
	git_put(&body, SPAN("0000"));
	git_put_pack(&body, 1);
	git_put_object(&body, 2,
		       SPAN("100644 16754259874.txt\0\xff\xfe\x01\x02\x90\x81"
			    "\x00\x03\xff\xfe\x01\x02\x90\x81\x00\x03\xff\xfe"
			    "\x01\x02"));
	git_put_end(&body);
	says(PUSH, "persons 2 low 0 unreadable 0 -\n", NULL);
}
END_TEST

/* Copy of 80 bytes from 0, insertion, copy of 16 from 80. */
#define DELTA "\x60\x70\x90\x50"

START_TEST(what_a_delta_inserts_is_read)
{
	put_push(1);
	git_put_ref_delta(&body, SPAN(DELTA "\x12"
					    "phone: 15905285596"
					    "\x91\x50\x10"));
	git_put_end(&body);
	says(PUSH, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(insertions_side_by_side_are_one_text)
{
	put_push(1);
	git_put_ref_delta(&body, SPAN("\x60\x70"
				      "\x0c"
				      "phone: 15905"
				      "\x06"
				      "285596"
				      "\x91\x50\x10"));
	git_put_end(&body);
	says(PUSH, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(insertions_apart_are_not)
{
	put_push(1);
	git_put_ref_delta(&body, SPAN("\x60\x70"
				      "\x0c"
				      "phone: 15905"
				      "\x91\x50\x10"
				      "\x06"
				      "285596"));
	git_put_end(&body);
	says(PUSH, "persons 0 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_tree_that_changes_in_a_hash_is_read)
{
	put_push(1);
	git_put_ref_delta(&body, SPAN(DELTA "\x14"
					    "\xff\x00\x01\x02\x90\x81\x00\x03"
					    "\xff\xfe\x01\x02\x90\x81\x00\x03"
					    "\xff\xfe\x01\x02"
					    "\x91\x50\x10"));
	git_put_end(&body);
	says(PUSH, "persons 0 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_binary_file_that_changes_is_not)
{
	struct buf delta;
	buf_init(&delta, 4096);
	git_put(&delta, SPAN("\x60\x70\x7f"));
	for (unsigned i = 0; i < 0x7f; i++) {
		uint8_t c = (uint8_t)(i * 37 % 29 + (i % 3 == 0 ? 190 : 0));
		git_put(&delta, span_of(&c, 1));
	}
	put_push(1);
	git_put_ref_delta(&body, buf_span(&delta));
	git_put_end(&body);
	says(PUSH, "persons 0 low 0 unreadable 2 git-delta\n", NULL);
	buf_fini(&delta);
}
END_TEST

START_TEST(a_delta_knows_what_it_is_made_from)
{
	put_push(2);
	size_t at = body.n;
	git_put_object(&body, 1, SPAN("tree " NEW "\n\nx\n"));
	/* A line of a commit without its beginning. */
	git_put_ofs_delta(&body, (uint8_t)(body.n - at),
			  SPAN("\x60\x70\x91\x00\x20"
			       "\x22"
			       "lab@corp.example> 1700000000 +0800"
			       "\x14"
			       "\n\nmail a@b.example\n\n"));
	git_put_end(&body);
	says(PUSH, "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(who_writes_with_copies_is_not_trusted)
{
	struct buf delta;
	buf_init(&delta, 4096);
	git_put(&delta, SPAN("\x60\x0b"));
	for (uint8_t i = 0; i < 11; i++) {
		uint8_t copy[3] = {0x91, (uint8_t)(i + 1), 1};
		git_put(&delta, span_of(copy, sizeof(copy)));
	}
	put_push(1);
	git_put_ref_delta(&body, buf_span(&delta));
	git_put_end(&body);
	says(PUSH, "persons 0 low 0 unreadable 2 git-delta\n", NULL);
	buf_fini(&delta);
}
END_TEST

START_TEST(a_broken_pack_is_broken)
{
	put_push(2);
	git_put_object(&body, 3, SPAN("call 15905285596"));
	size_t at = body.n;
	git_put_object(&body, 3, SPAN("call 16754259874"));
	body.p[at + 6] ^= 0x55;
	git_put_end(&body);
	says(PUSH, "unreadable 20 git-pack\n", NULL);
	says(PUSH, "cn-mobile", NULL);
}
END_TEST

START_TEST(a_pack_cut_short_is_broken)
{
	put_push(2);
	git_put_object(&body, 3, SPAN("call 15905285596"));
	says(PUSH, "persons 1 low 0 unreadable 20 cut-short\n", NULL);
}
END_TEST

START_TEST(an_object_that_grows_past_its_size_is_broken)
{
	put_push(1);
	git_put_head(&body, 3, 16);
	git_put_zlib(&body, SPAN("call 15905285596 and more than that"));
	git_put_end(&body);
	says(PUSH, "persons 1 low 0 unreadable 20 git-pack\n", NULL);
}
END_TEST

START_TEST(what_follows_a_pack_is_broken)
{
	put_push(1);
	git_put_object(&body, 3, SPAN("x"));
	git_put_end(&body);
	git_put(&body, SPAN("0123456789ab more than any checksum"));
	says(PUSH, "unreadable 20 trailing\n", NULL);
}
END_TEST

START_TEST(lines_alone_are_read)
{
	git_put_line(&body, SPAN("want " NEW " multi_ack agent=git/2.39.5\n"));
	git_put(&body, SPAN("0000"));
	git_put_line(&body, SPAN("have " NEW "\n"));
	git_put_line(&body, SPAN("done\n"));
	says("application/x-git-upload-pack-request",
	     "persons 0 low 0 unreadable 0 -\n", NULL);
	git_put_line(&body, SPAN("option 15905285596\n"));
	says("", "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(options_may_stand_before_the_pack)
{
	git_put_line(&body, SPAN(OLD " " NEW " refs/heads/x\0push-options"));
	git_put(&body, SPAN("0000"));
	git_put_line(&body, SPAN("notify=a.b@example.com"));
	git_put(&body, SPAN("0000"));
	git_put_pack(&body, 1);
	git_put_object(&body, 3, SPAN("call 15905285596"));
	git_put_end(&body);
	says(PUSH, "persons 2 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(lines_that_break_off_are_broken)
{
	git_put_line(&body, SPAN(OLD " " NEW " refs/heads/x"));
	git_put(&body, SPAN("zz15905285596zz"));
	says(PUSH, "unreadable 20 git\n", NULL);
}
END_TEST

START_TEST(a_bundle_is_read)
{
	git_put(&body, SPAN("# v2 git bundle\n-" NEW " call 16754259874\n" NEW
			    " refs/heads/main\n\n"));
	git_put_pack(&body, 1);
	git_put_object(&body, 3, SPAN("call 15905285596"));
	git_put_end(&body);
	says("application/octet-stream", "persons 2 low 0 unreadable 0 -\n",
	     NULL);
}
END_TEST

START_TEST(a_file_in_a_pack_is_a_layer)
{
	git_put_pack(&body, 2);
	git_put_object(&body, 3,
		       SPAN("{\"phone\":\"\\u003115905285596\","
			    "\"tel\":\"15905285596\"}"));
	git_put_object(&body, 3, SPAN("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
	git_put_end(&body);
	says("", "persons 1 low 0 unreadable 1 png\n", NULL);
}
END_TEST

START_TEST(text_that_begins_with_four_digits_is_text)
{
	git_put(&body, SPAN("0031 call 15905285596\n"));
	says("", "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(digits_without_end_are_text)
{
	for (unsigned i = 0; i < 30; i++)
		git_put(&body, SPAN("00001111222233334444"));
	git_put(&body, SPAN("\ncall 15905285596\n"));
	says("", "persons 1 low 0 unreadable 0 -\n", NULL);
}
END_TEST

START_TEST(a_pack_that_grows_out_of_measure_is_stopped)
{
	static const struct inspect_limits limits = {.record = 1 << 16,
						     .decoded = 1 << 16,
						     .ratio = 200,
						     .depth = 5,
						     .parts = 100,
						     .steps = 1 << 20};
	static uint8_t zeros[200000];
	struct inspect_env env = *inspect_test_env();
	struct inspect_case c = {PUSH, "", "", &env};
	struct feed f = inspect_feed(&c);
	struct buf out;
	env.limits = &limits;
	memset(zeros, ' ', sizeof(zeros));
	put_push(1);
	git_put_object(&body, 3, span_of(zeros, sizeof(zeros)));
	git_put_end(&body);
	const char *said = inspect_whole(&c, buf_span(&body), &out);
	ck_assert_ptr_nonnull(strstr(said, "unreadable 10 size"));
	ck_assert_int_eq(feed_every_way(&f, buf_span(&body)), 0);
	buf_fini(&out);
}
END_TEST

int
main(void)
{
	SUITE("git");
	tcase_add_checked_fixture(case_, begin, end);
	CASE(a_file_in_a_push_is_read);
	CASE(a_push_without_persons_is_read_too);
	CASE(a_commit_message_counts);
	CASE(a_message_is_read_in_its_charset);
	CASE(identities_count_where_it_is_set);
	CASE(a_number_in_place_of_a_name_counts);
	CASE(names_of_files_and_branches_are_read);
	CASE(what_a_delta_inserts_is_read);
	CASE(insertions_side_by_side_are_one_text);
	CASE(insertions_apart_are_not);
	CASE(a_tree_that_changes_in_a_hash_is_read);
	CASE(a_binary_file_that_changes_is_not);
	CASE(a_delta_knows_what_it_is_made_from);
	CASE(who_writes_with_copies_is_not_trusted);
	CASE(a_broken_pack_is_broken);
	CASE(a_pack_cut_short_is_broken);
	CASE(an_object_that_grows_past_its_size_is_broken);
	CASE(what_follows_a_pack_is_broken);
	CASE(lines_alone_are_read);
	CASE(options_may_stand_before_the_pack);
	CASE(lines_that_break_off_are_broken);
	CASE(a_bundle_is_read);
	CASE(a_file_in_a_pack_is_a_layer);
	CASE(text_that_begins_with_four_digits_is_text);
	CASE(digits_without_end_are_text);
	CASE(a_pack_that_grows_out_of_measure_is_stopped);
	return SUITE_RUN();
}
