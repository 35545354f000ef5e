/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a candidate to a match: PCRE2 anchored in a short window inside the
 * field, the validator, then how sure we are by the words around. One thread.
 */
#include "inspect/scan_kit.h"

#include <errno.h>
#include <stdlib.h>

/* Bytes after the longest match that a pattern's \b or $ may look at. */
#define WINDOW_SLACK 8
/* Canonical bytes and matches kept of one field. */
#define MATCHES_MAX (1u << 18)
/* Words of context are looked for this far ahead at once. */
#define SPOT_STEP 1024

static int
pass_keep(struct pass *p, const struct match *m)
{
	struct scanner *s = p->s;
	if (s->n_matches == s->size_matches) {
		size_t size = s->size_matches * 2 + 64;
		if (size > MATCHES_MAX)
			return ERR_EXHAUSTED;
		struct match *grown =
			realloc(s->matches, size * sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		s->matches = grown;
		s->size_matches = size;
	}
	s->matches[s->n_matches++] = *m;
	return 0;
}

/* Whether the field's value says that there is none. */
static bool
value_is_void(struct span value)
{
	static const struct span voids[] = {
		SPAN(""),     SPAN("null"), SPAN("none"),  SPAN("nil"),
		SPAN("n/a"),  SPAN("na"),   SPAN("nan"),   SPAN("undefined"),
		SPAN("-"),    SPAN("--"),   SPAN("\\n"),   SPAN("\"\""),
		SPAN("[]"),   SPAN("{}"),   SPAN("无"),	   SPAN("空"),
		SPAN("未填"), SPAN("不详"), SPAN("(null)")};
	value = span_trim(value, " \t\r\n");
	for (size_t i = 0; i < sizeof(voids) / sizeof(voids[0]); i++) {
		if (value.n == voids[i].n && span_eq_nocase(value, voids[i]))
			return true;
	}
	return false;
}

/* What the field's name decides: names of persons, sensitive attributes. */
static int
pass_label(struct pass *p)
{
	const struct rules *r = p->s->rules;
	struct span value = span_cut(p->text, p->from, p->until);
	if (value_is_void(value))
		return 0;
	size_t blanks = 0;
	while (blanks < value.n &&
	       (value.p[blanks] == ' ' || value.p[blanks] == '\t'))
		blanks++;
	for (size_t k = 0; k < r->n_label; k++) {
		unsigned i = r->label[k];
		int rc = 0;
		if (!detector_has(&p->label->decides, i) ||
		    detector_has(&p->label->anti, i))
			continue;
		if (r->detectors[i].code != NULL) {
			rc = pass_confirm(p, i, p->from + blanks);
		} else {
			struct match m = {.at = (uint32_t)p->from,
					  .n = (uint32_t)value.n,
					  .detector = (uint16_t)i,
					  .confidence = CONFIDENCE_MEDIUM};
			rc = pass_keep(p, &m);
		}
		if (rc < 0)
			return rc;
	}
	return 0;
}

int
pass_enter(struct pass *p, size_t index)
{
	const struct field *f = &p->block->fields[index];
	p->index = index;
	p->from = f->at;
	p->until = (size_t)f->at + f->n;
	must(p->until <= p->text.n);
	p->label = labels_meaning(p->labels, f->label);
	p->nearby.known = false;
	p->spot_from = p->spot_until = 0;
	p->s->n_matches = 0;
	p->fresh = false;
	p->asked = !pass_may_recall(p, f, p->label);
	if (p->s->canonical.n > 0)
		buf_clear(&p->s->canonical);
	return p->label->any ? pass_label(p) : 0;
}

int
pass_confirm(struct pass *p, unsigned detector, size_t at)
{
	struct scanner *s = p->s;
	const struct detector *d = &s->rules->detectors[detector];
	if (p->steps != NULL) {
		if (*p->steps == 0)
			return ERR_EXHAUSTED;
		--*p->steps;
	}
	size_t from =
		at > p->from + SCAN_BEHIND_MAX ? at - SCAN_BEHIND_MAX : p->from;
	size_t until = at + SCAN_MATCH_MAX + WINDOW_SLACK;
	until = until < p->until ? until : p->until;
	PCRE2_SPTR subject = p->text.p + from;
	int rc;
	if (s->rules->jit)
		rc = pcre2_jit_match(d->code, subject, until - from, at - from,
				     0, s->data, s->context);
	else
		rc = pcre2_match(d->code, subject, until - from, at - from, 0,
				 s->data, s->context);
	if (rc == PCRE2_ERROR_NOMATCH)
		return 0;
	if (rc < 0)
		return ERR_UNREADABLE;
	size_t *ends = pcre2_get_ovector_pointer(s->data);
	return pass_match(p, detector, at, ends[1] - ends[0]);
}

/* Makes the set of detectors that may have a word near a match hold for one
 * that begins at a position, or a little before it. */
static void
pass_spot(struct pass *p, size_t at)
{
	if (at >= p->spot_from && at < p->spot_until)
		return;
	size_t first = at > SHAPE_DEPTH ? at - SHAPE_DEPTH : 0;
	size_t from =
		first > p->from + SCAN_CONTEXT ? first - SCAN_CONTEXT : p->from;
	size_t until = at + SPOT_STEP + SCAN_MATCH_MAX + SCAN_CONTEXT;
	until = until < p->until ? until : p->until;
	p->spot = spotter_read(p->s->rules->spotter,
			       span_cut(p->text, from, until));
	p->spot_from = first;
	p->spot_until = at + SPOT_STEP;
}

bool
pass_may_have_words(struct pass *p, size_t at)
{
	if (p->label->any_context)
		return true;
	pass_spot(p, at);
	uint64_t any = 0;
	for (int i = 0; i < 4; i++)
		any |= p->spot.bits[i];
	return any != 0;
}

bool
pass_may_have_context(struct pass *p, unsigned detector, size_t at)
{
	if (detector_has(&p->label->context, detector))
		return true;
	pass_spot(p, at);
	return detector_has(&p->spot, detector);
}

/* Whether one of a detector's words stands near a match, in its field. */
static bool
pass_nearby(struct pass *p, unsigned detector, const struct words *w, size_t at,
	    size_t n)
{
	struct nearby *near = &p->nearby;
	if (w->n == 0 || p->until - p->from == n)
		return false;
	pass_spot(p, at);
	if (!detector_has(&p->spot, detector))
		return false;
	if (!near->known || near->at != at || near->n != n) {
		size_t from = at > p->from + SCAN_CONTEXT ? at - SCAN_CONTEXT
							  : p->from;
		size_t until = at + n + SCAN_CONTEXT;
		until = until < p->until ? until : p->until;
		words_text(span_cut(p->text, from, at), &near->before);
		words_text(span_cut(p->text, at + n, until), &near->after);
		near->at = (uint32_t)at;
		near->n = (uint32_t)n;
		near->known = true;
	}
	return words_in(w, &near->before) || words_in(w, &near->after);
}

/* How sure a valid match is; < 0 if a word near by forbids it. */
static int
pass_weigh(struct pass *p, unsigned detector, size_t at, size_t n)
{
	const struct detector *d = &p->s->rules->detectors[detector];
	if (d->anti.n > 0 && (detector_has(&p->label->anti, detector) ||
			      pass_nearby(p, detector, &d->anti, at, n)))
		return -1;
	if (d->tier == 3)
		return CONFIDENCE_MEDIUM;
	bool context = detector_has(&p->label->context, detector) ||
		       pass_nearby(p, detector, &d->context, at, n);
	if (d->tier == 1)
		return context ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
	if (!context)
		return CONFIDENCE_LOW;
	return d->valid != NULL ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
}

int
pass_match(struct pass *p, unsigned detector, size_t at, size_t n)
{
	struct scanner *s = p->s;
	const struct detector *d = &s->rules->detectors[detector];
	struct canonical *c = &s->found;
	if (n == 0 || n > CANONICAL_MAX ||
	    !validate(d->valid, span_cut(p->text, at, at + n), s->today, c))
		return 0;
	if (d->digest_list != NULL &&
	    !digest_list_has(d->digest_list, span_of(c->text, c->n)))
		return 0;
	int confidence = pass_weigh(p, detector, at, c->used);
	if (confidence < 0 ||
	    (d->needs_context && confidence == CONFIDENCE_LOW))
		return 0;
	struct match m = {.at = (uint32_t)at,
			  .n = (uint32_t)c->used,
			  .canonical = (uint32_t)s->canonical.n,
			  .n_canonical = (uint32_t)c->n,
			  .detector = (uint16_t)detector,
			  .confidence = (uint8_t)confidence};
	int rc = buf_add(&s->canonical, span_of(c->text, c->n));
	if (rc < 0)
		return rc == ERR_LIMIT ? ERR_EXHAUSTED : rc;
	return pass_keep(p, &m);
}

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

/* Whether a match lies within a better one. Hits by label alone neither hide
 * nor are hidden: they say something else. */
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

struct recall_key
pass_key(const struct pass *p, const struct field *f, const struct label *label)
{
	return recall_key(p->s->recall, span_of(p->text.p + f->at, f->n),
			  label->sense,
			  p->block->scope + (uint64_t)p->s->today);
}

int
pass_recall(struct pass *p)
{
	struct scanner *s = p->s;
	const struct block *b = p->block;
	p->asked = true;
	if (b->from > p->from || b->until < p->until ||
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

/* An entry for the field, if its matches (settled, the first n) are such that
 * nothing of it but digests needs to be kept. */
static struct recalled *
pass_remember(struct pass *p, size_t n)
{
	struct scanner *s = p->s;
	uint64_t steps = p->steps != NULL ? p->steps_before - *p->steps : 0;
	if (!p->fresh || n == 0 || n > RECALL_HITS || steps > UINT16_MAX)
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

/* Puts the matches in order, drops those that are not to be reported. */
static void
pass_settle(struct pass *p)
{
	struct scanner *s = p->s;
	size_t kept = 0;
	if (s->n_matches > 1)
		qsort(s->matches, s->n_matches, sizeof(*s->matches),
		      match_order);
	for (size_t i = 0; i < s->n_matches; i++)
		s->matches[i].kept = s->matches[i].at >= p->block->from &&
				     s->matches[i].at < p->block->until &&
				     !match_is_hidden(s, i);
	for (size_t i = 0; i < s->n_matches; i++)
		if (s->matches[i].kept)
			s->matches[kept++] = s->matches[i];
	s->n_matches = kept;
}

int
pass_leave(struct pass *p)
{
	struct scanner *s = p->s;
	if (s->n_matches == 0)
		return 0;
	pass_settle(p);
	struct recalled *e = pass_remember(p, s->n_matches);
	for (size_t i = 0; i < s->n_matches; i++) {
		const struct match *m = &s->matches[i];
		struct hit hit = {
			.recalled = e != NULL ? &e->hits[i] : NULL,
			.detector = m->detector,
			.category = (uint16_t)s->rules->detectors[m->detector]
					    .category,
			.confidence = m->confidence,
			.field = (uint32_t)p->index,
			.at = m->at,
			.n = m->n,
			.canonical =
				span_cut(buf_span(&s->canonical), m->canonical,
					 m->canonical + m->n_canonical)};
		int rc = p->fn(p->arg, &hit);
		if (rc != 0)
			return rc;
	}
	return 0;
}
