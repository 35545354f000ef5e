/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The leaf: the one kind of certificate we sign while running. Guarantees:
 * 1. the name is checked here, beside the key, whoever asked;
 * 2. it says what strict verifiers want to read and nothing more;
 * 3. it lives within the CA's own validity.
 * Extensions are encoded from structures, never from text, so a name cannot
 * smuggle syntax. Stateless; any thread.
 */
#include "tls/ca.h"
#include "tls/pem.h"
#include "tls/x509_build.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/asn1.h>
#include <string.h>
#include <time.h>

/* RFC 5280's upper bound of a common name. */
#define COMMON_NAME_MAX 64
#define HOST_BYTES 255
/* Clocks differ: a leaf is good for clients that run up to an hour late. */
#define BACKDATE_S 3600

struct leaf_name {
	char text[HOST_BYTES + 1];
	uint8_t address[16];
	int n_address; /* 0 for a DNS name, else 4 or 16 */
};

static bool
is_host_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

static bool
labels_are_valid(const char *text)
{
	size_t n = 0;
	for (; *text != '\0'; text++) {
		if (!is_host_byte(*text))
			return false;
		if (*text == '.' && n == 0)
			return false;
		n = *text == '.' ? 0 : n + 1;
		if (n > 63)
			return false;
	}
	return n > 0;
}

static int
leaf_name_parse(struct span host, struct leaf_name *ret_name)
{
	struct leaf_name name = {.n_address = 0};
	if (host.n == 0 || host.n > HOST_BYTES ||
	    memchr(host.p, 0, host.n) != NULL)
		return ERR_MALFORMED;
	for (size_t i = 0; i < host.n; i++)
		name.text[i] = ascii_lower((char)host.p[i]);
	if (inet_pton(AF_INET, name.text, name.address) == 1)
		name.n_address = 4;
	else if (inet_pton(AF_INET6, name.text, name.address) == 1)
		name.n_address = 16;
	else if (!labels_are_valid(name.text))
		return ERR_MALFORMED;
	*ret_name = name;
	return 0;
}

bool
ca_host_is_valid(struct span host)
{
	struct leaf_name name;
	return leaf_name_parse(host, &name) == 0;
}

static GENERAL_NAME *
general_name(const struct leaf_name *name)
{
	bool dns = name->n_address == 0;
	const void *bytes = dns ? (const void *)name->text : name->address;
	int n = dns ? (int)strlen(name->text) : name->n_address;
	ASN1_STRING *value = ASN1_STRING_type_new(dns ? V_ASN1_IA5STRING
						      : V_ASN1_OCTET_STRING);
	GENERAL_NAME *general = GENERAL_NAME_new();
	if (value == NULL || general == NULL ||
	    ASN1_STRING_set(value, bytes, n) != 1) {
		ASN1_STRING_free(value);
		GENERAL_NAME_free(general);
		return NULL;
	}
	GENERAL_NAME_set0_value(general, dns ? GEN_DNS : GEN_IPADD, value);
	return general;
}

static int
add_names(X509 *leaf, const struct leaf_name *name, bool subject_is_empty)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	GENERAL_NAME *general = general_name(name);
	int rc = -1;
	if (names != NULL && general != NULL &&
	    sk_GENERAL_NAME_push(names, general) > 0) {
		general = NULL;
		if (X509_add1_ext_i2d(leaf, NID_subject_alt_name, names,
				      subject_is_empty, 0) == 1)
			rc = 0;
	}
	GENERAL_NAME_free(general);
	GENERAL_NAMES_free(names);
	return rc;
}

/* RFC 5280 4.2.1.1: the issuer's key identifier as the issuer states it. */
static int
add_authority(X509 *leaf, X509 *ca)
{
	const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(ca);
	if (id == NULL)
		return 0; /* an AKI without a key identifier says nothing */
	AUTHORITY_KEYID *authority = AUTHORITY_KEYID_new();
	int rc = -1;
	if (authority != NULL) {
		authority->keyid = ASN1_OCTET_STRING_dup(id);
		if (authority->keyid != NULL &&
		    X509_add1_ext_i2d(leaf, NID_authority_key_identifier,
				      authority, 0, 0) == 1)
			rc = 0;
	}
	AUTHORITY_KEYID_free(authority);
	return rc;
}

