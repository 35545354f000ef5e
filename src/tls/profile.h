/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every TLS context of ours has in common, and ALPN. Private to this
 * room.
 */
#pragma once

#include "base/err.h"

#include <openssl/ssl.h>

/* A context for method: TLS 1.2 and 1.3, security level 2, no renegotiation,
 * no compression, a missing close_notify is an end (the framing above
 * decides whether it may be), buffers given back when idle, partial and
 * moving writes allowed. NULL when out of memory. */
SSL_CTX *profile_context(const SSL_METHOD *method);
/* The same settings for a session of the other side: the wire format of
 * "http/1.1" as an ALPN list. */
extern const unsigned char profile_alpn[9];
/* Selects http/1.1. A client that offers ALPN without it is told so: fatal
 * no_application_protocol (RFC 7301 section 3.2). */
int profile_select_alpn(SSL *ssl, const unsigned char **out,
			unsigned char *out_n, const unsigned char *in,
			unsigned in_n, void *arg);
