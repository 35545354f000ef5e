/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The split property: whatever takes bytes in pieces must give the same
 * result fed whole, byte by byte, and cut at any position. A test describes
 * its subject with the three functions below; feed_every_way runs them all
 * and compares. Used by unit tests (ck_assert) and fuzz targets (abort).
 */
#pragma once

#include "base/buf.h"
#include "base/span.h"

#include <stdio.h>
#include <stdlib.h>

struct feed {
	/* A fresh subject that appends what it finds, as text, to out. */
	void *(*open)(void *arg, struct buf *out);
	/* The next bytes; last is true once, with the final (maybe empty)
	 * piece. The return value is ignored after the first non-zero one:
	 * the subject must append its outcome to out. */
	int (*push)(void *subject, struct span piece, bool last);
	void (*close)(void *subject);
	void *arg;
};

static inline void
feed_pieces(const struct feed *f, struct span in, size_t first, size_t step,
	    struct buf *out)
{
	void *subject = f->open(f->arg, out);
	size_t at = 0, n = first;
	int rc = 0;
	while (rc == 0) {
		struct span piece = span_cut(in, at, at + n);
		/* A copy of its own, so that reading past it is seen. */
		uint8_t *copy = malloc(piece.n + (piece.n == 0));
		if (piece.n > 0)
			memcpy(copy, piece.p, piece.n);
		at += piece.n;
		bool last = at >= in.n;
		rc = f->push(subject, span_of(copy, piece.n), last);
		free(copy);
		if (last)
			break;
		n = step;
	}
	f->close(subject);
}

/*
 * Feeds in whole, byte by byte, in pieces of 2, 3, 7 and 64, and cut once at
 * every position (every k-th above 512 bytes). Returns 0, or -1 after
 * printing the first difference to stderr.
 */
static inline int
feed_every_way(const struct feed *f, struct span in)
{
	static const size_t steps[] = {1, 2, 3, 7, 64};
	struct buf whole, cut;
	int rc = 0;
	buf_init(&whole, 1 << 26);
	buf_init(&cut, 1 << 26);
	feed_pieces(f, in, in.n, 1, &whole);
	size_t stride = in.n > 512 ? in.n / 512 : 1;
	size_t n_ways = sizeof(steps) / sizeof(steps[0]) + in.n / stride;
	for (size_t way = 0; way < n_ways && rc == 0; way++) {
		size_t first, step;
		if (way < 5) {
			first = step = steps[way];
		} else {
			first = (way - 5) * stride;
			step = in.n;
		}
		buf_clear(&cut);
		feed_pieces(f, in, first, step > 0 ? step : 1, &cut);
		if (!span_eq(buf_span(&whole), buf_span(&cut))) {
			fprintf(stderr,
				"split changes the result (first %zu, then "
				"%zu of %zu)\n--- whole\n%.*s\n--- cut\n"
				"%.*s\n",
				first, step, in.n, SPAN_FMT(buf_span(&whole)),
				SPAN_FMT(buf_span(&cut)));
			rc = -1;
		}
	}
	buf_fini(&whole);
	buf_fini(&cut);
	return rc;
}
