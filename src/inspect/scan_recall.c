/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a pass asks of the memory of values, and puts into it. Never changes
 * what is reported or charged. One thread.
 */
#include "inspect/scan_kit.h"

struct recall_key
pass_key(const struct pass *p, const struct field *f, const struct label *label)
{
	return recall_key(p->s->recall, span_of(p->text.p + f->at, f->n),
			  label->sense,
			  p->block->scope + (uint64_t)p->s->today);
}

/* Whether the field at hand is asked for. Where values hardly ever come again
 * memory costs more than it saves: then the same few of all values are. */
static bool
is_worth_asking(const struct pass *p)
{
	struct scanner *s = p->s;
	if (s->n_asked >= ASKED_SPAN) {
		s->forgetful = s->n_known * ASKED_EACH < s->n_asked;
		s->n_asked = s->n_known = 0;
	}
	if (!s->forgetful || p->until - p->from < 8)
		return true;
	uint64_t head, tail;
	memcpy(&head, p->text.p + p->from, 8);
	memcpy(&tail, p->text.p + p->until - 8, 8);
	uint64_t mixed = (head ^ (tail << 7 | tail >> 57)) *
			 UINT64_C(0x9e3779b97f4a7c15);
	return (mixed >> 59) % ASKED_SAMPLE == 0;
}

int
pass_recall(struct pass *p)
{
	struct scanner *s = p->s;
	const struct block *b = p->block;
	p->asked = true;
	if (b->from > p->from || b->until < p->until || !is_worth_asking(p) ||
	    scanner_recall(s) == NULL)
		return 0;
	while (s->next_ahead < s->n_ahead &&
	       s->ahead[s->next_ahead].index < p->index)
		s->next_ahead++;
	if (s->next_ahead < s->n_ahead &&
	    s->ahead[s->next_ahead].index == p->index)
		p->key = s->ahead[s->next_ahead].key;
	else
		p->key = pass_key(p, &b->fields[p->index], p->label);
	struct recalled *e = recall_get(s->recall, &p->key);
	s->n_asked++;
	s->n_known += e != NULL;
	p->fresh = e == NULL;
	bool whole = e != NULL;
	for (size_t i = 0; whole && i < e->n; i++)
		whole = (e->hits[i].says & RECALL_KNOWN) != 0;
	p->steps_before = p->steps != NULL ? *p->steps : 0;
	/* Exhaustion comes where it would come without memory. */
	if (!whole || (p->steps != NULL && *p->steps < e->steps))
		return 0;
	if (p->steps != NULL)
		*p->steps -= e->steps;
	for (size_t i = 0; i < e->n; i++) {
		struct recalled_hit *known = &e->hits[i];
		const struct detector *d =
			&s->rules->detectors[known->detector];
		struct hit hit = {.detector = known->detector,
				  .category = (uint16_t)d->category,
				  .confidence = known->confidence,
				  .field = (uint32_t)p->index,
				  .at = (uint32_t)p->from + known->at,
				  .n = known->n,
				  .recalled = known};
		int rc = p->fn(p->arg, &hit);
		if (rc != 0)
			return rc;
	}
	s->n_recalled++;
	p->from = p->until;
	return 0;
}

struct recalled *
pass_remember(struct pass *p, size_t n)
{
	struct scanner *s = p->s;
	uint64_t steps = p->steps != NULL ? p->steps_before - *p->steps : 0;
	if (n == 0 || n > RECALL_HITS || steps > UINT16_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (s->rules->detectors[s->matches[i].detector].kind >
		    KIND_DEVICE)
			return NULL;
	struct recalled *e = recall_put(s->recall, &p->key);
	for (size_t i = 0; e != NULL && i < n; i++) {
		const struct match *m = &s->matches[i];
		e->hits[i] =
			(struct recalled_hit){.detector = m->detector,
					      .at = (uint8_t)(m->at - p->from),
					      .n = (uint8_t)m->n,
					      .confidence = m->confidence};
		e->n = (uint8_t)(i + 1);
		e->steps = (uint16_t)steps;
	}
	return e;
}

/* Whether a field is likely to be asked for because of this candidate. */
static bool
is_likely(const struct pass *p, const struct field *f,
	  const struct label *label, size_t at)
{
	const struct rules *r = p->s->rules;
	if (p->text.p[at] == '@')
		return at > f->at;
	size_t end = (size_t)f->at + f->n, until;
	for (size_t k = token_banks(r, p->text.p[at], &until); k < until; k++) {
		const struct bank *b = &r->token[k];
		uint64_t left = bank_glance(b, p->text, f->at, end, at);
		size_t digits = left != 0 ? digits_at(p->text, end, at) : 0;
		if (bank_look(b, p->text, end, at, digits,
			      left & label->open[k]) != 0)
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
	size_t i = p->index, words = tile_words(p->text, tile);
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
			const struct label *label = pass_label_of(p, f);
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
void
pass_look_ahead(struct pass *p, size_t tile)
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
	if (!s->ahead_pays || s->forgetful)
		return;
	find_ahead(p, tile);
	for (size_t i = 0; i < s->n_ahead; i++)
		recall_expect_entry(s->recall, &s->ahead[i].key);
}
