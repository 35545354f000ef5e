/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wire format of protocol buffers (protobuf.dev, "Encoding"), and judging
 * by it. Groups, which nobody has used since version 2, are not read. Pure;
 * any thread.
 */
#include "inspect/protobuf.h"

#include "inspect/sheet.h"

#define NUMBER_MAX ((UINT32_C(1) << 29) - 1)
/* Numbers that the language reserves for its own makers. */
#define RESERVED_FROM 19000
#define RESERVED_TO 19999
/* A body that does not call itself a message has small field numbers. */
#define GUESS_NUMBER_MAX 1000
/* ... and so much text, in bytes. */
#define GUESS_TEXT 6
#define VARINT_MAX 10

int
proto_varint(struct span s, uint64_t *ret_value)
{
	uint64_t value = 0;
	for (size_t i = 0; i < s.n && i < VARINT_MAX; i++) {
		if (i == VARINT_MAX - 1 && s.p[i] > 1)
			return -1;
		value |= (uint64_t)(s.p[i] & 0x7f) << (7 * i);
		if ((s.p[i] & 0x80) == 0) {
			*ret_value = value;
			return (int)i + 1;
		}
	}
	return s.n < VARINT_MAX ? 0 : -1;
}

static uint64_t
little(struct span s, size_t n)
{
	uint64_t value = 0;
	for (size_t i = n; i > 0; i--)
		value = value << 8 | s.p[i - 1];
	return value;
}

int
proto_field(struct span s, struct proto_field *ret_field)
{
	uint64_t tag;
	int n = proto_varint(s, &tag);
	if (n <= 0)
		return n;
	struct proto_field f = {.number = (uint32_t)(tag >> 3),
				.type = (uint8_t)(tag & 7),
				.head = (size_t)n};
	if (tag >> 3 == 0 || tag >> 3 > NUMBER_MAX ||
	    (f.number >= RESERVED_FROM && f.number <= RESERVED_TO))
		return -1;
	s = span_from(s, (size_t)n);
	size_t fixed = f.type == PROTO_FIXED64 ? 8 : 4;
	switch (f.type) {
	case PROTO_VARINT:
	case PROTO_BYTES:
		n = proto_varint(s, &f.value);
		if (n <= 0)
			return n;
		f.head += (size_t)n;
		break;
	case PROTO_FIXED64:
	case PROTO_FIXED32:
		if (s.n < fixed)
			return 0;
		f.value = little(s, fixed);
		f.head += fixed;
		break;
	default:
		return -1;
	}
	*ret_field = f;
	return 1;
}

bool
proto_is_message(struct span s)
{
	struct proto_field f;
	if (s.n == 0)
		return false;
	while (s.n > 0) {
		if (proto_field(s, &f) <= 0)
			return false;
		s = span_from(s, f.head);
		if (f.type != PROTO_BYTES)
			continue;
		if (f.value > s.n)
			return false;
		s = span_from(s, (size_t)f.value);
	}
	return true;
}

/* A message of nothing but strings whose headers happen to be printable:
 * "\n$" before an identifier of 36 characters. Text that is one by chance
 * loses but the two characters of each header. */
static bool
is_strings(struct span s)
{
	struct proto_field f;
	while (s.n > 0) {
		if (proto_field(s, &f) <= 0 || f.type != PROTO_BYTES)
			return false;
		s = span_from(s, f.head);
		if (f.value == 0 || f.value > s.n ||
		    !sheet_is_text(span_cut(s, 0, (size_t)f.value)))
			return false;
		s = span_from(s, (size_t)f.value);
	}
	return true;
}

/* Three or more varints of one length, as numbers of one kind have, long
 * enough to identify: other bytes are rarely that. */
static bool
is_packed(struct span s)
{
	uint64_t value;
	int first = proto_varint(s, &value);
	if (first < 5 || first > 9 || s.n % (size_t)first != 0 ||
	    s.n / (size_t)first < 3)
		return false;
	while (s.n > 0) {
		if (proto_varint(s, &value) != first)
			return false;
		s = span_from(s, (size_t)first);
	}
	return true;
}

