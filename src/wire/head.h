/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heads of HTTP/1.1 messages (RFC 9112): start line and fields. Malformed
 * heads are refused, never repaired (bare LF, obsolete folding, space before
 * the colon, NUL or CR in a value, bad method or version ...). Pure.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

struct head_field {
	struct span name, value; /* value without surrounding white space */
};

/* A parsed head; all spans point into the bytes given to head_parse_*. */
struct head {
	bool is_request;
	struct span method, target; /* requests */
	int status;		    /* responses */
	struct span reason;
	int minor;		   /* HTTP/1.minor: 0 or 1 */
	struct head_field *fields; /* in the arena */
	size_t n_fields;
};

struct head_limits {
	size_t bytes;  /* of the whole head */
	size_t fields; /* number of fields */
};

/*
 * Looks for the end of a head in what has come so far. Returns its length
 * including the empty line (> 0), 0 when more is needed, ERR_LIMIT, or
 * ERR_MALFORMED as soon as that is certain. *scanned (0 at first) keeps the
 * place between calls, so that the cost is linear. Empty lines before a
 * request line (RFC 9112 section 2.2) are counted in.
 */
ssize_t head_length(struct span in, const struct head_limits *limits,
		    size_t *scanned);
MUST_USE int head_parse_request(struct arena *a, struct span bytes,
				const struct head_limits *limits,
				struct head *ret_head, struct why *why);
MUST_USE int head_parse_response(struct arena *a, struct span bytes,
				 const struct head_limits *limits,
				 struct head *ret_head, struct why *why);
/* Fields alone, ended by an empty line (trailers). */
MUST_USE int head_parse_fields(struct arena *a, struct span bytes,
			       const struct head_limits *limits,
			       struct head *ret_head, struct why *why);

/* The first field of this name, or NULL; case is ignored. */
const struct head_field *head_find(const struct head *h, const char *name);
size_t head_count(const struct head *h, const char *name);
/* Whether a comma-separated list field holds this token (case ignored). */
bool head_has_token(const struct head *h, const char *name, const char *token);
/* Whether a field is hop-by-hop in this message: Connection and those it
 * names, Keep-Alive, Proxy-*, TE (except "trailers"), Upgrade,
 * Transfer-Encoding (RFC 9110 section 7.6.1). */
bool head_is_hop_by_hop(const struct head *h, const struct head_field *f);
