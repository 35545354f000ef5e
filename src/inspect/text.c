/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain text. A line is a record; lines of the form "name: value" that follow
 * one another are one record until a blank line, another kind of line or a
 * name that was there already. Pairs on one line ("name=value name=value",
 * "name: value, name: value") are values of one record. Lines are scanned
 * where they lie. One owner, one thread.
 */
#include "inspect/bytes.h"
#include "inspect/nested.h"

#include <errno.h>
#include <stdlib.h>

#define NAME_LONGEST 40
#define GROUP_NAMES 48

struct text {
	struct stage stage;
	struct window window;
	bool group; /* a record of pairs is open */
	uint32_t names[GROUP_NAMES];
	size_t n_names;
	bool in_long;
};

static struct text *
text_of(struct stage *s)
{
	return (struct text *)(void *)s;
}

/* "at 10:11" and "card 9B:7C:71": a sign between two pairs of digits is not
 * the end of a name. */
static bool
between_pairs(struct span s, size_t i)
{
	return i >= 2 && s.n - i > 2 && is_hex(s.p[i - 1]) &&
	       is_hex(s.p[i - 2]) &&
	       (i == 2 || s.p[i - 3] == ' ' || s.p[i - 3] >= 0x80) &&
	       is_hex(s.p[i + 1]) && is_hex(s.p[i + 2]);
}

/* What ends a sentence or a clause in Chinese: no name goes over it. */
static bool
is_stop(struct span s, size_t i)
{
	struct span at = span_from(s, i);
	return (at.p[0] == 0xe3 || at.p[0] == 0xef) &&
	       (span_starts(at, SPAN("\xe3\x80\x82")) ||
		span_starts(at, SPAN("\xef\xbc\x8c")) ||
		span_starts(at, SPAN("\xef\xbc\x9b")));
}

/* Whether s begins with a name and a sign that a value follows; spaces: it
 * may be of several words and end in a colon, one of Chinese letters may
 * always end in a wide one. Then its length, and where the
 * value begins. */
static bool
pair(struct span s, bool spaces, size_t *ret_name, size_t *ret_value)
{
	size_t i = 0, digits = 0, words = 1;
	bool letters = false, chinese = true;
	for (; i < s.n && i < NAME_LONGEST; i++) {
		uint8_t c = s.p[i];
		bool wide = span_starts(span_from(s, i), SPAN("\xef\xbc\x9a"));
		chinese = chinese && (wide || c >= 0x80);
		if (c == '=' || (spaces && c == ':') ||
		    (wide && (spaces || chinese)))
			break;
		if (wide || (c == ' ' && !spaces) || is_stop(s, i))
			return false;
		words += c == ' ';
		digits += c >= '0' && c <= '9';
		letters = letters || c >= 0x80 || is_letter(c);
		bool good = c >= 0x80 || is_letter(c) ||
			    (c != 0 && strchr("0123456789_-. /()\"'", c));
		if (!good)
			return false;
	}
	if (i == 0 || i >= s.n || i == NAME_LONGEST || !letters || digits > 4 ||
	    words > 4 || between_pairs(s, i))
		return false;
	*ret_name = i;
	*ret_value = i + (s.p[i] == 0xef ? 3 : 1);
	return !span_starts(span_from(s, *ret_value), SPAN("//"));
}

/* The next place from i where another pair begins, s.n if none does. */
static size_t
next_pair(struct span s, size_t i, size_t *ret_name, size_t *ret_value)
{
	for (; i + 1 < s.n; i++) {
		uint8_t c = s.p[i];
		size_t skip = 1;
		if (is_stop(s, i))
			skip = 3;
		else if (c != ',' && c != ';' && c != '\t' && c != '|' &&
			 c != ' ' && c != '&')
			continue;
		bool space = c == ' ';
		size_t at = i + skip;
		while (!space && at < s.n && s.p[at] == ' ')
			at++;
		if (at < s.n &&
		    pair(span_from(s, at), !space, ret_name, ret_value))
			return at;
	}
	return s.n;
}

static void
group_end(struct text *t, size_t at)
{
	if (t->group)
		harvest_close(t->stage.work->harvest, t->window.base + at);
	t->group = false;
	t->n_names = 0;
}

/* A line that begins with a pair of this name joins the open record, unless
 * that has the name already. */
static void
group_join(struct text *t, size_t at, uint32_t label)
{
	bool again = t->n_names == GROUP_NAMES;
	for (size_t i = 0; i < t->n_names; i++)
		again = again || t->names[i] == label;
	if (again)
		group_end(t, at);
	if (!t->group)
		harvest_open(t->stage.work->harvest, t->window.base + at, 0);
	t->group = true;
	t->names[t->n_names++] = label;
}

static uint32_t
label_of(struct text *t, struct span name, unsigned *ret_flags)
{
	return harvest_label(t->stage.work->harvest, span_trim(name, " \t\"'-"),
			     ret_flags);
}

/* A value of a line, without what only separates it from the next one. */
static int
put(struct text *t, size_t at, struct span value, const uint8_t *line,
    uint32_t label)
{
	value = span_trim(value, " \t,;|&");
	if (span_ends(value, SPAN("\xef\xbc\x8c")) ||
	    span_ends(value, SPAN("\xef\xbc\x9b")))
		value.n -= 3;
	return nested_put(&t->stage, &t->window, at + (size_t)(value.p - line),
			  value.n, label);
}

/* The values of a line that has pairs: the first from value on under its
 * label, the others each under its own. */
