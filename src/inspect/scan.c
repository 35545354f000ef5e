/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A block's way through the engine: the finder marks candidates tile by tile,
 * candidates and fields are walked together in order, each candidate is
 * narrowed to the detectors that are still possible by the bytes around it,
 * and only these are run. A scanner is one thread's.
 */
#include "inspect/scan_kit.h"

#include <errno.h>
#include <stdlib.h>

/* What PCRE2 may try at a place: at first, and where that is not enough. Each
 * of the latter is charged as much work as it may be. */
#define MATCH_LIMIT_EASY 150
#define MATCH_LIMIT 10000
#define JIT_STACK_MIN 32768
#define JIT_STACK_MAX 262144
/* 2099-12-31 */
#define LAST_DAY 47481
/* Shorter fields are looked through for letters before words are looked for
 * in them. */
#define WORDY_FIELD 256

int
scanner_new(struct rules *r, struct scanner **ret_scanner)
{
	CLEANUP(scanner_free) struct scanner *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->today = LAST_DAY;
	s->rules = rules_ref(r);
	s->data = pcre2_match_data_create(1, NULL);
	s->context = pcre2_match_context_create(NULL);
	s->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
	s->context_hard = pcre2_match_context_create(NULL);
	if (s->data == NULL || s->context == NULL || s->context_hard == NULL ||
	    (r->jit && s->stack == NULL))
		return -ENOMEM;
	s->ends = pcre2_get_ovector_pointer(s->data);
	(void)pcre2_set_match_limit(s->context, MATCH_LIMIT_EASY);
	(void)pcre2_set_match_limit(s->context_hard, MATCH_LIMIT);
	pcre2_jit_stack_assign(s->context, NULL, s->stack);
	pcre2_jit_stack_assign(s->context_hard, NULL, s->stack);
	*ret_scanner = s;
	s = NULL;
	return 0;
}

void
scanner_free(struct scanner **s)
{
	struct scanner *mine = *s;
	*s = NULL;
	if (mine == NULL)
		return;
	for (size_t i = 0; mine->free_codes != NULL && i < mine->rules->n; i++)
		pcre2_code_free(mine->free_codes[i]);
	free(mine->free_codes);
	pcre2_match_data_free(mine->data);
	pcre2_match_context_free(mine->context);
	pcre2_match_context_free(mine->context_hard);
	pcre2_jit_stack_free(mine->stack);
	rules_unref(&mine->rules);
	recall_free(&mine->recall);
	free(mine->canonical);
	free(mine->matches);
	free(mine->labels);
	free(mine);
}

struct label_memory *
scanner_label_memory(struct scanner *s)
{
	if (s->labels == NULL)
		s->labels = label_memory_new();
	return s->labels;
}

struct recall *
scanner_recall(struct scanner *s)
{
	if (s->recall == NULL)
		s->recall = recall_new();
	return s->recall;
}

const struct rules *
scanner_rules(const struct scanner *s)
{
	return s->rules;
}

void
scanner_set_today(struct scanner *s, int64_t civil_days)
{
	s->today = civil_days;
}

/* Whether the last match hides whatever a detector could find at the same
 * start: it is as sure as can be, of tier 1, earlier defined, and as long. */
static bool
pass_is_settled(const struct pass *p, const struct bank *b, unsigned bit,
		size_t at)
{
	const struct scanner *s = p->s;
	if (s->n_matches == 0)
		return false;
	const struct match *m = &s->matches[s->n_matches - 1];
	const struct detector *all = s->rules->detectors;
	return m->at == at && m->confidence == CONFIDENCE_HIGH &&
	       m->detector < b->rule[bit] &&
	       (b->longest[bit] <= m->n || p->until - at <= m->n) &&
	       all[m->detector].tier == 1 &&
	       detector_reads(&all[m->detector]) &&
	       detector_reads(&all[b->rule[bit]]);
}

/* Those of some detectors that want a word of context and may have one near
 * a token. */
static uint64_t
pass_worded(struct pass *p, const struct bank *b, uint64_t wanting, size_t at)
{
	uint64_t left = 0;
	for (; wanting != 0; wanting &= wanting - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(wanting);
		if (at - p->from >= b->back[bit] &&
		    pass_may_have_context(p, b->rule[bit], at - b->back[bit]))
			left |= UINT64_C(1) << bit;
	}
	return left;
}

