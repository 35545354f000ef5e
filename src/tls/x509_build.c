/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pieces of certificates. Guarantees: two serials never meet by chance (128
 * bits of the kernel's randomness). The caller owns the certificate.
 * Stateless; any thread.
 */
#include "tls/x509_build.h"

#include <openssl/bn.h>
#include <openssl/rand.h>
#include <time.h>

int
x509_random_serial(X509 *x)
{
	BIGNUM *n = BN_new();
	int rc = -1;
	/* The top bit set: always 128 bits, so never zero and never short. */
	if (n != NULL &&
	    BN_rand(n, 128, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
	    BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x)) != NULL)
		rc = 0;
	BN_free(n);
	return rc;
}

int
x509_validity(X509 *x, int64_t not_before_s, int64_t not_after_s)
{
	bool ok = ASN1_TIME_set(X509_getm_notBefore(x), (time_t)not_before_s) !=
			  NULL &&
		  ASN1_TIME_set(X509_getm_notAfter(x), (time_t)not_after_s) !=
			  NULL;
	return ok ? 0 : -1;
}

int
x509_extend(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, x, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	int rc = e != NULL && X509_add_ext(x, e, -1) == 1 ? 0 : -1;
	X509_EXTENSION_free(e);
	return rc;
}
