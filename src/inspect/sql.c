/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQL: dumps of MySQL, PostgreSQL (COPY blocks too), SQLite and SQL Server,
 * and single statements. Bytes to tokens, one at a time: strings with quotes
 * doubled or behind a backslash, hexadecimal literals, quoted identifiers,
 * comments. A backslash before a quote hides it in MySQL only; where the
 * dialect is not known, what follows decides. What tokens mean is
 * sql_parse.c's. One owner, one thread.
 */
#include "inspect/sql.h"
#include "inspect/bytes.h"
#include "inspect/fold.h"

#include <errno.h>
#include <stdlib.h>

enum lex {
	LEX_BETWEEN,
	LEX_WORD,
	LEX_STRING,
	LEX_QUOTE,  /* a quote in a string: its end, or one of two */
	LEX_ESCAPE, /* behind a backslash */
	LEX_DOUBT,  /* behind backslash and quote */
	LEX_IDENT,
	LEX_IDENT_QUOTE,
	LEX_DASH,
	LEX_SLASH,
	LEX_LINE,  /* a comment to the end of the line */
	LEX_BLOCK, /* a comment to star and slash */
	LEX_STAR,
	LEX_SKIP, /* the rest of a line before COPY's rows */
	LEX_ROW,  /* a cell of COPY */
	LEX_ROW_ESCAPE,
};

struct sql {
	struct stage stage;
	struct sql_parser parser;
	enum lex lex;
	uint8_t quote;	/* that ends the string or identifier */
	bool line;	/* nothing but white space on the line yet */
	bool first;	/* the word at hand was the first on its line */
	bool number;	/* the word at hand begins like one */
	bool hex;	/* the string's digits are bytes */
	bool backslash; /* the dialect has backslash escapes */
	bool rows;	/* COPY: rows follow */
	bool row;	/* COPY: a cell has begun */
	bool null;	/* COPY: it is none */
};

static struct sql *
sql_of(struct stage *s)
{
	return (struct sql *)(void *)s;
}

