/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a body ends, from the fields of its head (RFC 9112 section 6).
 * Guarantees: fields that two readers could take differently are refused,
 * also where they seem to agree. Pure; any thread.
 */
#include "wire/http1.h"

static int
chunked_only(const struct head *h, struct why *why)
{
	const struct head_field *te = head_find(h, "Transfer-Encoding");
	if (h->minor == 0)
		return why_set(why, ERR_MALFORMED,
			       "Transfer-Encoding in HTTP/1.0");
	if (head_find(h, "Content-Length") != NULL)
		return why_set(why, ERR_MALFORMED,
			       "both Transfer-Encoding and Content-Length");
	if (head_count(h, "Transfer-Encoding") > 1)
		return why_set(why, ERR_MALFORMED,
			       "several Transfer-Encoding fields");
	if (!span_eq_nocase(te->value, SPAN("chunked")))
		return why_set(why, ERR_MALFORMED,
			       "transfer coding other than chunked");
	return 0;
}

static int
length_of(const struct head *h, struct span value, uint64_t *ret_length,
	  struct why *why)
{
	uint64_t length;
	if (head_count(h, "Content-Length") > 1)
		return why_set(why, ERR_MALFORMED,
			       "several Content-Length fields");
	if (span_u64(value, &length) < 0 || length > INT64_MAX)
		return why_set(why, ERR_MALFORMED, "bad Content-Length");
	*ret_length = length;
	return 0;
}

/* What the fields say; otherwise is what holds when they say nothing. */
static int
framing_of(const struct head *h, enum framing_kind otherwise,
	   struct framing *ret_framing, struct why *why)
{
	struct framing f = {.kind = otherwise};
	const struct head_field *length = head_find(h, "Content-Length");
	int rc = 0;
	if (head_find(h, "Transfer-Encoding") != NULL) {
		f.kind = FRAMING_CHUNKED;
		rc = chunked_only(h, why);
	} else if (length != NULL) {
		f.kind = FRAMING_LENGTH;
		rc = length_of(h, length->value, &f.length, why);
	}
	if (rc == 0)
		*ret_framing = f;
	return rc;
}

int
framing_of_request(const struct head *h, struct framing *ret_framing,
		   struct why *why)
{
	return framing_of(h, FRAMING_NONE, ret_framing, why);
}

int
framing_of_response(const struct head *h, struct span method,
		    struct framing *ret_framing, struct why *why)
{
	bool connected =
		h->status / 100 == 2 && span_eq(method, SPAN("CONNECT"));
	if (h->status < 200 || h->status == 204 || h->status == 304 ||
	    connected || span_eq(method, SPAN("HEAD"))) {
		*ret_framing = (struct framing){.kind = FRAMING_NONE};
		return 0;
	}
	return framing_of(h, FRAMING_CLOSE, ret_framing, why);
}
