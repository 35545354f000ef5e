/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HMAC-SHA-256 with the two padded key blocks hashed once, so that a digest
 * costs two compressions. OpenSSL's generic HMAC costs four times as much,
 * and there is one digest for every identifier that is sent; hence its
 * low-level SHA-256 here. Immutable after creation; any thread.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/digest.h"

#include <errno.h>
#include <openssl/sha.h>
#include <stdlib.h>

struct digest_key {
	SHA256_CTX inner, outer;
	struct digest check;
};

int
digest_key_new(struct span secret, struct digest_key **ret_key)
{
	uint8_t block[SHA256_CBLOCK] = {0};
	if (secret.n < 16)
		return -EINVAL;
	struct digest_key *key = calloc(1, sizeof(*key));
	if (key == NULL)
		return -ENOMEM;
	if (secret.n > sizeof(block))
		sha256(secret, block);
	else
		memcpy(block, secret.p, secret.n);
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] ^= 0x36;
	SHA256_Init(&key->inner);
	SHA256_Update(&key->inner, block, sizeof(block));
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] ^= 0x36 ^ 0x5c;
	SHA256_Init(&key->outer);
	SHA256_Update(&key->outer, block, sizeof(block));
	explicit_bzero(block, sizeof(block));
	key->check = digest_of(key, SPAN("kouan-key-check"), SPAN("1"));
	*ret_key = key;
	return 0;
}

void
digest_key_free(struct digest_key **key)
{
	if (*key != NULL)
		explicit_bzero(*key, sizeof(**key));
	free(*key);
	*key = NULL;
}

struct digest
digest_of(const struct digest_key *key, struct span kind, struct span value)
{
	uint8_t full[SHA256_DIGEST_LENGTH];
	struct digest out;
	SHA256_CTX ctx = key->inner;
	SHA256_Update(&ctx, kind.p, kind.n);
	SHA256_Update(&ctx, "", 1);
	SHA256_Update(&ctx, value.p, value.n);
	SHA256_Final(full, &ctx);
	ctx = key->outer;
	SHA256_Update(&ctx, full, sizeof(full));
	SHA256_Final(full, &ctx);
	memcpy(out.bytes, full, sizeof(out.bytes));
	return out;
}

struct digest
digest_key_check(const struct digest_key *key)
{
	return key->check;
}

void
sha256(struct span s, uint8_t out[32])
{
	SHA256_CTX ctx;
	SHA256_Init(&ctx);
	SHA256_Update(&ctx, s.p, s.n);
	SHA256_Final(out, &ctx);
}

char *
hex_text(struct span s, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < s.n; i++) {
		out[2 * i] = digits[s.p[i] >> 4];
		out[2 * i + 1] = digits[s.p[i] & 15];
	}
	out[2 * s.n] = 0;
	return out;
}
