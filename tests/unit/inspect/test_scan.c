/* SPDX-License-Identifier: Apache-2.0 */
/* The engine on real-looking blocks: what is found, where, how surely; and
 * the finder held against PCRE2 alone. */
#include "base/clock.h"
#include "base/err.h"
#include "lib/detectors_load.h"
#include "lib/scan_cases.h"
#include "lib/scan_compare.h"
#include "lib/suite.h"

static struct rules *rules;
static struct scanner *scanner;
static struct labels *labels;

static void
setup(void)
{
	rules = test_rules();
	ck_assert_int_eq(scanner_new(rules, &scanner), 0);
	ck_assert_int_eq(labels_new(rules, &labels), 0);
}

static void
teardown(void)
{
	labels_free(&labels);
	scanner_free(&scanner);
	rules_unref(&rules);
}

/* The hits as "id:confidence:canonical" words. */
static int
note(void *arg, const struct hit *hit)
{
	return buf_printf(arg, "%s%s:%d:%.*s",
			  ((struct buf *)arg)->n ? " " : "",
			  rules_id(rules, hit->detector), hit->confidence,
			  SPAN_FMT(hit->canonical));
}

static void
expect_block(const struct block *b, const char *want)
{
	struct buf out;
	uint64_t steps = 100000;
	buf_init(&out, 1 << 16);
	ck_assert_int_eq(scan_block(scanner, labels, b, &steps, note, &out), 0);
	ck_assert_msg(span_eq(buf_span(&out), span_str(want)),
		      "found \"%.*s\", wanted \"%s\"", SPAN_FMT(buf_span(&out)),
		      want);
	ck_assert_int_eq(compare_block(scanner, labels, b, NULL), 0);
	buf_fini(&out);
}

static void
expect(const char *label, const char *text, const char *want)
{
	struct field f = {.n = (uint32_t)strlen(text),
			  .label = labels_intern(labels, span_str(label))};
	struct block b = {.text = span_str(text),
			  .fields = &f,
			  .n_fields = 1,
			  .until = strlen(text) + 1};
	expect_block(&b, want);
}

START_TEST(context_lifts_the_confidence)
{
	expect("", "13812345678", "cn-mobile:1:13812345678");
	expect("phoneNumber", "13812345678", "cn-mobile:2:13812345678");
	expect("", "手机：13812345678", "cn-mobile:2:13812345678");
	expect("", "E44357705", "");
	expect("passport_no", "E44357705", "cn-passport:2:E44357705");
}
END_TEST

START_TEST(context_further_than_64_bytes_away_is_none)
{
	expect("",
	       "passport ................................................ "
	       "E44357705",
	       "cn-passport:2:E44357705");
	expect("",
	       "passport "
	       "........................................................"
	       "........ E44357705",
	       "");
}
END_TEST

START_TEST(forbidding_words_silence_a_shape)
{
	expect("passport", "serial no E44357705", "");
	expect("serial_no", "passport E44357705", "");
}
END_TEST

START_TEST(the_word_right_before_or_last_in_a_name_decides)
{
	expect("", "订单号：15905285596", "");
	expect("", "订单联系电话15905285596", "cn-mobile:2:15905285596");
	expect("order_id", "15905285596", "");
	expect("order_phone", "15905285596", "cn-mobile:2:15905285596");
	expect("phone_order_id", "15905285596", "");
}
END_TEST

START_TEST(what_stands_before_the_at_of_a_url_is_no_mailbox)
{
	expect("", "https://user:passw0rd@host.example.com/x",
	       "url-password:1:passw0rd@host.example.com");
	expect("", "ssh://li@host.example.com/x", "");
	expect("", "mailto:li@host.example.com", "email:1:li@host.example.com");
	expect("", "https://host.example.com/x:li@host.example.com",
	       "email:1:li@host.example.com");
	expect("", "z***b@example.com", "");
}
END_TEST

