/* SPDX-License-Identifier: Apache-2.0 */
/* Windows, texts, working days, reasons. */
#include "base/clock.h"
#include "unit/policy/fixture.h"

#include <errno.h>

/* 2026-12-31T15:59:59Z is the last second of the year in Shanghai. */
#define YEAR_END (DAY(2026, 12, 31) * 86400 + 16 * 3600)

START_TEST(the_year_turns_at_midnight_in_shanghai)
{
	struct fixture f;
	char w[WINDOW_MAX];
	fixture_init(&f, NULL);
	ck_assert_str_eq(regime_window(f.regime, YEAR_END - 1, w), "2026");
	ck_assert_str_eq(regime_window(f.regime, YEAR_END, w), "2027");
	ck_assert_str_eq(regime_window(f.regime, -9 * 3600, w), "1969");
	ck_assert_str_eq(regime_window(f.regime, -8 * 3600, w), "1970");
	fixture_fini(&f);
}
END_TEST

START_TEST(a_cap_runs_over_the_year_or_the_validity)
{
	struct fixture f;
	char w[WINDOW_MAX], v[WINDOW_MAX];
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SA);
	f.pathway.caps.window = CAP_CALENDAR_YEAR;
	ck_assert_str_eq(regime_cap_window(f.regime, &f.pathway, YEAR_END, w),
			 "2027");
	f.pathway.caps.window = CAP_VALIDITY;
	ck_assert_str_eq(regime_cap_window(f.regime, &f.pathway, YEAR_END, w),
			 "validity:path:2026-01-01");
	ck_assert_str_eq(
		regime_cap_window(f.regime, &f.pathway, YEAR_END - 1, v), w);
	f.pathway.effective_on = NO_DAY;
	ck_assert_str_eq(regime_cap_window(f.regime, &f.pathway, YEAR_END, w),
			 "validity:path:start");
	fixture_fini(&f);
}
END_TEST

START_TEST(long_ids_of_pathways_keep_windows_apart)
{
	struct fixture f;
	char w[WINDOW_MAX], v[WINDOW_MAX];
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SA);
	f.pathway.caps.window = CAP_VALIDITY;
	f.pathway.id = "an-assessment-with-a-rather-long-name-of-branch-one";
	regime_cap_window(f.regime, &f.pathway, 0, w);
	f.pathway.id = "an-assessment-with-a-rather-long-name-of-branch-two";
	regime_cap_window(f.regime, &f.pathway, 0, v);
	ck_assert_str_ne(w, v);
	ck_assert_ptr_nonnull(strstr(w, ":2026-01-01"));
	fixture_fini(&f);
}
END_TEST

START_TEST(working_days_follow_the_calendar_of_the_year)
{
	struct fixture f;
	bool missing = false;
	static const int64_t off[] = {20454}; /* 2026-01-01, a Thursday */
	static const int64_t on[] = {20457};  /* 2026-01-04, a Sunday */
	struct calendar_year y = {.year = 2026,
				  .holidays = off,
				  .n_holidays = 1,
				  .workdays = on,
				  .n_workdays = 1};
	fixture_init(&f, NULL);
	int64_t eve = DAY(2025, 12, 31);
	ck_assert_int_eq(off[0], eve + 1);
	ck_assert_int_eq(regime_working_days(f.regime, eve, eve + 5, &missing),
			 3);
	ck_assert(missing);
	missing = false;
	ck_assert_int_eq(regime_add_calendar(f.regime, &y), 0);
	ck_assert_int_eq(regime_add_calendar(f.regime, &y), -EEXIST);
	ck_assert_int_eq(regime_working_days(f.regime, eve, eve + 1, &missing),
			 0);
	ck_assert_int_eq(regime_working_days(f.regime, eve, eve + 5, &missing),
			 3);
	ck_assert_int_eq(regime_working_days(f.regime, eve + 3, eve + 4, NULL),
			 1);
	ck_assert(!missing);
	ck_assert_int_eq(regime_working_days(f.regime, eve, eve, NULL), 0);
	ck_assert_int_eq(regime_working_days(f.regime, eve + 9, eve, NULL), 0);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_regime_puts_its_texts_before_the_built_in_ones)
{
	static const struct regime_text texts[] = {
		{REASON_PATHWAY_EXPIRED, {.title_en = "Over", .article = "X"}}};
	struct regime_def def = fixture_def;
	struct fixture f;
	def.texts = texts;
	def.n_texts = 1;
	fixture_init(&f, &def);
	const struct reason_text *t =
		regime_reason_text(f.regime, REASON_PATHWAY_EXPIRED);
	ck_assert_str_eq(t->title_en, "Over");
	ck_assert_str_eq(t->article, "X");
	ck_assert_str_eq(t->title_zh,
			 reason_text(REASON_PATHWAY_EXPIRED)->title_zh);
	ck_assert_ptr_ne(regime_reason_text(f.regime, REASON_CAP_EXCEEDED),
			 NULL);
	fixture_fini(&f);
}
END_TEST

