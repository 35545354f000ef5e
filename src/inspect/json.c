/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON (RFC 8259), lines of JSON, and what only resembles it: a tolerant
 * tokeniser that hands every string, number and word to the harvest under the
 * name of its member, an object being a record. What breaks the grammar is
 * read as words; a string ends at a raw line end, so that one stray quote
 * does not turn a whole stream inside out. Values are rewritten and scanned
 * where they lie. No recursion: levels are an array. One owner, one thread.
 */
#include "inspect/bytes.h"
#include "inspect/json_rows.h"
#include "inspect/names.h"
#include "inspect/nested.h"
#include "inspect/pieces.h"

#include <errno.h>
#include <stdlib.h>

#define LEVELS_MAX 512

struct level {
	uint32_t label;	  /* of the member that it is the value of */
	uint32_t row;	  /* how many values have begun in it */
	uint16_t column;  /* is this one of the object around it; 0: none */
	uint16_t columns; /* has so many so far */
	bool object;
	bool record; /* one was opened for it */
	bool names;  /* what is in it names the columns of rows */
	bool filled; /* has a value of its own */
	bool pair;   /* is a name and its value */
	struct naming naming;
};

struct json {
	struct stage stage;
	struct window window;
	size_t depth;
	size_t records;	   /* open when we began */
	unsigned member;   /* the flags of what is outermost */
	uint32_t label;	   /* of the next value */
	bool key;	   /* a name comes next */
	bool after;	   /* a value has just ended */
	bool name;	   /* the next value is a column's name */
	bool names;	   /* the next value names its neighbours */
	bool section;	   /* or is a section of its object */
	uint8_t long_kind; /* '"' or 'w': inside a long one; 0: not */
	struct json_rows rows;
	struct pieces pieces; /* strings of the innermost array */
	/* Not zeroed before its use. */
	struct level levels[LEVELS_MAX];
};

/* 1: ends a word; 2: and is white space. */
static const uint8_t ends_word[256] = {
	[' '] = 2, ['\t'] = 2, ['\n'] = 2, ['\r'] = 2, ['{'] = 1, ['}'] = 1,
	['['] = 1, [']'] = 1,  [','] = 1,  [':'] = 1,  ['"'] = 1};

static struct json *
json_of(struct stage *s)
{
	return (struct json *)(void *)s;
}

/* The innermost level ends. */
static void
level_pop(struct json *j, size_t at)
{
	struct harvest *h = j->stage.work->harvest;
	const struct level *l = &j->levels[--j->depth];
	if (l->column > 0 && l->filled)
		harvest_column_end(h, l->column, l->row + 1);
	if (l->record)
		harvest_close(h, j->window.base + at);
	if (j->depth < j->rows.depth)
		j->rows.n = j->rows.depth = 0;
}

/* An array in an object may be a column; one in an array, or one that stands
 * alone, is a row. */
static void
array_open(struct json *j, size_t at, struct level *l, struct level *around)
{
	struct harvest *h = j->stage.work->harvest;
	if (around != NULL && around->object) {
		l->names = json_rows_is_names(&j->rows, h, l->label);
		if (l->names) {
			j->rows.n = 0;
			j->rows.depth = j->depth;
		}
		if (around->record && around->columns < UINT16_MAX)
			l->column = ++around->columns;
		return;
	}
	if (around != NULL && json_rows_is_track(&j->rows, h, l->label))
		return;
	/* The first of several may hold the names. */
	l->names = around != NULL && around->row == 0 && j->rows.n == 0;
	if (l->names)
		j->rows.depth = j->depth;
	l->record = true;
	harvest_open(h, j->window.base + at, 0);
}

/* Strings of an array that are one value in pieces, the last of which ends at
 * this place. */
static int
pieces_read(struct json *j, size_t at)
{
	int rc = window_flush(&j->window, &j->stage, at);
	return rc < 0 ? rc
		      : pieces_scan(&j->pieces, j->stage.work->harvest,
				    j->window.base + at,
				    window_epoch(&j->window, 0));
}

