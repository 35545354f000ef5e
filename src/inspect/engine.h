/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the matching engine know of one another: the compiled
 * detector, the tables of the finder, what a label means. Not for users of
 * the engine.
 */
#pragma once

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "inspect/digest_list.h"
#include "inspect/find.h"
#include "inspect/fingerprint.h"
#include "inspect/labels.h"
#include "inspect/rules.h"
#include "inspect/shape.h"
#include "inspect/spot.h"
#include "inspect/valid.h"
#include "inspect/word_list.h"
#include "inspect/words.h"

/* How the finder meets a pattern's matches. */
enum anchor {
	ANCHOR_TOKEN, /* a match has, at a known offset, an ASCII letter or
		       * digit with none before it */
	ANCHOR_AT,    /* an '@' after at most 64 characters */
	ANCHOR_LABEL, /* a field whose name decides, and at its start only */
	ANCHOR_LOOSE, /* any position may be one */
	ANCHOR_LIST,  /* a word list: looked up at each position */
	ANCHOR_NONE   /* a file's fingerprints: not of text */
};

/* The text an ANCHOR_AT pattern begins with, to the letter. */
#define ANCHOR_AT_HEAD "(?<![0-9A-Za-z._%+-])[0-9A-Za-z._%+-]{1,64}@"
#define ANCHOR_AT_LOCAL_MAX 64

/* Bytes before a match that its pattern may look at. */
#define SCAN_BEHIND_MAX 64

struct detector {
	const char *id, *shown_as, *title_en, *title_zh, *important;
	const char *pattern, *file;
	int line, tier;
	enum finding_kind kind;
	enum confidence threshold;
	unsigned category;
	bool domestic;
	pcre2_code *code; /* anchored; NULL without pattern */
	validator_fn *valid;
	struct words context, labels, anti;
	bool needs_context; /* not reported without */
	size_t lead;	    /* the validator is given so much before */
	const char *const *examples, *const *counterexamples;
	enum anchor anchor;
	unsigned offset; /* of the token within a match (ANCHOR_TOKEN) */
	struct shape shape;
	/* Lists of the user's own, or NULL; its own. */
	struct word_list *word_list;
	struct digest_list *digest_list;
	struct fingerprints *fingerprints;
};

/* Whether a match of it names something: an attribute says something else of
 * the same text, so it hides nothing and is not hidden. */
static inline bool
detector_reads(const struct detector *d)
{
	return d->kind != KIND_ATTRIBUTE &&
	       (d->code != NULL || d->word_list != NULL);
}

#define BANK_RULES 64
#define BANK_DEPTH 20
/* Banks of tokens that begin with a digit and with a letter (a detector may be
 * in one of each), and of places without a token. */
#define BANKS_MAX (3 * CATEGORY_MAX / BANK_RULES)

/*
 * Up to 64 detectors as bits. A detector can match around a candidate only if
 * its bit is in before[the byte before it], in at[i][the byte i after it] for
 * each i that lies in the field, and, where the field ends i bytes after it,
 * in ends[i].
 */
struct bank {
	uint16_t rule[BANK_RULES];
	uint16_t longest[BANK_RULES]; /* match of the detector */
	uint8_t back[BANK_RULES];     /* from its token to the match's start */
	unsigned n;
	uint64_t gated; /* needs context */
	uint64_t first; /* can stand at the very start of a field */
	uint64_t before[256];
	uint64_t at[BANK_DEPTH][256];
	uint64_t ends[BANK_DEPTH + 1];
	/* In it if the first i bytes can all be digits. */
	uint64_t digits[BANK_DEPTH + 1];
};

struct rules {
	int refs; /* changed atomically */
	struct arena *arena;
	struct detector *detectors;
	size_t n;
	const char *categories[CATEGORY_MAX];
	size_t n_categories;
	struct rules_implied implied;
	bool jit;
	bool lists; /* of words or digests */
	struct find_set find;
	struct spotter *spotter;      /* of context and anti words */
	struct spotter *name_spotter; /* of these and labels */
	struct bank *token, *loose;   /* arrays */
	size_t n_token, n_loose;
	size_t n_digit; /* the first of token[]: tokens that begin with a
			 * digit; the others begin with a letter */
	bool lettered;	/* every word of context has a letter */
	/* Detectors with these anchors. */
	uint16_t *at, *list, *none;
	size_t n_at, n_list, n_none;
	struct detector_set by_label;
};

/* Whether something is looked for at every position of every field. */
static inline bool
rules_read_all(const struct rules *r)
{
	return r->n_loose > 0 || r->n_list > 0;
}

/* What a field's name means to the detectors. */
struct label {
	struct detector_set context, decides, anti;
	bool any;	/* decides for at least one */
	uint64_t sense; /* the sets' keyed hash; 0: says nothing */
	/* Per bank, token[] before loose[]: what needs no word of context, or
	 * has it. */
	uint64_t open[BANKS_MAX];
};

/* What label numbers mean, *ret_n of them; in force until the next intern. */
const struct label *labels_meanings(const struct labels *l, uint32_t *ret_n);
/* What one means; never NULL, likewise. */
const struct label *labels_meaning(const struct labels *l, uint32_t label);
/* Works out a name's meaning. */
void label_read(const struct rules *r, struct span name,
		struct label *ret_label);
/* Fills the finder's tables from the detectors' shapes. 0 or -ENOMEM. */
MUST_USE int bank_build(struct rules *r);
MUST_USE int bank_find_build(struct rules *r);
/* A bank of one detector. */
void bank_single(const struct rules *r, unsigned detector,
		 struct bank *ret_bank);

/* What a scanner remembers of field names; NULL when out of memory. */
struct label_memory;
struct label_memory *label_memory_new(void);
struct label_memory *scanner_label_memory(struct scanner *s);
