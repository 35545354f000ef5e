/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heads: the length is the same however the bytes come; what parses can be
 * written, and what was written parses again with the same framing.
 */
#include "fuzz/fuzz.h"
#include "wire/write.h"

#include <stdlib.h>

static const struct head_limits limits = {.bytes = 8192, .fields = 64};

static ssize_t
length_by_steps(struct span in, size_t step)
{
	size_t scanned = 0;
	ssize_t n = 0;
	for (size_t at = step; n == 0; at += step) {
		n = head_length(span_cut(in, 0, at), &limits, &scanned);
		if (at >= in.n)
			break;
	}
	return n;
}

static void
again(struct arena *a, struct buf *out, const struct framing *f)
{
	struct head_limits wide = {.bytes = 1 << 16, .fields = 128};
	struct head h;
	struct framing back;
	if (head_parse_request(a, buf_span(out), &wide, &h, NULL) < 0 ||
	    framing_of_request(&h, &back, NULL) < 0 || back.kind != f->kind ||
	    back.length != f->length || !head_via_has(&h, "kouan"))
		abort();
}

static void
try_request(struct arena *a, struct span in)
{
	struct head h;
	struct framing f;
	struct target t;
	struct buf out;
	if (head_parse_request(a, in, &limits, &h, NULL) < 0 ||
	    framing_of_request(&h, &f, NULL) < 0)
		return;
	if (target_parse(&h, &t, NULL) < 0)
		return;
	buf_init(&out, 1 << 16);
	if (head_write_request(&out, &h, t.path.n > 0 ? t.path : SPAN("/"), &f,
			       "kouan", false) == 0)
		again(a, &out, &f);
	buf_fini(&out);
}

static void
try_response(struct arena *a, struct span in)
{
	struct head h;
	struct framing f;
	struct buf out;
	if (head_parse_response(a, in, &limits, &h, NULL) < 0 ||
	    framing_of_response(&h, SPAN("GET"), &f, NULL) < 0)
		return;
	buf_init(&out, 1 << 16);
	if (head_write_response(&out, &h, &f, "kouan", false, false) < 0)
		abort();
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct arena *a = arena_new(1 << 20);
	struct head h;
	ssize_t n = length_by_steps(in, size + 1);
	if (n != length_by_steps(in, 1) || n != length_by_steps(in, 7))
		abort();
	if (n > 0) {
		try_request(a, span_cut(in, 0, (size_t)n));
		try_response(a, span_cut(in, 0, (size_t)n));
	}
	(void)!head_parse_fields(a, in, &limits, &h, NULL);
	arena_free(&a);
	return 0;
}