START_TEST(an_attribute_hides_nothing_and_is_not_hidden)
{
	expect("监护人电话", "13812345678",
	       "cn-mobile:2:13812345678 spi-minor:1:");
	expect("诊断", "the server crashed", "");
}
END_TEST

START_TEST(the_longer_match_hides_what_lies_in_it)
{
	expect("", "13812345678@163.com", "email:1:13812345678@163.com");
	expect("", "+86 138 1234 5678", "cn-mobile:1:13812345678");
	/* A resident ID is no bank card, a card no phone. */
	expect("", "622801199003073450", "");
	expect("", "370102196110270968", "cn-resident-id:1:370102196110270968");
	expect("", "DE89 3704 0044 0532 0130 00 OK",
	       "iban:1:DE89370400440532013000");
}
END_TEST

START_TEST(neighbours_do_not_hide_each_other)
{
	expect("", "13812345678,13912345678 li@example.com",
	       "cn-mobile:1:13812345678 cn-mobile:1:13912345678 "
	       "email:1:li@example.com");
}
END_TEST

START_TEST(the_same_person_has_one_canonical_form)
{
	expect("身份证", "440103451003028",
	       "cn-resident-id-15:2:440103194510030280");
	expect("", "44010619520224722x", "cn-resident-id:1:44010619520224722X");
	expect("", "Li.Wei@Example.COM", "email:1:li.wei@example.com");
	expect("", "6228 4886 9934 6736 532",
	       "cn-bank-card:1:6228488699346736532");
}
END_TEST

START_TEST(a_birthday_in_the_future_is_none)
{
	expect("", "370102196110270968", "cn-resident-id:1:370102196110270968");
	scanner_set_today(scanner, civil_to_days((struct civil){1961, 10, 26}));
	expect("", "370102196110270968", "");
	scanner_set_today(scanner, civil_to_days((struct civil){1961, 10, 27}));
	expect("", "370102196110270968", "cn-resident-id:1:370102196110270968");
}
END_TEST

START_TEST(a_label_alone_tells_sensitive_data)
{
	expect("diagnosis", "I10", "spi-health:1:");
	expect("diagnosis", " null ", "");
	expect("diagnosis", "", "");
	expect("诊断", "高血压 13812345678",
	       "spi-health:1: cn-mobile:1:13812345678");
	expect("healthcheck", "ok", "");
}
END_TEST

START_TEST(a_name_needs_its_label_and_a_surname)
{
	expect("customer_name", "龚强涵", "cn-name:1:龚强涵");
	expect("", "龚强涵", "");
	expect("customer_name", "某强涵", "");
	expect("file_name", "龚强涵", "");
}
END_TEST

START_TEST(a_match_never_crosses_a_border)
{
	struct field f[] = {{.at = 0, .n = 5}, {.at = 5, .n = 9}};
	struct block b = {.text = SPAN("li@example.com"),
			  .fields = f,
			  .n_fields = 2,
			  .until = 11};
	expect_block(&b, "");
	/* What stands beside a field is not beside its value. */
	struct field inner = {.at = 3, .n = 11};
	b = (struct block){.text = SPAN("abc13812345678999"),
			   .fields = &inner,
			   .n_fields = 1,
			   .until = 20};
	expect_block(&b, "cn-mobile:1:13812345678");
	/* What no field covers is not read. */
	struct field far = {.at = 12, .n = 2};
	b = (struct block){.text = SPAN("13812345678 ok"),
			   .fields = &far,
			   .n_fields = 1,
			   .until = 20};
	expect_block(&b, "");
}
END_TEST

