/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates and keys as files, and OpenSSL's objects as locals that free
 * themselves. Private to this room.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* For CLEANUP(): each takes the address of a local. */
void x509_freep(X509 **p);
void x509_chain_freep(STACK_OF(X509) * *p);
void x509_name_freep(X509_NAME **p);
void evp_pkey_freep(EVP_PKEY **p);
void bio_freep(BIO **p);
void ssl_freep(SSL **p);
void ssl_ctx_freep(SSL_CTX **p);
void openssl_freep(unsigned char **p);

/* The last error OpenSSL queued on this thread, in words; empties the queue.
 * Never NULL. */
const char *openssl_words(void);

/* Creates path with exactly this mode, writes and syncs it. Refuses to
 * overwrite (-EEXIST); a half-written file is taken away again. */
MUST_USE int file_create(const char *path, mode_t mode, struct span bytes,
			 struct why *why);

/* The first certificate of a PEM file. -errno when it cannot be read,
 * ERR_MALFORMED when it holds none. */
MUST_USE int pem_certificate(const char *path, X509 **ret_certificate,
			     struct why *why);
/* Every certificate of a PEM file, at least one, at most 64. */
MUST_USE int pem_certificates(const char *path,
			      STACK_OF(X509) * *ret_certificates,
			      struct why *why);
/* A private key; never asks for a passphrase: an encrypted key is
 * ERR_MALFORMED. */
MUST_USE int pem_key(const char *path, EVP_PKEY **ret_key, struct why *why);
/* Creates the private half (PKCS #8, 0600) or the public half (0644). */
MUST_USE int pem_write_key(const char *path, EVP_PKEY *key, struct why *why);
MUST_USE int pem_write_public(const char *path, EVP_PKEY *key, struct why *why);
MUST_USE int pem_write_certificate(const char *path, X509 *certificate,
				   struct why *why);
