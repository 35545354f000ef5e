/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of uploads. Guarantees: a part's begin is known to the store before
 * its first byte is released, its end before its last; both come with the
 * look at the neighbours in one step, so of two parts that come at once one
 * sees the other. Copies of content live on the stack and are wiped. Worker
 * thread.
 */
#include "proxy/part.h"

#include "base/map.h"
#include "base/tally.h"
#include "inspect/upload.h"
#include "proxy/parts.h"

#include <errno.h>

TALLY(joined, "kouan_parts_joined_total",
      "Borders of parts of uploads that were read with both sides")

struct part_way {
	struct part_seen seen;
	bool placed; /* its place in the upload is known */
	bool middle; /* something comes before it */
	bool final;  /* nothing comes after it, as far as it says */
	uint64_t total;
	size_t n_first; /* of its begin, given to the store */
	bool kept, ended, before, after;
};

static struct digest
digest_upload(const struct exchange *x, struct span key)
{
	const struct session *s = x->session;
	struct digest none = {{0}};
	struct buf text;
	buf_init(&text, UPLOAD_KEY_MAX + 1024);
	int rc = buf_printf(&text, "%s\n%s:%u\n",
			    s->source != NULL ? s->source->id : "",
			    x->target.host, (unsigned)x->target.port);
	if (rc == 0)
		rc = buf_add(&text, key);
	if (rc == 0)
		none = digest_of(s->worker->gateway->key, SPAN("upload"),
				 buf_span(&text));
	buf_fini(&text);
	return none;
}

int
part_begin(struct exchange *x, const struct inspect_head *head)
{
	const struct session *s = x->session;
	struct upload_part part;
	struct buf key;
	if (!upload_recognise(head, &part))
		return 0;
	struct part_way *way = arena_alloc(x->arena, sizeof(*way));
	if (way == NULL)
		return -ENOMEM;
	buf_init(&key, UPLOAD_KEY_MAX);
	int rc = upload_key(&part, &key);
	*way = (struct part_way){
		.placed = rc == 0 && part.at != UPLOAD_UNKNOWN,
		.middle = part.at != UPLOAD_UNKNOWN &&
			  part.at > (part.by_number ? 1 : 0),
		.final = part.last,
		.total = part.by_number ? UPLOAD_UNKNOWN : part.total,
		.seen = {.at = part.at,
			 .end = part.by_number ? part.at + 1 : 0},
	};
	if (rc == 0)
		way->seen.upload = digest_upload(x, buf_span(&key));
	way->seen.source =
		hash_bytes(span_str(s->source != NULL ? s->source->id : ""));
	memcpy(&way->seen.token, x->event.bytes, sizeof(way->seen.token));
	buf_fini(&key);
	x->part = way;
	return rc == -ENOMEM ? rc : 0;
}

int
part_begin_body(struct exchange *x)
{
	const struct worker *w = x->session->worker;
	struct part_way *way = x->part;
	uint8_t header[PART_HEADER];
	size_t n = 0;
	bool before = false;
	if (way == NULL)
		return 0;
	if (way->placed && way->middle)
		n = parts_header(w->gateway->parts, &way->seen.upload,
				 way->seen.at, w->now_us, header, &before);
	int rc = inspection_part(x->inspection, way->middle, before,
				 span_of(header, n));
	explicit_bzero(header, sizeof(header));
	return rc;
}

static int
seam(struct exchange *x, struct span before, struct span after)
{
	const struct head_field *type = head_find(&x->head, "Content-Type");
	tally_add(&joined, 1);
	return inspection_seam(x->inspection, before, after,
			       type != NULL ? type->value : SPAN_NONE,
			       x->forward_target);
}

/* Two pieces as one, at most PART_END of it: the last of them or the first. */
static struct span
both(struct span a, struct span b, bool last, uint8_t out[2 * PART_END])
{
	memcpy(out, a.p, a.n);
	memcpy(out + a.n, b.p, b.n);
	size_t n = a.n + b.n, keep = n < PART_END ? n : PART_END;
	return span_of(last ? out + n - keep : out, keep);
}

/* Reads the borders with the neighbours there are. A part shorter than an end
 * does not stand between them: a value may go over all three. */
static int
read_borders(struct exchange *x, const struct part_seen *seen,
	     const struct part_sides *sides)
{
	uint8_t text[2 * PART_END];
	struct part_way *way = x->part;
	int rc = 0;
	for (unsigned i = 0; i < sides->n_before && rc == 0; i++) {
		const struct part_side *b = &sides->before[i];
		struct span after = seen->first;
		if (seen->whole && sides->n_after > 0)
			after = both(after,
				     span_of(sides->after[0].bytes,
					     sides->after[0].n),
				     false, text);
		rc = seam(x, span_of(b->bytes, b->n), after);
		way->before = true;
	}
	for (unsigned i = 0; i < sides->n_after && rc == 0; i++) {
		const struct part_side *a = &sides->after[i];
		struct span before = seen->last;
		if (seen->whole && sides->n_before > 0)
			before = both(span_of(sides->before[0].bytes,
					      sides->before[0].n),
				      before, true, text);
		rc = seam(x, before, span_of(a->bytes, a->n));
		way->after = true;
	}
	explicit_bzero(text, sizeof(text));
	return rc;
}

int
part_join(struct exchange *x)
{
	const struct worker *w = x->session->worker;
	struct part_way *way = x->part;
	struct inspect_ends ends;
	struct part_sides sides;
	if (way == NULL || !way->placed || way->ended ||
	    !inspection_ends(x->inspection, &ends) ||
	    (!x->body_read && ends.first.n == way->n_first))
		return 0;
	struct part_seen seen = way->seen;
	seen.first = ends.first;
	seen.header = way->middle ? SPAN_NONE : ends.header;
	if (x->body_read) {
		seen.last = ends.last;
		seen.whole = ends.n <= PART_END;
		if (seen.end == 0)
			seen.end = seen.at + x->received;
		way->final = way->final || seen.end == way->total;
	} else {
		seen.end = PART_OPEN;
	}
	int rc = parts_keep(w->gateway->parts, &seen, w->now_us, &sides);
	if (rc < 0)
		return rc;
	way->kept = true;
	way->ended = x->body_read;
	way->n_first = ends.first.n;
	/* What was there when the part began may have had to go since. */
	if (ends.left_row && sides.n_before == 0)
		rc = seam(x, SPAN_NONE, seen.first);
	if (rc == 0)
		rc = read_borders(x, &seen, &sides);
	explicit_bzero(&sides, sizeof(sides));
	return rc;
}

void
part_end(struct exchange *x)
{
	struct part_way *way = x->part;
	if (way != NULL && way->kept && x->refused)
		parts_forget(x->session->worker->gateway->parts, &way->seen,
			     x->released > 0);
	x->part = NULL;
}

const char *
part_text(struct exchange *x)
{
	const struct part_way *way = x->part;
	if (way == NULL)
		return NULL;
	if (!way->placed)
		return "part of an upload, in no known place: read alone";
	return arena_printf(
		x->arena,
		"part of an upload, at %llu: border before it %s, after it %s",
		(unsigned long long)way->seen.at,
		!way->middle  ? "none"
		: way->before ? "read"
			      : "not seen",
		way->final   ? "none"
		: way->after ? "read"
			     : "not seen");
}