START_TEST(only_starts_in_the_range_are_reported)
{
	struct field f = {.at = 0, .n = 23};
	struct block b = {.text = SPAN("13812345678 13912345678"),
			  .fields = &f,
			  .n_fields = 1,
			  .from = 1,
			  .until = 23};
	expect_block(&b, "cn-mobile:1:13912345678");
	b.from = 0;
	b.until = 12;
	expect_block(&b, "cn-mobile:1:13812345678");
	b.until = 13;
	expect_block(&b, "cn-mobile:1:13812345678 cn-mobile:1:13912345678");
}
END_TEST

START_TEST(work_is_charged_and_ends)
{
	struct field f = {.at = 0, .n = 23};
	struct block b = {.text = SPAN("13812345678 13912345678"),
			  .fields = &f,
			  .n_fields = 1,
			  .until = 23};
	struct buf out;
	uint64_t steps = 1;
	buf_init(&out, 4096);
	ck_assert_int_eq(scan_block(scanner, labels, &b, &steps, note, &out),
			 ERR_EXHAUSTED);
	ck_assert_uint_eq(steps, 0);
	buf_fini(&out);
}
END_TEST

static int
stop(void *arg, const struct hit *hit)
{
	(void)hit;
	++*(int *)arg;
	return 7;
}

/* Texts made to keep a pattern busy: repeated heads and tails. */
static const struct {
	const char *head, *middle, *tail;
} hostile[] = {
	{"a@", "b.cccccccccccccccccccccccc", "_"},
	{"a@", "b.cc", "_"},
	{"a@", "bb--bb.", "_"},
	{"", "a@", "b"},
	{"", "1380 ", "x"},
	{"6222", " 6222", "x"},
	{"+49", " 1", "x"},
	{"+49", "-1234567890", "x"},
	{"ES10", " 9856", "_"},
	{"", "9B:7C:", "x"},
	{"EA1019747<", "<<<<", "x"},
	{"-----BEGIN ", "RSA ", "KEY"},
};

START_TEST(hostile_text_is_read_to_its_end)
{
	char text[2048] = "";
	snprintf(text, sizeof(text), "%s", hostile[_i].head);
	while (strlen(text) + 64 < sizeof(text)) {
		strcat(text, hostile[_i].middle);
		if (strlen(text) % 3 == 0)
			continue;
		struct field f = {.n = 0};
		char whole[2112];
		snprintf(whole, sizeof(whole), "%s%s", text, hostile[_i].tail);
		f.n = (uint32_t)strlen(whole);
		struct block b = {.text = span_str(whole),
				  .fields = &f,
				  .n_fields = 1,
				  .until = f.n};
		struct buf out;
		uint64_t steps = 1000000;
		buf_init(&out, 1 << 20);
		ck_assert_int_eq(
			scan_block(scanner, labels, &b, &steps, note, &out), 0);
		buf_fini(&out);
	}
}
END_TEST

