/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every row of the table, once where it holds and once beside it, where
 * another row must answer.
 */
#include "base/clock.h"
#include "unit/policy/fixture.h"

#define ALLOW VERDICT_ALLOW
#define LOG VERDICT_LOG
#define BLOCK VERDICT_BLOCK

static const char *const items[] = {"map-1", NULL};
static const char *const other_items[] = {"map-2", NULL};
static const char *const somebody_else[] = {"somebody-else", NULL};
static const char *const only_france[] = {"FR", NULL};
static const char *const only_orders[] = {"orders", NULL};

static void
clean(struct fixture *f)
{
	f->facts.pi = false;
	f->facts.persons = 0;
	f->facts.domestic_persons = 0;
	f->facts.categories = (struct category_set){{0}};
	f->facts.pi_count = (struct count){0, 0};
	f->facts.cap_persons = (struct count){0, 0};
}

static void
unlisted(struct fixture *f, const char *country)
{
	f->facts.recipient = NULL;
	f->facts.flow = NULL;
	memcpy(f->facts.country.code, country, strlen(country) + 1);
}

static void
to(struct fixture *f, const char *country)
{
	memcpy(f->recipient.country.code, country, strlen(country) + 1);
	f->facts.country = f->recipient.country;
}

static void
plain_persons(struct fixture *f, int64_t after)
{
	f->facts.pi_count = (struct count){after - 1, after};
}

/* Row 0, the strict register. */
static void
strict_unlisted(struct fixture *f)
{
	unlisted(f, "DE");
	clean(f);
	f->reg.defaults.strict_register = true;
}
static void
strict_listed(struct fixture *f)
{
	clean(f);
	f->reg.defaults.strict_register = true;
}
static void
strict_unlisted_home(struct fixture *f)
{
	strict_unlisted(f);
	to(f, "CN");
	unlisted(f, "CN");
}

/* Row 1. */
static void
home(struct fixture *f)
{
	to(f, "CN");
}
static void
home_unreadable(struct fixture *f)
{
	to(f, "CN");
	f->facts.unreadable = 1u << UNREADABLE_ENCRYPTED;
	f->flow.foreign_authority = true;
}
static void
home_dialled_abroad(struct fixture *f)
{
	to(f, "CN");
	f->facts.address_country = (struct country){"US"};
}
static void
hong_kong(struct fixture *f)
{
	to(f, "HK");
	fixture_sensitive(f);
}
static void
macao(struct fixture *f)
{
	to(f, "MO");
	fixture_sensitive(f);
}
static void
taiwan(struct fixture *f)
{
	to(f, "TW");
	fixture_sensitive(f);
}
static void
home_unproven(struct fixture *f)
{
	unlisted(f, "CN");
}
static void
home_unproven_clean(struct fixture *f)
{
	unlisted(f, "CN");
	clean(f);
}
static void
home_unproven_encrypted(struct fixture *f)
{
	unlisted(f, "CN");
	f->facts.unreadable = 1u << UNREADABLE_ENCRYPTED;
}

/* Row 2. */
static void
foreign_authority(struct fixture *f)
{
	clean(f);
	f->flow.foreign_authority = true;
}

/* Rows 3 and 4. */
static void
important_bare(struct fixture *f)
{
	clean(f);
	f->facts.important = items;
}
static void
important_contract(struct fixture *f)
{
	important_bare(f);
	fixture_pathway(f, MECHANISM_SCC);
	f->pathway.important_items = items;
}
static void
important_covered(struct fixture *f)
{
	important_bare(f);
	fixture_pathway(f, MECHANISM_SA);
	f->pathway.important_items = items;
}
static void
important_other(struct fixture *f)
{
	important_covered(f);
	f->pathway.important_items = other_items;
}
static void
important_expired(struct fixture *f)
{
	important_covered(f);
	f->pathway.valid_until = DAY(2026, 6, 14);
}
static void
important_declared(struct fixture *f)
{
	clean(f);
	f->flow.important_items = items;
}
static void
important_too_big(struct fixture *f)
{
	important_covered(f);
	f->pathway.caps.bytes = 1000;
	f->facts.cap_bytes = (struct count){901, 1001};
}
static void
important_and_sensitive(struct fixture *f)
{
	fixture_sensitive(f);
	fixture_pathway(f, MECHANISM_SA);
	f->facts.important = items;
	f->pathway.important_items = items;
	f->pathway.sensitive = false;
}
static void
important_and_persons(struct fixture *f)
{
	important_and_sensitive(f);
	f->pathway.sensitive = true;
}

