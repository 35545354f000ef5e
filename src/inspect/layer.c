/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands at the start of each layer: holds the first bytes back until it
 * can tell what they are, then builds the stages for them and gets out of the
 * way. Raw bytes first (codings, containers, binary formats, character set),
 * then text (which format). Guarantees: the choice depends on the first bytes
 * and what was declared, not on how the bytes were cut; what no stage reads
 * goes to the unread. One owner, one thread.
 */
#include "inspect/container.h"
#include "inspect/ends.h"
#include "inspect/formats.h"
#include "inspect/harvest.h"
#include "inspect/sniff.h"

#include <errno.h>
#include <stdlib.h>

#define DECLARED_MAX 1024
#define SUFFIX_MAX 16

struct layer {
	struct stage stage;
	struct stage *next;
	struct buf head; /* held until there is a next */
	uint64_t epoch, origin;
	bool text; /* judges text, not bytes */
	bool tap;  /* the ends of this text are asked for */
	/* What was declared, in one piece of memory. */
	struct hints hints;
	uint8_t declared[];
};

static struct layer *
layer_of(struct stage *s)
{
	return (struct layer *)(void *)s;
}

static int layer_make(struct work *w, const struct hints *hints, bool text,
		      struct stage **ret_stage);

/* The outermost coding still on the body: the last one named; *ret_rest is
 * what is left of the list. */
static struct span
last_coding(struct span list, struct span *ret_rest)
{
	size_t at = list.n;
	while (at > 0 && list.p[at - 1] != ',')
		at--;
	*ret_rest = span_trim(span_cut(list, 0, at), ", \t");
	return span_trim(span_from(list, at), ", \t");
}

static int
open_coded(struct work *w, struct span coding, const struct hints *inner,
	   struct stage **ret)
{
	struct stage *next = NULL;
	const char *cause = budget_enter(&w->budget);
	if (cause != NULL)
		return binary_open(w, UNREADABLE_SIZE, cause, ret);
	int rc = layer_make(w, inner, false, &next);
	return rc < 0 ? rc : inflate_open(w, coding, next, ret);
}

static int
open_aws(struct work *w, const struct hints *inner, struct stage **ret)
{
	struct stage *next = NULL;
	int rc = layer_make(w, inner, false, &next);
	return rc < 0 ? rc : aws_chunked_open(w, next, ret);
}

/* A declared coding; *ret stays NULL if the bytes are not in it. */
static int
open_declared(struct layer *l, struct stage **ret)
{
	struct work *w = l->stage.work;
	struct span head = buf_span(&l->head);
	while (l->hints.encoding.n > 0) {
		struct span rest;
		struct span coding = last_coding(l->hints.encoding, &rest);
		l->hints.encoding = rest;
		if (coding.n == 0 || span_eq_nocase(coding, SPAN("identity")))
			continue;
		if (span_eq_nocase(coding, SPAN("aws-chunked"))) {
			if (!aws_chunked_looks(head))
				continue;
			struct hints inner = l->hints;
			return open_aws(w, &inner, ret);
		}
		bool gzip = span_eq_nocase(coding, SPAN("gzip")) ||
			    span_eq_nocase(coding, SPAN("x-gzip"));
		if (!inflate_knows(coding)) {
			work_unreadable(w, UNREADABLE_BROKEN, "coding", 0);
		} else if (gzip && !span_starts(head, SPAN("\x1f\x8b"))) {
			enum unreadable class = w->fragment
							? UNREADABLE_FRAGMENT
							: UNREADABLE_BROKEN;
			work_unreadable(w, class, "gzip", head.n);
		} else {
			struct hints inner = l->hints;
			return open_coded(w, coding, &inner, ret);
		}
	}
	return 0;
}

/* The first text of a part's body is the one whose ends are kept: decoders
 * hand the right to it on, containers do not. */
static bool
claim_ends(struct work *w)
{
	bool mine = w->ends != NULL && w->ends->wanted && !w->ends->claimed;
	if (mine)
		w->ends->claimed = true;
	return mine;
}

