/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows 28 to 33, the switches, time to the second, and several regimes at
 * once.
 */
#include "base/clock.h"
#include "unit/policy/fixture.h"

START_TEST(a_cap_counts_only_what_the_exchange_uses)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SCC);
	/* The sensitive cap is over, but this exchange carries none. */
	f.pathway.caps.sensitive_persons = 5;
	f.facts.cap_sensitive = (struct count){7, 7};
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	fixture_sensitive(&f);
	f.facts.cap_sensitive = (struct count){7, 7};
	ck_decided(fixture_decide(&f), VERDICT_BLOCK, REASON_CAP_EXCEEDED);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_cap_of_zero_is_nobody_and_no_cap_is_anybody)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SCC);
	f.facts.cap_persons = (struct count){1000000, 1000001};
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	f.pathway.caps.persons = 0;
	f.facts.cap_persons = (struct count){0, 1};
	ck_decided(fixture_decide(&f), VERDICT_BLOCK, REASON_CAP_EXCEEDED);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_full_cap_lets_repeats_pass_and_says_so)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SCC);
	f.pathway.caps.persons = 100;
	f.facts.cap_persons = (struct count){100, 100};
	struct decision d = fixture_decide(&f);
	ck_decided(d, VERDICT_LOG, REASON_CAP_REACHED);
	ck_assert(decision_has(&d, REASON_THRESHOLD_NEAR));
	f.facts.cap_persons = (struct count){100, 101};
	ck_decided(fixture_decide(&f), VERDICT_BLOCK, REASON_CAP_EXCEEDED);
	f.facts.cap_persons = (struct count){79, 80};
	ck_decided(fixture_decide(&f), VERDICT_LOG, REASON_THRESHOLD_NEAR);
	f.facts.cap_persons = (struct count){78, 79};
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_cap_of_bytes_blocks_whatever_the_confidence)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SCC);
	f.pathway.caps.bytes = 1000;
	f.facts.cap_bytes = (struct count){900, 1001};
	f.facts.weak_only = true;
	ck_decided(fixture_decide(&f), VERDICT_BLOCK, REASON_CAP_EXCEEDED);
	f.facts.cap_bytes = (struct count){900, 1000};
	ck_decided(fixture_decide(&f), VERDICT_LOG, REASON_CAP_REACHED);
	fixture_fini(&f);
}
END_TEST

START_TEST(an_exempt_exchange_uses_no_cap)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SCC);
	fixture_claim(&f, EXEMPTION_ART5_CONTRACT);
	f.pathway.caps.persons = 0;
	f.flow.consent = NULL;
	ck_decided(fixture_decide(&f), VERDICT_ALLOW,
		   REASON_CN_EX_ART5_CONTRACT);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_sensitive_count_warns_of_its_own_threshold)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SCC);
	fixture_sensitive(&f);
	f.facts.spi_count = (struct count){7998, 7999};
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_SCC_OK);
	f.facts.spi_count = (struct count){7999, 8000};
	ck_decided(fixture_decide(&f), VERDICT_LOG, REASON_THRESHOLD_NEAR);
	fixture_fini(&f);
	/* A plain exchange does not use the sensitive counter. */
	fixture_init(&f, NULL);
	f.facts.spi_count = (struct count){9000, 9000};
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	fixture_fini(&f);
}
END_TEST

/* The first moment of a day in Shanghai. */
static int64_t
midnight(int year, int month, int day)
{
	return DAY(year, month, day) * 86400 - 8 * 3600;
}

START_TEST(a_pathway_holds_through_its_last_second_and_no_longer)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SCC);
	fixture_sensitive(&f);
	f.pathway.effective_on = DAY(2026, 3, 1);
	f.pathway.filed_on = DAY(2026, 3, 1);
	f.pathway.valid_until = DAY(2026, 12, 31);
	f.facts.now_s = midnight(2026, 3, 1) - 1;
	ck_decided(fixture_decide(&f), VERDICT_BLOCK,
		   REASON_PATHWAY_NOT_EFFECTIVE);
	f.facts.now_s = midnight(2026, 3, 1);
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_SCC_OK);
	f.facts.now_s = midnight(2027, 1, 1) - 1;
	ck_passed(fixture_decide(&f), REASON_CN_SCC_OK);
	f.facts.now_s = midnight(2027, 1, 1);
	ck_decided(fixture_decide(&f), VERDICT_BLOCK, REASON_PATHWAY_EXPIRED);
	fixture_fini(&f);
}
END_TEST