/* Row 5. */
static void
unreadable_block(struct fixture *f)
{
	clean(f);
	f->facts.unreadable = 1u << UNREADABLE_BINARY;
}
static void
unreadable_log(struct fixture *f)
{
	unreadable_block(f);
	f->flow.unreadable[UNREADABLE_BINARY] = VERDICT_LOG;
}
static void
unreadable_default(struct fixture *f)
{
	unreadable_log(f);
	unlisted(f, "DE");
}
static void
unreadable_default_log(struct fixture *f)
{
	unreadable_default(f);
	f->reg.defaults.unreadable[UNREADABLE_BINARY] = VERDICT_LOG;
}
static void
tunnelled(struct fixture *f)
{
	clean(f);
	f->facts.tunnelled = true;
}
static void
tunnelled_allowed(struct fixture *f)
{
	tunnelled(f);
	f->flow.unreadable[UNREADABLE_TLS] = VERDICT_LOG;
}
static void
cleartext(struct fixture *f)
{
	f->facts.cleartext = true;
}
static void
cleartext_log(struct fixture *f)
{
	f->facts.cleartext = true;
	f->reg.defaults.plain_http = VERDICT_LOG;
}
static void
cleartext_clean(struct fixture *f)
{
	clean(f);
	f->facts.cleartext = true;
}

/* Rows 6 to 8. */
static void
clean_unlisted(struct fixture *f)
{
	unlisted(f, "US");
	clean(f);
}
static void
clean_unknown(struct fixture *f)
{
	unlisted(f, "");
	clean(f);
}
static void
unknown_country(struct fixture *f)
{
	unlisted(f, "");
	f->reg.defaults.unlisted_recipient = VERDICT_LOG;
}
static void
unknown_country_log(struct fixture *f)
{
	unknown_country(f);
	f->reg.defaults.unknown_country = VERDICT_LOG;
}
static void
persons_unlisted(struct fixture *f)
{
	unlisted(f, "US");
}
static void
persons_unlisted_log(struct fixture *f)
{
	unlisted(f, "US");
	f->reg.defaults.unlisted_recipient = VERDICT_LOG;
}
static void
many_unlisted_log(struct fixture *f)
{
	persons_unlisted_log(f);
	plain_persons(f, 100000);
}

/* Rows 9 and 10. */
static void
transit(struct fixture *f)
{
	fixture_sensitive(f);
	fixture_claim(f, EXEMPTION_ART4_TRANSIT);
	f->flow.provenance = PROVENANCE_FOREIGN_COLLECTED;
	f->facts.domestic_persons = 0;
}
static void
transit_mixed(struct fixture *f)
{
	transit(f);
	f->facts.domestic_persons = 1;
}
static void
transit_tolerated(struct fixture *f)
{
	transit(f);
	f->facts.persons = 30;
	f->facts.domestic_persons = 3;
	f->flow.transit_tolerance = 3;
}
static void
transit_beyond_tolerance(struct fixture *f)
{
	transit_tolerated(f);
	f->facts.domestic_persons = 4;
}
static void
transit_unapproved(struct fixture *f)
{
	transit_mixed(f);
	f->flow.exemption.approved_by = NULL;
}
static void
transit_domestic(struct fixture *f)
{
	transit(f);
	f->flow.provenance = PROVENANCE_MIXED;
}
static void
transit_important(struct fixture *f)
{
	transit(f);
	fixture_pathway(f, MECHANISM_SA);
	f->facts.important = items;
	f->pathway.important_items = items;
}

