/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cards, calendars and directories: vCard (RFC 6350), iCalendar (RFC 5545),
 * LDIF (RFC 2849). Lines "name;parameters:value" that go on where the next
 * one begins with a space. A block from BEGIN to END is a record, or what
 * stands between two blank lines. Values may be in base64 or
 * quoted-printable. A line longer than LINE_LONGEST is read in pieces. One
 * owner, one thread.
 */
#include "inspect/charset.h"
#include "inspect/nested.h"

#include <errno.h>
#include <stdlib.h>

#define LINE_LONGEST 65536
#define BLOCKS_MAX 16
#define WHITE " \t\r\n"

struct card {
	struct stage stage;
	struct pen pen;
	struct buf line; /* with its folds undone */
	/* Where its bytes stood; offsets of text count in it. */
	struct trail trail;
	uint64_t at;	 /* of the byte at hand */
	uint64_t epoch;	 /* of its first byte */
	bool ended;	 /* a line end stands behind it */
	bool open;	 /* a record without BEGIN is */
	bool clipped;	 /* the line is what follows a piece of it */
	unsigned blocks; /* records with BEGIN that are open */
	uint32_t label;	 /* of the clipped line */
};

static struct card *
card_of(struct stage *s)
{
	return (struct card *)(void *)s;
}

static void
record_open(struct card *c, bool block)
{
	if (!block && (c->open || c->blocks > 0))
		return;
	pen_open(&c->pen, c->blocks > 0 ? RECORD_MEMBER : 0);
	c->blocks += block;
	c->open = c->open || !block;
}

static void
record_close(struct card *c)
{
	if (!c->open)
		return;
	pen_close(&c->pen);
	c->open = false;
}

/* What is written next stands where s does in the line. */
static void
point(struct card *c, struct span s)
{
	size_t i = (size_t)(s.p - c->line.p);
	if (c->trail.on && i < c->line.n)
		c->pen.at = trail_begin(&c->trail, i);
}

/* Whether the parameters behind a name say so. */
static bool
says(struct span parameters, const char *what)
{
	struct span w = span_str(what);
	for (; parameters.n >= w.n; parameters = span_from(parameters, 1))
		if (span_eq_nocase(span_cut(parameters, 0, w.n), w))
			return true;
	return false;
}

/* A value in a wrapping: what comes out if that is text. */
static bool
unwrap(struct card *c, struct span s, enum wrapping w, uint32_t label)
{
	uint8_t *out = malloc(s.n + 1);
	if (out == NULL) {
		c->pen.rc = -ENOMEM;
		return true;
	}
	ssize_t n = nested_undo(w, s, out);
	bool text = n > 0 && memchr(out, 0, (size_t)n) == NULL;
	if (text) {
		point(c, s);
		pen_begin(&c->pen, label);
		charset_write(&c->pen, SPAN_NONE, span_of(out, (size_t)n));
		pen_end_folded(&c->pen);
	}
	explicit_bzero(out, s.n + 1);
	free(out);
	return text;
}

/* Backslashes before commas, semicolons and line ends are not the value's. */
static void
write_value(struct card *c, struct span s, uint32_t label)
{
	pen_begin(&c->pen, label);
	for (size_t i = 0; i < s.n; i++) {
		bool escape = s.p[i] == '\\' && i + 1 < s.n;
		i += escape;
		point(c, span_from(s, i));
		pen_byte(&c->pen,
			 escape && (s.p[i] | 0x20) == 'n' ? ' ' : s.p[i]);
	}
	pen_end_folded(&c->pen);
}

