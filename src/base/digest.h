/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keyed digests of identifiers: HMAC-SHA-256 (RFC 2104, FIPS 180-4), the
 * first 16 bytes of it. The only form in which an identifier leaves the
 * exchange that carried it.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#define DIGEST_SIZE 16

struct digest {
	uint8_t bytes[DIGEST_SIZE];
};

/* A key with its HMAC states prepared once; immutable, shared by threads. */
struct digest_key;

/* A key from secret bytes (at least 16; -EINVAL otherwise). The caller wipes
 * its own copy. */
MUST_USE int digest_key_new(struct span secret, struct digest_key **ret_key);
/* Wipes and frees; *key becomes NULL. */
void digest_key_free(struct digest_key **key);
/* HMAC over kind, a zero byte and value. Thread-safe. */
struct digest digest_of(const struct digest_key *key, struct span kind,
			struct span value);
/* A value by which two holders of the key recognise that it is the same. */
struct digest digest_key_check(const struct digest_key *key);

/* SHA-256 of one piece, 32 bytes. */
void sha256(struct span s, uint8_t out[32]);
/* Lower-case hexadecimal, 2n characters and NUL; returns out. */
char *hex_text(struct span s, char *out);