static bool
is_packed_doubles(struct span s)
{
	uint64_t number;
	if (s.n < 16 || s.n % 8 != 0)
		return false;
	for (; s.n > 0; s = span_from(s, 8)) {
		double d;
		memcpy(&d, s.p, sizeof(d));
		if (!sheet_whole(d, &number))
			return false;
	}
	return true;
}

/* Coordinates, weights, embeddings: numbers of such sizes that chance does
 * not make many of. A beginning may end in the middle of one. */
static bool
is_floats(struct span s, size_t size)
{
	if (s.n < 16)
		return false;
	for (; s.n >= size; s = span_from(s, size)) {
		double d;
		float f;
		double x = 0;
		if (size == sizeof(d)) {
			memcpy(&d, s.p, sizeof(d));
			x = d;
		} else {
			memcpy(&f, s.p, sizeof(f));
			x = (double)f;
		}
		double positive = x < 0 ? -x : x;
		if (x != 0 && !(positive > 1e-9 && positive < 1e9))
			return false;
	}
	return true;
}

/* The beginning of a message: several fields, the last one maybe cut. */
static bool
begins_message(struct span s)
{
	struct proto_field f;
	unsigned fields = 0;
	while (s.n > 0) {
		int rc = proto_field(s, &f);
		if (rc == 0)
			return fields > 0;
		if (rc < 0 || f.number > GUESS_NUMBER_MAX)
			return false;
		fields++;
		s = span_from(s, f.head);
		if (f.type == PROTO_BYTES)
			s = span_from(s, f.value < s.n ? (size_t)f.value : s.n);
	}
	return fields > 0;
}

enum proto_nature
proto_nature(struct span s, bool whole)
{
	if (sheet_is_text(s))
		return whole && is_strings(s) ? PROTO_MESSAGE : PROTO_TEXT;
	if (whole && is_packed(s))
		return PROTO_VARINTS;
	if (whole && is_packed_doubles(s))
		return PROTO_DOUBLES;
	if (whole ? proto_is_message(s) : begins_message(s))
		return PROTO_MESSAGE;
	return is_floats(s, 4) || is_floats(s, 8) ? PROTO_FLOATS : PROTO_OTHER;
}

/* How much text stands in a field's bytes, in it or one message deeper; -1 if
 * it is neither text nor a message nor short. */
static int
text_within(struct span s, bool cut)
{
	struct proto_field f;
	int n = 0;
	if (sheet_is_text(s))
		return s.n < 1024 ? (int)s.n : 1024;
	if (!(cut ? begins_message(s) : proto_is_message(s)))
		return s.n <= 32 ? 0 : -1;
	while (s.n > 0 && proto_field(s, &f) > 0) {
		s = span_from(s, f.head);
		if (f.type != PROTO_BYTES)
			continue;
		struct span value =
			span_cut(s, 0, f.value < s.n ? (size_t)f.value : s.n);
		n += sheet_is_text(value) && value.n < 1024 ? (int)value.n : 0;
		s = span_from(s, value.n);
	}
	return n;
}

bool
proto_looks(struct span head, bool whole)
{
	struct proto_field f;
	int text = 0, rc = 1;
	while (head.n > 0) {
		rc = proto_field(head, &f);
		if (rc <= 0)
			break;
		if (f.number > GUESS_NUMBER_MAX)
			return false;
		head = span_from(head, f.head);
		if (f.type != PROTO_BYTES)
			continue;
		bool cut = f.value > head.n;
		if (cut && whole)
			return false;
		struct span s =
			span_cut(head, 0, cut ? head.n : (size_t)f.value);
		int more = text_within(s, cut);
		if (more < 0)
			return false;
		text += more;
		head = span_from(head, s.n);
	}
	return rc >= 0 && (head.n == 0 || !whole) && text >= GUESS_TEXT;
}