/* Whether the field's text may have words of context at all. */
static bool
field_is_wordy(struct pass *p)
{
	if (p->wordy == WORDY_UNKNOWN) {
		bool maybe = !p->s->rules->lettered ||
			     p->until - p->from > WORDY_FIELD ||
			     text_has_letter(span_of(p->text.p + p->from,
						     p->until - p->from));
		p->wordy = maybe ? WORDY_MAYBE : WORDY_NO;
	}
	return p->wordy == WORDY_MAYBE;
}

/* The same where so many digits stand at a place. */
static inline bool
pass_is_wordy(struct pass *p, size_t at, size_t digits)
{
	if (at == p->from && digits == p->until - at && p->s->rules->lettered)
		p->wordy = WORDY_NO;
	return p->wordy != WORDY_NO && field_is_wordy(p);
}

static int
pass_confirm_all(struct pass *p, const struct bank *b, uint64_t left, size_t at)
{
	int rc = 0;
	if (!p->asked) {
		rc = pass_recall(p);
		if (rc != 0 || p->from == p->until)
			return rc;
	}
	for (; rc == 0 && left != 0; left &= left - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(left);
		if (at - p->from < b->back[bit])
			continue;
		size_t start = at - b->back[bit];
		if (!pass_is_settled(p, b, bit, start))
			rc = pass_confirm(p, b->rule[bit], start);
	}
	return rc;
}

/* Runs those of some detectors of a bank that are possible at a position;
 * open: those that need no word of context, or have it. */
static __attribute__((noinline)) int
pass_bank(struct pass *p, const struct bank *b, uint64_t left, uint64_t open,
	  size_t at)
{
	size_t digits = digits_at(p->text, p->until, at);
	if ((left & ~open) != 0 && !pass_is_wordy(p, at, digits))
		left &= open;
	if (left == 0)
		return 0;
	left = bank_look(b, p->text, p->until, at, digits, left);
	if ((left & ~open) != 0)
		left = (left & open) | pass_worded(p, b, left & ~open, at);
	return left != 0 ? pass_confirm_all(p, b, left, at) : 0;
}

/* The same for all of a bank. Most positions end here. */
static inline int
pass_glance(struct pass *p, const struct bank *b, uint64_t open, size_t at)
{
	uint64_t left = bank_glance(b, p->text, p->from, p->until, at);
	if (left == 0 || ((left & open) == 0 && p->wordy == WORDY_NO))
		return 0;
	return pass_bank(p, b, left, open, at);
}

static inline int
pass_token(struct pass *p, size_t at)
{
	const struct rules *r = p->s->rules;
	size_t until;
	int rc = 0;
	for (size_t k = token_banks(r, p->text.p[at], &until);
	     rc == 0 && k < until && at >= p->from; k++)
		rc = pass_glance(p, &r->token[k], p->label->open[k], at);
	return rc;
}

/* What has no anchor, at every position of the field at hand. */
static int
pass_loose(struct pass *p)
{
	const struct rules *r = p->s->rules;
	int rc = 0;
	for (size_t at = p->from; rc == 0 && at < p->until; at++)
		for (size_t k = 0; rc == 0 && k < r->n_loose; k++)
			rc = pass_glance(p, &r->loose[k],
					 p->label->open[r->n_token + k], at);
	return rc;
}

/* [0-9A-Za-z._%+-] */
static const struct byte_set local_part = {
	{UINT64_C(0x03ff682000000000), UINT64_C(0x07fffffe87fffffe), 0, 0}};