START_TEST(an_exemption_ends_with_its_day)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_claim(&f, EXEMPTION_ART5_CONTRACT);
	f.flow.exemption.until = DAY(2027, 3, 31);
	f.facts.now_s = midnight(2027, 4, 1) - 1;
	ck_decided(fixture_decide(&f), VERDICT_ALLOW,
		   REASON_CN_EX_ART5_CONTRACT);
	f.facts.now_s = midnight(2027, 4, 1);
	ck_decided(fixture_decide(&f), VERDICT_LOG,
		   REASON_EXEMPTION_NOT_APPLICABLE);
	fixture_fini(&f);
}
END_TEST

static void
add_year(struct fixture *f, int year)
{
	struct calendar_year y = {.year = year};
	ck_assert_int_eq(regime_add_calendar(f->regime, &y), 0);
}

START_TEST(an_expiry_is_announced_sixty_working_days_before)
{
	struct fixture f;
	fixture_init(&f, NULL);
	add_year(&f, 2026);
	fixture_pathway(&f, MECHANISM_SA);
	/* Monday 15 June: 60 working days later is Monday 7 September. */
	f.pathway.valid_until = DAY(2026, 9, 7);
	ck_decided(fixture_decide(&f), VERDICT_LOG, REASON_PATHWAY_EXPIRING);
	f.pathway.valid_until = DAY(2026, 9, 8);
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_missing_calendar_is_said_only_when_it_was_asked)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SA);
	f.pathway.valid_until = DAY(2026, 9, 7);
	struct decision d = fixture_decide(&f);
	ck_decided(d, VERDICT_LOG, REASON_PATHWAY_EXPIRING);
	ck_assert(decision_has(&d, REASON_CALENDAR_MISSING));
	f.pathway.valid_until = DAY(2026, 9, 30);
	ck_decided(fixture_decide(&f), VERDICT_LOG, REASON_CALENDAR_MISSING);
	f.pathway.valid_until = DAY(2027, 9, 7);
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_contract_must_be_filed_within_ten_working_days)
{
	struct fixture f;
	fixture_init(&f, NULL);
	add_year(&f, 2026);
	fixture_pathway(&f, MECHANISM_SCC);
	f.pathway.filed_on = NO_DAY;
	/* Monday 1 June plus ten working days is Monday 15 June, today. */
	f.pathway.effective_on = DAY(2026, 6, 1);
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	f.pathway.effective_on = DAY(2026, 5, 31);
	ck_decided(fixture_decide(&f), VERDICT_LOG,
		   REASON_CN_SCC_FILING_OVERDUE);
	f.pathway.filed_on = DAY(2026, 6, 15);
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	f.pathway.filed_on = DAY(2026, 6, 16);
	ck_decided(fixture_decide(&f), VERDICT_LOG,
		   REASON_CN_SCC_FILING_OVERDUE);
	/* An assessment is not filed. */
	fixture_pathway(&f, MECHANISM_SA);
	f.pathway.filed_on = NO_DAY;
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	fixture_fini(&f);
}
END_TEST

