/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signer process. Guarantees: the CA key and the checkpoint key are read
 * once, before any request, and never leave; by the first request the walls
 * stand; a malformed request ends the process, so nothing is ever repaired.
 * One thread, no state beyond the keys and the last leaf key seen.
 */
#include "tls/signer.h"
#include "tls/ca.h"
#include "tls/pem.h"
#include "tls/signer_jail.h"
#include "tls/signer_wire.h"

#include "base/log.h"

#include <errno.h>
#include <getopt.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIFETIME_DEFAULT_S (7 * 86400)
#define LIFETIME_MAX_S (90 * 86400)

struct signer {
	int fd;
	int64_t lifetime_s;
	X509 *ca;
	EVP_PKEY *ca_key;
	EVP_PKEY *audit_key; /* NULL: no checkpoints */
	/* The daemon asks with one key a generation: decoded once. */
	uint8_t leaf_der[SIGNER_KEY_MAX];
	size_t n_leaf_der;
	EVP_PKEY *leaf_key;
};

/* The key that signs checkpoints; made at the first start. */
static int
audit_key_load(const char *path, EVP_PKEY **ret_key, struct why *why)
{
	char public_path[4096];
	if (snprintf(public_path, sizeof(public_path), "%s.pub", path) >=
	    (int)sizeof(public_path))
		return why_set(why, -ENAMETOOLONG, "%s is too long", path);
	CLEANUP(evp_pkey_freep) EVP_PKEY *key = NULL;
	int rc;
	if (access(path, F_OK) != 0 && errno == ENOENT) {
		key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		if (key == NULL)
			return why_set(why, ERR_UNAVAILABLE,
				       "cannot make a key: %s",
				       openssl_words());
		rc = pem_write_key(path, key, why);
	} else {
		rc = pem_key(path, &key, why);
	}
	if (rc < 0)
		return rc;
	if (EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519)
		return why_set(why, ERR_VERIFY, "%s is not an Ed25519 key",
			       path);
	if (access(public_path, F_OK) != 0) {
		rc = pem_write_public(public_path, key, why);
		if (rc < 0)
			return rc;
	}
	*ret_key = key;
	key = NULL;
	return 0;
}

static EVP_PKEY *
leaf_key(struct signer *s, struct span der)
{
	if (s->leaf_key != NULL &&
	    span_eq(der, span_of(s->leaf_der, s->n_leaf_der)))
		return s->leaf_key;
	const unsigned char *p = der.p;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)der.n);
	char group[32];
	if (key == NULL || p != der.p + der.n ||
	    EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
	    EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1 ||
	    strcmp(group, "prime256v1") != 0) {
		EVP_PKEY_free(key);
		ERR_clear_error();
		return NULL;
	}
	EVP_PKEY_free(s->leaf_key);
	s->leaf_key = key;
	memcpy(s->leaf_der, der.p, der.n);
	s->n_leaf_der = der.n;
	return key;
}

static int
answer_leaf(struct signer *s, const struct signer_request *request)
{
	CLEANUP(x509_freep) X509 *leaf = NULL;
	CLEANUP(openssl_freep) unsigned char *der = NULL;
	EVP_PKEY *key = leaf_key(s, request->key);
	if (key == NULL)
		return ERR_MALFORMED;
	int status = ca_sign_leaf(s->ca, s->ca_key, key, request->subject,
				  clock_wall_us() / 1000000, s->lifetime_s,
				  &leaf, NULL);
	int n = status == 0 ? i2d_X509(leaf, &der) : 0;
	if (n < 0 || (size_t)n > sizeof(((struct signer_reply *)NULL)->bytes)) {
		status = ERR_LIMIT;
		n = 0;
	}
	return signer_answer(s->fd, request->id, SIGNER_LEAF, status,
			     span_of(der, (size_t)n));
}

static int
answer_checkpoint(struct signer *s, const struct signer_request *request)
{
	uint8_t signature[64];
	size_t n = 0;
	int status = ERR_UNAVAILABLE;
	EVP_MD_CTX *ctx = s->audit_key != NULL ? EVP_MD_CTX_new() : NULL;
	if (ctx != NULL) {
		n = sizeof(signature);
		if (EVP_DigestSignInit(ctx, NULL, NULL, NULL, s->audit_key) ==
			    1 &&
		    EVP_DigestSign(ctx, signature, &n, request->subject.p,
				   request->subject.n) == 1)
			status = 0;
		else
			n = 0;
	}
	EVP_MD_CTX_free(ctx);
	return signer_answer(s->fd, request->id, SIGNER_CHECKPOINT, status,
			     span_of(signature, n));
}

static int
serve(struct signer *s)
{
	struct signer_request request;
	int rc;
	while ((rc = signer_take(s->fd, &request)) == 0) {
		rc = request.verb == SIGNER_LEAF
			     ? answer_leaf(s, &request)
			     : answer_checkpoint(s, &request);
		if (rc < 0)
			break;
	}
	return rc;
}

