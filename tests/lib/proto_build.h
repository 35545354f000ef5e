/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of protocol buffers, written by hand: fields are appended to a
 * buffer, a message in a message is built in a buffer of its own first. */
#pragma once

#include "base/buf.h"

#include <stdlib.h>

static inline void
proto_put(struct buf *b, struct span s)
{
	if (buf_add(b, s) != 0)
		abort();
}

static inline void
proto_put_varint(struct buf *b, uint64_t value)
{
	do {
		uint8_t c = (uint8_t)(value & 0x7f);
		value >>= 7;
		c |= value > 0 ? 0x80 : 0;
		proto_put(b, span_of(&c, 1));
	} while (value > 0);
}

static inline void
proto_put_number(struct buf *b, unsigned field, uint64_t value)
{
	proto_put_varint(b, field << 3);
	proto_put_varint(b, value);
}

static inline void
proto_put_fixed64(struct buf *b, unsigned field, uint64_t value)
{
	proto_put_varint(b, field << 3 | 1);
	proto_put(b, span_of(&value, sizeof(value)));
}

static inline void
proto_put_double(struct buf *b, unsigned field, double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof(bits));
	proto_put_fixed64(b, field, bits);
}

static inline void
proto_put_bytes(struct buf *b, unsigned field, struct span value)
{
	proto_put_varint(b, field << 3 | 2);
	proto_put_varint(b, value.n);
	proto_put(b, value);
}

static inline void
proto_put_text(struct buf *b, unsigned field, const char *value)
{
	proto_put_bytes(b, field, span_str(value));
}

/* The frame of gRPC around a message. */
static inline void
grpc_put(struct buf *b, uint8_t flags, struct span message)
{
	uint8_t head[5] = {flags, (uint8_t)(message.n >> 24),
			   (uint8_t)(message.n >> 16),
			   (uint8_t)(message.n >> 8), (uint8_t)message.n};
	proto_put(b, span_of(head, sizeof(head)));
	proto_put(b, message);
}
