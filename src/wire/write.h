/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heads as they go out on the other side: fields in their order and
 * spelling, less what ends at this hop, with Via (RFC 9110 section 7.6.3),
 * framing and Connection of our own. Also request targets. Pure.
 */
#pragma once

#include "base/buf.h"
#include "wire/authority.h"
#include "wire/http1.h"

enum target_form {
	TARGET_ORIGIN,	  /* "/path?query" */
	TARGET_ABSOLUTE,  /* "http://host/path" */
	TARGET_AUTHORITY, /* "host:port", with CONNECT only */
	TARGET_ASTERISK,  /* "*", with OPTIONS only */
};

struct target {
	enum target_form form;
	bool https;		    /* absolute form: the scheme is https */
	struct authority authority; /* absolute and authority form */
	struct span path; /* path and query for the origin: "/" when the
			   * absolute form has none, "*" with OPTIONS */
};

/*
 * Takes apart the target of a request head (RFC 9112 section 3.2). path
 * points into the head or is constant. 0 or ERR_MALFORMED: a form that the
 * method does not allow, CONNECT without a port, another scheme than http or
 * https, user information, a query without a path ("http://host?x").
 */
MUST_USE int target_parse(const struct head *h, struct target *ret_target,
			  struct why *why);

/*
 * Appends the request line (target is what goes into it) and the fields of h
 * with their empty line. f is how the body will be framed on this side;
 * pseudonym is our name in Via; close asks for the end of the connection.
 * Of an absolute-form request, Host is written from the target (RFC 9112
 * section 3.2.2). Expect and "TE: trailers" stay. 0, ERR_LIMIT (of out),
 * -ENOMEM, or ERR_MALFORMED when there is no host to name.
 */
MUST_USE int head_write_request(struct buf *out, const struct head *h,
				struct span target, const struct framing *f,
				const char *pseudonym, bool close);
/*
 * Same for a response. client_is_10: the client speaks HTTP/1.0, so that no
 * transfer coding is named. FRAMING_CLOSE implies close. With FRAMING_NONE
 * a valid Content-Length stays (answers to HEAD, 304), except in 1xx and
 * 204. Alt-Svc goes: it would lead clients around us.
 */
MUST_USE int head_write_response(struct buf *out, const struct head *h,
				 const struct framing *f, const char *pseudonym,
				 bool client_is_10, bool close);
/*
 * Appends trailer fields and the empty line that ends a chunked body, after
 * "0\r\n". Fields that must not stand there (framing, routing: RFC 9110
 * section 6.5.1) are left out.
 */
MUST_USE int head_write_trailers(struct buf *out, const struct head *trailers);

/* Whether a Via field names pseudonym as a receiver: a loop. */
bool head_via_has(const struct head *h, const char *pseudonym);
