/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole inspections: bodies of every format and coding, cut everywhere, give
 * the same findings, persons and totals.
 */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

#include <zlib.h>

static const char people_json[] =
	"{\"data\":[{\"name\":\"张伟\",\"id_card\":\"370102196110270968\","
	"\"contact\":{\"phone\":\"15905285596\"}},"
	"{\"phone\":16754259874,\"email\":\"li.wei@example.com\"}]}";
static const char people_csv[] =
	"name,id_no,phone\n张伟,370102196110270968,15905285596\n"
	"\"李, \"\"x\"\" 娜\",,16754259874\n";
static const char people_form[] =
	"name=%E5%BC%A0%E4%BC%9F&phone=1590528%EF%BC%95596";
static const char people_text[] =
	"姓名：张伟\n身份证：370102196110270968\n电话: 159-0528-5596\n\n"
	"call 16754259874 now\n";

static const struct {
	const char *type;
	struct span body;
	unsigned persons;
} bodies[] = {
	{"application/json",
	 {(const uint8_t *)people_json, sizeof(people_json) - 1},
	 2},
	{"text/plain",
	 {(const uint8_t *)people_json, sizeof(people_json) - 1},
	 2},
	{"text/csv", {(const uint8_t *)people_csv, sizeof(people_csv) - 1}, 2},
	{"application/octet-stream",
	 {(const uint8_t *)people_csv, sizeof(people_csv) - 1},
	 2},
	{"application/x-www-form-urlencoded",
	 {(const uint8_t *)people_form, sizeof(people_form) - 1},
	 1},
	{"text/plain",
	 {(const uint8_t *)people_text, sizeof(people_text) - 1},
	 2},
};

static void
expect_persons(const char *said, unsigned persons)
{
	char want[64];
	snprintf(want, sizeof(want), "\npersons %u low 0 unreadable 0 -\n",
		 persons);
	ck_assert_msg(strstr(said, want) != NULL, "not%s but\n%s", want, said);
}

START_TEST(every_format_counts_its_persons_however_it_is_cut)
{
	struct inspect_case c = {bodies[_i].type, "", "/upload", NULL};
	struct feed f = inspect_feed(&c);
	struct buf out;
	expect_persons(inspect_whole(&c, bodies[_i].body, &out),
		       bodies[_i].persons);
	buf_fini(&out);
	ck_assert_int_eq(feed_every_way(&f, bodies[_i].body), 0);
}
END_TEST

/* As gzip, declared or not. */
static struct span
gzipped(struct span in, uint8_t *out, size_t size)
{
	z_stream z = {0};
	ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, 0), Z_OK);
	z.next_in = (z_const Bytef *)(uintptr_t)in.p;
	z.avail_in = (uInt)in.n;
	z.next_out = out;
	z.avail_out = (uInt)size;
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	struct span made = span_of(out, z.total_out);
	deflateEnd(&z);
	return made;
}

START_TEST(gzip_changes_nothing_declared_or_not)
{
	uint8_t packed[4096];
	struct span body = gzipped(bodies[_i].body, packed, sizeof(packed));
	for (int declared = 0; declared < 2; declared++) {
		struct inspect_case c = {bodies[_i].type,
					 declared ? "gzip" : "", "", NULL};
		struct feed f = inspect_feed(&c);
		struct buf out;
		expect_persons(inspect_whole(&c, body, &out),
			       bodies[_i].persons);
		buf_fini(&out);
		ck_assert_int_eq(feed_every_way(&f, body), 0);
	}
}
END_TEST

START_TEST(a_clean_body_has_nobody)
{
	struct inspect_case c = {"application/json", "", "", NULL};
	struct buf out;
	const char *said = inspect_whole(
		&c, SPAN("{\"train\":\"K9\",\"delay_ms\":1700000000000}"),
		&out);
	ck_assert_str_eq(said, "persons 0 low 0 unreadable 0 -\n");
	buf_fini(&out);
}
END_TEST

int
main(void)
{
	SUITE("pipeline");
	CASE_ROWS(every_format_counts_its_persons_however_it_is_cut,
		  N_ROWS(bodies));
	CASE_ROWS(gzip_changes_nothing_declared_or_not, N_ROWS(bodies));
	CASE(a_clean_body_has_nobody);
	return SUITE_RUN();
}
