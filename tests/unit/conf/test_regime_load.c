/* SPDX-License-Identifier: Apache-2.0 */
/* The shipped regime of China loads and holds what the rules say; a file that
 * is wrong is refused with file, line and key. */
#include "base/clock.h"
#include "conf/regime_load.h"
#include "lib/suite.h"
#include "policy/decide.h"
#include "policy/regime_def.h"

#include <errno.h>

static char said[8192];

static void
keep(void *arg, bool is_error, const char *text)
{
	(void)arg;
	size_t n = strlen(said);
	snprintf(said + n, sizeof(said) - n, "%s%s\n", is_error ? "" : "warn ",
		 text);
}

static struct conf_report
reporter(void)
{
	said[0] = '\0';
	return (struct conf_report){.fn = keep};
}

static struct rules *
shipped_rules(void)
{
	struct rules *rules = NULL;
	int err = conf_load_rules(NULL, CONFDIR "/detectors.d", keep, NULL,
				  &rules);
	ck_assert_msg(err == 0, "%.500s", said);
	return rules;
}

static struct regime *
load_file(const char *path, const struct rules *rules,
	  struct conf_report *report)
{
	config_t config;
	struct regime *regime = NULL;
	config_init(&config);
	ck_assert_msg(config_read_file(&config, path) == CONFIG_TRUE,
		      "line %d: %s", config_error_line(&config),
		      config_error_text(&config));
	config_setting_t *list = config_lookup(&config, "regimes");
	int err = regime_load(config_setting_get_elem(list, 0), path, rules,
			      report, &regime);
	config_destroy(&config);
	ck_assert_msg(err == 0, "%.500s", said);
	return regime;
}

static int
add_calendar(const char *text, struct regime *regime,
	     struct conf_report *report)
{
	config_t config;
	config_init(&config);
	int parsed = config_read_string(&config, text);
	if (parsed != CONFIG_TRUE)
		parsed = config_read_file(&config, text);
	ck_assert_int_eq(parsed, CONFIG_TRUE);
	config_setting_t *list = config_lookup(&config, "calendars");
	int err = calendar_load(config_setting_get_elem(list, 0), "x.conf",
				report, &regime, 1);
	config_destroy(&config);
	return err;
}

START_TEST(the_shipped_regime_loads_without_a_word)
{
	struct conf_report report = reporter();
	struct rules *rules = shipped_rules();
	struct regime *r =
		load_file(CONFDIR "/regimes.d/cn.conf", rules, &report);
	ck_assert_str_eq(said, "");
	ck_assert_str_eq(regime_id(r), "cn");
	ck_assert_str_eq(regime_as_of(r), "2026-11-23");
	ck_assert_ptr_nonnull(strstr(regime_disclaimer(r), "Not legal advice"));
	ck_assert_ptr_nonnull(regime_sources(r)[0]);
	ck_assert_str_eq(regime_time_zone(r), "Asia/Shanghai");
	ck_assert(regime_is_home(r, (struct country){"CN"}));
	ck_assert(!regime_is_home(r, (struct country){"HK"}));
	ck_assert(!regime_is_home(r, (struct country){"MO"}));
	ck_assert(!regime_is_home(r, (struct country){"TW"}));
	ck_assert(!regime_is_home(r, (struct country){""}));
	regime_free(&r);
	rules_unref(&rules);
}
END_TEST

START_TEST(the_shipped_regime_has_the_thresholds_and_their_articles)
{
	struct conf_report report = reporter();
	struct regime *r =
		load_file(CONFDIR "/regimes.d/cn.conf", NULL, &report);
	static const struct {
		const char *counter;
		int64_t count, at;
		const char *article;
	} rows[] = {
		{"pi", 0, 100000, "Art. 8"},
		{"pi", 99999, 100000, "Art. 8"},
		{"pi", 100000, 1000000, "Art. 7"},
		{"spi", 0, 10000, "Art. 7"},
	};
	int64_t at;
	const char *article;
	for (size_t i = 0; i < N_ROWS(rows); i++) {
		ck_assert(regime_next_threshold(r, rows[i].counter,
						rows[i].count, &at, &article));
		ck_assert_int_eq(at, rows[i].at);
		ck_assert_str_eq(article, rows[i].article);
	}
	ck_assert(!regime_next_threshold(r, "pi", 1000000, &at, &article));
	ck_assert(!regime_next_threshold(r, "spi", 10000, &at, &article));
	ck_assert(!regime_next_threshold(r, "exempt", 0, &at, &article));
	regime_free(&r);
}
END_TEST

