/* SPDX-License-Identifier: Apache-2.0 */
/* Counter mode: sealing and unsealing are the same. */
#include "proxy/seal.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>

#define KEY_SIZE 32

struct sealer {
	EVP_CIPHER_CTX *cipher;
	uint8_t key[KEY_SIZE];
	uint64_t nonce; /* of the next piece */
};

struct sealer *
sealer_new(void)
{
	struct sealer *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return NULL;
	s->cipher = EVP_CIPHER_CTX_new();
	if (s->cipher == NULL || RAND_bytes(s->key, sizeof(s->key)) != 1)
		sealer_free(&s);
	return s;
}

void
sealer_free(struct sealer **ps)
{
	struct sealer *s = *ps;
	*ps = NULL;
	if (s == NULL)
		return;
	EVP_CIPHER_CTX_free(s->cipher);
	explicit_bzero(s, sizeof(*s));
	free(s);
}

static bool
cipher(struct sealer *s, uint64_t nonce, struct span in, uint8_t *out)
{
	uint8_t iv[16] = {0};
	int done = 0;
	memcpy(iv, &nonce, sizeof(nonce));
	return EVP_EncryptInit_ex(s->cipher, EVP_aes_256_ctr(), NULL, s->key,
				  iv) == 1 &&
	       EVP_EncryptUpdate(s->cipher, out, &done, in.p, (int)in.n) == 1;
}

struct sealed *
seal(struct sealer *s, struct span content)
{
	struct sealed *sealed = malloc(sizeof(*sealed) + content.n);
	if (sealed == NULL)
		return NULL;
	sealed->nonce = s->nonce++;
	sealed->n = (uint32_t)content.n;
	if (cipher(s, sealed->nonce, content, sealed->bytes))
		return sealed;
	free(sealed);
	return NULL;
}

size_t
unseal(struct sealer *s, const struct sealed *sealed, uint8_t *out)
{
	return cipher(s, sealed->nonce, span_of(sealed->bytes, sealed->n), out)
		       ? sealed->n
		       : 0;
}