/* Rows 11 and 12. */
static void
claim_contract(struct fixture *f)
{
	fixture_sensitive(f);
	fixture_claim(f, EXEMPTION_ART5_CONTRACT);
}
static void
claim_hr(struct fixture *f)
{
	fixture_sensitive(f);
	fixture_claim(f, EXEMPTION_ART5_HR);
	f->reg.exporter.ciio = true;
}
static void
claim_emergency(struct fixture *f)
{
	fixture_sensitive(f);
	fixture_claim(f, EXEMPTION_ART5_EMERGENCY);
}
static void
claim_last_day(struct fixture *f)
{
	claim_contract(f);
	f->flow.exemption.until = DAY(2026, 6, 15);
}
static void
claim_over(struct fixture *f)
{
	claim_contract(f);
	f->flow.exemption.until = DAY(2026, 6, 14);
}
static void
claim_unapproved(struct fixture *f)
{
	claim_contract(f);
	f->flow.exemption.approved_by = "";
}
static void
claim_narrow(struct fixture *f)
{
	claim_contract(f);
	f->flow.exemption.categories.any = false;
	category_add(&f->flow.exemption.categories.set, CAT_MOBILE);
}
static void
claim_wide(struct fixture *f)
{
	claim_narrow(f);
	category_add(&f->flow.exemption.categories.set, CAT_HEALTH);
}
static void
claim_over_small(struct fixture *f)
{
	fixture_claim(f, EXEMPTION_ART5_CONTRACT);
	f->flow.exemption.until = DAY(2026, 6, 14);
}
static void
claim_beside_secret(struct fixture *f)
{
	claim_wide(f);
	category_add(&f->facts.categories, CAT_SECRET);
}

/* Row 13. */
static void
zone(struct fixture *f)
{
	fixture_claim(f, EXEMPTION_ART6_FTZ);
	f->reg.exporter.ftz_zone = "tianjin";
	f->flow.scenario = "members";
	struct negative_list list = {.zone = "tianjin", .scenario = "members"};
	static const struct regime_threshold own[] = {
		{"volume", COUNTER_PI, 500000}, {"scc", COUNTER_PI, 500000}};
	category_add(&list.listed, CAT_EMAIL);
	list.thresholds = own;
	list.n_thresholds = 2;
	ck_assert_int_eq(regime_add_negative_list(f->regime, &list), 0);
}
static void
zone_outside(struct fixture *f)
{
	zone(f);
	plain_persons(f, 600000);
}
static void
zone_other_scenario(struct fixture *f)
{
	zone_outside(f);
	f->flow.scenario = "spares";
}
static void
zone_listed_small(struct fixture *f)
{
	zone(f);
	category_add(&f->facts.categories, CAT_EMAIL);
	plain_persons(f, 300000);
}
static void
zone_listed_large(struct fixture *f)
{
	zone_listed_small(f);
	plain_persons(f, 500000);
}

/* Rows 14 and 15. */
static void
operator_bare(struct fixture *f)
{
	f->reg.exporter.ciio = true;
}
static void
operator_clean(struct fixture *f)
{
	clean(f);
	f->reg.exporter.ciio = true;
}
static void
operator_contract(struct fixture *f)
{
	operator_bare(f);
	fixture_pathway(f, MECHANISM_SCC);
}
static void
operator_assessed(struct fixture *f)
{
	operator_bare(f);
	fixture_pathway(f, MECHANISM_SA);
}
static void
operator_expired(struct fixture *f)
{
	operator_assessed(f);
	f->pathway.valid_until = DAY(2026, 6, 14);
}
static void
operator_over_cap(struct fixture *f)
{
	operator_assessed(f);
	f->pathway.caps.persons = 10;
	f->facts.cap_persons = (struct count){10, 11};
}