START_TEST(every_reason_of_china_has_texts_in_both_languages)
{
	struct conf_report report = reporter();
	struct regime *r =
		load_file(CONFDIR "/regimes.d/cn.conf", NULL, &report);
	const struct regime_def *def = regime_definition(r);
	for (int i = 0; i < REASON_MAX_; i++) {
		const struct reason_text *t = regime_reason_text(r, i);
		ck_assert_msg(t->title_en[0] && t->title_zh[0], "%s",
			      reason_name(i));
		bool own = strncmp(reason_name(i), "CN_", 3) == 0;
		ck_assert_msg(!own || strstr(t->article, "Art") ||
				      strstr(t->article, "guide"),
			      "%s has no article", reason_name(i));
	}
	for (size_t i = 0; i < def->n_tiers; i++)
		ck_assert_ptr_nonnull(def->tiers[i].article);
	regime_free(&r);
}
END_TEST

START_TEST(the_profile_says_whether_an_identity_number_is_sensitive)
{
	struct conf_report report = reporter();
	struct rules *rules = shipped_rules();
	struct regime *r =
		load_file(CONFDIR "/regimes.d/cn.conf", rules, &report);
	struct category_set id = {{0}}, health = {{0}}, secret = {{0}};
	category_add(&id, (unsigned)rules_category(rules, "cn-resident-id"));
	category_add(&health, (unsigned)rules_category(rules, "spi-health"));
	category_add(&secret, (unsigned)rules_category(rules, "secret"));
	ck_assert(!policy_is_sensitive(r, &id));
	ck_assert(policy_is_plain(r, &id));
	ck_assert(policy_is_sensitive(r, &health));
	ck_assert(!policy_is_plain(r, &health));
	ck_assert(category_meets(&secret, &regime_definition(r)->not_personal));
	ck_assert(!category_meets(&id, &regime_definition(r)->not_personal));
	category_join(&id, &health);
	ck_assert(policy_is_sensitive(r, &id) && policy_is_plain(r, &id));
	regime_free(&r);
	rules_unref(&rules);
}
END_TEST

START_TEST(the_shipped_calendars_know_holidays_and_make_up_days)
{
	struct conf_report report = reporter();
	struct regime *r =
		load_file(CONFDIR "/regimes.d/cn.conf", NULL, &report);
	ck_assert_int_eq(add_calendar(CONFDIR
				      "/regimes.d/calendar-cn-2026.conf",
				      r, &report),
			 0);
	ck_assert_int_eq(add_calendar(CONFDIR
				      "/regimes.d/calendar-cn-2025.conf",
				      r, &report),
			 0);
	ck_assert_int_eq(add_calendar(CONFDIR
				      "/regimes.d/calendar-cn-2025.conf",
				      r, &report),
			 -EINVAL);
	bool missing = false;
	int64_t end = civil_to_days((struct civil){2026, 9, 30});
	/* 1 to 7 October is off, 8 and 9 are a Thursday and a Friday, Saturday
	 * the 10th is worked. */
	ck_assert_int_eq(regime_working_days(r, end, end + 7, &missing), 0);
	ck_assert_int_eq(regime_working_days(r, end, end + 10, &missing), 3);
	ck_assert_int_eq(regime_working_days(r, end, end + 11, &missing), 3);
	ck_assert(!missing);
	ck_assert_int_gt(regime_working_days(r, end, end + 120, &missing), 60);
	ck_assert(missing);
	regime_free(&r);
}
END_TEST

/* A small regime that loads, and what breaks it. */
#define HEAD                                                                   \
	"regimes = ( { id = \"t\"; version = \"1\"; as_of = \"2026-01-01\"; "  \
	"disclaimer = \"none\"; profile = \"p\";"                              \
	"profiles = ( { id = \"p\"; sensitive = []; } );"