START_TEST(missing_evidence_is_an_alert_or_a_block_as_set)
{
	struct regime_def def = fixture_def;
	struct fixture f;
	fixture_init(&f, NULL);
	f.flow.consent = NULL;
	f.flow.pipia = "";
	struct decision d = fixture_decide(&f);
	ck_decided(d, VERDICT_LOG, REASON_CN_CONSENT_MISSING);
	ck_assert(decision_has(&d, REASON_CN_PIPIA_MISSING));
	fixture_fini(&f);
	def.pipia = VERDICT_BLOCK;
	fixture_init(&f, &def);
	f.flow.pipia = NULL;
	ck_decided(fixture_decide(&f), VERDICT_BLOCK, REASON_CN_PIPIA_MISSING);
	f.flow.pipia = "PIPIA-31";
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_registered_recipient_without_a_flow_has_no_evidence)
{
	struct fixture f;
	fixture_init(&f, NULL);
	f.facts.flow = NULL;
	ck_decided(fixture_decide(&f), VERDICT_LOG, REASON_CN_CONSENT_MISSING);
	fixture_sensitive(&f);
	ck_decided(fixture_decide(&f), VERDICT_BLOCK,
		   REASON_CN_SENSITIVE_NEEDS_SCC);
	fixture_fini(&f);
}
END_TEST

START_TEST(the_fallback_catches_the_expired_but_never_the_suspended)
{
	struct regime_def def = fixture_def;
	struct fixture f;
	def.fallback_to_volume = true;
	fixture_init(&f, &def);
	fixture_pathway(&f, MECHANISM_SCC);
	f.pathway.valid_until = DAY(2026, 6, 14);
	ck_decided(fixture_decide(&f), VERDICT_LOG,
		   REASON_CN_EX_ART5_VOLUME_FALLBACK);
	f.facts.pi_count = (struct count){99999, 100000};
	ck_decided(fixture_decide(&f), VERDICT_BLOCK, REASON_PATHWAY_EXPIRED);
	f.facts.pi_count = (struct count){0, 1};
	f.reg.exporter.ciio = true;
	ck_decided(fixture_decide(&f), VERDICT_BLOCK, REASON_CN_CIIO_NEEDS_SA);
	f.reg.exporter.ciio = false;
	f.pathway.valid_until = NO_DAY;
	f.facts.pathway_status = PATHWAY_SUSPENDED;
	ck_decided(fixture_decide(&f), VERDICT_BLOCK, REASON_PATHWAY_SUSPENDED);
	fixture_fini(&f);
}
END_TEST

START_TEST(the_strict_volume_switch_flags_a_mixed_tier)
{
	struct regime_def def = fixture_def;
	struct fixture f;
	def.strict_volume = true;
	fixture_init(&f, &def);
	f.facts.spi_count = (struct count){9999, 9999};
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	f.facts.spi_count = (struct count){10000, 10000};
	ck_decided(fixture_decide(&f), VERDICT_LOG, REASON_CN_MIXED_TIER);
	fixture_pathway(&f, MECHANISM_SA);
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	fixture_fini(&f);
}
END_TEST

START_TEST(an_address_elsewhere_is_an_alert_for_personal_data_alone)
{
	struct fixture f;
	fixture_init(&f, NULL);
	f.facts.address_country = (struct country){"US"};
	ck_decided(fixture_decide(&f), VERDICT_LOG, REASON_GEO_MISMATCH);
	f.facts.address_country = (struct country){"DE"};
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	f.facts.address_country = (struct country){"US"};
	f.facts.pi = false;
	f.facts.persons = 0;
	ck_decided(fixture_decide(&f), VERDICT_ALLOW, REASON_CN_EX_ART3_NO_PI);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_person_with_both_kinds_counts_in_both_unless_told_otherwise)
{
	struct regime_def def = fixture_def;
	struct fixture f;
	struct category_set both = {{0}}, none = {{0}}, secret = {{0}};
	category_add(&both, CAT_MOBILE);
	category_add(&both, CAT_HEALTH);
	category_add(&secret, CAT_SECRET);
	category_add(&secret, CAT_HEALTH);
	fixture_init(&f, NULL);
	ck_assert(policy_is_sensitive(f.regime, &both));
	ck_assert(policy_is_plain(f.regime, &both));
	ck_assert(policy_is_plain(f.regime, &none));
	ck_assert(!policy_is_plain(f.regime, &secret));
	fixture_fini(&f);
	def.sensitive_only = true;
	fixture_init(&f, &def);
	ck_assert(policy_is_sensitive(f.regime, &both));
	ck_assert(!policy_is_plain(f.regime, &both));
	fixture_fini(&f);
}
END_TEST