static void
hand_on(struct work *w, bool mine)
{
	if (mine)
		w->ends->claimed = false;
}

/* The names of a table's columns stand in the first part alone. */
static int
push_header(struct layer *l)
{
	struct ends *e = l->stage.work->ends;
	if (!l->tap || l->text || !e->given)
		return 0;
	int rc = stage_push(l->next, buf_span(&e->header), false);
	return rc < 0 ? rc : stage_push(l->next, SPAN("\n"), false);
}

static int
push_on(struct layer *l, struct span in, bool last)
{
	int rc = 0;
	if (l->tap && !l->text) {
		struct ends *e = l->stage.work->ends;
		size_t leave = e->n == 0 ? ends_leave(e, in) : 0;
		rc = ends_take(e, in);
		in = span_from(in, leave);
	}
	return rc < 0 ? rc : stage_push(l->next, in, last);
}

static int
open_bytes(struct layer *l, bool whole)
{
	struct work *w = l->stage.work;
	bool mine = claim_ends(w);
	struct span head = buf_span(&l->head);
	int rc = open_declared(l, &l->next);
	if (rc < 0 || l->next != NULL) {
		hand_on(w, mine);
		return rc;
	}
	rc = format_open(w, &l->hints, head, whole, &l->next);
	if (rc < 0 || l->next != NULL)
		return rc;
	bool box;
	if (sniff_mail(head, l->hints.type, l->hints.name, &box))
		return mail_open(w, box, &l->next);
	struct sniffed s = sniff_bytes(head, l->hints.type);
	struct stage *text = NULL;
	struct hints inner = l->hints;
	switch (s.nature) {
	case NATURE_CODED:
		hand_on(w, mine);
		return open_coded(w, span_str(s.coding), &inner, &l->next);
	case NATURE_UNREAD:
		if (container_opens(w, s.cause))
			return container_open(w, s.cause, &l->next);
		if (s.class == UNREADABLE_BINARY && w->fragment)
			s.class = UNREADABLE_FRAGMENT;
		rc = binary_open(w, s.class, s.cause, &text);
		return rc < 0 ? rc : watch_open(w, false, text, &l->next);
	case NATURE_PARTS:
		return multipart_open(
			w, media_parameter(l->hints.type, SPAN("boundary")),
			&l->next);
	case NATURE_TEXT:
		break;
	}
	rc = layer_make(w, &inner, true, &text);
	if (rc < 0)
		return rc;
	l->tap = layer_of(text)->tap = mine;
	struct span charset = span_str(s.charset);
	if (charset.n == 0)
		charset = media_parameter(l->hints.type, SPAN("charset"));
	return charset_open(w, charset, text, &l->next);
}

static int
open_format(struct layer *l, bool whole)
{
	struct work *w = l->stage.work;
	struct table_shape shape = {0};
	w->member = l->hints.member || l->hints.value ? RECORD_MEMBER : 0;
	enum format format = sniff_text(buf_span(&l->head), whole,
					l->hints.type, l->hints.name, &shape);
	if (l->tap) {
		/* A row that was cut names nothing. */
		shape.header =
			shape.header && (w->ends->given || !w->ends->middle);
		ends_format(w->ends, format, shape.header);
	}
	switch (format) {
	case FORMAT_JSON:
		return json_open(w, &l->next);
	case FORMAT_MARKUP:
		return markup_open(w, &l->next);
	case FORMAT_YAML:
		return yaml_open(w, &l->next);
	case FORMAT_CARD:
		return card_open(w, &l->next);
	case FORMAT_SQL:
		return sql_open(w, &l->next);
	case FORMAT_FORM:
		if (!l->hints.value)
			return form_open(w, &l->next);
		break;
	case FORMAT_TABLE:
		if (!l->hints.value)
			return table_open(w, shape, &l->next);
		break;
	case FORMAT_TEXT:
		break;
	}
	if (l->tap && w->ends->middle) {
		int rc = resync_open(w, buf_span(&l->head), &l->next);
		if (rc < 0 || l->next != NULL)
			return rc;
	}
	return l->hints.value ? value_open(w, l->hints.label, &l->next)
			      : text_open(w, &l->next);
}