static void
level_open(struct json *j, size_t at, bool object)
{
	struct harvest *h = j->stage.work->harvest;
	/* A new value right after another begins a new document. */
	while (j->after && object && j->depth > 0)
		level_pop(j, at);
	struct level *around = j->depth > 0 ? &j->levels[j->depth - 1] : NULL;
	if (j->depth == 0)
		j->label = LABEL_NONE;
	j->after = false;
	if (j->depth == LEVELS_MAX) {
		work_unreadable(j->stage.work, UNREADABLE_SIZE, "depth", 1);
		return;
	}
	if (around != NULL)
		around->filled = true;
	struct level *l = &j->levels[j->depth];
	*l = (struct level){.label = j->label, .object = object};
	j->key = l->record = object;
	if (object)
		harvest_open(h, j->window.base + at,
			     around == NULL    ? j->member
			     : !around->object ? 0
			     : j->section      ? RECORD_MEMBER | RECORD_SECTION
					       : RECORD_MEMBER);
	else
		array_open(j, at, l, around);
	j->name = j->names = j->section = false;
	j->depth++;
}

static void
level_close(struct json *j, size_t at, bool object)
{
	j->after = true;
	if (j->depth == 0 || j->levels[j->depth - 1].object != object)
		return;
	level_pop(j, at + 1);
	j->key = false;
	if (j->depth > 0)
		j->label = j->levels[j->depth - 1].label;
}

/* A comma: a name follows in an object, a value in an array. */
static void
separate(struct json *j)
{
	j->after = false;
	j->key = j->depth > 0 && j->levels[j->depth - 1].object;
	if (j->depth > 0)
		j->levels[j->depth - 1].row++;
}

/* A value of the innermost level is coming: under which label. */
static uint32_t
place(struct json *j)
{
	if (j->depth == 0)
		return j->label;
	struct level *l = &j->levels[j->depth - 1];
	l->filled = true;
	if (l->column > 0)
		harvest_row(j->stage.work->harvest, l->column, l->row);
	if (l->object || !l->record || l->names)
		return j->label;
	return json_rows_label(&j->rows, l->row, j->label);
}

/* A value that may name a column. */
static void
name_column(struct json *j, struct span s)
{
	struct level *l = j->depth > 0 ? &j->levels[j->depth - 1] : NULL;
	if (l == NULL || (!j->name && !(l->names && !l->object)))
		return;
	j->name = false;
	if (json_rows_name(&j->rows, j->stage.work->harvest, s))
		return;
	if (l->record && !l->object) {
		/* The first row is one like the others. */
		l->names = false;
		j->rows.n = j->rows.depth = 0;
	} else {
		json_rows_nameless(&j->rows);
	}
}

/* An object in an object whose names count from nought is a column. */
static void
count_column(struct json *j, struct span name)
{
	struct level *l = &j->levels[j->depth - 1];
	struct level *around = j->depth > 1 ? l - 1 : NULL;
	if (!l->record || l->filled || around == NULL || !around->object ||
	    !around->record || around->columns == UINT16_MAX ||
	    !span_eq(name, SPAN("0")))
		return;
	harvest_forget(j->stage.work->harvest);
	l->record = false;
	l->column = ++around->columns;
}

/* A string that is a value, maybe one in pieces. */
static int
string_put(struct json *j, size_t at, size_t n, uint32_t label)
{
	struct harvest *h = j->stage.work->harvest;
	bool due = false;
	if (j->pieces.on) {
		pieces_add(&j->pieces, span_of(j->window.text.p + at, n),
			   j->label);
		due = pieces_is_due(&j->pieces, h, false);
	}
	int rc = nested_put(&j->stage, &j->window, at, n, label);
	return rc < 0 || !due ? rc : pieces_read(j, at + n);
}

/* What else the name of a member says of the value that follows. */
static void
key_kind(struct json *j, unsigned flags)
{
	struct level *l = j->depth > 0 ? &j->levels[j->depth - 1] : NULL;
	j->names = (flags & NAME_NAMES) != 0;
	j->section = (flags & NAME_SECTION) != 0;
	if (l == NULL || l->column > 0 ||
	    (flags & (NAME_GENERIC | NAME_TYPED)) == 0)
		return;
	j->label = naming_label(&l->naming, j->stage.work->harvest, j->label);
	if ((flags & NAME_GENERIC) != 0 && l->naming.n > 0 && !l->pair) {
		l->pair = true;
		harvest_mark(j->stage.work->harvest, RECORD_PAIR);
	}
}