/* An '@': back over what can be the local part, then as ever. */
static int
pass_at(struct pass *p, size_t at)
{
	const struct rules *r = p->s->rules;
	size_t start = at;
	while (start > p->from && at - start < ANCHOR_AT_LOCAL_MAX &&
	       byte_set_has(&local_part, p->text.p[start - 1]))
		start--;
	if (start < at && !p->asked) {
		int rc = pass_recall(p);
		if (rc != 0 || p->from == p->until)
			return rc;
	}
	for (size_t i = 0; start < at && i < r->n_at; i++) {
		int rc = pass_may_be_at(p, r->at[i], start)
				 ? pass_confirm(p, r->at[i], start)
				 : 0;
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* The words of a user's list in the field at hand. */
static int
pass_word_list(struct pass *p, unsigned detector)
{
	const struct word_list *l = p->s->rules->detectors[detector].word_list;
	int rc = 0;
	for (size_t at = p->from; rc == 0 && at < p->until; at++) {
		size_t n = word_list_at(l, p->text, p->from, p->until, at);
		if (n > 0)
			rc = pass_match(p, detector, at, n);
	}
	return rc;
}

/* Into a field: what its label says, and the patterns without an anchor. */
static int
scan_enter(struct pass *p, size_t index)
{
	const struct rules *r = p->s->rules;
	int rc = pass_enter(p, index);
	for (size_t i = 0; rc == 0 && i < r->n_list; i++)
		rc = pass_word_list(p, r->list[i]);
	return rc == 0 && r->n_loose > 0 ? pass_loose(p) : rc;
}

/* Where a field begins in the middle of a word, its first byte has nothing
 * before it all the same. */
static size_t
mark_starts(struct pass *p, size_t tile, size_t next)
{
	const struct block *b = p->block;
	for (; next < b->n_fields; next++) {
		size_t at = b->fields[next].at;
		if (at >= tile + FIND_TILE)
			break;
		if (at > 0 && at < b->text.n &&
		    find_is_alnum(b->text.p[at - 1]) &&
		    find_is_alnum(b->text.p[at]))
			p->s->bits[(at - tile) / 64] |= UINT64_C(1)
							<< (at - tile) % 64;
	}
	return next;
}

/* The next field that ends after a position or says something without a
 * candidate. */
static size_t
next_field(const struct pass *p, size_t at)
{
	const struct block *b = p->block;
	size_t i = p->index + 1;
	if (rules_read_all(p->s->rules))
		return i;
	while (i < b->n_fields &&
	       (size_t)b->fields[i].at + b->fields[i].n <= at &&
	       !pass_label_of(p, &b->fields[i])->any)
		i++;
	return i;
}

/* Leaves fields that end before a position and enters the next, until the
 * field at hand is the first that ends after it. */
static int
scan_advance(struct pass *p, size_t at)
{
	while (p->until <= at) {
		int rc = pass_leave(p);
		if (rc != 0)
			return rc;
		size_t next = next_field(p, at);
		if (next == p->block->n_fields) {
			p->from = p->until = SIZE_MAX;
			p->s->n_matches = 0;
			return 0;
		}
		rc = scan_enter(p, next);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* Candidates of one tile against the fields. */
static int
scan_tile(struct pass *p, size_t tile)
{
	size_t words = tile_words(p->text, tile);
	for (size_t w = 0; w < words; w++) {
		for (uint64_t bits = p->s->bits[w]; bits != 0;
		     bits &= bits - 1) {
			size_t at =
				tile + w * 64 + (size_t)__builtin_ctzll(bits);
			int rc = at < p->until ? 0 : scan_advance(p, at);
			if (rc == 0 && at >= p->from)
				rc = p->text.p[at] == '@' ? pass_at(p, at)
							  : pass_token(p, at);
			if (rc != 0)
				return rc;
		}
	}
	return 0;
}

static int
scan_tiles(struct pass *p)
{
	struct scanner *s = p->s;
	size_t marked = 0;
	int rc = scan_enter(p, 0);
	for (size_t tile = 0; rc == 0 && tile < p->text.n; tile += FIND_TILE) {
		find_candidates(&s->rules->find, p->text, tile, s->bits);
		marked = mark_starts(p, tile, marked);
		pass_look_ahead(p, tile);
		rc = scan_tile(p, tile);
	}
	return rc != 0 ? rc : scan_advance(p, p->text.n);
}

int
scan_block(struct scanner *s, const struct labels *l, const struct block *b,
	   uint64_t *steps, scan_hit_fn *fn, void *arg)
{
	if (b->n_fields == 0)
		return 0;
	struct pass p = pass_begin(s, l, b, steps, fn, arg);
	int rc = scan_tiles(&p);
	pass_end(&p);
	return rc;
}