static int
values(struct text *t, size_t at, struct span line, size_t value,
       uint32_t label)
{
	for (;;) {
		size_t name_n = 0, skip = 0;
		size_t next = next_pair(line, value, &name_n, &skip);
		int rc = put(t, at, span_cut(line, value, next), line.p, label);
		if (next == line.n || rc < 0)
			return rc;
		unsigned flags;
		struct span name = span_cut(line, next, next + name_n);
		label = label_of(t, name, &flags);
		if ((flags & NAME_ODD) != 0)
			rc = put(t, at, name, line.p, label);
		if (rc < 0)
			return rc;
		value = next + skip;
	}
}

/* What a line begins with if it is an item of a list: "- ", "* ", "12. ",
 * "3) " or "1、"; 0 if it is none. */
static size_t
item_mark(struct span s)
{
	size_t n = 0;
	if (span_starts(s, SPAN("- ")) || span_starts(s, SPAN("* ")))
		return 2;
	while (n < 3 && n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	struct span rest = span_from(s, n);
	if (n == 0 || rest.n == 0)
		return 0;
	if (span_starts(rest, SPAN(". ")) || span_starts(rest, SPAN(") ")))
		return n + 2;
	return span_starts(rest, SPAN("\xe3\x80\x81")) ? n + 3 : 0;
}

/* A whole line, without its end. */
static int
line(struct text *t, size_t at, size_t n)
{
	struct harvest *h = t->stage.work->harvest;
	struct span all = span_of(t->window.text.p + at, n);
	struct span rest = span_trim(all, " \t\r");
	size_t name_n = 0, value = 0;
	int rc = 0;
	if (rest.n == 0) {
		group_end(t, at);
		return 0;
	}
	at += (size_t)(rest.p - all.p);
	/* An item of a list begins something new. */
	size_t mark = item_mark(rest);
	if (mark > 0) {
		group_end(t, at);
		rest = span_from(rest, mark);
		at += mark;
	}
	if (pair(rest, true, &name_n, &value)) {
		unsigned flags;
		struct span name = span_cut(rest, 0, name_n);
		uint32_t label = label_of(t, name, &flags);
		group_join(t, at, label);
		if ((flags & NAME_ODD) != 0)
			rc = put(t, at, name, rest.p, label);
		return rc < 0 ? rc : values(t, at, rest, value, label);
	}
	group_end(t, at);
	harvest_open(h, t->window.base + at, 0);
	if (span_chr(rest, '=') < 0 && span_chr(rest, ':') < 0 &&
	    span_find(rest, SPAN("\xef\xbc\x9a")) < 0)
		rc = nested_put(&t->stage, &t->window, at, rest.n, LABEL_NONE);
	else
		rc = values(t, at, rest, 0, LABEL_NONE);
	harvest_close(h, t->window.base + at + rest.n);
	return rc;
}

static ssize_t
long_begin(struct text *t, size_t at)
{
	struct harvest *h = t->stage.work->harvest;
	group_end(t, at);
	int rc = window_flush(&t->window, &t->stage, at);
	if (rc < 0)
		return rc;
	harvest_open(h, t->window.base + at, 0);
	t->in_long = true;
	rc = nested_long_begin(&t->stage, &t->window, at, LABEL_NONE, NULL);
	return rc < 0 ? rc : (ssize_t)at;
}

static ssize_t
long_run(struct text *t, size_t i, bool last)
{
	const uint8_t *p = t->window.text.p;
	struct harvest *h = t->stage.work->harvest;
	size_t n = t->window.text.n, end = bytes_find1(p, i, n, '\n');
	int rc = nested_long_add(&t->stage, &t->window, span_of(p + i, end - i),
				 window_epoch(&t->window, i));
	if (rc < 0 || (end == n && !last))
		return rc < 0 ? rc : (ssize_t)end;
	rc = nested_long_end(&t->stage, &t->window);
	harvest_close(h, t->window.base + end);
	t->in_long = false;
	return rc < 0 ? rc : (ssize_t)(end + (end < n));
}

static ssize_t
text_run(struct stage *s, bool last)
{
	struct text *t = text_of(s);
	size_t i = 0;
	while (i < t->window.text.n || (last && t->in_long)) {
		size_t n = t->window.text.n, far = i + LONG_VALUE + 1;
		ssize_t next;
		if (t->in_long) {
			next = long_run(t, i, last);
		} else {
			size_t stop = n < far ? n : far;
			size_t end =
				bytes_find1(t->window.text.p, i, stop, '\n');
			if (end == n && !last)
				break;
			next = end == far ? long_begin(t, i)
					  : (ssize_t)(end + (end < n));
			int rc = end != far ? line(t, i, end - i) : 0;
			if (rc < 0)
				return rc;
		}
		if (next < 0)
			return next;
		i = (size_t)next;
		if (t->in_long && i == n && !last)
			break;
		int rc = harvest_full(s->work->harvest)
				 ? window_flush(&t->window, s, i)
				 : 0;
		if (rc < 0)
			return rc;
	}
	if (last)
		group_end(t, i);
	return (ssize_t)i;
}

static int
text_push(struct stage *s, struct span in, bool last)
{
	return window_push(&text_of(s)->window, s, in, last, text_run);
}

static uint64_t
text_pending(const struct stage *s)
{
	return window_pending(&((const struct text *)(const void *)s)->window);
}

static void
text_close(struct stage *s)
{
	window_fini(&text_of(s)->window);
	free(s);
}

int
text_open(struct work *w, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"text", text_push, text_pending,
					     text_close};
	struct text *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	t->stage = (struct stage){&ops, w};
	window_init(&t->window, w->origin);
	*ret_stage = &t->stage;
	return 0;
}