/* A string or word of the window, its escapes undone. */
static int
token(struct json *j, size_t at, size_t n, bool quoted)
{
	struct harvest *h = j->stage.work->harvest;
	struct span text = span_of(j->window.text.p + at, n);
	if (!j->key) {
		uint32_t label = place(j);
		name_column(j, text);
		if (j->names && j->depth > 0)
			naming_put(&j->levels[j->depth - 1].naming, text);
		j->names = false;
		j->after = true;
		if (quoted)
			return string_put(j, at, n, label);
		pieces_end(&j->pieces);
		harvest_field(h, at, n, label);
		return 0;
	}
	unsigned flags;
	uint32_t label = harvest_label(h, text, &flags);
	if ((flags & NAME_ODD) != 0)
		harvest_field(h, at, n, LABEL_NONE);
	uint32_t around = LABEL_NONE;
	if (j->depth > 0) {
		count_column(j, text);
		around = j->levels[j->depth - 1].label;
		j->levels[j->depth - 1].filled = true;
	}
	j->name = j->depth > 1 && j->levels[j->depth - 2].names &&
		  json_names_column(text);
	bool column = j->depth > 0 && j->levels[j->depth - 1].column > 0;
	bool generic = (flags & NAME_GENERIC) != 0 && around != LABEL_NONE;
	j->label = generic || column ? around : label;
	key_kind(j, flags);
	return 0;
}

/* The end of a string whose text begins at i: its quote, a line end, or n. */
static size_t
string_end(const uint8_t *p, size_t i, size_t n, bool *ret_escaped)
{
	*ret_escaped = false;
	while ((i = bytes_find3(p, i, n, '"', '\\', '\n')) < n) {
		if (p[i] != '\\')
			return i;
		*ret_escaped = true;
		i += 2;
	}
	return n;
}

static ssize_t
long_begin(struct json *j, size_t at, uint8_t kind)
{
	int rc = window_flush(&j->window, &j->stage, at);
	if (rc < 0)
		return rc;
	j->name = j->names = false;
	if (j->depth > 0)
		j->levels[j->depth - 1].filled = true;
	uint32_t label = j->key ? LABEL_NONE : place(j);
	rc = nested_long_begin(&j->stage, &j->window, at, label,
			       kind == '"' ? unescape_json : NULL);
	j->long_kind = kind;
	return rc < 0 ? rc : (ssize_t)at;
}

/* Where a long string must be cut at the end of the window so that no escape
 * is; n if nothing is unfinished. */
static size_t
whole_escapes(const uint8_t *p, size_t i, size_t n)
{
	while ((i = bytes_find1(p, i, n, '\\')) < n) {
		size_t left = n - i;
		bool pair = left > 3 && p[i + 1] == 'u' &&
			    (p[i + 2] | 0x20) == 'd' &&
			    strchr("89abAB", p[i + 3]) != NULL && p[i + 3] != 0;
		size_t need = left < 2		? 2
			      : p[i + 1] != 'u' ? 2
			      : left < 6	? 6
			      : pair		? 12
						: 6;
		if (left < need)
			return i;
		i += p[i + 1] == 'u' ? 6 : 2;
	}
	return n;
}

/* More of a long string or word, from i. */
static ssize_t
long_run(struct json *j, size_t i, bool last)
{
	uint8_t *p = j->window.text.p;
	size_t n = j->window.text.n, end = i, stop;
	bool escaped = false;
	if (j->long_kind == '"') {
		end = string_end(p, i, n, &escaped);
	} else {
		while (end < n && ends_word[p[end]] == 0)
			end++;
	}
	bool done = end < n || last;
	stop = escaped && !done ? whole_escapes(p, i, n) : end;
	size_t len = stop - i;
	if (escaped)
		len = window_undo(&j->window, i, len, unescape_json);
	/* What was carried over is older than the push that ends it. */
	int rc = nested_long_add(&j->stage, &j->window, span_of(p + i, len),
				 window_epoch(&j->window, i));
	if (rc == 0 && done)
		rc = nested_long_end(&j->stage, &j->window);
	if (rc < 0)
		return rc;
	if (done) {
		stop += end < n && j->long_kind == '"';
		j->long_kind = 0;
		j->after = !j->key;
	}
	return (ssize_t)stop;
}

