/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A certificate as a trust store of PKCS#12. Java takes a certificate in such
 * a store as trusted only if its bag says for which usages, in an attribute
 * of Java's own; without it the store is empty to Java. Nothing in the store
 * is secret, so it is not encrypted; the password only closes its checksum,
 * which Java demands. One thread.
 */
#include "ctl/trust_store.h"

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>

#define NAME "kouan"
/* Java's attribute, and its value: anyExtendedKeyUsage (RFC 5280 §4.2.1.12) */
#define TRUSTED_USAGE "2.16.840.1.113894.746875.1.1"
#define ANY_USAGE "2.5.29.37.0"

static int
mark_trusted(PKCS12_SAFEBAG *bag)
{
	int nid = OBJ_txt2nid(TRUSTED_USAGE);
	if (nid == NID_undef)
		nid = OBJ_create(TRUSTED_USAGE, "kouanTrustedUsage",
				 "usages a certificate is trusted for");
	ASN1_OBJECT *any = OBJ_txt2obj(ANY_USAGE, 1);
	int good = nid != NID_undef && any != NULL &&
		   PKCS12_add1_attr_by_NID(bag, nid, V_ASN1_OBJECT,
					   (const unsigned char *)any, -1) == 1;
	ASN1_OBJECT_free(any);
	return good ? 0 : -1;
}

static STACK_OF(PKCS12_SAFEBAG) * bags_of(X509 *certificate)
{
	STACK_OF(PKCS12_SAFEBAG) *bags = sk_PKCS12_SAFEBAG_new_null();
	PKCS12_SAFEBAG *bag = PKCS12_SAFEBAG_create_cert(certificate);
	if (bags != NULL && bag != NULL &&
	    PKCS12_add_friendlyname_utf8(bag, NAME, -1) == 1 &&
	    mark_trusted(bag) == 0 && sk_PKCS12_SAFEBAG_push(bags, bag) > 0)
		return bags;
	PKCS12_SAFEBAG_free(bag);
	sk_PKCS12_SAFEBAG_free(bags);
	return NULL;
}

int
trust_store_write(X509 *certificate, FILE *out)
{
	STACK_OF(PKCS12_SAFEBAG) *bags = bags_of(certificate);
	STACK_OF(PKCS7) *safes = NULL;
	PKCS12 *store = NULL;
	int good = 0;
	/* -1: in the clear */
	if (bags != NULL &&
	    PKCS12_add_safe(&safes, bags, -1, 0, TRUST_STORE_PASSWORD) == 1)
		store = PKCS12_add_safes(safes, 0);
	if (store != NULL &&
	    PKCS12_set_mac(store, TRUST_STORE_PASSWORD, -1, NULL, 0,
			   PKCS12_DEFAULT_ITER, EVP_sha256()) == 1)
		good = i2d_PKCS12_fp(out, store);
	PKCS12_free(store);
	sk_PKCS7_pop_free(safes, PKCS7_free);
	sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
	return good == 1 ? 0 : -1;
}
