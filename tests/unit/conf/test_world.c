/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary vectors of the shipped regimes, each against its own file. */
#include "unit/conf/world.h"

#define ALLOW VERDICT_ALLOW
#define LOG VERDICT_LOG
#define BLOCK VERDICT_BLOCK

static const char *const everywhere[] = {
	"cn",	   "eu-gdpr", "uk-gdpr", "us-doj-dsp", "sg-pdpa", "jp-appi",
	"kr-pipa", "vn-pdpl", "in-dpdp", "ru-152fz",   "br-lgpd"};

START_TEST(each_file_has_its_date_its_sources_and_its_disclaimer)
{
	struct world w;
	struct civil date;
	world_open(&w, everywhere[_i]);
	ck_assert_int_eq(civil_parse(span_str(regime_as_of(w.regime)), &date),
			 0);
	ck_assert_ptr_nonnull(regime_sources(w.regime)[0]);
	ck_assert_ptr_nonnull(
		strstr(regime_disclaimer(w.regime), "Not legal advice"));
	size_t n;
	const struct interpretation *all = regime_interpretations(w.regime, &n);
	ck_assert_uint_gt(n, 1);
	for (size_t i = 0; i < n; i++)
		ck_assert(all[i].value[0] != '\0' &&
			  all[i].text_en[0] != '\0' &&
			  all[i].text_zh[0] != '\0');
	world_close(&w);
}
END_TEST

START_TEST(what_is_clean_passes_under_every_regime)
{
	struct world w;
	world_open(&w, everywhere[_i]);
	world_to(&w, "BO");
	w.facts.pi = false;
	w.facts.persons = 0;
	w.facts.categories = (struct category_set){{0}};
	ck_world(&w, ALLOW,
		 _i == 0 ? REASON_CN_EX_ART3_NO_PI : REASON_NO_PERSONAL_DATA);
	world_close(&w);
}
END_TEST

START_TEST(a_recipient_at_home_is_at_home)
{
	static const char *const home[] = {"CN", "NO", "GB", "PR", "SG", "JP",
					   "KR", "VN", "IN", "RU", "BR"};
	struct world w;
	world_open(&w, everywhere[_i]);
	world_to(&w, home[_i]);
	ck_world(&w, ALLOW, REASON_HOME_DESTINATION);
	world_close(&w);
}
END_TEST

struct vector {
	const char *to;
	const char *certified, *owner; /* NULL: nothing */
	enum mechanism mechanism;
	const char *evidence;
	enum transaction transaction;
	enum verdict verdict;
	enum reason reason;
};

static void
run(const char *id, const struct vector *v)
{
	struct world w;
	const char *certified[] = {v->certified, NULL};
	const char *owners[] = {v->owner, NULL};
	const char *evidence[] = {v->evidence, NULL};
	world_open(&w, id);
	world_to(&w, v->to);
	w.recipient.certifications = certified;
	w.recipient.owner_countries = owners;
	w.flow.transaction = v->transaction;
	if (v->mechanism != MECHANISM_NONE)
		world_pathway(&w, v->mechanism);
	w.pathway.evidence = evidence;
	w.flow.evidence = evidence;
	ck_world(&w, v->verdict, v->reason);
	world_close(&w);
}

#define M(name) MECHANISM_##name
#define T(name) TRANSACTION_##name

static const struct vector eu[] = {
	{"JP", NULL, NULL, M(NONE), NULL, T(OTHER), ALLOW, REASON_EU_ADEQUACY},
	{"GB", NULL, NULL, M(NONE), NULL, T(OTHER), ALLOW, REASON_EU_ADEQUACY},
	{"GF", NULL, NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_HOME_DESTINATION},
	{"US", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_EU_NO_MECHANISM},
	{"US", "dpf", NULL, M(NONE), NULL, T(OTHER), LOG,
	 REASON_ADEQUACY_AT_RISK},
	{"US", "dpf:2026-06-15", NULL, M(NONE), NULL, T(OTHER), LOG,
	 REASON_ADEQUACY_AT_RISK},
	{"US", "dpf:2026-06-14", NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_EU_NO_MECHANISM},
	{"US", "dpfx", NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_EU_NO_MECHANISM},
	{"US", "dpf:soon", NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_EU_NO_MECHANISM},
	{"US", NULL, NULL, M(SCC), "tia", T(OTHER), ALLOW, REASON_EU_SCC_OK},
	{"US", NULL, NULL, M(SCC), NULL, T(OTHER), LOG, REASON_EU_TIA_MISSING},
	{"US", NULL, NULL, M(BCR), "tia", T(OTHER), ALLOW, REASON_EU_SCC_OK},
	{"CA", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_EU_NO_MECHANISM},
	{"CA", "pipeda", NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_EU_ADEQUACY},
	{"BO", "epo", NULL, M(NONE), NULL, T(OTHER), ALLOW, REASON_EU_ADEQUACY},
	{"CN", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_EU_NO_MECHANISM},
	{"HK", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_EU_NO_MECHANISM},
	{"SG", NULL, NULL, M(DEROGATION), NULL, T(OTHER), ALLOW,
	 REASON_EU_DEROGATION},
};

