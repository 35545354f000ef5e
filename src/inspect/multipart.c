/* SPDX-License-Identifier: Apache-2.0 */
/*
 * multipart bodies (RFC 2046 section 5.1, RFC 7578): each part is a layer of
 * its own with its own type, coding and, maybe, parts. The body is one
 * record: the plain parts of a form are its values, files have records of
 * their own inside it. Header fields of parts are values too, so file names
 * are read. What stands before the first and after the last boundary is read
 * like a part. Values cut by a border are read over it. One owner, one thread.
 */
#include "inspect/border.h"
#include "inspect/mime.h"
#include "inspect/window.h"

#include <errno.h>
#include <stdlib.h>

#define BOUNDARY_MAX 200
#define HEAD_LONGEST 8192

enum place_in { IN_START, IN_BODY, IN_LINE, IN_HEAD };

struct multipart {
	struct stage stage;
	struct window window;
	struct stage *part; /* that the body's bytes go to */
	struct border border;
	enum place_in in;
	bool final;	/* the last boundary has been seen */
	unsigned depth; /* of layers, outside the parts */
	size_t n;	/* of the delimiter */
	/* Line end, two hyphens, boundary. */
	uint8_t delimiter[BOUNDARY_MAX + 3];
};

static struct multipart *
multipart_of(struct stage *s)
{
	return (struct multipart *)(void *)s;
}

/* Opens the part whose body begins at i; e: NULL if it has no head. */
static int
part_open(struct multipart *m, size_t i, const struct mime_entity *e)
{
	static const struct hints none = {.value = false};
	struct work *w = m->stage.work;
	const char *cause = budget_enter(&w->budget);
	if (cause == NULL)
		cause = budget_part(&w->budget);
	if (e != NULL && !e->base64 && !e->quoted && e->coding_n == 0)
		border_part(&m->border, span_of(e->field, e->field_n), e->label,
			    true);
	else
		border_part(&m->border, SPAN_NONE, LABEL_NONE, false);
	w->origin = m->window.base + i;
	m->in = IN_BODY;
	if (cause != NULL)
		return binary_open(w, UNREADABLE_SIZE, cause, &m->part);
	return e != NULL ? mime_open(w, e, &m->part)
			 : layer_open(w, &none, &m->part);
}

/* Hands bytes of the body to the part; whatever the harvest holds for this
 * window must go first. */
static int
part_push(struct multipart *m, size_t from, size_t to, bool last)
{
	struct work *w = m->stage.work;
	int rc = window_flush(&m->window, &m->stage, from);
	uint64_t epoch = w->epoch;
	w->epoch = epoch_min(epoch, window_epoch(&m->window, from));
	struct span bytes = span_of(m->window.text.p + from, to - from);
	if (rc == 0)
		rc = border_look(&m->border, w, bytes, m->window.base + from,
				 last);
	if (rc == 0)
		rc = stage_push(m->part, bytes, last);
	w->epoch = epoch;
	if (last) {
		stage_close(&m->part);
		w->budget.depth = m->depth;
	}
	return rc;
}

/* Without a declared boundary the first line says it. */
static bool
learn_boundary(struct multipart *m, bool last)
{
	struct span s = span_cut(buf_span(&m->window.text), 0, BOUNDARY_MAX);
	ssize_t end = span_chr(s, '\n');
	if (end < 0 && s.n < BOUNDARY_MAX && !last)
		return false;
	struct span line =
		span_trim(span_cut(s, 0, end < 0 ? s.n : (size_t)end), " \t\r");
	if (!span_starts(line, SPAN("--")) || line.n < 3) {
		work_unreadable(m->stage.work, UNREADABLE_BROKEN, "multipart",
				0);
		line = SPAN("--");
		m->final = true;
	}
	memcpy(m->delimiter + 1, line.p, line.n);
	m->n = line.n + 1;
	return true;
}

static ssize_t
start(struct multipart *m, bool last)
{
	struct span text = buf_span(&m->window.text);
	if (m->n == 0 && !learn_boundary(m, last))
		return 0;
	if (text.n < m->n - 1 && !last)
		return 0;
	if (!m->final &&
	    span_starts(text, span_of(m->delimiter + 1, m->n - 1))) {
		m->in = IN_LINE;
		return (ssize_t)m->n - 1;
	}
	return part_open(m, 0, NULL);
}

/* Position of the next delimiter from i; n if there is none. One that only
 * begins like it is none; at the end of the window that is not yet known. */
static size_t
find_delimiter(const struct multipart *m, size_t i)
{
	struct span text = buf_span(&m->window.text);
	struct span needle = span_of(m->delimiter, m->n);
	for (;;) {
		ssize_t at =
			m->final ? -1 : span_find(span_from(text, i), needle);
		if (at < 0)
			return text.n;
		i += (size_t)at;
		size_t after = i + m->n;
		if (after >= text.n || text.p[after] == '-' ||
		    text.p[after] == '\r' || text.p[after] == '\n' ||
		    text.p[after] == ' ' || text.p[after] == '\t')
			return i;
		i++;
	}
}

