/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds of every regime, for facts drawn at random: more persons never
 * turn a refusal into a passage; of several regimes the strictest wins, in
 * whatever order; agreements change nothing. And what reports ask of China's:
 * extension, standing, interpretations, agreements.
 */
#include "unit/conf/world.h"

static const char *const everywhere[] = {
	"cn",	   "eu-gdpr", "uk-gdpr", "us-doj-dsp", "sg-pdpa", "jp-appi",
	"kr-pipa", "vn-pdpl", "in-dpdp", "ru-152fz",   "br-lgpd"};

static uint64_t seed;

static uint64_t
draw(uint64_t below)
{
	seed = seed * UINT64_C(6364136223846793005) +
	       UINT64_C(1442695040888963407);
	return (seed >> 33) % below;
}

/* Around the numbers of all regimes. */
static int64_t
draw_count(void)
{
	static const int64_t near[] = {0,     1,     100,    1000,
				       10000, 80000, 100000, 1000000};
	int64_t n = near[draw(N_ROWS(near))] + (int64_t)draw(5) - 2;
	return n < 0 ? 0 : n;
}

static const char *const owners[][2] = {
	{NULL, NULL}, {"CN:50", NULL}, {"US", NULL}};
static const char *const schemes[][2] = {
	{NULL, NULL}, {"dpf", NULL}, {"apec-cbpr", NULL}, {"epo", NULL}};
static const char *const evidence[][2] = {
	{NULL, NULL}, {"tia", NULL}, {"localised", NULL}, {"published", NULL}};

static void
draw_facts(struct world *w)
{
	static const char *const countries[] = {"DE", "US", "HK", "CN", "JP",
						"GB", "BR", "RU", "SG", "BO"};
	static const char *const categories[] = {
		"spi-health", "gps", "person-name", "bio-genomic", "iban"};
	memset(&w->facts.categories, 0, sizeof(w->facts.categories));
	world_to(w, countries[draw(N_ROWS(countries))]);
	for (size_t i = 0; i < N_ROWS(categories); i++)
		if (draw(2) == 0)
			world_carry(w, categories[i]);
	world_carry(w, "email");
	w->recipient.owner_countries = owners[draw(N_ROWS(owners))];
	w->recipient.certifications = schemes[draw(N_ROWS(schemes))];
	w->flow.evidence = evidence[draw(N_ROWS(evidence))];
	w->flow.transaction = (enum transaction)draw(TRANSACTION_MAX_);
	w->flow.pathway = NULL;
	w->reg.exporter.ciio = draw(4) == 0;
	w->facts.pathway_status = PATHWAY_EFFECTIVE;
	if (draw(3) != 0) {
		world_pathway(w,
			      (enum mechanism)(1 + draw(MECHANISM_MAX_ - 1)));
		if (draw(3) == 0)
			w->pathway.caps.persons = draw_count();
		if (draw(5) == 0)
			w->facts.pathway_status = (enum pathway_status)draw(7);
	}
	w->facts.first_transfer_s =
		draw(2) == 0 ? 0 : w->facts.now_s - (int64_t)draw(100) * 86400;
	for (size_t i = 0; i < REGIME_COUNTERS_MAX; i++) {
		int64_t n = draw_count();
		w->facts.counts[i] = (struct count){n > 0 ? n - 1 : 0, n};
	}
	int64_t used = draw_count();
	w->facts.cap_persons = (struct count){used > 0 ? used - 1 : 0, used};
}

static void
add(struct count *c, int64_t n)
{
	c->before += n;
	c->after += n;
}