START_TEST(the_call_back_can_stop_it)
{
	struct field f = {.at = 0, .n = 23};
	struct block b = {.text = SPAN("13812345678 13912345678"),
			  .fields = &f,
			  .n_fields = 1,
			  .until = 23};
	uint64_t steps = 100;
	int calls = 0;
	ck_assert_int_eq(scan_block(scanner, labels, &b, &steps, stop, &calls),
			 7);
	ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(the_finder_finds_what_pcre2_alone_finds)
{
	struct scan_cases c;
	scan_cases_begin(&c, rules, labels, (uint64_t)_i * 977 + 5);
	for (int round = 0; round < 400; round++) {
		struct block b = scan_cases_next(&c);
		find_use_vector(round % 2 == 0);
		ck_assert_int_eq(compare_block(scanner, labels, &b, &c.n_hits),
				 0);
	}
	find_use_vector(true);
	ck_assert_uint_gt(c.n_hits, 60);
	scan_cases_end(&c);
}
END_TEST

START_TEST(every_shift_against_the_64_byte_borders_is_found)
{
	static uint8_t text[512];
	struct span piece = span_str(scan_pieces[_i]);
	size_t hits = 0, first = 0;
	for (size_t shift = 0; shift < 200; shift++) {
		size_t n = shift + piece.n;
		memset(text, ' ', sizeof(text));
		memcpy(text + shift, piece.p, piece.n);
		struct field f = {.n = (uint32_t)n};
		struct block b = {.text = span_of(text, n),
				  .fields = &f,
				  .n_fields = 1,
				  .until = n};
		size_t before = hits;
		ck_assert_int_eq(compare_block(scanner, labels, &b, &hits), 0);
		if (shift == 0)
			first = hits;
		ck_assert_uint_eq(hits - before, first);
	}
}
END_TEST

/* Hits known before they were reported. */
static int
count_known(void *arg, const struct hit *hit)
{
	int *known = arg;
	if (hit->recalled == NULL)
		return 0;
	*known += (hit->recalled->says & RECALL_KNOWN) != 0;
	hit->recalled->says = RECALL_KNOWN;
	return 0;
}

static int
known_hits(const char *label, const char *text, uint64_t scope)
{
	struct field f = {.n = (uint32_t)strlen(text),
			  .label = labels_intern(labels, span_str(label))};
	struct block b = {.text = span_str(text),
			  .fields = &f,
			  .n_fields = 1,
			  .until = strlen(text),
			  .scope = scope};
	uint64_t steps = 100000;
	int known = 0;
	ck_assert_int_eq(
		scan_block(scanner, labels, &b, &steps, count_known, &known),
		0);
	return known;
}

START_TEST(a_value_that_comes_again_is_known)
{
	ck_assert_int_eq(known_hits("phone", "13812345678", 7), 0);
	ck_assert_int_eq(known_hits("phone", "13812345678", 7), 1);
	ck_assert_int_eq(known_hits("phone", "13812345679", 7), 0);
	/* Not under another name, nor to who makes something else of it. */
	ck_assert_int_eq(known_hits("id", "13812345678", 7), 0);
	ck_assert_int_eq(known_hits("phone", "13812345678", 8), 0);
	ck_assert_int_eq(known_hits("phone", "13812345678", 0), 0);
	scanner_set_today(scanner, 20000);
	ck_assert_int_eq(known_hits("phone", "13812345678", 7), 0);
}
END_TEST

START_TEST(names_are_never_remembered)
{
	ck_assert_int_eq(known_hits("姓名", "王小明", 7), 0);
	ck_assert_int_eq(known_hits("姓名", "王小明", 7), 0);
}
END_TEST

int
main(void)
{
	SUITE("scan");
	tcase_add_checked_fixture(case_, setup, teardown);
	CASE(context_lifts_the_confidence);
	CASE(context_further_than_64_bytes_away_is_none);
	CASE(forbidding_words_silence_a_shape);
	CASE(the_word_right_before_or_last_in_a_name_decides);
	CASE(what_stands_before_the_at_of_a_url_is_no_mailbox);
	CASE(an_attribute_hides_nothing_and_is_not_hidden);
	CASE(the_longer_match_hides_what_lies_in_it);
	CASE(neighbours_do_not_hide_each_other);
	CASE(the_same_person_has_one_canonical_form);
	CASE(a_birthday_in_the_future_is_none);
	CASE(a_label_alone_tells_sensitive_data);
	CASE(a_name_needs_its_label_and_a_surname);
	CASE(a_match_never_crosses_a_border);
	CASE(only_starts_in_the_range_are_reported);
	CASE(work_is_charged_and_ends);
	CASE_ROWS(hostile_text_is_read_to_its_end, N_ROWS(hostile));
	CASE(the_call_back_can_stop_it);
	CASE_ROWS(the_finder_finds_what_pcre2_alone_finds, 12);
	CASE(a_value_that_comes_again_is_known);
	CASE(names_are_never_remembered);
	CASE_ROWS(every_shift_against_the_64_byte_borders_is_found,
		  N_ROWS(scan_pieces));
	return SUITE_RUN();
}
