/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a regime is made of: the shape of a file of regimes.d once it is read.
 * The configuration floor and tests fill struct regime_def and call
 * regime_build; nobody else needs this header.
 */
#pragma once

#include "base/arena.h"
#include "policy/regime.h"

enum comparator {
	COMPARE_LT, /* below: the number is excluded */
	COMPARE_LE,
	COMPARE_GE, /* from the number on (yi shang, Civil Code Art. 1259) */
	COMPARE_GT,
};

struct regime_condition {
	unsigned counter; /* index in regime_counters */
	enum comparator comparator;
	int64_t at;
	/* In place of `at`: the lowest number of those other conditions of
	 * the tier that are of kinds the exchange carries, where it carries
	 * two of them (combined data). */
	bool lowest;
};

/* Countries that a regime treats alike: adequate, of concern, restricted. */
struct destination_set {
	const char *id, *article;
	const struct country *countries; /* NULL: any, for `requires` */
	size_t n_countries;
	const char *requires; /* scheme that certifies the recipient */
	int owner_share;      /* percent from which on a recipient owned
			       * from there is in the set wherever it is;
			       * 0: owners do not matter */
	int64_t from, until;  /* days it is in force; NO_DAY: open */
	int64_t review_by;    /* NO_DAY: no such date */
	bool under_challenge;
};

struct folding {
	struct country from, to;
};

enum regime_tri { TRI_ANY, TRI_NO, TRI_YES };

/* Which exchanges a tier holds: all that is set must hold, and of the
 * conditions (if there are any) at least one. */
struct regime_tier {
	const char *id;
	const char *article; /* short: "Art. 8" */
	bool important;	     /* for important data alone: rows 3 and 4 */
	bool ciio;	     /* for operators of critical infrastructure alone:
			      * rows 14 and 15 */
	enum regime_tri sensitive; /* sensitive data in the exchange */
	const struct regime_condition *conditions;
	size_t n_conditions;
	unsigned need;	      /* bit per enum mechanism; 0: nothing is needed */
	enum reason allow;    /* where nothing is needed; important data */
	enum reason refuse;   /* where what is needed is missing */
	enum verdict verdict; /* of allow, where nothing is needed */
	/* Ids of destination sets, NULL-ended; NULL: does not matter. */
	const char *const *destination; /* in one of them */
	const char *const *outside;	/* in none of them */
	unsigned transactions;		/* bit per enum transaction; 0: any */
	const char *const *lacks;	/* evidence of which one is missing */
	const char *const *items;	/* of important data; NULL: any */
	/* Until so many days after the first transfer what is missing is an
	 * alert with the reason grace. 0: none. */
	unsigned grace_days;
	enum reason grace;
	/* Working days after the filing in which nothing may go yet. */
	unsigned wait_days;
	enum reason wait;
};

#define MECHANISM_BIT(m) (1u << (m))

struct regime_mechanism {
	enum mechanism mechanism;
	enum reason allow;	  /* "CN_SCC_OK" */
	unsigned expiring_within; /* working days; 0: no warning */
	unsigned filing_within;	  /* working days after effect; 0: no filing */
	/* Where the contract is bound to a region; NULL: it is not. */
	const struct country *destinations;
	size_t n_destinations;
	const char *const *exporter_cities;	/* NULL-ended */
	bool names_countries, names_recipients; /* a pathway that does not is
						 * out of scope */
	const char *const *evidence; /* the pathway or flow must have */
	enum reason evidence_missing;
	enum verdict evidence_verdict; /* LOG or BLOCK */
	/* Used for more persons than that: an alert. 0: any number. */
	unsigned single_counter;
	int64_t single_limit;
	enum reason single_reason;
	/* Extension: how long, when it may be asked for, how much growth. */
	unsigned validity_years, extension_window, extension_years;
	int extension_growth; /* percent; -1: cannot be extended */
};

/* Texts of a reason; NULL members fall back to the built-in ones. */
struct regime_text {
	enum reason reason;
	struct reason_text text;
};

/* A negative list of a free trade zone: what of a scenario is listed. */
struct regime_threshold {
	const char *tier;
	unsigned counter;
	int64_t at;
};
struct negative_list {
	const char *zone, *scenario, *version, *source;
	struct category_set listed;
	const struct regime_threshold *thresholds; /* in place of the tiers' */
	size_t n_thresholds;
};

/* Days off and make-up days of one year, sorted or not. */
struct calendar_year {
	int year;
	const int64_t *holidays; /* days since 1970 */
	size_t n_holidays;
	const int64_t *workdays; /* week-ends that are worked */
	size_t n_workdays;
};

