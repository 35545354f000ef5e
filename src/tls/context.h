/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS contexts and sessions: toward origins (verified chain and name, session
 * cache), toward clients of a TLS listener. TLS 1.2 and 1.3 only.
 */
#pragma once

#include "base/err.h"
#include "wire/authority.h"

#include <openssl/ssl.h>

/* Toward origins: trusts the PEM bundle; ALPN "http/1.1"; unexpected EOF is
 * an end (the framing decides); sessions kept per host in a bounded cache. */
struct upstream_tls;
MUST_USE int upstream_tls_new(const char *trust_path,
			      struct upstream_tls **ret_tls, struct why *why);
void upstream_tls_free(struct upstream_tls **t);
/* A client session for host (SNI and name check set; an address literal is
 * checked as an address), ready for SSL_connect on fd. Thread-safe. */
MUST_USE int upstream_tls_session(struct upstream_tls *t, const char *host,
				  uint16_t port, int fd, SSL **ret_ssl);
/* Why the handshake failed, for people: "certificate has expired",
 * "certificate is for another name", "self-signed certificate", "issuer is
 * not trusted", "connection closed during handshake" ... Returns true if
 * verification was what failed (UPSTREAM_UNVERIFIED), false for any other
 * TLS failure. Call right after the failing SSL_connect, same thread. */
bool upstream_tls_failure(SSL *ssl, struct why *why);

/* A TLS listener of our own: certificate, key, optional client CA (then a
 * client certificate is required). */
struct listener_tls_options {
	const char *certificate, *key, *client_ca; /* paths; last may be NULL */
};
MUST_USE int listener_tls_new(const struct listener_tls_options *options,
			      SSL_CTX **ret_ctx, struct why *why);
/* Subject of the client's verified certificate as "CN=..." (RFC 4514 order
 * as written in configurations); "" when none. */
void listener_tls_subject(SSL *ssl, char *buf, size_t size);

/* A client told us that it does not trust our leaf (unknown_ca,
 * bad_certificate ... alert)? For the counters and the record. */
bool tls_client_distrusts(void);