static int
add_extensions(X509 *leaf, X509 *ca, const struct leaf_name *name, bool empty)
{
	if (x509_extend(leaf, ca, NID_basic_constraints, "critical,CA:FALSE") <
		    0 ||
	    x509_extend(leaf, ca, NID_key_usage, "critical,digitalSignature") <
		    0 ||
	    x509_extend(leaf, ca, NID_ext_key_usage, "serverAuth") < 0 ||
	    x509_extend(leaf, ca, NID_subject_key_identifier, "hash") < 0)
		return -1;
	if (add_authority(leaf, ca) < 0)
		return -1;
	return add_names(leaf, name, empty);
}

static int
seconds_of(const ASN1_TIME *t, int64_t *ret_s)
{
	struct tm tm;
	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return ERR_MALFORMED;
	*ret_s = (int64_t)timegm(&tm);
	return 0;
}

static int
set_validity(X509 *leaf, X509 *ca, int64_t now_s, int64_t lifetime_s,
	     struct why *why)
{
	int64_t from, to;
	if (seconds_of(X509_get0_notBefore(ca), &from) < 0 ||
	    seconds_of(X509_get0_notAfter(ca), &to) < 0)
		return why_set(why, ERR_MALFORMED,
			       "the CA's validity cannot be read");
	if (now_s < from || now_s >= to)
		return why_set(why, ERR_UNAVAILABLE,
			       now_s < from ? "the CA is not valid yet"
					    : "the CA has expired");
	if (from < now_s - BACKDATE_S)
		from = now_s - BACKDATE_S;
	if (to > now_s + lifetime_s)
		to = now_s + lifetime_s;
	if (x509_validity(leaf, from, to) < 0)
		return why_set(why, -ENOMEM, "%s", openssl_words());
	return 0;
}

static int
set_subject(X509 *leaf, X509 *ca, const struct leaf_name *name, bool empty)
{
	X509_NAME *subject = X509_get_subject_name(leaf);
	if (!empty &&
	    X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_ASC,
				       (const unsigned char *)name->text, -1,
				       -1, 0) != 1)
		return -1;
	return X509_set_issuer_name(leaf, X509_get_subject_name(ca)) == 1 ? 0
									  : -1;
}

/* Ed25519 and its like bring their own digest. */
static const EVP_MD *
digest_for(EVP_PKEY *key)
{
	int nid = NID_undef;
	if (EVP_PKEY_get_default_digest_nid(key, &nid) == 2 && nid == NID_undef)
		return NULL;
	return EVP_sha256();
}

int
ca_sign_leaf(X509 *ca, EVP_PKEY *ca_key, EVP_PKEY *leaf_public,
	     struct span host, int64_t now_s, int64_t lifetime_s,
	     X509 **ret_leaf, struct why *why)
{
	struct leaf_name name;
	if (leaf_name_parse(host, &name) < 0)
		return why_set(why, ERR_MALFORMED,
			       "not a name a certificate can be made for");
	if (lifetime_s < 1)
		return why_set(why, -EINVAL,
			       "a leaf lives for a second at "
			       "least");
	CLEANUP(x509_freep) X509 *leaf = X509_new();
	if (leaf == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	int rc = set_validity(leaf, ca, now_s, lifetime_s, why);
	if (rc < 0)
		return rc;
	bool empty = strlen(name.text) > COMMON_NAME_MAX;
	if (X509_set_version(leaf, X509_VERSION_3) != 1 ||
	    x509_random_serial(leaf) < 0 ||
	    set_subject(leaf, ca, &name, empty) < 0 ||
	    X509_set_pubkey(leaf, leaf_public) != 1 ||
	    add_extensions(leaf, ca, &name, empty) < 0 ||
	    X509_sign(leaf, ca_key, digest_for(ca_key)) <= 0)
		return why_set(why, -EIO, "cannot sign a leaf: %s",
			       openssl_words());
	*ret_leaf = leaf;
	leaf = NULL;
	return 0;
}