/* Rows 16 to 20, on a contract. */
static void
contract(struct fixture *f)
{
	fixture_pathway(f, MECHANISM_SCC);
	fixture_sensitive(f);
}
static void
draft(struct fixture *f)
{
	contract(f);
	f->facts.pathway_status = PATHWAY_DRAFT;
}
static void
submitted(struct fixture *f)
{
	contract(f);
	f->facts.pathway_status = PATHWAY_SUBMITTED;
}
static void
approved_undated(struct fixture *f)
{
	contract(f);
	f->facts.pathway_status = PATHWAY_APPROVED;
	f->pathway.effective_on = NO_DAY;
}
static void
approved_dated(struct fixture *f)
{
	contract(f);
	f->facts.pathway_status = PATHWAY_APPROVED;
}
static void
tomorrow(struct fixture *f)
{
	contract(f);
	f->pathway.effective_on = DAY(2026, 6, 16);
}
static void
today(struct fixture *f)
{
	contract(f);
	f->pathway.effective_on = DAY(2026, 6, 15);
}
static void
expired(struct fixture *f)
{
	contract(f);
	f->pathway.valid_until = DAY(2026, 6, 14);
}
static void
suspended(struct fixture *f)
{
	contract(f);
	f->facts.pathway_status = PATHWAY_SUSPENDED;
}
static void
revoked(struct fixture *f)
{
	contract(f);
	f->facts.pathway_status = PATHWAY_REVOKED;
}
static void
superseded(struct fixture *f)
{
	contract(f);
	f->facts.pathway_status = PATHWAY_SUPERSEDED;
}
static void
scope_recipient(struct fixture *f)
{
	contract(f);
	f->pathway.recipients = somebody_else;
}
static void
scope_country(struct fixture *f)
{
	contract(f);
	f->pathway.countries = only_france;
}
static void
scope_category(struct fixture *f)
{
	contract(f);
	f->pathway.categories.any = false;
	category_add(&f->pathway.categories.set, CAT_MOBILE);
}
static void
scope_category_wide(struct fixture *f)
{
	scope_category(f);
	category_add(&f->pathway.categories.set, CAT_HEALTH);
}
static void
scope_not_sensitive(struct fixture *f)
{
	contract(f);
	f->pathway.sensitive = false;
}
static void
scope_purpose(struct fixture *f)
{
	contract(f);
	f->pathway.purposes = only_orders;
}
static void
scope_no_purpose(struct fixture *f)
{
	scope_purpose(f);
	f->flow.purpose = NULL;
}
static void
expired_small(struct fixture *f)
{
	fixture_pathway(f, MECHANISM_SCC);
	f->pathway.valid_until = DAY(2026, 6, 14);
}
static void
other_regime(struct fixture *f)
{
	contract(f);
	f->pathway.regime = "eu-gdpr";
}
static void
bay(struct fixture *f)
{
	fixture_pathway(f, MECHANISM_GBA);
	fixture_sensitive(f);
	to(f, "HK");
	f->reg.exporter.gba_city = "shenzhen";
}
static void
bay_germany(struct fixture *f)
{
	bay(f);
	to(f, "DE");
}
static void
bay_recipient(struct fixture *f)
{
	bay(f);
	f->recipient.gba = false;
}
static void
bay_city(struct fixture *f)
{
	bay(f);
	f->reg.exporter.gba_city = "beijing";
}

