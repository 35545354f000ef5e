/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Detectors, compiled. A struct rules is immutable once made, counted by
 * references and shared by all threads; each definition is checked in full
 * here, so that nothing about a pattern can fail later but its running.
 */
#include "inspect/engine.h"
#include "inspect/scan.h"

#include <errno.h>
#include <stdlib.h>

#define RULES_MEMORY (64u << 20)

static int
def_error(const struct detector_def *def, struct why *why, const char *text)
{
	return why_set(why, -EINVAL, "%s:%d: detector %s: %s",
		       def->file != NULL ? def->file : "?", def->line,
		       def->id != NULL ? def->id : "?", text);
}

static bool
id_is_good(const char *id)
{
	size_t n = id != NULL ? strlen(id) : 0;
	for (size_t i = 0; i < n; i++) {
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", id[i]) ==
		    NULL)
			return false;
	}
	return n > 0 && n <= 64;
}

/* A copy of a string that may be NULL; sets *ok to false out of memory. */
static const char *
copy_text(struct rules *r, const char *text, bool *ok)
{
	if (text == NULL)
		return NULL;
	const char *copy = arena_str(r->arena, span_str(text));
	*ok &= copy != NULL;
	return copy;
}

static const char *const *
copy_list(struct rules *r, const char *const *list, bool *ok)
{
	size_t n = 0;
	while (list != NULL && list[n] != NULL)
		n++;
	const char **copy = arena_alloc(r->arena, (n + 1) * sizeof(*copy));
	for (size_t i = 0; i < n && copy != NULL; i++)
		copy[i] = copy_text(r, list[i], ok);
	*ok &= copy != NULL;
	return copy;
}

static int
category_intern(struct rules *r, const struct detector_def *def,
		unsigned *ret_category, struct why *why)
{
	const char *name = def->category != NULL ? def->category : def->id;
	bool ok = true;
	int at = rules_category(r, name);
	if (at >= 0) {
		*ret_category = (unsigned)at;
		return 0;
	}
	if (!id_is_good(name))
		return def_error(def, why,
				 "a category is lower-case letters, digits "
				 "and hyphens");
	if (r->n_categories == CATEGORY_MAX)
		return def_error(def, why, "more than 256 categories");
	r->categories[r->n_categories] = copy_text(r, name, &ok);
	if (!ok)
		return -ENOMEM;
	*ret_category = (unsigned)r->n_categories++;
	return 0;
}

/* The user's own lists. */
static int
lists_read(struct rules *r, const struct detector_def *def, struct detector *d,
	   struct why *why)
{
	struct why inner = {""};
	int rc = 0;
	if (def->words.n > 0)
		rc = word_list_parse(def->words, &d->word_list, &inner);
	else if (def->digests.n > 0)
		rc = digest_list_parse(def->digests, def->list_key,
				       &d->digest_list, &inner);
	else if (def->fingerprints.n > 0)
		rc = fingerprints_parse(def->fingerprints, def->list_key,
					&d->fingerprints, &inner);
	if (rc == -EINVAL)
		return def_error(def, why, inner.text);
	r->lists |= d->word_list != NULL || d->digest_list != NULL;
	return rc;
}

/* A list of digests has a validator and a pattern of its own; they give way
 * only to the detector's pattern. */
static int
digests_settle(struct rules *r, const struct detector_def *def,
	       struct detector *d, struct why *why)
{
	const char *name = digest_list_validator(d->digest_list);
	bool ok = true;
	validator_fn *fn = name != NULL ? validator_find(name) : NULL;
	if ((name != NULL && fn == NULL) ||
	    (def->validator != NULL && d->valid != fn))
		return def_error(def, why,
				 "the digests were made with another "
				 "validator");
	d->valid = fn;
	if (d->pattern == NULL)
		d->pattern =
			copy_text(r, digest_list_pattern(d->digest_list), &ok);
	return ok ? 0 : -ENOMEM;
}

