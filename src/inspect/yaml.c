/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML, read by a tolerant tokeniser one byte at a time: documents, mappings
 * and sequences by indentation or in brackets, plain and quoted scalars, block
 * scalars, comments. A mapping is a record, keys are labels; one that is the
 * value of a key may be one with the record around it. Anchors, tags and
 * aliases are values of no label: nothing is ever expanded. No recursion:
 * levels are an array. One owner, one thread.
 */
#include "inspect/fold.h"
#include "inspect/pen.h"

#include <errno.h>
#include <stdlib.h>

#define LEVELS_MAX 256
#define COLUMN_MAX 60000

enum yaml_in {
	IN_INDENT, /* white space at the start of a line */
	IN_SPACE,  /* before a token */
	IN_DASH,   /* behind a dash that may begin an item */
	IN_PLAIN,
	IN_COLON, /* behind a colon in a plain scalar */
	IN_SINGLE,
	IN_SINGLE_QUOTE, /* its end, or one of two */
	IN_DOUBLE,
	IN_ESCAPE,
	IN_QUOTED,   /* behind a quoted scalar */
	IN_PROPERTY, /* an anchor, alias or tag */
	IN_COMMENT,
	IN_BLOCK_HEAD,	 /* the rest of the line that begins a block */
	IN_BLOCK_INDENT, /* white space at the start of a block's line */
	IN_BLOCK
};

struct level {
	uint32_t label; /* of what stands in it without a key */
	uint16_t indent;
	bool sequence;
	bool flow; /* in brackets */
	bool record;
};

struct yaml {
	struct stage stage;
	struct pen pen;
	enum yaml_in in;
	uint32_t label;	 /* of the next value */
	unsigned column; /* of the next byte */
	unsigned start;	 /* column where the scalar began */
	unsigned dashes; /* at the start of the line: "---" */
	uint8_t code[8]; /* an escape in a double-quoted scalar */
	unsigned code_n, code_want;
	size_t depth, flows;
	struct level levels[LEVELS_MAX];
};

static struct yaml *
yaml_of(struct stage *s)
{
	return (struct yaml *)(void *)s;
}

