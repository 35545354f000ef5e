/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One block's pass through the engine, shared by the finder's way and the
 * authority's. Private to scan*.c.
 */
#pragma once

#include "inspect/engine.h"
#include "inspect/scan.h"

#include <endian.h>

/* A confirmed match of the field at hand. */
struct match {
	uint32_t at, n;
	uint32_t canonical, n_canonical; /* in the scanner's canonical bytes */
	uint16_t detector;
	uint8_t confidence;
	bool kept; /* to be reported */
};

/* What a second try is charged, in first tries. */
#define HARD_STEPS 1024

/* A field that will be asked for, and its key. */
struct ahead {
	uint32_t index;
	struct recall_key key;
};
#define AHEAD_MAX 512
/* Memory is worth it for one known field in so many, judged after that many;
 * where it is not, one value in so many is still asked for. */
#define ASKED_EACH 16
#define ASKED_SPAN 512
#define ASKED_SAMPLE 32
/* Looking ahead is worth it for one known field in so many bytes, judged
 * after that many. */
#define AHEAD_EACH 1024
#define AHEAD_SPAN 8192

struct scanner {
	struct rules *rules;
	pcre2_match_data *data;
	/* For the first try at a place, and for the second where that ran
	 * into its limit. */
	pcre2_match_context *context, *context_hard;
	pcre2_jit_stack *stack;
	int64_t today;
	uint64_t bits[FIND_WORDS];
	struct ahead ahead[AHEAD_MAX]; /* of the tile at hand, in order */
	size_t n_ahead, next_ahead;
	/* Fields that were known among so many bytes, and what follows. */
	size_t n_recalled, n_scanned;
	bool ahead_pays;
	/* Fields asked for and those known of them; whether too few were, so
	 * that most fields do without memory. */
	unsigned n_asked, n_known;
	bool forgetful;
	struct match *matches;
	size_t n_matches, size_matches;
	size_t *ends; /* of PCRE2's last match */
	/* The last canonical form; whether it is the last match's. Those of
	 * the matches before it; used: the most that was in use since they
	 * were wiped. */
	struct canonical found;
	bool found_is_kept;
	char *canonical;
	size_t n_canonical, size_canonical, used_canonical;
	struct recall *recall;	     /* made when first asked for */
	struct label_memory *labels; /* meanings of field names; made when
				      * first asked for */
	pcre2_code **free_codes; /* not anchored, for the authority; made when
				  * first asked for */
};

/* Words near a place. */
struct nearby {
	uint32_t at, n;
	struct word_text before, after;
};

/* Whether the field at hand may have words of context in its text. */
enum wordy { WORDY_UNKNOWN, WORDY_NO, WORDY_MAYBE };

struct pass {
	struct scanner *s;
	const struct label *meanings; /* by label number */
	uint32_t n_meanings;
	const struct block *block;
	uint64_t *steps; /* NULL: no limit */
	scan_hit_fn *fn;
	void *arg;
	size_t index; /* of the field at hand */
	struct span text;
	size_t from, until; /* the field's borders in text */
	const struct label *label;
	enum wordy wordy;
	/* Detectors that may have a word near positions spot_from to
	 * spot_until of the field. */
	struct detector_set spot;
	size_t spot_from, spot_until;
	/* Whether the field at hand is remembered is known, or no matter; it
	 * is not, and should be. */
	bool asked, fresh;
	struct recall_key key;
	uint64_t steps_before;
	/* Worked out when first needed; large, so never cleared. */
	bool nearby_known;
	struct nearby nearby;
};

/* A pass over a block that begins before its first field. */
struct pass pass_begin(struct scanner *s, const struct labels *l,
		       const struct block *b, uint64_t *steps, scan_hit_fn *fn,
		       void *arg);
/* At the end of every pass, also one that failed. */
void pass_end(struct pass *p);

static inline const struct label *
pass_label_of(const struct pass *p, const struct field *f)
{
	must(f->label < p->n_meanings);
	return &p->meanings[f->label];
}

/* What the label of the field at hand alone says. 0, or as scan_block. */
MUST_USE int pass_label(struct pass *p);
/* Makes p->spot hold for a match that begins at a position. */
void pass_spot(struct pass *p, size_t at);
/* Whether a detector may have a word of context near a match that begins at a
 * position, or in the field's name. Never false in error. */
static inline bool
pass_may_have_context(struct pass *p, unsigned detector, size_t at)
{
	if (detector_has(&p->label->context, detector))
		return true;
	pass_spot(p, at);
	return detector_has(&p->spot, detector);
}
/* Runs a detector anchored at a position of the field, keeps what it finds. */
MUST_USE int pass_confirm(struct pass *p, unsigned detector, size_t at);
/* Validates, weighs and keeps a match. */
MUST_USE int pass_match(struct pass *p, unsigned detector, size_t at, size_t n);
/* Whether a detector of mailboxes may find one at a position, and one of
 * credentials (KIND_SECRET) the password of a URL. */