START_TEST(more_persons_never_turn_a_refusal_into_a_passage)
{
	struct world w;
	world_open(&w, everywhere[_i]);
	seed = 20261123 + (uint64_t)_i;
	unsigned blocked = 0, passed = 0;
	for (int round = 0; round < 30000; round++) {
		draw_facts(&w);
		struct decision fewer = world_decide(&w);
		size_t which = draw(REGIME_COUNTERS_MAX + 1);
		add(which < REGIME_COUNTERS_MAX ? &w.facts.counts[which]
						: &w.facts.cap_persons,
		    (int64_t)draw(1000000));
		struct decision more = world_decide(&w);
		blocked += fewer.verdict == VERDICT_BLOCK;
		passed += fewer.verdict != VERDICT_BLOCK;
		ck_assert_msg(fewer.verdict != VERDICT_BLOCK ||
				      more.verdict == VERDICT_BLOCK,
			      "round %d: %s, then %s", round,
			      reason_name(fewer.reason),
			      reason_name(more.reason));
	}
	ck_assert_uint_gt(passed, 1000);
	if (strcmp(everywhere[_i], "in-dpdp") != 0)
		ck_assert_uint_gt(blocked, 1000);
	world_close(&w);
}
END_TEST

static bool
same_decision(const struct decision *a, const struct decision *b)
{
	return a->verdict == b->verdict && a->reason == b->reason &&
	       a->regime == b->regime && a->n_reasons == b->n_reasons &&
	       memcmp(a->reasons, b->reasons,
		      a->n_reasons * sizeof(a->reasons[0])) == 0;
}

static void
shuffle(struct decision *d, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = draw(i);
		struct decision swap = d[i - 1];
		d[i - 1] = d[k];
		d[k] = swap;
	}
}

START_TEST(the_strictest_of_all_regimes_wins_in_any_order)
{
	static struct world all[N_ROWS(everywhere)];
	struct decision each[N_ROWS(everywhere)], first, again;
	for (size_t i = 0; i < N_ROWS(everywhere); i++)
		world_open(&all[i], everywhere[i]);
	seed = 7;
	for (int round = 0; round < 5000; round++) {
		enum verdict strictest = VERDICT_ALLOW;
		uint64_t from = seed;
		for (size_t i = 0; i < N_ROWS(everywhere); i++) {
			seed = from;
			draw_facts(&all[i]);
			each[i] = world_decide(&all[i]);
			if (each[i].verdict > strictest)
				strictest = each[i].verdict;
		}
		policy_combine(each, N_ROWS(everywhere), &first);
		ck_assert_int_eq(first.verdict, strictest);
		shuffle(each, N_ROWS(everywhere));
		policy_combine(each, N_ROWS(everywhere), &again);
		ck_assert(same_decision(&first, &again));
	}
	for (size_t i = 0; i < N_ROWS(everywhere); i++)
		world_close(&all[i]);
}
END_TEST

static void
load_agreements(struct world *w)
{
	config_t config;
	const char *path = CONFDIR "/regimes.d/agreements-cn.conf";
	struct conf_report report = {.fn = NULL};
	config_init(&config);
	ck_assert_int_eq(config_read_file(&config, path), CONFIG_TRUE);
	config_setting_t *list = config_lookup(&config, "agreements");
	for (int i = 0; i < config_setting_length(list); i++)
		ck_assert_int_eq(agreement_load(config_setting_get_elem(
							list, (unsigned)i),
						path, &report, &w->regime, 1),
				 0);
	config_destroy(&config);
}

START_TEST(agreements_are_shown_and_unlock_nothing)
{
	struct world with, without;
	const struct agreement *all;
	world_open(&with, "cn");
	world_open(&without, "cn");
	ck_assert_uint_eq(regime_agreements(with.regime, &all), 0);
	load_agreements(&with);
	ck_assert_uint_eq(regime_agreements(with.regime, &all), 5);
	struct country de = {"DE"}, sg = {"SG"}, hk = {"HK"};
	ck_assert_str_eq(regime_agreement_with(with.regime, de, 0)->id,
			 "cn-de-mou");
	ck_assert_str_eq(
		regime_agreement_with(with.regime, de, 0)->legal_effect,
		"none");
	ck_assert_ptr_null(regime_agreement_with(with.regime, de, 1));
	ck_assert_str_eq(regime_agreement_with(with.regime, sg, 1)->id, "rcep");
	ck_assert_ptr_null(regime_agreement_with(with.regime, hk, 0));
	ck_assert_str_eq(regime_group_of(with.regime, sg, 0), "rcep");
	ck_assert_ptr_null(regime_group_of(with.regime, de, 0));
	for (int round = 0; round < 5000; round++) {
		seed = (uint64_t)round;
		draw_facts(&with);
		seed = (uint64_t)round;
		draw_facts(&without);
		struct decision a = world_decide(&with);
		struct decision b = world_decide(&without);
		a.regime = b.regime = NULL;
		ck_assert(same_decision(&a, &b));
	}
	world_close(&with);
	world_close(&without);
}
END_TEST

