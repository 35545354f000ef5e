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
	buf_fini(&w->text);
}

uint64_t
window_epoch(const struct window *w, size_t at)
{
	return at < w->carried ? w->carry_epoch : w->epoch;
}

uint64_t
window_pending(const struct window *w)
{
	return w->text.n > 0 ? w->carry_epoch : EPOCH_NONE;
}

int
window_flush(struct window *w, struct stage *s, size_t at)
{
	struct place where = {w->base, w->carried, w->carry_epoch, w->epoch};
	return harvest_flush(s->work->harvest, buf_span(&w->text), &where,
			     w->base + at);
}

int
window_push(struct window *w, struct stage *s, struct span in, bool last,
	    window_run_fn *run)
{
	do {
		struct span slice = span_cut(in, 0, WINDOW_SLICE);
		in = span_from(in, slice.n);
		w->carried = w->text.n;
		w->epoch = s->work->epoch;
		int rc = buf_add(&w->text, slice);
		if (rc < 0)
			return -ENOMEM;
		ssize_t done = run(s, last && in.n == 0);
		if (done < 0)
			return (int)done;
		rc = window_flush(w, s, (size_t)done);
		if (rc < 0)
			return rc;
		if ((size_t)done >= w->carried)
			w->carry_epoch = w->epoch;
		buf_drop(&w->text, (size_t)done);
		w->base += (size_t)done;
	} while (in.n > 0);
	return 0;
}
