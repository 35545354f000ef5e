/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host, target, header fields and trailers: values count wherever they stand,
 * credentials and framing do not.
 */
#include "lib/inspect_feed.h"
#include "lib/suite.h"

static const struct {
	const char *host, *target, *name, *value;
	unsigned persons, findings; /* findings: of cn-mobile and email */
} rows[] = {
	{"example.com", "/", "Accept", "*/*", 0, 0},
	{"15905285596.example.com", "/", "Accept", "*/*", 1, 1},
	{"example.com", "/users/15905285596/x", "Accept", "*/*", 1, 1},
	{"example.com", "/u/a.b%40example.com", "Accept", "*/*", 1, 1},
	{"example.com", "/?phone=1590528%35596&x=1", "Accept", "*/*", 1, 1},
	{"example.com", "/?15905285596", "Accept", "*/*", 1, 1},
	{"example.com", "/?15905285596=1", "Accept", "*/*", 1, 1},
	{"example.com", "/", "X-Phone", "15905285596", 1, 1},
	{"example.com", "/", "X-15905285596", "1", 1, 1},
	{"example.com", "/", "X-Phone",
	 "\xef\xbc\x91"
	 "5905285596",
	 1, 1},
	{"example.com", "/", "From", "a.b@example.com", 1, 1},
	/* framing that looks like a telephone number */
	{"example.com", "/", "Content-Length", "15905285596", 0, 1},
	{"example.com", "/", "Range", "bytes=15905285596-", 0, 0},
	{"example.com", "/", "Range", "call 15905285596", 1, 1},
	/* credentials are shown */
	{"example.com", "/", "Authorization", "Digest a.b@example.com", 0, 1},
	/* what is sent is sent, in a cookie too */
	{"example.com", "/", "Cookie", "user=a.b@example.com", 1, 1},
	{"example.com", "/", "Cookie", "s=1; user=a.b%40example.com; t=d", 1,
	 1},
	{"example.com", "/", "Cookie", "s=1; user=a.b%4example.com; t=d", 0, 0},
	{"example.com", "/", "X-User", "a.b%40example.com", 1, 1},
	{"example.com", "/", "Date", "Mon, 23 Nov 2026 04:05:06 GMT", 0, 0},
	{"example.com", "/", "Date", "15905285596", 1, 1},
	{"example.com", "/%25315905285596", "Accept", "*/*", 1, 1},
};

static unsigned
found(const struct inspect_totals *t)
{
	const struct rules *r = scanner_rules(inspect_test_env()->scanner);
	return t->findings[rules_category(r, "cn-mobile")] +
	       t->findings[rules_category(r, "email")];
}

START_TEST(a_value_counts_where_it_stands)
{
	struct inspection *i;
	struct inspect_result result;
	struct inspect_totals totals;
	struct inspect_header field = {span_str(rows[_i].name),
				       span_str(rows[_i].value)};
	struct inspect_head head = {.method = SPAN("GET"),
				    .host = span_str(rows[_i].host),
				    .target = span_str(rows[_i].target),
				    .headers = &field,
				    .n_headers = 1};
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_head(i, &head), 0);
	inspection_take(i, &result);
	inspection_totals(i, &totals);
	ck_assert_uint_eq(result.n_persons, rows[_i].persons);
	ck_assert_uint_eq(totals.persons, rows[_i].persons);
	ck_assert_uint_eq(found(&totals), rows[_i].findings);
	ck_assert(category_empty(&result.categories) ==
		  (rows[_i].persons == 0));
	inspection_free(&i);
}
END_TEST

START_TEST(a_method_of_the_senders_own_making_is_read)
{
	static const struct {
		const char *method;
		unsigned persons;
	} methods[] = {{"POST", 0},
		       {"PROPFIND", 0},
		       {"M.15905285596", 0},
		       {"M-15905285596", 1}};
	struct inspection *i;
	struct inspect_result result;
	struct inspect_head head = {.method = span_str(methods[_i].method),
				    .host = SPAN("example.com"),
				    .target = SPAN("/")};
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_head(i, &head), 0);
	inspection_take(i, &result);
	ck_assert_uint_eq(result.n_persons, methods[_i].persons);
	inspection_free(&i);
}
END_TEST