/* Countries by name for reports: no effect on any verdict. */
struct country_group {
	const char *id, *title_en, *title_zh;
	const struct country *countries;
	size_t n_countries;
};

struct regime_def {
	const char *id, *version, *as_of, *disclaimer;
	const char *const *sources; /* NULL-ended */
	const char *time_zone;	    /* "Asia/Shanghai", for people */
	int utc_offset;		    /* seconds east, all year round */
	const struct country *home;
	size_t n_home;
	/* pi and spi first; none at all stands for these two. */
	const struct counter_def *counters;
	size_t n_counters;
	const struct destination_set *destinations;
	size_t n_destinations;
	const struct folding *foldings; /* territories that count as others */
	size_t n_foldings;
	const struct country_group *groups;
	size_t n_groups;
	const struct interpretation *interpretations;
	size_t n_interpretations;
	unsigned at_risk_days;	/* before the end or review of a set */
	enum reason clean;	/* of row 6; 0 is none: NO_PERSONAL_DATA */
	enum reason fallback;	/* where fallback_to_volume catches */
	unsigned audit_years;	/* retention; 0: the regime does not say */
	bool foreign_authority; /* row 2 */
	unsigned exemptions;	/* bit per enum exemption_article */
	/* The first that holds an exchange decides; the last takes what no
	 * other did. Rows 21 to 27 know those of the ids "sa" and "sensitive"
	 * apart. */
	const struct regime_tier *tiers;
	size_t n_tiers;
	const struct regime_mechanism *mechanisms;
	size_t n_mechanisms;
	struct category_set sensitive;	  /* of the profile chosen */
	struct category_set not_personal; /* secrets, company data */
	bool sensitive_only;	 /* a person with both kinds counts in spi
				  * alone; else in both */
	bool strict_volume;	 /* row 21's LOG CN_MIXED_TIER */
	bool fallback_to_volume; /* rows 16, 17, 19 yield to the volume tier */
	enum verdict filing, consent, pipia; /* rows 32, 33; ALLOW: not asked
					      */
	const int *warn_shares;		     /* percent, row 30 */
	size_t n_warn_shares;
	const struct regime_text *texts;
	size_t n_texts;
};

/*
 * Checks what one field cannot say alone and makes a regime. The structures
 * are copied; what they point to must live as long as the regime: in *arena,
 * which the regime takes over on success (may be NULL: static data). 0,
 * -EINVAL with the reason, -ENOMEM.
 */
MUST_USE int regime_build(const struct regime_def *def, struct arena **arena,
			  struct regime **ret_regime, struct why *why);
/* For strings and arrays of what is added below. */
struct arena *regime_arena(struct regime *r);
/* -EEXIST when the year, or the zone and scenario, is there already. */
MUST_USE int regime_add_calendar(struct regime *r,
				 const struct calendar_year *year);
MUST_USE int regime_add_negative_list(struct regime *r,
				      const struct negative_list *list);

/* -EEXIST when its id is there already. */
MUST_USE int regime_add_agreement(struct regime *r, const struct agreement *a);

/* regime_check.c: what one field cannot say alone. */
MUST_USE int regime_check(const struct regime_def *def, struct why *why);
/* The country another counts as under this regime, else itself. */
struct country regime_fold(const struct regime *r, struct country c);
/* The set by its id, or NULL. */
const struct destination_set *regime_destination_set(const struct regime *r,
						     const char *id);
/* Whether a recipient (NULL: unlisted) in a country is in the set on a day. */
bool regime_set_holds(const struct regime *r, const struct destination_set *set,
		      const struct recipient *to, struct country country,
		      int64_t day);
/* Whether a set in force is challenged, or ends or is reviewed soon. */
bool regime_set_is_at_risk(const struct regime *r,
			   const struct destination_set *set, int64_t day);

/* For decide.c. */
const struct regime_def *regime_definition(const struct regime *r);
const struct regime_mechanism *regime_mechanism(const struct regime *r,
						enum mechanism m);
const struct negative_list *regime_negative_list(const struct regime *r,
						 const char *zone,
						 const char *scenario);
/* Whether a count meets a condition, list (may be NULL) replacing its number
 * for the tier. */
bool regime_condition_holds(const struct regime_tier *tier,
			    const struct regime_condition *c,
			    const struct negative_list *list, int64_t count);
/* The next threshold under a negative list (may be NULL). */
bool regime_next_threshold_listed(const struct regime *r, unsigned counter,
				  const struct negative_list *list,
				  int64_t count, int64_t *ret_at,
				  const char **ret_article);
