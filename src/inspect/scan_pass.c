/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From a candidate to a match: PCRE2 anchored in a short window inside the
 * field, the validator, then how sure we are by the words around. One thread.
 */
#include "inspect/scan_kit.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

/* Bytes after the longest match that a pattern's \b or $ may look at. */
#define WINDOW_SLACK 8
/* Canonical bytes and matches kept of one field. */
#define CANONICALS_MAX (16u << 20)
#define MATCHES_MAX (1u << 18)
/* Words of context are looked for this far ahead at once. */
#define SPOT_STEP 1024
/* A word that forbids ends at most so far before the match. */
#define ANTI_REACH 24
/* What stands before the '@' of a URL is looked back over so far. */
#define URL_USER_MAX 96

/* Room for one more match of the field at hand. */
static int
matches_grow(struct scanner *s)
{
	size_t size = s->size_matches * 2 + 64;
	if (size > MATCHES_MAX)
		return ERR_EXHAUSTED;
	struct match *grown = realloc(s->matches, size * sizeof(*grown));
	if (grown == NULL)
		return -ENOMEM;
	s->matches = grown;
	s->size_matches = size;
	return 0;
}

static inline int
pass_keep(struct pass *p, unsigned detector, size_t at, size_t n,
	  int confidence)
{
	struct scanner *s = p->s;
	int rc = s->n_matches == s->size_matches ? matches_grow(s) : 0;
	if (rc < 0)
		return rc;
	struct match *m = &s->matches[s->n_matches++];
	m->at = (uint32_t)at;
	m->n = (uint32_t)n;
	m->canonical = (uint32_t)s->n_canonical;
	m->n_canonical = 0;
	m->detector = (uint16_t)detector;
	m->confidence = (uint8_t)confidence;
	return 0;
}

/* What the texts below begin with, and the longest of them. */
#define VOID_FIRST "nNuU-\\\"[{(\xe6\xe7\xe4"
#define VOID_MAX 9

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Whether the field's value says that there is none. */
static bool
value_is_void(struct span value)
{
	static const struct span voids[] = {
		SPAN("null"), SPAN("none"),  SPAN("nil"),	SPAN("n/a"),
		SPAN("na"),   SPAN("nan"),   SPAN("undefined"), SPAN("-"),
		SPAN("--"),   SPAN("\\n"),   SPAN("\"\""),	SPAN("[]"),
		SPAN("{}"),   SPAN("无"),    SPAN("空"),	SPAN("未填"),
		SPAN("不详"), SPAN("(null)")};
	while (value.n > 0 && is_blank(value.p[value.n - 1]))
		value.n--;
	while (value.n > 0 && is_blank(value.p[0]))
		value = span_from(value, 1);
	if (value.n == 0)
		return true;
	if (value.n > VOID_MAX ||
	    memchr(VOID_FIRST, value.p[0], sizeof(VOID_FIRST) - 1) == NULL)
		return false;
	for (size_t i = 0; i < sizeof(voids) / sizeof(voids[0]); i++) {
		if (value.n == voids[i].n && span_eq_nocase(value, voids[i]))
			return true;
	}
	return false;
}

/* One detector that the field's name decides. */
static int
pass_decide(struct pass *p, unsigned detector, struct span value, size_t at)
{
	struct scanner *s = p->s;
	const struct detector *d = &s->rules->detectors[detector];
	if (d->code != NULL && !byte_set_has(&d->shape.at[0], p->text.p[at]))
		return 0;
	if (d->code != NULL)
		return pass_confirm(p, detector, at);
	if (d->valid != NULL) {
		int rc = s->found_is_kept ? pass_put_found(s) : 0;
		if (rc < 0)
			return rc;
		if (!validate(d->valid, span_cut(value, 0, CANONICAL_MAX),
			      s->today, &s->found))
			return 0;
	}
	return pass_keep(p, detector, p->from, value.n, CONFIDENCE_MEDIUM);
}

