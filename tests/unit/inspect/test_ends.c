/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where parts of uploads meet: what is made of their ends, that nothing that
 * goes over a border is lost wherever it is cut, and that the ends do not
 * depend on how bytes came.
 */
#include "inspect/ends.h"
#include "lib/inspect_feed.h"
#include "lib/suite.h"

static const struct {
	const char *before, *after, *text, *type;
	enum format format;
} seams[] = {
	{"a,b\n1,2\n3,4", "5,6\n7,8\n", "3,45,6", "text/csv", FORMAT_TABLE},
	{"1,2\n", "3,4\n", "", "text/csv", FORMAT_TABLE},
	{"1,2", "\n3,4\n", "", "text/csv", FORMAT_TABLE},
	{"[{\"a\":1},{\"b\":\"1", "2\"},{\"c\":3}]", "{\"b\":\"12\"}",
	 "application/json", FORMAT_JSON},
	{"[{\"a\":1},{\"b\":{\"c\":\"1", "2\"}},{\"c\":3}]",
	 "{\"b\":{\"c\":\"12\"}}", "application/json", FORMAT_JSON},
	{"[{\"a\":1},\"1", "2\",{\"c\":3}]", "\"12\"", "", FORMAT_JSON},
	{"line\nid 12", "34\nline", "id 1234", "", FORMAT_TEXT},
	{"<a><b>1", "2</b></a>", "<a><b>12</b></a>", "", FORMAT_MARKUP},
};

START_TEST(the_record_that_is_cut_is_made_whole)
{
	struct ends e;
	struct buf text;
	struct span type;
	ends_init(&e);
	ends_format(&e, seams[_i].format, false);
	buf_init(&text, 8192);
	ck_assert_int_eq(seam_text(&e, span_str(seams[_i].before),
				   span_str(seams[_i].after), &text, &type),
			 0);
	ck_assert_msg(span_eq(buf_span(&text), span_str(seams[_i].text)),
		      "%.*s", SPAN_FMT(buf_span(&text)));
	if (text.n > 0)
		ck_assert(span_eq(type, span_str(seams[_i].type)));
	buf_fini(&text);
	ends_fini(&e);
}
END_TEST

/* ---- whole inspections ---- */

#define ID_NUMBER "11010519491231002X"

/* Of the bodies that follow. */
static struct span type;

static struct inspection *
open_part(bool middle, const char *header, bool known)
{
	struct inspection *i;
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_part(i, middle, known, span_str(header)),
			 0);
	ck_assert_int_eq(inspection_body(i, type, SPAN_NONE, SPAN("/x")), 0);
	return i;
}

static size_t
persons_of(struct inspection *i)
{
	struct inspect_result r;
	inspection_take(i, &r);
	return r.n_persons;
}

static const char *const bodies[] = {
	"id_no,train\nD1,x\n" ID_NUMBER ",D887\nD2,y\n",
	"[{\"train\":1},{\"id_no\":\"" ID_NUMBER "\",\"t\":1},{\"x\":2}]",
	"{\"train\":1}\n{\"id_no\":\"" ID_NUMBER "\"}\n{\"x\":2}\n",
	"the passenger\nhas ID card " ID_NUMBER ", seat 7A\nand no more\n",
	"<r><p><id>" ID_NUMBER "</id></p><p>x</p></r>",
	"{\"list\":[\"D887\",\"" ID_NUMBER "\",\"D888\"]}",
};

START_TEST(a_value_cut_anywhere_is_found_once_with_its_other_half)
{
	struct span body = span_str(bodies[_i]);
	ssize_t at = span_find(body, SPAN(ID_NUMBER));
	ck_assert_int_gt(at, 0);
	for (size_t cut = (size_t)at + 1; cut < (size_t)at + 18; cut++) {
		struct inspect_ends left, right;
		struct inspection *a = open_part(false, "", false);
		struct inspection *b = open_part(true, "", false);
		ck_assert_int_eq(
			inspection_push(a, span_cut(body, 0, cut), true), 0);
		ck_assert_int_eq(inspection_push(b, span_from(body, cut), true),
				 0);
		ck_assert_uint_eq(persons_of(a), 0);
		ck_assert_uint_eq(persons_of(b), 0);
		ck_assert(inspection_ends(a, &left));
		ck_assert(inspection_ends(b, &right));
		ck_assert_int_eq(inspection_seam(b, left.last, right.first,
						 SPAN_NONE, SPAN("/x")),
				 0);
		ck_assert_msg(persons_of(b) == 1, "%d cut at %zu", _i, cut);
		/* And the other way round, where the first comes second. */
		ck_assert_int_eq(inspection_seam(a, left.last, right.first,
						 SPAN_NONE, SPAN("/x")),
				 0);
		ck_assert_uint_eq(persons_of(a), 1);
		inspection_free(&a);
		inspection_free(&b);
	}
}
END_TEST

