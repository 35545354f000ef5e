/* SPDX-License-Identifier: Apache-2.0 */
/* The regime and the facts that the tests of policy start from. */
#include "unit/policy/fixture.h"

#include "base/clock.h"

#define SET(c)                                                                 \
	{                                                                      \
		.bits = { UINT64_C(1) << (c) }                                 \
	}
#define ALL                                                                    \
	(MECHANISM_BIT(MECHANISM_SCC) |                                        \
	 MECHANISM_BIT(MECHANISM_CERTIFICATION) |                              \
	 MECHANISM_BIT(MECHANISM_SA) | MECHANISM_BIT(MECHANISM_GBA))

static const struct country home[] = {{"CN"}};
static const struct country bay[] = {{"HK"}, {"MO"}};
static const char *const cities[] = {"shenzhen", "guangzhou", NULL};
static const int shares[] = {80, 95};

static const struct regime_condition below[] = {
	{.counter = COUNTER_PI, .comparator = COMPARE_LT, .at = 100000}};
static const struct regime_condition assessment[] = {
	{.counter = COUNTER_PI, .comparator = COMPARE_GE, .at = 1000000},
	{.counter = COUNTER_SPI, .comparator = COMPARE_GE, .at = 10000}};
static const struct regime_condition contract[] = {
	{.counter = COUNTER_PI, .comparator = COMPARE_GE, .at = 100000}};

static const struct regime_tier tiers[] = {
	{.id = "important",
	 .important = true,
	 .need = MECHANISM_BIT(MECHANISM_SA),
	 .allow = REASON_CN_SA_IMPORTANT_OK,
	 .refuse = REASON_CN_IMPORTANT_DATA_NO_SA},
	{.id = "ciio",
	 .ciio = true,
	 .need = MECHANISM_BIT(MECHANISM_SA),
	 .refuse = REASON_CN_CIIO_NEEDS_SA},
	{.id = "volume",
	 .article = "Art. 5",
	 .sensitive = TRI_NO,
	 .conditions = below,
	 .n_conditions = 1,
	 .allow = REASON_CN_EX_ART5_VOLUME},
	{.id = "sa",
	 .article = "Art. 7",
	 .conditions = assessment,
	 .n_conditions = 2,
	 .need = MECHANISM_BIT(MECHANISM_SA),
	 .refuse = REASON_CN_TIER_SA_REQUIRED},
	{.id = "sensitive",
	 .article = "Art. 8",
	 .sensitive = TRI_YES,
	 .need = ALL,
	 .refuse = REASON_CN_SENSITIVE_NEEDS_SCC},
	{.id = "scc",
	 .article = "Art. 8",
	 .conditions = contract,
	 .n_conditions = 1,
	 .need = ALL,
	 .refuse = REASON_CN_TIER_SCC_REQUIRED},
};

static const struct regime_mechanism mechanisms[] = {
	{.mechanism = MECHANISM_SA,
	 .allow = REASON_CN_SA_OK,
	 .expiring_within = 60},
	{.mechanism = MECHANISM_SCC,
	 .allow = REASON_CN_SCC_OK,
	 .expiring_within = 60,
	 .filing_within = 10},
	{.mechanism = MECHANISM_CERTIFICATION,
	 .allow = REASON_CN_CERT_OK,
	 .expiring_within = 60},
	{.mechanism = MECHANISM_GBA,
	 .allow = REASON_CN_GBA_OK,
	 .expiring_within = 60,
	 .filing_within = 10,
	 .destinations = bay,
	 .n_destinations = 2,
	 .exporter_cities = cities},
};

