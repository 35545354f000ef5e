/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a ClientHello out of the first records of a connection. Bytes are
 * judged in the order of the wire, so that the outcome does not depend on
 * how they arrive. Guarantees: never more than HELLO_MAX bytes are looked
 * at; the work before completion is one walk over the record headers; what
 * is not exactly one ClientHello in plain handshake records is refused.
 * Pure; any thread.
 */
#include "wire/hello.h"

#include <errno.h>
#include <stdlib.h>

#define RECORD_HEADER 5
#define RECORD_MAX 16384
#define TYPE_HANDSHAKE 22
#define CLIENT_HELLO 1

/* Bytes still to be read of a structure; bad once anything ran short. */
struct reader {
	struct span rest;
	bool bad;
};

static struct span
take(struct reader *r, size_t n)
{
	if (r->rest.n < n)
		r->bad = true;
	struct span s = r->bad ? SPAN_NONE : span_cut(r->rest, 0, n);
	r->rest = r->bad ? SPAN_NONE : span_from(r->rest, n);
	return s;
}

static size_t
take_number(struct reader *r, size_t bytes)
{
	struct span s = take(r, bytes);
	size_t value = 0;
	for (size_t i = 0; i < s.n; i++)
		value = value << 8 | s.p[i];
	return value;
}

/* A vector with a length of so many bytes in front. */
static struct span
take_vector(struct reader *r, size_t length_bytes)
{
	return take(r, take_number(r, length_bytes));
}

/* One vector that fills the whole extension. */
static struct reader
only_vector(struct span body, size_t length_bytes)
{
	struct reader r = {.rest = body};
	struct span inner = take_vector(&r, length_bytes);
	return (struct reader){.rest = inner,
			       .bad = r.bad || r.rest.n > 0 || inner.n == 0};
}

/* RFC 6066 section 3: one name, of the only type there is. */
static int
server_name(struct span body, struct hello *h)
{
	struct reader names = only_vector(body, 2);
	bool is_address;
	size_t type = take_number(&names, 1);
	struct span name = take_vector(&names, 2);
	if (names.bad || names.rest.n > 0 || type != 0)
		return ERR_MALFORMED;
	return host_parse(name, h->sni, &is_address);
}

static int
protocols(struct span body, struct hello *h)
{
	struct reader list = only_vector(body, 2);
	while (!list.bad && list.rest.n > 0) {
		struct span name = take_vector(&list, 1);
		if (name.n == 0)
			return ERR_MALFORMED;
		h->alpn_h2 |= span_eq(name, SPAN("h2"));
		h->alpn_http1 |= span_eq(name, SPAN("http/1.1"));
	}
	h->has_alpn = true;
	return list.bad ? ERR_MALFORMED : 0;
}

static int
versions(struct span body, struct hello *h)
{
	struct reader list = only_vector(body, 1);
	while (!list.bad && list.rest.n > 0)
		h->tls13 |= take_number(&list, 2) == 0x0304;
	return list.bad ? ERR_MALFORMED : 0;
}

static int
key_shared(struct span body, struct hello *h)
{
	h->resumes = true;
	return body.n > 0 ? 0 : ERR_MALFORMED;
}

static int
ticket(struct span body, struct hello *h)
{
	h->resumes |= body.n > 0;
	return 0;
}

static int
encrypted(struct span body, struct hello *h)
{
	h->ech = true;
	return body.n > 0 ? 0 : ERR_MALFORMED;
}

/* The extensions that are read; others pass unread (GREASE among them). */
static const struct extension {
	unsigned type;
	int (*read)(struct span body, struct hello *h);
} extensions[] = {
	{0, server_name},    {16, protocols}, {35, ticket},
	{41, key_shared},    {43, versions},  {0xfe0d, encrypted},
	{0xffce, encrypted}, /* its forerunner, which hid the name alone */
};
#define N_EXTENSIONS (sizeof(extensions) / sizeof(extensions[0]))

static int
read_extensions(struct span body, struct hello *h)
{
	struct reader r = {.rest = body};
	unsigned seen = 0;
	while (!r.bad && r.rest.n > 0) {
		size_t type = take_number(&r, 2);
		struct span value = take_vector(&r, 2);
		if (r.bad)
			return ERR_MALFORMED;
		for (unsigned i = 0; i < N_EXTENSIONS; i++) {
			if (extensions[i].type != type)
				continue;
			if ((seen & 1U << i) != 0 ||
			    extensions[i].read(value, h) < 0)
				return ERR_MALFORMED;
			seen |= 1U << i;
		}
		/* RFC 8446 section 4.2.11: pre_shared_key comes last. */
		if (type == 41 && r.rest.n > 0)
			return ERR_MALFORMED;
	}
	return r.bad ? ERR_MALFORMED : 0;
}