START_TEST(european_union)
{
	run("eu-gdpr", &eu[_i]);
}
END_TEST

START_TEST(european_recognitions_have_their_days)
{
	struct world w;
	world_open(&w, "eu-gdpr");
	world_to(&w, "BR");
	world_on(&w, 2026, 1, 26);
	ck_world(&w, BLOCK, REASON_EU_NO_MECHANISM);
	world_on(&w, 2026, 1, 27);
	ck_world(&w, ALLOW, REASON_EU_ADEQUACY);
	world_on(&w, 2029, 7, 30); /* 181 days before the review */
	ck_world(&w, ALLOW, REASON_EU_ADEQUACY);
	world_on(&w, 2029, 7, 31);
	ck_world(&w, LOG, REASON_ADEQUACY_AT_RISK);
	world_to(&w, "GB");
	world_on(&w, 2031, 12, 27);
	ck_world(&w, LOG, REASON_ADEQUACY_AT_RISK);
	world_on(&w, 2031, 12, 28);
	ck_world(&w, BLOCK, REASON_EU_NO_MECHANISM);
	world_close(&w);
}
END_TEST

START_TEST(a_derogation_is_for_few)
{
	struct world w;
	world_open(&w, "eu-gdpr");
	world_to(&w, "SG");
	world_pathway(&w, MECHANISM_DEROGATION);
	*world_count(&w, "derogation") = (struct count){99, 100};
	ck_world(&w, ALLOW, REASON_EU_DEROGATION);
	*world_count(&w, "derogation") = (struct count){100, 101};
	ck_world(&w, LOG, REASON_EU_DEROGATION_REPETITIVE);
	world_close(&w);
}
END_TEST

/* An expired contract stops nothing that needs none. */
START_TEST(adequacy_outlives_a_broken_pathway)
{
	struct world w;
	world_open(&w, "eu-gdpr");
	world_to(&w, "JP");
	world_pathway(&w, MECHANISM_SCC);
	w.pathway.valid_until = WORLD_DAY(2026, 6, 14);
	ck_world(&w, LOG, REASON_PATHWAY_NOT_NEEDED);
	world_to(&w, "US");
	ck_world(&w, BLOCK, REASON_PATHWAY_EXPIRED);
	world_close(&w);
}
END_TEST

static const struct vector uk[] = {
	{"DE", NULL, NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_ADEQUATE_DESTINATION},
	{"KR", NULL, NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_ADEQUATE_DESTINATION},
	{"US", "dpf", NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_NO_MECHANISM},
	{"US", "dpf-uk", NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_ADEQUATE_DESTINATION},
	{"CN", NULL, NULL, M(IDTA), "tra", T(OTHER), ALLOW,
	 REASON_MECHANISM_OK},
	{"CN", NULL, NULL, M(ADDENDUM), NULL, T(OTHER), LOG,
	 REASON_UK_TRA_MISSING},
	{"CN", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK, REASON_NO_MECHANISM},
};

START_TEST(united_kingdom)
{
	run("uk-gdpr", &uk[_i]);
}
END_TEST

static const struct vector jp[] = {
	{"FR", NULL, NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_ADEQUATE_DESTINATION},
	{"GB", NULL, NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_ADEQUATE_DESTINATION},
	{"US", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK, REASON_NO_MECHANISM},
	{"US", "apec-cbpr", NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_ADEQUATE_DESTINATION},
	{"CN", NULL, NULL, M(CONSENT), "informed", T(OTHER), ALLOW,
	 REASON_MECHANISM_OK},
	{"CN", NULL, NULL, M(CONSENT), NULL, T(OTHER), LOG,
	 REASON_EVIDENCE_MISSING},
	{"CN", NULL, NULL, M(EQUIVALENCE), "checked", T(OTHER), ALLOW,
	 REASON_MECHANISM_OK},
};

START_TEST(japan)
{
	run("jp-appi", &jp[_i]);
}
END_TEST

static const struct vector kr[] = {
	{"DE", NULL, NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_ADEQUATE_DESTINATION},
	{"CN", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK, REASON_NO_MECHANISM},
	{"CN", NULL, NULL, M(CONSENT), NULL, T(OTHER), ALLOW,
	 REASON_MECHANISM_OK},
	{"CN", NULL, NULL, M(OUTSOURCING), NULL, T(OTHER), LOG,
	 REASON_EVIDENCE_MISSING},
	{"CN", NULL, NULL, M(CERTIFICATION), NULL, T(OTHER), ALLOW,
	 REASON_MECHANISM_OK},
};