#define ZONE "time_zone = { name = \"UTC\"; utc_offset = \"+00:00\"; };"
#define HOME "home = { countries = [ \"DE\" ]; };"
#define KNOWN_MECHANISMS                                                       \
	"mechanisms = ( { id = \"scc\"; allow = \"CN_SCC_OK\"; } );"
#define TIERS                                                                  \
	"tiers = ( { id = \"all\"; need = [ \"scc\" ]; "                       \
	"refuse = \"CN_TIER_SCC_REQUIRED\"; } );"
#define TAIL "} );"

static int
load_text(const char *text)
{
	struct conf_report report = reporter();
	config_t config;
	struct regime *regime = NULL;
	config_init(&config);
	ck_assert_int_eq(config_read_string(&config, text), CONFIG_TRUE);
	int err = regime_load(
		config_setting_get_elem(config_lookup(&config, "regimes"), 0),
		"x.conf", NULL, &report, &regime);
	config_destroy(&config);
	regime_free(&regime);
	return err;
}

START_TEST(a_small_regime_loads)
{
	ck_assert_msg(load_text(HEAD ZONE HOME KNOWN_MECHANISMS TIERS TAIL) ==
			      0,
		      "%.500s", said);
}
END_TEST

static const struct {
	const char *text, *complaint;
} broken[] = {
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "counters = ( { id = \"cap\"; everybody = true; } );" TAIL,
	 "no counter may be called"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "counters = ( { id = \"k\"; window = \"rolling\"; everybody = true; } "
	 ");" TAIL,
	 "months"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "counters = ( { id = \"k\"; months = 12; everybody = true; } );" TAIL,
	 "months"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "counters = ( { id = \"k\"; window = \"validity\"; everybody = true; "
	 "} );" TAIL,
	 "pathway"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "counters = ( { id = \"k\"; } );" TAIL,
	 "categories"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "counters = ( { id = \"k\"; everybody = true; }, { id = \"k\"; "
	 "everybody = true; } );" TAIL,
	 "twice"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS "counters = ( 1, \"k\" );" TAIL,
	 "group"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "destinations = ( { id = \"a\"; } );" TAIL,
	 "countries or requires"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "destinations = ( { id = \"a\"; requires = \"x\"; owner_share = 50; } "
	 ");" TAIL,
	 "owner_share"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "destinations = ( { id = \"a\"; countries = [ ]; until = \"soon\"; } "
	 ");" TAIL,
	 "date"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "destinations = ( { id = \"a\"; countries = [ ]; }, { id = \"a\"; "
	 "countries = [ ]; } );" TAIL,
	 "twice"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "folding = ( { countries = [ \"HK\" ]; as = \"China\"; } );" TAIL,
	 "as"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "interpretations = ( { id = \"i\"; switch = \"colour\"; text_en = "
	 "\"a\"; text_zh = \"b\"; } );" TAIL,
	 "switch"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "retention = { audit_years = 0; };" TAIL,
	 "number"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS "clean = \"NOTHING\";" TAIL,
	 "reason"},
	{HEAD ZONE HOME KNOWN_MECHANISMS
	 "tiers = ( { id = \"a\"; when = { destination = [ \"nowhere\" ]; }; "
	 "need = [ ]; allow = \"TRANSFER_FREE\"; }, { id = \"b\"; need = [ ]; "
	 "allow = \"TRANSFER_FREE\"; } );" TAIL,
	 "no destination set"},
	{HEAD ZONE HOME KNOWN_MECHANISMS
	 "tiers = ( { id = \"a\"; when = { transaction = [ \"sale\" ]; }; "
	 "need = [ ]; allow = \"TRANSFER_FREE\"; } );" TAIL,
	 "transaction"},
	{HEAD ZONE HOME KNOWN_MECHANISMS
	 "destinations = ( { id = \"x\"; countries = [ ]; } ); "
	 "tiers = ( { id = \"a\"; when = { destination = [ \"x\" ]; }; "
	 "need = [ ]; allow = \"TRANSFER_FREE\"; } );" TAIL,
	 "the last tier must be for everybody"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS "colour = 1;" TAIL, "colour"},
	{HEAD HOME KNOWN_MECHANISMS TIERS TAIL, "time_zone"},
	{HEAD ZONE KNOWN_MECHANISMS TIERS TAIL, "home"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TAIL, "tiers"},
	{HEAD ZONE HOME TIERS TAIL, "does not have"},
	{HEAD "time_zone = { name = \"x\"; utc_offset = \"8\"; };" HOME
		 KNOWN_MECHANISMS TIERS TAIL,
	 "offset"},
	{HEAD ZONE "home = { countries = [ \"DE\" ]; not_home = [ \"DE\" ]; "
		   "};" KNOWN_MECHANISMS TIERS TAIL,
	 "both home and not"},
	{HEAD ZONE
	 "home = { countries = [ \"Germany\" ]; };" KNOWN_MECHANISMS TIERS TAIL,
	 "country"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS "warn_shares = [ 0 ];" TAIL,
	 "percentage"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "consent_missing = \"allow\";" TAIL,
	 "log block"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "counters = ( { id = \"pi\"; window = \"rolling\"; } );" TAIL,
	 "calendar-year"},
	{HEAD ZONE HOME KNOWN_MECHANISMS TIERS
	 "exemptions = [ \"art3\" ];" TAIL,
	 "exemption"},
	{HEAD ZONE HOME KNOWN_MECHANISMS
	 "tiers = ( { id = \"a\"; need = [ \"bcr\" ]; refuse = "
	 "\"CN_TIER_SCC_REQUIRED\"; } );" TAIL,
	 "mechanism"},
	{HEAD ZONE HOME KNOWN_MECHANISMS
	 "tiers = ( { id = \"a\"; need = [ \"scc\" "
	 "]; refuse = \"NO\"; } );" TAIL,
	 "reason code"},
	{HEAD ZONE HOME KNOWN_MECHANISMS
	 "tiers = ( { id = \"a\"; need = [ \"scc\" ]; refuse = "
	 "\"CN_TIER_SCC_REQUIRED\"; when = { any = ( { counter = \"pi\"; lt = "
	 "1; ge = 2; } ); }; } );" TAIL,
	 "one of lt"},
	{HEAD ZONE HOME KNOWN_MECHANISMS
	 "tiers = ( { id = \"a\"; need = [ \"scc\" ]; refuse = "
	 "\"CN_TIER_SCC_REQUIRED\"; when = { ciio = true; }; } );" TAIL,
	 "last tier"},
};