/* PCRE2's and our own reading of the pattern. */
static int
pattern_compile(struct rules *r, const struct detector_def *def,
		struct detector *d, struct why *why)
{
	int code;
	PCRE2_SIZE at;
	PCRE2_UCHAR text[120];
	struct why inner = {""};
	d->code = pcre2_compile((PCRE2_SPTR)d->pattern, PCRE2_ZERO_TERMINATED,
				PCRE2_ANCHORED | PCRE2_DOLLAR_ENDONLY |
					PCRE2_NEVER_UTF | PCRE2_NEVER_UCP |
					PCRE2_NO_AUTO_CAPTURE,
				&code, &at, NULL);
	if (d->code == NULL) {
		pcre2_get_error_message(code, text, sizeof(text));
		(void)why_set(&inner, 0, "pattern, character %zu: %s",
			      (size_t)at + 1, (const char *)text);
		return def_error(def, why, inner.text);
	}
	if (shape_of(d->pattern, &d->shape, &inner) < 0)
		return def_error(def, why, inner.text);
	if (d->shape.min == 0)
		return def_error(def, why,
				 "the pattern matches nothing at all");
	if (d->shape.max > SCAN_MATCH_MAX) {
		(void)why_set(&inner, 0,
			      "a match may be %u bytes long, the limit is %d",
			      d->shape.max, SCAN_MATCH_MAX);
		return def_error(def, why, inner.text);
	}
	uint32_t behind = 0;
	(void)pcre2_pattern_info(d->code, PCRE2_INFO_MAXLOOKBEHIND, &behind);
	if (behind > SCAN_BEHIND_MAX)
		return def_error(def, why, "looks too far behind");
	if (pcre2_jit_compile(d->code, PCRE2_JIT_COMPLETE) != 0)
		r->jit = false;
	return 0;
}

/* Where in a match the finder can find it; see enum anchor. */
static void
pattern_anchor(struct detector *d)
{
	const struct shape *s = &d->shape;
	if (d->word_list != NULL || d->fingerprints != NULL) {
		d->anchor = d->word_list != NULL ? ANCHOR_LIST : ANCHOR_NONE;
		return;
	}
	if (d->tier == 3) {
		d->anchor = ANCHOR_LABEL;
		return;
	}
	if (strncmp(d->pattern, ANCHOR_AT_HEAD, strlen(ANCHOR_AT_HEAD)) == 0) {
		d->anchor = ANCHOR_AT;
		return;
	}
	d->anchor = ANCHOR_LOOSE;
	const struct byte_set *before = &s->before;
	for (unsigned k = 0; k < s->min && k < SHAPE_DEPTH; k++) {
		if (!byte_set_meets(before, &shape_alnum) &&
		    byte_set_within(&s->at[k], &shape_alnum)) {
			d->anchor = ANCHOR_TOKEN;
			d->offset = k;
			return;
		}
		before = &s->at[k];
	}
}

/* How many lists of the user's own it has. */
static int
def_lists(const struct detector_def *def)
{
	return (def->words.n > 0) + (def->digests.n > 0) +
	       (def->fingerprints.n > 0);
}