START_TEST(names_and_trailers_count_like_anything_else)
{
	struct inspection *i;
	struct inspect_result result;
	struct inspect_header trailer = {SPAN("X-Sum"), SPAN("16754259874")};
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_name(i, SPAN("15905285596.example.com")),
			 0);
	inspection_take(i, &result);
	ck_assert_uint_eq(result.n_persons, 1);
	ck_assert_int_eq(inspection_trailers(i, &trailer, 1), 0);
	inspection_take(i, &result);
	ck_assert_uint_eq(result.n_persons, 1);
	inspection_free(&i);
}
END_TEST

START_TEST(a_part_of_a_compressed_body_is_a_fragment)
{
	static const char *const targets[] = {"/b/k?partNumber=2&uploadId=x",
					      "/b/k?partNumber=2"};
	struct inspection *i;
	struct inspect_result result;
	uint8_t noise[512];
	for (size_t k = 0; k < sizeof(noise); k++)
		noise[k] = (uint8_t)(k * 167 + k / 7);
	for (int plain = 0; plain < 2; plain++) {
		struct inspect_head head = {.target = span_str(targets[plain])};
		ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
		ck_assert_int_eq(inspection_head(i, &head), 0);
		ck_assert_int_eq(inspection_body(i, SPAN_NONE, SPAN_NONE,
						 SPAN("/k.csv.gz")),
				 0);
		ck_assert_int_eq(
			inspection_push(i, span_of(noise, sizeof(noise)), true),
			0);
		inspection_take(i, &result);
		ck_assert_uint_eq(result.unreadable,
				  1u << (plain ? UNREADABLE_BINARY
					       : UNREADABLE_FRAGMENT));
		inspection_free(&i);
	}
}
END_TEST

/* A value of more than a format keeps, after one and before one. */
START_TEST(long_values_are_looked_into)
{
	static const char *const prefixes[] = {"", "sid=1; cart=", "/?x="};
	struct inspection *i;
	struct inspect_result result;
	struct buf table, value;
	buf_init(&table, 1 << 16);
	buf_init(&value, 1 << 16);
	inspect_put(&table, "id,tel\n");
	for (int k = 0; table.n < 9000; k++)
		ck_assert_int_eq(buf_printf(&table, "%d,%s\n", k,
					    k == 700 ? "15905285596" : "-"),
				 0);
	inspect_put(&value, prefixes[_i]);
	for (size_t k = 0; k < table.n; k++)
		ck_assert_int_eq(buf_printf(&value, "%02x", table.p[k]), 0);
	if (_i > 0)
		inspect_put(&value,
			    _i == 1 ? "; tel=18612345670" : "&tel=18612345670");
	struct inspect_header field = {_i == 1 ? SPAN("Cookie") : SPAN("X-A"),
				       _i < 2 ? buf_span(&value) : SPAN("1")};
	struct inspect_head head = {.method = SPAN("GET"),
				    .host = SPAN("example.com"),
				    .target = _i < 2 ? SPAN("/")
						     : buf_span(&value),
				    .headers = &field,
				    .n_headers = 1};
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_head(i, &head), 0);
	inspection_take(i, &result);
	ck_assert_uint_eq(result.n_persons, _i == 0 ? 1 : 2);
	inspection_free(&i);
	buf_fini(&table);
	buf_fini(&value);
}
END_TEST

int
main(void)
{
	SUITE("inspect head");
	CASE_ROWS(a_value_counts_where_it_stands, N_ROWS(rows));
	CASE_ROWS(a_method_of_the_senders_own_making_is_read, 4);
	CASE(names_and_trailers_count_like_anything_else);
	CASE(a_part_of_a_compressed_body_is_a_fragment);
	CASE_ROWS(long_values_are_looked_into, 3);
	return SUITE_RUN();
}
