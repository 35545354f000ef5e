/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A regime out of its file. Guarantees: every error is reported with file and
 * line, unknown keys included; what a version of kouan cannot do is refused,
 * not passed over. The schema stands in
 * kouan-regime(5).
 */
#include "conf/regime_load.h"

#include "base/clock.h"
#include "conf/regime_read.h"

#include <errno.h>

#define REGIME_SIZE_LIMIT (1 << 20)

#define KEYS                                                                   \
	"id version as_of disclaimer sources time_zone home counters "         \
	"person_with_both foreign_authority exemptions tiers mechanisms "      \
	"profile profiles volume_exemption fallback_to_volume_exemption "      \
	"filing_overdue consent_missing pipia_missing warn_shares texts "      \
	"destinations folding groups interpretations retention clean "         \
	"fallback at_risk_days"

/* "+08:00" */
static int
parse_offset(const char *text, int *ret_seconds)
{
	struct span s = span_str(text);
	uint64_t hours, minutes;
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':' ||
	    span_u64(span_cut(s, 1, 3), &hours) < 0 ||
	    span_u64(span_cut(s, 4, 6), &minutes) < 0 || hours > 14 ||
	    minutes > 59)
		return -EINVAL;
	int seconds = (int)(hours * 3600 + minutes * 60);
	*ret_seconds = s.p[0] == '-' ? -seconds : seconds;
	return 0;
}

static void
read_time_zone(struct regime_read *r, const config_setting_t *root,
	       struct regime_def *into)
{
	const config_setting_t *zone = read_member(r, root, "time_zone", true);
	if (zone == NULL || !read_keys(r, zone, "name utc_offset"))
		return;
	into->time_zone = read_text(r, zone, "name", true);
	const char *offset = read_text(r, zone, "utc_offset", true);
	if (offset != NULL && parse_offset(offset, &into->utc_offset) < 0)
		read_fail(r, zone, "expected an offset \"+08:00\"");
}

static void
read_home(struct regime_read *r, const config_setting_t *root,
	  struct regime_def *into)
{
	const config_setting_t *home = read_member(r, root, "home", true);
	if (home == NULL || !read_keys(r, home, "countries not_home"))
		return;
	size_t n_not;
	const struct country *not_home =
		read_countries(r, home, "not_home", &n_not);
	into->home = read_countries(r, home, "countries", &into->n_home);
	for (size_t i = 0; i < into->n_home; i++)
		for (size_t k = 0; k < n_not; k++)
			if (strcmp(into->home[i].code, not_home[k].code) == 0)
				read_fail(r, home, "%s is both home and not",
					  into->home[i].code);
}

static void
read_exemptions(struct regime_read *r, const config_setting_t *root,
		struct regime_def *into)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, root, "exemptions", &list);
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *s =
			config_setting_get_elem(list, (unsigned)i);
		const char *name = config_setting_get_string(s);
		int article = name != NULL ? exemption_article_parse(name) : -1;
		if (article < 0)
			read_fail(r, s, "expected an exemption article");
		else
			into->exemptions |= 1u << article;
	}
}

static void
read_profile(struct regime_read *r, const config_setting_t *root,
	     struct regime_def *into)
{
	const config_setting_t *list = NULL;
	const char *chosen = read_text(r, root, "profile", true);
	size_t n = read_length(r, root, "profiles", &list);
	bool found = false;
	for (size_t i = 0; chosen != NULL && i < n; i++) {
		const config_setting_t *p =
			config_setting_get_elem(list, (unsigned)i);
		struct category_set sensitive = {{0}};
		if (!read_keys(r, p, "id title sensitive"))
			continue;
		const char *id = read_text(r, p, "id", true);
		(void)read_text(r, p, "title", false);
		if (id == NULL || strcmp(id, chosen) != 0)
			continue;
		read_categories(r, p, "sensitive", &sensitive);
		into->sensitive = sensitive;
		found = true;
	}
	if (chosen != NULL && !found)
		read_fail(r, read_member(r, root, "profile", false),
			  "no profile \"%s\"", chosen);
}

/* Categories that only detectors of secrets, companies and important data
 * have are no personal information. */
static void
find_not_personal(const struct rules *rules, struct category_set *ret_set)
{
	struct category_set personal = {{0}}, other = {{0}};
	for (unsigned d = 0; rules != NULL && d < rules_count(rules); d++) {
		enum finding_kind kind = rules_kind(rules, d);
		bool is_other = kind == KIND_SECRET || kind == KIND_COMPANY ||
				kind == KIND_IMPORTANT;
		category_add(is_other ? &other : &personal,
			     rules_category_of(rules, d));
	}
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++)
		ret_set->bits[i] = other.bits[i] & ~personal.bits[i];
}

