/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content-Encoding: aws-chunked, as clients of S3 sign bodies while they send
 * them: a line with the size in hexadecimal and perhaps a signature, so many
 * bytes, a line end; at last a size of 0 and trailers. The bytes go on. Lines
 * hold sizes, signatures and checksums and nothing else: where one does, all
 * that follows goes on as it is, so that nothing is sent unread. One owner,
 * one thread.
 */
#include "inspect/stage.h"

#include <errno.h>
#include <stdlib.h>

#define LINE_LONGEST 256
#define SIZE_DIGITS 15
#define SIGNATURE 64
/* So many digits in a row may be somebody's number. */
#define DIGITS_MANY 11

enum state { STATE_SIZE, STATE_DATA, STATE_DATA_END, STATE_TRAILER, STATE_RAW };

struct aws_chunked {
	struct stage stage;
	struct stage *next;
	enum state state;
	uint64_t left;	 /* of the data */
	struct buf line; /* as far as it has come */
	uint64_t epoch;	 /* of its first byte */
};

static struct aws_chunked *
chunked_of(struct stage *s)
{
	return (struct aws_chunked *)(void *)s;
}

static int
digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_signature(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (digit(s.p[i]) < 0)
			return false;
	return s.n == SIGNATURE;
}

/* A checksum in base64. */
static bool
is_checksum(struct span s)
{
	unsigned digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i], low = c | 0x20;
		digits = c >= '0' && c <= '9' ? digits + 1 : 0;
		if (digits == DIGITS_MANY ||
		    (digits == 0 && (low < 'a' || low > 'z') && c != '+' &&
		     c != '/' && c != '='))
			return false;
	}
	return s.n > 0 && s.n <= 88;
}

/* A chunk's line and the size on it; false: it is none. */
static bool
size_of(struct span line, uint64_t *ret_size)
{
	struct span rest = span_trim(line, "\r\n");
	struct span size = span_split(&rest, ';');
	*ret_size = 0;
	for (size_t i = 0; i < size.n; i++) {
		if (digit(size.p[i]) < 0)
			return false;
		*ret_size = *ret_size << 4 | (unsigned)digit(size.p[i]);
	}
	if (size.n == 0 || size.n > SIZE_DIGITS)
		return false;
	struct span name = span_split(&rest, '=');
	return name.n == 0 ||
	       (span_eq(name, SPAN("chunk-signature")) && is_signature(rest));
}

/* A trailer that is one, or the empty line after them. */
static bool
is_trailer(struct span line)
{
	struct span value = span_trim(line, "\r\n");
	if (value.n == 0)
		return true;
	struct span name = span_split(&value, ':');
	value = span_trim(value, " ");
	if (span_eq_nocase(name, SPAN("x-amz-trailer-signature")))
		return is_signature(value);
	return name.n < 32 && is_checksum(value) &&
	       span_eq_nocase(span_cut(name, 0, 15), SPAN("x-amz-checksum-"));
}

bool
aws_chunked_looks(struct span head)
{
	uint64_t size;
	struct span line = span_cut(head, 0, LINE_LONGEST);
	const uint8_t *end = line.n > 0 ? memchr(line.p, '\n', line.n) : NULL;
	return end != NULL &&
	       size_of(span_cut(line, 0, (size_t)(end - line.p)), &size);
}

/* From here on nothing is framed: it goes on as it is. */
static int
give_up(struct aws_chunked *c)
{
	work_unreadable(c->stage.work, UNREADABLE_BROKEN, "aws-chunked", 0);
	c->state = STATE_RAW;
	int rc = stage_push(c->next, buf_span(&c->line), false);
	buf_clear(&c->line);
	return rc;
}

/* A line is there. */
static int
take_line(struct aws_chunked *c)
{
	struct span line = buf_span(&c->line);
	if (c->state == STATE_DATA_END) {
		if (span_trim(line, "\r\n").n > 0)
			return give_up(c);
		c->state = STATE_SIZE;
	} else if (c->state == STATE_TRAILER) {
		if (!is_trailer(line))
			return give_up(c);
	} else {
		if (!size_of(line, &c->left))
			return give_up(c);
		c->state = c->left > 0 ? STATE_DATA : STATE_TRAILER;
	}
	buf_clear(&c->line);
	return 0;
}

/* More of a line; what is left of in after it. */
static int
collect(struct aws_chunked *c, struct span *in)
{
	const uint8_t *end = memchr(in->p, '\n', in->n);
	size_t n = end != NULL ? (size_t)(end - in->p) + 1 : in->n;
	if (c->line.n == 0)
		c->epoch = c->stage.work->epoch;
	if (c->line.n + n > LINE_LONGEST)
		return give_up(c);
	int rc = buf_add(&c->line, span_cut(*in, 0, n));
	*in = span_from(*in, n);
	return rc < 0 || end == NULL ? rc : take_line(c);
}

static int
pass(struct aws_chunked *c, struct span *in)
{
	size_t n = in->n;
	if (c->state == STATE_DATA && c->left < n)
		n = (size_t)c->left;
	int rc = stage_push(c->next, span_cut(*in, 0, n), false);
	*in = span_from(*in, n);
	if (c->state != STATE_DATA)
		return rc;
	c->left -= n;
	if (c->left == 0)
		c->state = STATE_DATA_END;
	return rc;
}

static int
end(struct aws_chunked *c)
{
	int rc = 0;
	bool whole =
		c->state == STATE_TRAILER && is_trailer(buf_span(&c->line));
	if (!whole && c->state != STATE_RAW)
		rc = give_up(c);
	buf_clear(&c->line);
	return rc < 0 ? rc : stage_push(c->next, SPAN_NONE, true);
}

static int
aws_chunked_push(struct stage *s, struct span in, bool last)
{
	struct aws_chunked *c = chunked_of(s);
	int rc = 0;
	while (in.n > 0 && rc == 0)
		rc = c->state == STATE_DATA || c->state == STATE_RAW
			     ? pass(c, &in)
			     : collect(c, &in);
	return rc < 0 || !last ? rc : end(c);
}

static uint64_t
aws_chunked_pending(const struct stage *s)
{
	const struct aws_chunked *c =
		(const struct aws_chunked *)(const void *)s;
	uint64_t epoch = stage_pending(c->next);
	return c->line.n > 0 ? epoch_min(epoch, c->epoch) : epoch;
}

static void
aws_chunked_close(struct stage *s)
{
	struct aws_chunked *c = chunked_of(s);
	stage_close(&c->next);
	buf_fini(&c->line);
	free(c);
}

int
aws_chunked_open(struct work *w, struct stage *next, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"aws-chunked", aws_chunked_push,
					     aws_chunked_pending,
					     aws_chunked_close};
	struct aws_chunked *c = calloc(1, sizeof(*c));
	if (c == NULL) {
		stage_close(&next);
		return -ENOMEM;
	}
	c->stage = (struct stage){&ops, w};
	c->next = next;
	buf_init(&c->line, LINE_LONGEST);
	*ret_stage = &c->stage;
	return 0;
}
