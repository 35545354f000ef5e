/* SPDX-License-Identifier: Apache-2.0 */
/* Compiling detectors: what is refused and where it says so, what an
 * operator's own patterns find, the examples of those that are shipped. */
#include "inspect/rules.h"
#include "lib/detectors_load.h"
#include "lib/scan_compare.h"
#include "lib/suite.h"

#include <errno.h>
#include <string.h>

START_TEST(every_shipped_detector_keeps_its_examples)
{
	struct why why = {""};
	struct rules *r = test_rules();
	int rc = rules_check_examples(r, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	ck_assert_uint_gt(rules_count(r), 30);
	ck_assert(rules_jit(r));
	rules_unref(&r);
	ck_assert_ptr_null(r);
}
END_TEST

static const char *const some[] = {"word", NULL};
static const char *const example[] = {"x12345", NULL};

static struct detector_def
own(const char *pattern)
{
	return (struct detector_def){.id = "own",
				     .kind = KIND_CONTACT,
				     .tier = 1,
				     .pattern = pattern,
				     .threshold = CONFIDENCE_MEDIUM,
				     .file = "own.conf",
				     .line = 7};
}

/* Patterns that are not taken, and a word of the reason. */
static const struct {
	const char *pattern, *reason;
} refused[] = {
	{"[0-9]+", "no end"},
	{"[0-9]*x", "no end"},
	{"[0-9]{3,}", "no end"},
	{"(?:ab?){0,}", "no end"},
	{"[0-9]{257}", "limit is 256"},
	{"(?:[0-9]{64}){5}", "limit is 256"},
	{"[0-9]{200}(?=[0-9]{100})", "limit is 256"},
	{"[0-9]{11, 14}", "without spaces"},
	{"(a)\\1", "pattern, character"},
	{"(?:a|b", "pattern, character"},
	{"[京津]A", "a class holds bytes"},
	{"\\p{Han}", "cannot be used"},
	{"(?R)?a", "kind of group"},
	{"a?", "nothing at all"},
	{"a(?#c)", "kind of group"},
	{"\\Qab\\E", "cannot be used"},
};

START_TEST(a_pattern_without_bounds_is_refused_with_its_place)
{
	struct detector_def def = own(refused[_i].pattern);
	struct rules *r = NULL;
	struct why why = {""};
	ck_assert_int_eq(rules_compile(&def, 1, &r, &why), -EINVAL);
	ck_assert_ptr_null(r);
	ck_assert_msg(strncmp(why.text, "own.conf:7: detector own: ", 26) == 0,
		      "%s", why.text);
	ck_assert_msg(strstr(why.text, refused[_i].reason) != NULL, "%s: %s",
		      refused[_i].pattern, why.text);
}
END_TEST

static void
expect_refused(const struct detector_def *defs, size_t n, const char *reason)
{
	struct rules *r = NULL;
	struct why why = {""};
	ck_assert_int_eq(rules_compile(defs, n, &r, &why), -EINVAL);
	ck_assert_msg(strstr(why.text, reason) != NULL, "%s", why.text);
}

START_TEST(a_definition_must_make_sense)
{
	struct detector_def def = own("[0-9]{5}"), two[2] = {def, def};
	struct rules *r = NULL;
	ck_assert_int_eq(rules_compile(&def, 1, &r, NULL), 0);
	rules_unref(&r);
	expect_refused(two, 2, "defined twice");
	def.id = "Own";
	expect_refused(&def, 1, "lower-case");
	def = own("[0-9]{5}");
	def.tier = 4;
	expect_refused(&def, 1, "tier is");
	def.tier = 2;
	expect_refused(&def, 1, "needs context");
	def.context = some;
	ck_assert_int_eq(rules_compile(&def, 1, &r, NULL), 0);
	rules_unref(&r);
	def.tier = 3;
	expect_refused(&def, 1, "needs labels");
	def = own(NULL);
	expect_refused(&def, 1, "no pattern");
	def = own("[0-9]{5}");
	def.validator = "nobody";
	expect_refused(&def, 1, "no such validator");
	def = own("[0-9]{5}");
	def.category = "No Category";
	expect_refused(&def, 1, "a category is");
}
END_TEST

START_TEST(an_example_that_fails_is_named)
{
	struct detector_def def = own("(?<![0-9A-Za-z])[0-9]{5}");
	struct rules *r = NULL;
	struct why why = {""};
	def.examples = example;
	ck_assert_int_eq(rules_compile(&def, 1, &r, &why), 0);
	ck_assert_int_eq(rules_check_examples(r, &why), -EINVAL);
	ck_assert_msg(strstr(why.text, "own.conf:7") != NULL &&
			      strstr(why.text, "not found") != NULL,
		      "%s", why.text);
	rules_unref(&r);
	def.examples = NULL;
	def.counterexamples = example;
	ck_assert_int_eq(rules_compile(&def, 1, &r, &why), 0);
	ck_assert_int_eq(rules_check_examples(r, &why), 0);
	rules_unref(&r);
}
END_TEST

START_TEST(categories_are_shared_and_told)
{
	struct detector_def defs[3] = {own("[0-9]{5}"), own("[0-9]{6}"),
				       own("[0-9]{7}")};
	struct rules *r = NULL;
	defs[1].id = "own-old";
	defs[1].category = "own";
	defs[2].id = "other";
	defs[2].title_zh = "另";
	defs[2].important = "item";
	defs[2].domestic = true;
	ck_assert_int_eq(rules_compile(defs, 3, &r, NULL), 0);
	ck_assert_uint_eq(rules_count(r), 3);
	ck_assert_uint_eq(rules_category_count(r), 2);
	ck_assert_uint_eq(rules_category_of(r, 0), rules_category_of(r, 1));
	ck_assert_int_eq(rules_category(r, "other"),
			 (int)rules_category_of(r, 2));
	ck_assert_int_eq(rules_category(r, "own-old"), -ENOENT);
	ck_assert_str_eq(rules_category_name(r, rules_category_of(r, 0)),
			 "own");
	ck_assert_str_eq(rules_title(r, 2, true), "另");
	ck_assert_str_eq(rules_title(r, 2, false), "other");
	ck_assert_str_eq(rules_important(r, 2), "item");
	ck_assert_ptr_null(rules_important(r, 0));
	ck_assert(rules_is_domestic(r, 2) && !rules_is_domestic(r, 0));
	rules_unref(&r);
}
END_TEST

/* Patterns of every kind, and how often each is in the text below. */
static const struct {
	const char *pattern;
	size_t hits;
} patterns[] = {
	{"[0-9]{5}", 7},
	{"(?<![0-9])[0-9]{5}", 3},
	{"(?<![0-9])[0-9]{5}(?![0-9])", 2},
	{"\\b[0-9]{5}\\b", 1},
	{"\\b(?:AB|cd)-[0-9]{3}\\b", 2},
	{"(?i)\\bab-[0-9]{3}\\b", 2},
	{"(?i)AB-", 2},
	{"(?:京|沪)[A-Z][0-9]{4}", 2},
	{"#[0-9]{2}", 1},
	{"(?<=#)[0-9]{2}", 1},
	{"<<[A-Z]{2}>>", 1},
	{"^AB", 1},
	{"99$", 1},
	{"\xe4\xba\xac", 1},
	{"[^0-9A-Za-z]ab", 2},
	{"\\x23[0-9]{1,2}|zz", 2},
	{"(?:a|ab|abc)(?:d|cd|bcd)", 1},
	{"x(?:y{1,2}z?){2}", 2},
	{"[\\w.]{3}@[\\d\\s]", 1},
	{"\\d{3}(?=-)", 1},
	{"zz(?!9)", 0},
	{".{250}", 0},
	{"(?<=京|沪)[A-Z][0-9]{4}", 2},
	{"(?<=x|cd-)[0-9]{3}", 3},
	{"(?<=[a-z]b|<)[<A-Z]", 2},
	{"(?<=(?:a|b))b", 2},
	{"(?<=)12", 7},
	{"(?<![0-9A-Za-z])[a-z]{2}(?![0-9A-Za-z])", 2},
};

START_TEST(an_operators_pattern_finds_what_pcre2_finds)
{
	static const char text[] =
		"AB-123 12345 x67890y 123456789 x1234 cd-456; ab-123, #12 "
		"京A1234沪B5678 <<QZ>> abcd a.b@ 555-5 xyyzyz xyy xyz zz99";
	struct detector_def def = own(patterns[_i].pattern);
	CLEANUP(rules_unref) struct rules *r = NULL;
	CLEANUP(scanner_free) struct scanner *s = NULL;
	CLEANUP(labels_free) struct labels *l = NULL;
	struct why why = {""};
	size_t hits = 0, cut = 0;
	ck_assert_msg(rules_compile(&def, 1, &r, &why) == 0, "%s", why.text);
	ck_assert_int_eq(scanner_new(r, &s), 0);
	ck_assert_int_eq(labels_new(r, &l), 0);
	struct field f = {.n = sizeof(text) - 1};
	struct block b = {.text = span_of(text, f.n),
			  .fields = &f,
			  .n_fields = 1,
			  .until = f.n};
	ck_assert_int_eq(compare_block(s, l, &b, &hits), 0);
	ck_assert_msg(hits == patterns[_i].hits, "%s: %zu",
		      patterns[_i].pattern, hits);
	/* And in every part of the text. */
	for (uint32_t at = 0; at < sizeof(text) - 1; at++) {
		for (uint32_t n = 1; n <= 24 && at + n < sizeof(text); n++) {
			f = (struct field){.at = at, .n = n};
			ck_assert_int_eq(compare_block(s, l, &b, &cut), 0);
		}
	}
}
END_TEST

START_TEST(a_pattern_without_an_anchor_is_told_with_its_cost)
{
	struct detector_def defs[2] = {own("[#*]{2}[a-z_]{3}"),
				       own("(?<![0-9A-Za-z])AB[0-9]{6}")};
	struct rules *r = NULL;
	struct why why = {""};
	double mib = -1;
	int line;
	defs[1].id = "anchored";
	ck_assert_int_eq(rules_compile(defs, 2, &r, &why), 0);
	ck_assert_int_eq(rules_measure(r, 0, &mib), 0);
	ck_assert(mib > 0);
	ck_assert_str_eq(rules_place(r, 0, &line), "own.conf");
	ck_assert_int_eq(line, 7);
	ck_assert_int_eq(rules_measure(r, 1, &mib), 0);
	ck_assert(mib == 0);
	rules_unref(&r);
	ck_assert_ptr_null(r);
}
END_TEST

/* Patterns whose ways of matching are countless on a row of one letter. */
static const char *const hostile_patterns[] = {
	"(?:a|aa){1,100}[!?]",
	"(?:[a-z]{1,8}[a-z]{1,8}){1,8}[0-9]",
	"(?:a?a?a?a?a?a?a?a?){1,20}[0-9]",
	"[#a](?:[ab]{1,6}[a-z]{1,6}){1,12}[.!]",
};

START_TEST(a_pattern_with_countless_ways_ends_as_unreadable)
{
	static uint8_t text[65536];
	struct detector_def def = own(hostile_patterns[_i]);
	struct rules *r = NULL;
	struct scanner *s = NULL;
	struct labels *l = NULL;
	struct why why = {""};
	struct field f = {.n = sizeof(text)};
	struct block b = {.text = span_of(text, sizeof(text)),
			  .fields = &f,
			  .n_fields = 1,
			  .until = sizeof(text)};
	struct buf out;
	uint64_t steps = 4u << 20;
	memset(text, 'a', sizeof(text));
	buf_init(&out, 4096);
	ck_assert_msg(rules_compile(&def, 1, &r, &why) == 0, "%s", why.text);
	ck_assert_int_eq(scanner_new(r, &s), 0);
	ck_assert_int_eq(labels_new(r, &l), 0);
	ck_assert_int_eq(scan_block(s, l, &b, &steps, compare_note, &out),
			 ERR_UNREADABLE);
	/* Work that is too much for one place is charged as such. */
	ck_assert_uint_lt(steps, (4u << 20) - 1000);
	/* Among other letters it reads on. */
	memset(text, ' ', sizeof(text));
	ck_assert_int_eq(scan_block(s, l, &b, &steps, compare_note, &out), 0);
	buf_fini(&out);
	labels_free(&l);
	scanner_free(&s);
	rules_unref(&r);
}
END_TEST

int
main(void)
{
	SUITE("rules");
	CASE(every_shipped_detector_keeps_its_examples);
	CASE_ROWS(a_pattern_without_bounds_is_refused_with_its_place,
		  N_ROWS(refused));
	CASE(a_definition_must_make_sense);
	CASE(an_example_that_fails_is_named);
	CASE(categories_are_shared_and_told);
	CASE_ROWS(an_operators_pattern_finds_what_pcre2_finds,
		  N_ROWS(patterns));
	CASE(a_pattern_without_an_anchor_is_told_with_its_cost);
	CASE_ROWS(a_pattern_with_countless_ways_ends_as_unreadable,
		  N_ROWS(hostile_patterns));
	return SUITE_RUN();
}
