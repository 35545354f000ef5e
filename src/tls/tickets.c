/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Session ticket keys. Guarantees: AES-256-CBC with HMAC-SHA-256 under keys
 * that live TICKETS_ROTATE_S, open tickets for as long again and are then
 * wiped; nothing is ever written to disk. Any thread: one lock, held for a
 * copy of 80 bytes.
 */
#include "tls/tickets.h"

#include "base/clock.h"

#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define NAME_SIZE 16
#define IV_SIZE 16

struct ticket_key {
	uint8_t name[NAME_SIZE];
	uint8_t cipher[32];
	uint8_t mac[32];
};

struct tickets {
	pthread_mutex_t lock;
	struct ticket_key current, previous;
	int64_t since_s; /* of current */
};

static int ticket_index = -1;
static pthread_once_t index_once = PTHREAD_ONCE_INIT;

static void
draw_index(void)
{
	ticket_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
}

static int
key_draw(struct ticket_key *key)
{
	return RAND_bytes(key->name, NAME_SIZE) == 1 &&
			       RAND_priv_bytes(key->cipher, 32) == 1 &&
			       RAND_priv_bytes(key->mac, 32) == 1
		       ? 0
		       : ERR_UNAVAILABLE;
}

int
tickets_new(struct tickets **ret_tickets)
{
	pthread_once(&index_once, draw_index);
	struct tickets *t = calloc(1, sizeof(*t));
	if (t == NULL || ticket_index < 0)
		goto out;
	if (key_draw(&t->current) < 0 || key_draw(&t->previous) < 0)
		goto out;
	pthread_mutex_init(&t->lock, NULL);
	t->since_s = clock_mono_us() / 1000000;
	*ret_tickets = t;
	return 0;
out:
	free(t);
	return -ENOMEM;
}

void
tickets_free(struct tickets **t)
{
	if (*t == NULL)
		return;
	pthread_mutex_destroy(&(*t)->lock);
	OPENSSL_cleanse(*t, sizeof(**t));
	free(*t);
	*t = NULL;
}

int
tickets_rotate(struct tickets *t, int64_t now_s)
{
	int rc = 0;
	pthread_mutex_lock(&t->lock);
	int64_t age_s = now_s - t->since_s;
	if (age_s >= TICKETS_ROTATE_S) {
		t->previous = t->current;
		rc = key_draw(&t->current);
		/* Two turns missed: what was current is too old to open. */
		if (rc == 0 && age_s >= 2 * TICKETS_ROTATE_S)
			rc = key_draw(&t->previous);
		t->since_s = now_s;
	}
	pthread_mutex_unlock(&t->lock);
	return rc;
}

/* Copies the key to use; 1 current, 2 previous, 0 unknown name. */
static int
key_find(struct tickets *t, const uint8_t *name, struct ticket_key *ret_key)
{
	int which = 0;
	pthread_mutex_lock(&t->lock);
	if (name == NULL ||
	    CRYPTO_memcmp(name, t->current.name, NAME_SIZE) == 0) {
		*ret_key = t->current;
		which = 1;
	} else if (CRYPTO_memcmp(name, t->previous.name, NAME_SIZE) == 0) {
		*ret_key = t->previous;
		which = 2;
	}
	pthread_mutex_unlock(&t->lock);
	return which;
}

static int
key_set_up(struct ticket_key *key, const uint8_t *iv, EVP_CIPHER_CTX *cipher,
	   EVP_MAC_CTX *mac, int seal)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key->mac,
						  sizeof(key->mac)),
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest,
						 0),
		OSSL_PARAM_construct_end(),
	};
	return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key->cipher,
				 iv, seal) == 1 &&
	       EVP_MAC_CTX_set_params(mac, params) == 1;
}

static int
ticket_key_cb(SSL *ssl, unsigned char *name, unsigned char *iv,
	      EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int seal)
{
	struct tickets *t =
		SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), ticket_index);
	struct ticket_key key;
	if (t == NULL || tickets_rotate(t, clock_mono_us() / 1000000) < 0)
		return seal ? -1 : 0;
	int which = key_find(t, seal ? NULL : name, &key);
	int rc = which;
	if (seal) {
		memcpy(name, key.name, NAME_SIZE);
		if (RAND_bytes(iv, IV_SIZE) != 1)
			rc = -1;
	}
	if (rc > 0 && !key_set_up(&key, iv, cipher, mac, seal))
		rc = -1;
	OPENSSL_cleanse(&key, sizeof(key));
	return rc;
}

int
tickets_attach(struct tickets *t, SSL_CTX *ctx)
{
	if (SSL_CTX_set_ex_data(ctx, ticket_index, t) != 1 ||
	    SSL_CTX_set_tlsext_ticket_key_evp_cb(ctx, ticket_key_cb) != 1)
		return -ENOMEM;
	return 0;
}
