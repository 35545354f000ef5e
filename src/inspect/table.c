/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables: comma, semicolon, tab, bar, ^ or \\x01 between cells, quotes doubled
 * inside quotes (RFC 4180), a row being a record and the header's cells the
 * names of the columns. Cells are scanned where they lie. Rows of an entity,
 * an attribute and its value ("7,phone,...") are one record as long as their
 * entity, which is the first cell, is the same. One owner, one thread.
 */
#include "inspect/bytes.h"
#include "inspect/names.h"
#include "inspect/nested.h"
#include "inspect/sniff.h"

#include <errno.h>
#include <stdlib.h>

#define COLUMNS_MAX 1024
/* A table of entities, attributes and values has no more. */
#define PAIR_COLUMNS 6

struct table {
	struct stage stage;
	struct window window;
	struct table_shape shape;
	size_t n_labels;
	size_t column;
	size_t lines;	 /* before the table that are still to come */
	uint64_t row_at; /* where the row begins */
	bool row;	 /* one is open */
	bool open;	 /* a record is */
	bool header;	 /* and it is the header */
	bool pairs;	 /* rows are attributes and their values */
	bool tail;	 /* behind the closing quote of a cell */
	bool in_long, quoted;
	bool after_gap; /* so far this row may name the columns of a new table
			 */
	size_t n_others;
	size_t attribute, value; /* their columns from 1; 0: none */
	struct naming entity;	 /* whose rows these are */
	struct naming naming;	 /* the row's attribute */
	/* Not zeroed before their use. */
	uint32_t labels[COLUMNS_MAX];
	uint32_t others[COLUMNS_MAX]; /* those of a new table */
};

static struct table *
table_of(struct stage *s)
{
	return (struct table *)(void *)s;
}

static inline uint32_t
label_of(const struct table *t)
{
	return t->column < t->n_labels ? t->labels[t->column] : LABEL_NONE;
}

static inline void
row_begin(struct table *t, size_t at)
{
	if (t->row)
		return;
	if (!t->open)
		harvest_open(t->stage.work->harvest, t->window.base + at, 0);
	t->row = t->open = true;
	t->row_at = t->window.base + at;
	t->column = 0;
}

static inline void
row_end(struct table *t, size_t at)
{
	uint64_t end = t->window.base + at;
	if (t->open && !t->pairs) {
		harvest_close(t->stage.work->harvest, end);
		t->open = false;
	}
	if (t->header)
		t->pairs = t->attribute > 0 && t->value > t->attribute &&
			   t->n_labels <= PAIR_COLUMNS;
	t->naming.n = 0;
	t->row = t->header = false;
	if (t->after_gap && t->n_others > 0) {
		memcpy(t->labels, t->others,
		       t->n_others * sizeof(t->labels[0]));
		t->n_labels = t->n_others;
	}
	/* A line of nothing but, maybe, its carriage return. */
	t->after_gap = end <= t->row_at + 1 && t->n_labels > 0;
	t->n_others = 0;
	if (t->lines > 0)
		t->header = --t->lines == 0 && t->shape.header;
}

/* A cell of the first row after a blank one. */
static void
other_cell(struct table *t, struct span name)
{
	unsigned flags;
	name = span_trim(name, " \t\r");
	if (name.n == 0 && t->column == 0)
		return;
	if (!sniff_is_name(name) || t->n_others == COLUMNS_MAX)
		t->after_gap = false;
	else
		t->others[t->n_others++] =
			harvest_label(t->stage.work->harvest, name, &flags);
}

static void
header_cell(struct table *t, size_t at, size_t n)
{
	unsigned flags;
	struct span name = span_trim(span_of(t->window.text.p + at, n), " \t");
	if (t->n_labels == COLUMNS_MAX)
		return;
	t->labels[t->n_labels++] =
		harvest_label(t->stage.work->harvest, name, &flags);
	if ((flags & NAME_NAMES) != 0)
		t->attribute = t->n_labels;
	if ((flags & NAME_GENERIC) != 0)
		t->value = t->n_labels;
}

/* A cell of a table of attributes and values: its label. */
static uint32_t
pair_cell(struct table *t, size_t at, struct span s)
{
	struct harvest *h = t->stage.work->harvest;
	s = span_trim(s, " \t\r");
	if (t->column + 1 == t->attribute) {
		naming_put(&t->naming, s);
	} else if (t->column + 1 == t->value) {
		return naming_label(&t->naming, h, label_of(t));
	} else if (t->column == 0 &&
		   !span_eq(s, span_of(t->entity.text, t->entity.n))) {
		harvest_close(h, t->window.base + at);
		harvest_open(h, t->window.base + at, 0);
		naming_put(&t->entity, s);
	}
	return label_of(t);
}

static inline int
cell(struct table *t, size_t at, size_t n)
{
	struct span text = span_of(t->window.text.p + at, n);
	if (t->after_gap)
		other_cell(t, text);
	if (!t->header)
		return nested_put(&t->stage, &t->window, at, n,
				  t->pairs ? pair_cell(t, at, text)
					   : label_of(t));
	header_cell(t, at, n);
	harvest_field(t->stage.work->harvest, at, n, LABEL_NONE);
	return 0;
}

/* A plain cell, or what follows a closing quote, ended before end: goes past
 * its delimiter or line end. */
static inline size_t
cell_end(struct table *t, size_t end)
{
	const uint8_t *p = t->window.text.p;
	t->tail = false;
	if (end >= t->window.text.n)
		return end;
	if (p[end] == '\n')
		row_end(t, end);
	else
		t->column++;
	return end + 1;
}

