/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One audit record: a copy that owns its strings, its JSON line and its
 * journal datagram. Pure; the caller owns the memory. A copied value is
 * valid UTF-8 whatever was given, and of bounded length.
 */
#pragma once

#include "audit/audit.h"
#include "base/emit.h"

/* All strings of a record together, and one of them; what is longer is cut. */
#define RECORD_TEXT 4096
#define RECORD_STRING 1024
/* The sentence that audit makes itself. */
#define RECORD_MESSAGE 1536
/* Worst cases: a JSON line is all \u00XX, a datagram is plain. */
#define RECORD_LINE (6 * (RECORD_TEXT + RECORD_MESSAGE) + 4096)
#define RECORD_DATAGRAM (RECORD_TEXT + RECORD_MESSAGE + 4096)

/* Hexadecimal SHA-256 and an Ed25519 signature, each with its NUL. */
#define HASH_TEXT 65
#define SIGNATURE_TEXT 129

/* What a checkpoint record carries on top. */
struct record_checkpoint {
	uint64_t seq; /* of the record it vouches for */
	char hash[HASH_TEXT];
	char signature[SIGNATURE_TEXT];
};

struct record {
	struct audit_record r;		     /* its strings point into text */
	uint64_t seq;			     /* given when the line is made */
	bool own;			     /* made by the audit itself */
	struct record_checkpoint checkpoint; /* AUDIT_CHECKPOINT only */
	char text[RECORD_TEXT];
};

/* Copies r with its strings, cutting what is too long. Returns how many
 * strings were cut. */
unsigned record_copy(struct record *record, const struct audit_record *r);

/* The members of its JSON object, but "prev" and "hash". The whole line is
 * shorter than RECORD_LINE. */
void record_json(const struct record *record, struct emit *j);
/* The record in journald's native protocol, at most RECORD_DATAGRAM bytes at
 * p. Returns the end. */
char *record_datagram(const struct record *record, char *p);
/* "exchange", "interim", ...; and the MESSAGE_ID of a kind. */
const char *record_kind_name(enum audit_kind kind);
const char *record_message_id(enum audit_kind kind);