static int
def_check(const struct rules *r, const struct detector_def *def,
	  struct why *why)
{
	bool has_context = def->context != NULL && def->context[0] != NULL;
	bool has_labels = def->labels != NULL && def->labels[0] != NULL;
	if (!id_is_good(def->id))
		return def_error(def, why,
				 "an id is lower-case letters, digits and "
				 "hyphens");
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->detectors[i].id, def->id) == 0)
			return def_error(def, why, "defined twice");
	}
	if ((unsigned)def->kind >= KIND_MAX_)
		return def_error(def, why, "no such kind");
	if (def->tier < 1 || def->tier > 3)
		return def_error(def, why, "tier is 1, 2 or 3");
	if (def->tier == 3 && !has_labels)
		return def_error(def, why, "tier 3 needs labels");
	if (def->tier == 2 && !has_context && !has_labels)
		return def_error(def, why, "tier 2 needs context or labels");
	if (def->tier < 3 && def->pattern == NULL && def_lists(def) == 0)
		return def_error(def, why, "no pattern");
	if (def_lists(def) > 1 ||
	    (def->pattern != NULL &&
	     (def->words.n > 0 || def->fingerprints.n > 0)))
		return def_error(def, why,
				 "one of a pattern, words, digests and "
				 "fingerprints (digests may have a pattern)");
	if (def_lists(def) > 0 && def->tier == 3)
		return def_error(def, why, "tier 3 reads labels, not lists");
	if (def->fingerprints.n > 0 && def->kind != KIND_IMPORTANT)
		return def_error(def, why,
				 "fingerprints are of kind \"important\"");
	if (def->validator != NULL && validator_find(def->validator) == NULL)
		return def_error(def, why, "no such validator");
	return 0;
}

static int
detector_compile(struct rules *r, const struct detector_def *def,
		 struct why *why)
{
	int rc = def_check(r, def, why);
	if (rc < 0)
		return rc;
	struct detector *d = &r->detectors[r->n++];
	bool ok = true;
	d->id = copy_text(r, def->id, &ok);
	d->shown_as = def->shown_as == NULL ? d->id
					    : copy_text(r, def->shown_as, &ok);
	d->title_en = copy_text(r, def->title_en, &ok);
	d->title_zh = copy_text(r, def->title_zh, &ok);
	d->important = copy_text(r, def->important, &ok);
	d->pattern = copy_text(r, def->pattern, &ok);
	d->file = copy_text(r, def->file, &ok);
	d->examples = copy_list(r, def->examples, &ok);
	d->counterexamples = copy_list(r, def->counterexamples, &ok);
	d->line = def->line;
	d->tier = def->tier;
	d->kind = def->kind;
	d->threshold = def->threshold;
	d->domestic = def->domestic;
	d->needs_context = def->tier == 2 && def->threshold > CONFIDENCE_LOW;
	if (def->validator != NULL)
		d->valid = validator_find(def->validator);
	if (def->validator != NULL)
		d->lead = validator_lead(def->validator);
	if (!ok || words_prepare(r->arena, def->context, &d->context) < 0 ||
	    words_prepare(r->arena, def->labels, &d->labels) < 0 ||
	    words_prepare(r->arena, def->anti, &d->anti) < 0)
		return -ENOMEM;
	rc = category_intern(r, def, &d->category, why);
	if (rc == 0)
		rc = lists_read(r, def, d, why);
	if (rc == 0 && d->digest_list != NULL)
		rc = digests_settle(r, def, d, why);
	if (rc == 0 && d->pattern != NULL)
		rc = pattern_compile(r, def, d, why);
	if (rc == 0)
		pattern_anchor(d);
	return rc;
}

/* The first detector of a category, or < 0. */
static int
first_of(const struct rules *r, const char *category)
{
	int wanted = rules_category(r, category);
	for (size_t i = 0; wanted >= 0 && i < r->n; i++)
		if (r->detectors[i].category == (unsigned)wanted)
			return (int)i;
	return -1;
}

static void
implied_find(struct rules *r)
{
	r->implied = (struct rules_implied){
		.minor = rules_category(r, "spi-minor"),
		.minor_detector = first_of(r, "spi-minor"),
		.track_detector = first_of(r, "spi-whereabouts"),
		.gps = rules_category(r, "gps")};
}

