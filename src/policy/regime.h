/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A regime as data: read from conf/regimes.d by the configuration floor,
 * immutable in a snapshot.
 */
#pragma once

#include "policy/reason.h"
#include "policy/register.h"

struct regime;

/*
 * What a regime counts. The first two counters of every regime are "pi" and
 * "spi": persons by their plain and by their sensitive data. A regime may
 * have more, for kinds of data with thresholds of their own. In the ledger a
 * counter is the cell {regime, id, exporter, regime_counter_window, dimension
 * of its scope, value of that dimension}.
 */
enum counter_unit {
	UNIT_PERSON, /* distinct persons */
	UNIT_DEVICE, /* distinct identifiers of KIND_DEVICE of the persons that
		      * the counter takes; such a person without one counts as
		      * one device */
	UNIT_BYTE,   /* bytes of exchanges with a person the counter takes */
};

enum counter_window {
	WINDOW_CALENDAR_YEAR,  /* since 1 January in the regime's time zone */
	WINDOW_ROLLING,	       /* the last `months` months: a person leaves the
				* count when their last transfer is older */
	WINDOW_VALIDITY,       /* since the pathway took effect, over the end
				* of the year */
	WINDOW_FIRST_TRANSFER, /* since the first transfer, without end */
};

enum counter_scope {
	SCOPE_OF_EXPORTER,  /* all destinations: LEDGER_TOTAL */
	SCOPE_OF_RECIPIENT, /* exporter and recipient: LEDGER_BY_RECIPIENT */
	SCOPE_OF_PATHWAY,   /* the flow's pathway: LEDGER_BY_PATHWAY */
};

#define REGIME_COUNTERS_MAX 16
/* Of one exporter: regimes, and counters beside pi and spi of all of them. */
#define REGIMES_MAX 12
#define KIND_COUNTERS_MAX 15
enum regime_counter { COUNTER_PI, COUNTER_SPI, COUNTER_MAX_ };

struct counter_def {
	const char *id;
	enum counter_unit unit;
	enum counter_window window;
	unsigned months; /* of WINDOW_ROLLING */
	enum counter_scope scope;
	/* A person counts who has at least this many of the categories; 0:
	 * everybody. pi and spi have rules of their own. */
	unsigned at_least;
	struct category_set categories;
};

/* Made by regime_build (policy/regime_def.h). *r becomes NULL. */
void regime_free(struct regime **r);

const char *regime_id(const struct regime *r);
/* As the file has them; "" where it has none. */
const char *regime_version(const struct regime *r);
const char *regime_as_of(const struct regime *r);
const char *regime_disclaimer(const struct regime *r);
const char *regime_time_zone(const struct regime *r);
/* Seconds east of UTC, all year round. */
int regime_utc_offset(const struct regime *r);
/* NULL-ended. */
const char *const *regime_sources(const struct regime *r);
/* Years the working-day calendar has data for, and the date of a moment in
 * the regime's time zone (days since 1970). */
bool regime_has_calendar(const struct regime *r, int year);
int64_t regime_day(const struct regime *r, int64_t now_s);
/* Working days after day `from` up to and including `to`; 0 when to <= from.
 * *ret_missing (may be NULL) when a year's calendar is missing and Monday to
 * Friday was counted in its stead. */
int64_t regime_working_days(const struct regime *r, int64_t from, int64_t to,
			    bool *ret_missing);
/* At most REGIME_COUNTERS_MAX; pi and spi are the first two. */
const struct counter_def *regime_counters(const struct regime *r,
					  size_t *ret_n);
/* Whether a person (or exchange) with these categories counts in counter i. */
bool regime_counter_takes(const struct regime *r, size_t i,
			  const struct category_set *categories);
/* The window a moment falls in, in the regime's time zone: "2026". */
#define WINDOW_MAX 64
char *regime_window(const struct regime *r, int64_t now_s,
		    char buf[WINDOW_MAX]);
/* The window of a pathway's caps: the calendar year's, or "validity:ID:FROM"
 * where the cap runs over the validity period (FROM is the day it took
 * effect). An ID too long for the buffer is cut and told apart by a hash. */
char *regime_cap_window(const struct regime *r, const struct pathway *p,
			int64_t now_s, char buf[WINDOW_MAX]);
