/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate as a trust store of PKCS#12 (RFC 7292). */
#pragma once

#include <openssl/x509.h>
#include <stdio.h>

#define TRUST_STORE_PASSWORD "changeit" /* what Java expects */

/* Writes a store that holds this certificate alone, as one to be trusted, and
 * no key. 0, or -1 when it cannot be made or written. */
int trust_store_write(X509 *certificate, FILE *out);