static void
value(struct card *c, struct span name, struct span s)
{
	struct span parameters = name;
	unsigned flags;
	name = span_split(&parameters, ';');
	/* "item1.TEL" */
	ssize_t dot = span_chr(name, '.');
	if (dot >= 0)
		name = span_from(name, (size_t)dot + 1);
	c->label = harvest_label(c->pen.work->harvest, span_trim(name, WHITE),
				 &flags);
	bool twice = span_starts(s, SPAN(":"));
	s = span_trim(s, twice ? ": \t\r\n" : WHITE);
	if (parameters.n > 0) {
		point(c, parameters);
		pen_value(&c->pen, parameters, LABEL_NONE);
	}
	if (twice || says(parameters, "=b") || says(parameters, "base64")) {
		if (unwrap(c, s, WRAPPING_BASE64, c->label))
			return;
	} else if (says(parameters, "quoted-printable")) {
		if (unwrap(c, s, WRAPPING_QUOTED, c->label))
			return;
	}
	write_value(c, s, c->label);
}

static void
line_end(struct card *c)
{
	struct span s = span_trim(buf_span(&c->line), "\r\n");
	struct span rest = s;
	struct span name = span_split(&rest, ':');
	if (s.n == 0) {
		record_close(c);
	} else if (c->clipped) {
		record_open(c, false);
		write_value(c, s, c->label);
	} else if (span_eq_nocase(name, SPAN("BEGIN")) &&
		   c->blocks < BLOCKS_MAX) {
		record_close(c);
		record_open(c, true);
	} else if (span_eq_nocase(name, SPAN("END")) && c->blocks > 0) {
		pen_close(&c->pen);
		c->blocks--;
	} else {
		record_open(c, false);
		value(c, name, rest);
	}
	buf_clear(&c->line);
	c->ended = c->clipped = false;
}

/* The line without its end. */
static struct span
whole_line(const struct card *c)
{
	struct span s = buf_span(&c->line);
	while (s.n > 0 && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

/* Whether the line goes on behind its end though no space says so: a soft
 * line end of quoted-printable. */
static bool
goes_on(const struct card *c)
{
	struct span s = whole_line(c);
	ssize_t colon = span_chr(s, ':');
	return colon > 0 && span_ends(s, SPAN("=")) &&
	       says(span_cut(s, 0, (size_t)colon), "quoted-printable");
}

static int
byte(struct card *c, uint8_t b)
{
	if (c->ended) {
		bool fold = b == ' ' || b == '\t';
		if (fold || (c->line.n > 1 && goes_on(c))) {
			/* Back to before the line end. */
			struct span s = whole_line(c);
			size_t cut = fold ? 0 : 1;
			c->line.n = s.n > cut ? s.n - cut : 0;
			c->ended = false;
			if (fold)
				return 0;
		} else {
			line_end(c);
		}
	}
	if (c->line.n == LINE_LONGEST) {
		line_end(c);
		c->clipped = true;
	}
	if (c->line.n == 0)
		c->epoch = c->stage.work->epoch;
	c->ended = b == '\n';
	trail_add(&c->trail, c->line.n, c->at, 0);
	return buf_byte(&c->line, b) < 0 ? -ENOMEM : 0;
}

static int
card_push(struct stage *s, struct span in, bool last)
{
	struct card *c = card_of(s);
	for (size_t i = 0; i < in.n && c->pen.rc == 0; i++) {
		c->at = c->pen.read + i;
		int rc = byte(c, in.p[i]);
		if (rc < 0 || c->trail.failed)
			return -ENOMEM;
	}
	pen_pushed(&c->pen, in.n);
	if (last) {
		if (c->line.n > 0)
			line_end(c);
		record_close(c);
		for (; c->blocks > 0; c->blocks--)
			pen_close(&c->pen);
	}
	return pen_flush(&c->pen);
}

static uint64_t
card_pending(const struct stage *s)
{
	const struct card *c = (const struct card *)(const void *)s;
	return c->line.n > 0 ? c->epoch : EPOCH_NONE;
}

static void
card_close(struct stage *s)
{
	struct card *c = card_of(s);
	buf_fini(&c->line);
	trail_fini(&c->trail);
	pen_fini(&c->pen);
	free(c);
}

int
card_open(struct work *w, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"card", card_push, card_pending,
					     card_close};
	struct card *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->stage = (struct stage){&ops, w};
	pen_init(&c->pen, w);
	c->trail.on = w->shown;
	buf_init(&c->line, LINE_LONGEST + 2);
	*ret_stage = &c->stage;
	return 0;
}