/* The example list: its own numbers where it is claimed, the law's where not.
 */
START_TEST(a_negative_list_has_its_own_numbers)
{
	static const struct {
		int64_t persons;
		enum verdict claimed, else_;
	} rows[] = {{79999, VERDICT_ALLOW, VERDICT_ALLOW},
		    {100000, VERDICT_ALLOW, VERDICT_BLOCK},
		    {799999, VERDICT_ALLOW, VERDICT_BLOCK},
		    {999999, VERDICT_LOG, VERDICT_BLOCK},
		    {1000000, VERDICT_BLOCK, VERDICT_BLOCK}};
	struct world w;
	config_t config;
	struct conf_report report = {.fn = NULL};
	const char *path = CONFDIR "/regimes.d/ftz-example.conf";
	world_open(&w, "cn");
	world_to(&w, "DE");
	config_init(&config);
	ck_assert_int_eq(config_read_file(&config, path), CONFIG_TRUE);
	ck_assert_int_eq(
		negative_list_load(
			config_setting_get_elem(
				config_lookup(&config, "negative_lists"), 0),
			path, w.rules, &report, &w.regime, 1),
		0);
	config_destroy(&config);
	w.reg.exporter.ftz_zone = "example";
	w.flow.scenario = "membership";
	w.flow.exemption.approved_by = "dpo";
	w.flow.exemption.categories.any = true;
	for (size_t i = 0; i < N_ROWS(rows); i++) {
		w.facts.pi_count =
			(struct count){rows[i].persons - 1, rows[i].persons};
		w.flow.exemption.article = EXEMPTION_ART6_FTZ;
		ck_assert_msg(world_decide(&w).verdict == rows[i].claimed,
			      "claimed, row %zu", i);
		w.flow.exemption.article = EXEMPTION_NONE;
		ck_assert_msg(world_decide(&w).verdict == rows[i].else_,
			      "not claimed, row %zu", i);
	}
	world_close(&w);
}
END_TEST

START_TEST(an_assessment_is_extended_within_a_fifth)
{
	static const struct {
		int64_t approved, planned;
		bool fits;
	} rows[] = {{50000, 60000, true},
		    {50000, 60001, false},
		    {3, 3, true},
		    {3, 4, false},
		    {5, 6, true},
		    {0, 0, true},
		    {0, 1, false},
		    {NO_CAP, INT64_MAX - 1, true},
		    {INT64_MAX - 1, INT64_MAX - 1, true}};
	for (size_t i = 0; i < N_ROWS(rows); i++)
		ck_assert_msg(extension_fits(rows[i].approved, rows[i].planned,
					     20) == rows[i].fits,
			      "row %zu", i);
}
END_TEST

START_TEST(the_time_to_ask_for_an_extension_is_sixty_working_days)
{
	struct world w;
	struct extension e;
	world_open(&w, "cn");
	world_pathway(&w, MECHANISM_SA);
	w.pathway.valid_until = WORLD_DAY(2028, 12, 29); /* a Friday */
	w.pathway.caps.persons = 50000;
	w.pathway.caps.bytes = INT64_C(1) << 40;
	regime_extension(w.regime, &w.pathway, w.facts.now_s, &e);
	ck_assert(e.possible && !e.open && !e.over);
	ck_assert_int_eq(e.closes_on, WORLD_DAY(2028, 12, 29));
	/* Monday to Friday, for want of that year's calendar. */
	ck_assert(e.calendar_missing);
	ck_assert_int_eq(e.opens_on, WORLD_DAY(2028, 10, 6));
	ck_assert_int_eq(e.persons, 60000);
	ck_assert_int_eq(e.bytes, (INT64_C(1) << 40) + (INT64_C(1) << 40) / 5);
	ck_assert_int_eq(e.sensitive_persons, NO_CAP);
	world_on(&w, 2028, 10, 5);
	regime_extension(w.regime, &w.pathway, w.facts.now_s, &e);
	ck_assert(!e.open);
	world_on(&w, 2028, 10, 6);
	regime_extension(w.regime, &w.pathway, w.facts.now_s, &e);
	ck_assert(e.open);
	ck_assert_int_eq(e.working_days_left, 60);
	world_on(&w, 2028, 12, 30);
	regime_extension(w.regime, &w.pathway, w.facts.now_s, &e);
	ck_assert(e.over && !e.open);
	world_pathway(&w, MECHANISM_SCC);
	w.pathway.valid_until = WORLD_DAY(2028, 12, 29);
	regime_extension(w.regime, &w.pathway, w.facts.now_s, &e);
	ck_assert(!e.possible);
	world_close(&w);
}
END_TEST

