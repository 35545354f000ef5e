/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML and HTML, read by a tolerant tokeniser: names of elements and
 * attributes are labels, texts and attribute values are values. An element
 * that holds elements is a record, and so are an empty one with attributes
 * and a block of text in HTML; an element that holds text only is a value of
 * the record around it, and its attributes are too. Character references are
 * undone where they lie; nothing is ever fetched or expanded. No recursion:
 * elements are an array. One owner, one thread.
 */
#include "inspect/bytes.h"
#include "inspect/markup_table.h"
#include "inspect/nested.h"

#include <errno.h>
#include <stdlib.h>

#define ELEMENTS_MAX 256
#define TAG_LONGEST 8192
/* An end tag looks so far out for its start. */
#define CLOSE_FAR 24

struct element {
	uint32_t hash; /* of its name */
	uint32_t label;
	bool record;
	uint8_t role;
	uint8_t cell; /* role of the cell it stands in or is */
	bool form;    /* is a form, or inside of one */
};

struct markup {
	struct stage stage;
	struct window window;
	struct element elements[ELEMENTS_MAX];
	size_t depth;
	size_t records; /* open when we began */
	bool in_long;
	struct markup_table table;
};

static struct markup *
markup_of(struct stage *s)
{
	return (struct markup *)(void *)s;
}

static uint32_t
label_of(const struct markup *m)
{
	return m->depth > 0 ? m->elements[m->depth - 1].label : LABEL_NONE;
}

/* Where the tag at i ends (past its '>'): 0 if it is not there yet, i + 1 if
 * what begins there is a lone '<'. */
static size_t
tag_end(const uint8_t *p, size_t i, size_t n, bool last)
{
	size_t far = i + TAG_LONGEST, stop = n < far ? n : far;
	uint8_t quote = 0;
	if (i + 1 == n)
		return last ? i + 1 : 0;
	if (!is_letter(p[i + 1]) && p[i + 1] < 0x80 &&
	    strchr("/?!_", p[i + 1]) == NULL)
		return i + 1;
	for (size_t k = i + 1; k < stop; k++) {
		if (quote != 0)
			quote = p[k] == quote ? 0 : quote;
		else if (p[k] == '>')
			return k + 1;
		else if ((p[k] == '"' || p[k] == '\'') && p[k - 1] == '=')
			quote = p[k];
	}
	return stop == far || last ? i + 1 : 0;
}

static void
element_pop(struct markup *m, size_t at)
{
	const struct element *e = &m->elements[--m->depth];
	if (e->role == ROLE_ROW)
		markup_row_end(&m->table);
	if (e->record)
		harvest_close(m->stage.work->harvest, m->window.base + at);
}

static void
close_tag(struct markup *m, size_t at, uint32_t hash)
{
	size_t far = m->depth < CLOSE_FAR ? m->depth : CLOSE_FAR;
	for (size_t k = 1; k <= far; k++) {
		if (m->elements[m->depth - k].hash != hash)
			continue;
		while (k-- > 0)
			element_pop(m, at);
		return;
	}
}

/* Elements of HTML whose end tags were left out end where another begins. */
static void
close_implied(struct markup *m, const struct tag *t, size_t at)
{
	bool cell = t->role == ROLE_CELL || t->role == ROLE_HEAD;
	size_t far = m->depth < CLOSE_FAR ? m->depth : CLOSE_FAR, keep = 0;
	if (t->role == ROLE_ITEM && m->depth > 0 &&
	    m->elements[m->depth - 1].hash == t->hash)
		element_pop(m, at);
	if (!cell && t->role != ROLE_ROW)
		return;
	for (size_t k = 1; k <= far; k++) {
		uint8_t role = m->elements[m->depth - k].role;
		if (role == ROLE_TABLE || (cell && role == ROLE_ROW))
			break;
		if (role == ROLE_ROW || role == ROLE_CELL || role == ROLE_HEAD)
			keep = k;
	}
	while (keep-- > 0)
		element_pop(m, at);
}

/* Makes a record of the row that the element opening now is a cell of. */
static void
row_record(struct markup *m, size_t at)
{
	struct element *e = m->depth > 0 ? &m->elements[m->depth - 1] : NULL;
	if (e == NULL || e->role != ROLE_ROW || e->record)
		return;
	e->record = true;
	harvest_open(m->stage.work->harvest, m->window.base + at, 0);
}

/* What an element is in a table or list: its label, and whether it may be a
 * record. */
