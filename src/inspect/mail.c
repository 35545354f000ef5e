/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mail (RFC 5322 with MIME), one message or a box of them (mbox): the fields
 * of a head are one record, each address with its name one of its own; the
 * body is a layer of its type. Fields are taken one by one, so a head may be
 * as long as it likes; a field longer than FIELD_MAX is read in pieces. One
 * owner, one thread.
 */
#include "inspect/bytes.h"
#include "inspect/mime.h"
#include "inspect/sniff.h"

#include <errno.h>
#include <stdlib.h>

#define FIELD_MAX 65536

enum mail_in { IN_FROM, IN_HEAD, IN_FIELD, IN_BODY };

static const struct span separator = SPAN("\nFrom ");

struct mail {
	struct stage stage;
	struct pen pen;
	struct buf field; /* the one being read, with its line ends */
	uint64_t epoch;	  /* of its first byte */
	uint64_t begin;	  /* where that stands */
	uint64_t origin, at;
	enum mail_in in;
	bool box;	/* messages begin with a line "From " */
	bool open;	/* the head's record is */
	unsigned depth; /* of layers, outside the bodies */
	size_t seen;	/* of a box: so much of the separator is held */
	bool start;	/* ... of which the line end is the head's */
	struct stage *body;
	struct mime_entity entity;
};

static struct mail *
mail_of(struct stage *s)
{
	return (struct mail *)(void *)s;
}

static void
head_begin(struct mail *m)
{
	must(m->pen.text.n == 0);
	m->pen.base = m->origin + m->at;
	memset(&m->entity, 0, sizeof(m->entity));
	pen_open(&m->pen, 0);
	m->open = true;
}

/* A whole field, or the line that begins a message in a box. */
static void
field_end(struct mail *m)
{
	struct span f = span_trim(buf_span(&m->field), " \t\r\n");
	if (!m->open)
		head_begin(m);
	pen_from(&m->pen, buf_span(&m->field), m->begin);
	pen_point(&m->pen, f);
	if (m->in == IN_FROM)
		pen_value(&m->pen, f, LABEL_NONE);
	else if (f.n > 0)
		mime_field(&m->pen, f, &m->entity);
	buf_clear(&m->field);
}

static int
body_begin(struct mail *m)
{
	struct work *w = m->stage.work;
	struct hints hints = mime_hints(&m->entity);
	const char *cause = NULL;
	int rc = pen_flush(&m->pen);
	if (m->open)
		pen_close(&m->pen);
	if (rc == 0)
		rc = pen_flush(&m->pen);
	if (rc < 0)
		return rc;
	m->open = false;
	m->in = IN_BODY;
	m->seen = m->start = m->box;
	/* Of many parts each is charged. */
	if (!span_eq_nocase(span_cut(hints.type, 0, 10), SPAN("multipart/")))
		cause = budget_enter(&w->budget);
	w->origin = m->origin + m->at;
	/* No form stands around it. */
	m->entity.form = false;
	return cause != NULL ? binary_open(w, UNREADABLE_SIZE, cause, &m->body)
			     : mime_open(w, &m->entity, &m->body);
}

static int
body_push(struct mail *m, struct span in, bool last)
{
	int rc = stage_push(m->body, in, last);
	if (last) {
		stage_close(&m->body);
		m->stage.work->budget.depth = m->depth;
	}
	return rc;
}

/* One byte of a head. */
static int
head_byte(struct mail *m, uint8_t c)
{
	bool fold = m->in == IN_FIELD && (c == ' ' || c == '\t');
	bool fresh = m->field.n > 0 ? m->field.p[m->field.n - 1] == '\n'
				    : m->in != IN_FIELD;
	bool blank = fresh && (c == '\n' || c == '\r');
	if (m->field.n > 0 && fresh && !fold) {
		field_end(m);
		m->in = IN_HEAD;
	}
	if (m->field.n == 0)
		m->epoch = m->stage.work->epoch;
	/* A CR alone is looked over: the line end follows. */
	if (blank)
		return c == '\n' ? body_begin(m) : 0;
	if (m->field.n == FIELD_MAX)
		field_end(m);
	if (m->field.n == 0)
		m->begin = m->origin + m->at - 1;
	if (m->in == IN_HEAD)
		m->in = IN_FIELD;
	return buf_byte(&m->field, c) < 0 ? -ENOMEM : 0;
}

/* The held bytes of a separator were none. */
static int
release(struct mail *m)
{
	struct span held = span_cut(separator, m->start, m->seen);
	m->seen = 0;
	m->start = false;
	return held.n > 0 ? body_push(m, held, false) : 0;
}

/* Bytes of a body in a box from i, up to what may separate it from the next
 * message: where to go on. */
static ssize_t
box_run(struct mail *m, struct span in, size_t i)
{
	int rc = 0;
	if (m->seen == 0) {
		size_t end = bytes_find1(in.p, i, in.n, '\n');
		m->seen = end < in.n;
		rc = end > i ? body_push(m, span_cut(in, i, end), false) : 0;
		return rc < 0 ? rc : (ssize_t)(end + m->seen);
	}
	if (in.p[i] != separator.p[m->seen]) {
		rc = release(m);
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (++m->seen == separator.n) {
		rc = body_push(m, SPAN_NONE, true);
		m->in = IN_FROM;
		m->seen = 0;
	}
	return rc < 0 ? rc : (ssize_t)i + 1;
}

static int
finish(struct mail *m)
{
	int rc = 0;
	if (m->in != IN_BODY) {
		if (m->field.n > 0)
			field_end(m);
		if (m->open)
			pen_close(&m->pen);
		m->open = false;
		return 0;
	}
	if (m->box)
		rc = release(m);
	return rc < 0 ? rc : body_push(m, SPAN_NONE, true);
}

static int
mail_push(struct stage *s, struct span in, bool last)
{
	struct mail *m = mail_of(s);
	uint64_t base = m->at;
	size_t i = 0;
	while (i < in.n) {
		ssize_t next = (ssize_t)i + 1;
		int rc = 0;
		m->at = base + i + 1;
		if (m->in != IN_BODY) {
			rc = head_byte(m, in.p[i]);
		} else if (m->box) {
			next = box_run(m, in, i);
		} else {
			rc = body_push(m, span_from(in, i), false);
			next = (ssize_t)in.n;
		}
		if (rc < 0 || next < 0)
			return rc < 0 ? rc : (int)next;
		i = (size_t)next;
	}
	m->at = base + in.n;
	int rc = last ? finish(m) : 0;
	return rc < 0 || m->in == IN_BODY ? rc : pen_flush(&m->pen);
}

static uint64_t
mail_pending(const struct stage *s)
{
	const struct mail *m = (const struct mail *)(const void *)s;
	uint64_t body = stage_pending(m->body);
	return m->field.n > 0 ? epoch_min(body, m->epoch) : body;
}

static void
mail_close(struct stage *s)
{
	struct mail *m = mail_of(s);
	stage_close(&m->body);
	buf_fini(&m->field);
	pen_fini(&m->pen);
	free(m);
}

int
mail_open(struct work *w, bool box, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"mail", mail_push, mail_pending,
					     mail_close};
	struct mail *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return -ENOMEM;
	m->stage = (struct stage){&ops, w};
	pen_init(&m->pen, w);
	buf_init(&m->field, FIELD_MAX);
	m->origin = w->origin;
	m->depth = w->budget.depth;
	m->box = box;
	m->in = box ? IN_FROM : IN_HEAD;
	*ret_stage = &m->stage;
	return 0;
}