static ssize_t
long_begin(struct table *t, size_t at, bool quoted)
{
	t->after_gap = false;
	int rc = window_flush(&t->window, &t->stage, at);
	if (rc < 0)
		return rc;
	if (t->header)
		header_cell(t, at, LONG_VALUE);
	t->in_long = true;
	t->quoted = quoted;
	rc = nested_long_begin(&t->stage, &t->window, at,
			       t->header ? LABEL_NONE : label_of(t), NULL);
	return rc < 0 ? rc : (ssize_t)at;
}

static int
long_add(struct table *t, size_t from, size_t to)
{
	return nested_long_add(&t->stage, &t->window,
			       span_of(t->window.text.p + from, to - from),
			       window_epoch(&t->window, from));
}

/* More of a long quoted cell: up to and past the next quote. */
static ssize_t
long_quoted(struct table *t, size_t i, bool last)
{
	const uint8_t *p = t->window.text.p;
	size_t n = t->window.text.n;
	size_t quote = bytes_find1(p, i, n, '"');
	bool open = quote + 1 == n && !last;
	bool twice = quote + 1 < n && p[quote + 1] == '"';
	int rc = long_add(t, i, quote + twice);
	if (rc == 0 && !twice && !open && (quote < n || last)) {
		rc = nested_long_end(&t->stage, &t->window);
		t->in_long = false;
		t->tail = true;
	}
	if (rc < 0)
		return rc;
	return (ssize_t)(quote == n || open ? quote : quote + 1 + twice);
}

static ssize_t
long_plain(struct table *t, size_t i, bool last)
{
	size_t n = t->window.text.n;
	size_t end = bytes_find3(t->window.text.p, i, n, t->shape.delimiter,
				 '\n', '\n');
	int rc = long_add(t, i, end);
	if (rc < 0 || (end == n && !last))
		return rc < 0 ? rc : (ssize_t)end;
	rc = nested_long_end(&t->stage, &t->window);
	t->in_long = false;
	return rc < 0 ? rc : (ssize_t)cell_end(t, end);
}

/* Of two quotes one stays. */
static size_t
undouble(uint8_t *p, size_t n)
{
	size_t out = 0;
	for (size_t in = 0; in < n; in++) {
		p[out++] = p[in];
		in += p[in] == '"';
	}
	return out;
}

/* The quoted cell whose quote is at i. */
static ssize_t
quoted(struct table *t, size_t i, bool last)
{
	const uint8_t *p = t->window.text.p;
	size_t n = t->window.text.n, begin = i + 1, at = begin;
	size_t far = begin + LONG_VALUE + 1, stop = n < far ? n : far;
	/* First whether the cell ends here; only then may it be rewritten. */
	bool doubled = false;
	while ((at = bytes_find1(p, at, stop, '"')) < stop) {
		if (at + 1 == n && !last)
			return (ssize_t)i;
		if (at + 1 == n || p[at + 1] != '"')
			break;
		doubled = true;
		at += 2;
	}
	if (at >= far)
		return long_begin(t, begin, true);
	if (at >= stop && !last)
		return (ssize_t)i;
	size_t end = at < n ? at : n;
	size_t len = end - begin;
	if (doubled)
		len = window_undo(&t->window, begin, len, undouble);
	int rc = cell(t, begin, len);
	t->tail = true;
	return rc < 0 ? rc : (ssize_t)(end < n ? end + 1 : n);
}

static inline ssize_t
plain(struct table *t, size_t i, bool last)
{
	const uint8_t *p = t->window.text.p;
	size_t n = t->window.text.n, far = i + LONG_VALUE + 1;
	size_t stop = n < far ? n : far;
	size_t end = bytes_find3(p, i, stop, t->shape.delimiter, '\n', '\n');
	if (end == far)
		return long_begin(t, i, false);
	if (end == n && !last)
		return (ssize_t)i;
	size_t len = end - i;
	if (end < n && p[end] == '\n' && len > 0 && p[end - 1] == '\r')
		len--;
	int rc = 0;
	if (!t->tail)
		rc = cell(t, i, len);
	else
		harvest_field(t->stage.work->harvest, i, len, label_of(t));
	return rc < 0 ? rc : (ssize_t)cell_end(t, end);
}

static ssize_t
table_run(struct stage *s, bool last)
{
	struct table *t = table_of(s);
	struct harvest *h = s->work->harvest;
	size_t i = 0;
	while (i < t->window.text.n || (last && t->in_long)) {
		bool was = t->in_long;
		ssize_t next;
		row_begin(t, i);
		if (was)
			next = t->quoted ? long_quoted(t, i, last)
					 : long_plain(t, i, last);
		else if (t->window.text.p[i] == '"' && !t->tail)
			next = quoted(t, i, last);
		else
			next = plain(t, i, last);
		if (next < 0)
			return next;
		if ((size_t)next == i && t->in_long == was)
			break;
		i = (size_t)next;
		int rc = harvest_full(h) ? window_flush(&t->window, s, i) : 0;
		if (rc < 0)
			return rc;
	}
	if (last) {
		t->pairs = false;
		row_end(t, i);
	}
	return (ssize_t)i;
}

static int
table_push(struct stage *s, struct span in, bool last)
{
	return window_push(&table_of(s)->window, s, in, last, table_run);
}

static uint64_t
table_pending(const struct stage *s)
{
	return window_pending(&((const struct table *)(const void *)s)->window);
}

static void
table_close(struct stage *s)
{
	window_fini(&table_of(s)->window);
	free(s);
}

int
table_open(struct work *w, struct table_shape shape, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"table", table_push, table_pending,
					     table_close};
	struct table *t = malloc(sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	memset(t, 0, offsetof(struct table, labels));
	t->stage = (struct stage){&ops, w};
	t->shape = shape;
	t->lines = shape.lines;
	t->header = shape.header && t->lines == 0;
	window_init(&t->window, w->origin);
	*ret_stage = &t->stage;
	return 0;
}