static int
open_text(struct layer *l, bool whole)
{
	struct stage *format = NULL;
	int rc = open_format(l, whole);
	if (rc < 0)
		return rc;
	format = l->next;
	l->next = NULL;
	return watch_open(l->stage.work, true, format, &l->next);
}

static int
layer_push(struct stage *s, struct span in, bool last)
{
	struct layer *l = layer_of(s);
	if (l->next != NULL)
		return push_on(l, in, last);
	size_t want = l->text ? SNIFF_TEXT : SNIFF_BYTES;
	size_t n = want - l->head.n < in.n ? want - l->head.n : in.n;
	if (l->head.n == 0)
		l->epoch = s->work->epoch;
	int rc = buf_add(&l->head, span_cut(in, 0, n));
	if (rc < 0)
		return -ENOMEM;
	in = span_from(in, n);
	if (l->head.n < want && !last)
		return 0;
	if (l->head.n == 0)
		return 0;
	bool end = last && in.n == 0;
	/* That nothing follows may come to be known later only. */
	bool whole = end && l->head.n < want;
	/* Others have been opened since. */
	uint64_t origin = s->work->origin;
	s->work->origin = l->origin;
	rc = l->text ? open_text(l, whole) : open_bytes(l, whole);
	s->work->origin = origin;
	if (rc < 0)
		return rc;
	uint64_t epoch = s->work->epoch;
	s->work->epoch = l->epoch;
	rc = push_header(l);
	if (rc == 0)
		rc = push_on(l, buf_span(&l->head), end);
	s->work->epoch = epoch;
	buf_fini(&l->head);
	return rc < 0 || end ? rc : push_on(l, in, last);
}

static uint64_t
layer_pending(const struct stage *s)
{
	const struct layer *l = (const struct layer *)(const void *)s;
	if (l->next != NULL)
		return stage_pending(l->next);
	return l->head.n > 0 ? l->epoch : EPOCH_NONE;
}

static void
layer_close(struct stage *s)
{
	struct layer *l = layer_of(s);
	stage_close(&l->next);
	buf_fini(&l->head);
	free(l);
}

/* Copies what was declared behind the struct. */
static struct span
declare(struct layer *l, size_t *at, struct span s)
{
	if (s.n > 0)
		memcpy(l->declared + *at, s.p, s.n);
	*at += s.n;
	return span_of(l->declared + *at - s.n, s.n);
}

static int
layer_make(struct work *w, const struct hints *hints, bool text,
	   struct stage **ret_stage)
{
	static const struct stage_ops ops = {"layer", layer_push, layer_pending,
					     layer_close};
	struct span type = span_cut(hints->type, 0, DECLARED_MAX);
	struct span encoding = span_cut(hints->encoding, 0, DECLARED_MAX);
	/* Of a name the end tells. */
	size_t skip =
		hints->name.n > SUFFIX_MAX ? hints->name.n - SUFFIX_MAX : 0;
	struct span name = span_from(hints->name, skip);
	struct layer *l = calloc(1, sizeof(*l) + type.n + encoding.n + name.n);
	size_t at = 0;
	if (l == NULL)
		return -ENOMEM;
	l->stage = (struct stage){&ops, w};
	l->text = text;
	l->origin = w->origin;
	buf_init(&l->head, SNIFF_TEXT);
	l->hints = *hints;
	l->hints.type = declare(l, &at, type);
	l->hints.encoding = declare(l, &at, encoding);
	l->hints.name = declare(l, &at, name);
	*ret_stage = &l->stage;
	return 0;
}

int
layer_open_text(struct work *w, const struct hints *hints,
		struct stage **ret_stage)
{
	return layer_make(w, hints, true, ret_stage);
}

int
layer_open(struct work *w, const struct hints *hints, struct stage **ret_stage)
{
	return layer_make(w, hints, false, ret_stage);
}