START_TEST(a_broken_regime_is_refused_with_its_line)
{
	ck_assert_int_eq(load_text(broken[_i].text), -EINVAL);
	ck_assert_msg(strstr(said, broken[_i].complaint) != NULL, "said: %s",
		      said);
	ck_assert_msg(strncmp(said, "x.conf:1: ", 10) == 0, "said: %s", said);
}
END_TEST

START_TEST(a_calendar_of_the_wrong_year_or_regime_is_refused)
{
	struct conf_report report = reporter();
	struct regime *r =
		load_file(CONFDIR "/regimes.d/cn.conf", NULL, &report);
	ck_assert_int_eq(
		add_calendar("calendars = ( { regime = \"cn\"; year = 2027; "
			     "source = \"s\"; holidays = [ \"2026-01-01\" ]; "
			     "} );",
			     r, &report),
		-EINVAL);
	ck_assert_ptr_nonnull(strstr(said, "not in 2027"));
	ck_assert_int_eq(
		add_calendar("calendars = ( { regime = \"xx\"; year = 2027; "
			     "source = \"s\"; } );",
			     r, &report),
		-EINVAL);
	ck_assert_ptr_nonnull(strstr(said, "no such regime"));
	ck_assert(!regime_has_calendar(r, 2027));
	regime_free(&r);
}
END_TEST

static int
add_list(const char *listed, const struct rules *rules, struct regime *regime)
{
	struct conf_report report = reporter();
	char text[512];
	config_t config;
	snprintf(text, sizeof(text),
		 "negative_lists = ( { regime = \"cn\"; zone = \"tianjin\"; "
		 "scenario = \"members\"; version = \"1\"; source = \"s\"; "
		 "listed = [ \"%s\" ]; thresholds = ( { tier = \"scc\"; "
		 "counter = \"pi\"; at = 500000; } ); } );",
		 listed);
	config_init(&config);
	ck_assert_int_eq(config_read_string(&config, text), CONFIG_TRUE);
	int err = negative_list_load(
		config_setting_get_elem(
			config_lookup(&config, "negative_lists"), 0),
		"x.conf", rules, &report, &regime, 1);
	config_destroy(&config);
	return err;
}

