/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of a company's own: words, digests of identifiers, fingerprints of
 * files. What they find, what they do not, what they refuse to be. */
#include "inspect/digest_list.h"
#include "inspect/fingerprint.h"
#include "inspect/pipeline.h"
#include "inspect/winnow.h"
#include "inspect/word_list.h"
#include "lib/feed.h"
#include "lib/suite.h"

#include <errno.h>
#include <stdlib.h>

#define SECRET SPAN("a key of the tests, long enough")

/* ---- words ---- */

static struct word_list *
words(const char *file)
{
	struct word_list *l = NULL;
	struct why why = {""};
	int rc = word_list_parse(span_str(file), &l, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	return l;
}

static size_t
stands(const struct word_list *l, const char *text, size_t at)
{
	struct span s = span_str(text);
	size_t n = word_list_at(l, s, 0, s.n, at);
	ck_assert_uint_eq(n, word_list_at_slowly(l, s, 0, s.n, at));
	return n;
}

START_TEST(a_word_stands_between_borders_in_any_case)
{
	struct word_list *l = words("# ours\nBlue Heron\n\n  heron-7 \r\n");
	ck_assert_uint_eq(word_list_count(l), 2);
	ck_assert_uint_eq(stands(l, "the BLUE heron flies", 4), 10);
	ck_assert_uint_eq(stands(l, "the BLUE heron flies", 9), 0);
	ck_assert_uint_eq(stands(l, "heron-7", 0), 7);
	ck_assert_uint_eq(stands(l, "(heron-7)", 1), 7);
	ck_assert_uint_eq(stands(l, "heron-71", 0), 0);
	ck_assert_uint_eq(stands(l, "xheron-7", 1), 0);
	word_list_free(&l);
}
END_TEST

START_TEST(chinese_needs_no_borders)
{
	struct word_list *l = words("长江工程\n");
	ck_assert_uint_eq(stands(l, "本长江工程款", 3), 12);
	ck_assert_uint_eq(stands(l, "长江大桥", 0), 0);
	word_list_free(&l);
}
END_TEST

START_TEST(the_longest_entry_wins_and_a_shorter_one_where_it_cannot)
{
	struct word_list *l = words("abc\nabc def\nabc def ghi\nabd\n");
	ck_assert_uint_eq(stands(l, "abc def ghi", 0), 11);
	ck_assert_uint_eq(stands(l, "abc def ghix", 0), 7);
	ck_assert_uint_eq(stands(l, "abc defx", 0), 3);
	ck_assert_uint_eq(stands(l, "abcx", 0), 0);
	word_list_free(&l);
}
END_TEST

static const char *const bad_words[] = {"", "# nothing\n", "ab\n"};

START_TEST(a_list_that_would_find_everything_or_nothing_is_refused)
{
	struct word_list *l = NULL;
	struct why why = {""};
	ck_assert_int_eq(word_list_parse(span_str(bad_words[_i]), &l, &why),
			 -EINVAL);
	ck_assert_str_ne(why.text, "");
	ck_assert_ptr_null(l);
}
END_TEST

/* Random lists over a small alphabet, so that entries share beginnings. */
START_TEST(looking_up_finds_what_looking_at_each_finds)
{
	unsigned found = 0;
	srand(7);
	for (int round = 0; round < 60; round++) {
		char file[4096], text[400];
		size_t n = 0;
		for (int w = 0; w < 120; w++) {
			file[n++] = "abB."[rand() % 4];
			for (int k = 1 + rand() % 6; k > 0; k--)
				file[n++] = "abA -"[rand() % 5];
			file[n++] = "ab."[rand() % 3];
			file[n++] = '\n';
		}
		file[n] = '\0';
		struct word_list *l = words(file);
		for (size_t i = 0; i + 1 < sizeof(text); i++)
			text[i] = "abB -."[rand() % 6];
		text[sizeof(text) - 1] = '\0';
		for (size_t at = 0; at + 1 < sizeof(text); at++)
			found += stands(l, text, at) > 0;
		word_list_free(&l);
	}
	ck_assert_uint_gt(found, 100);
}
END_TEST

/* ---- digests ---- */

static void
make_list(const char *validator, const char *const *values, struct buf *text)
{
	struct digest_writer *w = NULL;
	ck_assert_int_eq(digest_writer_new(SECRET, validator, &w), 0);
	for (size_t i = 0; values[i] != NULL; i++)
		ck_assert_int_eq(digest_writer_add(w, span_str(values[i]),
						   span_str(values[i])),
				 0);
	buf_init(text, 1 << 20);
	ck_assert_int_eq(digest_writer_finish(w, text), 0);
	digest_writer_free(&w);
	ck_assert_int_eq(buf_byte(text, 0), 0);
	text->n--;
}

static const char *const customers[] = {"KD-204817", "KD-1", "KD-99812345",
					"KD-204817", "VIP7", NULL};

START_TEST(a_list_says_its_shapes_and_none_of_its_values)
{
	struct buf text;
	struct digest_list *l = NULL;
	struct why why = {""};
	make_list(NULL, customers, &text);
	for (size_t i = 0; customers[i] != NULL; i++)
		ck_assert_ptr_null(strstr((const char *)text.p, customers[i]));
	ck_assert_int_eq(digest_list_parse(buf_span(&text), SECRET, &l, &why),
			 0);
	ck_assert_uint_eq(digest_list_count(l), 4);
	ck_assert_str_eq(digest_list_pattern(l),
			 "(?<![0-9A-Za-z])(?:[A-Za-z]{2}\\x2d[0-9]{1,8}|"
			 "[A-Za-z]{3}[0-9])(?![0-9A-Za-z])");
	ck_assert_ptr_null(digest_list_validator(l));
	ck_assert(digest_list_has(l, SPAN("KD-204817")));
	ck_assert(!digest_list_has(l, SPAN("KD-204818")));
	digest_list_free(&l);
	buf_fini(&text);
}
END_TEST

START_TEST(another_key_is_refused)
{
	struct buf text;
	struct digest_list *l = NULL;
	struct why why = {""};
	make_list(NULL, customers, &text);
	ck_assert_int_eq(digest_list_parse(buf_span(&text),
					   SPAN("another key, as long as that"),
					   &l, &why),
			 -EINVAL);
	ck_assert_ptr_nonnull(strstr(why.text, "another key"));
	ck_assert_int_eq(
		digest_list_parse(buf_span(&text), SPAN("short"), &l, &why),
		-EINVAL);
	buf_fini(&text);
}
END_TEST

START_TEST(a_list_cut_off_or_mangled_is_refused)
{
	struct buf text;
	struct digest_list *l = NULL;
	struct why why = {""};
	make_list(NULL, customers, &text);
	struct span whole = buf_span(&text);
	for (size_t n = 0; n + 1 < whole.n; n++) {
		int rc = digest_list_parse(span_cut(whole, 0, n), SECRET, &l,
					   &why);
		/* Whole lines alone are a list, if a shorter one. */
		if (rc == 0)
			ck_assert(n > 0 && (whole.p[n] == '\n' ||
					    whole.p[n - 1] == '\n'));
		digest_list_free(&l);
	}
	text.p[text.n - 2] = 'g';
	ck_assert_int_eq(digest_list_parse(whole, SECRET, &l, &why), -EINVAL);
	buf_fini(&text);
}
END_TEST

static const char *const bad_values[] = {"", "abc", "-abcd", "abcd-", "ab\ncd"};

START_TEST(a_value_that_could_not_be_found_is_refused)
{
	struct digest_writer *w = NULL;
	ck_assert_int_eq(digest_writer_new(SECRET, NULL, &w), 0);
	struct span value = span_str(bad_values[_i]);
	ck_assert_int_eq(digest_writer_add(w, value, value), -EINVAL);
	digest_writer_free(&w);
}
END_TEST

/* ---- in a scan ---- */

struct seen {
	char text[512];
	const char *important; /* the first item, of the rules */
};

static void
note(void *arg, const struct finding *f)
{
	struct seen *s = arg;
	size_t n = strlen(s->text);
	snprintf(s->text + n, sizeof(s->text) - n, "%u:%.*s ", f->detector,
		 SPAN_FMT(f->value));
}

static struct rules *
compile(const struct detector_def *defs, size_t n)
{
	struct rules *r = NULL;
	struct why why = {""};
	int rc = rules_compile(defs, n, &r, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	return r;
}

/* What the detectors see in a body; persons in *ret_totals. */
static struct seen
inspect(struct rules *r, struct span body, struct inspect_result *ret_result,
	struct inspect_totals *ret_totals)
{
	struct seen seen = {"", NULL};
	struct inspection *i = NULL;
	struct inspect_env env = {.limits = &inspect_limits_default};
	struct digest_key *key = NULL;
	ck_assert_int_eq(digest_key_new(SECRET, &key), 0);
	ck_assert_int_eq(scanner_new(r, &env.scanner), 0);
	env.key = key;
	ck_assert_int_eq(inspection_new(&env, &i), 0);
	inspection_on_finding(i, note, &seen);
	ck_assert_int_eq(inspection_body(i, SPAN(""), SPAN(""), SPAN("/up")),
			 0);
	ck_assert_int_eq(inspection_push(i, body, true), 0);
	inspection_take(i, ret_result);
	inspection_totals(i, ret_totals);
	if (ret_result->n_important > 0)
		seen.important = ret_result->important[0];
	inspection_free(&i);
	scanner_free(&env.scanner);
	digest_key_free(&key);
	return seen;
}

START_TEST(own_customers_and_words_are_found_in_traffic)
{
	struct buf text;
	struct inspect_result result;
	struct inspect_totals totals;
	make_list(NULL, customers, &text);
	const struct detector_def defs[] = {
		{.id = "own-customer",
		 .kind = KIND_ACCOUNT,
		 .tier = 1,
		 .threshold = CONFIDENCE_MEDIUM,
		 .digests = buf_span(&text),
		 .list_key = SECRET},
		{.id = "own-project",
		 .kind = KIND_IMPORTANT,
		 .tier = 1,
		 .threshold = CONFIDENCE_MEDIUM,
		 .important = "projects",
		 .words = SPAN("Blue Heron\n长江工程\n")},
	};
	struct rules *r = compile(defs, 2);
	ck_assert_uint_eq(rules_list_count(r, 0), 4);
	ck_assert_uint_eq(rules_list_count(r, 1), 2);
	struct seen seen = inspect(
		r,
		SPAN("[{\"c\":\"kd-204817\"},{\"c\":\"KD-204818\"},"
		     "{\"c\":\"VIP7 of blue heron\"},{\"t\":\"长江工程\"}]"),
		&result, &totals);
	ck_assert_str_eq(seen.text,
			 "0:kd-204817 0:VIP7 1:blue heron 1:长江工程 ");
	ck_assert_uint_eq(totals.persons, 2);
	ck_assert_uint_eq(result.n_important, 1);
	ck_assert_str_eq(seen.important, "projects");
	rules_unref(&r);
	buf_fini(&text);
}
END_TEST

START_TEST(a_list_of_identifiers_with_a_validator_knows_all_ways_to_write_one)
{
	static const char *const phones[] = {"13812345678", NULL};
	struct buf text;
	struct inspect_result result;
	struct inspect_totals totals;
	make_list("cn-mobile", phones, &text);
	struct detector_def def = {
		.id = "own-phone",
		.kind = KIND_CONTACT,
		.tier = 1,
		.threshold = CONFIDENCE_MEDIUM,
		.pattern = "(?<![0-9A-Za-z])(?:\\+?86[ -]?)?1[0-9]{2}[ -]?"
			   "[0-9]{4}[ -]?[0-9]{4}(?![0-9A-Za-z])",
		.digests = buf_span(&text),
		.list_key = SECRET};
	struct rules *r = compile(&def, 1);
	struct seen seen =
		inspect(r, SPAN("138 1234 5678, 8613812345678, 13912345678"),
			&result, &totals);
	ck_assert_str_eq(seen.text, "0:138 1234 5678 0:8613812345678 ");
	ck_assert_uint_eq(totals.persons, 1);
	rules_unref(&r);
	buf_fini(&text);
}
END_TEST

static const struct {
	struct detector_def def;
	const char *reason;
} bad_defs[] = {
	{{.words = {(const uint8_t *)"abcd", 4}, .pattern = "x"}, "one of"},
	{{.words = {(const uint8_t *)"abcd", 4},
	  .digests = {(const uint8_t *)"abcd", 4}},
	 "one of"},
	{{.words = {(const uint8_t *)"ab", 2}}, "shorter than"},
	{{.digests = {(const uint8_t *)"abcd", 4},
	  .list_key = {(const uint8_t *)"0123456789abcdef", 16}},
	 "expected \"kouan digests"},
	{{.fingerprints = {(const uint8_t *)"abcd", 4}}, "kind"},
	{{.kind = KIND_IMPORTANT,
	  .fingerprints = {(const uint8_t *)"abcd", 4},
	  .list_key = {(const uint8_t *)"0123456789abcdef", 16}},
	 "expected \"kouan fingerprints"},
};

START_TEST(a_detector_with_an_unusable_list_is_refused)
{
	struct detector_def def = bad_defs[_i].def;
	struct rules *r = NULL;
	struct why why = {""};
	def.id = "own";
	def.tier = 1;
	def.file = "own.conf";
	ck_assert_int_eq(rules_compile(&def, 1, &r, &why), -EINVAL);
	ck_assert_msg(strstr(why.text, bad_defs[_i].reason) != NULL, "%s",
		      why.text);
	ck_assert_ptr_null(r);
}
END_TEST

/* ---- fingerprints ---- */

/* Words in an order that a number decides. */
static void
prose(struct buf *text, unsigned seed, size_t words)
{
	static const char *const some[] = {
		"gauge",  "tunnel",   "sleeper",  "viaduct",
		"signal", "ballast",  "culvert",  "bearing",
		"girder", "catenary", "junction", "depot",
		"slope",  "survey",   "datum",	  "alignment"};
	unsigned state = seed;
	for (size_t i = 0; i < words; i++) {
		state = state * 1664525 + 1013904223;
		ck_assert_int_eq(buf_printf(text, "%s %u%s", some[state >> 28],
					    state >> 20 & 0xff,
					    i % 9 == 8 ? ".\n" : " "),
				 0);
	}
}

static void
put_print(void *arg, uint64_t print)
{
	ck_assert_int_eq(
		buf_printf(arg, "%016llx\n", (unsigned long long)print), 0);
}

/* A list of documents, made as kouanctl makes it. */
static void
make_prints(struct buf *list, const struct buf *documents, size_t n)
{
	struct digest_key *key = NULL;
	char hex[2 * DIGEST_SIZE + 1];
	ck_assert_int_eq(digest_key_new(SECRET, &key), 0);
	struct digest check = digest_key_check(key);
	buf_init(list, 1 << 22);
	ck_assert_int_eq(
		buf_printf(list, FINGERPRINT_HEAD "\nkey %s\n",
			   hex_text(span_of(check.bytes, DIGEST_SIZE), hex)),
		0);
	for (size_t i = 0; i < n; i++) {
		struct winnow w;
		ck_assert_int_eq(buf_printf(list, "file 0\n"), 0);
		winnow_init(&w, fingerprint_key(key), true);
		winnow_push(&w, buf_span(&documents[i]), put_print, list);
		winnow_end(&w, put_print, list);
	}
	digest_key_free(&key);
}

/* Whether a body is recognised. */
static bool
is_known(const struct buf *list, struct span body)
{
	struct inspect_result result;
	struct inspect_totals totals;
	struct detector_def def = {.id = "own-plans",
				   .kind = KIND_IMPORTANT,
				   .tier = 1,
				   .threshold = CONFIDENCE_MEDIUM,
				   .important = "plans",
				   .fingerprints = buf_span(list),
				   .list_key = SECRET};
	struct rules *r = compile(&def, 1);
	(void)inspect(r, body, &result, &totals);
	bool known = result.n_important == 1;
	ck_assert_int_eq(known, totals.findings[0] > 0);
	rules_unref(&r);
	return known;
}

START_TEST(a_file_is_known_whole_in_part_and_in_another_format)
{
	struct buf documents[2], other, list, mail;
	buf_init(&documents[0], 1 << 20);
	buf_init(&documents[1], 1 << 20);
	buf_init(&other, 1 << 20);
	buf_init(&mail, 1 << 20);
	prose(&documents[0], 1, 900);
	prose(&documents[1], 2, 300);
	prose(&other, 3, 900);
	make_prints(&list, documents, 2);
	struct span whole = buf_span(&documents[0]);
	ck_assert(is_known(&list, whole));
	ck_assert(is_known(&list, buf_span(&documents[1])));
	ck_assert(!is_known(&list, buf_span(&other)));
	/* A part from the middle, wrapped otherwise, in capital letters. */
	ck_assert_int_eq(buf_printf(&mail, "{\"note\": \"see: "), 0);
	for (size_t i = 1000; i < 2000; i++) {
		uint8_t c = whole.p[i];
		if (c == '\n')
			c = ' ';
		if (c >= 'a' && c <= 'z')
			c -= 32;
		ck_assert_int_eq(buf_byte(&mail, c), 0);
	}
	ck_assert_int_eq(buf_printf(&mail, "\"}"), 0);
	ck_assert(is_known(&list, buf_span(&mail)));
	/* A sentence of it is not it. */
	ck_assert(!is_known(&list, span_cut(whole, 1000, 1090)));
	buf_fini(&documents[0]);
	buf_fini(&documents[1]);
	buf_fini(&other);
	buf_fini(&mail);
	buf_fini(&list);
}
END_TEST

START_TEST(what_several_files_share_is_no_sign_of_one)
{
	struct buf documents[2], list, letterhead;
	buf_init(&letterhead, 1 << 20);
	prose(&letterhead, 9, 200);
	for (unsigned i = 0; i < 2; i++) {
		buf_init(&documents[i], 1 << 20);
		ck_assert_int_eq(buf_add(&documents[i], buf_span(&letterhead)),
				 0);
		prose(&documents[i], 20 + i, 200);
	}
	make_prints(&list, documents, 2);
	ck_assert(is_known(&list, buf_span(&documents[0])));
	ck_assert(!is_known(&list, buf_span(&letterhead)));
	buf_fini(&letterhead);
	buf_fini(&documents[0]);
	buf_fini(&documents[1]);
	buf_fini(&list);
}
END_TEST

START_TEST(rulers_and_padding_have_no_fingerprint)
{
	uint8_t page[4096];
	struct winnow w;
	struct buf out;
	buf_init(&out, 1 << 20);
	memset(page, '=', sizeof(page));
	for (size_t i = 0; i < sizeof(page); i += 3)
		page[i] = '-';
	winnow_init(&w, 5, false);
	winnow_push(&w, span_of(page, sizeof(page)), put_print, &out);
	winnow_end(&w, put_print, &out);
	ck_assert_uint_eq(out.n, 0);
	buf_fini(&out);
}
END_TEST

/* Winnowing as a subject of the split property. */
struct winnowed {
	struct winnow winnow;
	struct buf *out;
};

static void *
winnowed_open(void *arg, struct buf *out)
{
	struct winnowed *s = calloc(1, sizeof(*s));
	(void)arg;
	ck_assert_ptr_nonnull(s);
	winnow_init(&s->winnow, 77, true);
	s->out = out;
	return s;
}

static int
winnowed_push(void *subject, struct span piece, bool last)
{
	struct winnowed *s = subject;
	winnow_push(&s->winnow, piece, put_print, s->out);
	if (last)
		winnow_end(&s->winnow, put_print, s->out);
	return 0;
}

static void
winnowed_close(void *subject)
{
	free(subject);
}

START_TEST(fingerprints_do_not_depend_on_how_content_is_cut)
{
	struct feed f = {winnowed_open, winnowed_push, winnowed_close, NULL};
	struct buf text;
	buf_init(&text, 1 << 20);
	prose(&text, 4, _i == 0 ? 2 : 60);
	ck_assert_int_eq(feed_every_way(&f, buf_span(&text)), 0);
	buf_fini(&text);
}
END_TEST

int
main(void)
{
	SUITE("lists");
	CASE(a_word_stands_between_borders_in_any_case);
	CASE(chinese_needs_no_borders);
	CASE(the_longest_entry_wins_and_a_shorter_one_where_it_cannot);
	CASE_ROWS(a_list_that_would_find_everything_or_nothing_is_refused,
		  N_ROWS(bad_words));
	CASE(looking_up_finds_what_looking_at_each_finds);
	CASE(a_list_says_its_shapes_and_none_of_its_values);
	CASE(another_key_is_refused);
	CASE(a_list_cut_off_or_mangled_is_refused);
	CASE_ROWS(a_value_that_could_not_be_found_is_refused,
		  N_ROWS(bad_values));
	CASE(own_customers_and_words_are_found_in_traffic);
	CASE(a_list_of_identifiers_with_a_validator_knows_all_ways_to_write_one);
	CASE_ROWS(a_detector_with_an_unusable_list_is_refused,
		  N_ROWS(bad_defs));
	CASE(a_file_is_known_whole_in_part_and_in_another_format);
	CASE(what_several_files_share_is_no_sign_of_one);
	CASE(rulers_and_padding_have_no_fingerprint);
	CASE_ROWS(fingerprints_do_not_depend_on_how_content_is_cut, 2);
	return SUITE_RUN();
}
