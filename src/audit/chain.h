/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hash chain. A line of the file is
 *
 *   {"seq":N, ... ,"prev":"<64 hex>","hash":"<64 hex>"}
 *
 * hash is the SHA-256 of the line's bytes before `,"hash":"`, that is, of all
 * but its last 75 bytes; they hold prev, which is the hash of the line
 * before, 64 zeros for record 1. So a line vouches for all lines before it,
 * and nobody needs to re-encode JSON to check it.
 */
#pragma once

#include "audit/record.h"

/* `,"hash":"` and 64 digits and `"}` */
#define CHAIN_TAIL 75

struct chain {
	uint64_t seq; /* of the last record; 0: none yet */
	uint8_t hash[32];
};

/* Numbers the record, makes its line with j and copies it with its newline to
 * p (RECORD_LINE bytes of room), and moves the chain on. Its length to
 * ret_n; < 0 and nothing has moved when it cannot be written. */
MUST_USE int chain_seal(struct chain *chain, struct record *record,
			struct emit *j, char *p, size_t *ret_n);

/* A line as read back. */
struct chain_line {
	uint64_t seq;
	char prev[HASH_TEXT], hash[HASH_TEXT];
	uint8_t hash_bytes[32];
	bool is_checkpoint;
	struct record_checkpoint checkpoint;
};
/* Reads a line (without newline) and checks its own hash. ERR_MALFORMED: not
 * a record; ERR_VERIFY: the hash does not hold. why names the cause. */
MUST_USE int chain_read(struct span line, struct chain_line *ret_line,
			struct why *why);
/* The bytes a checkpoint's signature is over; returns their number. */
#define CHAIN_MESSAGE 112
size_t chain_checkpoint_message(uint64_t seq, const char *hash,
				char message[CHAIN_MESSAGE]);
