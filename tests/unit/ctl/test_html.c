/* SPDX-License-Identifier: Apache-2.0 */
/* The HTML writer and the sums: nothing from outside becomes markup. */
#include "lib/suite.h"

#include "ctl/html.h"
#include "ctl/rollup.h"

#include <errno.h>
#include <string.h>

static struct html *h;

static void
begin(void)
{
	h = html_new(1 << 16);
	ck_assert_ptr_nonnull(h);
}

static void
expect(const char *text)
{
	struct span s;
	ck_assert_int_eq(html_finish(h, &s), 0);
	ck_assert_msg(span_eq(s, span_str(text)), "%.*s", SPAN_FMT(s));
	html_free(&h);
}

START_TEST(elements_are_closed_in_pairs)
{
	begin();
	html_open(h, "p", "class", "a", "id", NULL, HTML_END);
	html_put(h, "b", NULL, "x");
	html_single(h, "meta", "charset", "utf-8", HTML_END);
	html_close(h);
	expect("<p class=\"a\"><b>x</b>\n<meta charset=\"utf-8\"/></p>\n");
}
END_TEST

static const struct {
	const char *text, *escaped;
} texts[] = {
	{"plain", "plain"},
	{"</td><script>", "&lt;/td&gt;&lt;script&gt;"},
	{"a&b \"c\" 'd'", "a&amp;b &quot;c&quot; &#39;d&#39;"},
	{"出境台账 é 😀", "出境台账 é 😀"},
	{"a\x01z\x7fz\tb", "a\xef\xbf\xbdz\xef\xbf\xbdz\tb"},
	/* Overlong, a surrogate, cut short, alone, beyond the last. */
	{"\xc0\xbcz", "\xef\xbf\xbd\xef\xbf\xbdz"},
	{"\xed\xa0\x80z", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz"},
	{"\xe5\x87", "\xef\xbf\xbd\xef\xbf\xbd"},
	{"\xffz", "\xef\xbf\xbdz"},
	{"\xf4\x90\x80\x80",
	 "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	{"\xc2\x85z", "\xef\xbf\xbd\xef\xbf\xbdz"},
};

START_TEST(text_is_escaped)
{
	begin();
	html_text(h, texts[_i].text);
	expect(texts[_i].escaped);
}
END_TEST

START_TEST(a_value_of_an_attribute_is_escaped)
{
	char wanted[256];
	begin();
	html_single(h, "a", "href", texts[_i].text, HTML_END);
	snprintf(wanted, sizeof(wanted), "<a href=\"%s\"/>", texts[_i].escaped);
	expect(wanted);
}
END_TEST

START_TEST(what_is_left_open_is_an_error)
{
	struct span s;
	begin();
	html_open(h, "p", HTML_END);
	ck_assert_int_lt(html_finish(h, &s), 0);
	html_free(&h);
}
END_TEST

START_TEST(what_was_not_open_cannot_be_closed)
{
	struct span s;
	begin();
	html_open(h, "p", HTML_END);
	html_close(h);
	html_close(h);
	html_text(h, "later");
	ck_assert_int_eq(html_finish(h, &s), -EINVAL);
	html_free(&h);
}
END_TEST

START_TEST(a_document_has_a_limit)
{
	struct span s;
	h = html_new(1024);
	for (int i = 0; i < 200; i++)
		html_text(h, "12345678");
	ck_assert_int_eq(html_finish(h, &s), ERR_LIMIT);
	html_free(&h);
}
END_TEST

START_TEST(sums_are_told_apart_by_all_keys)
{
	const char *const a[ROLLUP_KEYS] = {"f", "1"};
	const char *const b[ROLLUP_KEYS] = {"f1"};
	const int64_t one[ROLLUP_SUMS] = {1, 2};
	struct rollup *r = rollup_new();
	rollup_add(r, a, one, "2026-02");
	rollup_add(r, b, one, "2026-03");
	rollup_add(r, a, one, "2026-01");
	ck_assert_uint_eq(rollup_sort(r), 2);
	const struct rollup_row *row = rollup_at(r, 0);
	ck_assert_str_eq(row->keys[0], "f");
	ck_assert_str_eq(row->keys[1], "1");
	ck_assert_str_eq(row->keys[4], "");
	ck_assert_int_eq(row->sums[0], 2);
	ck_assert_int_eq(row->sums[1], 4);
	ck_assert_str_eq(row->first, "2026-01");
	ck_assert_str_eq(row->last, "2026-02");
	ck_assert_int_eq(rollup_at(r, 1)->sums[0], 1);
	rollup_free(&r);
}
END_TEST

START_TEST(rows_beyond_the_limit_are_counted)
{
	const int64_t one[ROLLUP_SUMS] = {1};
	struct rollup *r = rollup_new();
	char key[16];
	for (int i = 0; i < 100003; i++) {
		const char *const keys[ROLLUP_KEYS] = {key};
		snprintf(key, sizeof(key), "%d", i);
		rollup_add(r, keys, one, "");
	}
	ck_assert_uint_eq(rollup_sort(r), 100000);
	ck_assert_int_eq(rollup_left_out(r), 3);
	rollup_free(&r);
}
END_TEST

int
main(void)
{
	SUITE("report");
	CASE(elements_are_closed_in_pairs);
	CASE_ROWS(text_is_escaped, N_ROWS(texts));
	CASE_ROWS(a_value_of_an_attribute_is_escaped, N_ROWS(texts));
	CASE(what_is_left_open_is_an_error);
	CASE(what_was_not_open_cannot_be_closed);
	CASE(a_document_has_a_limit);
	CASE(sums_are_told_apart_by_all_keys);
	CASE(rows_beyond_the_limit_are_counted);
	return SUITE_RUN();
}
