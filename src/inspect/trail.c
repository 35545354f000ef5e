/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See the header. Guarantees: runs are in order and as few as can be; escapes
 * whose places cannot be told leave their value as one run. One owner, one
 * thread.
 */
#include "inspect/trail.h"

#include "inspect/fold.h"

#include <stdlib.h>

/* Stages keep no more than this of a text among them. */
#define TRAIL_KEPT (UINT64_C(1) << 20)
#define ESCAPE_LONGEST 17

void
trail_fini(struct trail *t)
{
	free(t->runs);
	t->runs = NULL;
	t->n = t->size = 0;
}

/* The run that a byte stands in: t->n if it is before them all. */
static size_t
find(const struct trail *t, uint64_t at)
{
	size_t low = 0, high = t->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (t->runs[middle].text <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? low - 1 : t->n;
}

static uint64_t
begin_here(const struct trail *t, uint64_t at)
{
	size_t i = find(t, at);
	return i == t->n ? at : t->runs[i].source + (at - t->runs[i].text);
}

static uint64_t
end_here(const struct trail *t, uint64_t at)
{
	size_t i = at > 0 ? find(t, at - 1) : t->n;
	if (i == t->n)
		return at;
	const struct trail_run *r = &t->runs[i];
	bool whole = i + 1 < t->n && r[1].text == at;
	return r->source + (at - r->text) + (whole ? r->more : 0);
}

uint64_t
trail_begin(const struct trail *t, uint64_t at)
{
	for (; t != NULL; t = t->outer)
		at = begin_here(t, at);
	return at;
}

uint64_t
trail_end(const struct trail *t, uint64_t at)
{
	for (; t != NULL; t = t->outer)
		at = end_here(t, at);
	return at;
}

void
trail_add(struct trail *t, uint64_t text, uint64_t source, uint32_t more)
{
	if (!t->on)
		return;
	while (t->n > 0 && t->runs[t->n - 1].text >= text)
		t->n--;
	const struct trail_run *last = t->n > 0 ? &t->runs[t->n - 1] : NULL;
	if (more == 0 && last != NULL && last->more == 0 &&
	    last->source - last->text == source - text)
		return;
	if (t->n == t->size) {
		size_t size = t->size > 0 ? 2 * t->size : 64;
		struct trail_run *runs =
			realloc(t->runs, size * sizeof(*t->runs));
		if (runs == NULL) {
			t->failed = true;
			return;
		}
		t->runs = runs;
		t->size = size;
	}
	t->runs[t->n++] = (struct trail_run){text, source, more};
}

/* How many bytes at the start of s are one escape or character, and how many
 * are left of them: equal where nothing is undone. */
static size_t
unit(struct span s, trail_undo_fn *fn, size_t *ret_left)
{
	static const uint8_t longest[] = {12, 9, 6, 3, 2};
	uint8_t copy[ESCAPE_LONGEST];
	uint32_t c;
	size_t tries[sizeof(longest) + 1], n = 0;
	if (s.p[0] >= 0x80) {
		int len = utf8_get(s, &c);
		tries[n++] = len > 0 ? (size_t)len : 1;
	} else if (s.p[0] == '&') {
		ssize_t end = span_chr(span_cut(s, 0, ESCAPE_LONGEST), ';');
		tries[n++] = end > 0 ? (size_t)end + 1 : 1;
	} else if (s.p[0] == '\\' || s.p[0] == '%' || s.p[0] == '"') {
		for (; n < sizeof(longest); n++)
			tries[n] = longest[n];
	}
	/* The longest first, unless it is two: then it leaves more than one
	 * character, of four bytes. */
	for (size_t i = 0; i < n; i++) {
		if (tries[i] > s.n)
			continue;
		memcpy(copy, s.p, tries[i]);
		size_t left = fn(copy, tries[i]);
		bool one = left < 2 ||
			   utf8_get(span_of(copy, left), &c) == (int)left;
		if (one && left < tries[i]) {
			*ret_left = left;
			return tries[i];
		}
	}
	*ret_left = 1;
	return 1;
}

/* The runs of what was before, from out of the trail, as they are now. */
static bool
retrace(const struct trail *t, uint64_t at, struct span before, size_t after,
	trail_undo_fn *fn, struct trail *ret_made)
{
	size_t in = 0, out = 0;
	while (in < before.n) {
		size_t left;
		size_t n = unit(span_from(before, in), fn, &left);
		uint64_t begin = begin_here(t, at + in);
		uint64_t length = end_here(t, at + in + n) - begin;
		if (left > 0)
			trail_add(ret_made, at + out, begin,
				  length > left ? (uint32_t)(length - left)
						: 0);
		in += n;
		out += left;
	}
	return out == after;
}

/* Puts the runs of what is now of this length in; behind the n bytes that it
 * was everything stands where it stood. */
static void
replace(struct trail *t, uint64_t at, size_t n, size_t after,
	const struct trail *made)
{
	uint64_t behind = begin_here(t, at + n);
	t->failed = t->failed || made->failed;
	for (size_t i = 0; i < made->n; i++)
		trail_add(t, made->runs[i].text, made->runs[i].source,
			  made->runs[i].more);
	trail_add(t, at + after, behind, 0);
	trail_add(t, at + n, behind, 0);
}

bool
trail_undone(struct trail *t, uint64_t at, struct span before, size_t after,
	     trail_undo_fn *fn)
{
	struct trail made = {.on = true};
	bool good = t->on && after < before.n &&
		    retrace(t, at, before, after, fn, &made);
	if (good)
		replace(t, at, before.n, after, &made);
	trail_fini(&made);
	return good;
}

size_t
trail_undo(struct trail *t, uint64_t at, uint8_t *p, size_t n,
	   trail_undo_fn *fn)
{
	uint8_t *copy = t->on && n > 0 ? malloc(n) : NULL;
	if (copy == NULL) {
		t->failed = t->failed || (t->on && n > 0);
		return fn(p, n);
	}
	memcpy(copy, p, n);
	size_t left = fn(p, n);
	(void)trail_undone(t, at, span_of(copy, n), left, fn);
	explicit_bzero(copy, n);
	free(copy);
	return left;
}

void
trail_cut(struct trail *t, uint64_t at)
{
	trail_add(t, at, begin_here(t, at), 0);
}

/* What begins and ends as it did, with something shorter in between. */
static void
around(const struct trail *t, uint64_t at, struct span before,
       struct span after, struct trail *ret_made)
{
	size_t head = 0, tail = 0, gone = before.n - after.n;
	while (head < after.n && before.p[head] == after.p[head])
		head++;
	while (tail < after.n - head &&
	       before.p[before.n - 1 - tail] == after.p[after.n - 1 - tail])
		tail++;
	trail_add(ret_made, at, begin_here(t, at), 0);
	trail_add(ret_made, at + head, begin_here(t, at + head),
		  (uint32_t)gone);
	if (tail > 0)
		trail_add(ret_made, at + after.n - tail,
			  begin_here(t, at + before.n - tail), 0);
}

void
trail_squeeze(struct trail *t, uint64_t at, struct span before,
	      struct span after)
{
	struct trail made = {.on = true};
	size_t in = 0, out = 0;
	if (!t->on || after.n >= before.n)
		return;
	for (; in < before.n && out < after.n; in++) {
		if (before.p[in] != after.p[out])
			continue;
		trail_add(&made, at + out, begin_here(t, at + in), 0);
		out++;
	}
	if (out < after.n) {
		made.n = 0;
		around(t, at, before, after, &made);
	}
	replace(t, at, before.n, after.n, &made);
	trail_fini(&made);
}

void
trail_whole(struct trail *t, uint64_t at, size_t n, size_t after)
{
	struct trail made = {.on = true};
	if (!t->on || after >= n)
		return;
	uint64_t begin = begin_here(t, at);
	uint64_t length = begin_here(t, at + n) - begin;
	trail_add(&made, at, begin, (uint32_t)(length - after));
	replace(t, at, n, after, &made);
	trail_fini(&made);
}

void
trail_drop(struct trail *t, uint64_t at)
{
	size_t i = at > TRAIL_KEPT ? find(t, at - TRAIL_KEPT) : t->n;
	/* Half of them at a time. */
	if (i == t->n || i < t->n - i || i == 0)
		return;
	memmove(t->runs, t->runs + i, (t->n - i) * sizeof(*t->runs));
	t->n -= i;
}
