/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answers of an opener gone bad: messages, each behind its length (two
 * bytes, the lower first), for one container and those that it says are in it.
 * Data cut in two pieces must mean the same.
 */
#include "extract/answer.h"
#include "fuzz/fuzz.h"
#include "lib/inspect_feed.h"

static struct container_room room = {.total = 1 << 20};

static struct span
next_message(struct span *rest)
{
	if (rest->n < 2)
		return SPAN_NONE;
	size_t n = rest->p[0] | (size_t)rest->p[1] << 8;
	struct span m = span_cut(*rest, 2, 2 + n);
	*rest = span_from(*rest, 2 + n);
	return m;
}

static int
say(struct answer *a, struct span m, bool cut)
{
	uint8_t piece[65536];
	if (!cut || m.n < 3 || m.p[0] != ANSWER_DATA || m.n > sizeof(piece))
		return answer_take(a, m);
	size_t half = 1 + (m.n - 1) / 2;
	int rc = answer_take(a, span_cut(m, 0, half));
	if (rc != 0)
		return rc;
	piece[0] = ANSWER_DATA;
	memcpy(piece + 1, m.p + half, m.n - half);
	return answer_take(a, span_of(piece, 1 + m.n - half));
}

static void
run(struct span in, bool cut, struct buf *out)
{
	static const struct inspect_limits limits = {.record = 512,
						     .decoded = 1 << 20,
						     .ratio = 200,
						     .depth = 5,
						     .parts = 40,
						     .steps = 1 << 30,
						     .container = 4096};
	struct inspect_env env = *inspect_test_env();
	struct inspect_case c = {"", "", "", &env};
	struct inspect_job job;
	env.limits = &limits;
	env.containers = &room;
	struct inspect_subject *s = inspect_subject_open(&c, out);
	if (inspection_push(s->inspection, SPAN("PK\x03\x04..."), true) != 0)
		abort();
	while (inspection_job(s->inspection, &job) > 0) {
		struct answer a;
		int rc = 0;
		answer_begin(&a, s->inspection, &job);
		while (rc == 0 && in.n > 0)
			rc = say(&a, next_message(&in), cut);
		if (answer_end(&a, UNREADABLE_BROKEN, "extractor") != 0)
			abort();
	}
	inspect_note_persons(s);
	inspect_note_end(s);
	inspect_subject_close(s);
	if (atomic_load(&room.used) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole, cut;
	buf_init(&whole, 1 << 26);
	buf_init(&cut, 1 << 26);
	run(span_of(data, size), false, &whole);
	run(span_of(data, size), true, &cut);
	if (!span_eq(buf_span(&whole), buf_span(&cut))) {
		fprintf(stderr, "--- whole\n%.*s\n--- cut\n%.*s\n",
			SPAN_FMT(buf_span(&whole)), SPAN_FMT(buf_span(&cut)));
		abort();
	}
	buf_fini(&whole);
	buf_fini(&cut);
	return 0;
}