/* The window of counter i at a moment: the year "2026", "rolling:12" (months),
 * "validity:ID:FROM" of the pathway as above, "since-first". NULL where the
 * counter is one of a pathway and there is none (p NULL). */
char *regime_counter_window(const struct regime *r, size_t i,
			    const struct pathway *p, int64_t now_s,
			    char buf[WINDOW_MAX]);
/* Years that audit records are kept at least under this regime; 0: it does
 * not say. */
unsigned regime_audit_years(const struct regime *r);
/* Texts of a reason under this regime (its own, else the built-in). */
const struct reason_text *regime_reason_text(const struct regime *r,
					     enum reason reason);
/* Next threshold above a count of the counter ("pi", "spi"): false when
 * there is none. at is the first count that the threshold's tier holds. */
bool regime_next_threshold(const struct regime *r, const char *counter,
			   int64_t count, int64_t *ret_at,
			   const char **ret_article);
/* Whether a pathway of the mechanism can be one of this regime. */
bool regime_knows(const struct regime *r, enum mechanism m);
bool regime_is_home(const struct regime *r, struct country c);
/* The categories of sensitive data. */
const struct category_set *regime_sensitive(const struct regime *r);

/*
 * How this file reads what the law leaves open: one switch or fixed reading
 * each, in the words reports print. value is the switch's, as in the file.
 */
struct interpretation {
	const char *id, *value, *article, *text_en, *text_zh;
};
const struct interpretation *regime_interpretations(const struct regime *r,
						    size_t *ret_n);

/* An agreement between states: shown and reported, never a ground to let
 * anything through. No function of the decision reads it. */
struct agreement {
	const char *id, *title_en, *title_zh;
	const char *type; /* "mou", "dialogue", "treaty", "treaty-candidate" */
	const char *date; /* "" when none is known */
	const char *legal_effect; /* "none", or "conditions" that may be
				   * followed but replace no mechanism */
	const char *note, *source;
	const struct country *parties;
	size_t n_parties;
};
size_t regime_agreements(const struct regime *r,
			 const struct agreement **ret_first);
/* The i-th agreement with a country, NULL after the last. */
const struct agreement *regime_agreement_with(const struct regime *r,
					      struct country c, size_t i);
/* Group ids a country is in: the i-th, NULL after the last. */
const char *regime_group_of(const struct regime *r, struct country c, size_t i);
/* Titles of a group; false when there is none. */
bool regime_group_titles(const struct regime *r, const char *id,
			 const char **ret_en, const char **ret_zh);

/*
 * The extension of a pathway's validity (Order 16 Art. 9 and the declaration
 * guide, 3rd edition): it may be asked for within so many working days before
 * expiry, and what is planned may be at most so many percent above what was
 * approved.
 */
struct extension {
	bool possible;	       /* the mechanism can be extended and has an end
				*/
	bool open;	       /* today is within the time to ask */
	bool over;	       /* expired */
	bool calendar_missing; /* Monday to Friday was counted */
	int64_t opens_on, closes_on; /* civil days */
	int64_t working_days_left;
	unsigned years;
	int growth; /* percent */
	/* The most that fits; NO_CAP where nothing was approved. */
	int64_t persons, sensitive_persons, bytes;
};
void regime_extension(const struct regime *r, const struct pathway *p,
		      int64_t now_s, struct extension *ret_extension);
/* planned <= approved plus growth percent, exactly; true where nothing was
 * approved (NO_CAP). */
bool extension_fits(int64_t approved, int64_t planned, int growth);
/* What use so far comes to over the whole time from first to last day, in
 * proportion, rounded up; used itself when the time is over or unknown. */
int64_t extension_projected(int64_t used, int64_t first_day, int64_t last_day,
			    int64_t today);

/* The tier that counts (one per counter of regime_counters) put plain or
 * sensitive data of a registered recipient abroad in, without other traits:
 * its id and article, and the mechanisms it needs (bit per enum mechanism, 0:
 * none). For reports: where does the exporter stand (climbing rule). */
struct standing {
	const char *tier, *article;
	unsigned need;
};
void regime_standing(const struct regime *r, const int64_t *counts,
		     bool sensitive, struct standing *ret_standing);
