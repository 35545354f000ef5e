/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQL statements to records: a tuple of VALUES, a row of COPY, a SELECT of
 * an INSERT each are one; a statement of another kind is one too, its
 * literals having the name before them as label. Columns are named by the
 * statement or by the table's definition, of which the last few are kept.
 * Guarantee: memory is bounded by DEFINITIONS_MAX and SQL_COLUMNS_MAX. One
 * owner, one thread.
 */
#include "inspect/sql.h"

#include "inspect/fold.h"

#include <errno.h>
#include <stdlib.h>

#define DEFINITIONS_MAX 64

struct sql_definition {
	struct sql_definition *next;
	uint64_t name;
	size_t n;
	uint32_t labels[];
};

static bool
word(struct span s, const char *text)
{
	return span_eq_nocase(s, span_str(text));
}

static uint64_t
name_hash(struct span s)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < s.n; i++)
		hash = (hash ^ (uint8_t)ascii_lower((char)s.p[i])) *
		       UINT64_C(0x100000001b3);
	return hash;
}

static void
record_open(struct sql_parser *q)
{
	pen_open(&q->pen, 0);
	q->opened++;
	q->column = 0;
}

static void
record_close(struct sql_parser *q)
{
	if (q->opened > 0) {
		pen_close(&q->pen);
		q->opened--;
	}
}

static uint32_t
column_label(const struct sql_parser *q)
{
	return q->column < q->n_labels ? q->labels[q->column] : LABEL_NONE;
}

static void
add_label(struct sql_parser *q, uint32_t label)
{
	if (q->n_labels < SQL_COLUMNS_MAX)
		q->labels[q->n_labels++] = label;
}

/* Keeps the definition that a CREATE TABLE made. */
static void
define(struct sql_parser *q)
{
	struct sql_definition *d =
		malloc(sizeof(*d) + q->n_labels * sizeof(d->labels[0]));
	if (d == NULL) {
		q->pen.rc = -ENOMEM;
		return;
	}
	d->name = q->name;
	d->n = q->n_labels;
	memcpy(d->labels, q->labels, d->n * sizeof(d->labels[0]));
	d->next = q->definitions;
	q->definitions = d;
	if (++q->n_definitions <= DEFINITIONS_MAX)
		return;
	while (d->next->next != NULL)
		d = d->next;
	free(d->next);
	d->next = NULL;
	q->n_definitions--;
}

/* The columns of the statement's table, unless it named them. */
static void
recall(struct sql_parser *q)
{
	const struct sql_definition *d = q->definitions;
	if (q->named)
		return;
	while (d != NULL && d->name != q->name)
		d = d->next;
	q->n_labels = d != NULL ? d->n : 0;
	if (d != NULL)
		memcpy(q->labels, d->labels, d->n * sizeof(d->labels[0]));
}

void
sql_finish(struct sql_parser *q)
{
	if (q->verb == SQL_CREATE && q->table && q->n_labels > 0)
		define(q);
	while (q->opened > 0)
		record_close(q);
	q->verb = SQL_NONE;
	q->depth = 0;
}

void
sql_fini(struct sql_parser *q)
{
	while (q->definitions != NULL) {
		struct sql_definition *d = q->definitions;
		q->definitions = d->next;
		free(d);
	}
	pen_fini(&q->pen);
}

/* The statement that this word begins. */
static void
start(struct sql_parser *q, struct span s)
{
	sql_finish(q);
	q->n_labels = q->column = 0;
	q->named = q->item = q->comment = q->stdin_seen = q->table = false;
	q->name = 0;
	q->label = LABEL_NONE;
	if (word(s, "INSERT") || word(s, "REPLACE"))
		q->verb = SQL_INSERT;
	else if (word(s, "CREATE"))
		q->verb = SQL_CREATE;
	else if (word(s, "COPY"))
		q->verb = SQL_COPY;
	else
		q->verb = SQL_OTHER;
	if (q->verb == SQL_CREATE || q->verb == SQL_OTHER)
		record_open(q);
}

/* A token that stood outside records was one by itself. */
static void
token_over(struct sql_parser *q)
{
	if (q->alone)
		pen_close(&q->pen);
	q->alone = false;
}

