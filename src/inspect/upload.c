/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recognising parts of uploads by the conventions of those who invented them,
 * one function each. Guarantees: reads the head only, keeps nothing; what is
 * malformed is no part. Pure; any thread.
 */
#include "inspect/upload.h"

#include "inspect/fold.h"

#define NAME_LONGEST 64
/* Of 64 bytes (Put Block), in base64 and with its escapes. */
#define BLOCK_LONGEST 192

/* Whether a parameter's name, without its escapes, is this one. */
static bool
is_named(struct span name, struct span wanted)
{
	uint8_t copy[NAME_LONGEST];
	if (name.n > sizeof(copy) || name.n < wanted.n)
		return false;
	memcpy(copy, name.p, name.n);
	size_t n = unescape_percent(copy, name.n, true, NULL);
	return span_eq(span_of(copy, n), wanted);
}

/* The first parameter of this name in the query of the target. */
static bool
parameter(const struct inspect_head *head, struct span name,
	  struct span *ret_value)
{
	struct span query = head->target;
	span_split(&query, '?');
	while (query.n > 0) {
		struct span value = span_split(&query, '&');
		struct span key = span_split(&value, '=');
		if (!is_named(key, name))
			continue;
		*ret_value = value;
		return true;
	}
	return false;
}

static bool
parameter_is(const struct inspect_head *head, struct span name,
	     struct span wanted)
{
	struct span value;
	return parameter(head, name, &value) && is_named(value, wanted);
}

static bool
parameter_number(const struct inspect_head *head, struct span name,
		 uint64_t *ret_value)
{
	struct span value;
	return parameter(head, name, &value) && span_u64(value, ret_value) == 0;
}

static bool
header(const struct inspect_head *head, struct span name,
       struct span *ret_value)
{
	for (size_t i = 0; i < head->n_headers; i++) {
		if (!span_eq_nocase(head->headers[i].name, name))
			continue;
		*ret_value = span_trim(head->headers[i].value, " \t");
		return true;
	}
	return false;
}

static bool
header_number(const struct inspect_head *head, struct span name,
	      uint64_t *ret_value)
{
	struct span value;
	return header(head, name, &value) && span_u64(value, ret_value) == 0;
}

/* bytes first-last/total; a total of * is not known. "bytes * /total" asks
 * how far the upload is and carries nothing. */
static bool
by_range(const struct inspect_head *head, struct upload_part *p)
{
	struct span s;
	uint64_t first, final, total = UPLOAD_UNKNOWN;
	if (!header(head, SPAN("content-range"), &s))
		return false;
	if (span_eq_nocase(span_cut(s, 0, 5), SPAN("bytes")))
		s = span_trim(span_from(s, 5), " \t=");
	bool totalled = span_chr(s, '/') >= 0;
	struct span range = span_trim(span_split(&s, '/'), " \t");
	struct span from = span_split(&range, '-');
	if (span_u64(from, &first) != 0 || span_u64(range, &final) != 0 ||
	    final < first || final >= UPLOAD_UNKNOWN - 1)
		return false;
	s = span_trim(s, " \t");
	if (totalled && !span_eq(s, SPAN("*")) &&
	    (span_u64(s, &total) != 0 || total <= final))
		return false;
	if (first == 0 && total == final + 1)
		return false;
	p->at = first;
	p->length = final - first + 1;
	p->total = total;
	p->last = total == final + 1;
	return true;
}

static bool
by_part_number(const struct inspect_head *head, struct upload_part *p)
{
	p->by_number = true;
	return parameter(head, SPAN("uploadId"), &p->id) &&
	       parameter_number(head, SPAN("partNumber"), &p->at);
}

/* /buckets/B/objects/O/uploads/ID/NUMBER */
static bool
by_path(const struct inspect_head *head, struct upload_part *p)
{
	struct span rest = p->path;
	ssize_t at = span_find(rest, SPAN("/uploads/"));
	if (at < 0 || !span_eq(head->method, SPAN("PUT")) ||
	    span_find(span_cut(rest, 0, (size_t)at), SPAN("/objects/")) < 0)
		return false;
	struct span path = span_cut(rest, 0, (size_t)at);
	rest = span_from(rest, (size_t)at + strlen("/uploads/"));
	struct span id = span_split(&rest, '/');
	if (id.n == 0 || span_u64(rest, &p->at) != 0)
		return false;
	p->path = path;
	p->id = id;
	p->by_number = true;
	return true;
}

