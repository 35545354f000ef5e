/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all server contexts of one mint share: the leaf key, the chain, the
 * keys of session tickets. Counted references; contexts outlive the mint.
 * Private to this room.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <openssl/ssl.h>

struct generation;

/* A fresh P-256 key. Sends the certificates of chain_path (may be NULL) and
 * ca itself after the leaf, unless they are self-signed: a root is never
 * sent. */
MUST_USE int generation_new(X509 *ca, const char *chain_path,
			    struct generation **ret_generation,
			    struct why *why);
struct generation *generation_ref(struct generation *g);
void generation_unref(struct generation **g);
/* SubjectPublicKeyInfo of the leaf key. */
struct span generation_public_key(const struct generation *g);
/*
 * The server context for host with its leaf (DER); the end of the leaf's
 * validity, seconds since 1970, goes to *ret_expiry_s unless NULL. ERR_VERIFY
 * when the leaf is not for our key, not from ca, or no certificate. Any
 * thread.
 */
MUST_USE int generation_context(struct generation *g, const char *host,
				struct span leaf_der, SSL_CTX **ret_ctx,
				int64_t *ret_expiry_s);
