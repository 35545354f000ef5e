/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One block's pass through the engine, shared by the finder's way and the
 * authority's. Private to scan*.c.
 */
#pragma once

#include "base/buf.h"
#include "inspect/engine.h"
#include "inspect/scan.h"

/* A confirmed match of the field at hand. */
struct match {
	uint32_t at, n;
	uint32_t canonical, n_canonical; /* in the scanner's canonical bytes */
	uint16_t detector;
	uint8_t confidence;
	bool kept; /* to be reported */
};

/* A field that will be asked for, and its key. */
struct ahead {
	uint32_t index;
	struct recall_key key;
};
#define AHEAD_MAX 512
/* Looking ahead is worth it for one known field in so many bytes, judged
 * after that many. */
#define AHEAD_EACH 1024
#define AHEAD_SPAN 8192

struct scanner {
	struct rules *rules;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	int64_t today;
	uint64_t bits[FIND_WORDS];
	struct ahead ahead[AHEAD_MAX]; /* of the tile at hand, in order */
	size_t n_ahead, next_ahead;
	/* Fields that were known among so many bytes, and what follows. */
	size_t n_recalled, n_scanned;
	bool ahead_pays;
	struct match *matches;
	size_t n_matches, size_matches;
	struct canonical found; /* the last one, not yet kept */
	struct buf canonical;
	struct recall *recall;	     /* made when first asked for */
	struct label_memory *labels; /* meanings of field names; made when
				      * first asked for */
	pcre2_code **free_codes; /* not anchored, for the authority; made when
				  * first asked for */
};

/* Words near a place, worked out when first needed. */
struct nearby {
	uint32_t at, n;
	bool known;
	struct word_text before, after;
};

struct pass {
	struct scanner *s;
	const struct labels *labels;
	const struct block *block;
	uint64_t *steps; /* NULL: no limit */
	scan_hit_fn *fn;
	void *arg;
	size_t index; /* of the field at hand */
	struct span text;
	size_t from, until; /* the field's borders in text */
	const struct label *label;
	struct nearby nearby;
	/* Detectors that may have a word near positions spot_from to
	 * spot_until of the field. */
	struct detector_set spot;
	size_t spot_from, spot_until;
	/* Whether the field at hand is remembered is known, or no matter; it
	 * is not, and should be. */
	bool asked, fresh;
	struct recall_key key;
	uint64_t steps_before;
};

/* Sets the pass on a field: its borders, its label's meaning, what the label
 * alone says. 0, or as scan_block. */
MUST_USE int pass_enter(struct pass *p, size_t index);
/* Whether any detector may have a word near a match around a position. */
bool pass_may_have_words(struct pass *p, size_t at);
/* Whether a detector may have a word of context near a match that begins at a
 * position, or in the field's name. Never false in error. */
bool pass_may_have_context(struct pass *p, unsigned detector, size_t at);
/* Runs a detector anchored at a position of the field, keeps what it finds. */
MUST_USE int pass_confirm(struct pass *p, unsigned detector, size_t at);
/* Validates, weighs and keeps a match. */
MUST_USE int pass_match(struct pass *p, unsigned detector, size_t at, size_t n);
/* The key of a field's bytes under a label's sense. */
struct recall_key pass_key(const struct pass *p, const struct field *f,
			   const struct label *label);
/* Whether what a field says may be remembered. */
static inline bool
pass_may_recall(const struct pass *p, const struct field *f,
		const struct label *label)
{
	return p->block->scope != 0 && f->n <= RECALL_FIELD_MAX &&
	       !label->any && !rules_read_all(p->s->rules);
}
/* Reports what is remembered of the field at hand, which is empty (from is
 * until) if it is: all is said then. 0, or the call-back's. */
MUST_USE int pass_recall(struct pass *p);
/* Settles the field's matches and reports them. 0, or the call-back's. */
MUST_USE int pass_leave(struct pass *p);