void
sql_token_begin(struct sql_parser *q)
{
	uint32_t label = LABEL_NONE;
	if (q->verb == SQL_VALUES || q->verb == SQL_SELECT)
		label = column_label(q);
	else if (q->verb == SQL_OTHER)
		label = q->label;
	q->alone = q->opened == 0;
	if (q->alone)
		pen_open(&q->pen, 0);
	pen_begin(&q->pen, label);
}

/* A value. A bare word is one unless it is of letters alone. */
static void
literal(struct sql_parser *q, bool bare)
{
	struct span s = pen_text(&q->pen);
	bool letters = bare && s.n > 0;
	for (size_t i = 0; i < s.n && letters; i++)
		letters = is_letter(s.p[i]) || s.p[i] == '_';
	if (letters) {
		pen_drop(&q->pen);
		return;
	}
	if (bare && s.n > 2 && s.p[0] == '0' && (s.p[1] | 0x20) == 'x')
		pen_unhex(&q->pen, 2);
	else if (!bare && s.n > 2 && s.p[0] == '\\' && s.p[1] == 'x')
		pen_unhex(&q->pen, 2);
	pen_end(&q->pen);
}

static void
table_name(struct sql_parser *q)
{
	q->name = name_hash(pen_text(&q->pen));
	pen_name(&q->pen);
}

/* A name in a definition: of a column where one may stand. */
static void
create_name(struct sql_parser *q, enum sql_token kind)
{
	struct span s = pen_text(&q->pen);
	unsigned is = kind == SQL_WORD ? sql_word_is(s) : 0;
	if (q->depth == 0 && q->n_labels == 0) {
		if (kind == SQL_WORD && word(s, "TABLE"))
			q->table = true;
		if ((is & WORD_NOISE) != 0)
			pen_drop(&q->pen);
		else
			table_name(q);
		return;
	}
	q->comment = kind == SQL_WORD && word(s, "COMMENT");
	if (q->depth != 1 || !q->item) {
		if (kind == SQL_WORD)
			literal(q, true);
		else
			pen_name(&q->pen);
		return;
	}
	q->item = false;
	if ((is & WORD_RULE) != 0) {
		pen_drop(&q->pen);
		return;
	}
	q->column_name_n = s.n < sizeof(q->column_name) ? s.n : 0;
	if (s.n > 0)
		memcpy(q->column_name, s.p, q->column_name_n);
	add_label(q, pen_name(&q->pen));
}

/* The COMMENT on a column says what its name may not. */
static void
create_string(struct sql_parser *q)
{
	struct span s = pen_text(&q->pen);
	uint8_t both[128];
	size_t n = q->column_name_n;
	if (q->comment && q->depth == 1 && q->n_labels > 0 &&
	    n + 1 + s.n <= sizeof(both)) {
		unsigned flags;
		memcpy(both, q->column_name, n);
		both[n++] = ' ';
		if (s.n > 0)
			memcpy(both + n, s.p, s.n);
		q->labels[q->n_labels - 1] = harvest_label(
			q->pen.work->harvest, span_of(both, n + s.n), &flags);
	}
	q->comment = false;
	literal(q, false);
}

/* A word of INSERT before its values. */
static void
insert_name(struct sql_parser *q, enum sql_token kind)
{
	struct span s = pen_text(&q->pen);
	if (q->depth > 0) {
		q->named = true;
		add_label(q, pen_name(&q->pen));
		return;
	}
	if (kind == SQL_WORD && (word(s, "VALUES") || word(s, "VALUE"))) {
		q->verb = SQL_VALUES;
		recall(q);
	} else if (kind == SQL_WORD && word(s, "SELECT")) {
		q->verb = SQL_SELECT;
		recall(q);
	} else if (kind == SQL_WORD && word(s, "SET")) {
		q->verb = SQL_OTHER;
	} else if (kind != SQL_WORD || (sql_word_is(s) & WORD_NOISE) == 0) {
		table_name(q);
		return;
	}
	pen_drop(&q->pen);
	if (q->verb == SQL_SELECT || q->verb == SQL_OTHER) {
		token_over(q);
		record_open(q);
	}
}

static void
copy_name(struct sql_parser *q, enum sql_token kind)
{
	struct span s = pen_text(&q->pen);
	if (q->depth > 0 && !q->stdin_seen) {
		q->named = true;
		add_label(q, pen_name(&q->pen));
	} else if (kind == SQL_WORD &&
		   (word(s, "FROM") || word(s, "STDIN") || word(s, "WITH"))) {
		q->stdin_seen = q->stdin_seen || word(s, "STDIN");
		pen_drop(&q->pen);
	} else if (!q->stdin_seen) {
		table_name(q);
	} else {
		literal(q, kind == SQL_WORD);
	}
}

