/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trees of maps and lists in a binary notation, read like JSON: a map is a
 * record, and a member of the map around it; a key is the label of its value.
 * Strings and numbers are values; long strings and bytes that are a format of
 * their own are layers. No recursion: levels are an array. One owner, one
 * thread.
 */
#include "inspect/tree.h"

#include "inspect/inner.h"
#include "inspect/sheet.h"
#include "inspect/sniff.h"

#include <errno.h>
#include <stdlib.h>

#define LEVELS_MAX 256
#define FIELD_WHOLE ((size_t)32 << 10)
#define OTHER_SMALL 1024
/* A body that does not say what it is has so much text, in so many items. */
#define GUESS_TEXT 6
#define GUESS_ITEMS 3

struct level {
	uint64_t left;	/* items to come, keys included */
	uint32_t label; /* of the value that it is */
	bool map, endless;
	bool key; /* a key comes next */
};

struct tree {
	struct stage stage;
	struct window window;
	struct sheet sheet;
	const struct notation *notation;
	struct level levels[LEVELS_MAX];
	size_t depth;
	uint32_t label; /* of the next value */
	struct inner inner;
	size_t skip; /* bytes to pass over */
	bool begun, declared;
};

static struct tree *
tree_of(struct stage *s)
{
	return (struct tree *)(void *)s;
}

static struct level *
top(struct tree *t)
{
	return t->depth > 0 ? &t->levels[t->depth - 1] : NULL;
}

static uint64_t
offset(const struct tree *t, size_t i)
{
	return t->window.base + i;
}

static void
level_close(struct tree *t, size_t i)
{
	if (t->levels[--t->depth].map)
		harvest_close(t->stage.work->harvest,
			      sheet_at(&t->sheet, offset(t, i)));
}

/* A value (or key) has been: closes what ends with it, at i. */
static void
taken(struct tree *t, size_t i)
{
	struct level *l;
	while ((l = top(t)) != NULL) {
		bool key = l->map && l->key;
		l->key = l->map && !key;
		if (!key)
			t->label = l->map ? LABEL_NONE : l->label;
		if (l->endless || --l->left > 0)
			return;
		level_close(t, i);
	}
	t->label = LABEL_NONE;
}

static int
inner_layer(struct tree *t, size_t i, uint64_t end, bool value)
{
	struct hints hints = {.value = value,
			      .label = value ? t->label : LABEL_NONE};
	int rc = sheet_flush(&t->sheet, offset(t, i));
	return rc < 0 ? rc
		      : inner_open(&t->inner, &t->stage, &t->window, i, end,
				   &hints);
}

/* Nothing of the notation goes on like this. */
static int
lost(struct tree *t, size_t i)
{
	enum unreadable class =
		t->declared ? UNREADABLE_BROKEN : UNREADABLE_BINARY;
	if (!t->begun)
		return inner_layer(t, i, UINT64_MAX, false);
	int rc = sheet_flush(&t->sheet, offset(t, i));
	return rc < 0 ? rc
		      : inner_unread(&t->inner, &t->stage, &t->window, i,
				     UINT64_MAX, class, t->notation->name);
}

static int
value(struct tree *t, size_t i, struct span s, uint32_t label)
{
	return sheet_value(&t->sheet, offset(t, i), s, label,
			   window_epoch(&t->window, i));
}

/* What stands in the place of a key; a value too if it may say something. */
static int
key(struct tree *t, size_t i, struct span name)
{
	unsigned flags;
	struct level *l = top(t);
	uint32_t label = harvest_label(t->stage.work->harvest, name, &flags);
	bool generic = (flags & NAME_GENERIC) != 0 && l->label != LABEL_NONE;
	t->label = generic ? l->label : label;
	if ((flags & NAME_ODD) != 0 && name.n <= LONG_VALUE)
		return value(t, i, name, LABEL_NONE);
	return 0;
}

static int
number(struct tree *t, size_t i, uint64_t n)
{
	if (n < SHEET_NUMBER_FROM || n > INT64_MAX)
		return 0;
	return sheet_number(&t->sheet, offset(t, i), n, t->label,
			    window_epoch(&t->window, i));
}

/* Opens a map or list whose head ends at i. */
static int
level_open(struct tree *t, size_t i, const struct item *item)
{
	const struct level *around = top(t);
	bool map = item->kind == ITEM_MAP;
	bool member = around != NULL && around->map;
	if (item->n == 0 && !item->endless) {
		taken(t, i);
		return 0;
	}
	if (t->depth == LEVELS_MAX) {
		work_unreadable(t->stage.work, UNREADABLE_SIZE, "depth", 0);
		return lost(t, i);
	}
	if (map)
		harvest_open(t->stage.work->harvest,
			     sheet_at(&t->sheet, offset(t, i)),
			     member ? RECORD_MEMBER : 0);
	t->levels[t->depth++] =
		(struct level){.left = map ? 2 * item->n : item->n,
			       .label = t->label,
			       .map = map,
			       .endless = item->endless,
			       .key = map};
	if (map)
		t->label = LABEL_NONE;
	return 0;
}