START_TEST(a_row_left_to_the_seam_is_read_there)
{
	struct inspect_ends ends;
	for (int known = 0; known < 2; known++) {
		struct inspection *i = open_part(true, "train,id_no", known);
		ck_assert_int_eq(
			inspection_push(i, SPAN(ID_NUMBER ",x\nD887,none\n"),
					true),
			0);
		ck_assert(inspection_ends(i, &ends));
		ck_assert_int_eq(ends.left_row, known);
		ck_assert_uint_eq(persons_of(i), !known);
		ck_assert_int_eq(inspection_seam(i, SPAN_NONE, ends.first,
						 SPAN_NONE, SPAN_NONE),
				 0);
		/* Found there even if nothing is known of what was before. */
		ck_assert_uint_eq(persons_of(i), 1);
		inspection_free(&i);
	}
}
END_TEST

START_TEST(columns_have_the_names_the_first_part_gave_them)
{
	struct inspect_ends ends;
	struct inspect_totals totals[2];
	type = SPAN("text/csv");
	struct span rows = SPAN("D1,王小明\nD2,李小红\nD3,张建国\n");
	struct inspection *i = open_part(false, "", false);
	ck_assert_int_eq(inspection_push(i, SPAN("train,姓名\nD0,x\n"), true),
			 0);
	ck_assert(inspection_ends(i, &ends));
	ck_assert(span_eq(ends.header, SPAN("train,姓名")));
	for (int named = 0; named < 2; named++) {
		struct inspection *b =
			open_part(true, named ? "train,姓名" : "", false);
		ck_assert_int_eq(inspection_push(b, rows, true), 0);
		inspection_totals(b, &totals[named]);
		inspection_free(&b);
	}
	ck_assert_uint_eq(totals[0].persons, 0);
	ck_assert_uint_eq(totals[1].persons, 3);
	inspection_free(&i);
}
END_TEST

START_TEST(ends_do_not_depend_on_how_bytes_came)
{
	uint8_t body[3000];
	for (size_t k = 0; k < sizeof(body); k++)
		body[k] = (uint8_t)(k % 61 == 60 ? '\n' : 'a' + k % 7);
	for (size_t step = 1; step < sizeof(body); step = step * 3 + 1) {
		struct inspect_ends ends;
		struct inspection *i = open_part(false, "", false);
		for (size_t at = 0; at < sizeof(body); at += step) {
			size_t n = sizeof(body) - at < step ? sizeof(body) - at
							    : step;
			ck_assert_int_eq(
				inspection_push(i, span_of(body + at, n),
						at + n == sizeof(body)),
				0);
		}
		ck_assert(inspection_ends(i, &ends));
		ck_assert_uint_eq(ends.n, sizeof(body));
		ck_assert(span_eq(ends.first, span_of(body, ENDS_SIZE)));
		ck_assert(span_eq(
			ends.last,
			span_of(body + sizeof(body) - ENDS_SIZE, ENDS_SIZE)));
		inspection_free(&i);
	}
}
END_TEST

static const struct {
	const char *middle;
	unsigned persons;
} middles[] = {
	{"800\"},{\"a\":\"13800138001\",\"b\":\"a@mail.example.org\"}, "
	 "{\"a\":\"13800138002\",\"b\":\"b@mail.example.org\"},\n{\"a\":"
	 "\"138001",
	 2},
	{"00</a></p><p><a>13800138001</a><b>a@mail.example.org</b></p><p>"
	 "<a>13800138002</a><b>b@mail.example.org</b></p><p><a>1380",
	 2},
	/* what comes before the first record is read, too */
	{"\"b\":\"c@mail.example.org\"},{\"a\":\"13800138001\"}", 2},
	{"phone 13800138001, mail a@mail.example.org\nno more\n", 1},
};

START_TEST(records_have_their_borders_in_the_middle)
{
	struct span body = span_str(middles[_i].middle);
	type = SPAN_NONE;
	for (size_t step = 1; step <= body.n; step++) {
		struct inspect_totals totals;
		struct inspection *i = open_part(true, "", false);
		for (size_t at = 0; at < body.n; at += step)
			ck_assert_int_eq(
				inspection_push(i,
						span_cut(body, at, at + step),
						at + step >= body.n),
				0);
		inspection_totals(i, &totals);
		ck_assert_msg(totals.persons == middles[_i].persons,
			      "by %zu: %llu", step,
			      (unsigned long long)totals.persons);
		inspection_free(&i);
	}
}
END_TEST

START_TEST(what_is_no_part_keeps_no_ends)
{
	struct inspect_ends ends;
	struct inspection *i;
	ck_assert_int_eq(inspection_new(inspect_test_env(), &i), 0);
	ck_assert_int_eq(inspection_body(i, SPAN_NONE, SPAN_NONE, SPAN_NONE),
			 0);
	ck_assert_int_eq(inspection_push(i, SPAN("text"), true), 0);
	ck_assert(!inspection_ends(i, &ends));
	inspection_free(&i);
}
END_TEST

int
main(void)
{
	SUITE("ends");
	CASE_ROWS(the_record_that_is_cut_is_made_whole, N_ROWS(seams));
	CASE_ROWS(a_value_cut_anywhere_is_found_once_with_its_other_half,
		  N_ROWS(bodies));
	CASE(a_row_left_to_the_seam_is_read_there);
	CASE(columns_have_the_names_the_first_part_gave_them);
	CASE(ends_do_not_depend_on_how_bytes_came);
	CASE_ROWS(records_have_their_borders_in_the_middle, N_ROWS(middles));
	CASE(what_is_no_part_keeps_no_ends);
	return SUITE_RUN();
}