START_TEST(use_so_far_is_projected_over_the_whole_time)
{
	ck_assert_int_eq(extension_projected(100, 0, 999, 99), 1000);
	ck_assert_int_eq(extension_projected(100, 0, 999, 999), 100);
	ck_assert_int_eq(extension_projected(1, 0, 999, 299), 4);
	ck_assert_int_eq(extension_projected(100, NO_DAY, 999, 99), 100);
	ck_assert_int_gt(extension_projected(INT64_MAX / 2, 0, 999, 0), 0);
}
END_TEST

START_TEST(reports_can_tell_where_the_exporter_stands)
{
	static const struct {
		int64_t pi, spi;
		bool sensitive;
		const char *tier;
	} rows[] = {
		{99999, 0, false, "volume"},  {100000, 0, false, "scc"},
		{999999, 9999, false, "scc"}, {1000000, 0, false, "sa"},
		{100000, 10000, false, "sa"}, {5000, 10500, false, "volume"},
		{0, 1, true, "sensitive"},    {0, 10000, true, "sa"}};
	struct world w;
	world_open(&w, "cn");
	for (size_t i = 0; i < N_ROWS(rows); i++) {
		int64_t counts[REGIME_COUNTERS_MAX] = {rows[i].pi, rows[i].spi};
		struct standing s;
		regime_standing(w.regime, counts, rows[i].sensitive, &s);
		ck_assert_str_eq(s.tier, rows[i].tier);
	}
	world_close(&w);
}
END_TEST

START_TEST(chinas_readings_are_told_with_their_switches)
{
	static const char *const wanted[][2] = {
		{"exempt-not-counted", "not-counted"},
		{"person-with-both", "count-both"},
		{"sensitive-profile", "45574"},
		{"volume-exemption", "standard"},
		{"volume-fallback", "false"},
		{"agreements", "no-effect"},
	};
	struct world w;
	size_t n, found = 0;
	world_open(&w, "cn");
	const struct interpretation *all = regime_interpretations(w.regime, &n);
	for (size_t k = 0; k < N_ROWS(wanted); k++)
		for (size_t i = 0; i < n; i++)
			if (strcmp(all[i].id, wanted[k][0]) == 0) {
				ck_assert_str_eq(all[i].value, wanted[k][1]);
				found++;
			}
	ck_assert_uint_eq(found, N_ROWS(wanted));
	ck_assert_uint_eq(regime_audit_years(w.regime), 3);
	world_close(&w);
}
END_TEST

int
main(void)
{
	SUITE("all regimes");
	CASE_ROWS(more_persons_never_turn_a_refusal_into_a_passage,
		  N_ROWS(everywhere));
	CASE(the_strictest_of_all_regimes_wins_in_any_order);
	CASE(agreements_are_shown_and_unlock_nothing);
	CASE(a_negative_list_has_its_own_numbers);
	CASE(an_assessment_is_extended_within_a_fifth);
	CASE(the_time_to_ask_for_an_extension_is_sixty_working_days);
	CASE(use_so_far_is_projected_over_the_whole_time);
	CASE(reports_can_tell_where_the_exporter_stands);
	CASE(chinas_readings_are_told_with_their_switches);
	return SUITE_RUN();
}