int
rules_compile(const struct detector_def *defs, size_t n,
	      struct rules **ret_rules, struct why *why)
{
	if (n > CATEGORY_MAX)
		return why_set(why, -EINVAL, "more than %d detectors",
			       CATEGORY_MAX);
	CLEANUP(rules_unref) struct rules *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	r->refs = 1;
	r->jit = true;
	r->arena = arena_new(RULES_MEMORY);
	if (r->arena == NULL)
		return -ENOMEM;
	r->detectors = arena_alloc(r->arena, (n + 1) * sizeof(*r->detectors));
	if (r->detectors == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		int rc = detector_compile(r, &defs[i], why);
		if (rc < 0)
			return rc;
	}
	implied_find(r);
	int rc = bank_build(r);
	if (rc == ERR_LIMIT)
		return why_set(why, -EINVAL,
			       "the detectors have too many words of context");
	if (rc < 0)
		return rc;
	*ret_rules = r;
	r = NULL;
	return 0;
}

struct rules *
rules_ref(struct rules *r)
{
	__atomic_add_fetch(&r->refs, 1, __ATOMIC_RELAXED);
	return r;
}

void
rules_unref(struct rules **r)
{
	struct rules *mine = *r;
	*r = NULL;
	if (mine == NULL ||
	    __atomic_sub_fetch(&mine->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	for (size_t i = 0; i < mine->n; i++) {
		struct detector *d = &mine->detectors[i];
		pcre2_code_free(d->code);
		word_list_free(&d->word_list);
		digest_list_free(&d->digest_list);
		fingerprints_free(&d->fingerprints);
	}
	arena_free(&mine->arena);
	free(mine);
}

size_t
rules_count(const struct rules *r)
{
	return r->n;
}

static const struct detector *
detector_of(const struct rules *r, unsigned detector)
{
	must(detector < r->n);
	return &r->detectors[detector];
}

const char *
rules_id(const struct rules *r, unsigned detector)
{
	return detector_of(r, detector)->id;
}

const char *
rules_shown_as(const struct rules *r, unsigned detector)
{
	return detector_of(r, detector)->shown_as;
}

const char *
rules_title(const struct rules *r, unsigned detector, bool zh)
{
	const struct detector *d = detector_of(r, detector);
	const char *title = zh ? d->title_zh : d->title_en;
	return title != NULL ? title : d->id;
}

const char *
rules_place(const struct rules *r, unsigned detector, int *ret_line)
{
	*ret_line = detector_of(r, detector)->line;
	return detector_of(r, detector)->file;
}

enum finding_kind
rules_kind(const struct rules *r, unsigned detector)
{
	return detector_of(r, detector)->kind;
}

enum confidence
rules_threshold(const struct rules *r, unsigned detector)
{
	return detector_of(r, detector)->threshold;
}

bool
rules_is_domestic(const struct rules *r, unsigned detector)
{
	return detector_of(r, detector)->domestic;
}

const char *
rules_important(const struct rules *r, unsigned detector)
{
	return detector_of(r, detector)->important;
}

unsigned
rules_category_of(const struct rules *r, unsigned detector)
{
	return detector_of(r, detector)->category;
}

size_t
rules_list_count(const struct rules *r, unsigned detector)
{
	const struct detector *d = detector_of(r, detector);
	if (d->word_list != NULL)
		return word_list_count(d->word_list);
	if (d->digest_list != NULL)
		return digest_list_count(d->digest_list);
	return d->fingerprints != NULL ? fingerprints_count(d->fingerprints)
				       : 0;
}

bool
rules_has_lists(const struct rules *r)
{
	return r->lists;
}

const struct rules_implied *
rules_implied(const struct rules *r)
{
	return &r->implied;
}

size_t
rules_category_count(const struct rules *r)
{
	return r->n_categories;
}

const char *
rules_category_name(const struct rules *r, unsigned category)
{
	must(category < r->n_categories);
	return r->categories[category];
}

int
rules_category(const struct rules *r, const char *name)
{
	for (size_t i = 0; i < r->n_categories; i++) {
		if (strcmp(r->categories[i], name) == 0)
			return (int)i;
	}
	return -ENOENT;
}

bool
rules_jit(const struct rules *r)
{
	return r->jit;
}
