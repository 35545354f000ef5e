/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The oracle of the fuzz targets over inspections: the input whole, byte by
 * byte, in pieces of 7, and cut in two at a place that the input chooses, must
 * say the same. Aborts if it does not.
 */
#pragma once

#include "lib/inspect_feed.h"

static inline void
inspect_fuzz_way(const struct feed *f, struct span in, size_t first,
		 size_t step, const struct buf *whole)
{
	struct buf cut;
	buf_init(&cut, 1 << 26);
	feed_pieces(f, in, first, step, &cut);
	if (!span_eq(buf_span(whole), buf_span(&cut))) {
		fprintf(stderr,
			"split changes the result (first %zu, then %zu of "
			"%zu)\n--- whole\n%.*s\n--- cut\n%.*s\n",
			first, step, in.n, SPAN_FMT(buf_span(whole)),
			SPAN_FMT(buf_span(&cut)));
		abort();
	}
	buf_fini(&cut);
}

static inline void
inspect_fuzz(const char *type, const char *encoding, struct span in)
{
	/* Small limits, so that they are met. */
	static const struct inspect_limits limits = {.record = 512,
						     .decoded = 1 << 20,
						     .ratio = 200,
						     .depth = 5,
						     .parts = 40,
						     .steps = 1 << 30};
	struct inspect_env env = *inspect_test_env();
	struct inspect_case c = {type, encoding, "", &env};
	struct feed f = inspect_feed(&c);
	struct buf whole;
	size_t cut = 0;
	env.limits = &limits;
	for (size_t i = 0; i < in.n; i++)
		cut = cut * 31 + in.p[i];
	buf_init(&whole, 1 << 26);
	feed_pieces(&f, in, in.n, 1, &whole);
	inspect_fuzz_way(&f, in, 1, 1, &whole);
	inspect_fuzz_way(&f, in, 7, 7, &whole);
	if (in.n > 1)
		inspect_fuzz_way(&f, in, 1 + cut % (in.n - 1), in.n, &whole);
	buf_fini(&whole);
}
