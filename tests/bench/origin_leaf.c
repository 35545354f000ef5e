/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A certificate of its own for every name asked for, as different hosts have:
 * a gateway that copies or verifies them must meet a new one each time.
 */
#include "bench/origin.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define NAMES_MAX 4096
#define VALID_SECONDS (30L * 86400)

static X509 *ca;
static EVP_PKEY *ca_key, *leaf_key;
static struct {
	char name[128];
	SSL_CTX *ctx;
} names[NAMES_MAX];
static unsigned n_names;

int
origin_leaf_init(const char *ca_path, const char *key_path)
{
	FILE *f = fopen(ca_path, "re");
	if (f != NULL) {
		ca = PEM_read_X509(f, NULL, NULL, NULL);
		fclose(f);
	}
	f = fopen(key_path, "re");
	if (f != NULL) {
		ca_key = PEM_read_PrivateKey(f, NULL, NULL, NULL);
		fclose(f);
	}
	leaf_key = EVP_EC_gen("P-256");
	return ca != NULL && ca_key != NULL && leaf_key != NULL ? 0 : -1;
}

static int
add_extensions(X509 *leaf, const char *name)
{
	char alternative[160];
	X509V3_CTX context;
	snprintf(alternative, sizeof(alternative), "DNS:%s", name);
	const struct {
		int nid;
		const char *value;
	} extensions[] = {
		{NID_basic_constraints, "critical,CA:FALSE"},
		{NID_key_usage, "critical,digitalSignature"},
		{NID_ext_key_usage, "serverAuth"},
		{NID_subject_alt_name, alternative},
		{NID_subject_key_identifier, "hash"},
		{NID_authority_key_identifier, "keyid"},
	};
	X509V3_set_ctx(&context, ca, leaf, NULL, NULL, 0);
	for (size_t i = 0; i < sizeof(extensions) / sizeof(*extensions); i++) {
		X509_EXTENSION *e = X509V3_EXT_conf_nid(
			NULL, &context, extensions[i].nid, extensions[i].value);
		if (e == NULL || X509_add_ext(leaf, e, -1) != 1)
			return -1;
		X509_EXTENSION_free(e);
	}
	return 0;
}

static X509 *
mint(const char *name)
{
	X509 *leaf = X509_new();
	uint64_t serial;
	if (leaf == NULL || RAND_bytes((void *)&serial, sizeof(serial)) != 1)
		return NULL;
	X509_set_version(leaf, X509_VERSION_3);
	ASN1_INTEGER_set_uint64(X509_get_serialNumber(leaf), serial >> 1);
	X509_gmtime_adj(X509_getm_notBefore(leaf), -3600);
	X509_gmtime_adj(X509_getm_notAfter(leaf), VALID_SECONDS);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(leaf), "CN",
				   MBSTRING_UTF8, (const unsigned char *)name,
				   -1, -1, 0);
	X509_set_issuer_name(leaf, X509_get_subject_name(ca));
	X509_set_pubkey(leaf, leaf_key);
	if (add_extensions(leaf, name) < 0 ||
	    X509_sign(leaf, ca_key, EVP_sha256()) == 0) {
		X509_free(leaf);
		return NULL;
	}
	return leaf;
}

static int
choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_size,
		const unsigned char *in, unsigned in_size, void *arg)
{
	static const unsigned char mine[] = "\x08http/1.1";
	unsigned char *chosen;
	(void)ssl;
	(void)arg;
	if (SSL_select_next_proto(&chosen, out_size, mine, sizeof(mine) - 1, in,
				  in_size) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_NOACK;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *
context_for(const char *name)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	X509 *leaf = mint(name);
	if (ctx == NULL || leaf == NULL ||
	    SSL_CTX_use_certificate(ctx, leaf) != 1 ||
	    SSL_CTX_use_PrivateKey(ctx, leaf_key) != 1) {
		SSL_CTX_free(ctx);
		ctx = NULL;
	} else {
		SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
		SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, NULL);
	}
	X509_free(leaf);
	return ctx;
}

SSL_CTX *
origin_leaf(const char *name)
{
	for (unsigned i = 0; i < n_names; i++)
		if (strcasecmp(names[i].name, name) == 0)
			return names[i].ctx;
	if (n_names == NAMES_MAX || strlen(name) >= sizeof(names[0].name))
		return NULL;
	SSL_CTX *ctx = context_for(name);
	if (ctx != NULL) {
		snprintf(names[n_names].name, sizeof(names[0].name), "%s",
			 name);
		names[n_names++].ctx = ctx;
	}
	return ctx;
}