/* What the field's name decides: names of persons, sensitive attributes. */
int
pass_label(struct pass *p)
{
	const struct rules *r = p->s->rules;
	struct span value = span_cut(p->text, p->from, p->until);
	if (value_is_void(value))
		return 0;
	size_t blanks = 0;
	while (blanks < value.n && memchr(" \t\"'", value.p[blanks], 4) != NULL)
		blanks++;
	for (unsigned w = 0; w < CATEGORY_MAX / 64; w++) {
		uint64_t left = r->by_label.bits[w] &
				p->label->decides.bits[w] &
				~p->label->anti.bits[w];
		for (; left != 0; left &= left - 1) {
			unsigned i = w * 64 + (unsigned)__builtin_ctzll(left);
			int rc = pass_decide(p, i, value, p->from + blanks);
			if (rc < 0)
				return rc;
		}
	}
	return 0;
}

struct pass
pass_begin(struct scanner *s, const struct labels *l, const struct block *b,
	   uint64_t *steps, scan_hit_fn *fn, void *arg)
{
	struct pass p;
	memset(&p, 0, offsetof(struct pass, nearby));
	p.s = s;
	p.meanings = labels_meanings(l, &p.n_meanings);
	p.block = b;
	p.steps = steps;
	p.fn = fn;
	p.arg = arg;
	p.text = b->text;
	s->used_canonical = 0;
	return p;
}

void
pass_end(struct pass *p)
{
	struct scanner *s = p->s;
	if (s->used_canonical > 0)
		explicit_bzero(s->canonical, s->used_canonical);
	explicit_bzero(&s->found, sizeof(s->found));
	s->n_matches = s->n_canonical = s->used_canonical = 0;
}

void
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

/* Works out the words near a match, in its field; false if a detector has
 * none there. */
static bool
pass_nearby(struct pass *p, unsigned detector, size_t at, size_t n)
{
	struct nearby *near = &p->nearby;
	if (p->until - p->from == n)
		return false;
	pass_spot(p, at);
	if (!detector_has(&p->spot, detector))
		return false;
	if (!p->nearby_known || near->at != at || near->n != n) {
		size_t from = at > p->from + SCAN_CONTEXT ? at - SCAN_CONTEXT
							  : p->from;
		size_t until = at + n + SCAN_CONTEXT;
		until = until < p->until ? until : p->until;
		words_text(span_cut(p->text, from, at), &near->before);
		words_text(span_cut(p->text, at + n, until), &near->after);
		near->at = (uint32_t)at;
		near->n = (uint32_t)n;
		p->nearby_known = true;
	}
	return true;
}

/* How sure a valid match is; < 0 if a word forbids it: one in the field's
 * name, or right before the match with no word of context in between. */
static int
pass_weigh(struct pass *p, unsigned detector, size_t at, size_t n)
{
	const struct detector *d = &p->s->rules->detectors[detector];
	bool context = detector_has(&p->label->context, detector);
	if (detector_has(&p->label->anti, detector))
		return -1;
	if (d->tier == 3)
		return CONFIDENCE_MEDIUM;
	if (pass_nearby(p, detector, at, n)) {
		const struct word_text *before = &p->nearby.before;
		size_t last = words_last(&d->context, before);
		size_t anti = words_last(&d->anti, before);
		if (anti > last && before->n - anti <= ANTI_REACH)
			return -1;
		context = context || last > 0 ||
			  words_in(&d->context, &p->nearby.after);
	}
	if (d->tier == 1)
		return context ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
	if (!context)
		return CONFIDENCE_LOW;
	return d->valid != NULL ? CONFIDENCE_HIGH : CONFIDENCE_MEDIUM;
}

enum url_part { URL_NONE, URL_USER, URL_PASSWORD };

/* The part of a URL that a position is in: what stands between "://" and '@'
 * names no mailbox. */
static enum url_part
url_part(const struct pass *p, size_t at)
{
	enum url_part part = URL_USER;
	/* "z***b@": the rest of a mailbox that was made unreadable. */
	if (at > p->from && p->text.p[at - 1] == '*')
		return URL_USER;
	for (size_t i = at; i > p->from && at - i < URL_USER_MAX; i--) {
		uint8_t c = p->text.p[i - 1];
		if (c == '/') {
			bool start = i >= p->from + 3 &&
				     memcmp(p->text.p + i - 3, "://", 3) == 0;
			return start ? part : URL_NONE;
		}
		if (c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' ||
		    c == ',')
			return URL_NONE;
		if (c == ':')
			part = URL_PASSWORD;
	}
	return URL_NONE;
}

bool
pass_may_be_at(const struct pass *p, unsigned detector, size_t at)
{
	const struct detector *d = &p->s->rules->detectors[detector];
	return url_part(p, at) ==
	       (d->kind == KIND_SECRET ? URL_PASSWORD : URL_NONE);
}

