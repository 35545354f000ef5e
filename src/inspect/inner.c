/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stages inside a format's. Guarantees: an inner stage has its end once, and
 * the depth of layers is what it was before it. One owner, one thread.
 */
#include "inspect/inner.h"

#define NESTED_FROM 16

int
inner_open(struct inner *n, struct stage *s, const struct window *w, size_t i,
	   uint64_t end, const struct hints *hints)
{
	struct budget *b = &s->work->budget;
	n->layers = b->depth;
	n->end = end;
	n->chunks = false;
	s->work->origin = w->base + i;
	const char *cause = budget_enter(b);
	if (cause != NULL)
		return binary_open(s->work, UNREADABLE_SIZE, cause, &n->reader);
	return layer_open(s->work, hints, &n->reader);
}

int
inner_unread(struct inner *n, struct stage *s, const struct window *w, size_t i,
	     uint64_t end, enum unreadable class, const char *cause)
{
	n->layers = s->work->budget.depth;
	n->end = end;
	n->chunks = false;
	s->work->origin = w->base + i;
	if (s->work->fragment)
		class = UNREADABLE_FRAGMENT;
	return binary_open(s->work, class, cause, &n->reader);
}

int
inner_end(struct inner *n, struct stage *s)
{
	int rc = stage_push(n->reader, SPAN_NONE, true);
	stage_close(&n->reader);
	s->work->budget.depth = n->layers;
	return rc;
}

ssize_t
inner_push(struct inner *n, struct stage *s, const struct window *w, size_t i,
	   bool last)
{
	struct span in = span_from(buf_span(&w->text), i);
	uint64_t left = n->end - w->base - i, epoch = s->work->epoch;
	bool ends = in.n >= left;
	if (ends)
		in = span_cut(in, 0, (size_t)left);
	s->work->epoch = epoch_min(epoch, window_epoch(w, i));
	int rc = in.n > 0 ? stage_push(n->reader, in, false) : 0;
	s->work->epoch = epoch;
	if (last && !ends && n->end != UINT64_MAX)
		work_unreadable(s->work,
				s->work->fragment ? UNREADABLE_FRAGMENT
						  : UNREADABLE_BROKEN,
				"cut-short", 0);
	if (rc == 0 && (ends ? !n->chunks : last))
		rc = inner_end(n, s);
	return rc < 0 ? rc : (ssize_t)(i + in.n);
}

void
inner_close(struct inner *n)
{
	stage_close(&n->reader);
}

bool
inner_is_worth(struct span text)
{
	return text.n > LONG_VALUE ||
	       (text.n >= NESTED_FROM &&
		(text.p[0] == '{' || text.p[0] == '[' || text.p[0] == '<'));
}
