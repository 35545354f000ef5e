/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS toward origins. Guarantees: no handshake completes unless chain and
 * name hold (SSL_VERIFY_PEER, no partial wildcards, no common name in place
 * of a SAN); a session resumes only for the host and port it was made for,
 * under the trust it was verified with, and not past the certificate's end.
 * One context for all, immutable after upstream_tls_new; any thread.
 */
#include "tls/upstream.h"
#include "tls/context.h"
#include "tls/pem.h"
#include "tls/profile.h"
#include "tls/session_cache.h"

#include "base/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SESSIONS_MAX 4096

struct upstream_tls {
	SSL_CTX *ctx;
	struct session_cache *sessions;
};

static int session_index = -1, cache_index = -1;
static pthread_once_t index_once = PTHREAD_ONCE_INIT;

static void
session_free(struct upstream_session *s)
{
	if (s == NULL)
		return;
	free(s->key);
	free(s->host);
	free(s);
}

static void
session_gone(void *parent, void *p, CRYPTO_EX_DATA *data, int index, long l,
	     void *arg)
{
	(void)parent, (void)data, (void)index, (void)l, (void)arg;
	struct upstream_session *s = p;
	session_free(s);
}

/* The cache lives as long as the last connection of its context: tickets
 * come at any time. */
static void
cache_gone(void *parent, void *p, CRYPTO_EX_DATA *data, int index, long l,
	   void *arg)
{
	(void)parent, (void)data, (void)index, (void)l, (void)arg;
	struct session_cache *sessions = p;
	session_cache_free(&sessions);
}

static void
draw_index(void)
{
	session_index = SSL_get_ex_new_index(0, NULL, NULL, NULL, session_gone);
	cache_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, cache_gone);
}

struct upstream_session *
upstream_session_of(const SSL *ssl)
{
	return session_index >= 0 ? SSL_get_ex_data(ssl, session_index) : NULL;
}

/* Looks on: keeps the first error for upstream_tls_failure, forgives none. */
static int
verify_cb(int ok, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
		store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct upstream_session *s =
		ssl != NULL ? upstream_session_of(ssl) : NULL;
	if (ok || s == NULL || s->verify_error != 0)
		return ok;
	X509 *leaf = X509_STORE_CTX_get0_cert(store);
	s->verify_error = X509_STORE_CTX_get_error(store);
	s->verify_depth = X509_STORE_CTX_get_error_depth(store);
	s->n_presented = sk_X509_num(X509_STORE_CTX_get0_untrusted(store));
	s->leaf_is_issuer =
		leaf != NULL && X509_NAME_cmp(X509_get_subject_name(leaf),
					      X509_get_issuer_name(leaf)) == 0;
	return ok;
}

static int64_t
leaf_end(SSL *ssl)
{
	X509 *leaf = SSL_get0_peer_certificate(ssl);
	struct tm tm;
	if (leaf == NULL || ASN1_TIME_to_tm(X509_get0_notAfter(leaf), &tm) != 1)
		return 0;
	return (int64_t)timegm(&tm);
}

static int
new_session_cb(SSL *ssl, SSL_SESSION *session)
{
	struct session_cache *sessions =
		SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), cache_index);
	struct upstream_session *s = upstream_session_of(ssl);
	if (s != NULL && SSL_get_verify_result(ssl) == X509_V_OK) {
		int64_t until_s = (int64_t)SSL_SESSION_get_time(session) +
				  (int64_t)SSL_SESSION_get_timeout(session);
		int64_t end_s = leaf_end(ssl);
		session_cache_put(sessions, s->key, session,
				  end_s < until_s ? end_s : until_s);
	}
	return 0; /* we hold no reference, only bytes */
}

