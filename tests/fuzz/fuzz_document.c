/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The XML parts of documents: shared strings or styles up to the first NUL, if
 * there is one, then a part. What is told must not depend on how the part is
 * read; only of a broken one, expat tells more or less of the text before the
 * break.
 */
#include "extract/document.h"
#include "fuzz/fuzz.h"
#include "lib/teller_log.h"

static void
run(struct span learnt, struct span part, size_t first, size_t step,
    struct buf *out)
{
	struct teller_log_source rest = {span_from(part, first), step};
	struct teller_log_source none = {SPAN_NONE, 1};
	const struct part_source source = {teller_log_read, &rest};
	const struct part_source empty = {teller_log_read, &none};
	struct book book;
	book_init(&book);
	enum part_kind kind = part_look(learnt);
	if (kind == PART_STRINGS || kind == PART_STYLES)
		(void)!part_learn(&book, kind, learnt, &empty);
	struct teller *t = teller_log_new(out);
	kind = part_look(part);
	if ((kind == PART_SHEET || kind == PART_TEXT) &&
	    part_tell(t, &book, kind, SPAN("n"), span_cut(part, 0, first),
		      &source) < 0)
		teller_log_add(out, SPAN("out of memory"));
	teller_end(t);
	book_tell_unused(&book, t);
	free(t);
	book_fini(&book);
}

static bool
is_broken(const struct buf *said)
{
	return span_find(buf_span(said), SPAN("\n[unreadable 5 7]\n")) >= 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = {1, 7, 100};
	struct span part = span_of(data, size), learnt = SPAN_NONE;
	struct buf whole, cut;
	if (span_chr(part, 0) >= 0)
		learnt = span_split(&part, 0);
	buf_init(&whole, 1 << 26);
	buf_init(&cut, 1 << 26);
	run(learnt, part, part.n, 1, &whole);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		buf_clear(&cut);
		run(learnt, part, part.n / 2, steps[i], &cut);
		if (span_eq(buf_span(&whole), buf_span(&cut)) ||
		    (is_broken(&whole) && is_broken(&cut)))
			continue;
		fprintf(stderr, "--- whole\n%.*s\n--- cut\n%.*s\n",
			SPAN_FMT(buf_span(&whole)), SPAN_FMT(buf_span(&cut)));
		abort();
	}
	buf_fini(&whole);
	buf_fini(&cut);
	return 0;
}
