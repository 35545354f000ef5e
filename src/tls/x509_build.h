/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pieces certificates are built from (RFC 5280), for the CA and for the
 * leaves. Private to this room. Each returns 0 or -1 with OpenSSL's error
 * queued.
 */
#pragma once

#include "base/err.h"

#include <openssl/x509v3.h>
#include <stdint.h>

/* 128 random bits, positive, never zero. */
MUST_USE int x509_random_serial(X509 *x);
/* UTCTime or GeneralizedTime as RFC 5280 section 4.1.2.5 wants. */
MUST_USE int x509_validity(X509 *x, int64_t not_before_s, int64_t not_after_s);
/* One extension in OpenSSL's configuration syntax; value is ours, never a
 * peer's. issuer: whose key identifier an AKI names. */
MUST_USE int x509_extend(X509 *x, X509 *issuer, int nid, const char *value);
