/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The split property on whole requests: each file named is one HTTP/1.1
 * request as it is sent. What follows its head (chunk framing included) goes
 * through body reader and inspection whole, byte by byte, in small pieces, cut
 * at many places, and cut at every byte of every value that was found in plain
 * sight; findings, persons and what is unreadable must be the same each time,
 * and persons also where nobody is shown the findings.
 * Ends with "tests: N passed, N failed". One thread.
 */
#include "lib/inspect_feed.h"

#include "wire/authority.h"
#include "wire/http1.h"

#define FILE_MAX ((size_t)4 << 20)
#define VALUES_MAX 16
static const struct head_limits limits = {64 * 1024, 256};

struct request {
	const char *path;
	struct span rest; /* all behind the head */
	struct head head;
	struct framing framing;
	struct arena *arena;
	bool unseen; /* nobody is shown the findings, as in the daemon */
};

struct subject {
	struct inspect_subject *inner;
	struct body_reader reader;
	bool failed;
};

static void *
subject_open(void *arg, struct buf *out)
{
	const struct request *q = arg;
	struct subject *s = calloc(1, sizeof(*s));
	struct inspect_subject *inner = calloc(1, sizeof(*inner));
	const struct head_field *type = head_find(&q->head, "Content-Type");
	const struct head_field *coding =
		head_find(&q->head, "Content-Encoding");
	struct inspect_header list[256];
	if (s == NULL || inner == NULL ||
	    inspection_new(inspect_test_env(), &inner->inspection) != 0)
		abort();
	inner->out = out;
	buf_init(&inner->persons, 1 << 26);
	if (!q->unseen)
		inspection_on_finding(inner->inspection, inspect_note_finding,
				      inner);
	for (size_t i = 0; i < q->head.n_fields; i++)
		list[i] = (struct inspect_header){q->head.fields[i].name,
						  q->head.fields[i].value};
	const struct inspect_head head = {.method = q->head.method,
					  .target = q->head.target,
					  .headers = list,
					  .n_headers = q->head.n_fields};
	if (inspection_head(inner->inspection, &head) != 0 ||
	    inspection_body(inner->inspection,
			    type != NULL ? type->value : SPAN_NONE,
			    coding != NULL ? coding->value : SPAN_NONE,
			    q->head.target) != 0)
		abort();
	s->inner = inner;
	body_reader_init(&s->reader, q->framing, 64 * 1024);
	return s;
}

static int
subject_push(void *arg, struct span piece, bool last)
{
	struct subject *s = arg;
	while (!s->reader.done && !s->failed) {
		size_t used;
		struct span data;
		if (piece.n == 0 && !last)
			return 0;
		if (body_reader_push(&s->reader, piece, &used, &data) != 0 ||
		    (piece.n == 0 && !s->reader.done)) {
			inspect_put(s->inner->out, "broken\n");
			s->failed = true;
			return -1;
		}
		piece = span_from(piece, used);
		if (data.n > 0 || s->reader.done)
			inspect_subject_push(s->inner, data, s->reader.done);
	}
	return 0;
}

static void
subject_close(void *arg)
{
	struct subject *s = arg;
	body_reader_fini(&s->reader);
	inspect_subject_close(s->inner);
	free(s);
}

/* Cut once at every byte of the value. */
static int
cut_value(const struct feed *f, struct span in, size_t at, size_t n,
	  const struct buf *whole)
{
	int rc = 0;
	for (size_t k = 0; k <= n && rc == 0; k++) {
		struct buf cut;
		buf_init(&cut, 1 << 26);
		feed_pieces(f, in, at + k, in.n, &cut);
		if (!span_eq(buf_span(whole), buf_span(&cut))) {
			fprintf(stderr, "cut at %zu of a value: %.*s\n", k,
				SPAN_FMT(buf_span(&cut)));
			rc = -1;
		}
		buf_fini(&cut);
	}
	return rc;
}

/* The findings' lines end with the value: where one of these stands in the
 * bytes as sent, it is cut. */
