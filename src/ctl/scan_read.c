/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file through the inspection, in pieces: as one body, or as one HTTP/1.1
 * request whose head and framing are read as the gateway reads them. One
 * thread.
 */
#include "ctl/scan_file.h"

#include "wire/authority.h"
#include "wire/http1.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define PIECE (64 * 1024)
#define HEAD_MAX (256 * 1024)
#define FIELDS_MAX 256
static const struct head_limits head_limits = {HEAD_MAX, FIELDS_MAX};

struct reading {
	int fd;
	uint8_t *piece; /* PIECE bytes */
	struct inspection *inspection;
	const struct scan_options *options;
	struct arena *arena;
	struct why *why;
};

static ssize_t
read_some(struct reading *r, uint8_t *to, size_t size)
{
	ssize_t n;
	do
		n = read(r->fd, to, size);
	while (n < 0 && errno == EINTR);
	return n < 0 ? why_set(r->why, -errno, "%s", err_text(-errno)) : n;
}

static int
read_plain(struct reading *r, const char *path)
{
	int rc =
		inspection_body(r->inspection, span_str(r->options->type),
				span_str(r->options->encoding), span_str(path));
	while (rc == 0) {
		ssize_t n = read_some(r, r->piece, PIECE);
		if (n < 0)
			return (int)n;
		rc = inspection_push(r->inspection,
				     span_of(r->piece, (size_t)n), n == 0);
		if (n == 0)
			break;
	}
	return rc;
}

/* ---- one request ---- */

static int
read_head(struct reading *r, struct buf *in, size_t *ret_length)
{
	size_t scanned = 0;
	for (;;) {
		ssize_t n = head_length(buf_span(in), &head_limits, &scanned);
		if (n > 0) {
			*ret_length = (size_t)n;
			return 0;
		}
		if (n < 0)
			return why_set(
				r->why, (int)n, "the request's head is %s",
				n == ERR_LIMIT ? "too long" : "malformed");
		int rc = buf_room(in, PIECE);
		if (rc < 0)
			return why_set(r->why, rc, "the head is too long");
		ssize_t got = read_some(r, in->p + in->n, PIECE);
		if (got < 0)
			return (int)got;
		if (got == 0)
			return why_set(r->why, ERR_MALFORMED,
				       "not a request: the head has no end");
		in->n += (size_t)got;
	}
}

static struct inspect_header *
headers_of(struct reading *r, const struct head *h)
{
	struct inspect_header *list =
		arena_alloc(r->arena, (h->n_fields + 1) * sizeof(*list));
	for (size_t i = 0; list != NULL && i < h->n_fields; i++)
		list[i] = (struct inspect_header){h->fields[i].name,
						  h->fields[i].value};
	return list;
}

static struct span
field_of(const struct head *h, const char *name, const char *instead)
{
	const struct head_field *f = head_find(h, name);
	if (instead != NULL)
		return span_str(instead);
	return f != NULL ? f->value : SPAN_NONE;
}

static int
inspect_head_of(struct reading *r, const struct head *h)
{
	const struct head_field *host = head_find(h, "Host");
	struct authority name = {.host = ""};
	const struct inspect_head head = {
		.method = h->method,
		.host = host != NULL && authority_parse(host->value, &name) == 0
				? span_str(name.host)
				: SPAN_NONE,
		.target = h->target,
		.headers = headers_of(r, h),
		.n_headers = h->n_fields,
	};
	if (head.headers == NULL)
		return -ENOMEM;
	return inspection_head(r->inspection, &head);
}

static int
inspect_trailers(struct reading *r, struct span raw)
{
	struct head fields;
	if (raw.n <= 2)
		return 0;
	int rc =
		head_parse_fields(r->arena, raw, &head_limits, &fields, r->why);
	if (rc < 0)
		return rc;
	struct inspect_header *list = headers_of(r, &fields);
	return list == NULL ? -ENOMEM
			    : inspection_trailers(r->inspection, list,
						  fields.n_fields);
}

/* The body from what came with the head, then from the file. */
static int
read_body(struct reading *r, struct body_reader *body, struct span in)
{
	while (!body->done) {
		size_t used;
		struct span data;
		if (in.n == 0) {
			ssize_t n = read_some(r, r->piece, PIECE);
			if (n <= 0)
				return n < 0 ? (int)n
					     : why_set(r->why, ERR_MALFORMED,
						       "the request's body is "
						       "cut short");
			in = span_of(r->piece, (size_t)n);
		}
		int rc = body_reader_push(body, in, &used, &data);
		if (rc < 0)
			return why_set(r->why, rc, "the request's body is %s",
				       rc == ERR_LIMIT ? "too long"
						       : "malformed");
		in = span_from(in, used);
		if (data.n > 0 || body->done)
			rc = inspection_push(r->inspection, data, body->done);
		if (rc < 0)
			return rc;
	}
	return inspect_trailers(r, buf_span(&body->trailers));
}

static int
read_request(struct reading *r, struct buf *in)
{
	struct head head;
	struct framing framing = {0};
	struct body_reader body;
	size_t length = 0;
	int rc = read_head(r, in, &length);
	if (rc == 0)
		rc = head_parse_request(r->arena,
					span_cut(buf_span(in), 0, length),
					&head_limits, &head, r->why);
	if (rc == 0)
		rc = framing_of_request(&head, &framing, r->why);
	if (rc == 0)
		rc = inspect_head_of(r, &head);
	if (rc < 0 || framing.kind == FRAMING_NONE)
		return rc;
	rc = inspection_body(
		r->inspection,
		field_of(&head, "Content-Type", r->options->type),
		field_of(&head, "Content-Encoding", r->options->encoding),
		head.target);
	if (rc < 0)
		return rc;
	body_reader_init(&body, framing, HEAD_MAX);
	rc = read_body(r, &body, span_from(buf_span(in), length));
	body_reader_fini(&body);
	return rc;
}

int
scan_read(const char *path, const struct scan_options *options,
	  struct inspection *inspection, struct why *why)
{
	bool standard = strcmp(path, "-") == 0;
	struct reading r = {
		.inspection = inspection, .options = options, .why = why};
	struct buf in;
	r.fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (r.fd < 0)
		return why_set(why, -errno, "%s", err_text(-errno));
	buf_init(&in, HEAD_MAX + PIECE);
	r.piece = malloc(PIECE);
	r.arena = arena_new((size_t)16 << 20);
	int rc = -ENOMEM;
	if (r.piece != NULL && r.arena != NULL)
		rc = options->http ? read_request(&r, &in)
				   : read_plain(&r, standard ? "" : path);
	if (rc == -ENOMEM)
		(void)why_set(why, rc, "out of memory");
	buf_fini(&in);
	free(r.piece);
	arena_free(&r.arena);
	if (!standard)
		close(r.fd);
	return rc;
}
