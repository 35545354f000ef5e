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

/* Secrets that a key may be of, the first and what wraps it. */
#define DIGEST_LAYERS_MAX 16
/*
 * A key from secret bytes (at least 16; -EINVAL otherwise). The caller wipes
 * its own copy. A secret that begins with DIGEST_CHAIN is a chain: after it
 * each secret stands with its length in one byte before it, the oldest first,
 * and the digests of each are digested again under the next. So a key that has
 * become known can be replaced without the values.
 */
#define DIGEST_CHAIN "kouan-keys\n"
MUST_USE int digest_key_new(struct span secret, struct digest_key **ret_key);
/* Wipes and frees; *key becomes NULL. */
void digest_key_free(struct digest_key **key);
/* HMAC over kind, a zero byte and value. Thread-safe. */
struct digest digest_of(const struct digest_key *key, struct span kind,
			struct span value);
/* How many secrets the key is of, and the check value of the first so many. */
size_t digest_key_layers(const struct digest_key *key);
struct digest digest_key_check_of(const struct digest_key *key, size_t layers);
/* What a digest of the first so many secrets is under all of them. */
struct digest digest_rewrap(const struct digest_key *key, size_t layers,
			    struct digest digest);
/* A value by which two holders of the key recognise that it is the same. */
struct digest digest_key_check(const struct digest_key *key);

/* SHA-256 of one piece, 32 bytes. */
void sha256(struct span s, uint8_t out[32]);
/* Lower-case hexadecimal, 2n characters and NUL; returns out. */
char *hex_text(struct span s, char *out);