static bool
by_offset(const struct inspect_head *head, struct upload_part *p)
{
	struct span end;
	if (header_number(head, SPAN("x-goog-upload-offset"), &p->at)) {
		p->last = header(head, SPAN("x-goog-upload-command"), &end) &&
			  span_find(end, SPAN("finalize")) >= 0;
		return true;
	}
	if (!header_number(head, SPAN("upload-offset"), &p->at))
		return false;
	if (!header_number(head, SPAN("upload-length"), &p->total))
		p->total = UPLOAD_UNKNOWN;
	p->last = header(head, SPAN("upload-complete"), &end) &&
		  span_eq(end, SPAN("?1"));
	return true;
}

static int
base64_digit(uint8_t c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != 0 ? strchr(digits, c) : NULL;
	return at != NULL ? (int)(at - digits) : -1;
}

/* Block ids are the sender's own and in base64; many end in a number that
 * counts, which is all that can be known of their order. */
static uint64_t
block_number(struct span id)
{
	uint8_t plain[BLOCK_LONGEST], text[BLOCK_LONGEST];
	uint32_t bits = 0;
	size_t n = 0, have = 0;
	uint64_t number;
	if (id.n > sizeof(plain))
		return UPLOAD_UNKNOWN;
	memcpy(plain, id.p, id.n);
	size_t plain_n = unescape_percent(plain, id.n, false, NULL);
	for (size_t i = 0; i < plain_n && plain[i] != '='; i++) {
		int digit = base64_digit(plain[i]);
		if (digit < 0)
			return UPLOAD_UNKNOWN;
		bits = bits << 6 | (uint32_t)digit;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		text[n++] = (uint8_t)(bits >> have);
	}
	size_t from = n;
	while (from > 0 && text[from - 1] >= '0' && text[from - 1] <= '9')
		from--;
	return from < n && span_u64(span_of(text + from, n - from), &number) ==
				       0
		       ? number
		       : UPLOAD_UNKNOWN;
}

static bool
by_block(const struct inspect_head *head, struct upload_part *p)
{
	struct span block;
	if (parameter_is(head, SPAN("comp"), SPAN("appendblock"))) {
		if (!header_number(head, SPAN("x-ms-blob-condition-appendpos"),
				   &p->at))
			p->at = UPLOAD_UNKNOWN;
		return true;
	}
	if (!parameter_is(head, SPAN("comp"), SPAN("block")) ||
	    !parameter(head, SPAN("blockid"), &block))
		return false;
	p->by_number = true;
	p->at = block_number(block);
	return true;
}

static bool
by_position(const struct inspect_head *head, struct upload_part *p)
{
	struct span value;
	bool append = parameter(head, SPAN("append"), &value) ||
		      parameter_is(head, SPAN("action"), SPAN("append"));
	return append && parameter_number(head, SPAN("position"), &p->at);
}

bool
upload_recognise(const struct inspect_head *head, struct upload_part *ret_part)
{
	static bool (*const ways[])(const struct inspect_head *,
				    struct upload_part *) = {
		by_part_number, by_path,  by_block,
		by_position,	by_range, by_offset};
	struct span rest = head->target;
	struct span path = span_split(&rest, '?');
	struct span id = SPAN_NONE;
	if (!parameter(head, SPAN("upload_id"), &id))
		id = SPAN_NONE;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct upload_part p = {.path = path,
					.id = id,
					.at = UPLOAD_UNKNOWN,
					.length = UPLOAD_UNKNOWN,
					.total = UPLOAD_UNKNOWN};
		if (!ways[i](head, &p))
			continue;
		*ret_part = p;
		return true;
	}
	return false;
}

static int
add_plain(struct buf *key, struct span s)
{
	if (s.n > UPLOAD_KEY_MAX)
		return ERR_LIMIT;
	if (s.n == 0)
		return 0;
	size_t at = key->n;
	int rc = buf_add(key, s);
	if (rc == 0)
		key->n = at + unescape_percent(key->p + at, s.n, false, NULL);
	return rc;
}

int
upload_key(const struct upload_part *part, struct buf *key)
{
	int rc = add_plain(key, part->path);
	if (rc == 0)
		rc = buf_byte(key, 0);
	return rc == 0 ? add_plain(key, part->id) : rc;
}
