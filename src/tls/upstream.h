/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an upstream session remembers about its own verification, shared by
 * the code that sets it up and the code that words its failure. Private to
 * this room.
 */
#pragma once

#include "base/err.h"

#include <openssl/ssl.h>

struct upstream_session {
	char *key; /* "host:port" */
	char *host;
	int verify_error;    /* X509_V_ERR_..., 0 while all is well */
	int verify_depth;    /* of the certificate that failed */
	int n_presented;     /* certificates the origin sent */
	bool leaf_is_issuer; /* the leaf names itself as issuer */
};

/* The session's own, or NULL for a session that is not ours. */
struct upstream_session *upstream_session_of(const SSL *ssl);
