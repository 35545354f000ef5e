/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The common form of words and the search for them. Pure; the caller owns
 * every buffer.
 */
#include "inspect/words.h"

#include <errno.h>

enum letter {
	LETTER_NONE,
	LETTER_LOWER,
	LETTER_UPPER,
	LETTER_DIGIT,
	LETTER_WIDE
};

static enum letter
letter_of(uint8_t c)
{
	if (c >= 'a' && c <= 'z')
		return LETTER_LOWER;
	if (c >= 'A' && c <= 'Z')
		return LETTER_UPPER;
	if (c >= '0' && c <= '9')
		return LETTER_DIGIT;
	return c >= 0x80 ? LETTER_WIDE : LETTER_NONE;
}

/* Whether a word ends between two neighbours: "eN" of phoneNumber, "Ph" of
 * IDPhone (followed by lower case), a letter beside a digit or a wide one. */
static bool
is_border(enum letter before, enum letter c, enum letter after)
{
	if (before == c)
		return c == LETTER_UPPER && after == LETTER_LOWER;
	return !(before == LETTER_UPPER && c == LETTER_LOWER);
}

void
words_text(struct span raw, struct word_text *ret_text)
{
	struct word_text *t = ret_text;
	enum letter before = LETTER_NONE;
	t->n = t->n_squeezed = 0;
	t->p[t->n++] = ' ';
	if (raw.n > WORDS_TEXT_MAX)
		raw.n = WORDS_TEXT_MAX;
	for (size_t i = 0; i < raw.n; i++) {
		enum letter c = letter_of(raw.p[i]);
		if (c == LETTER_NONE) {
			if (t->p[t->n - 1] != ' ')
				t->p[t->n++] = ' ';
			before = LETTER_NONE;
			continue;
		}
		enum letter after =
			i + 1 < raw.n ? letter_of(raw.p[i + 1]) : LETTER_NONE;
		if (before != LETTER_NONE && is_border(before, c, after))
			t->p[t->n++] = ' ';
		uint8_t low = (uint8_t)ascii_lower((char)raw.p[i]);
		t->p[t->n++] = low;
		t->squeezed[t->n_squeezed++] = low;
		before = c;
	}
	if (t->p[t->n - 1] != ' ')
		t->p[t->n++] = ' ';
}

int
words_prepare(struct arena *a, const char *const *list, struct words *ret_words)
{
	size_t n = 0;
	while (list != NULL && list[n] != NULL)
		n++;
	struct word *words = arena_alloc(a, (n + 1) * sizeof(*words));
	if (words == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		struct word_text t;
		words_text(span_str(list[i]), &t);
		struct word *w = &words[i];
		for (size_t k = 0; k < t.n_squeezed; k++)
			w->anywhere |= t.squeezed[k] >= 0x80;
		w->part = w->anywhere || strchr(list[i], '*') != NULL;
		w->squeezed = arena_dup(a, span_of(t.squeezed, t.n_squeezed));
		/* Wide words carry no borders of their own. */
		w->text = w->anywhere && t.n >= 2
				  ? arena_dup(a, span_of(t.p + 1, t.n - 2))
				  : arena_dup(a, span_of(t.p, t.n));
		if (w->squeezed.p == NULL || w->text.p == NULL)
			return -ENOMEM;
	}
	*ret_words = (struct words){words, n};
	return 0;
}

/* Whether one word stands in the text; a plural "s" may follow it. */
static bool
word_in(const struct word *w, struct span text)
{
	if (w->anywhere)
		return span_find(text, w->text) >= 0;
	struct span stem = span_cut(w->text, 0, w->text.n - 1);
	while (stem.n > 1) {
		ssize_t at = span_find(text, stem);
		if (at < 0)
			return false;
		struct span rest = span_from(text, (size_t)at + stem.n);
		if (rest.n > 0 && rest.p[0] == 's')
			rest = span_from(rest, 1);
		if (rest.n > 0 && rest.p[0] == ' ')
			return true;
		text = span_from(text, (size_t)at + 1);
	}
	return false;
}

bool
words_in(const struct words *w, const struct word_text *text)
{
	struct span t = span_of(text->p, text->n);
	for (size_t i = 0; i < w->n; i++) {
		if (word_in(&w->list[i], t))
			return true;
	}
	return false;
}

/* Where the last occurrence of a word ends; 0 if there is none. */
static size_t
word_last(const struct word *w, struct span text)
{
	size_t last = 0, from = 0;
	struct span stem =
		w->anywhere ? w->text : span_cut(w->text, 0, w->text.n - 1);
	for (;;) {
		ssize_t at = span_find(span_from(text, from), stem);
		if (at < 0)
			return last;
		size_t end = from + (size_t)at + stem.n;
		from += (size_t)at + 1;
		if (!w->anywhere) {
			if (end < text.n && text.p[end] == 's')
				end++;
			if (end >= text.n || text.p[end] != ' ')
				continue;
		}
		last = end;
	}
}

size_t
words_last(const struct words *w, const struct word_text *text)
{
	struct span t = span_of(text->p, text->n);
	size_t last = 0;
	for (size_t i = 0; i < w->n; i++) {
		size_t end = word_last(&w->list[i], t);
		last = end > last ? end : last;
	}
	return last;
}

bool
words_are_name(const struct words *w, const struct word_text *name)
{
	struct span t = span_of(name->p, name->n);
	struct span squeezed = span_of(name->squeezed, name->n_squeezed);
	for (size_t i = 0; i < w->n; i++) {
		if (span_eq(w->list[i].squeezed, squeezed) ||
		    (w->list[i].part && word_in(&w->list[i], t)))
			return true;
	}
	return false;
}

bool
words_in_name(const struct words *w, const struct word_text *name)
{
	return words_in(w, name) || words_are_name(w, name);
}
