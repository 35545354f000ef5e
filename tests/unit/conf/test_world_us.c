/* SPDX-License-Identifier: Apache-2.0 */
/* 28 CFR Part 202 as shipped: thresholds above which data is bulk, kind by
 * kind and combined, persons and recipients of concern, and what helps. */
#include "unit/conf/world.h"

#define ALLOW VERDICT_ALLOW
#define LOG VERDICT_LOG
#define BLOCK VERDICT_BLOCK

/* One kind of data alone, at a count. */
static struct decision
at(const char *category, const char *counter, int64_t count, const char *to,
   enum transaction transaction, enum mechanism m)
{
	struct world w;
	world_open(&w, "us-doj-dsp");
	world_to(&w, to);
	w.facts.categories = (struct category_set){{0}};
	world_carry(&w, category);
	*world_count(&w, counter) = (struct count){count - 1, count};
	w.flow.transaction = transaction;
	if (m != MECHANISM_NONE)
		world_pathway(&w, m);
	struct decision d = world_decide(&w);
	world_close(&w);
	d.regime = NULL;
	return d;
}

#define ck_at(d, v, r)                                                         \
	do {                                                                   \
		struct decision d_ = (d);                                      \
		ck_assert_msg(d_.verdict == (v) && world_has(&d_, (r)),        \
			      "verdict %d reason %s", d_.verdict,              \
			      reason_name(d_.reason));                         \
	} while (0)

static const struct kind {
	const char *category, *counter;
	int64_t most; /* that is not bulk */
	bool prohibited;
} kinds[] = {
	{"bio-genomic", "genomic", 100, true},
	{"bio-omic", "omic", 1000, true},
	{"spi-biometric", "biometric", 1000, false},
	{"gps", "geolocation", 1000, false},
	{"spi-health", "health", 10000, false},
	{"spi-finance", "financial", 10000, false},
};

/* "More than": the number itself is not bulk. */
START_TEST(each_kind_has_its_number)
{
	const struct kind *k = &kinds[_i];
	enum reason refused = k->prohibited ? REASON_US_PROHIBITED
					    : REASON_US_RESTRICTED_NO_CISA;
	ck_at(at(k->category, k->counter, k->most, "CN", TRANSACTION_VENDOR,
		 MECHANISM_NONE),
	      LOG, REASON_US_BELOW_THRESHOLD);
	ck_at(at(k->category, k->counter, k->most + 1, "CN", TRANSACTION_VENDOR,
		 MECHANISM_NONE),
	      BLOCK, refused);
	ck_at(at(k->category, k->counter, k->most, "DE", TRANSACTION_VENDOR,
		 MECHANISM_NONE),
	      ALLOW, REASON_TRANSFER_FREE);
	ck_at(at(k->category, k->counter, k->most / 2, "CN", TRANSACTION_VENDOR,
		 MECHANISM_NONE),
	      ALLOW, REASON_US_BELOW_THRESHOLD);
}
END_TEST

START_TEST(security_requirements_help_where_it_is_restricted_alone)
{
	const struct kind *k = &kinds[_i];
	struct decision d = at(k->category, k->counter, k->most + 1, "CN",
			       TRANSACTION_VENDOR, MECHANISM_CISA);
	if (k->prohibited)
		ck_at(d, BLOCK, REASON_US_PROHIBITED);
	else
		ck_at(d, ALLOW, REASON_US_RESTRICTED_OK);
	ck_at(at(k->category, k->counter, k->most + 1, "CN",
		 TRANSACTION_BROKERAGE, MECHANISM_CISA),
	      BLOCK, REASON_US_PROHIBITED);
	ck_at(at(k->category, k->counter, k->most + 1, "CN",
		 TRANSACTION_BROKERAGE, MECHANISM_LICENCE),
	      ALLOW, REASON_US_LICENCE_OK);
}
END_TEST

START_TEST(concern_has_its_countries)
{
	static const struct {
		const char *to;
		bool concern;
	} rows[] = {{"CN", true},  {"HK", true}, {"MO", true}, {"CU", true},
		    {"IR", true},  {"KP", true}, {"RU", true}, {"VE", true},
		    {"TW", false}, {"DE", false}};
	for (size_t i = 0; i < N_ROWS(rows); i++)
		ck_at(at("spi-health", "health", 10001, rows[i].to,
			 TRANSACTION_OTHER, MECHANISM_NONE),
		      rows[i].concern ? BLOCK : ALLOW,
		      rows[i].concern ? REASON_US_RESTRICTED_NO_CISA
				      : REASON_TRANSFER_FREE);
}
END_TEST

/* Half is enough, from several of them together too; a share that is not
 * told is all. */
START_TEST(owners_of_concern_make_a_covered_person)
{
	static const struct {
		const char *owners[3];
		bool concern;
	} rows[] = {{{"CN:49", NULL}, false},
		    {{"CN:50", NULL}, true},
		    {{"CN", NULL}, true},
		    {{"HK:50", NULL}, true},
		    {{"CN:30", "RU:20", NULL}, true},
		    {{"CN:30", "US:70", NULL}, false},
		    {{"US", NULL}, false}};
	struct world w;
	world_open(&w, "us-doj-dsp");
	world_to(&w, "DE");
	world_carry(&w, "spi-health");
	*world_count(&w, "health") = (struct count){10000, 10001};
	for (size_t i = 0; i < N_ROWS(rows); i++) {
		w.recipient.owner_countries = rows[i].owners;
		ck_world(&w, rows[i].concern ? BLOCK : ALLOW,
			 rows[i].concern ? REASON_US_RESTRICTED_NO_CISA
					 : REASON_TRANSFER_FREE);
	}
	world_close(&w);
}
END_TEST