START_TEST(korea)
{
	run("kr-pipa", &kr[_i]);
}
END_TEST

START_TEST(korea_recognised_the_union_on_a_day)
{
	struct world w;
	world_open(&w, "kr-pipa");
	world_to(&w, "DE");
	world_on(&w, 2025, 9, 15);
	ck_world(&w, BLOCK, REASON_NO_MECHANISM);
	world_on(&w, 2025, 9, 16);
	ck_world(&w, ALLOW, REASON_ADEQUATE_DESTINATION);
	world_close(&w);
}
END_TEST

static const struct vector sg[] = {
	{"CN", NULL, NULL, M(NONE), NULL, T(IN_TRANSIT), ALLOW,
	 REASON_SG_IN_TRANSIT},
	{"CN", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK, REASON_NO_MECHANISM},
	{"CN", "global-cbpr", NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_ADEQUATE_DESTINATION},
	{"CN", NULL, NULL, M(CONTRACT), NULL, T(OTHER), BLOCK,
	 REASON_SCOPE_COUNTRY},
	{"CN", NULL, NULL, M(BCR), NULL, T(OTHER), BLOCK,
	 REASON_SCOPE_RECIPIENT},
	{"CN", NULL, NULL, M(CONSENT), NULL, T(OTHER), ALLOW,
	 REASON_MECHANISM_OK},
};

START_TEST(singapore)
{
	run("sg-pdpa", &sg[_i]);
}
END_TEST

START_TEST(a_singapore_contract_names_its_countries)
{
	static const char *const others[] = {"MY", "ID", NULL};
	static const char *const these[] = {"MY", "CN", NULL};
	struct world w;
	world_open(&w, "sg-pdpa");
	world_to(&w, "CN");
	world_pathway(&w, MECHANISM_CONTRACT);
	w.pathway.countries = others;
	ck_world(&w, BLOCK, REASON_SCOPE_COUNTRY);
	w.pathway.countries = these;
	ck_world(&w, ALLOW, REASON_MECHANISM_OK);
	world_close(&w);
}
END_TEST

START_TEST(global_certificates_count_in_singapore_from_their_day)
{
	static const char *const held[] = {"global-cbpr", NULL};
	struct world w;
	world_open(&w, "sg-pdpa");
	world_to(&w, "CN");
	w.recipient.certifications = held;
	world_on(&w, 2026, 3, 1);
	ck_world(&w, BLOCK, REASON_NO_MECHANISM);
	world_on(&w, 2026, 3, 2);
	ck_world(&w, ALLOW, REASON_ADEQUATE_DESTINATION);
	world_close(&w);
}
END_TEST

/* Sixty days from the first transfer; it is the first day's noon that counts
 * as day 0. */
START_TEST(viet_nam_gives_sixty_days)
{
	struct world w;
	world_open(&w, "vn-pdpl");
	world_to(&w, "CN");
	ck_world(&w, LOG, REASON_VN_CTIA_DUE);
	w.facts.first_transfer_s = w.facts.now_s;
	ck_world(&w, LOG, REASON_VN_CTIA_DUE);
	w.facts.now_s += 60 * 86400;
	ck_world(&w, LOG, REASON_VN_CTIA_DUE);
	w.facts.now_s += 86400;
	ck_world(&w, BLOCK, REASON_VN_CTIA_OVERDUE);
	world_pathway(&w, MECHANISM_CTIA);
	ck_world(&w, ALLOW, REASON_VN_CTIA_OK);
	w.facts.pathway_status = PATHWAY_DRAFT;
	ck_world(&w, BLOCK, REASON_PATHWAY_NOT_EFFECTIVE);
	w.facts.first_transfer_s = w.facts.now_s;
	ck_world(&w, LOG, REASON_VN_CTIA_DUE);
	w.facts.pathway_status = PATHWAY_SUSPENDED;
	ck_world(&w, BLOCK, REASON_PATHWAY_SUSPENDED);
	world_close(&w);
}
END_TEST

START_TEST(viet_nam_has_its_exemptions)
{
	struct world w;
	world_open(&w, "vn-pdpl");
	world_to(&w, "CN");
	w.facts.first_transfer_s = w.facts.now_s - INT64_C(100) * 86400;
	w.flow.exemption = (struct exemption){.article = EXEMPTION_VN_EXEMPT,
					      .until = NO_DAY,
					      .categories = {.any = true}};
	ck_world(&w, BLOCK, REASON_VN_CTIA_OVERDUE);
	w.flow.exemption.approved_by = "dpo";
	ck_world(&w, ALLOW, REASON_VN_EXEMPT);
	w.flow.exemption.article = EXEMPTION_ART5_HR;
	ck_world(&w, BLOCK, REASON_VN_CTIA_OVERDUE);
	world_close(&w);
}
END_TEST