/* A name or literal of another statement. */
static void
other(struct sql_parser *q, enum sql_token kind)
{
	struct span s = pen_text(&q->pen);
	bool number = kind == SQL_WORD && s.n > 0 &&
		      (s.p[0] == '-' || (s.p[0] >= '0' && s.p[0] <= '9'));
	if (kind == SQL_STRING || number) {
		literal(q, number);
		return;
	}
	unsigned is = kind == SQL_WORD ? sql_word_is(s) : 0;
	if ((is & (WORD_KEEPS | WORD_FORGETS)) != 0) {
		if ((is & WORD_FORGETS) != 0)
			q->label = LABEL_NONE;
		pen_drop(&q->pen);
		return;
	}
	q->label = pen_name(&q->pen);
}

/* A word that begins a statement though nothing ended the last one. */
static bool
begins(const struct sql_parser *q, struct span s, bool line)
{
	if (q->verb == SQL_NONE)
		return true;
	if (q->depth > 0 || (sql_word_is(s) & WORD_VERB) == 0)
		return false;
	if (q->verb == SQL_INSERT && word(s, "SELECT"))
		return false;
	if (q->verb == SQL_SELECT && word(s, "SELECT"))
		return false;
	return line && !(q->verb == SQL_INSERT && word(s, "REPLACE"));
}

static void
token(struct sql_parser *q, enum sql_token kind)
{
	bool name = kind != SQL_STRING;
	switch (q->verb) {
	case SQL_INSERT:
		if (name)
			insert_name(q, kind);
		else
			literal(q, false);
		break;
	case SQL_SELECT:
		if (kind == SQL_WORD && q->depth == 0 &&
		    word(pen_text(&q->pen), "SELECT")) {
			pen_drop(&q->pen);
			record_close(q);
			record_open(q);
			break;
		}
		literal(q, kind == SQL_WORD);
		break;
	case SQL_CREATE:
		if (name)
			create_name(q, kind);
		else
			create_string(q);
		break;
	case SQL_COPY:
		if (name)
			copy_name(q, kind);
		else
			literal(q, false);
		break;
	case SQL_OTHER:
		other(q, kind);
		break;
	case SQL_NONE:
	case SQL_VALUES:
		literal(q, kind == SQL_WORD);
		break;
	}
}

void
sql_token(struct sql_parser *q, enum sql_token kind, bool line)
{
	struct span s = pen_text(&q->pen);
	if (kind == SQL_COMMENT) {
		q->pen.label = LABEL_NONE;
		pen_end(&q->pen);
	} else if (kind == SQL_WORD && begins(q, s, line)) {
		uint8_t copy[16];
		size_t n = s.n < sizeof(copy) ? s.n : 0;
		if (n > 0)
			memcpy(copy, s.p, n);
		literal(q, true);
		token_over(q);
		start(q, span_of(copy, n));
	} else {
		token(q, kind);
	}
	token_over(q);
}

bool
sql_punct(struct sql_parser *q, uint8_t c)
{
	bool tuples = q->verb == SQL_VALUES;
	if (c == '(') {
		if (q->depth++ == 0 && tuples)
			record_open(q);
		q->item = q->verb == SQL_CREATE && q->depth == 1;
	} else if (c == ')') {
		if (q->depth > 0 && --q->depth == 0 && tuples)
			record_close(q);
	} else if (c == ',') {
		if (q->depth == (q->verb == SQL_SELECT ? 0 : 1))
			q->column++;
		q->item = q->verb == SQL_CREATE && q->depth == 1;
		if (q->depth == 0)
			q->label = LABEL_NONE;
	} else if (c == ';') {
		bool copy = q->verb == SQL_COPY && q->stdin_seen;
		if (copy)
			recall(q);
		sql_finish(q);
		return copy;
	}
	return false;
}

void
sql_copy_begin(struct sql_parser *q)
{
	if (q->opened == 0)
		record_open(q);
	pen_begin(&q->pen, column_label(q));
}

void
sql_copy_cell(struct sql_parser *q, bool null)
{
	if (null)
		pen_drop(&q->pen);
	else
		literal(q, false);
	q->column++;
}

void
sql_copy_row(struct sql_parser *q)
{
	record_close(q);
}
