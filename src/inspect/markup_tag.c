/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading tags. Guarantee: attributes are read only from a tag that is whole,
 * and rewritten only inside it. One owner, one thread.
 */
#include "inspect/markup_tag.h"

#include "inspect/nested.h"

#define WHITE " \t\r\n"
/* White space between two tags longer than this is text. */
#define AHEAD_FAR 256

static const struct kind {
	struct span name;
	enum role role;
	bool block, empty;
} kinds[] = {
	{SPAN("a"), ROLE_INLINE, false, false},
	{SPAN("b"), ROLE_INLINE, false, false},
	{SPAN("i"), ROLE_INLINE, false, false},
	{SPAN("u"), ROLE_INLINE, false, false},
	{SPAN("em"), ROLE_INLINE, false, false},
	{SPAN("span"), ROLE_INLINE, false, false},
	{SPAN("font"), ROLE_INLINE, false, false},
	{SPAN("code"), ROLE_INLINE, false, false},
	{SPAN("small"), ROLE_INLINE, false, false},
	{SPAN("strong"), ROLE_INLINE, false, false},
	{SPAN("center"), ROLE_INLINE, false, false},
	{SPAN("br"), ROLE_NONE, false, true},
	{SPAN("hr"), ROLE_NONE, false, true},
	{SPAN("img"), ROLE_NONE, false, true},
	{SPAN("input"), ROLE_NONE, false, true},
	{SPAN("meta"), ROLE_NONE, false, true},
	{SPAN("wbr"), ROLE_NONE, false, true},
	{SPAN("col"), ROLE_NONE, false, true},
	{SPAN("link"), ROLE_NONE, false, false},
	{SPAN("p"), ROLE_ITEM, true, false},
	{SPAN("li"), ROLE_ITEM, true, false},
	{SPAN("div"), ROLE_NONE, true, false},
	{SPAN("h1"), ROLE_NONE, true, false},
	{SPAN("h2"), ROLE_NONE, true, false},
	{SPAN("h3"), ROLE_NONE, true, false},
	{SPAN("h4"), ROLE_NONE, true, false},
	{SPAN("h5"), ROLE_NONE, true, false},
	{SPAN("h6"), ROLE_NONE, true, false},
	{SPAN("section"), ROLE_NONE, true, false},
	{SPAN("article"), ROLE_NONE, true, false},
	{SPAN("blockquote"), ROLE_NONE, true, false},
	{SPAN("table"), ROLE_TABLE, false, false},
	{SPAN("tr"), ROLE_ROW, true, false},
	{SPAN("th"), ROLE_HEAD, true, false},
	{SPAN("td"), ROLE_CELL, true, false},
	{SPAN("dt"), ROLE_TERM, true, false},
	{SPAN("dd"), ROLE_DETAIL, true, false},
	{SPAN("label"), ROLE_LABEL, false, false},
	{SPAN("form"), ROLE_FORM, true, false},
};

/* What a name is in HTML; the first one, which is no name, if nothing. */
static struct kind
kind_of(struct span name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].name.n == name.n &&
		    kinds[i].name.p[0] == (name.p[0] | 0x20) &&
		    span_eq_nocase(kinds[i].name, name))
			return kinds[i];
	return (struct kind){.role = ROLE_NONE};
}

static bool
is_one_of(struct span name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_eq_nocase(name, span_str(list[i])))
			return true;
	return false;
}

/* Not by strchr alone: it finds a NUL in every set. */
static bool
is_white(uint8_t c)
{
	return c != 0 && strchr(WHITE, c) != NULL;
}

/* The next attribute of *rest: false if there is none. */
static bool
attribute(struct span *rest, struct span *ret_name, struct span *ret_value)
{
	size_t i = 0;
	*rest = span_trim(*rest, WHITE "/");
	if (rest->n == 0)
		return false;
	while (i < rest->n && rest->p[i] != '=' && !is_white(rest->p[i]))
		i++;
	*ret_name = span_cut(*rest, 0, i);
	struct span after = span_trim(span_from(*rest, i), WHITE);
	*ret_value = span_cut(after, 0, 0);
	if (after.n == 0 || after.p[0] != '=') {
		*rest = after;
		return true;
	}
	after = span_trim(span_from(after, 1), WHITE);
	if (after.n > 0 && (after.p[0] == '"' || after.p[0] == '\'')) {
		ssize_t end = span_chr(span_from(after, 1), after.p[0]);
		size_t n = end < 0 ? after.n - 1 : (size_t)end;
		*ret_value = span_cut(after, 1, 1 + n);
		*rest = span_from(after, n + 2);
		return true;
	}
	for (i = 0; i < after.n && !is_white(after.p[i]); i++)
		;
	*ret_value = span_cut(after, 0, i);
	*rest = span_from(after, i);
	return true;
}

