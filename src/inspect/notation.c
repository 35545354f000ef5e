/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MessagePack (github.com/msgpack/msgpack/blob/master/spec.md), CBOR (RFC
 * 8949) and BSON (bsonspec.org), an item at a time. Pure; any thread.
 */
#include "inspect/tree.h"

/* No count or length is believed beyond this. */
#define COUNT_MAX (UINT64_C(1) << 62)
#define KEY_MAX 1024

static uint64_t
big(const uint8_t *p, size_t n)
{
	uint64_t value = 0;
	for (size_t i = 0; i < n; i++)
		value = value << 8 | p[i];
	return value;
}

static uint64_t
little(const uint8_t *p, size_t n)
{
	uint64_t value = 0;
	for (size_t i = n; i > 0; i--)
		value = value << 8 | p[i - 1];
	return value;
}

static double
real(uint64_t bits, size_t size)
{
	double d = 0;
	float f;
	uint32_t low = (uint32_t)bits;
	if (size == 8) {
		memcpy(&d, &bits, sizeof(d));
	} else if (size == 4) {
		memcpy(&f, &low, sizeof(f));
		d = (double)f;
	}
	return d;
}

/* ---- MessagePack ---- */

/* From 0xc0 on: kind, and the bytes of its number. */
static const struct {
	uint8_t kind, size, extra;
	bool is_signed;
} packed[32] = {
	[0x00] = {ITEM_OTHER, 0, 0, false}, /* nil */
	[0x02] = {ITEM_OTHER, 0, 0, false}, /* false */
	[0x03] = {ITEM_OTHER, 0, 0, false}, /* true */
	[0x04] = {ITEM_BYTES, 1, 0, false}, /* bin */
	[0x05] = {ITEM_BYTES, 2, 0, false},
	[0x06] = {ITEM_BYTES, 4, 0, false},
	[0x07] = {ITEM_BYTES, 1, 1, false}, /* ext: a type follows */
	[0x08] = {ITEM_BYTES, 2, 1, false},
	[0x09] = {ITEM_BYTES, 4, 1, false},
	[0x0a] = {ITEM_DOUBLE, 4, 0, false}, /* float */
	[0x0b] = {ITEM_DOUBLE, 8, 0, false},
	[0x0c] = {ITEM_NUMBER, 1, 0, false}, /* uint */
	[0x0d] = {ITEM_NUMBER, 2, 0, false},
	[0x0e] = {ITEM_NUMBER, 4, 0, false},
	[0x0f] = {ITEM_NUMBER, 8, 0, false},
	[0x10] = {ITEM_NUMBER, 1, 0, true}, /* int */
	[0x11] = {ITEM_NUMBER, 2, 0, true},
	[0x12] = {ITEM_NUMBER, 4, 0, true},
	[0x13] = {ITEM_NUMBER, 8, 0, true},
	[0x14] = {ITEM_BYTES, 0, 1, false}, /* fixext of 1 */
	[0x15] = {ITEM_BYTES, 0, 1, false},
	[0x16] = {ITEM_BYTES, 0, 1, false},
	[0x17] = {ITEM_BYTES, 0, 1, false},
	[0x18] = {ITEM_BYTES, 0, 1, false}, /* ... of 16 */
	[0x19] = {ITEM_TEXT, 1, 0, false},  /* str */
	[0x1a] = {ITEM_TEXT, 2, 0, false},
	[0x1b] = {ITEM_TEXT, 4, 0, false},
	[0x1c] = {ITEM_LIST, 2, 0, false}, /* array */
	[0x1d] = {ITEM_LIST, 4, 0, false},
	[0x1e] = {ITEM_MAP, 2, 0, false}, /* map */
	[0x1f] = {ITEM_MAP, 4, 0, false},
};

/* The items whose number is in their first byte. */
static bool
msgpack_short(uint8_t c, struct item *ret_item)
{
	struct item i = {.kind = ITEM_OTHER, .head = 1};
	if (c >= 0xc0 && c < 0xe0)
		return false;
	if (c >= 0x80 && c < 0x90) {
		i.kind = ITEM_MAP;
		i.n = c & 15;
	} else if (c >= 0x90 && c < 0xa0) {
		i.kind = ITEM_LIST;
		i.n = c & 15;
	} else if (c >= 0xa0 && c < 0xc0) {
		i.kind = ITEM_TEXT;
		i.n = c & 31;
	}
	*ret_item = i;
	return true;
}

static int
msgpack_item(struct span s, bool within, struct item *ret_item)
{
	(void)within;
	if (s.n == 0)
		return 0;
	if (msgpack_short(s.p[0], ret_item))
		return 1;
	unsigned c = s.p[0] - 0xc0u;
	if (c == 1)
		return -1;
	struct item i = {.kind = (enum item_kind)packed[c].kind,
			 .head = 1 + (size_t)packed[c].size + packed[c].extra};
	if (s.n < i.head)
		return 0;
	size_t size = packed[c].size;
	i.n = big(s.p + 1, size);
	if (i.kind == ITEM_DOUBLE)
		i.real = real(i.n, size);
	if (packed[c].is_signed && (s.p[1] & 0x80) != 0)
		i.kind = ITEM_OTHER;
	if (i.kind == ITEM_BYTES && size == 0)
		i.n = UINT64_C(1) << (c - 0x14);
	*ret_item = i;
	return 1;
}

const struct notation notation_msgpack = {"msgpack", msgpack_item};

/* ---- CBOR ---- */

