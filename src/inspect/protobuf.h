/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the wire format of protocol buffers says without a schema: whether
 * bytes are a message, and what a field of bytes most likely is. Pure; any
 * thread.
 */
#pragma once

#include "inspect/stage.h"

/* A field's header and, but for bytes, its value. */
struct proto_field {
	uint32_t number;
	uint8_t type;	/* PROTO_... */
	size_t head;	/* bytes of the header */
	uint64_t value; /* of a number; of PROTO_BYTES their count */
};

enum {
	PROTO_VARINT = 0,
	PROTO_FIXED64 = 1,
	PROTO_BYTES = 2,
	PROTO_FIXED32 = 5
};

/* The varint at s: its length, 0 if it is cut, -1 if it is none. */
int proto_varint(struct span s, uint64_t *ret_value);
/* The field at s: 1, 0 if its header or number is cut, -1 if it is none. */
int proto_field(struct span s, struct proto_field *ret_field);
/* Whether s is a message from its first byte to its last (what stands in its
 * fields of bytes is not looked at); empty is none. */
bool proto_is_message(struct span s);

enum proto_nature {
	PROTO_TEXT,
	PROTO_MESSAGE,
	PROTO_VARINTS, /* packed numbers that may identify */
	PROTO_DOUBLES, /* likewise */
	PROTO_FLOATS,  /* packed numbers that identify nobody */
	PROTO_OTHER    /* some other bytes */
};
/* What a field of bytes is; whole: s is all of it, else its beginning. */
enum proto_nature proto_nature(struct span s, bool whole);

/* Whether a body that does not say so is one; head is its beginning, whole:
 * all of it. Strict: of random bytes less than one in a million are. */
bool proto_looks(struct span head, bool whole);
