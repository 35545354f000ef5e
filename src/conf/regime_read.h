/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the parts of a regime file: typed values out of a libconfig group,
 * each complaint with its file, line and key. For the regime loader alone.
 */
#pragma once

#include "conf/regime_load.h"
#include "policy/regime_def.h"

struct regime_read {
	const char *file;
	const struct rules *rules; /* NULL: category names go unchecked */
	struct conf_report *report;
	struct arena *arena; /* what is read lives here */
	/* The regime's counters, once they are read. */
	const struct counter_def *counters;
	size_t n_counters;
	bool failed; /* something was complained of */
};

/* A complaint about a setting; sets failed. */
void read_fail(struct regime_read *r, const config_setting_t *at,
	       const char *fmt, ...) PRINTF(3, 4);
void read_warn(struct regime_read *r, const config_setting_t *at,
	       const char *fmt, ...) PRINTF(3, 4);
/* Whether the setting is a group with no other keys than those of `known`
 * (separated by blanks). */
bool read_keys(struct regime_read *r, const config_setting_t *group,
	       const char *known);
/* The member, or NULL; where it must be there, that is an error. */
const config_setting_t *read_member(struct regime_read *r,
				    const config_setting_t *group,
				    const char *key, bool required);
/* NULL when absent or wrong. */
const char *read_text(struct regime_read *r, const config_setting_t *group,
		      const char *key, bool required);
bool read_bool(struct regime_read *r, const config_setting_t *group,
	       const char *key, bool preset);
int64_t read_number(struct regime_read *r, const config_setting_t *group,
		    const char *key, int64_t min, int64_t max, int64_t preset);
/* A civil day "2026-01-01" as days since 1970, NO_DAY when it is none. */
int64_t read_day(struct regime_read *r, const config_setting_t *text);
/* The index of the word in words (separated by blanks); preset when absent. */
int read_word(struct regime_read *r, const config_setting_t *group,
	      const char *key, const char *words, int preset);
/* A reason code; REASON_MAX_ when absent or wrong. */
enum reason read_reason(struct regime_read *r, const config_setting_t *group,
			const char *key, bool required);
/* The elements of an array or list; 0 and no error when absent. */
size_t read_length(struct regime_read *r, const config_setting_t *group,
		   const char *key, const config_setting_t **ret_list);
/* NULL-ended texts; NULL when absent. */
const char *const *read_texts(struct regime_read *r,
			      const config_setting_t *group, const char *key);
/* Country codes; *ret_n may be 0. */
const struct country *read_countries(struct regime_read *r,
				     const config_setting_t *group,
				     const char *key, size_t *ret_n);
void read_categories(struct regime_read *r, const config_setting_t *group,
		     const char *key, struct category_set *ret_set);
/* Zeroed memory for n items; ends in failed and NULL when there is none. */
void *read_array(struct regime_read *r, size_t n, size_t size);

/* regime_load_tiers.c: the lists "tiers" and "mechanisms". */
void read_tiers(struct regime_read *r, const config_setting_t *group,
		struct regime_def *into);
void read_mechanisms(struct regime_read *r, const config_setting_t *group,
		     struct regime_def *into);
/* The index of the counter a group names by the key "counter". */
unsigned read_counter(struct regime_read *r, const config_setting_t *group);

/* regime_load_counters.c: the list "counters"; pi and spi are always first. */
void read_counters(struct regime_read *r, const config_setting_t *group,
		   struct regime_def *into);

/* regime_load_places.c: "destinations", "folding", "groups". */
void read_places(struct regime_read *r, const config_setting_t *group,
		 struct regime_def *into);

/* regime_load_more.c: the regime that a group of another list names; what is
 * read from then on lives with it. NULL, and an error, when there is none. */
struct regime *read_regime_of(struct regime_read *r,
			      const config_setting_t *group,
			      struct regime *const *regimes, size_t n_regimes);

/* regime_load_report.c: "interpretations". */
void read_interpretations(struct regime_read *r, const config_setting_t *group,
			  struct regime_def *into);
