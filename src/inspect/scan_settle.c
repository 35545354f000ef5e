/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of a field's matches are reported: those that lie in no better one.
 * One thread.
 */
#include "inspect/scan_kit.h"

#include <stdlib.h>

static int
match_order(const void *a, const void *b)
{
	const struct match *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->detector < y->detector ? -1 : x->detector > y->detector;
}

/* Whether a is the one to keep of two matches. A total order. */
static bool
match_better(const struct rules *r, const struct match *a,
	     const struct match *b)
{
	bool sure_a = a->confidence >= CONFIDENCE_MEDIUM;
	bool sure_b = b->confidence >= CONFIDENCE_MEDIUM;
	if (sure_a != sure_b)
		return sure_a;
	if (a->n != b->n)
		return a->n > b->n;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence;
	int tier_a = r->detectors[a->detector].tier;
	int tier_b = r->detectors[b->detector].tier;
	if (tier_a != tier_b)
		return tier_a < tier_b;
	return a->detector < b->detector;
}

/* Whether a match lies within a better one. Attributes neither hide nor are
 * hidden: they say something else. */
static bool
match_is_hidden(const struct scanner *s, size_t i)
{
	const struct rules *r = s->rules;
	const struct match *m = &s->matches[i];
	if (!detector_reads(&r->detectors[m->detector]))
		return false;
	size_t k = i;
	while (k > 0 && s->matches[k - 1].at + SCAN_MATCH_MAX > m->at)
		k--;
	for (; k < s->n_matches && s->matches[k].at <= m->at; k++) {
		const struct match *o = &s->matches[k];
		if (k != i && detector_reads(&r->detectors[o->detector]) &&
		    o->at + o->n >= m->at + m->n && match_better(r, o, m))
			return true;
	}
	return false;
}

/* Puts the matches in order, drops those that are not to be reported. */
static void
pass_settle(struct pass *p)
{
	struct scanner *s = p->s;
	size_t kept = 0;
	qsort(s->matches, s->n_matches, sizeof(*s->matches), match_order);
	for (size_t i = 0; i < s->n_matches; i++)
		s->matches[i].kept = s->matches[i].at >= p->block->from &&
				     s->matches[i].at < p->block->until &&
				     !match_is_hidden(s, i);
	for (size_t i = 0; i < s->n_matches; i++)
		if (s->matches[i].kept)
			s->matches[kept++] = s->matches[i];
	s->n_matches = kept;
}

static int
pass_say(struct pass *p, const struct match *m, const char *canonicals,
	 struct recalled_hit *recalled)
{
	const struct detector *d = &p->s->rules->detectors[m->detector];
	struct hit hit = {.recalled = recalled,
			  .detector = m->detector,
			  .category = (uint16_t)d->category,
			  .confidence = m->confidence,
			  .field = (uint32_t)p->index,
			  .at = m->at,
			  .n = m->n,
			  .canonical = SPAN_NONE};
	/* A hit by label alone has none, and there may be no room of them. */
	if (m->n_canonical > 0)
		hit.canonical =
			span_of(canonicals + m->canonical, m->n_canonical);
	return p->fn(p->arg, &hit);
}

/* The usual case: one match, whose canonical form is where it was found. */
static int
pass_report_one(struct pass *p)
{
	const struct match *m = &p->s->matches[0];
	if (m->at < p->block->from || m->at >= p->block->until)
		return 0;
	struct recalled *e = p->fresh ? pass_remember(p, 1) : NULL;
	return pass_say(p, m, p->s->found.text, e != NULL ? &e->hits[0] : NULL);
}

int
pass_report(struct pass *p)
{
	struct scanner *s = p->s;
	if (s->n_matches == 1 && s->found_is_kept)
		return pass_report_one(p);
	int rc = s->found_is_kept ? pass_put_found(s) : 0;
	if (rc < 0)
		return rc;
	pass_settle(p);
	struct recalled *e = p->fresh ? pass_remember(p, s->n_matches) : NULL;
	for (size_t i = 0; rc == 0 && i < s->n_matches; i++)
		rc = pass_say(p, &s->matches[i], s->canonical,
			      e != NULL ? &e->hits[i] : NULL);
	return rc;
}