/* Text or bytes that are all there, from i. */
static int
short_string(struct tree *t, size_t i, struct span s, bool text)
{
	uint64_t end = offset(t, i) + s.n;
	struct level *l = top(t);
	bool is_text = sheet_is_text(s);
	if (s.n == 0)
		return 0;
	if (l != NULL && l->key)
		return key(t, i, s);
	if (is_text && !inner_is_worth(s))
		return value(t, i, s, t->label);
	if (text || is_text)
		return inner_layer(t, i, end, true);
	struct sniffed known = sniff_bytes(s, SPAN_NONE);
	if (s.n <= OTHER_SMALL && known.nature == NATURE_UNREAD &&
	    strcmp(known.cause, "binary") == 0)
		return sheet_runs(&t->sheet, offset(t, i), s, t->label,
				  window_epoch(&t->window, i));
	return inner_layer(t, i, end, known.nature == NATURE_TEXT);
}

/* Text or bytes whose head ends at i: where to go on; begin if they are cut. */
static ssize_t
string(struct tree *t, size_t begin, size_t i, const struct item *item,
       bool last)
{
	size_t have = t->window.text.n - i;
	bool text = item->kind == ITEM_TEXT;
	int rc;
	if (item->endless || item->n > FIELD_WHOLE) {
		if (!item->endless && have == 0 && !last)
			return (ssize_t)begin;
		uint64_t end = offset(t, i) + (item->endless ? 0 : item->n);
		rc = inner_layer(t, i, end, text);
		t->inner.chunks = item->endless;
		t->skip = item->tail;
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (have < item->n + item->tail) {
		rc = last ? lost(t, begin) : 0;
		return rc < 0 ? rc : (ssize_t)begin;
	}
	struct span s = span_of(t->window.text.p + i, (size_t)item->n);
	rc = short_string(t, i, s, text);
	if (rc < 0)
		return rc;
	if (inner_is_open(&t->inner)) {
		t->skip = item->tail;
		return (ssize_t)i;
	}
	i += s.n + item->tail;
	taken(t, i);
	return (ssize_t)i;
}

/* A chunk of a string that goes on until its end. */
static ssize_t
chunk(struct tree *t, size_t begin, size_t i, const struct item *item)
{
	int rc = 0;
	if (item->kind == ITEM_END) {
		rc = inner_end(&t->inner, &t->stage);
		taken(t, i);
		return rc < 0 ? rc : (ssize_t)i;
	}
	bool good = (item->kind == ITEM_TEXT || item->kind == ITEM_BYTES) &&
		    !item->endless;
	if (!good) {
		rc = inner_end(&t->inner, &t->stage);
		if (rc == 0)
			rc = lost(t, begin);
		return rc < 0 ? rc : (ssize_t)begin;
	}
	t->inner.end = offset(t, i) + item->n;
	return (ssize_t)i;
}

/* The item whose head is from begin to i. */
static ssize_t
take(struct tree *t, size_t begin, size_t i, const struct item *item, bool last)
{
	struct level *l = top(t);
	uint64_t whole;
	int rc = 0;
	switch (item->kind) {
	case ITEM_MAP:
	case ITEM_LIST:
		rc = level_open(t, i, item);
		return rc < 0 ? rc : (ssize_t)i;
	case ITEM_TEXT:
	case ITEM_BYTES:
		return string(t, begin, i, item, last);
	case ITEM_NUMBER:
		rc = number(t, begin, item->n);
		break;
	case ITEM_DOUBLE:
		if (sheet_whole(item->real, &whole))
			rc = number(t, begin, whole);
		break;
	case ITEM_OTHER:
		break;
	case ITEM_MARK:
		return (ssize_t)i;
	case ITEM_END:
		if (l == NULL || !l->endless) {
			rc = lost(t, begin);
			return rc < 0 ? rc : (ssize_t)begin;
		}
		level_close(t, i);
		break;
	}
	taken(t, i);
	return rc < 0 ? rc : (ssize_t)i;
}

/* One item at i: where to go on; i, with nothing opened, if it is cut. */
static ssize_t
step(struct tree *t, size_t i, bool last)
{
	struct span s = span_from(buf_span(&t->window.text), i);
	struct item item = {.head = 0};
	if (t->skip > 0) {
		size_t n = t->skip < s.n ? t->skip : s.n;
		t->skip -= n;
		return (ssize_t)(i + n);
	}
	int rc = t->notation->item(s, t->depth > 0 || inner_is_open(&t->inner),
				   &item);
	if (rc == 0 && !last)
		return (ssize_t)i;
	bool chunks = inner_is_open(&t->inner);
	if (rc <= 0) {
		rc = chunks ? inner_end(&t->inner, &t->stage) : 0;
		if (rc == 0)
			rc = lost(t, i);
		return rc < 0 ? rc : (ssize_t)i;
	}
	size_t next = i + item.head;
	struct level *l = top(t);
	if (chunks)
		return chunk(t, i, next, &item);
	ssize_t to = (ssize_t)next;
	/* A key of the head goes before its value, once. */
	if (item.keyed && l != NULL && l->map && l->key) {
		uint64_t need = item.n > FIELD_WHOLE ? 1 : item.n + item.tail;
		bool cut =
			(item.kind == ITEM_TEXT || item.kind == ITEM_BYTES) &&
			s.n - item.head < need;
		if (cut && !last)
			return (ssize_t)i;
		rc = key(t, i + 1, item.key);
		l->key = false;
	}
	if (rc >= 0)
		to = take(t, i, next, &item, last);
	t->begun = t->begun || to > (ssize_t)i;
	return rc < 0 ? rc : to;
}

static ssize_t
tree_run(struct stage *s, bool last)
{
	struct tree *t = tree_of(s);
	size_t i = 0;
	for (;;) {
		size_t n = t->window.text.n, depth = t->depth;
		bool open = inner_is_open(&t->inner);
		ssize_t next = (ssize_t)i;
		if (inner_has(&t->inner, offset(t, i))) {
			if (i == n && !last)
				break;
			next = inner_push(&t->inner, s, &t->window, i, last);
			if (next >= 0 && !inner_is_open(&t->inner))
				taken(t, (size_t)next);
		} else if (i < n) {
			next = step(t, i, last);
		} else if (last && open) {
			int rc = inner_end(&t->inner, s);
			work_unreadable(s->work, UNREADABLE_BROKEN,
					t->notation->name, 0);
			next = rc < 0 ? rc : next;
		}
		if (next < 0)
			return next;
		if ((size_t)next == i && depth == t->depth &&
		    open == inner_is_open(&t->inner))
			break;
		i = (size_t)next;
	}
	if (last && t->depth > 0)
		work_unreadable(s->work, UNREADABLE_BROKEN, t->notation->name,
				0);
	while (last && t->depth > 0)
		level_close(t, i);
	if (last)
		harvest_close(s->work->harvest,
			      sheet_at(&t->sheet, offset(t, i)));
	int rc = sheet_flush(&t->sheet, offset(t, i));
	return rc < 0 ? rc : (ssize_t)i;
}

static int
tree_push(struct stage *s, struct span in, bool last)
{
	return window_push(&tree_of(s)->window, s, in, last, tree_run);
}

static uint64_t
tree_pending(const struct stage *s)
{
	const struct tree *t = (const struct tree *)(const void *)s;
	return epoch_min(window_pending(&t->window),
			 stage_pending(t->inner.reader));
}

static void
tree_close(struct stage *s)
{
	struct tree *t = tree_of(s);
	inner_close(&t->inner);
	window_fini(&t->window);
	sheet_fini(&t->sheet);
	free(t);
}

int
tree_open(struct work *w, const struct notation *notation, bool declared,
	  struct stage **ret_stage)
{
	static const struct stage_ops ops = {"tree", tree_push, tree_pending,
					     tree_close};
	struct tree *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	t->stage = (struct stage){&ops, w};
	t->notation = notation;
	t->declared = declared;
	window_init(&t->window, w->origin);
	sheet_init(&t->sheet, &t->stage, w->origin);
	/* For values outside any map. */
	harvest_open(w->harvest, w->origin, 0);
	*ret_stage = &t->stage;
	return 0;
}

bool
tree_looks(const struct notation *notation, struct span head, bool whole)
{
	struct item item;
	size_t items = 0, text = 0, depth = 0, n = head.n;
	while (head.n > 0) {
		int rc = notation->item(head, depth > 0, &item);
		if (rc == 0 && !whole)
			break;
		if (rc <= 0 || (items == 0 && item.kind != ITEM_MAP &&
				item.kind != ITEM_LIST))
			return false;
		/* A document says how long it is. */
		if (items == 0 && item.endless && item.n > 0 &&
		    (whole ? item.n != head.n : item.n < head.n))
			return false;
		items++;
		head = span_from(head, item.head);
		if (item.kind == ITEM_MAP || item.kind == ITEM_LIST)
			depth += item.endless || depth == 0;
		else if (item.kind == ITEM_END && depth-- == 0)
			return false;
		if (item.kind != ITEM_TEXT && item.kind != ITEM_BYTES)
			continue;
		uint64_t size = item.n + item.tail;
		struct span s = span_cut(
			head, 0, size < head.n ? (size_t)item.n : head.n);
		if ((size > head.n && whole) ||
		    (item.kind == ITEM_TEXT && s.n > 0 && !sheet_is_text(s)))
			return false;
		text += item.kind == ITEM_TEXT ? s.n : 0;
		head = span_from(head, size < head.n ? (size_t)size : head.n);
	}
	return items >= GUESS_ITEMS && text >= GUESS_TEXT && text * 4 >= n;
}
