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

/* Text that a receiver of the first n bytes of this body could read. */
static size_t
readable(bool packed, struct span body, uint8_t *out, size_t size)
{
	if (!packed) {
		memcpy(out, body.p, body.n);
		return body.n;
	}
	z_stream z = {0};
	ck_assert_int_eq(inflateInit2(&z, 31), Z_OK);
	z.next_in = (z_const Bytef *)(uintptr_t)body.p;
	z.avail_in = (uInt)body.n;
	z.next_out = out;
	z.avail_out = (uInt)size;
	(void)inflate(&z, Z_SYNC_FLUSH);
	size_t n = z.total_out;
	inflateEnd(&z);
	return n;
}

/* Telephone numbers of which the text holds the first digits. */
static size_t
begun(struct span text)
{
	size_t n = 0;
	for (size_t i = 1; i + 4 <= text.n; i++)
		n += memcmp(text.p + i, "1590", 4) == 0 &&
		     (text.p[i - 1] < '0' || text.p[i - 1] > '9');
	return n;
}

/* Many records with a number each; the limits make records long. */
static size_t
make_records(int format, char *out, size_t size)
{
	size_t n = 0;
	if (format == 1)
		n = (size_t)snprintf(out, size, "n,phone,note\n");
	for (int i = 1; i <= 300; i++) {
		int pad = i % 50 == 0 ? 5000 : 20;
		if (format == 0)
			n += (size_t)snprintf(out + n, size - n, "{\"n\":%d,",
					      i);
		else
			n += (size_t)snprintf(out + n, size - n, "%d%s", i,
					      format == 1 ? "," : " has ");
		n += (size_t)snprintf(out + n, size - n, "%s159%08d%s%0*d%s\n",
				      format == 0 ? "\"phone\":\"" : "",
				      i * 7919,
				      format == 0   ? "\",\"note\":\""
				      : format == 1 ? ","
						    : " and ",
				      pad, 0, format == 0 ? "\"}" : "");
	}
	return n;
}

/*
 * The promise to whoever releases: when a byte of a value is safe, the person
 * can be taken. Read as the receiver would read what is released.
 */
START_TEST(nothing_is_safe_before_its_person_can_be_taken)
{
	static char text[200000];
	static uint8_t packed[200000], got[200000];
	static const size_t steps[] = {1, 13, 700, 16384};
	int format = _i % 3;
	bool gzip = _i >= 3;
	struct span body =
		span_of(text, make_records(format, text, sizeof(text)));
	if (gzip)
		body = gzipped(body, packed, sizeof(packed));
	for (size_t k = 0; k < N_ROWS(steps); k++) {
		struct inspection *i;
		struct inspect_result result;
		size_t taken = 0, step = steps[k];
		uint64_t most_held = 0;
		ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
		ck_assert_int_eq(
			inspection_body(i, SPAN_NONE, SPAN_NONE, SPAN_NONE), 0);
		for (size_t at = 0; at < body.n; at += step) {
			struct span piece = span_cut(body, at, at + step);
			ck_assert_int_eq(
				inspection_push(i, piece,
						at + piece.n == body.n),
				0);
			inspection_take(i, &result);
			taken += result.n_persons;
			uint64_t safe = inspection_safe(i);
			uint64_t held = at + piece.n - safe;
			if (held > most_held)
				most_held = held;
			/* Reading along is slow where pieces are small. */
			if (step < 10 && at % 97 != 0)
				continue;
			size_t n = readable(gzip, span_cut(body, 0, safe), got,
					    sizeof(got));
			ck_assert_uint_le(begun(span_of(got, n)), taken);
		}
		ck_assert_uint_eq(taken, 300);
		ck_assert_uint_eq(inspection_safe(i), body.n);
		/* And it does go on: no more is held than is looked ahead, a
		 * record, and a push. */
		ck_assert_uint_le(most_held, 16384 + 2 * step + 6000);
		inspection_free(&i);
	}
}
END_TEST

/* An identity number, then more than the record limit of something else, then
 * a telephone number: one person, and released in between. */