void
tag_read(struct span text, struct tag *ret_tag)
{
	struct tag t = {0};
	struct span in = span_cut(text, 1, text.n - 1);
	struct span name, value;
	size_t i = 0;
	if (in.n > 0 && in.p[0] == '/') {
		t.closes = true;
		in = span_from(in, 1);
	}
	t.empty = in.n > 0 && in.p[in.n - 1] == '/';
	while (i < in.n && in.p[i] != '/' && in.p[i] != 0 && !is_white(in.p[i]))
		i++;
	t.name = span_cut(in, 0, i);
	t.attributes = span_from(in, i);
	t.hash = 5381;
	for (size_t k = 0; k < t.name.n; k++)
		t.hash = t.hash * 33 + (uint8_t)ascii_lower((char)t.name.p[k]);
	ssize_t colon = span_chr(t.name, ':');
	if (colon >= 0)
		t.name = span_from(t.name, (size_t)colon + 1);
	struct kind kind = kind_of(t.name);
	t.empty = t.empty || kind.empty;
	t.never = kind.empty;
	t.block = kind.block;
	t.role = kind.role;
	struct span rest = t.attributes;
	while (attribute(&rest, &name, &value))
		t.n_attributes += value.n > 0;
	*ret_tag = t;
}

enum tag_holds
tag_looks_ahead(const struct tag *t, struct span follows)
{
	size_t i = 0;
	if (t->empty)
		return HOLDS_NOTHING;
	while (i < follows.n && i < AHEAD_FAR && is_white(follows.p[i]))
		i++;
	if (i == AHEAD_FAR)
		return HOLDS_TEXT;
	if (i == follows.n)
		return HOLDS_UNKNOWN;
	if (follows.p[i] != '<')
		return HOLDS_TEXT;
	if (i + 1 == follows.n)
		return HOLDS_UNKNOWN;
	if (follows.p[i + 1] == '/')
		return HOLDS_NOTHING;
	return follows.p[i + 1] == '!' ? HOLDS_TEXT : HOLDS_ELEMENTS;
}

/* The label of a form's field: its name, and what stands before it. */
static uint32_t
field_label(struct harvest *h, struct span name, struct span caption)
{
	uint8_t both[2 * CAPTION_MAX + 1];
	unsigned flags;
	if (caption.n == 0 || name.n > CAPTION_MAX)
		return harvest_label(h, name, &flags);
	size_t n = name.n;
	if (n > 0)
		memcpy(both, name.p, n);
	both[n++] = ' ';
	caption = span_cut(caption, 0, CAPTION_MAX);
	memcpy(both + n, caption.p, caption.n);
	return harvest_label(h, span_of(both, n + caption.n), &flags);
}

/* A name that may itself hold personal data is a value too. */
static uint32_t
name_label(struct harvest *h, const struct window *w, struct span name)
{
	unsigned flags;
	uint32_t label = harvest_label(h, name, &flags);
	if ((flags & NAME_ODD) != 0)
		harvest_field(h, (size_t)(name.p - w->text.p), name.n,
			      LABEL_NONE);
	return label;
}

int
tag_attributes(const struct tag *t, struct stage *s, struct window *w,
	       struct span caption, uint32_t *ret_named)
{
	static const char *const naming[] = {"name", "key", "field"};
	static const char *const named[] = {"value", "content"};
	struct harvest *h = s->work->harvest;
	struct span rest = t->attributes, name, value;
	uint32_t given = LABEL_NONE;
	int rc = 0;
	(void)name_label(h, w, t->name);
	if (caption.n > 0)
		given = field_label(h, SPAN_NONE, caption);
	while (rc == 0 && attribute(&rest, &name, &value)) {
		size_t at = (size_t)(value.p - w->text.p);
		uint32_t label = name_label(h, w, name);
		if (value.n == 0)
			continue;
		if (is_one_of(name, naming, sizeof(naming) / sizeof(*naming)))
			given = field_label(h, value, caption);
		if (given != LABEL_NONE &&
		    is_one_of(name, named, sizeof(named) / sizeof(*named)))
			label = given;
		rc = nested_put(s, w, at,
				window_undo(w, at, value.n, unescape_markup),
				label);
	}
	*ret_named = given;
	return rc;
}
