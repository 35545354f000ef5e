/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A format's working text. Guarantees: a format sees its bytes in one piece
 * from the start of what it has not finished; the memory it takes is bounded
 * by a slice and what one run may leave unfinished. One owner, one thread.
 */
#include "inspect/window.h"

#include <errno.h>

/* No format keeps more than a few KiB: see LONG_VALUE. */
#define WINDOW_MAX (8 * WINDOW_SLICE)

void
window_init(struct window *w, uint64_t base)
{
	*w = (struct window){.base = base};
	buf_init(&w->text, WINDOW_MAX);
}

void
window_fini(struct window *w)
{
	stage_close(&w->inner);
	buf_fini(&w->text);
	trail_fini(&w->trail);
	trail_fini(&w->long_trail);
}

size_t
window_undo(struct window *w, size_t at, size_t n, trail_undo_fn *fn)
{
	if (!w->trail.on)
		return fn(w->text.p + at, n);
	return trail_undo(&w->trail, w->base + at, w->text.p + at, n, fn);
}

const struct trail *
window_enter(struct window *w, struct work *work, bool long_value)
{
	const struct trail *was = work->trail;
	if (!work->shown)
		return was;
	w->trail.outer = was;
	w->long_trail.outer = &w->trail;
	work->trail = long_value ? &w->long_trail : &w->trail;
	return was;
}

void
window_leave(struct work *work, const struct trail *was)
{
	work->trail = was;
}

uint64_t
window_epoch(const struct window *w, size_t at)
{
	size_t i = w->n_marks;
	while (i > 1 && w->marks[i - 1].at > w->base + at)
		i--;
	return i > 0 ? w->marks[i - 1].epoch : EPOCH_NONE;
}

uint64_t
window_pending(const struct window *w)
{
	return epoch_min(w->text.n > 0 ? window_epoch(w, 0) : EPOCH_NONE,
			 stage_pending(w->inner));
}

/* What is added now has this epoch. Where marks are short, bytes count as
 * older than they are: they hold back more, never less. */
static void
window_mark(struct window *w, uint64_t epoch)
{
	size_t n = w->text.n > 0 ? w->n_marks : 0;
	if (n > 0 && w->marks[n - 1].epoch == epoch)
		return;
	if (n == WINDOW_MARKS) {
		for (n = 1; 2 * n < WINDOW_MARKS; n++)
			w->marks[n] = w->marks[2 * n];
	}
	w->marks[n].at = w->base + w->text.n;
	w->marks[n].epoch = epoch;
	w->n_marks = n + 1;
}

static void
window_drop(struct window *w, size_t n)
{
	size_t gone = 0;
	buf_drop(&w->text, n);
	w->base += n;
	trail_drop(&w->trail, w->base);
	while (gone + 1 < w->n_marks && w->marks[gone + 1].at <= w->base)
		gone++;
	w->n_marks -= gone;
	memmove(w->marks, w->marks + gone, w->n_marks * sizeof(w->marks[0]));
}

int
window_flush(struct window *w, struct stage *s, size_t at)
{
	struct place where = {w->base, w->carried, window_epoch(w, 0),
			      s->work->epoch};
	const struct trail *was = window_enter(w, s->work, false);
	int rc = harvest_flush(s->work->harvest, buf_span(&w->text), &where,
			       w->base + at);
	window_leave(s->work, was);
	return w->trail.failed || w->long_trail.failed ? -ENOMEM : rc;
}

int
window_push(struct window *w, struct stage *s, struct span in, bool last,
	    window_run_fn *run)
{
	w->trail.on = w->long_trail.on = s->work->shown;
	do {
		struct span slice = span_cut(in, 0, WINDOW_SLICE);
		in = span_from(in, slice.n);
		w->carried = w->text.n;
		window_mark(w, s->work->epoch);
		int rc = buf_add(&w->text, slice);
		if (rc < 0)
			return -ENOMEM;
		ssize_t done = run(s, last && in.n == 0);
		if (done < 0)
			return (int)done;
		/* What reads a value inside hands over for itself. */
		if (w->inner == NULL)
			rc = window_flush(w, s, (size_t)done);
		if (rc < 0)
			return rc;
		window_drop(w, (size_t)done);
	} while (in.n > 0);
	return 0;
}