static bool
is_white(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
pop(struct yaml *y)
{
	const struct level *l = &y->levels[--y->depth];
	if (l->record)
		pen_close(&y->pen);
	if (l->flow)
		y->flows--;
	y->label = l->label;
}

static bool
push(struct yaml *y, unsigned indent, bool sequence, bool flow)
{
	const struct level *around =
		y->depth > 0 ? &y->levels[y->depth - 1] : NULL;
	bool member = around != NULL && !around->sequence;
	if (y->depth == LEVELS_MAX) {
		work_unreadable(y->stage.work, UNREADABLE_SIZE, "depth", 1);
		return false;
	}
	if (!sequence)
		pen_open(&y->pen, member ? RECORD_MEMBER : 0);
	y->levels[y->depth++] = (struct level){.label = y->label,
					       .indent = (uint16_t)indent,
					       .sequence = sequence,
					       .flow = flow,
					       .record = !sequence};
	y->flows += flow;
	return true;
}

/* Ends the levels further in than a column; sequences at it too, if so. */
static void
pop_to(struct yaml *y, unsigned column, bool sequences)
{
	while (y->depth > 0) {
		const struct level *l = &y->levels[y->depth - 1];
		if (l->flow || l->indent < column ||
		    (l->indent == column && !(sequences && l->sequence)))
			break;
		pop(y);
	}
}

static void
scalar_begin(struct yaml *y, enum yaml_in in)
{
	y->start = y->column;
	y->in = in;
	pen_begin(&y->pen, y->label);
}

/* What has been written is a key; its value follows. */
static void
key(struct yaml *y)
{
	unsigned flags;
	bool generic = harvest_label(y->stage.work->harvest, pen_text(&y->pen),
				     &flags) != LABEL_NONE &&
		       (flags & NAME_GENERIC) != 0;
	uint32_t label = pen_name(&y->pen);
	if (y->flows == 0) {
		pop_to(y, y->start, true);
		const struct level *l =
			y->depth > 0 ? &y->levels[y->depth - 1] : NULL;
		if (l == NULL || l->sequence || l->indent < y->start)
			push(y, y->start, false, false);
	}
	uint32_t around =
		y->depth > 0 ? y->levels[y->depth - 1].label : LABEL_NONE;
	y->label = generic && around != LABEL_NONE ? around : label;
	y->in = IN_SPACE;
}

/* A line ends, outside of scalars. */
static void
line_end(struct yaml *y)
{
	y->in = y->flows > 0 ? IN_SPACE : IN_INDENT;
}

static void
flow_separate(struct yaml *y)
{
	if (y->flows > 0)
		y->label = y->levels[y->depth - 1].label;
	y->in = IN_SPACE;
}

/* A byte where a token may begin. */
static void
token(struct yaml *y, uint8_t c)
{
	y->in = IN_SPACE;
	if (c == '\n') {
		line_end(y);
	} else if (is_white(c)) {
		return;
	} else if (c == '#') {
		scalar_begin(y, IN_COMMENT);
		y->pen.label = LABEL_NONE;
	} else if (c == '"') {
		scalar_begin(y, IN_DOUBLE);
	} else if (c == '\'') {
		scalar_begin(y, IN_SINGLE);
	} else if (c == '[' || c == '{') {
		push(y, 0, c == '[', true);
	} else if (y->flows > 0 && (c == ']' || c == '}')) {
		pop(y);
		y->in = IN_QUOTED;
	} else if (y->flows > 0 && c == ',') {
		flow_separate(y);
	} else if (c == '-' && y->flows == 0) {
		y->in = IN_DASH;
		y->start = y->column;
	} else if (c == '&' || c == '*' || c == '!') {
		scalar_begin(y, IN_PROPERTY);
		y->pen.label = LABEL_NONE;
	} else if ((c == '|' || c == '>') && y->flows == 0) {
		y->in = IN_BLOCK_HEAD;
	} else {
		scalar_begin(y, IN_PLAIN);
		pen_byte(&y->pen, c);
	}
}

/* The byte behind a dash: an item, a document, or a scalar. */
static void
dash(struct yaml *y, uint8_t c)
{
	if (is_white(c)) {
		pop_to(y, y->start, false);
		const struct level *l =
			y->depth > 0 ? &y->levels[y->depth - 1] : NULL;
		if (l == NULL || !l->sequence || l->indent < y->start)
			push(y, y->start, true, false);
		if (y->depth > 0)
			y->label = y->levels[y->depth - 1].label;
		y->in = IN_SPACE;
		token(y, c);
		return;
	}
	if (c == '-' && y->start == 0 && y->column == 1) {
		/* "---": whatever was open ends. */
		while (y->depth > 0)
			pop(y);
		y->label = LABEL_NONE;
	}
	unsigned start = y->start;
	scalar_begin(y, IN_PLAIN);
	y->start = start;
	pen_byte_before(&y->pen, '-');
	pen_byte(&y->pen, c);
}

/* A byte in a plain scalar, or behind a colon in one. */
static void
plain(struct yaml *y, uint8_t c)
{
	bool ends = y->flows > 0 &&
		    (c == ',' || c == ']' || c == '}' || c == '[' || c == '{');
	if (y->in == IN_COLON) {
		if (is_white(c) || ends) {
			key(y);
			token(y, c);
			return;
		}
		pen_byte_before(&y->pen, ':');
		y->in = IN_PLAIN;
	}
	if (c == ':') {
		y->in = IN_COLON;
	} else if (c == '\n' || ends) {
		pen_end(&y->pen);
		token(y, c);
	} else if (c == '#' && pen_text(&y->pen).n > 0 &&
		   is_white(pen_text(&y->pen).p[pen_text(&y->pen).n - 1])) {
		pen_end(&y->pen);
		token(y, c);
	} else if (c != '\r') {
		pen_byte(&y->pen, c);
	}
}

/* Undoes the escape that has been collected. */
static void
escape_end(struct yaml *y)
{
	uint8_t text[16] = {'\\'};
	memcpy(text + 1, y->code, y->code_n);
	size_t n = y->code_n + 1;
	if (y->code[0] == 'x' && n == 4) {
		/* As JSON has it. */
		memmove(text + 4, text + 2, 2);
		memcpy(text, "\\u00", 4);
		n = 6;
	}
	n = unescape_json(text, n);
	pen_add(&y->pen, span_of(text, n));
	y->code_n = 0;
	y->in = IN_DOUBLE;
}

static void
escape(struct yaml *y, uint8_t c)
{
	y->in = IN_ESCAPE;
	if (y->code_n == 0 && c == '\n') {
		/* The line goes on in the next one. */
		y->in = IN_DOUBLE;
		return;
	}
	y->code[y->code_n++] = c;
	if (y->code_n == 1)
		y->code_want = c == 'x' ? 3 : c == 'u' ? 5 : 1;
	if (c == '"' || c == '\n' || y->code_n == y->code_want)
		escape_end(y);
}

/* A byte in a quoted scalar. */
static void
quoted(struct yaml *y, uint8_t c)
{
	struct pen *p = &y->pen;
	if (y->in == IN_ESCAPE) {
		escape(y, c);
	} else if (y->in == IN_SINGLE_QUOTE && c == '\'') {
		pen_byte(p, c);
		y->in = IN_SINGLE;
	} else if (y->in == IN_DOUBLE && c == '\\') {
		y->in = IN_ESCAPE;
	} else if (y->in == IN_SINGLE && c == '\'') {
		y->in = IN_SINGLE_QUOTE;
	} else if (y->in == IN_DOUBLE && c == '"') {
		y->in = IN_QUOTED;
	} else {
		pen_byte(p, c == '\n' ? ' ' : c);
	}
}

/* A byte behind a quoted scalar, which is still being written, or behind a
 * bracket. */
static void
after(struct yaml *y, uint8_t c)
{
	if (c == ':' && pen_is_writing(&y->pen)) {
		key(y);
		return;
	}
	if (c == ' ' || c == '\t' || c == '\r') {
		y->in = IN_QUOTED;
		return;
	}
	if (pen_is_writing(&y->pen))
		pen_end_folded(&y->pen);
	token(y, c);
}

/* A byte of a block scalar. */
static void
block(struct yaml *y, uint8_t c)
{
	unsigned around = y->depth > 0 ? y->levels[y->depth - 1].indent : 0;
	if (y->in == IN_BLOCK_HEAD) {
		if (c != '\n')
			return;
		pen_begin(&y->pen, y->label);
		y->in = IN_BLOCK_INDENT;
		return;
	}
	if (y->in == IN_BLOCK_INDENT && (c == ' ' || c == '\r'))
		return;
	if (y->in == IN_BLOCK_INDENT && c != '\n' && y->column <= around &&
	    (y->depth > 0 || c == '-')) {
		pen_end(&y->pen);
		token(y, c);
		return;
	}
	pen_byte(&y->pen, c);
	y->in = c == '\n' ? IN_BLOCK_INDENT : IN_BLOCK;
}

static void
step(struct yaml *y, uint8_t c)
{
	switch (y->in) {
	case IN_INDENT:
	case IN_SPACE:
		token(y, c);
		break;
	case IN_DASH:
		dash(y, c);
		break;
	case IN_PLAIN:
	case IN_COLON:
		plain(y, c);
		break;
	case IN_SINGLE_QUOTE:
		if (c == '\'')
			quoted(y, c);
		else
			after(y, c);
		break;
	case IN_SINGLE:
	case IN_DOUBLE:
	case IN_ESCAPE:
		quoted(y, c);
		break;
	case IN_QUOTED:
		after(y, c);
		break;
	case IN_PROPERTY:
		if (is_white(c) || (y->flows > 0 && c == ',')) {
			pen_end(&y->pen);
			token(y, c);
		} else {
			pen_byte(&y->pen, c);
		}
		break;
	case IN_COMMENT:
		if (c == '\n') {
			pen_end(&y->pen);
			line_end(y);
		} else {
			pen_byte(&y->pen, c);
		}
		break;
	case IN_BLOCK_HEAD:
	case IN_BLOCK_INDENT:
	case IN_BLOCK:
		block(y, c);
		break;
	}
	if (c == '\n')
		y->column = 0;
	else if (y->column < COLUMN_MAX)
		y->column++;
}

static void
finish(struct yaml *y)
{
	if (y->in == IN_ESCAPE && y->code_n > 0)
		escape_end(y);
	if (y->in == IN_DASH || y->in == IN_COLON)
		step(y, '\n');
	if (pen_is_writing(&y->pen))
		pen_end_folded(&y->pen);
	while (y->depth > 0)
		pop(y);
	pen_close(&y->pen);
}

static int
yaml_push(struct stage *s, struct span in, bool last)
{
	struct yaml *y = yaml_of(s);
	for (size_t i = 0; i < in.n && y->pen.rc == 0; i++) {
		pen_at(&y->pen, i);
		step(y, in.p[i]);
	}
	pen_pushed(&y->pen, in.n);
	if (last)
		finish(y);
	return pen_flush(&y->pen);
}

static uint64_t
yaml_pending(const struct stage *s)
{
	return pen_pending(&((const struct yaml *)(const void *)s)->pen);
}

static void
yaml_close(struct stage *s)
{
	pen_fini(&yaml_of(s)->pen);
	free(s);
}

int
yaml_open(struct work *w, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"yaml", yaml_push, yaml_pending,
					     yaml_close};
	struct yaml *y = calloc(1, sizeof(*y));
	if (y == NULL)
		return -ENOMEM;
	y->stage = (struct stage){&ops, w};
	pen_init(&y->pen, w);
	/* For values outside any mapping. */
	pen_open(&y->pen, 0);
	*ret_stage = &y->stage;
	return 0;
}