/* The string whose quote is at i: where to go on, i if it is unfinished. */
static ssize_t
string(struct json *j, size_t i, bool last)
{
	uint8_t *p = j->window.text.p;
	size_t n = j->window.text.n, begin = i + 1;
	size_t far = begin + LONG_VALUE + 1;
	bool escaped;
	size_t end = string_end(p, begin, n < far ? n : far, &escaped);
	if (end >= far)
		return long_begin(j, begin, '"');
	if (end >= n && !last)
		return (ssize_t)i;
	size_t stop = end < n ? end + 1 : n;
	size_t len = end - begin;
	if (escaped)
		len = window_undo(&j->window, begin, len, unescape_json);
	int rc = token(j, begin, len, true);
	return rc < 0 ? rc : (ssize_t)stop;
}

static ssize_t
word(struct json *j, size_t i, bool last)
{
	const uint8_t *p = j->window.text.p;
	size_t n = j->window.text.n, end = i, far = i + LONG_VALUE + 1;
	if (n > far)
		n = far;
	while (end < n && ends_word[p[end]] == 0)
		end++;
	if (end >= far)
		return long_begin(j, i, 'w');
	if (end >= n && !last)
		return (ssize_t)i;
	int rc = 0;
	if (!span_eq(span_of(p + i, end - i), SPAN("null")))
		rc = token(j, i, end - i, false);
	else
		j->after = true;
	return rc < 0 ? rc : (ssize_t)end;
}

/* One token at i that is not white space. */
static ssize_t
step(struct json *j, size_t i, bool last)
{
	int rc;
	switch (j->window.text.p[i]) {
	case '"':
		return string(j, i, last);
	case '{':
		level_open(j, i, true);
		pieces_end(&j->pieces);
		break;
	case '[':
		level_open(j, i, false);
		pieces_begin(&j->pieces);
		break;
	case '}':
		level_close(j, i, true);
		break;
	case ']':
		rc = pieces_is_due(&j->pieces, j->stage.work->harvest, true)
			     ? pieces_read(j, i)
			     : 0;
		if (rc < 0)
			return rc;
		pieces_end(&j->pieces);
		level_close(j, i, false);
		break;
	case ',':
		separate(j);
		break;
	case ':':
		j->key = j->after = false;
		break;
	default:
		return word(j, i, last);
	}
	return (ssize_t)i + 1;
}

static ssize_t
json_run(struct stage *s, bool last)
{
	struct json *j = json_of(s);
	struct harvest *h = s->work->harvest;
	size_t i = 0;
	while (i < j->window.text.n || (last && j->long_kind != 0)) {
		uint8_t was = j->long_kind;
		ssize_t next = (ssize_t)i;
		if (was != 0)
			next = long_run(j, i, last);
		else if (ends_word[j->window.text.p[i]] == 2)
			next = (ssize_t)bytes_not(j->window.text.p, i + 1,
						  j->window.text.n, ' ');
		else
			next = step(j, i, last);
		if (next < 0)
			return next;
		if ((size_t)next == i && j->long_kind == was)
			break;
		i = (size_t)next;
		int rc = harvest_full(h) ? window_flush(&j->window, s, i) : 0;
		if (rc < 0)
			return rc;
	}
	while (last && harvest_depth(h) > j->records)
		harvest_close(h, j->window.base + i);
	return (ssize_t)i;
}

static int
json_push(struct stage *s, struct span in, bool last)
{
	return window_push(&json_of(s)->window, s, in, last, json_run);
}

static uint64_t
json_pending(const struct stage *s)
{
	return window_pending(&((const struct json *)(const void *)s)->window);
}

static void
json_close(struct stage *s)
{
	window_fini(&json_of(s)->window);
	free(s);
}

int
json_open(struct work *w, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"json", json_push, json_pending,
					     json_close};
	struct json *j = malloc(sizeof(*j));
	if (j == NULL)
		return -ENOMEM;
	memset(j, 0, offsetof(struct json, levels));
	j->stage = (struct stage){&ops, w};
	window_init(&j->window, w->origin);
	j->records = harvest_depth(w->harvest);
	/* For values outside any object. */
	harvest_open(w->harvest, w->origin, w->member);
	j->member = w->member;
	*ret_stage = &j->stage;
	return 0;
}