static int
cut_values(const struct feed *f, struct span in)
{
	struct buf whole;
	int rc = 0;
	size_t n_values = 0;
	buf_init(&whole, 1 << 26);
	feed_pieces(f, in, in.n, 1, &whole);
	struct buf lines;
	buf_init(&lines, 1 << 26);
	if (buf_add(&lines, buf_span(&whole)) != 0 || buf_byte(&lines, 0) != 0)
		abort();
	/* The subjects below use strtok themselves. */
	char *rest = NULL;
	for (char *line = strtok_r((char *)lines.p, "\n", &rest);
	     line != NULL && rc == 0 && n_values < VALUES_MAX;
	     line = strtok_r(NULL, "\n", &rest)) {
		const char *mark = strchr(line, '#');
		const char *value = mark != NULL ? strchr(mark, ' ') : NULL;
		if (value == NULL || strlen(value + 1) < 2 || in.n == 0)
			continue;
		const uint8_t *at =
			memmem(in.p, in.n, value + 1, strlen(value + 1));
		if (at == NULL)
			continue;
		n_values++;
		rc = cut_value(f, in, (size_t)(at - in.p), strlen(value + 1),
			       &whole);
	}
	buf_fini(&lines);
	buf_fini(&whole);
	return rc;
}

static int
read_file(const char *path, uint8_t *to, size_t *ret_n)
{
	FILE *in = fopen(path, "rb");
	if (in == NULL)
		return -1;
	*ret_n = fread(to, 1, FILE_MAX, in);
	fclose(in);
	return 0;
}

/* Persons and totals, which stand at the end, are the same where findings are
 * shown and where they are not: what the tool says is what the daemon does. */
static int
check_unseen(const struct feed *f, struct request *q)
{
	struct buf seen, unseen;
	buf_init(&seen, 1 << 26);
	buf_init(&unseen, 1 << 26);
	feed_pieces(f, q->rest, q->rest.n, 1, &seen);
	q->unseen = true;
	feed_pieces(f, q->rest, q->rest.n, 1, &unseen);
	q->unseen = false;
	bool same = span_ends(buf_span(&seen), buf_span(&unseen));
	if (!same)
		fprintf(stderr, "unseen: %.*s\n", SPAN_FMT(buf_span(&unseen)));
	buf_fini(&seen);
	buf_fini(&unseen);
	return same ? 0 : -1;
}

static int
check(const char *path, uint8_t *bytes)
{
	struct request q = {.path = path, .arena = arena_new(1 << 22)};
	const struct feed f = {subject_open, subject_push, subject_close, &q};
	struct why why = {{0}};
	size_t n = 0, scanned = 0;
	ssize_t length = -1;
	if (q.arena == NULL)
		abort();
	if (read_file(path, bytes, &n) == 0)
		length = head_length(span_of(bytes, n), &limits, &scanned);
	int rc = length <= 0 ? -1 : 0;
	if (rc == 0)
		rc = head_parse_request(q.arena, span_of(bytes, (size_t)length),
					&limits, &q.head, &why);
	if (rc == 0)
		rc = framing_of_request(&q.head, &q.framing, &why);
	if (rc == 0 && q.framing.kind != FRAMING_NONE) {
		q.rest = span_of(bytes + length, n - (size_t)length);
		rc = feed_every_way(&f, q.rest);
		if (rc == 0)
			rc = check_unseen(&f, &q);
		if (rc == 0)
			rc = cut_values(&f, q.rest);
	}
	if (rc != 0)
		fprintf(stderr, "%s: %s\n", path, why.text);
	arena_free(&q.arena);
	return rc;
}

int
main(int argc, char **argv)
{
	uint8_t *bytes = malloc(FILE_MAX);
	int failed = 0;
	if (bytes == NULL)
		return 2;
	for (int i = 1; i < argc; i++)
		failed += check(argv[i], bytes) != 0;
	free(bytes);
	printf("tests: %d passed, %d failed\n", argc - 1 - failed, failed);
	return failed > 0;
}
