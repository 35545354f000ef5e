/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading heads. Guarantees: what is accepted has one reading only, under
 * RFC 9112 and under every common reading that strays from it; nothing is
 * repaired. A head costs one search for line ends and one pass by table; the
 * only allocation is the array of fields. Pure; any thread.
 */
#include "wire/head.h"

#include "wire/chars.h"

#include <errno.h>

/* Empty lines that may come before a request line. */
#define EMPTY_LINES_MAX 4

/* Where the first line begins: after at most EMPTY_LINES_MAX empty ones. */
static size_t
first_line(struct span in)
{
	size_t at = 0;
	while (at < 2 * EMPTY_LINES_MAX && at + 1 < in.n && in.p[at] == '\r' &&
	       in.p[at + 1] == '\n')
		at += 2;
	return at;
}

/* A message begins with a token, or with a CR whose LF is still to come. */
static bool
may_begin(struct span in, size_t start)
{
	if (start == in.n || char_is(in.p[start], CHAR_TOKEN))
		return true;
	return in.p[start] == '\r' && start + 1 == in.n &&
	       start < 2 * EMPTY_LINES_MAX;
}

ssize_t
head_length(struct span in, const struct head_limits *limits, size_t *scanned)
{
	struct span seen = span_cut(in, 0, limits->bytes);
	size_t start = first_line(seen);
	size_t at = *scanned > start ? *scanned : start;
	if (!may_begin(seen, start))
		return ERR_MALFORMED;
	while (at < seen.n) {
		const uint8_t *lf = memchr(seen.p + at, '\n', seen.n - at);
		if (lf == NULL)
			break;
		at = (size_t)(lf - seen.p) + 1;
		if (lf[-1] != '\r')
			return ERR_MALFORMED;
		if (lf[-2] == '\n')
			return (ssize_t)at;
	}
	*scanned = seen.n;
	return in.n >= limits->bytes ? ERR_LIMIT : 0;
}

static int
malformed(struct why *why, const char *text)
{
	return why_set(why, ERR_MALFORMED, "%s", text);
}

/* Takes the next line off *rest without its CRLF; the caller knows that the
 * line is there. A CR or LF anywhere else in it is found by its reader, for
 * neither is in any class. */
static int
next_line(struct span *rest, struct span *ret_line)
{
	ssize_t lf = span_chr(*rest, '\n');
	if (lf < 1 || rest->p[lf - 1] != '\r')
		return ERR_MALFORMED;
	*ret_line = span_cut(*rest, 0, (size_t)lf - 1);
	*rest = span_from(*rest, (size_t)lf + 1);
	return 0;
}

static bool
all_of(struct span s, enum char_class class)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is(s.p[i], class))
			return false;
	return true;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Whether a word of eight bytes holds one below 0x20 or the byte 0x7f. */
static bool
word_has_control(uint64_t w)
{
	uint64_t is_low = (w - EACH(0x20)) & ~w;
	uint64_t x = w ^ EACH(0x7f);
	uint64_t is_del = (x - EACH(0x01)) & ~x;
	return ((is_low | is_del) & EACH(0x80)) != 0;
}

/* All of CHAR_VALUE, eight bytes at a time where there is no tab. */
static bool
value_is_sound(struct span s)
{
	uint64_t w;
	for (; s.n >= sizeof(w); s = span_from(s, sizeof(w))) {
		memcpy(&w, s.p, sizeof(w));
		if (word_has_control(w) &&
		    !all_of(span_cut(s, 0, sizeof(w)), CHAR_VALUE))
			return false;
	}
	return all_of(s, CHAR_VALUE);
}

/* "HTTP/1.0" or "HTTP/1.1", in capitals. */
static bool
version_parse(struct span s, int *ret_minor)
{
	if (s.n != 8 || memcmp(s.p, "HTTP/1.", 7) != 0 ||
	    (s.p[7] != '0' && s.p[7] != '1'))
		return false;
	*ret_minor = s.p[7] - '0';
	return true;
}

static int
request_line(struct span line, struct head *h, struct why *why)
{
	struct span version = line;
	h->method = span_split(&version, ' ');
	h->target = span_split(&version, ' ');
	if (h->method.n == 0 || !all_of(h->method, CHAR_TOKEN))
		return malformed(why, "bad method");
	if (h->target.n == 0 || !all_of(h->target, CHAR_TARGET))
		return malformed(why, "bad request target");
	if (!version_parse(version, &h->minor))
		return malformed(why, "bad or unknown HTTP version");
	return 0;
}