enum {
	CBOR_UNSIGNED,
	CBOR_NEGATIVE,
	CBOR_BYTES,
	CBOR_TEXT,
	CBOR_ARRAY,
	CBOR_MAP,
	CBOR_TAG,
	CBOR_SIMPLE
};

static struct item
cbor_simple(unsigned more, uint64_t bits, size_t size)
{
	struct item i = {.kind = ITEM_OTHER};
	/* 25 to 27 are floats of 2, 4, 8 bytes. */
	if (more >= 26 && more <= 27) {
		i.kind = ITEM_DOUBLE;
		i.real = real(bits, size);
	} else if (more == 31) {
		i.kind = ITEM_END;
	}
	return i;
}

static int
cbor_item(struct span s, bool within, struct item *ret_item)
{
	static const enum item_kind kinds[] = {
		ITEM_NUMBER, ITEM_OTHER, ITEM_BYTES, ITEM_TEXT,
		ITEM_LIST,   ITEM_MAP,	 ITEM_MARK,  ITEM_OTHER};
	if (s.n == 0)
		return 0;
	unsigned major = s.p[0] >> 5, more = s.p[0] & 31u;
	size_t size = more >= 24 && more <= 27 ? (size_t)1 << (more - 24) : 0;
	bool endless = more == 31;
	if ((more >= 28 && !endless) ||
	    (endless && (major < CBOR_BYTES || major == CBOR_TAG)) ||
	    (endless && major == CBOR_SIMPLE && !within))
		return -1;
	if (s.n < 1 + size)
		return 0;
	uint64_t n = size > 0 ? big(s.p + 1, size) : more;
	struct item i = {.kind = kinds[major], .n = endless ? 0 : n};
	if (major == CBOR_SIMPLE)
		i = cbor_simple(more, n, size);
	if (major >= CBOR_BYTES && major <= CBOR_MAP && i.n > COUNT_MAX)
		return -1;
	i.endless = endless && major != CBOR_SIMPLE;
	i.head = 1 + size;
	*ret_item = i;
	return 1;
}

const struct notation notation_cbor = {"cbor", cbor_item};

/* ---- BSON ---- */

enum {
	BSON_END = 0,
	BSON_DOUBLE = 1,
	BSON_STRING,
	BSON_MAP,
	BSON_LIST,
	BSON_BINARY,
	BSON_ID = 7,
	BSON_REGEX = 0x0b,
	BSON_CODE = 0x0d,
	BSON_SYMBOL,
	BSON_INT32 = 0x10,
	BSON_INT64 = 0x12
};

/* Bytes of the values of a fixed size; 255: of no such. */
static uint8_t
bson_size(uint8_t type)
{
	static const uint8_t sizes[0x14] = {255, 8,   255, 255, 255, 255, 0,
					    12,	 1,   8,   0,	255, 255, 255,
					    255, 255, 4,   8,	8,   16};
	if (type == 0xff || type == 0x7f)
		return 0;
	return type < sizeof(sizes) ? sizes[type] : 255;
}

/* A value that begins at h: 1, 0 or -1. */
static int
bson_value(struct span s, size_t h, uint8_t type, struct item *i)
{
	uint8_t fixed = bson_size(type);
	size_t need = fixed != 255 ? fixed : type == BSON_BINARY ? 5 : 4;
	if (s.n < h + need)
		return 0;
	const uint8_t *p = s.p + h;
	i->head = h + need;
	i->kind = ITEM_OTHER;
	i->n = fixed != 255 ? little(p, need < 8 ? need : 8) : little(p, 4);
	if (type == BSON_DOUBLE) {
		i->kind = ITEM_DOUBLE;
		i->real = real(i->n, 8);
	} else if (type == BSON_INT64 || type == BSON_INT32) {
		bool minus = (p[need - 1] & 0x80) != 0;
		i->kind = minus ? ITEM_OTHER : ITEM_NUMBER;
	} else if (type == BSON_MAP || type == BSON_LIST) {
		i->kind = type == BSON_MAP ? ITEM_MAP : ITEM_LIST;
		i->endless = true;
		return i->n >= 5 && i->n < INT32_MAX ? 1 : -1;
	} else if (fixed == 255) {
		bool text = type != BSON_BINARY;
		i->kind = text ? ITEM_TEXT : ITEM_BYTES;
		if (i->n > INT32_MAX || (text && i->n == 0))
			return -1;
		i->tail = text;
		i->n -= text;
	}
	return 1;
}

static int
bson_item(struct span s, bool within, struct item *ret_item)
{
	struct item i = {.kind = ITEM_END, .head = 1};
	if (s.n == 0)
		return 0;
	if (!within) {
		int rc = bson_value(s, 0, BSON_MAP, &i);
		if (rc > 0)
			*ret_item = i;
		return rc;
	}
	uint8_t type = s.p[0];
	bool known = bson_size(type) != 255 || type == BSON_STRING ||
		     type == BSON_MAP || type == BSON_LIST ||
		     type == BSON_BINARY || type == BSON_CODE ||
		     type == BSON_SYMBOL;
	if (type == BSON_END) {
		*ret_item = i;
		return 1;
	}
	struct span name = span_cut(s, 1, KEY_MAX);
	ssize_t end = span_chr(name, 0);
	if (!known || (end < 0 && name.n == KEY_MAX - 1))
		return -1;
	if (end < 0)
		return 0;
	i.key = span_cut(name, 0, (size_t)end);
	i.keyed = true;
	int rc = bson_value(s, (size_t)end + 2, type, &i);
	if (rc > 0)
		*ret_item = i;
	return rc;
}

const struct notation notation_bson = {"bson", bson_item};
