/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies: the same data, trailers and end however the bytes come. The first
 * byte of the input chooses the framing.
 */
#include "fuzz/fuzz.h"
#include "lib/feed.h"
#include "wire/http1.h"

struct subject {
	struct body_reader reader;
	struct buf *out;
	size_t n_used;
};

static void
say(int rc)
{
	if (rc < 0)
		abort();
}

static void *
subject_open(void *arg, struct buf *out)
{
	struct subject *s = calloc(1, sizeof(*s));
	body_reader_init(&s->reader, *(struct framing *)arg, 100);
	s->out = out;
	return s;
}

static int
subject_push(void *subject, struct span piece, bool last)
{
	struct subject *s = subject;
	struct body_reader *r = &s->reader;
	int rc = 0;
	while (rc == 0 && piece.n > 0 && !r->done) {
		size_t used;
		struct span data;
		rc = body_reader_push(r, piece, &used, &data);
		if (used > piece.n || (rc == 0 && used == 0))
			abort();
		say(buf_add(s->out, data));
		piece = span_from(piece, used);
		s->n_used += used;
	}
	if (rc == 0 && last && !r->done)
		rc = body_reader_eof(r);
	if (rc < 0 || r->done) {
		say(buf_add(s->out, buf_span(&r->trailers)));
		say(buf_printf(s->out, "|%d|%zu", rc, rc < 0 ? 0 : s->n_used));
	}
	return rc < 0 || r->done;
}

static void
subject_close(void *subject)
{
	struct subject *s = subject;
	body_reader_fini(&s->reader);
	free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct framing f = {.kind = FRAMING_CHUNKED};
	if (size == 0 || size > 4096)
		return 0;
	if (data[0] == 'L')
		f = (struct framing){.kind = FRAMING_LENGTH,
				     .length = size / 2};
	else if (data[0] == 'E')
		f.kind = FRAMING_CLOSE;
	struct feed feed = {.open = subject_open,
			    .push = subject_push,
			    .close = subject_close,
			    .arg = &f};
	if (feed_every_way(&feed, span_of(data + 1, size - 1)) < 0)
		abort();
	return 0;
}
