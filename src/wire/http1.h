/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Framing of HTTP/1.1 bodies (RFC 9112 section 6 and 7). Pure.
 */
#pragma once

#include "base/buf.h"
#include "wire/head.h"

enum framing_kind {
	FRAMING_NONE,	/* no body */
	FRAMING_LENGTH, /* Content-Length */
	FRAMING_CHUNKED,
	FRAMING_CLOSE, /* until the connection closes; responses only */
};

struct framing {
	enum framing_kind kind;
	uint64_t length; /* FRAMING_LENGTH */
};

/*
 * How the body of a request is framed. ERR_MALFORMED: both Content-Length
 * and Transfer-Encoding, several or odd Content-Lengths, a transfer coding
 * that is not exactly one "chunked", Transfer-Encoding in HTTP/1.0.
 */
MUST_USE int framing_of_request(const struct head *h,
				struct framing *ret_framing, struct why *why);
/* Same for a response to method (HEAD, 1xx, 204, 304 have none; 2xx to
 * CONNECT has none). */
MUST_USE int framing_of_response(const struct head *h, struct span method,
				 struct framing *ret_framing, struct why *why);

/* Incremental reader of one body. */
struct body_reader {
	struct framing framing;
	uint64_t left; /* of the length or of the chunk */
	int state;     /* of the chunked reader */
	bool done;
	size_t line; /* bytes of the size line so far */
	size_t trailer_limit;
	struct buf trailers; /* raw field lines up to and with the empty line */
};
void body_reader_init(struct body_reader *r, struct framing f,
		      size_t trailer_limit);
void body_reader_fini(struct body_reader *r);
/*
 * Takes bytes from the wire: *used is how many it consumed, *ret_data the
 * body bytes among them (inside in, maybe empty); call again while bytes are
 * left and r->done is false. Returns 0, ERR_MALFORMED (bad chunk size,
 * extension with control characters, missing CRLF, size overflow) or
 * ERR_LIMIT. When r->done, r->trailers holds the field lines with the empty
 * line after them, ready for head_parse_fields, or nothing at all (n is 0)
 * when there were no trailer fields.
 */
MUST_USE int body_reader_push(struct body_reader *r, struct span in,
			      size_t *used, struct span *ret_data);
/* The peer closed: 0 if that ends the body, ERR_MALFORMED if it is cut. */
MUST_USE int body_reader_eof(struct body_reader *r);
