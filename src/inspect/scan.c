/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A block's way through the engine: the finder marks candidates tile by tile,
 * candidates and fields are walked together in order, each candidate is
 * narrowed to the detectors that are still possible by the bytes around it,
 * and only these are run. The authority tries everything everywhere instead.
 * A scanner is one thread's.
 */
#include "inspect/scan_kit.h"

#include <errno.h>
#include <stdlib.h>

#define MATCH_LIMIT 10000
#define JIT_STACK_MIN 32768
#define JIT_STACK_MAX 262144
/* 2099-12-31 */
#define LAST_DAY 47481

int
scanner_new(struct rules *r, struct scanner **ret_scanner)
{
	CLEANUP(scanner_free) struct scanner *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	buf_init(&s->canonical, 16u << 20);
	s->today = LAST_DAY;
	s->rules = rules_ref(r);
	s->data = pcre2_match_data_create(1, NULL);
	s->context = pcre2_match_context_create(NULL);
	s->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
	if (s->data == NULL || s->context == NULL ||
	    (r->jit && s->stack == NULL))
		return -ENOMEM;
	(void)pcre2_set_match_limit(s->context, MATCH_LIMIT);
	pcre2_jit_stack_assign(s->context, NULL, s->stack);
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
	pcre2_jit_stack_free(mine->stack);
	rules_unref(&mine->rules);
	recall_free(&mine->recall);
	buf_fini(&mine->canonical);
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

/* The detectors of a bank that can match with their token at a position of
 * the field text[from .. until). */
__attribute__((always_inline)) static inline uint64_t
bank_possible(const struct bank *b, struct span text, size_t from, size_t until,
	      size_t at)
{
	const uint8_t *c = text.p + at;
	size_t n = until - at;
	uint64_t left = at > from ? b->before[c[-1]] : b->first;
	if (n >= 4)
		left &= b->at[0][c[0]] & b->at[1][c[1]] & b->at[2][c[2]] &
			b->at[3][c[3]];
	for (size_t i = n >= 4 ? 4 : 0; left != 0 && i < BANK_DEPTH; i++) {
		if (i == n)
			return left & b->ends[n];
		left &= b->at[i][c[i]];
	}
	return left;
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
	return m->at == at && m->confidence == CONFIDENCE_HIGH &&
	       m->detector < b->rule[bit] && b->longest[bit] <= m->n &&
	       s->rules->detectors[m->detector].tier == 1;
}

/* Runs all possible detectors of a bank at a position. */
static int
pass_bank(struct pass *p, const struct bank *b, size_t at)
{
	uint64_t left = bank_possible(b, p->text, p->from, p->until, at);
	if ((left & b->gated) != 0 && !pass_may_have_words(p, at))
		left &= ~b->gated;
	if (left != 0 && !p->asked) {
		int rc = pass_recall(p);
		if (rc != 0 || p->from == p->until)
			return rc;
	}
	for (; left != 0; left &= left - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(left);
		if (at - p->from < b->back[bit])
			continue;
		size_t start = at - b->back[bit];
		if (pass_is_settled(p, b, bit, start) ||
		    ((b->gated >> bit & 1) != 0 &&
		     !pass_may_have_context(p, b->rule[bit], start)))
			continue;
		int rc = pass_confirm(p, b->rule[bit], start);
		if (rc != 0)
			return rc;
	}
	return 0;
}

static int
pass_banks(struct pass *p, const struct bank *banks, size_t n_banks, size_t at)
{
	int rc = 0;
	for (size_t k = 0; rc == 0 && k < n_banks && at >= p->from; k++)
		rc = pass_bank(p, &banks[k], at);
	return rc;
}

/* An '@': back over what can be the local part, then as ever. */
static int
pass_at(struct pass *p, size_t at)
{
	const struct rules *r = p->s->rules;
	size_t start = at;
	while (start > p->from && at - start < ANCHOR_AT_LOCAL_MAX) {
		uint8_t c = p->text.p[start - 1];
		if (!byte_set_has(&shape_alnum, c) &&
		    (c == 0 || strchr("._%+-", c) == NULL))
			break;
		start--;
	}
	if (start < at && !p->asked) {
		int rc = pass_recall(p);
		if (rc != 0 || p->from == p->until)
			return rc;
	}
	for (size_t i = 0; start < at && i < r->n_at; i++) {
		int rc = pass_confirm(p, r->at[i], start);
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
	for (size_t at = p->from; r->n_loose > 0 && rc == 0 && at < p->until;
	     at++)
		rc = pass_banks(p, r->loose, r->n_loose, at);
	return rc;
}

/* Where a field begins in the middle of a word, its first byte has nothing
 * before it all the same. */
static size_t
mark_starts(struct pass *p, size_t tile, size_t next)
{
	const struct find_set *set = &p->s->rules->find;
	const struct block *b = p->block;
	for (; next < b->n_fields; next++) {
		size_t at = b->fields[next].at;
		if (at >= tile + FIND_TILE)
			break;
		if (at > 0 && at < b->text.n &&
		    (set->of[b->text.p[at - 1]] & FIND_ALNUM) != 0 &&
		    (set->of[b->text.p[at]] & FIND_ALNUM) != 0)
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
	       !labels_meaning(p->labels, b->fields[i].label)->any)
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

/* Words of a tile's bits that the text reaches. */
static size_t
words_of(struct span text, size_t tile)
{
	size_t n = (text.n - tile + 63) / 64;
	return n < FIND_WORDS ? n : FIND_WORDS;
}

/* Candidates of one tile against the fields. */
static int
scan_tile(struct pass *p, size_t tile)
{
	const struct rules *r = p->s->rules;
	size_t words = words_of(p->text, tile);
	for (size_t w = 0; w < words; w++) {
		for (uint64_t bits = p->s->bits[w]; bits != 0;
		     bits &= bits - 1) {
			size_t at =
				tile + w * 64 + (size_t)__builtin_ctzll(bits);
			int rc = at < p->until ? 0 : scan_advance(p, at);
			if (rc == 0 && at >= p->from) {
				rc = p->text.p[at] == '@'
					     ? pass_at(p, at)
					     : pass_banks(p, r->token,
							  r->n_token, at);
			}
			if (rc != 0)
				return rc;
		}
	}
	return 0;
}

/* Whether a field is likely to be asked for because of this candidate. */
static bool
is_likely(const struct pass *p, const struct field *f,
	  const struct label *label, size_t at)
{
	const struct rules *r = p->s->rules;
	if (p->text.p[at] == '@')
		return at > f->at;
	for (size_t k = 0; k < r->n_token; k++) {
		const struct bank *b = &r->token[k];
		uint64_t left = bank_possible(b, p->text, f->at,
					      (size_t)f->at + f->n, at);
		if ((label->any_context ? left : left & ~b->gated) != 0)
			return true;
	}
	return false;
}

/* The fields of a tile that will be asked for. */
static void
find_ahead(struct pass *p, size_t tile)
{
	struct scanner *s = p->s;
	const struct block *b = p->block;
	size_t i = p->index, words = words_of(p->text, tile);
	for (size_t w = 0; w < words; w++) {
		for (uint64_t bits = s->bits[w]; bits != 0; bits &= bits - 1) {
			size_t at =
				tile + w * 64 + (size_t)__builtin_ctzll(bits);
			const struct field *f = &b->fields[i];
			while (f->at + (size_t)f->n <= at && ++i < b->n_fields)
				f++;
			if (i == b->n_fields || s->n_ahead == AHEAD_MAX)
				return;
			if (at < f->at)
				continue;
			const struct label *label =
				labels_meaning(p->labels, f->label);
			if (!pass_may_recall(p, f, label) ||
			    !is_likely(p, f, label, at))
				continue;
			struct ahead *a = &s->ahead[s->n_ahead++];
			a->index = (uint32_t)i++;
			a->key = pass_key(p, f, label);
			recall_expect(s->recall, &a->key);
			if (i == b->n_fields)
				return;
		}
	}
}

/* Has memory fetch what is known of a tile's fields: a look-up costs less than
 * the wait for it. Not where next to none were known of late. */
static void
look_ahead(struct pass *p, size_t tile)
{
	struct scanner *s = p->s;
	s->n_ahead = s->next_ahead = 0;
	if (p->block->scope == 0 || p->index >= p->block->n_fields)
		return;
	if (s->n_scanned >= AHEAD_SPAN) {
		s->ahead_pays = s->n_recalled * AHEAD_EACH >= s->n_scanned;
		s->n_scanned = s->n_recalled = 0;
	}
	s->n_scanned +=
		p->text.n - tile < FIND_TILE ? p->text.n - tile : FIND_TILE;
	if (!s->ahead_pays)
		return;
	find_ahead(p, tile);
	for (size_t i = 0; i < s->n_ahead; i++)
		recall_expect_entry(s->recall, &s->ahead[i].key);
}

int
scan_block(struct scanner *s, const struct labels *l, const struct block *b,
	   uint64_t *steps, scan_hit_fn *fn, void *arg)
{
	struct pass p = {.s = s,
			 .labels = l,
			 .block = b,
			 .steps = steps,
			 .fn = fn,
			 .arg = arg,
			 .text = b->text};
	size_t marked = 0;
	if (b->n_fields == 0)
		return 0;
	int rc = scan_enter(&p, 0);
	for (size_t tile = 0; rc == 0 && tile < b->text.n; tile += FIND_TILE) {
		find_candidates(&s->rules->find, b->text, tile, s->bits);
		marked = mark_starts(&p, tile, marked);
		look_ahead(&p, tile);
		rc = scan_tile(&p, tile);
	}
	return rc != 0 ? rc : scan_advance(&p, b->text.n);
}

/* A detector's pattern, not anchored. */
static int
authority_code(struct scanner *s, unsigned detector, pcre2_code **ret_code)
{
	int code;
	PCRE2_SIZE at;
	if (s->free_codes == NULL)
		s->free_codes = calloc(s->rules->n, sizeof(*s->free_codes));
	if (s->free_codes == NULL)
		return -ENOMEM;
	if (s->free_codes[detector] == NULL) {
		const char *pattern = s->rules->detectors[detector].pattern;
		s->free_codes[detector] = pcre2_compile(
			(PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
			PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE, &code,
			&at, NULL);
		if (s->free_codes[detector] == NULL)
			return -ENOMEM;
		(void)pcre2_jit_compile(s->free_codes[detector],
					PCRE2_JIT_COMPLETE);
	}
	*ret_code = s->free_codes[detector];
	return 0;
}

/* All matches of a detector in the field at hand, at every start. */
static int
authority_detector(struct pass *p, unsigned detector)
{
	struct scanner *s = p->s;
	pcre2_code *code;
	int rc = authority_code(s, detector, &code);
	size_t at = 0, n = p->until - p->from;
	while (rc == 0 && at < n) {
		int found = pcre2_match(code, p->text.p + p->from, n, at, 0,
					s->data, s->context);
		if (found == PCRE2_ERROR_NOMATCH)
			break;
		if (found < 0)
			return ERR_UNREADABLE;
		size_t *ends = pcre2_get_ovector_pointer(s->data);
		at = ends[0] + 1;
		rc = pass_match(p, detector, p->from + ends[0],
				ends[1] - ends[0]);
	}
	return rc;
}

static int
authority_word_list(struct pass *p, unsigned detector)
{
	const struct word_list *l = p->s->rules->detectors[detector].word_list;
	int rc = 0;
	for (size_t at = p->from; rc == 0 && at < p->until; at++) {
		size_t n =
			word_list_at_slowly(l, p->text, p->from, p->until, at);
		if (n > 0)
			rc = pass_match(p, detector, at, n);
	}
	return rc;
}

int
scan_block_authority(struct scanner *s, const struct labels *l,
		     const struct block *b, scan_hit_fn *fn, void *arg)
{
	struct pass p = {.s = s,
			 .labels = l,
			 .block = b,
			 .fn = fn,
			 .arg = arg,
			 .text = b->text};
	const struct rules *r = s->rules;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < b->n_fields; i++) {
		rc = pass_enter(&p, i);
		for (unsigned d = 0; rc == 0 && d < r->n; d++) {
			if (r->detectors[d].code != NULL &&
			    r->detectors[d].anchor != ANCHOR_LABEL)
				rc = authority_detector(&p, d);
			else if (r->detectors[d].anchor == ANCHOR_LIST)
				rc = authority_word_list(&p, d);
		}
		if (rc == 0)
			rc = pass_leave(&p);
	}
	return rc;
}
