/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The incremental reader of one body. Guarantees: the same bytes give the
 * same data, outcome and place of the end however they are cut; body bytes
 * are never copied; what is kept between calls is bounded by the trailer
 * limit. A chunk extension is read past, never kept. One owner, any thread.
 */
#include "wire/http1.h"

#define SIZE_LINE_MAX 256
#define SIZE_DIGITS_MAX 16

enum state {
	SIZE,	   /* digits of the chunk size */
	EXTENSION, /* from ";" to CR */
	SIZE_LF,   /* the LF of the size line */
	DATA,	   /* left bytes of the chunk */
	DATA_CR,   /* the CR after the chunk */
	DATA_LF,
	LINE_FIRST, /* first byte of a trailer line */
	LINE,	    /* the rest of it */
	LINE_LF,
	END_LF, /* the LF of the empty line */
};

void
body_reader_init(struct body_reader *r, struct framing f, size_t trailer_limit)
{
	*r = (struct body_reader){
		.framing = f, .state = SIZE, .trailer_limit = trailer_limit};
	buf_init(&r->trailers, trailer_limit);
	if (f.kind == FRAMING_LENGTH)
		r->left = f.length;
	r->done = f.kind == FRAMING_NONE ||
		  (f.kind == FRAMING_LENGTH && f.length == 0);
}

void
body_reader_fini(struct body_reader *r)
{
	buf_fini(&r->trailers);
}

/* One byte of the size line: 1 to 16 digits, then CR or ";". r->left grows
 * digit by digit, r->line counts bytes. */
static int
size_byte(struct body_reader *r, uint8_t c)
{
	int digit = ascii_hex(c);
	if (digit >= 0) {
		if (r->line == SIZE_DIGITS_MAX)
			return ERR_MALFORMED;
		r->left = r->left << 4 | (unsigned)digit;
		r->line++;
		return 0;
	}
	if (r->line == 0 || (c != '\r' && c != ';') || r->left > INT64_MAX)
		return ERR_MALFORMED;
	r->line++;
	r->state = c == '\r' ? SIZE_LF : EXTENSION;
	return 0;
}

static int
extension_byte(struct body_reader *r, uint8_t c)
{
	if (c == '\r') {
		r->state = SIZE_LF;
		return 0;
	}
	if ((c < ' ' && c != '\t') || c >= 0x7f)
		return ERR_MALFORMED;
	return ++r->line > SIZE_LINE_MAX ? ERR_LIMIT : 0;
}

static int
expect(struct body_reader *r, uint8_t c, uint8_t wanted, enum state next)
{
	if (c != wanted)
		return ERR_MALFORMED;
	r->state = (int)next;
	return 0;
}

/* One byte of the trailer section. Line ends are checked here, field lines
 * by whoever parses them. */
static int
trailer_byte(struct body_reader *r, uint8_t c)
{
	if (c == '\n')
		return ERR_MALFORMED;
	if (c == '\r' && r->state == LINE_FIRST) {
		r->state = END_LF;
		return 0;
	}
	r->state = c == '\r' ? LINE_LF : LINE;
	return buf_byte(&r->trailers, c);
}

static int
trailer_lf(struct body_reader *r, uint8_t c)
{
	if (c != '\n')
		return ERR_MALFORMED;
	if (r->state == LINE_LF) {
		r->state = LINE_FIRST;
		return buf_byte(&r->trailers, c);
	}
	r->done = true;
	return r->trailers.n > 0 ? buf_add(&r->trailers, SPAN("\r\n")) : 0;
}

/* One byte that is not chunk data. */
static int
chunk_byte(struct body_reader *r, uint8_t c)
{
	switch ((enum state)r->state) {
	case SIZE:
		return size_byte(r, c);
	case EXTENSION:
		return extension_byte(r, c);
	case SIZE_LF:
		r->line = 0;
		return expect(r, c, '\n', r->left > 0 ? DATA : LINE_FIRST);
	case DATA_CR:
		return expect(r, c, '\r', DATA_LF);
	case DATA_LF:
		return expect(r, c, '\n', SIZE);
	case LINE_FIRST:
	case LINE:
		return trailer_byte(r, c);
	case LINE_LF:
	case END_LF:
		return trailer_lf(r, c);
	case DATA:
		break;
	}
	return ERR_MALFORMED;
}

/* Up to r->left of the bytes from at on are data. */
static struct span
take_data(struct body_reader *r, struct span in, size_t at)
{
	size_t n = in.n - at;
	if (n > r->left)
		n = (size_t)r->left;
	r->left -= n;
	return span_cut(in, at, at + n);
}

static int
push_chunked(struct body_reader *r, struct span in, size_t *used,
	     struct span *ret_data)
{
	size_t at = 0;
	int rc = 0;
	while (at < in.n && !r->done && rc == 0) {
		if (r->state != DATA) {
			rc = chunk_byte(r, in.p[at++]);
			continue;
		}
		*ret_data = take_data(r, in, at);
		at += ret_data->n;
		if (r->left == 0)
			r->state = DATA_CR;
		break;
	}
	*used = at;
	return rc;
}

int
body_reader_push(struct body_reader *r, struct span in, size_t *used,
		 struct span *ret_data)
{
	*used = 0;
	*ret_data = SPAN_NONE;
	if (r->done)
		return 0;
	if (r->framing.kind == FRAMING_CHUNKED)
		return push_chunked(r, in, used, ret_data);
	if (r->framing.kind == FRAMING_CLOSE) {
		*ret_data = in;
	} else {
		*ret_data = take_data(r, in, 0);
		r->done = r->left == 0;
	}
	*used = ret_data->n;
	return 0;
}

int
body_reader_eof(struct body_reader *r)
{
	if (r->framing.kind == FRAMING_CLOSE)
		r->done = true;
	return r->done ? 0 : ERR_MALFORMED;
}