static int
settle(struct upstream_tls *t, const char *trust_path, struct why *why)
{
	if (SSL_CTX_load_verify_file(t->ctx, trust_path) != 1)
		return why_set(why, ERR_UNAVAILABLE,
			       "cannot read trusted certificates from %s: %s",
			       trust_path, openssl_words());
	SSL_CTX_set_verify(t->ctx, SSL_VERIFY_PEER, verify_cb);
	X509_VERIFY_PARAM_set_hostflags(
		SSL_CTX_get0_param(t->ctx),
		X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
			X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	SSL_CTX_set_session_cache_mode(
		t->ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(t->ctx, new_session_cb);
	if (SSL_CTX_set_alpn_protos(t->ctx, profile_alpn,
				    sizeof(profile_alpn)) != 0)
		return why_set(why, -ENOMEM, "out of memory");
	return 0;
}

int
upstream_tls_new(const char *trust_path, struct upstream_tls **ret_tls,
		 struct why *why)
{
	pthread_once(&index_once, draw_index);
	struct upstream_tls *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	t->ctx = profile_context(TLS_client_method());
	int rc = -ENOMEM;
	if (t->ctx != NULL && session_index >= 0 && cache_index >= 0)
		rc = session_cache_new(SESSIONS_MAX, &t->sessions);
	if (rc == 0 &&
	    SSL_CTX_set_ex_data(t->ctx, cache_index, t->sessions) != 1) {
		session_cache_free(&t->sessions);
		rc = -ENOMEM;
	}
	if (rc < 0)
		why_set(why, rc, "out of memory");
	else
		rc = settle(t, trust_path, why);
	if (rc < 0) {
		upstream_tls_free(&t);
		return rc;
	}
	*ret_tls = t;
	return 0;
}

void
upstream_tls_free(struct upstream_tls **at)
{
	struct upstream_tls *t = *at;
	*at = NULL;
	if (t == NULL)
		return;
	SSL_CTX_free(t->ctx); /* the last one frees the cache */
	free(t);
}

/* The name the certificate must bear, and the SNI unless it is an address
 * (RFC 6066 section 3). */
static int
expect_name(SSL *ssl, const char *host)
{
	struct in6_addr address;
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
	if (inet_pton(AF_INET, host, &address) == 1 ||
	    inet_pton(AF_INET6, host, &address) == 1)
		return X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1
			       ? 0
			       : ERR_MALFORMED;
	/* By the call and not the macro, which casts const away. */
	if (X509_VERIFY_PARAM_set1_host(param, host, 0) != 1 ||
	    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME,
		     TLSEXT_NAMETYPE_host_name,
		     upstream_session_of(ssl)->host) != 1)
		return ERR_MALFORMED;
	return 0;
}

static int
remember(SSL *ssl, const char *host, uint16_t port)
{
	struct upstream_session *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	if (asprintf(&s->key, "%s:%u", host, port) < 0)
		s->key = NULL;
	s->host = strdup(host);
	if (s->key == NULL || s->host == NULL ||
	    SSL_set_ex_data(ssl, session_index, s) != 1) {
		session_free(s);
		return -ENOMEM;
	}
	return 0;
}

int
upstream_tls_session(struct upstream_tls *t, const char *host, uint16_t port,
		     int fd, SSL **ret_ssl)
{
	if (host[0] == '\0')
		return ERR_MALFORMED;
	CLEANUP(ssl_freep) SSL *ssl = SSL_new(t->ctx);
	if (ssl == NULL)
		return -ENOMEM;
	int rc = remember(ssl, host, port);
	if (rc == 0)
		rc = expect_name(ssl, host);
	if (rc < 0) {
		ERR_clear_error();
		return rc;
	}
	if (SSL_set_fd(ssl, fd) != 1)
		return -ENOMEM;
	SSL_SESSION *session =
		session_cache_get(t->sessions, upstream_session_of(ssl)->key,
				  clock_wall_us() / 1000000);
	if (session != NULL) {
		if (SSL_set_session(ssl, session) != 1)
			ERR_clear_error();
		SSL_SESSION_free(session);
	}
	SSL_set_connect_state(ssl);
	*ret_ssl = ssl;
	ssl = NULL;
	return 0;
}
