/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Detectors: definitions (as read from detectors.d by the configuration
 * floor) and their compiled, immutable form shared by all threads. The only
 * user of PCRE2's compiler.
 */
#pragma once

#include "terms.h"

/* A detector as written in a file. Strings belong to the caller. */
struct detector_def {
	const char *id;	      /* "cn-resident-id" */
	const char *category; /* NULL: the id itself */
	const char *shown_as; /* of a variant: whose findings they are */
	const char *title_en, *title_zh;
	enum finding_kind kind;
	int tier;	       /* 1 shape and check digit decide; 2 a context
				* word is needed; 3 wording */
	const char *pattern;   /* PCRE2, anchored when confirmed; NULL for a
				* detector that reads labels only */
	const char *validator; /* name in valid.h, or NULL */
	const char *const *context;  /* words that lift the confidence (tier 1)
				      * or are required (tier 2); NULL-ended */
	const char *const *labels;   /* field names that decide alone (tier 3:
				      * spi-*, cn-name); NULL-ended or NULL */
	const char *const *anti;     /* words that forbid a match near by */
	bool domestic;		     /* only domestic persons have one */
	enum confidence threshold;   /* findings below are shown, not counted */
	const char *important;	     /* item name of declared important data */
	const char *const *examples; /* must be found (with context given) */
	const char *const *counterexamples; /* must not be found */
	/* Lists of the user's own, as their files' contents: words
	 * (word_list.h), digests and fingerprints with their key
	 * (digest_list.h, fingerprint.h). Empty where there is none; a pattern
	 * is then needed by nobody but digests, whose list has one. */
	struct span words, digests, fingerprints, list_key;
	const char *file; /* where defined, for messages */
	int line;
};

struct rules;

/* Compiles n definitions; 0, or -EINVAL with the reason (file:line). The
 * definitions may go afterwards. */
MUST_USE int rules_compile(const struct detector_def *defs, size_t n,
			   struct rules **ret_rules, struct why *why);
struct rules *rules_ref(struct rules *r);
void rules_unref(struct rules **r);

/* Runs every detector's examples and counter-examples; 0 or -EINVAL with the
 * first that fails. For kouand -t and the tests. */
MUST_USE int rules_check_examples(const struct rules *r, struct why *why);

/* What a detector costs that the finder has no anchor for, so that every byte
 * of every field is a candidate: the megabytes (2^20) of a built-in text that
 * this one gets through in a second of this machine's time; 0 where there is an
 * anchor. Takes some milliseconds. 0 or < 0; for kouand -t. */
MUST_USE int rules_measure(const struct rules *r, unsigned detector,
			   double *ret_mib);
/* Where it is defined. */
const char *rules_place(const struct rules *r, unsigned detector,
			int *ret_line);

size_t rules_count(const struct rules *r);
const char *rules_id(const struct rules *r, unsigned detector);
/* The name that findings are shown under: a variant's is the detector's that
 * it is one of. */
const char *rules_shown_as(const struct rules *r, unsigned detector);
const char *rules_title(const struct rules *r, unsigned detector, bool zh);
enum finding_kind rules_kind(const struct rules *r, unsigned detector);
enum confidence rules_threshold(const struct rules *r, unsigned detector);
bool rules_is_domestic(const struct rules *r, unsigned detector);
/* Item of important data that the detector declares, or NULL. */
const char *rules_important(const struct rules *r, unsigned detector);
unsigned rules_category_of(const struct rules *r, unsigned detector);

/* Entries of a detector's own list: words, digests or fingerprints. */
size_t rules_list_count(const struct rules *r, unsigned detector);
/* Whether any detector has a list of words or digests: then even a field's
 * name may be a match. */
bool rules_has_lists(const struct rules *r);

/* The category table. */
size_t rules_category_count(const struct rules *r);
const char *rules_category_name(const struct rules *r, unsigned category);
/* What findings imply beyond themselves (harvest_imply.c): categories and
 * detectors, < 0 where there are none. */
struct rules_implied {
	int minor, minor_detector, track_detector, gps;
};
const struct rules_implied *rules_implied(const struct rules *r);
/* Index of a category name, or -ENOENT. */
int rules_category(const struct rules *r, const char *name);

/* Whether PCRE2's just-in-time compiler is at work (slow without). */
bool rules_jit(const struct rules *r);