/* Rows 21 to 27. */
static void
few(struct fixture *f)
{
	plain_persons(f, 5000);
	f->facts.spi_count = (struct count){10500, 10500};
}
static void
assessed_many(struct fixture *f)
{
	fixture_pathway(f, MECHANISM_SA);
	plain_persons(f, 1000000);
}
static void
contract_many(struct fixture *f)
{
	fixture_pathway(f, MECHANISM_SCC);
	plain_persons(f, 1000000);
}
static void
certified(struct fixture *f)
{
	contract(f);
	f->pathway.mechanism = MECHANISM_CERTIFICATION;
}
static void
sensitive_bare(struct fixture *f)
{
	fixture_sensitive(f);
}
static void
contract_middle(struct fixture *f)
{
	fixture_pathway(f, MECHANISM_SCC);
	plain_persons(f, 100000);
}
static void
bare_middle(struct fixture *f)
{
	plain_persons(f, 100000);
}

/* Attributes of nobody: personal information all the same. */
static void
attributes_alone(struct fixture *f)
{
	clean(f);
	f->facts.pi = true;
	category_add(&f->facts.categories, CAT_HEALTH);
}

static const struct {
	const char *what;
	void (*set)(struct fixture *);
	enum verdict verdict;
	enum reason reason;
	enum booking booking;
} rows[] = {
#define ROW(set, verdict, reason, booking)                                     \
	{                                                                      \
#set, set, verdict, REASON_##reason, BOOK_##booking            \
	}
	ROW(strict_unlisted, BLOCK, RECIPIENT_UNLISTED, NONE),
	ROW(strict_unlisted_home, BLOCK, RECIPIENT_UNLISTED, NONE),
	ROW(strict_listed, ALLOW, CN_EX_ART3_NO_PI, NONE),
	ROW(home, ALLOW, HOME_DESTINATION, NONE),
	ROW(home_unreadable, ALLOW, HOME_DESTINATION, NONE),
	ROW(home_dialled_abroad, LOG, GEO_MISMATCH, NONE),
	ROW(hong_kong, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(macao, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(taiwan, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(home_unproven, LOG, HOME_UNPROVEN, HOME_UNPROVEN),
	ROW(home_unproven_clean, ALLOW, CN_EX_ART3_NO_PI, NONE),
	ROW(home_unproven_encrypted, BLOCK, UNREADABLE_ENCRYPTED,
	    HOME_UNPROVEN),
	ROW(foreign_authority, BLOCK, CN_FOREIGN_AUTHORITY, NONE),
	ROW(important_bare, BLOCK, CN_IMPORTANT_DATA_NO_SA, NONE),
	ROW(important_declared, BLOCK, CN_IMPORTANT_DATA_NO_SA, NONE),
	ROW(important_contract, BLOCK, CN_IMPORTANT_DATA_NO_SA, NONE),
	ROW(important_other, BLOCK, CN_IMPORTANT_DATA_NO_SA, NONE),
	ROW(important_expired, BLOCK, CN_IMPORTANT_DATA_NO_SA, NONE),
	ROW(important_covered, ALLOW, CN_SA_IMPORTANT_OK, NONE),
	ROW(important_too_big, BLOCK, CAP_EXCEEDED, NONE),
	ROW(important_and_sensitive, BLOCK, SCOPE_CATEGORY, COUNTED),
	ROW(important_and_persons, ALLOW, CN_SA_OK, COUNTED),
	ROW(unreadable_block, BLOCK, UNREADABLE_BINARY, NONE),
	ROW(unreadable_log, LOG, UNREADABLE_BINARY, NONE),
	ROW(unreadable_default, BLOCK, UNREADABLE_BINARY, NONE),
	ROW(unreadable_default_log, LOG, UNREADABLE_BINARY, NONE),
	ROW(tunnelled, BLOCK, UNREADABLE_TLS, NONE),
	ROW(tunnelled_allowed, LOG, UNREADABLE_TLS, NONE),
	ROW(cleartext, BLOCK, CLEARTEXT, COUNTED),
	ROW(cleartext_log, LOG, CLEARTEXT, COUNTED),
	ROW(cleartext_clean, ALLOW, CN_EX_ART3_NO_PI, NONE),
	ROW(clean, ALLOW, CN_EX_ART3_NO_PI, NONE),
	ROW(clean_unlisted, ALLOW, CN_EX_ART3_NO_PI, NONE),
	ROW(clean_unknown, LOG, DEST_UNKNOWN_NO_PI, NONE),
	ROW(unknown_country, BLOCK, DEST_UNKNOWN, COUNTED),
	ROW(unknown_country_log, LOG, DEST_UNKNOWN, COUNTED),
	ROW(persons_unlisted, BLOCK, RECIPIENT_UNLISTED, COUNTED),
	ROW(persons_unlisted_log, LOG, RECIPIENT_UNLISTED, COUNTED),
	ROW(many_unlisted_log, BLOCK, CN_TIER_SCC_REQUIRED, COUNTED),
	ROW(transit, ALLOW, CN_EX_ART4_TRANSIT, EXEMPT),
	ROW(transit_tolerated, ALLOW, CN_EX_ART4_TRANSIT, EXEMPT),
	ROW(transit_mixed, BLOCK, CN_ART4_DOMESTIC_PI_MIXED, COUNTED),
	ROW(transit_beyond_tolerance, BLOCK, CN_ART4_DOMESTIC_PI_MIXED,
	    COUNTED),
	ROW(transit_unapproved, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(transit_domestic, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(transit_important, LOG, EXEMPTION_NOT_APPLICABLE, COUNTED),
	ROW(claim_contract, ALLOW, CN_EX_ART5_CONTRACT, EXEMPT),
	ROW(claim_hr, ALLOW, CN_EX_ART5_HR, EXEMPT),
	ROW(claim_emergency, ALLOW, CN_EX_ART5_EMERGENCY, EXEMPT),
	ROW(claim_last_day, ALLOW, CN_EX_ART5_CONTRACT, EXEMPT),
	ROW(claim_over, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(claim_unapproved, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(claim_narrow, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(claim_wide, ALLOW, CN_EX_ART5_CONTRACT, EXEMPT),
	ROW(claim_over_small, LOG, EXEMPTION_NOT_APPLICABLE, COUNTED),
	ROW(claim_beside_secret, ALLOW, CN_EX_ART5_CONTRACT, EXEMPT),
	ROW(zone_outside, ALLOW, CN_EX_ART6_FTZ, EXEMPT),
	ROW(zone_other_scenario, BLOCK, CN_TIER_SCC_REQUIRED, COUNTED),
	ROW(zone_listed_small, ALLOW, CN_EX_ART5_VOLUME, COUNTED),
	ROW(zone_listed_large, BLOCK, CN_TIER_SCC_REQUIRED, COUNTED),
	ROW(operator_bare, BLOCK, CN_CIIO_NEEDS_SA, COUNTED),
	ROW(operator_clean, ALLOW, CN_EX_ART3_NO_PI, NONE),
	ROW(operator_contract, BLOCK, CN_CIIO_NEEDS_SA, COUNTED),
	ROW(operator_assessed, ALLOW, CN_SA_OK, COUNTED),
	ROW(operator_expired, BLOCK, PATHWAY_EXPIRED, COUNTED),
	ROW(operator_over_cap, BLOCK, CAP_EXCEEDED, COUNTED),
	ROW(contract, ALLOW, CN_SCC_OK, COUNTED),
	ROW(draft, BLOCK, PATHWAY_NOT_EFFECTIVE, COUNTED),
	ROW(submitted, BLOCK, PATHWAY_NOT_EFFECTIVE, COUNTED),
	ROW(approved_undated, BLOCK, PATHWAY_NOT_EFFECTIVE, COUNTED),
	ROW(approved_dated, ALLOW, CN_SCC_OK, COUNTED),
	ROW(tomorrow, BLOCK, PATHWAY_NOT_EFFECTIVE, COUNTED),
	ROW(today, ALLOW, CN_SCC_OK, COUNTED),
	ROW(expired, BLOCK, PATHWAY_EXPIRED, COUNTED),
	ROW(expired_small, BLOCK, PATHWAY_EXPIRED, COUNTED),
	ROW(suspended, BLOCK, PATHWAY_SUSPENDED, COUNTED),
	ROW(revoked, BLOCK, PATHWAY_SUSPENDED, COUNTED),
	ROW(superseded, BLOCK, PATHWAY_SUSPENDED, COUNTED),
	ROW(scope_recipient, BLOCK, SCOPE_RECIPIENT, COUNTED),
	ROW(scope_country, BLOCK, SCOPE_COUNTRY, COUNTED),
	ROW(scope_category, BLOCK, SCOPE_CATEGORY, COUNTED),
	ROW(scope_category_wide, ALLOW, CN_SCC_OK, COUNTED),
	ROW(scope_not_sensitive, BLOCK, SCOPE_CATEGORY, COUNTED),
	ROW(scope_purpose, BLOCK, SCOPE_PURPOSE, COUNTED),
	ROW(scope_no_purpose, BLOCK, SCOPE_PURPOSE, COUNTED),
	ROW(other_regime, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(bay, ALLOW, CN_GBA_OK, COUNTED),
	ROW(bay_germany, BLOCK, CN_GBA_OUTSIDE, COUNTED),
	ROW(bay_recipient, BLOCK, CN_GBA_OUTSIDE, COUNTED),
	ROW(bay_city, BLOCK, CN_GBA_OUTSIDE, COUNTED),
	ROW(few, ALLOW, CN_EX_ART5_VOLUME, COUNTED),
	ROW(assessed_many, ALLOW, CN_SA_OK, COUNTED),
	ROW(contract_many, BLOCK, CN_TIER_SA_REQUIRED, COUNTED),
	ROW(certified, ALLOW, CN_CERT_OK, COUNTED),
	ROW(sensitive_bare, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
	ROW(contract_middle, ALLOW, CN_SCC_OK, COUNTED),
	ROW(bare_middle, BLOCK, CN_TIER_SCC_REQUIRED, COUNTED),
	ROW(attributes_alone, BLOCK, CN_SENSITIVE_NEEDS_SCC, COUNTED),
};

START_TEST(each_row_answers_where_it_holds_and_not_beside_it)
{
	struct fixture f;
	fixture_init(&f, NULL);
	rows[_i].set(&f);
	struct decision d = fixture_decide(&f);
	ck_assert_msg(d.verdict == rows[_i].verdict &&
			      d.reason == rows[_i].reason,
		      "%s: verdict %d, reason %s", rows[_i].what, d.verdict,
		      reason_name(d.reason));
	ck_assert_msg(d.booking == rows[_i].booking, "%s: booked %d",
		      rows[_i].what, d.booking);
	ck_assert(decision_has(&d, d.reason));
	ck_assert_ptr_eq(d.regime, f.regime);
	fixture_fini(&f);
}
END_TEST

START_TEST(weak_findings_alone_never_block_what_rests_on_them)
{
	struct fixture f;
	fixture_init(&f, NULL);
	rows[_i].set(&f);
	struct decision strong = fixture_decide(&f);
	f.facts.weak_only = true;
	struct decision weak = fixture_decide(&f);
	/* What is not about findings in text blocks all the same. */
	static const enum reason hard[] = {
		REASON_CN_FOREIGN_AUTHORITY, REASON_CN_IMPORTANT_DATA_NO_SA,
		REASON_UNREADABLE_BINARY, REASON_UNREADABLE_ENCRYPTED,
		REASON_UNREADABLE_TLS};
	bool stays =
		f.reg.defaults.strict_register || f.facts.cap_bytes.after > 0;
	for (size_t i = 0; i < N_ROWS(hard); i++)
		stays |= strong.reason == hard[i];
	if (strong.verdict != VERDICT_BLOCK)
		ck_assert_int_ne(weak.verdict, VERDICT_BLOCK);
	else if (stays)
		ck_decided(weak, VERDICT_BLOCK, strong.reason);
	else
		ck_assert_msg(weak.verdict == VERDICT_LOG &&
				      decision_has(&weak, strong.reason),
			      "%s: %s", rows[_i].what,
			      reason_name(weak.reason));
	fixture_fini(&f);
}
END_TEST

START_TEST(weak_findings_are_not_clean)
{
	struct fixture f;
	fixture_init(&f, NULL);
	clean(&f);
	f.facts.weak_only = true;
	ck_decided(fixture_decide(&f), ALLOW, REASON_CN_EX_ART5_VOLUME);
	unlisted(&f, "US");
	ck_decided(fixture_decide(&f), LOG, REASON_RECIPIENT_UNLISTED);
	f.facts.weak_only = false;
	ck_decided(fixture_decide(&f), ALLOW, REASON_CN_EX_ART3_NO_PI);
	fixture_fini(&f);
}
END_TEST

static const char *read_rows[64];
static size_t n_read;
static const char *last_held;

static void
note(void *arg, const char *row, bool held, const char *words)
{
	(void)arg;
	ck_assert_ptr_nonnull(words);
	ck_assert(words[0] != '\0');
	ck_assert_uint_lt(n_read, N_ROWS(read_rows));
	read_rows[n_read++] = row;
	if (held)
		last_held = row;
}

START_TEST(the_trace_names_the_rows_in_the_order_read)
{
	struct fixture f;
	fixture_init(&f, NULL);
	bare_middle(&f);
	n_read = 0;
	policy_trace(&f.facts, note, NULL);
	ck_assert_str_eq(read_rows[0], "0");
	ck_assert_str_eq(last_held, "27");
	ck_assert_str_eq(read_rows[n_read - 1], "27");
	n_read = 0;
	fixture_pathway(&f, MECHANISM_SCC);
	policy_trace(&f.facts, note, NULL);
	ck_assert_str_eq(last_held, "26");
	ck_assert_str_eq(read_rows[n_read - 1], "address");
	fixture_fini(&f);
}
END_TEST

START_TEST(a_block_tells_how_its_persons_are_booked_if_they_leave)
{
	struct fixture f;
	fixture_init(&f, NULL);
	claim_hr(&f);
	f.facts.unreadable = 1u << UNREADABLE_ENCRYPTED;
	struct decision d = fixture_decide(&f);
	ck_decided(d, BLOCK, REASON_UNREADABLE_ENCRYPTED);
	ck_assert_int_eq(d.booking, BOOK_EXEMPT);
	ck_assert_uint_eq(d.n_reasons, 1);
	f.flow.exemption.approved_by = NULL;
	ck_assert_int_eq(fixture_decide(&f).booking, BOOK_COUNTED);
	fixture_fini(&f);
}
END_TEST

START_TEST(row_10_books_what_left_as_exempt_again)
{
	struct fixture f;
	fixture_init(&f, NULL);
	transit_mixed(&f);
	ck_assert(fixture_decide(&f).reclassify_exempt);
	f.facts.weak_only = true;
	ck_assert(!fixture_decide(&f).reclassify_exempt);
	f.facts.weak_only = false;
	f.facts.domestic_persons = 0;
	ck_assert(!fixture_decide(&f).reclassify_exempt);
	fixture_fini(&f);
}
END_TEST

int
main(void)
{
	SUITE("policy rows");
	CASE_ROWS(each_row_answers_where_it_holds_and_not_beside_it,
		  N_ROWS(rows));
	CASE_ROWS(weak_findings_alone_never_block_what_rests_on_them,
		  N_ROWS(rows));
	CASE(weak_findings_are_not_clean);
	CASE(the_trace_names_the_rows_in_the_order_read);
	CASE(a_block_tells_how_its_persons_are_booked_if_they_leave);
	CASE(row_10_books_what_left_as_exempt_again);
	return SUITE_RUN();
}