START_TEST(a_negative_list_names_only_what_can_be_found)
{
	struct conf_report report = reporter();
	struct rules *rules = shipped_rules();
	struct regime *r =
		load_file(CONFDIR "/regimes.d/cn.conf", rules, &report);
	ck_assert_int_eq(add_list("no-such", rules, r), -EINVAL);
	ck_assert_ptr_null(regime_negative_list(r, "tianjin", "members"));
	ck_assert_int_eq(add_list("email", rules, r), 0);
	ck_assert_ptr_nonnull(regime_negative_list(r, "tianjin", "members"));
	ck_assert_ptr_null(regime_negative_list(r, "tianjin", NULL));
	ck_assert_int_eq(add_list("email", rules, r), -EINVAL);
	regime_free(&r);
	rules_unref(&rules);
}
END_TEST

/* Every key of the shipped files, at any depth, stands in the manual. */
static void
look_up(const config_setting_t *s, const char *manual)
{
	const char *key = config_setting_name(s);
	if (key != NULL)
		ck_assert_msg(strstr(manual, key) != NULL, "%s", key);
	for (int i = 0; i < config_setting_length(s); i++)
		look_up(config_setting_get_elem(s, (unsigned)i), manual);
}

START_TEST(the_manual_knows_every_key_of_the_shipped_files)
{
	static const char *const files[] = {
		CONFDIR "/regimes.d/cn.conf",
		CONFDIR "/regimes.d/calendar-cn-2025.conf",
		CONFDIR "/regimes.d/calendar-cn-2026.conf",
		CONFDIR "/regimes.d/agreements-cn.conf",
		CONFDIR "/regimes.d/ftz-example.conf",
		CONFDIR "/regimes.d/us-doj-dsp.conf",
		CONFDIR "/regimes.d/eu-gdpr.conf",
		CONFDIR "/regimes.d/uk-gdpr.conf",
		CONFDIR "/regimes.d/sg-pdpa.conf",
		CONFDIR "/regimes.d/jp-appi.conf",
		CONFDIR "/regimes.d/kr-pipa.conf",
		CONFDIR "/regimes.d/vn-pdpl.conf",
		CONFDIR "/regimes.d/in-dpdp.conf",
		CONFDIR "/regimes.d/ru-152fz.conf",
		CONFDIR "/regimes.d/br-lgpd.conf",
	};
	static char manual[65536];
	FILE *f = fopen(CONFDIR "/../man/kouan-regime.5", "r");
	ck_assert_ptr_nonnull(f);
	size_t n = fread(manual, 1, sizeof(manual) - 1, f);
	fclose(f);
	ck_assert_uint_gt(n, 1000);
	for (size_t i = 0; i < N_ROWS(files); i++) {
		config_t config;
		config_init(&config);
		ck_assert_int_eq(config_read_file(&config, files[i]),
				 CONFIG_TRUE);
		look_up(config_root_setting(&config), manual);
		config_destroy(&config);
	}
	ck_assert_ptr_null(strstr(manual, "no_such_key"));
}
END_TEST

int
main(void)
{
	SUITE("regime files");
	CASE(the_shipped_regime_loads_without_a_word);
	CASE(the_shipped_regime_has_the_thresholds_and_their_articles);
	CASE(every_reason_of_china_has_texts_in_both_languages);
	CASE(the_profile_says_whether_an_identity_number_is_sensitive);
	CASE(the_shipped_calendars_know_holidays_and_make_up_days);
	CASE(a_small_regime_loads);
	CASE_ROWS(a_broken_regime_is_refused_with_its_line, N_ROWS(broken));
	CASE(a_calendar_of_the_wrong_year_or_regime_is_refused);
	CASE(a_negative_list_names_only_what_can_be_found);
	CASE(the_manual_knows_every_key_of_the_shipped_files);
	return SUITE_RUN();
}
