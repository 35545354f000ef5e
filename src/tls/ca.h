/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The company's certification authority: made by "kouanctl ca init", loaded
 * by the signer; the leaf template (RFC 5280). Names in, certificates out.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

/* Makes a P-256 CA (basicConstraints critical CA, keyUsage critical, SKI,
 * random serial) and writes certificate (0644) and key (0600) as PEM,
 * refusing to overwrite either. */
MUST_USE int ca_init(const char *certificate_path, const char *key_path,
		     const char *common_name, int days, struct why *why);
/* Certificate and, unless key_path is NULL, key; checks that they belong
 * together and that the certificate may sign. */
MUST_USE int ca_load(const char *certificate_path, const char *key_path,
		     X509 **ret_certificate, EVP_PKEY **ret_key,
		     struct why *why);
/*
 * A leaf for one host name or address literal with the given public key,
 * signed by the CA: SAN (critical if the subject is empty), EKU serverAuth,
 * AKI and SKI, random 128-bit serial, valid from one hour before now_s to
 * now_s + lifetime_s, both within the CA's own validity. Passes
 * "openssl verify -x509_strict". ERR_MALFORMED for a name with NUL or
 * anything but letters, digits, '-', '.', '_'.
 */
MUST_USE int ca_sign_leaf(X509 *ca, EVP_PKEY *ca_key, EVP_PKEY *leaf_public,
			  struct span host, int64_t now_s, int64_t lifetime_s,
			  X509 **ret_leaf, struct why *why);
/* Whether ca_sign_leaf would take this name. */
bool ca_host_is_valid(struct span host);
