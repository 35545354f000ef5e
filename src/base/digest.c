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

struct layer {
	SHA256_CTX inner, outer;
	struct digest check; /* of the key up to here */
};

struct digest_key {
	size_t n;
	struct layer layers[DIGEST_LAYERS_MAX];
};

static struct digest
layer_digest(const struct layer *layer, struct span kind, struct span value)
{
	uint8_t full[SHA256_DIGEST_LENGTH];
	struct digest out;
	SHA256_CTX ctx = layer->inner;
	SHA256_Update(&ctx, kind.p, kind.n);
	SHA256_Update(&ctx, "", 1);
	SHA256_Update(&ctx, value.p, value.n);
	SHA256_Final(full, &ctx);
	ctx = layer->outer;
	SHA256_Update(&ctx, full, sizeof(full));
	SHA256_Final(full, &ctx);
	memcpy(out.bytes, full, sizeof(out.bytes));
	return out;
}

static int
add_layer(struct digest_key *key, struct span secret)
{
	uint8_t block[SHA256_CBLOCK] = {0};
	if (secret.n < 16 || key->n == DIGEST_LAYERS_MAX)
		return -EINVAL;
	if (secret.n > sizeof(block))
		sha256(secret, block);
	else
		memcpy(block, secret.p, secret.n);
	struct layer *layer = &key->layers[key->n];
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] ^= 0x36;
	SHA256_Init(&layer->inner);
	SHA256_Update(&layer->inner, block, sizeof(block));
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] ^= 0x36 ^ 0x5c;
	SHA256_Init(&layer->outer);
	SHA256_Update(&layer->outer, block, sizeof(block));
	explicit_bzero(block, sizeof(block));
	key->n++;
	layer->check = digest_of(key, SPAN("kouan-key-check"), SPAN("1"));
	return 0;
}

static int
add_layers(struct digest_key *key, struct span secret)
{
	static const char chain[] = DIGEST_CHAIN;
	size_t at = sizeof(chain) - 1;
	if (secret.n < at || memcmp(secret.p, chain, at) != 0)
		return add_layer(key, secret);
	int rc = secret.n == at ? -EINVAL : 0;
	while (rc == 0 && at < secret.n) {
		size_t n = secret.p[at++];
		rc = n > secret.n - at
			     ? -EINVAL
			     : add_layer(key, span_of(secret.p + at, n));
		at += n;
	}
	return rc;
}

int
digest_key_new(struct span secret, struct digest_key **ret_key)
{
	struct digest_key *key = calloc(1, sizeof(*key));
	if (key == NULL)
		return -ENOMEM;
	int rc = add_layers(key, secret);
	if (rc < 0) {
		digest_key_free(&key);
		return rc;
	}
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
digest_rewrap(const struct digest_key *key, size_t layers, struct digest digest)
{
	for (size_t i = layers; i < key->n; i++)
		digest = layer_digest(
			&key->layers[i], SPAN("kouan-wrap"),
			span_of(digest.bytes, sizeof(digest.bytes)));
	return digest;
}

struct digest
digest_of(const struct digest_key *key, struct span kind, struct span value)
{
	return digest_rewrap(key, 1,
			     layer_digest(&key->layers[0], kind, value));
}

size_t
digest_key_layers(const struct digest_key *key)
{
	return key->n;
}

struct digest
digest_key_check_of(const struct digest_key *key, size_t layers)
{
	return key->layers[layers - 1].check;
}

struct digest
digest_key_check(const struct digest_key *key)
{
	return key->layers[key->n - 1].check;
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