START_TEST(the_next_threshold_lies_above_the_count)
{
	struct fixture f;
	int64_t at = 0;
	const char *article = NULL;
	fixture_init(&f, NULL);
	ck_assert(regime_next_threshold(f.regime, "pi", 0, &at, &article));
	ck_assert_int_eq(at, 100000);
	ck_assert_str_eq(article, "Art. 8");
	ck_assert(regime_next_threshold(f.regime, "pi", 100000, &at, &article));
	ck_assert_int_eq(at, 1000000);
	ck_assert_str_eq(article, "Art. 7");
	ck_assert(regime_next_threshold(f.regime, "spi", 9999, &at, &article));
	ck_assert_int_eq(at, 10000);
	ck_assert(
		!regime_next_threshold(f.regime, "spi", 10000, &at, &article));
	ck_assert(!regime_next_threshold(f.regime, "no", 0, &at, &article));
	fixture_fini(&f);
}
END_TEST

START_TEST(comparators_include_or_exclude_their_number)
{
	static const struct {
		enum comparator comparator;
		bool below, at, above;
	} rows[] = {{COMPARE_LT, true, false, false},
		    {COMPARE_LE, true, true, false},
		    {COMPARE_GE, false, true, true},
		    {COMPARE_GT, false, false, true}};
	struct regime_tier t = {.id = "t"};
	for (size_t i = 0; i < N_ROWS(rows); i++) {
		struct regime_condition c = {.counter = COUNTER_PI,
					     .comparator = rows[i].comparator,
					     .at = 10};
		ck_assert(regime_condition_holds(&t, &c, NULL, 9) ==
			  rows[i].below);
		ck_assert(regime_condition_holds(&t, &c, NULL, 10) ==
			  rows[i].at);
		ck_assert(regime_condition_holds(&t, &c, NULL, 11) ==
			  rows[i].above);
	}
}
END_TEST

static void
no_id(struct regime_def *d)
{
	d->id = "";
}
static void
no_home(struct regime_def *d)
{
	d->n_home = 0;
}
static void
no_tiers(struct regime_def *d)
{
	d->n_tiers = 0;
}
static void
no_mechanisms(struct regime_def *d)
{
	d->n_mechanisms = 0;
}
static void
bad_offset(struct regime_def *d)
{
	d->utc_offset = 86400;
}
static void
bad_share(struct regime_def *d)
{
	static const int shares[] = {80, 101};
	d->warn_shares = shares;
}
static void
only_operators(struct regime_def *d)
{
	d->n_tiers = 2;
}
static void (*const broken[])(struct regime_def *) = {
	no_id,	    no_home,   no_tiers,      no_mechanisms,
	bad_offset, bad_share, only_operators};

START_TEST(a_regime_that_cannot_decide_is_not_built)
{
	struct regime_def def = fixture_def;
	struct regime *r = NULL;
	struct why why = {""};
	broken[_i](&def);
	ck_assert_int_eq(regime_build(&def, NULL, &r, &why), -EINVAL);
	ck_assert_ptr_null(r);
	ck_assert(why.text[0] != '\0');
}
END_TEST

START_TEST(every_reason_has_a_name_a_status_and_texts)
{
	for (int i = 0; i < REASON_MAX_; i++) {
		ck_assert_int_eq(reason_parse(reason_name(i)), i);
		ck_assert_int_ge(reason_status(i), 400);
		ck_assert_int_lt(reason_status(i), 600);
		const struct reason_text *t = reason_text(i);
		ck_assert_msg(t->article && t->title_en && t->title_zh &&
				      t->remedy_en && t->remedy_zh,
			      "%s", reason_name(i));
		ck_assert_msg(t->title_en[0] && t->title_zh[0], "%s",
			      reason_name(i));
		ck_assert_int_eq(t->remedy_en[0] == '\0',
				 t->remedy_zh[0] == '\0');
	}
	ck_assert_int_eq(reason_parse("NO_SUCH"), -ENOENT);
	ck_assert_int_eq(reason_status(REASON_CREDENTIALS_MISSING), 407);
	ck_assert_int_eq(reason_status(REASON_DEST_UNKNOWN), 451);
}
END_TEST

START_TEST(every_class_of_the_unreadable_has_its_reason)
{
	for (int u = 0; u < UNREADABLE_MAX_; u++) {
		char want[64] = "UNREADABLE_";
		const char *name = unreadable_name(u);
		size_t n = strlen(want);
		for (; *name != '\0'; name++)
			want[n++] = (char)(*name - 'a' + 'A');
		want[n] = '\0';
		ck_assert_str_eq(reason_name(reason_of_unreadable(u)), want);
	}
}
END_TEST

int
main(void)
{
	SUITE("regime");
	CASE(the_year_turns_at_midnight_in_shanghai);
	CASE(a_cap_runs_over_the_year_or_the_validity);
	CASE(long_ids_of_pathways_keep_windows_apart);
	CASE(working_days_follow_the_calendar_of_the_year);
	CASE(a_regime_puts_its_texts_before_the_built_in_ones);
	CASE(the_next_threshold_lies_above_the_count);
	CASE(comparators_include_or_exclude_their_number);
	CASE_ROWS(a_regime_that_cannot_decide_is_not_built, N_ROWS(broken));
	CASE(every_reason_has_a_name_a_status_and_texts);
	CASE(every_class_of_the_unreadable_has_its_reason);
	return SUITE_RUN();
}