START_TEST(a_record_beyond_the_limit_is_decided_in_parts)
{
	static char text[400000];
	struct inspection *i;
	struct inspect_result result;
	struct inspect_totals totals;
	size_t n = (size_t)snprintf(text, sizeof(text),
				    "{\"id_card\":\"370102196110270968\","
				    "\"photo\":\"");
	memset(text + n, 'x', 300000);
	n += 300000;
	n += (size_t)snprintf(text + n, sizeof(text) - n,
			      "\",\"phone\":\"15905285596\"}");
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_body(i, SPAN_NONE, SPAN_NONE, SPAN_NONE),
			 0);
	ck_assert_int_eq(inspection_push(i, span_of(text, 60000), false), 0);
	ck_assert_uint_eq(inspection_safe(i), 0);
	ck_assert_int_eq(
		inspection_push(i, span_of(text + 60000, 200000), false), 0);
	ck_assert_uint_ge(inspection_safe(i), 60000);
	inspection_take(i, &result);
	ck_assert_uint_eq(result.n_persons, 1);
	ck_assert_uint_eq(result.persons[0].n_ids, 1);
	ck_assert_int_eq(
		inspection_push(i, span_of(text + 260000, n - 260000), true),
		0);
	inspection_take(i, &result);
	ck_assert_uint_eq(result.n_persons, 1);
	ck_assert_uint_eq(result.persons[0].n_ids, 2);
	inspection_totals(i, &totals);
	ck_assert_uint_eq(totals.persons, 1);
	ck_assert(!inspection_needs_whole(i));
	inspection_free(&i);
}
END_TEST

/* Columns instead of rows: nobody can say where a person ends. */
START_TEST(a_record_that_never_ends_asks_to_be_read_whole)
{
	static char text[300000];
	struct inspection *i;
	size_t n = (size_t)snprintf(text, sizeof(text), "{\"phones\":[");
	for (int k = 0; k < 15000; k++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "\"159%08d\",", k);
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_body(i, SPAN_NONE, SPAN_NONE, SPAN_NONE),
			 0);
	ck_assert_int_eq(inspection_push(i, span_of(text, 60000), false), 0);
	ck_assert(!inspection_needs_whole(i));
	ck_assert_int_eq(
		inspection_push(i, span_of(text + 60000, n - 60000), true), 0);
	ck_assert(inspection_needs_whole(i));
	struct inspect_totals totals;
	inspection_totals(i, &totals);
	ck_assert_uint_eq(totals.persons, 15000);
	inspection_free(&i);
}
END_TEST

/* The value of one part says who its person is, what follows does not: two
 * parts that differ are two, wherever a push ends, and whatever the last
 * part of the record is. */
START_TEST(a_part_of_a_record_is_known_by_its_own_values)
{
	static const struct inspect_limits limits = {.record = 512,
						     .decoded = 1 << 20,
						     .ratio = 200,
						     .depth = 5,
						     .parts = 40,
						     .steps = 1 << 30};
	static const struct {
		const char *first, *further, *says;
	} rows[] = {
		/* At the beginning of a part, and only past the first. */
		{"{\"diagnosis\":\"diabetes\",", "\"diagnosis\":\"asthma\",",
		 "persons 4 low 4 "},
		{"{\"colour\":\"green\",", "\"diagnosis\":\"asthma\",",
		 "persons 3 low 3 "},
		/* Nothing that says anything of anybody. */
		{"{\"colour\":\"green\",", "\"colour\":\"blue\",",
		 "persons 0 low 0 "},
	};
	struct inspect_env env = *inspect_test_env();
	struct inspect_case c = {"application/json", "", "", &env};
	struct feed f = inspect_feed(&c);
	char text[4096];
	struct buf out;
	env.limits = &limits;
	size_t n = (size_t)snprintf(text, sizeof(text), "%s", rows[_i].first);
	for (int part = 0; part < 3; part++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
				      "\"note\":\"%0600d\",%s", part,
				      rows[_i].further);
	n += (size_t)snprintf(text + n, sizeof(text) - n, "\"end\":0}");
	const char *said = inspect_whole(&c, span_of(text, n), &out);
	ck_assert_msg(strstr(said, rows[_i].says) != NULL, "not %s but\n%s",
		      rows[_i].says, said);
	buf_fini(&out);
	ck_assert_int_eq(feed_every_way(&f, span_of(text, n)), 0);
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
	CASE_ROWS(nothing_is_safe_before_its_person_can_be_taken, 6);
	CASE(a_record_beyond_the_limit_is_decided_in_parts);
	CASE(a_record_that_never_ends_asks_to_be_read_whole);
	CASE_ROWS(a_part_of_a_record_is_known_by_its_own_values, 3);
	CASE(a_clean_body_has_nobody);
	return SUITE_RUN();
}