static int
canonicals_grow(struct scanner *s)
{
	size_t size = s->size_canonical * 2 + 4096;
	if (size > CANONICALS_MAX)
		return ERR_EXHAUSTED;
	char *grown = malloc(size);
	if (grown == NULL)
		return -ENOMEM;
	if (s->canonical != NULL) {
		memcpy(grown, s->canonical, s->n_canonical);
		explicit_bzero(s->canonical, s->size_canonical);
	}
	free(s->canonical);
	s->canonical = grown;
	s->size_canonical = size;
	return 0;
}

int
pass_put_found(struct scanner *s)
{
	const struct canonical *c = &s->found;
	int rc = 0;
	if (s->n_canonical + c->n > s->size_canonical)
		rc = canonicals_grow(s);
	if (rc < 0)
		return rc;
	memcpy(s->canonical + s->n_canonical, c->text, c->n);
	s->n_canonical += c->n;
	if (s->used_canonical < s->n_canonical)
		s->used_canonical = s->n_canonical;
	s->found_is_kept = false;
	return 0;
}

/* Validates, weighs and keeps a match. */
static inline int
match_take(struct pass *p, unsigned detector, size_t at, size_t n)
{
	struct scanner *s = p->s;
	const struct detector *d = &s->rules->detectors[detector];
	struct canonical *c = &s->found;
	int rc = s->found_is_kept ? pass_put_found(s) : 0;
	if (rc < 0)
		return rc;
	if (d->anchor == ANCHOR_AT && !pass_may_be_at(p, detector, at))
		return 0;
	size_t lead = at - p->from < d->lead ? at - p->from : d->lead;
	at -= lead;
	n += n > 0 ? lead : 0;
	if (!validate(d->valid, span_of(p->text.p + at, n), s->today, c))
		return 0;
	at += c->skip;
	if (d->digest_list != NULL &&
	    !digest_list_has(d->digest_list, span_of(c->text, c->n)))
		return 0;
	int confidence = pass_weigh(p, detector, at, c->used);
	if (confidence < 0 ||
	    (d->needs_context && confidence == CONFIDENCE_LOW))
		return 0;
	rc = pass_keep(p, detector, at, c->used, confidence);
	if (rc < 0)
		return rc;
	s->matches[s->n_matches - 1].n_canonical = (uint32_t)c->n;
	s->found_is_kept = true;
	return 0;
}

int
pass_match(struct pass *p, unsigned detector, size_t at, size_t n)
{
	return match_take(p, detector, at, n);
}

/* Takes from the work that is left. */
static int
pass_charge(struct pass *p, uint64_t steps)
{
	if (p->steps == NULL)
		return 0;
	if (*p->steps < steps) {
		*p->steps = 0;
		return ERR_EXHAUSTED;
	}
	*p->steps -= steps;
	return 0;
}

static inline int
confirm_run(struct scanner *s, const struct detector *d, struct span window,
	    size_t at, pcre2_match_context *context)
{
	if (s->rules->jit)
		return pcre2_jit_match(d->code, window.p, window.n, at, 0,
				       s->data, context);
	return pcre2_match(d->code, window.p, window.n, at, 0, s->data,
			   context);
}

int
pass_confirm(struct pass *p, unsigned detector, size_t at)
{
	struct scanner *s = p->s;
	const struct detector *d = &s->rules->detectors[detector];
	int rc = pass_charge(p, 1);
	if (rc < 0)
		return rc;
	size_t from =
		at > p->from + SCAN_BEHIND_MAX ? at - SCAN_BEHIND_MAX : p->from;
	size_t until = at + SCAN_MATCH_MAX + WINDOW_SLACK;
	until = until < p->until ? until : p->until;
	struct span window = span_of(p->text.p + from, until - from);
	int found = confirm_run(s, d, window, at - from, s->context);
	if (found == PCRE2_ERROR_MATCHLIMIT) {
		rc = pass_charge(p, HARD_STEPS);
		if (rc < 0)
			return rc;
		found = confirm_run(s, d, window, at - from, s->context_hard);
	}
	if (found == PCRE2_ERROR_NOMATCH)
		return 0;
	if (found < 0)
		return ERR_UNREADABLE;
	return match_take(p, detector, at, s->ends[1] - s->ends[0]);
}
