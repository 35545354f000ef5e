/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS to the proxy itself. Guarantees: where a client CA is named, no
 * handshake completes without a certificate of it. The context is immutable
 * once made; any thread.
 */
#include "tls/context.h"
#include "tls/pem.h"
#include "tls/profile.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <string.h>

static int
use_identity(SSL_CTX *ctx, const struct listener_tls_options *o,
	     struct why *why)
{
	CLEANUP(evp_pkey_freep) EVP_PKEY *key = NULL;
	if (SSL_CTX_use_certificate_chain_file(ctx, o->certificate) != 1)
		return why_set(why, ERR_MALFORMED,
			       "cannot read a certificate from %s: %s",
			       o->certificate, openssl_words());
	int rc = pem_key(o->key, &key, why);
	if (rc < 0)
		return rc;
	if (SSL_CTX_use_PrivateKey(ctx, key) != 1)
		return why_set(why, ERR_VERIFY, "%s is not the key of %s: %s",
			       o->key, o->certificate, openssl_words());
	return 0;
}

static int
require_clients(SSL_CTX *ctx, const char *client_ca, struct why *why)
{
	STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(client_ca);
	if (names == NULL || SSL_CTX_load_verify_file(ctx, client_ca) != 1) {
		sk_X509_NAME_pop_free(names, X509_NAME_free);
		return why_set(why, ERR_MALFORMED,
			       "cannot read client CAs from %s: %s", client_ca,
			       openssl_words());
	}
	SSL_CTX_set_client_CA_list(ctx, names);
	SSL_CTX_set_verify(
		ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	return 0;
}

int
listener_tls_new(const struct listener_tls_options *options, SSL_CTX **ret_ctx,
		 struct why *why)
{
	unsigned char id[32];
	CLEANUP(ssl_ctx_freep)
	SSL_CTX *ctx = profile_context(TLS_server_method());
	/* Tickets of one listener are for that listener alone. */
	if (ctx == NULL || RAND_bytes(id, sizeof(id)) != 1 ||
	    SSL_CTX_set_session_id_context(ctx, id, sizeof(id)) != 1)
		return why_set(why, -ENOMEM, "out of memory");
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_num_tickets(ctx, 1);
	SSL_CTX_set_alpn_select_cb(ctx, profile_select_alpn, NULL);
	int rc = use_identity(ctx, options, why);
	if (rc == 0 && options->client_ca != NULL)
		rc = require_clients(ctx, options->client_ca, why);
	if (rc < 0)
		return rc;
	*ret_ctx = ctx;
	ctx = NULL;
	return 0;
}

void
listener_tls_subject(SSL *ssl, char *buf, size_t size)
{
	buf[0] = '\0';
	X509 *client = SSL_get0_peer_certificate(ssl);
	if (client == NULL || SSL_get_verify_result(ssl) != X509_V_OK)
		return;
	CLEANUP(bio_freep) BIO *bio = BIO_new(BIO_s_mem());
	char *p = NULL;
	if (bio == NULL ||
	    X509_NAME_print_ex(bio, X509_get_subject_name(client), 0,
			       XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) {
		ERR_clear_error();
		return;
	}
	long n = BIO_get_mem_data(bio, &p);
	/* A subject cut short could pass for another's. */
	if (n > 0 && (size_t)n < size && memchr(p, 0, (size_t)n) == NULL) {
		memcpy(buf, p, (size_t)n);
		buf[n] = '\0';
	}
}
