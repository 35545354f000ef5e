/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The matching engine: text with field marks in, hits out. Candidates come
 * from the SIMD finder (find.h), are confirmed by PCRE2 anchored in a short
 * window, then by validators and context words. PCRE2 alone is the authority
 * that the tests compare with.
 */
#pragma once

#include "inspect/labels.h"
#include "inspect/recall.h"
#include "inspect/rules.h"

/* The longest match any detector may have, and the context looked at on each
 * side; a caller that cuts long text keeps this much of it. */
#define SCAN_MATCH_MAX 256
#define SCAN_CONTEXT 64

/* A value inside a block's text. Fields are in order and do not overlap. A
 * match never crosses a field's border; text outside fields is not read. */
struct field {
	uint32_t at, n;
	uint32_t label;	 /* labels_intern's, or LABEL_NONE */
	uint32_t record; /* whatever the caller numbers records by */
};

/* Text in UTF-8 (or bytes: invalid sequences simply match nothing). */
struct block {
	struct span text;
	const struct field *fields;
	size_t n_fields;
	/* Matches are reported if they start in from..until (exclusive): the
	 * rest is context that stands in the block before or after. */
	size_t from, until;
	/* All that the caller makes of an identifier, beyond the rules, as a
	 * number: where it is the same, what short fields said is remembered
	 * from block to block. 0: nothing is. */
	uint64_t scope;
};

struct hit {
	uint16_t detector, category;
	uint8_t confidence;    /* enum confidence */
	uint32_t field;	       /* index in the block's fields */
	uint32_t at, n;	       /* where in the text */
	struct span canonical; /* valid during the call-back only; empty for a
				* hit by label alone (KIND_ATTRIBUTE) */
	/* NULL if the field is not remembered. Else the caller sets what it
	 * makes of the identifier, once: where RECALL_KNOWN is set already,
	 * canonical is empty. */
	struct recalled_hit *recalled;
};

/* Return non-zero to stop; scan_block then returns that. */
typedef int scan_hit_fn(void *arg, const struct hit *hit);

/* Working memory of one thread (match data, JIT stack). */
struct scanner;
MUST_USE int scanner_new(struct rules *r, struct scanner **ret_scanner);
void scanner_free(struct scanner **s);
const struct rules *scanner_rules(const struct scanner *s);
/* Its memory of values; NULL when out of memory. */
struct recall *scanner_recall(struct scanner *s);
/* The civil day (days since 1970-01-01) after which nobody was born yet. The
 * engine has no clock: until this is called it is the end of the year 2099. */
void scanner_set_today(struct scanner *s, int64_t civil_days);

/*
 * Finds everything in a block; hits come in order of field, then position.
 * A match that lies within a better one (confidence of at least medium first,
 * then the longer, the more confident, the lower tier, the earlier defined)
 * is not reported; matches that only overlap both are. Confidence: tier 1 has
 * medium, with a context word in the field's name or within SCAN_CONTEXT bytes
 * high; tier 2 has medium or (with a check digit) high with one and is not
 * reported without, unless its threshold is low; tier 3 has medium. A hit
 * below the detector's threshold is reported too: the caller shows it, but
 * does not count it.
 * Charges regex work to *steps (counts down; 0 is exhausted). Returns 0, what
 * the call-back returned, ERR_EXHAUSTED, or ERR_UNREADABLE if PCRE2 failed in
 * any way other than not matching.
 */
MUST_USE int scan_block(struct scanner *s, const struct labels *l,
			const struct block *b, uint64_t *steps, scan_hit_fn *fn,
			void *arg);

/*
 * The same result by PCRE2 alone, each detector tried at every position of
 * every field: slow, without a limit on work, and the authority that tests
 * and fuzz targets hold scan_block against.
 */
MUST_USE int scan_block_authority(struct scanner *s, const struct labels *l,
				  const struct block *b, scan_hit_fn *fn,
				  void *arg);