static uint32_t
place(struct markup *m, size_t at, const struct tag *tag, uint8_t *ret_cell,
      bool *ret_free)
{
	const struct element *around =
		m->depth > 0 ? &m->elements[m->depth - 1] : NULL;
	unsigned flags;
	bool row = false;
	uint32_t label = LABEL_NONE;
	*ret_cell = around != NULL ? around->cell : ROLE_NONE;
	*ret_free = *ret_cell == ROLE_NONE;
	switch (tag->role) {
	case ROLE_TABLE:
		markup_table_begin(&m->table);
		*ret_cell = ROLE_NONE;
		*ret_free = true;
		break;
	case ROLE_ROW:
		markup_row_begin(&m->table);
		*ret_cell = ROLE_NONE;
		*ret_free = false;
		break;
	case ROLE_HEAD:
	case ROLE_CELL:
	case ROLE_TERM:
	case ROLE_DETAIL:
	case ROLE_LABEL:
		*ret_cell = (uint8_t)tag->role;
		*ret_free = false;
		label = markup_cell(&m->table, tag->role, &row);
		if (row)
			row_record(m, at);
		return label;
	case ROLE_INLINE:
	case ROLE_ITEM:
	case ROLE_FORM:
	case ROLE_NONE:
		break;
	}
	if (*ret_cell != ROLE_NONE && (tag->block || tag->role == ROLE_INLINE))
		return around->label;
	return harvest_label(m->stage.work->harvest, tag->name, &flags);
}

static int
open_tag(struct markup *m, size_t i, const struct tag *tag,
	 enum tag_holds holds)
{
	struct harvest *h = m->stage.work->harvest;
	bool form = m->depth > 0 && m->elements[m->depth - 1].form;
	bool record = holds == HOLDS_ELEMENTS || tag->block ||
		      (holds == HOLDS_NOTHING && tag->n_attributes > 0 &&
		       !tag->never);
	bool empty = tag->empty, alone = true;
	struct element e = {.hash = tag->hash,
			    .role = (uint8_t)tag->role,
			    .form = form || tag->role == ROLE_FORM};
	struct span caption = SPAN_NONE;
	close_implied(m, tag, i);
	if (m->depth == ELEMENTS_MAX) {
		work_unreadable(m->stage.work, UNREADABLE_SIZE, "depth", 1);
		record = false;
		empty = true;
	}
	if (!empty || tag->role == ROLE_NONE)
		e.label = place(m, i, tag, &e.cell, &alone);
	e.record = record && alone && !form;
	if (e.record)
		harvest_open(h, m->window.base + i,
			     tag->block ? 0 : RECORD_MEMBER);
	if (tag->empty && tag->n_attributes > 0) {
		caption = span_of(m->table.caption, m->table.caption_n);
		m->table.caption_n = 0;
	}
	uint32_t named = LABEL_NONE;
	int rc = tag_attributes(tag, &m->stage, &m->window, caption, &named);
	if (named != LABEL_NONE)
		e.label = named;
	if (!empty)
		m->elements[m->depth++] = e;
	else if (e.record)
		harvest_close(h, m->window.base + i);
	return rc;
}

/* The tag at i: past it; i itself if it is unfinished. */
static ssize_t
tag(struct markup *m, size_t i, bool last)
{
	const uint8_t *p = m->window.text.p;
	size_t n = m->window.text.n, end = tag_end(p, i, n, last);
	struct harvest *h = m->stage.work->harvest;
	if (end == 0)
		return (ssize_t)i;
	if (end == i + 1) {
		harvest_field(h, i, 1, label_of(m));
		return (ssize_t)i + 1;
	}
	struct span text = span_of(p + i, end - i);
	if (span_starts(text, SPAN("<!--")))
		return (ssize_t)i + 4;
	if (span_starts(text, SPAN("<![CDATA[")))
		return (ssize_t)i + 9;
	if (p[i + 1] == '!' || p[i + 1] == '?') {
		/* What entities of its own would make of the text is not
		 * known. */
		if (span_find(text, SPAN("<!ENTITY")) >= 0)
			work_unreadable(m->stage.work, UNREADABLE_BROKEN,
					"xml-entity", text.n);
		harvest_field(h, i, text.n, LABEL_NONE);
		return (ssize_t)end;
	}
	struct tag t;
	tag_read(text, &t);
	if (t.closes) {
		close_tag(m, end, t.hash);
		return (ssize_t)end;
	}
	enum tag_holds holds =
		tag_looks_ahead(&t, span_from(buf_span(&m->window.text), end));
	if (holds == HOLDS_UNKNOWN && !last)
		return (ssize_t)i;
	int rc = open_tag(m, i, &t, holds);
	return rc < 0 ? rc : (ssize_t)end;
}

