/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The certification authority: made once, loaded by whoever may. Guarantees:
 * 1. a CA that loads may sign (CA:TRUE, keyCertSign) and its key is its own;
 * 2. neither file is ever overwritten, and a failure leaves neither behind.
 * Callers own what is returned. Stateless; any thread.
 */
#include "tls/ca.h"
#include "tls/pem.h"
#include "tls/x509_build.h"

#include "base/clock.h"

#include <errno.h>
#include <openssl/ec.h>
#include <string.h>
#include <unistd.h>

#define DAY_S 86400

static int
fill_ca(X509 *x, EVP_PKEY *key, const char *common_name, int days)
{
	int64_t now_s = clock_wall_us() / 1000000;
	X509_NAME *name = X509_get_subject_name(x);
	if (X509_set_version(x, X509_VERSION_3) != 1 ||
	    x509_random_serial(x) < 0 ||
	    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
				       (const unsigned char *)common_name, -1,
				       -1, 0) != 1 ||
	    X509_set_issuer_name(x, name) != 1 ||
	    x509_validity(x, now_s - 3600, now_s + (int64_t)days * DAY_S) < 0 ||
	    X509_set_pubkey(x, key) != 1)
		return -1;
	if (x509_extend(x, x, NID_basic_constraints, "critical,CA:TRUE") < 0 ||
	    x509_extend(x, x, NID_key_usage, "critical,keyCertSign,cRLSign") <
		    0 ||
	    x509_extend(x, x, NID_subject_key_identifier, "hash") < 0 ||
	    x509_extend(x, x, NID_authority_key_identifier, "keyid:always") < 0)
		return -1;
	return X509_sign(x, key, EVP_sha256()) > 0 ? 0 : -1;
}

int
ca_init(const char *certificate_path, const char *key_path,
	const char *common_name, int days, struct why *why)
{
	if (common_name[0] == '\0' || strlen(common_name) > 64)
		return why_set(why, -EINVAL,
			       "a CA's name has 1 to 64 characters");
	if (days < 1 || days > 100 * 366)
		return why_set(why, -EINVAL, "a CA lives for 1 to 36600 days");
	if (access(certificate_path, F_OK) == 0)
		return why_set(why, -EEXIST, "%s is there already",
			       certificate_path);
	CLEANUP(evp_pkey_freep) EVP_PKEY *key = EVP_EC_gen("P-256");
	CLEANUP(x509_freep) X509 *x = X509_new();
	if (key == NULL || x == NULL || fill_ca(x, key, common_name, days) < 0)
		return why_set(why, ERR_UNAVAILABLE,
			       "cannot make a certificate: %s",
			       openssl_words());
	int rc = pem_write_key(key_path, key, why);
	if (rc < 0)
		return rc;
	rc = pem_write_certificate(certificate_path, x, why);
	if (rc < 0)
		unlink(key_path);
	return rc;
}

int
ca_load(const char *certificate_path, const char *key_path,
	X509 **ret_certificate, EVP_PKEY **ret_key, struct why *why)
{
	CLEANUP(x509_freep) X509 *x = NULL;
	CLEANUP(evp_pkey_freep) EVP_PKEY *key = NULL;
	int rc = pem_certificate(certificate_path, &x, why);
	if (rc < 0)
		return rc;
	if (X509_check_ca(x) != 1 ||
	    (X509_get_key_usage(x) & KU_KEY_CERT_SIGN) == 0)
		return why_set(why, ERR_VERIFY,
			       "%s is not the certificate of a CA: it needs "
			       "basicConstraints CA:TRUE and keyUsage "
			       "keyCertSign",
			       certificate_path);
	if (key_path != NULL) {
		rc = pem_key(key_path, &key, why);
		if (rc < 0)
			return rc;
		if (X509_check_private_key(x, key) != 1)
			return why_set(why, ERR_VERIFY,
				       "%s is not the key of %s", key_path,
				       certificate_path);
		*ret_key = key;
		key = NULL;
	}
	*ret_certificate = x;
	x = NULL;
	return 0;
}
