/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One generation of leaves. Guarantees: all contexts serve one key that never
 * leaves memory; sessions of one host are never resumed for another (session
 * id context); nothing self-signed is sent. Immutable but for the count and
 * the ticket keys; any thread.
 */
#include "tls/generation.h"
#include "tls/pem.h"
#include "tls/profile.h"
#include "tls/tickets.h"

#include "base/digest.h"

#include <errno.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* A ticket is good for as long as the key that sealed it can be. */
#define SESSION_LIFE_S TICKETS_ROTATE_S

struct generation {
	atomic_uint references;
	EVP_PKEY *key;
	unsigned char *public_der;
	size_t n_public_der;
	X509 *ca;
	STACK_OF(X509) * chain; /* sent after the leaf; may be empty */
	X509_STORE *store;	/* empty, shared: servers look nothing up */
	struct tickets *tickets;
};

static int generation_index = -1;
static pthread_once_t index_once = PTHREAD_ONCE_INIT;

/* OpenSSL calls this when a context goes. */
static void
context_gone(void *parent, void *p, CRYPTO_EX_DATA *data, int index, long l,
	     void *arg)
{
	(void)parent, (void)data, (void)index, (void)l, (void)arg;
	struct generation *g = p;
	if (g != NULL)
		generation_unref(&g);
}

static void
draw_index(void)
{
	generation_index =
		SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, context_gone);
}

static bool
is_root(X509 *x)
{
	return (X509_get_extension_flags(x) & EXFLAG_SS) != 0;
}

static bool
chain_has(STACK_OF(X509) * chain, X509 *x)
{
	for (int i = 0; i < sk_X509_num(chain); i++)
		if (X509_cmp(sk_X509_value(chain, i), x) == 0)
			return true;
	return false;
}

static int
chain_add(struct generation *g, X509 *x)
{
	if (is_root(x) || chain_has(g->chain, x))
		return 0;
	X509_up_ref(x);
	if (sk_X509_push(g->chain, x) == 0) {
		X509_free(x);
		return -ENOMEM;
	}
	return 0;
}

/* The issuing CA first, then what the file holds, in its order. */
static int
fill_chain(struct generation *g, const char *chain_path, struct why *why)
{
	CLEANUP(x509_chain_freep) STACK_OF(X509) *more = NULL;
	int rc = chain_add(g, g->ca);
	if (rc == 0 && chain_path != NULL)
		rc = pem_certificates(chain_path, &more, why);
	for (int i = 0; rc == 0 && i < sk_X509_num(more); i++)
		rc = chain_add(g, sk_X509_value(more, i));
	return rc;
}

int
generation_new(X509 *ca, const char *chain_path,
	       struct generation **ret_generation, struct why *why)
{
	pthread_once(&index_once, draw_index);
	struct generation *g = calloc(1, sizeof(*g));
	if (g == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	atomic_init(&g->references, 1);
	X509_up_ref(ca);
	g->ca = ca;
	g->key = EVP_EC_gen("P-256");
	g->chain = sk_X509_new_null();
	g->store = X509_STORE_new();
	int n = g->key != NULL ? i2d_PUBKEY(g->key, &g->public_der) : -1;
	int rc = -ENOMEM;
	if (n > 0 && g->chain != NULL && g->store != NULL &&
	    generation_index >= 0)
		rc = tickets_new(&g->tickets);
	if (rc < 0)
		why_set(why, rc, "cannot make a leaf key: %s", openssl_words());
	else
		rc = fill_chain(g, chain_path, why);
	if (rc < 0) {
		generation_unref(&g);
		return rc;
	}
	g->n_public_der = (size_t)n;
	*ret_generation = g;
	return 0;
}

struct generation *
generation_ref(struct generation *g)
{
	atomic_fetch_add_explicit(&g->references, 1, memory_order_relaxed);
	return g;
}

void
generation_unref(struct generation **at)
{
	struct generation *g = *at;
	*at = NULL;
	if (g == NULL || atomic_fetch_sub_explicit(&g->references, 1,
						   memory_order_acq_rel) != 1)
		return;
	tickets_free(&g->tickets);
	X509_STORE_free(g->store);
	sk_X509_pop_free(g->chain, X509_free);
	X509_free(g->ca);
	OPENSSL_free(g->public_der);
	EVP_PKEY_free(g->key);
	free(g);
}

struct span
generation_public_key(const struct generation *g)
{
	return span_of(g->public_der, g->n_public_der);
}

static X509 *
parse(struct span der)
{
	const unsigned char *p = der.p;
	X509 *x = d2i_X509(NULL, &p, (long)der.n);
	if (x != NULL && p == der.p + der.n)
		return x;
	X509_free(x);
	ERR_clear_error();
	return NULL;
}

static int
settle_sessions(struct generation *g, SSL_CTX *ctx, const char *host)
{
	uint8_t id[32];
	sha256(span_str(host), id);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_timeout(ctx, SESSION_LIFE_S);
	if (SSL_CTX_set_session_id_context(ctx, id, sizeof(id)) != 1 ||
	    SSL_CTX_set_num_tickets(ctx, 1) != 1)
		return -ENOMEM;
	return tickets_attach(g->tickets, ctx);
}

int
generation_context(struct generation *g, const char *host, struct span leaf_der,
		   SSL_CTX **ret_ctx, int64_t *ret_expiry_s)
{
	CLEANUP(x509_freep) X509 *leaf = parse(leaf_der);
	struct tm end;
	if (leaf == NULL || X509_check_issued(g->ca, leaf) != X509_V_OK ||
	    ASN1_TIME_to_tm(X509_get0_notAfter(leaf), &end) != 1)
		return ERR_VERIFY;
	CLEANUP(ssl_ctx_freep)
	SSL_CTX *ctx = profile_context(TLS_server_method());
	if (ctx == NULL)
		return -ENOMEM;
	if (SSL_CTX_use_certificate(ctx, leaf) != 1 ||
	    SSL_CTX_use_PrivateKey(ctx, g->key) != 1) {
		ERR_clear_error();
		return ERR_VERIFY;
	}
	SSL_CTX_set1_cert_store(ctx, g->store);
	if (sk_X509_num(g->chain) > 0 && SSL_CTX_set1_chain(ctx, g->chain) != 1)
		return -ENOMEM;
	SSL_CTX_set_alpn_select_cb(ctx, profile_select_alpn, NULL);
	int rc = settle_sessions(g, ctx, host);
	if (rc < 0)
		return rc;
	if (SSL_CTX_set_ex_data(ctx, generation_index, g) != 1)
		return -ENOMEM;
	generation_ref(g);
	if (ret_expiry_s != NULL)
		*ret_expiry_s = (int64_t)timegm(&end);
	*ret_ctx = ctx;
	ctx = NULL;
	return 0;
}