static void
read_switches(struct regime_read *r, const config_setting_t *root,
	      struct regime_def *into)
{
	static const enum verdict verdicts[] = {VERDICT_LOG, VERDICT_BLOCK,
						VERDICT_ALLOW};
	const char *words = "log block ignore";
	into->filing = verdicts[read_word(r, root, "filing_overdue", words, 0)];
	into->consent =
		verdicts[read_word(r, root, "consent_missing", words, 0)];
	into->pipia = verdicts[read_word(r, root, "pipia_missing", words, 0)];
	into->sensitive_only = read_word(r, root, "person_with_both",
					 "count-both sensitive-only", 0) == 1;
	into->strict_volume = read_word(r, root, "volume_exemption",
					"standard strict", 0) == 1;
	into->fallback_to_volume =
		read_bool(r, root, "fallback_to_volume_exemption", false);
	if (config_setting_get_member(root, "clean") != NULL)
		into->clean = read_reason(r, root, "clean", true);
	if (config_setting_get_member(root, "fallback") != NULL)
		into->fallback = read_reason(r, root, "fallback", true);
	into->at_risk_days =
		(unsigned)read_number(r, root, "at_risk_days", 0, 3650, 180);
	into->foreign_authority =
		read_word(r, root, "foreign_authority", "ignore block", 0) == 1;
}

static void
read_shares(struct regime_read *r, const config_setting_t *root,
	    struct regime_def *into)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, root, "warn_shares", &list);
	int *shares = read_array(r, n, sizeof(*shares));
	for (size_t i = 0; shares != NULL && i < n; i++) {
		const config_setting_t *s =
			config_setting_get_elem(list, (unsigned)i);
		shares[i] = config_setting_get_int(s);
		if (shares[i] < 1 || shares[i] > 100)
			read_fail(r, s, "expected a percentage");
	}
	into->warn_shares = shares;
	into->n_warn_shares = n;
}

static void
read_reason_texts(struct regime_read *r, const config_setting_t *root,
		  struct regime_def *into)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, root, "texts", &list), kept = 0;
	struct regime_text *texts = read_array(r, n, sizeof(*texts));
	for (size_t i = 0; texts != NULL && i < n; i++) {
		const config_setting_t *t =
			config_setting_get_elem(list, (unsigned)i);
		if (!read_keys(r, t,
			       "reason article title_en title_zh remedy_en "
			       "remedy_zh"))
			continue;
		struct regime_text *to = &texts[kept];
		to->reason = read_reason(r, t, "reason", true);
		to->text.article = read_text(r, t, "article", false);
		to->text.title_en = read_text(r, t, "title_en", false);
		to->text.title_zh = read_text(r, t, "title_zh", false);
		to->text.remedy_en = read_text(r, t, "remedy_en", false);
		to->text.remedy_zh = read_text(r, t, "remedy_zh", false);
		kept += to->reason != REASON_MAX_;
	}
	into->texts = texts;
	into->n_texts = kept;
}

static void
read_retention(struct regime_read *r, const config_setting_t *root,
	       struct regime_def *into)
{
	const config_setting_t *g = read_member(r, root, "retention", false);
	if (g != NULL && read_keys(r, g, "audit_years article"))
		into->audit_years =
			(unsigned)read_number(r, g, "audit_years", 1, 100, 0);
	if (g != NULL)
		(void)read_text(r, g, "article", false);
}

static void
read_regime(struct regime_read *r, const config_setting_t *root,
	    struct regime_def *into)
{
	if (!read_keys(r, root, KEYS))
		return;
	into->id = read_text(r, root, "id", true);
	into->version = read_text(r, root, "version", true);
	into->as_of = read_text(r, root, "as_of", true);
	into->disclaimer = read_text(r, root, "disclaimer", true);
	into->sources = read_texts(r, root, "sources");
	struct civil date;
	if (into->as_of != NULL &&
	    civil_parse(span_str(into->as_of), &date) < 0)
		read_fail(r, read_member(r, root, "as_of", false),
			  "expected a date \"2026-01-01\"");
	read_time_zone(r, root, into);
	read_home(r, root, into);
	read_counters(r, root, into);
	read_places(r, root, into);
	read_exemptions(r, root, into);
	read_tiers(r, root, into);
	read_mechanisms(r, root, into);
	read_profile(r, root, into);
	find_not_personal(r->rules, &into->not_personal);
	read_switches(r, root, into);
	read_shares(r, root, into);
	read_reason_texts(r, root, into);
	read_interpretations(r, root, into);
	read_retention(r, root, into);
}

int
regime_load(const config_setting_t *setting, const char *file,
	    const struct rules *rules, struct conf_report *report,
	    struct regime **ret_regime)
{
	struct regime_read r = {.file = file,
				.rules = rules,
				.report = report,
				.arena = arena_new(REGIME_SIZE_LIMIT)};
	struct regime_def def = {0};
	struct why why;
	if (r.arena == NULL)
		return -ENOMEM;
	read_regime(&r, setting, &def);
	if (!r.failed && regime_build(&def, &r.arena, ret_regime, &why) < 0)
		read_fail(&r, setting, "%s", why.text);
	arena_free(&r.arena);
	return r.failed ? -EINVAL : 0;
}