/* The body of the handshake message (RFC 8446 section 4.1.2). */
static int
read_body(struct span body, struct hello *ret_hello)
{
	struct hello h = {.version = 0};
	struct reader r = {.rest = body};
	h.version = (uint16_t)take_number(&r, 2);
	take(&r, 32);
	struct span session = take_vector(&r, 1);
	struct span suites = take_vector(&r, 2);
	struct span compressions = take_vector(&r, 1);
	if (r.bad || h.version >> 8 != 3 || session.n > 32 || suites.n == 0 ||
	    suites.n % 2 != 0 || span_chr(compressions, 0) < 0)
		return ERR_MALFORMED;
	if (r.rest.n > 0) {
		struct span list = take_vector(&r, 2);
		if (r.bad || r.rest.n > 0 || read_extensions(list, &h) < 0)
			return ERR_MALFORMED;
	}
	*ret_hello = h;
	return 0;
}

/* Where the walk over the records stands. */
struct walk {
	struct span in;
	size_t at;	   /* start of the record */
	size_t n_message;  /* bytes of the message in records before it */
	uint8_t first[4];  /* type and length of the message */
	size_t n_expected; /* the whole message; 0 while unknown */
	uint8_t *message;  /* gathers the bytes when not NULL */
};

/* Checks as much of a record header as is there; > 0 when it is whole. */
static int
record_header(const struct walk *w, size_t *ret_n)
{
	struct span h = span_cut(w->in, w->at, w->at + RECORD_HEADER);
	if ((h.n > 0 && h.p[0] != TYPE_HANDSHAKE) || (h.n > 1 && h.p[1] != 3) ||
	    (h.n > 2 && h.p[2] > 4))
		return ERR_MALFORMED;
	if (h.n < RECORD_HEADER)
		return 0;
	size_t n = (size_t)h.p[3] << 8 | h.p[4];
	if (n == 0 || n > RECORD_MAX)
		return ERR_MALFORMED;
	if (w->at + RECORD_HEADER + n > HELLO_MAX)
		return ERR_LIMIT;
	*ret_n = n;
	return 1;
}

/* Takes the message bytes of one record, as far as they are there. */
static int
record_body(struct walk *w, struct span body, size_t n)
{
	for (size_t i = w->n_message; i < 4 && i - w->n_message < body.n; i++)
		w->first[i] = body.p[i - w->n_message];
	size_t n_have = w->n_message + body.n;
	if (n_have > 0 && w->first[0] != CLIENT_HELLO)
		return ERR_MALFORMED;
	if (n_have >= 4 && w->n_expected == 0) {
		w->n_expected = 4 + ((size_t)w->first[1] << 16 |
				     (size_t)w->first[2] << 8 | w->first[3]);
		if (w->n_expected > HELLO_MAX)
			return ERR_LIMIT;
	}
	/* Nothing may follow the hello in its last record. */
	if (w->n_expected > 0 && w->n_message + n > w->n_expected)
		return ERR_MALFORMED;
	if (w->message != NULL)
		memcpy(w->message + w->n_message, body.p, body.n);
	w->n_message = n_have;
	return 0;
}

/* Walks the records: > 0 (bytes on the wire) when the message is whole. */
static ssize_t
walk_records(struct walk *w)
{
	for (;;) {
		size_t n = 0;
		int rc = record_header(w, &n);
		if (rc <= 0)
			return rc;
		size_t from = w->at + RECORD_HEADER;
		struct span body = span_cut(w->in, from, from + n);
		rc = record_body(w, body, n);
		if (rc < 0)
			return rc;
		if (body.n < n)
			return 0;
		w->at = from + n;
		if (w->n_message == w->n_expected)
			return (ssize_t)w->at;
	}
}

ssize_t
hello_read(struct span in, struct hello *ret_hello)
{
	struct walk w = {.in = in};
	ssize_t n = walk_records(&w);
	if (n <= 0)
		return n;
	int rc;
	if (w.n_message + RECORD_HEADER == (size_t)n) {
		/* One record, the usual case: read where it lies. */
		rc = read_body(span_cut(in, RECORD_HEADER + 4, (size_t)n),
			       ret_hello);
	} else {
		uint8_t *message = malloc(w.n_message);
		if (message == NULL)
			return -ENOMEM;
		w = (struct walk){.in = in, .message = message};
		n = walk_records(&w);
		rc = read_body(span_of(message + 4, w.n_message - 4),
			       ret_hello);
		free(message);
	}
	return rc < 0 ? rc : n;
}