static struct regime *
named(const char *id)
{
	struct regime_def def = fixture_def;
	struct regime *r = NULL;
	def.id = id;
	ck_assert_int_eq(regime_build(&def, NULL, &r, NULL), 0);
	return r;
}

START_TEST(the_strictest_regime_wins_in_whatever_order)
{
	struct regime *a = named("a"), *b = named("b"), *c = named("c");
	struct decision all[] = {
		{.verdict = VERDICT_ALLOW,
		 .reason = REASON_CN_SCC_OK,
		 .reasons = {REASON_CN_SCC_OK},
		 .n_reasons = 1,
		 .regime = a},
		{.verdict = VERDICT_BLOCK,
		 .reason = REASON_PATHWAY_EXPIRED,
		 .reasons = {REASON_GEO_MISMATCH, REASON_PATHWAY_EXPIRED},
		 .n_reasons = 2,
		 .regime = b},
		{.verdict = VERDICT_BLOCK,
		 .reason = REASON_PATHWAY_EXPIRED,
		 .reasons = {REASON_PATHWAY_EXPIRED},
		 .n_reasons = 1,
		 .reclassify_exempt = true,
		 .regime = c},
	};
	static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
					{1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	for (size_t i = 0; i < N_ROWS(orders); i++) {
		struct decision in[3], d;
		for (int k = 0; k < 3; k++)
			in[k] = all[orders[i][k]];
		policy_combine(in, 3, &d);
		ck_decided(d, VERDICT_BLOCK, REASON_PATHWAY_EXPIRED);
		ck_assert_ptr_eq(d.regime, b);
		ck_assert(d.reclassify_exempt);
		ck_assert_uint_eq(d.n_reasons, 3);
		ck_assert_int_eq(d.reasons[0], REASON_PATHWAY_EXPIRED);
		ck_assert_int_eq(d.reasons[1], REASON_CN_SCC_OK);
		ck_assert_int_eq(d.reasons[2], REASON_GEO_MISMATCH);
	}
	regime_free(&a);
	regime_free(&b);
	regime_free(&c);
}
END_TEST

START_TEST(one_regime_is_its_own_combination_and_none_refuses)
{
	struct fixture f;
	struct decision d, joined;
	fixture_init(&f, NULL);
	d = fixture_decide(&f);
	policy_combine(&d, 1, &joined);
	ck_assert_mem_eq(&d, &joined, sizeof(d));
	policy_combine(NULL, 0, &joined);
	ck_decided(joined, VERDICT_BLOCK, REASON_DEST_FORBIDDEN);
	fixture_fini(&f);
}
END_TEST

int
main(void)
{
	SUITE("policy after rows");
	CASE(a_cap_counts_only_what_the_exchange_uses);
	CASE(a_cap_of_zero_is_nobody_and_no_cap_is_anybody);
	CASE(a_full_cap_lets_repeats_pass_and_says_so);
	CASE(a_cap_of_bytes_blocks_whatever_the_confidence);
	CASE(an_exempt_exchange_uses_no_cap);
	CASE(a_sensitive_count_warns_of_its_own_threshold);
	CASE(a_pathway_holds_through_its_last_second_and_no_longer);
	CASE(an_exemption_ends_with_its_day);
	CASE(an_expiry_is_announced_sixty_working_days_before);
	CASE(a_missing_calendar_is_said_only_when_it_was_asked);
	CASE(a_contract_must_be_filed_within_ten_working_days);
	CASE(missing_evidence_is_an_alert_or_a_block_as_set);
	CASE(a_registered_recipient_without_a_flow_has_no_evidence);
	CASE(the_fallback_catches_the_expired_but_never_the_suspended);
	CASE(the_strict_volume_switch_flags_a_mixed_tier);
	CASE(an_address_elsewhere_is_an_alert_for_personal_data_alone);
	CASE(a_person_with_both_kinds_counts_in_both_unless_told_otherwise);
	CASE(the_strictest_regime_wins_in_whatever_order);
	CASE(one_regime_is_its_own_combination_and_none_refuses);
	return SUITE_RUN();
}