const struct regime_def fixture_def = {
	.id = "cn",
	.version = "test",
	.time_zone = "Asia/Shanghai",
	.utc_offset = 8 * 3600,
	.home = home,
	.n_home = 1,
	.foreign_authority = true,
	.clean = REASON_CN_EX_ART3_NO_PI,
	.fallback = REASON_CN_EX_ART5_VOLUME_FALLBACK,
	.exemptions = 0x3e,
	.tiers = tiers,
	.n_tiers = N_ROWS(tiers),
	.mechanisms = mechanisms,
	.n_mechanisms = N_ROWS(mechanisms),
	.sensitive = SET(CAT_HEALTH),
	.not_personal = SET(CAT_SECRET),
	.filing = VERDICT_LOG,
	.consent = VERDICT_LOG,
	.pipia = VERDICT_LOG,
	.warn_shares = shares,
	.n_warn_shares = 2,
};

static void
block_all(enum verdict verdicts[UNREADABLE_MAX_])
{
	for (int u = 0; u < UNREADABLE_MAX_; u++)
		verdicts[u] = VERDICT_BLOCK;
}

void
fixture_init(struct fixture *f, const struct regime_def *def)
{
	memset(f, 0, sizeof(*f));
	struct why why;
	ck_assert_int_eq(regime_build(def != NULL ? def : &fixture_def, NULL,
				      &f->regime, &why),
			 0);
	f->recipient = (struct recipient){
		.id = "example-gmbh", .country = {"DE"}, .gba = true};
	f->reg.exporter = (struct exporter){.id = "example-sh"};
	f->reg.recipients = &f->recipient;
	f->reg.n_recipients = 1;
	f->reg.defaults.unlisted_recipient = VERDICT_BLOCK;
	f->reg.defaults.unknown_country = VERDICT_BLOCK;
	f->reg.defaults.plain_http = VERDICT_BLOCK;
	block_all(f->reg.defaults.unreadable);
	f->flow = (struct flow){.id = "hr-payroll",
				.recipient = &f->recipient,
				.purpose = "payroll",
				.consent = "HR-2026-7",
				.pipia = "PIPIA-31"};
	block_all(f->flow.unreadable);
	f->facts = (struct facts){.regime = f->regime,
				  .reg = &f->reg,
				  .recipient = &f->recipient,
				  .flow = &f->flow,
				  .pathway_status = PATHWAY_EFFECTIVE,
				  .country = {"DE"},
				  .country_from = COUNTRY_REGISTER,
				  .now_s = NOON(2026, 6, 15),
				  .categories = SET(CAT_MOBILE),
				  .pi = true,
				  .persons = 1,
				  .domestic_persons = 1,
				  .pi_count = {0, 1},
				  .cap_persons = {0, 1},
				  .bytes = 100};
}

void
fixture_fini(struct fixture *f)
{
	regime_free(&f->regime);
}

void
fixture_pathway(struct fixture *f, enum mechanism m)
{
	f->pathway = (struct pathway){.id = "path",
				      .regime = "cn",
				      .mechanism = m,
				      .status = PATHWAY_EFFECTIVE,
				      .categories = {.any = true},
				      .sensitive = true,
				      .effective_on = DAY(2026, 1, 1),
				      .filed_on = DAY(2026, 1, 8),
				      .valid_until = DAY(2028, 12, 31),
				      .caps = {.persons = NO_CAP,
					       .sensitive_persons = NO_CAP,
					       .bytes = NO_CAP}};
	f->flow.pathway = &f->pathway;
}

void
fixture_claim(struct fixture *f, enum exemption_article a)
{
	f->flow.exemption = (struct exemption){.article = a,
					       .ticket = "DPO-114",
					       .approved_by = "dpo",
					       .until = NO_DAY,
					       .categories = {.any = true}};
}

void
fixture_sensitive(struct fixture *f)
{
	category_add(&f->facts.categories, CAT_HEALTH);
	f->facts.spi_count = (struct count){0, 1};
	f->facts.cap_sensitive = (struct count){0, 1};
}

struct decision
fixture_decide(const struct fixture *f)
{
	struct decision d;
	policy_decide(&f->facts, &d);
	return d;
}

bool
decision_has(const struct decision *d, enum reason reason)
{
	for (unsigned i = 0; i < d->n_reasons; i++)
		if (d->reasons[i] == reason)
			return true;
	return false;
}
