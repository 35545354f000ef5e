/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of this room share: a scratch folder, certificates good and
 * bad, a handshake over a socket pair.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* A path in this process's own scratch folder, which goes at exit. One of
 * eight turning buffers. */
const char *scratch(const char *name);

/* Frees these when the test's process ends, last first; returns them. */
X509 *own_certificate(X509 *x);
EVP_PKEY *own_key(EVP_PKEY *key);
SSL_CTX *own_context(SSL_CTX *ctx);
SSL *own_ssl(SSL *ssl);
SSL_SESSION *own_session(SSL_SESSION *session);

/* A certificate to be made. Times are offsets from now in seconds. */
struct recipe {
	const char *common_name; /* subject */
	const char *san;	 /* "DNS:a.example,IP:127.0.0.1" or NULL */
	bool ca, plain_ca;	 /* plain_ca: signs, but CA:FALSE */
	int64_t from_s, to_s;	 /* both 0: an hour ago, a day ahead */
	const char *digest;	 /* NULL: SHA256 */
	int rsa_bits;		 /* 0: P-256 */
	bool nul_in_san;	 /* "<san>\0.attacker.example" */
	const char *usage;	 /* extendedKeyUsage; NULL: serverAuth */
};
struct identity {
	X509 *certificate;
	EVP_PKEY *key;
};
/* issuer NULL: self-signed. Owned by the test's process. */
struct identity identity_new(const struct recipe *recipe,
			     const struct identity *issuer);
/* Writes certificate and key (either may be NULL) as PEM. */
void identity_save(const struct identity *i, const char *certificate_path,
		   const char *key_path);

/* A server context with an identity and a NULL-terminated chain; owned by the
 * test's process. */
SSL_CTX *server_context(const struct identity *identity, X509 *const *chain);

/* Connected, non-blocking stream sockets. */
void socket_pair(int ends[2]);
/*
 * Drives both sides until both are done or one failed; then moves what is
 * left (session tickets, alerts). 1 when both are done. On failure *ret_error
 * has what SSL_get_error said of the client and upstream_tls_failure's words
 * are in why if the client failed.
 */
int shake(SSL *client, SSL *server, struct why *why, bool *ret_verify);
/* Runs a command line; its exit status. */
int run(const char *fmt, ...) PRINTF(1, 2);