START_TEST(india_restricts_nobody_yet)
{
	struct world w;
	world_open(&w, "in-dpdp");
	world_to(&w, "CN");
	ck_world(&w, ALLOW, REASON_TRANSFER_FREE);
	world_close(&w);
}
END_TEST

static const struct vector ru[] = {
	{"CN", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_RU_NOTICE_MISSING},
	{"CN", NULL, NULL, M(NOTICE), NULL, T(OTHER), ALLOW,
	 REASON_MECHANISM_OK},
	{"CN", NULL, NULL, M(NOTICE), NULL, T(COLLECTION), BLOCK,
	 REASON_RU_LOCALISATION},
	{"CN", NULL, NULL, M(NOTICE), "localised", T(COLLECTION), ALLOW,
	 REASON_MECHANISM_OK},
	{"US", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK,
	 REASON_RU_NOTICE_MISSING},
	{"US", NULL, NULL, M(NOTICE), NULL, T(OTHER), ALLOW,
	 REASON_MECHANISM_OK},
};

START_TEST(russia)
{
	run("ru-152fz", &ru[_i]);
}
END_TEST

/* Notice on Friday 5 June 2026; ten working days end on Friday 19 June. */
START_TEST(russia_waits_ten_working_days)
{
	struct world w;
	world_open(&w, "ru-152fz");
	world_to(&w, "US");
	world_pathway(&w, MECHANISM_NOTICE);
	w.pathway.filed_on = WORLD_DAY(2026, 6, 5);
	world_on(&w, 2026, 6, 19);
	ck_world(&w, BLOCK, REASON_RU_NOTICE_WAIT);
	world_on(&w, 2026, 6, 22);
	struct decision d = world_decide(&w);
	ck_assert_int_eq(d.verdict, LOG);
	ck_assert(world_has(&d, REASON_MECHANISM_OK));
	ck_assert(world_has(&d, REASON_CALENDAR_MISSING));
	w.pathway.filed_on = NO_DAY;
	ck_world(&w, BLOCK, REASON_RU_NOTICE_WAIT);
	world_to(&w, "CN");
	ck_world(&w, ALLOW, REASON_MECHANISM_OK);
	world_close(&w);
}
END_TEST

static const struct vector br[] = {
	{"DE", NULL, NULL, M(NONE), NULL, T(OTHER), ALLOW,
	 REASON_ADEQUATE_DESTINATION},
	{"CN", NULL, NULL, M(NONE), NULL, T(OTHER), BLOCK, REASON_NO_MECHANISM},
	{"CN", NULL, NULL, M(NONE), NULL, T(COLLECTION), ALLOW,
	 REASON_TRANSFER_FREE},
	{"CN", NULL, NULL, M(SCC), "published", T(OTHER), ALLOW,
	 REASON_MECHANISM_OK},
	{"CN", NULL, NULL, M(SCC), NULL, T(OTHER), LOG,
	 REASON_EVIDENCE_MISSING},
};

START_TEST(brazil)
{
	run("br-lgpd", &br[_i]);
}
END_TEST

int
main(void)
{
	SUITE("regimes of the world");
	CASE_ROWS(each_file_has_its_date_its_sources_and_its_disclaimer,
		  N_ROWS(everywhere));
	CASE_ROWS(what_is_clean_passes_under_every_regime, N_ROWS(everywhere));
	CASE_ROWS(a_recipient_at_home_is_at_home, N_ROWS(everywhere));
	CASE_ROWS(european_union, N_ROWS(eu));
	CASE(european_recognitions_have_their_days);
	CASE(a_derogation_is_for_few);
	CASE(adequacy_outlives_a_broken_pathway);
	CASE_ROWS(united_kingdom, N_ROWS(uk));
	CASE_ROWS(japan, N_ROWS(jp));
	CASE_ROWS(korea, N_ROWS(kr));
	CASE(korea_recognised_the_union_on_a_day);
	CASE_ROWS(singapore, N_ROWS(sg));
	CASE(a_singapore_contract_names_its_countries);
	CASE(global_certificates_count_in_singapore_from_their_day);
	CASE(viet_nam_gives_sixty_days);
	CASE(viet_nam_has_its_exemptions);
	CASE(india_restricts_nobody_yet);
	CASE_ROWS(russia, N_ROWS(ru));
	CASE(russia_waits_ten_working_days);
	CASE_ROWS(brazil, N_ROWS(br));
	return SUITE_RUN();
}