static ssize_t
body(struct multipart *m, size_t i, bool last)
{
	size_t n = m->window.text.n, at = find_delimiter(m, i);
	int rc;
	if (at == n || (at + m->n >= n && !last)) {
		/* A delimiter, and the CR before it, may be unfinished. */
		size_t hold = m->final ? 0 : m->n + 2;
		size_t to = last ? n : n > i + hold ? n - hold : i;
		if (at < to)
			to = at > i ? at - 1 : i;
		if (to == i && !last)
			return (ssize_t)i;
		rc = part_push(m, i, to, last);
		return rc < 0 ? rc : (ssize_t)to;
	}
	size_t to = at > i && m->window.text.p[at - 1] == '\r' ? at - 1 : at;
	rc = part_push(m, i, to, true);
	m->in = IN_LINE;
	return rc < 0 ? rc : (ssize_t)(at + m->n);
}

/* The rest of a delimiter's line. */
static ssize_t
line(struct multipart *m, size_t i, bool last)
{
	struct span rest = span_from(buf_span(&m->window.text), i);
	if (rest.n < 2 && !last)
		return (ssize_t)i;
	if (span_starts(rest, SPAN("--"))) {
		m->final = true;
		int rc = part_open(m, i + 2, NULL);
		return rc < 0 ? rc : (ssize_t)i + 2;
	}
	ssize_t end = span_chr(rest, '\n');
	if (end < 0)
		return (ssize_t)(i + (last ? rest.n : 0));
	m->in = IN_HEAD;
	return (ssize_t)i + end + 1;
}

/* The fields of a part's head, which begins at i: their values go out. */
static int
fields(struct multipart *m, size_t i, struct span head, struct mime_entity *e)
{
	struct work *w = m->stage.work;
	struct pen pen;
	int rc = window_flush(&m->window, &m->stage, i);
	if (rc < 0)
		return rc;
	uint64_t epoch = w->epoch;
	w->epoch = epoch_min(epoch, window_epoch(&m->window, i));
	w->origin = m->window.base + i;
	pen_init(&pen, w);
	pen_from(&pen, head, w->origin);
	while (head.n > 0)
		mime_field(&pen, mime_next_field(&head), e);
	rc = pen_flush(&pen);
	pen_fini(&pen);
	w->epoch = epoch;
	return rc;
}

/* The head of a part, from i to its blank line. */
static ssize_t
head(struct multipart *m, size_t i, bool last)
{
	struct span text = span_from(buf_span(&m->window.text), i);
	struct mime_entity e = {.type_n = 0};
	size_t at = 0;
	for (;;) {
		ssize_t end = span_chr(span_from(text, at), '\n');
		bool blank = end >= 0 &&
			     (end == 0 || (end == 1 && text.p[at] == '\r'));
		size_t next = end < 0 ? text.n : at + (size_t)end + 1;
		/* Unfinished; unless it is too long, or all there will be. */
		if (end < 0 && !last && text.n <= HEAD_LONGEST)
			return (ssize_t)i;
		if (blank || end < 0 || next > HEAD_LONGEST) {
			at = blank ? next : at;
			break;
		}
		at = next;
	}
	int rc = fields(m, i, span_cut(text, 0, at), &e);
	if (rc == 0)
		rc = part_open(m, i + at, &e);
	return rc < 0 ? rc : (ssize_t)(i + at);
}

static ssize_t
multipart_run(struct stage *s, bool last)
{
	struct multipart *m = multipart_of(s);
	size_t i = 0;
	for (;;) {
		enum place_in was = m->in;
		ssize_t next = (ssize_t)i;
		if (was == IN_START)
			next = start(m, last);
		else if (was == IN_BODY)
			next = body(m, i, last);
		else if (was == IN_LINE)
			next = line(m, i, last);
		else
			next = head(m, i, last);
		if (next < 0)
			return next;
		bool stuck = (size_t)next == i && m->in == was;
		i = (size_t)next;
		if (stuck || (i == m->window.text.n && m->in == was))
			break;
		if (last && m->in == IN_BODY && m->part == NULL)
			break;
	}
	if (last) {
		int rc = m->part != NULL
				 ? part_push(m, i, m->window.text.n, true)
				 : 0;
		if (rc < 0)
			return rc;
		i = m->window.text.n;
		harvest_close(s->work->harvest, m->window.base + i);
	}
	return (ssize_t)i;
}

static int
multipart_push(struct stage *s, struct span in, bool last)
{
	return window_push(&multipart_of(s)->window, s, in, last,
			   multipart_run);
}

static uint64_t
multipart_pending(const struct stage *s)
{
	const struct multipart *m = (const struct multipart *)(const void *)s;
	uint64_t held = epoch_min(window_pending(&m->window),
				  border_pending(&m->border));
	return epoch_min(held, stage_pending(m->part));
}

static void
multipart_close(struct stage *s)
{
	struct multipart *m = multipart_of(s);
	stage_close(&m->part);
	window_fini(&m->window);
	explicit_bzero(m, sizeof(*m));
	free(m);
}

int
multipart_open(struct work *w, struct span boundary, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"multipart", multipart_push,
					     multipart_pending,
					     multipart_close};
	struct multipart *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return -ENOMEM;
	m->stage = (struct stage){&ops, w};
	m->depth = w->budget.depth;
	m->delimiter[0] = '\n';
	if (boundary.n > 0 && boundary.n <= BOUNDARY_MAX) {
		memcpy(m->delimiter + 1, "--", 2);
		memcpy(m->delimiter + 3, boundary.p, boundary.n);
		m->n = boundary.n + 3;
	}
	window_init(&m->window, w->origin);
	harvest_open(w->harvest, w->origin, 0);
	*ret_stage = &m->stage;
	return 0;
}
