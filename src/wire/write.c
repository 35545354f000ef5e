/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing heads. Guarantees: exactly one statement of framing, which is the
 * one given and not the one read; no hop-by-hop field passes; one member of
 * ours in Via. Pure; any thread.
 */
#include "wire/write.h"

#include "wire/fields.h"

#include <stdio.h>

/* What is known of the head being written. */
struct writer {
	struct buf *out;
	const struct head *head;
	struct framing framing;
	const char *pseudonym;
	const struct head_field *last_via;
	struct span host; /* replaces Host when p is set */
	bool trailers;	  /* "TE: trailers" was asked for */
	bool framed;
	bool names; /* Connection lists fields */
	int rc;	    /* the first failure; nothing is written after it */
};

static void
put(struct writer *w, struct span s)
{
	if (w->rc == 0)
		w->rc = buf_add(w->out, s);
}

static void
put_field(struct writer *w, struct span name, struct span value)
{
	struct buf *b = w->out;
	size_t n = name.n + value.n + 4;
	if (w->rc == 0)
		w->rc = buf_room(b, n);
	if (w->rc < 0)
		return;
	uint8_t *to = b->p + b->n;
	to = mempcpy(to, name.p, name.n);
	to = mempcpy(to, ": ", 2);
	to = value.n > 0 ? mempcpy(to, value.p, value.n) : to;
	memcpy(to, "\r\n", 2);
	b->n += n;
}

static bool
is_framing(const struct head_field *f)
{
	return field_is(f, SPAN("Content-Length")) ||
	       field_is(f, SPAN("Transfer-Encoding"));
}

/* The framing field, under the name given unless it is of the other kind. */
static void
put_framing(struct writer *w, struct span name)
{
	char digits[24];
	if (w->framed)
		return;
	w->framed = true;
	if (w->framing.kind == FRAMING_CHUNKED) {
		if (!span_eq_nocase(name, SPAN("Transfer-Encoding")))
			name = SPAN("Transfer-Encoding");
		put_field(w, name, SPAN("chunked"));
	} else if (w->framing.kind == FRAMING_LENGTH) {
		int n = snprintf(digits, sizeof(digits), "%llu",
				 (unsigned long long)w->framing.length);
		if (!span_eq_nocase(name, SPAN("Content-Length")))
			name = SPAN("Content-Length");
		put_field(w, name, span_of(digits, (size_t)n));
	}
}

static void
put_via(struct writer *w, const struct head_field *old)
{
	put(w, old != NULL ? old->name : SPAN("Via"));
	put(w, SPAN(": "));
	if (old != NULL && old->value.n > 0) {
		put(w, old->value);
		put(w, SPAN(", "));
	}
	put(w, w->head->minor == 0 ? SPAN("1.0 ") : SPAN("1.1 "));
	put(w, span_str(w->pseudonym));
	put(w, SPAN("\r\n"));
}

static void
put_one(struct writer *w, const struct head_field *f)
{
	if (is_framing(f))
		put_framing(w, f->name);
	else if (f == w->last_via)
		put_via(w, f);
	else if (field_is(f, SPAN("Host")) && w->host.p != NULL)
		put_field(w, f->name, w->host);
	else if (field_is(f, SPAN("TE")) && w->trailers)
		put_field(w, f->name, SPAN("trailers"));
	else if (!field_ends_here(f) &&
		 !(w->names && field_is_named(w->head, f)) &&
		 !(field_is(f, SPAN("Alt-Svc")) && !w->head->is_request))
		put_field(w, f->name, f->value);
}

static void
put_fields(struct writer *w)
{
	const struct head *h = w->head;
	w->names = fields_are_named(h);
	for (size_t i = 0; i < h->n_fields; i++)
		if (field_is(&h->fields[i], SPAN("Via")))
			w->last_via = &h->fields[i];
	for (size_t i = 0; i < h->n_fields; i++)
		put_one(w, &h->fields[i]);
	if (w->last_via == NULL)
		put_via(w, NULL);
	put_framing(w, SPAN_NONE);
}