/* One identifier alone is none; one linked to another is. */
START_TEST(identifiers_count_in_company)
{
	struct world w;
	world_open(&w, "us-doj-dsp");
	world_to(&w, "CN");
	*world_count(&w, "identifiers") = (struct count){100000, 100001};
	ck_world(&w, ALLOW, REASON_US_BELOW_THRESHOLD);
	world_carry(&w, "person-name");
	ck_world(&w, BLOCK, REASON_US_RESTRICTED_NO_CISA);
	*world_count(&w, "identifiers") = (struct count){99999, 100000};
	struct decision d = world_decide(&w);
	ck_assert_int_eq(d.verdict, LOG);
	ck_assert(world_has(&d, REASON_US_BELOW_THRESHOLD));
	world_close(&w);
}
END_TEST

/* Two kinds: the lower number, over everybody. One kind: its own. */
START_TEST(combined_data_has_the_lowest_number)
{
	struct world w;
	world_open(&w, "us-doj-dsp");
	world_to(&w, "CN");
	world_carry(&w, "spi-health");
	*world_count(&w, "combined") = (struct count){1000, 1001};
	ck_world(&w, ALLOW, REASON_US_BELOW_THRESHOLD);
	world_carry(&w, "spi-biometric");
	ck_world(&w, BLOCK, REASON_US_RESTRICTED_NO_CISA);
	*world_count(&w, "combined") = (struct count){999, 1000};
	ck_world(&w, ALLOW, REASON_US_BELOW_THRESHOLD);
	world_close(&w);
}
END_TEST

/* What was sent before does not make a plain exchange a bulk one. */
START_TEST(a_kind_has_its_say_only_where_it_is_carried)
{
	struct world w;
	world_open(&w, "us-doj-dsp");
	world_to(&w, "CN");
	*world_count(&w, "genomic") = (struct count){5000, 5000};
	ck_world(&w, ALLOW, REASON_US_BELOW_THRESHOLD);
	world_carry(&w, "bio-genomic");
	ck_world(&w, BLOCK, REASON_US_PROHIBITED);
	world_close(&w);
}
END_TEST

START_TEST(government_related_data_has_no_number)
{
	static const char *const items[] = {"us-government-related", NULL};
	static const char *const other[] = {"auto-telemetry", NULL};
	struct world w;
	world_open(&w, "us-doj-dsp");
	world_to(&w, "CN");
	w.facts.important = items;
	ck_world(&w, BLOCK, REASON_US_GOV_DATA);
	world_to(&w, "DE");
	ck_world(&w, ALLOW, REASON_TRANSFER_FREE);
	world_to(&w, "CN");
	w.facts.important = other;
	ck_world(&w, ALLOW, REASON_US_BELOW_THRESHOLD);
	w.facts.important = items;
	world_pathway(&w, MECHANISM_LICENCE);
	w.pathway.important_items = items;
	struct decision d = world_decide(&w);
	ck_assert_int_eq(d.verdict, ALLOW);
	ck_assert(world_has(&d, REASON_US_LICENCE_OK));
	world_close(&w);
}
END_TEST

START_TEST(brokerage_elsewhere_needs_the_clause)
{
	static const char *const clause[] = {"onward-clause", NULL};
	struct world w;
	world_open(&w, "us-doj-dsp");
	world_to(&w, "DE");
	w.flow.transaction = TRANSACTION_BROKERAGE;
	ck_world(&w, LOG, REASON_US_ONWARD_CLAUSE);
	w.flow.evidence = clause;
	ck_world(&w, ALLOW, REASON_TRANSFER_FREE);
	world_close(&w);
}
END_TEST

START_TEST(counters_roll_over_twelve_months_for_each_recipient)
{
	struct world w;
	size_t n;
	char window[WINDOW_MAX];
	world_open(&w, "us-doj-dsp");
	const struct counter_def *defs = regime_counters(w.regime, &n);
	ck_assert_uint_eq(n, COUNTER_MAX_ + 8);
	for (size_t i = COUNTER_MAX_; i < n; i++) {
		ck_assert_int_eq(defs[i].window, WINDOW_ROLLING);
		ck_assert_int_eq(defs[i].scope, SCOPE_OF_RECIPIENT);
		ck_assert_str_eq(regime_counter_window(w.regime, i, NULL,
						       w.facts.now_s, window),
				 "rolling:12");
		ck_assert_int_eq(defs[i].unit,
				 strcmp(defs[i].id, "geolocation") == 0
					 ? UNIT_DEVICE
					 : UNIT_PERSON);
	}
	ck_assert_uint_eq(regime_audit_years(w.regime), 10);
	world_close(&w);
}
END_TEST

int
main(void)
{
	SUITE("us-doj-dsp");
	CASE_ROWS(each_kind_has_its_number, N_ROWS(kinds));
	CASE_ROWS(security_requirements_help_where_it_is_restricted_alone,
		  N_ROWS(kinds));
	CASE(concern_has_its_countries);
	CASE(owners_of_concern_make_a_covered_person);
	CASE(identifiers_count_in_company);
	CASE(combined_data_has_the_lowest_number);
	CASE(a_kind_has_its_say_only_where_it_is_carried);
	CASE(government_related_data_has_no_number);
	CASE(brokerage_elsewhere_needs_the_clause);
	CASE(counters_roll_over_twelve_months_for_each_recipient);
	return SUITE_RUN();
}