static ssize_t
long_run(struct markup *m, size_t i, bool last)
{
	uint8_t *p = m->window.text.p;
	size_t n = m->window.text.n, end = bytes_find1(p, i, n, '<');
	bool done = end < n || last;
	/* A character reference may be unfinished. */
	for (size_t k = 1; !done && k <= 16 && k <= n - i; k++) {
		if (p[n - k] == '&') {
			end = n - k;
			break;
		}
		if (p[n - k] == ';')
			break;
	}
	size_t len = window_undo(&m->window, i, end - i, unescape_markup);
	int rc = nested_long_add(&m->stage, &m->window, span_of(p + i, len),
				 window_epoch(&m->window, i));
	if (rc == 0 && done) {
		rc = nested_long_end(&m->stage, &m->window);
		m->in_long = false;
	}
	return rc < 0 ? rc : (ssize_t)end;
}

/* Where the value of an attribute begins that goes on past far, in a tag that
 * is too long to be read as one; i if there is none. */
static size_t
long_attribute(const uint8_t *p, size_t i, size_t far)
{
	for (size_t k = far - 1; k > i; k--)
		if (p[k] == '"' || p[k] == '\'')
			return p[k - 1] == '=' ? k + 1 : i;
	return i;
}

static ssize_t
text(struct markup *m, size_t i, bool last)
{
	uint8_t *p = m->window.text.p;
	size_t n = m->window.text.n, far = i + LONG_VALUE + 1;
	size_t end = bytes_find1(p, i, n < far ? n : far, '<');
	size_t value = end == far ? long_attribute(p, i, far) : i;
	if (value > i && value < far) {
		end = value;
	} else if (end == far) {
		int rc = window_flush(&m->window, &m->stage, i);
		if (rc == 0)
			rc = nested_long_begin(&m->stage, &m->window, i,
					       label_of(m), unescape_markup);
		m->in_long = true;
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (end == n && !last)
		return (ssize_t)i;
	struct span s = span_trim(span_of(p + i, end - i), " \t\r\n");
	/* The end of a CDATA section; no other text may have it. */
	if (span_ends(s, SPAN("]]>")))
		s = span_trim(span_cut(s, 0, s.n - 3), " \t\r\n");
	size_t at = (size_t)(s.p - p);
	s.n = window_undo(&m->window, at, s.n, unescape_markup);
	uint8_t cell = m->depth > 0 ? m->elements[m->depth - 1].cell : 0;
	if (cell != ROLE_NONE && s.n > 0)
		markup_cell_text(&m->table, m->stage.work->harvest, cell, s);
	int rc = nested_put(&m->stage, &m->window, at, s.n, label_of(m));
	return rc < 0 ? rc : (ssize_t)end;
}

static ssize_t
markup_run(struct stage *s, bool last)
{
	struct markup *m = markup_of(s);
	struct harvest *h = s->work->harvest;
	size_t i = 0;
	while (i < m->window.text.n || (last && m->in_long)) {
		bool was = m->in_long;
		ssize_t next;
		if (was)
			next = long_run(m, i, last);
		else if (m->window.text.p[i] == '<')
			next = tag(m, i, last);
		else
			next = text(m, i, last);
		if (next < 0)
			return next;
		if ((size_t)next == i && m->in_long == was)
			break;
		i = (size_t)next;
		int rc = harvest_full(h) ? window_flush(&m->window, s, i) : 0;
		if (rc < 0)
			return rc;
	}
	while (last && harvest_depth(h) > m->records)
		harvest_close(h, m->window.base + i);
	return (ssize_t)i;
}

static int
markup_push(struct stage *s, struct span in, bool last)
{
	return window_push(&markup_of(s)->window, s, in, last, markup_run);
}

static uint64_t
markup_pending(const struct stage *s)
{
	return window_pending(
		&((const struct markup *)(const void *)s)->window);
}

static void
markup_close(struct stage *s)
{
	window_fini(&markup_of(s)->window);
	free(s);
}

int
markup_open(struct work *w, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"markup", markup_push,
					     markup_pending, markup_close};
	struct markup *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return -ENOMEM;
	m->stage = (struct stage){&ops, w};
	window_init(&m->window, w->origin);
	m->records = harvest_depth(w->harvest);
	harvest_open(w->harvest, w->origin, w->member);
	*ret_stage = &m->stage;
	return 0;
}