static bool
is_white(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_word(const struct sql *q, uint8_t c)
{
	return c >= 0x80 || is_letter(c) || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || c == '@' || c == '#' ||
	       (c == '.' && q->number);
}

static void
word_begin(struct sql *q, uint8_t c)
{
	sql_token_begin(&q->parser);
	pen_byte(&q->parser.pen, c);
	q->number = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
	q->first = q->line;
	q->line = false;
	q->lex = LEX_WORD;
}

static void
quoted_begin(struct sql *q, uint8_t close, enum lex lex)
{
	sql_token_begin(&q->parser);
	q->quote = close;
	q->hex = false;
	q->line = false;
	q->lex = lex;
}

static void
token_end(struct sql *q, enum sql_token kind)
{
	if (q->hex && kind == SQL_STRING)
		pen_unhex(&q->parser.pen, 0);
	q->hex = false;
	sql_token(&q->parser, kind, q->first);
	q->lex = LEX_BETWEEN;
}

static void
string_end(struct sql *q)
{
	token_end(q, q->quote == '"' ? SQL_DOUBLE : SQL_STRING);
}

static void
between(struct sql *q, uint8_t c)
{
	bool tuples = q->parser.verb == SQL_VALUES;
	if (is_white(c)) {
		q->line = q->line || c == '\n';
	} else if (c == '\'' || c == '"') {
		quoted_begin(q, c, LEX_STRING);
	} else if (c == '`') {
		q->backslash = true;
		quoted_begin(q, c, LEX_IDENT);
	} else if (c == '[' && !tuples) {
		quoted_begin(q, ']', LEX_IDENT);
	} else if (c == '-') {
		q->lex = LEX_DASH;
	} else if (c == '/') {
		q->lex = LEX_SLASH;
	} else if (c == '#' && q->line) {
		sql_token_begin(&q->parser);
		q->lex = LEX_LINE;
	} else if (c == '.' ? tuples : c == '+' || is_word(q, c)) {
		word_begin(q, c);
	} else if (sql_punct(&q->parser, c)) {
		q->rows = true;
		q->lex = LEX_SKIP;
	}
}

/* The character behind a word. */
static void
word_end(struct sql *q, uint8_t c)
{
	struct pen *p = &q->parser.pen;
	struct span s = pen_text(p);
	if (c == '\'' && s.n == 1 && is_letter(s.p[0])) {
		/* N'...', X'...' */
		uint8_t prefix = s.p[0] | 0x20;
		uint32_t label = p->label;
		pen_drop(p);
		pen_begin(p, label);
		q->quote = c;
		q->hex = prefix == 'x';
		q->backslash = q->backslash || prefix == 'e';
		q->lex = LEX_STRING;
		return;
	}
	token_end(q, SQL_WORD);
	between(q, c);
}

/* The character behind a backslash in a string. */
static void
escape(struct sql *q, uint8_t c)
{
	struct pen *p = &q->parser.pen;
	q->lex = LEX_STRING;
	if (c == q->quote && !q->backslash) {
		q->lex = LEX_DOUBT;
	} else if (c == 'n' || c == 'r' || c == 't' || c == '0' || c == 'Z') {
		pen_byte(p, c == 'n' ? '\n' : ' ');
	} else if (c == '\\' || c == '\'' || c == '"' || c == '%') {
		pen_byte(p, c);
	} else {
		pen_byte(p, '\\');
		pen_byte(p, c);
	}
}

static void
between_rows(struct sql *q, uint8_t c)
{
	struct sql_parser *r = &q->parser;
	if (!q->row) {
		sql_copy_begin(r);
		q->row = true;
		q->null = false;
	}
	if (c == '\\') {
		q->lex = LEX_ROW_ESCAPE;
	} else if (c == '\t' || c == '\n') {
		sql_copy_cell(r, q->null);
		q->row = false;
		if (c == '\n')
			sql_copy_row(r);
	} else if (c != '\r') {
		pen_byte(&r->pen, c);
	}
}

/* The character behind a backslash in a cell; a dot ends the rows. */
static void
row_escape(struct sql *q, uint8_t c)
{
	struct sql_parser *r = &q->parser;
	q->lex = LEX_ROW;
	if (c == '.' && r->column == 0 && pen_text(&r->pen).n == 0) {
		sql_copy_cell(r, true);
		sql_copy_row(r);
		q->row = q->rows = false;
		q->lex = LEX_SKIP;
	} else if (c == 'N') {
		q->null = pen_text(&r->pen).n == 0;
	} else if (c == 'n' || c == 'r' || c == 't') {
		pen_byte(&r->pen, c == 'n' ? '\n' : ' ');
	} else {
		if (c != '\\')
			pen_byte(&r->pen, '\\');
		pen_byte(&r->pen, c);
	}
}

/* One byte in a comment, or where one may begin. */
static void
comment(struct sql *q, uint8_t c)
{
	struct pen *p = &q->parser.pen;
	if (q->lex == LEX_DASH || q->lex == LEX_SLASH) {
		if (c == (q->lex == LEX_DASH ? '-' : '*')) {
			sql_token_begin(&q->parser);
			q->lex = c == '-' ? LEX_LINE : LEX_BLOCK;
		} else if (q->lex == LEX_DASH && c >= '0' && c <= '9') {
			p->at--;
			word_begin(q, '-');
			pen_byte(p, c);
		} else {
			q->lex = LEX_BETWEEN;
			between(q, c);
		}
	} else if (q->lex == LEX_LINE && c == '\n') {
		token_end(q, SQL_COMMENT);
		q->line = true;
	} else if (q->lex == LEX_STAR && c == '/') {
		token_end(q, SQL_COMMENT);
	} else {
		if (q->lex != LEX_LINE)
			q->lex = c == '*' ? LEX_STAR : LEX_BLOCK;
		pen_byte(p, c);
	}
}

/* One byte in a quoted identifier: a line end ends it too. */
static void
ident(struct sql *q, uint8_t c)
{
	if (q->lex == LEX_IDENT_QUOTE && c != q->quote) {
		token_end(q, SQL_IDENT);
		between(q, c);
	} else if (q->lex == LEX_IDENT && c == q->quote) {
		q->lex = LEX_IDENT_QUOTE;
	} else if (c == '\n') {
		token_end(q, SQL_IDENT);
		q->line = true;
	} else {
		pen_byte(&q->parser.pen, c);
		q->lex = LEX_IDENT;
	}
}

/* One byte in or behind a string. */
static void
string(struct sql *q, uint8_t c)
{
	struct pen *p = &q->parser.pen;
	bool ends = is_white(c) || c == ',' || c == ')' || c == ';';
	if (q->lex == LEX_ESCAPE) {
		escape(q, c);
		return;
	}
	if (q->lex == LEX_DOUBT)
		pen_byte_before(p, ends ? '\\' : q->quote);
	if (q->lex == LEX_QUOTE && c == q->quote) {
		pen_byte(p, c);
		q->lex = LEX_STRING;
		return;
	}
	if (q->lex == LEX_QUOTE || (q->lex == LEX_DOUBT && ends)) {
		string_end(q);
		between(q, c);
		return;
	}
	if (c == '\\')
		q->lex = LEX_ESCAPE;
	else if (c == q->quote)
		q->lex = LEX_QUOTE;
	else {
		pen_byte(p, c);
		q->lex = LEX_STRING;
	}
}

static void
step(struct sql *q, uint8_t c)
{
	switch (q->lex) {
	case LEX_BETWEEN:
		between(q, c);
		break;
	case LEX_WORD:
		if (is_word(q, c))
			pen_byte(&q->parser.pen, c);
		else
			word_end(q, c);
		break;
	case LEX_STRING:
	case LEX_QUOTE:
	case LEX_ESCAPE:
	case LEX_DOUBT:
		string(q, c);
		break;
	case LEX_IDENT:
	case LEX_IDENT_QUOTE:
		ident(q, c);
		break;
	case LEX_DASH:
	case LEX_SLASH:
	case LEX_LINE:
	case LEX_BLOCK:
	case LEX_STAR:
		comment(q, c);
		break;
	case LEX_SKIP:
		if (c == '\n') {
			q->lex = q->rows ? LEX_ROW : LEX_BETWEEN;
			q->line = true;
		}
		break;
	case LEX_ROW:
		between_rows(q, c);
		break;
	case LEX_ROW_ESCAPE:
		row_escape(q, c);
		break;
	}
}

/* How many bytes from i are plain ones of what is being read. */
static size_t
run_of(const struct sql *q, struct span in, size_t i)
{
	if (q->lex == LEX_STRING)
		return bytes_find3(in.p, i, in.n, q->quote, '\\', '\\') - i;
	if (q->lex == LEX_LINE)
		return bytes_find1(in.p, i, in.n, '\n') - i;
	if (q->lex == LEX_BLOCK)
		return bytes_find1(in.p, i, in.n, '*') - i;
	if (q->lex == LEX_ROW && q->row)
		return bytes_find4(in.p, i, in.n, '\t', '\n', '\\', '\r') - i;
	return 0;
}

/* All that will come has come. */
static void
finish(struct sql *q)
{
	/* Whatever is being read, this ends it. */
	if (q->lex == LEX_STRING || q->lex == LEX_ESCAPE || q->lex == LEX_QUOTE)
		string_end(q);
	else if (q->lex == LEX_BLOCK || q->lex == LEX_STAR)
		token_end(q, SQL_COMMENT);
	else if (q->lex == LEX_ROW_ESCAPE)
		row_escape(q, '\\');
	if (q->lex == LEX_ROW && q->row) {
		sql_copy_cell(&q->parser, q->null);
		sql_copy_row(&q->parser);
	} else if (q->lex != LEX_ROW) {
		step(q, '\n');
	}
	sql_finish(&q->parser);
}

static int
sql_push(struct stage *s, struct span in, bool last)
{
	struct sql *q = sql_of(s);
	struct pen *p = &q->parser.pen;
	for (size_t i = 0; i < in.n && p->rc == 0; i++) {
		size_t n = run_of(q, in, i);
		pen_at(p, i);
		if (n > 0)
			pen_add(p, span_of(in.p + i, n));
		i += n;
		pen_at(p, i);
		if (i < in.n)
			step(q, in.p[i]);
	}
	pen_pushed(p, in.n);
	if (last)
		finish(q);
	return pen_flush(p);
}

static uint64_t
sql_pending(const struct stage *s)
{
	const struct sql *q = (const struct sql *)(const void *)s;
	return pen_pending(&q->parser.pen);
}

static void
sql_close(struct stage *s)
{
	sql_fini(&sql_of(s)->parser);
	free(s);
}

int
sql_open(struct work *w, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"sql", sql_push, sql_pending,
					     sql_close};
	struct sql *q = calloc(1, sizeof(*q));
	if (q == NULL)
		return -ENOMEM;
	q->stage = (struct stage){&ops, w};
	pen_init(&q->parser.pen, w);
	q->line = true;
	*ret_stage = &q->stage;
	return 0;
}