/* Everything OpenSSL loads lazily is loaded by one signature of each kind,
 * while files may still be opened. */
static int
rehearse(struct signer *s, struct why *why)
{
	CLEANUP(evp_pkey_freep) EVP_PKEY *key = EVP_EC_gen("P-256");
	CLEANUP(x509_freep) X509 *leaf = NULL;
	CLEANUP(openssl_freep) unsigned char *der = NULL;
	if (key == NULL)
		return why_set(why, ERR_UNAVAILABLE, "cannot make a key: %s",
			       openssl_words());
	int n = i2d_PUBKEY(key, &der);
	if (n <= 0 || n > SIGNER_KEY_MAX ||
	    leaf_key(s, span_of(der, (size_t)n)) == NULL)
		return why_set(why, ERR_UNAVAILABLE, "cannot encode a key");
	int rc = ca_sign_leaf(s->ca, s->ca_key, key, SPAN("localhost"),
			      clock_wall_us() / 1000000, s->lifetime_s, &leaf,
			      why);
	/* A CA out of its time is reported per leaf, not a reason to stop. */
	return rc == ERR_UNAVAILABLE ? 0 : rc;
}

static int
prepare(struct signer *s, const struct signer_options *options, struct why *why)
{
	int rc = signer_jail_settle(s->fd, why);
	if (rc == 0)
		rc = ca_load(options->ca_certificate, options->ca_key, &s->ca,
			     &s->ca_key, why);
	if (rc == 0 && options->audit_key != NULL)
		rc = audit_key_load(options->audit_key, &s->audit_key, why);
	if (rc == 0)
		rc = rehearse(s, why);
	if (rc == 0)
		rc = signer_jail_lock(s->fd, why);
	return rc;
}

int
signer_main(int fd, const struct signer_options *options)
{
	struct signer s = {.fd = fd, .lifetime_s = options->leaf_lifetime_s};
	struct why why = {""};
	if (s.lifetime_s <= 0)
		s.lifetime_s = LIFETIME_DEFAULT_S;
	if (s.lifetime_s > LIFETIME_MAX_S)
		s.lifetime_s = LIFETIME_MAX_S;
	int rc = prepare(&s, options, &why);
	int told = signer_answer(fd, 0, SIGNER_READY, rc,
				 rc < 0 ? span_str(why.text) : SPAN_NONE);
	int status = 2;
	if (rc == 0 && told == 0) {
		rc = serve(&s);
		status = rc == ERR_CLOSED ? 0 : 1;
		if (rc != ERR_CLOSED)
			log_error("signer: %s", err_text(rc));
	}
	EVP_PKEY_free(s.leaf_key);
	EVP_PKEY_free(s.audit_key);
	EVP_PKEY_free(s.ca_key);
	X509_free(s.ca);
	return status;
}

enum signer_option {
	OPTION_ROLE = 1,
	OPTION_FD,
	OPTION_CA_CERTIFICATE,
	OPTION_CA_KEY,
	OPTION_AUDIT_KEY,
	OPTION_LEAF_LIFETIME
};

static const struct option long_options[] = {
	{"role", required_argument, NULL, OPTION_ROLE},
	{"fd", required_argument, NULL, OPTION_FD},
	{"ca-certificate", required_argument, NULL, OPTION_CA_CERTIFICATE},
	{"ca-key", required_argument, NULL, OPTION_CA_KEY},
	{"audit-key", required_argument, NULL, OPTION_AUDIT_KEY},
	{"leaf-lifetime", required_argument, NULL, OPTION_LEAF_LIFETIME},
	{NULL, 0, NULL, 0},
};

static bool
take_option(int c, struct signer_options *options, uint64_t *fd)
{
	uint64_t seconds;
	switch (c) {
	case OPTION_ROLE:
		return strcmp(optarg, "signer") == 0;
	case OPTION_FD:
		return span_u64(span_str(optarg), fd) == 0 && *fd < 1 << 20;
	case OPTION_CA_CERTIFICATE:
		options->ca_certificate = optarg;
		return true;
	case OPTION_CA_KEY:
		options->ca_key = optarg;
		return true;
	case OPTION_AUDIT_KEY:
		options->audit_key = optarg;
		return true;
	case OPTION_LEAF_LIFETIME:
		if (span_u64(span_str(optarg), &seconds) < 0 ||
		    seconds > LIFETIME_MAX_S)
			return false;
		options->leaf_lifetime_s = (int64_t)seconds;
		return true;
	default:
		return false;
	}
}

int
signer_role(int argc, char **argv)
{
	struct signer_options options = {.ca_certificate = NULL};
	uint64_t fd = 0;
	int c;
	bool good = true;
	optind = 1;
	opterr = 0;
	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		good = good && take_option(c, &options, &fd);
	if (!good || optind != argc || options.ca_certificate == NULL ||
	    options.ca_key == NULL || fd <= STDERR_FILENO) {
		log_error("signer: bad arguments");
		return 2;
	}
	/* Nothing may run at exit: the walls would not let it. */
	_exit(signer_main((int)fd, &options));
}