static int
status_line(struct span line, struct head *h, struct why *why)
{
	struct span rest = line;
	if (!version_parse(span_split(&rest, ' '), &h->minor))
		return malformed(why, "bad or unknown HTTP version");
	struct span code = span_split(&rest, ' ');
	uint64_t status;
	if (code.n != 3 || span_u64(code, &status) < 0 || status < 100)
		return malformed(why, "bad status code");
	h->status = (int)status;
	h->reason = rest;
	if (!value_is_sound(h->reason))
		return malformed(why, "bad reason phrase");
	return 0;
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

static int
field_line(struct span line, struct head_field *ret_field, struct why *why)
{
	size_t at = 0, end = line.n;
	if (line.n > 0 && is_blank(line.p[0]))
		return malformed(why, "folded field line");
	while (at < line.n && char_is(line.p[at], CHAR_TOKEN))
		at++;
	if (at == line.n || line.p[at] != ':')
		return malformed(why, "bad character in a field name");
	if (at == 0)
		return malformed(why, "empty field name");
	ret_field->name = span_cut(line, 0, at++);
	while (at < end && is_blank(line.p[at]))
		at++;
	while (end > at && is_blank(line.p[end - 1]))
		end--;
	ret_field->value = span_cut(line, at, end);
	if (!value_is_sound(ret_field->value))
		return malformed(why, "bad character in a field value");
	return 0;
}

static size_t
count_lines(struct span s)
{
	size_t n = 0;
	ssize_t lf;
	while ((lf = span_chr(s, '\n')) >= 0) {
		s = span_from(s, (size_t)lf + 1);
		n++;
	}
	return n;
}

/* Field lines and the empty line that ends them, which must end bytes too. */
static int
parse_fields(struct arena *a, struct span bytes,
	     const struct head_limits *limits, struct head *h, struct why *why)
{
	struct span rest = bytes, line;
	size_t n = count_lines(bytes);
	if (n == 0)
		return malformed(why, "head without an end");
	if (n - 1 > limits->fields)
		return why_set(why, ERR_LIMIT, "more than %zu fields",
			       limits->fields);
	h->fields = arena_alloc(a, n * sizeof(*h->fields));
	if (h->fields == NULL)
		return why_set(why, -ENOMEM, "no memory for the fields");
	for (;;) {
		if (next_line(&rest, &line) < 0)
			return malformed(why, "line not ended by CR LF");
		if (line.n == 0)
			break;
		/* n lines were counted and the empty one is still to come,
		 * unless it is missing: then next_line fails first. */
		int rc = field_line(line, &h->fields[h->n_fields], why);
		if (rc < 0)
			return rc;
		h->n_fields++;
	}
	if (rest.n > 0)
		return malformed(why, "bytes after the end of the head");
	return 0;
}

/* RFC 9112 section 3.2: one Host, and in HTTP/1.1 at least one. CONNECT
 * names its host in the target; some clients leave the field out there. */
static int
check_host(const struct head *h, struct why *why)
{
	size_t n = head_count(h, "Host");
	if (n > 1)
		return malformed(why, "several Host fields");
	if (n == 0 && h->minor == 1 && !span_eq(h->method, SPAN("CONNECT")))
		return malformed(why, "no Host field");
	return 0;
}

int
head_parse_request(struct arena *a, struct span bytes,
		   const struct head_limits *limits, struct head *ret_head,
		   struct why *why)
{
	struct head h = {.is_request = true};
	struct span line, rest = span_from(bytes, first_line(bytes));
	if (bytes.n > limits->bytes)
		return why_set(why, ERR_LIMIT, "head over %zu bytes",
			       limits->bytes);
	if (next_line(&rest, &line) < 0)
		return malformed(why, "request line not ended by CR LF");
	int rc = request_line(line, &h, why);
	if (rc == 0)
		rc = parse_fields(a, rest, limits, &h, why);
	if (rc == 0)
		rc = check_host(&h, why);
	if (rc == 0)
		*ret_head = h;
	return rc;
}

int
head_parse_response(struct arena *a, struct span bytes,
		    const struct head_limits *limits, struct head *ret_head,
		    struct why *why)
{
	struct head h = {.is_request = false};
	struct span line, rest = bytes;
	if (bytes.n > limits->bytes)
		return why_set(why, ERR_LIMIT, "head over %zu bytes",
			       limits->bytes);
	if (next_line(&rest, &line) < 0)
		return malformed(why, "status line not ended by CR LF");
	int rc = status_line(line, &h, why);
	if (rc == 0)
		rc = parse_fields(a, rest, limits, &h, why);
	if (rc == 0)
		*ret_head = h;
	return rc;
}

int
head_parse_fields(struct arena *a, struct span bytes,
		  const struct head_limits *limits, struct head *ret_head,
		  struct why *why)
{
	struct head h = {.is_request = false};
	if (bytes.n > limits->bytes)
		return why_set(why, ERR_LIMIT, "trailers over %zu bytes",
			       limits->bytes);
	int rc = bytes.n == 0 ? 0 : parse_fields(a, bytes, limits, &h, why);
	if (rc == 0)
		*ret_head = h;
	return rc;
}