static void
put_connection(struct writer *w, bool close, bool keep_alive)
{
	if (close && w->trailers)
		put(w, SPAN("Connection: close, TE\r\n"));
	else if (w->trailers)
		put(w, SPAN("Connection: TE\r\n"));
	else if (close)
		put(w, SPAN("Connection: close\r\n"));
	else if (keep_alive)
		put(w, SPAN("Connection: keep-alive\r\n"));
	put(w, SPAN("\r\n"));
}

/* The authority of an absolute-form target as it stands there. */
static struct span
absolute_host(struct span target)
{
	ssize_t at = span_find(target, SPAN("://"));
	if (at < 0 || target.p[0] == '/')
		return SPAN_NONE;
	struct span rest = span_from(target, (size_t)at + 3);
	size_t end = 0;
	while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?')
		end++;
	return span_cut(rest, 0, end);
}

int
head_write_request(struct buf *out, const struct head *h, struct span target,
		   const struct framing *f, const char *pseudonym, bool close)
{
	struct writer w = {.out = out,
			   .head = h,
			   .framing = *f,
			   .pseudonym = pseudonym,
			   .host = absolute_host(h->target),
			   .trailers = head_has_token(h, "TE", "trailers")};
	bool has_host = head_find(h, "Host") != NULL;
	if (!has_host && w.host.n == 0)
		return ERR_MALFORMED;
	put(&w, h->method);
	put(&w, SPAN(" "));
	put(&w, target);
	put(&w, SPAN(" HTTP/1.1\r\n"));
	if (!has_host)
		put_field(&w, SPAN("Host"), w.host);
	put_fields(&w);
	put_connection(&w, close, false);
	return w.rc;
}

/* How the length of a body that is not sent may still be told: in answers
 * to HEAD and in 304. */
static struct framing
told_framing(const struct head *h, const struct framing *f)
{
	struct framing told = *f;
	const struct head_field *length = head_find(h, "Content-Length");
	if (f->kind == FRAMING_NONE && h->status >= 200 && h->status != 204 &&
	    head_count(h, "Content-Length") == 1 &&
	    span_u64(length->value, &told.length) == 0)
		told.kind = FRAMING_LENGTH;
	return told;
}

int
head_write_response(struct buf *out, const struct head *h,
		    const struct framing *f, const char *pseudonym,
		    bool client_is_10, bool close)
{
	struct writer w = {.out = out,
			   .head = h,
			   .framing = told_framing(h, f),
			   .pseudonym = pseudonym};
	char status[16];
	if (w.framing.kind == FRAMING_CHUNKED && client_is_10)
		w.framing.kind = FRAMING_CLOSE;
	close |= w.framing.kind == FRAMING_CLOSE;
	snprintf(status, sizeof(status), "%03d ", h->status);
	put(&w, SPAN("HTTP/1.1 "));
	put(&w, span_str(status));
	put(&w, h->reason);
	put(&w, SPAN("\r\n"));
	put_fields(&w);
	put_connection(&w, close, client_is_10);
	return w.rc;
}

int
head_write_trailers(struct buf *out, const struct head *trailers)
{
	static const struct span kept_out[] = {
		SPAN("Content-Length"),
		SPAN("Host"),
		SPAN("Content-Encoding"),
		SPAN("Content-Type"),
		SPAN("Content-Range"),
		SPAN("Trailer"),
		SPAN("Authorization"),
		SPAN("Expect"),
		SPAN("Via"),
		SPAN("TE"),
	};
	struct writer w = {.out = out, .head = trailers};
	for (size_t i = 0; i < trailers->n_fields; i++) {
		const struct head_field *f = &trailers->fields[i];
		bool out_of_place = head_is_hop_by_hop(trailers, f);
		for (size_t k = 0; k < sizeof(kept_out) / sizeof(kept_out[0]);
		     k++)
			out_of_place |= field_is(f, kept_out[k]);
		if (!out_of_place)
			put_field(&w, f->name, f->value);
	}
	put(&w, SPAN("\r\n"));
	return w.rc;
}