bool pass_may_be_at(const struct pass *p, unsigned detector, size_t at);
/* The last canonical form goes to those of the matches before. 0 or < 0. */
MUST_USE int pass_put_found(struct scanner *s);
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
/* Sets the pass on a field: its borders, its label's meaning, what the label
 * alone says. 0, or as scan_block. */
MUST_USE static inline int
pass_enter(struct pass *p, size_t index)
{
	const struct field *f = &p->block->fields[index];
	p->index = index;
	p->from = f->at;
	p->until = (size_t)f->at + f->n;
	must(p->until <= p->text.n);
	p->label = pass_label_of(p, f);
	p->wordy = WORDY_UNKNOWN;
	p->nearby_known = false;
	p->spot_from = p->spot_until = 0;
	p->fresh = false;
	p->asked = !pass_may_recall(p, f, p->label);
	p->s->n_matches = p->s->n_canonical = 0;
	p->s->found_is_kept = false;
	return p->label->any ? pass_label(p) : 0;
}
/* Reports what is remembered of the field at hand, which is empty (from is
 * until) if it is: all is said then. 0, or the call-back's. */
MUST_USE int pass_recall(struct pass *p);
/* An entry for the field at hand, which is fresh, if its matches (settled, the
 * first n) are such that nothing of it but digests needs to be kept. */
struct recalled *pass_remember(struct pass *p, size_t n);
/* Settles the field's matches and reports them. 0, or the call-back's. */
MUST_USE int pass_report(struct pass *p);
static inline int
pass_leave(struct pass *p)
{
	return p->s->n_matches > 0 ? pass_report(p) : 0;
}
/* Has memory fetch what is known of a tile's fields. */
void pass_look_ahead(struct pass *p, size_t tile);

/* Words of a tile's bits that the text reaches. */
static inline size_t
tile_words(struct span text, size_t tile)
{
	size_t n = (text.n - tile + 63) / 64;
	return n < FIND_WORDS ? n : FIND_WORDS;
}

/* The banks for a token that begins with a byte: from *ret_until down. */
static inline size_t
token_banks(const struct rules *r, uint8_t first, size_t *ret_until)
{
	bool digit = first <= '9';
	*ret_until = digit ? r->n_digit : r->n_token;
	return digit ? 0 : r->n_digit;
}

/* Those of some detectors of a bank that can match with their token at a
 * position of the field text[from .. until), by the first bytes. */
__attribute__((always_inline)) static inline uint64_t
bank_glance(const struct bank *b, struct span text, size_t from, size_t until,
	    size_t at)
{
	const uint8_t *c = text.p + at;
	size_t n = until - at;
	uint64_t left = at > from ? b->before[c[-1]] : b->first;
	left &= b->at[0][c[0]];
	if (n >= 4)
		return left & b->at[1][c[1]] & b->at[2][c[2]] & b->at[3][c[3]];
	for (size_t i = 1; i < n; i++)
		left &= b->at[i][c[i]];
	return left & b->ends[n];
}

/* How many digits stand at a place, as far as BANK_DEPTH and a bit. */
static inline size_t
digits_at(struct span text, size_t until, size_t at)
{
	const uint8_t *c = text.p + at;
	size_t n = until - at, i = 0;
	while (i < BANK_DEPTH && at + i + 8 <= text.n) {
		uint64_t v, other;
		memcpy(&v, c + i, 8);
		v = le64toh(v) ^ UINT64_C(0x3030303030303030);
		/* A byte above nine shows in its top bit, at least in the
		 * first of them. */
		other = ((v + UINT64_C(0x7676767676767676)) | v) &
			UINT64_C(0x8080808080808080);
		if (other != 0) {
			i += (size_t)__builtin_ctzll(other) / 8;
			return i < n ? i : n;
		}
		i += 8;
	}
	while (i < BANK_DEPTH && i < n && c[i] >= '0' && c[i] <= '9')
		i++;
	return i < n ? i : n;
}

/* Those that are left after what follows; digits: how many of them there
 * are. Within a row of digits only the first eight are told apart. */
__attribute__((always_inline)) static inline uint64_t
bank_look(const struct bank *b, struct span text, size_t until, size_t at,
	  size_t digits, uint64_t left)
{
	const uint8_t *c = text.p + at;
	size_t n = until - at, end = n < BANK_DEPTH ? n : BANK_DEPTH;
	size_t i = 4;
	if (digits > 8) {
		digits = digits < end ? digits : end;
		left &= b->digits[digits] & b->at[4][c[4]] & b->at[5][c[5]] &
			b->at[6][c[6]] & b->at[7][c[7]];
		i = digits;
	}
	for (; i + 4 <= end && left != 0; i += 4)
		left &= b->at[i][c[i]] & b->at[i + 1][c[i + 1]] &
			b->at[i + 2][c[i + 2]] & b->at[i + 3][c[i + 3]];
	for (; i < end && left != 0; i++)
		left &= b->at[i][c[i]];
	return n <= BANK_DEPTH ? left & b->ends[n] : left;
}
