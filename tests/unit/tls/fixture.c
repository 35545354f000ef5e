/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates to order and handshakes in one thread. */
#include "fixture.h"

#include "tls/context.h"

#include <check.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[64];
static pid_t folder_owner;

static void
folder_remove(void)
{
	char line[96];
	if (getpid() != folder_owner)
		return;
	snprintf(line, sizeof(line), "rm -rf %s", folder);
	if (system(line) != 0)
		fprintf(stderr, "%s stays behind\n", folder);
}

const char *
scratch(const char *name)
{
	static char paths[8][128];
	static unsigned turn;
	if (folder_owner != getpid()) {
		strcpy(folder, "/tmp/kouan-tls-XXXXXX");
		ck_assert_ptr_nonnull(mkdtemp(folder));
		folder_owner = getpid();
		atexit(folder_remove);
	}
	char *path = paths[turn++ % 8];
	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

struct owned {
	struct owned *next;
	void *p;
	void (*release)(void *p);
};
static struct owned *owned;

static void
release_all(void)
{
	while (owned != NULL) {
		struct owned *o = owned;
		owned = o->next;
		o->release(o->p);
		free(o);
	}
}

static void
own(void *p, void (*release)(void *))
{
	static pid_t registered;
	if (registered != getpid()) {
		/* First, so that its own clean-up runs after ours. */
		OPENSSL_init_ssl(0, NULL);
		ck_assert_int_eq(atexit(release_all), 0);
		registered = getpid();
	}
	struct owned *o = malloc(sizeof(*o));
	ck_assert_ptr_nonnull(o);
	*o = (struct owned){owned, p, release};
	owned = o;
}

#define OWN(function, type, free_function)                                     \
	static void function##_release(void *p)                                \
	{                                                                      \
		free_function(p);                                              \
	}                                                                      \
	type *function(type *p)                                                \
	{                                                                      \
		ck_assert_ptr_nonnull(p);                                      \
		own(p, function##_release);                                    \
		return p;                                                      \
	}
OWN(own_certificate, X509, X509_free)
OWN(own_key, EVP_PKEY, EVP_PKEY_free)
OWN(own_context, SSL_CTX, SSL_CTX_free)
OWN(own_ssl, SSL, SSL_free)
OWN(own_session, SSL_SESSION, SSL_SESSION_free)

static void
add_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, x, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	ck_assert_ptr_nonnull(e);
	ck_assert_int_eq(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

static void
add_nul_name(X509 *x, const char *name)
{
	char bytes[128];
	size_t n = strlen(name);
	memcpy(bytes, name, n + 1);
	strcpy(bytes + n + 1, ".attacker.example");
	ASN1_IA5STRING *value = ASN1_IA5STRING_new();
	ASN1_STRING_set(value, bytes, (int)(n + 1 + 17));
	GENERAL_NAME *general = GENERAL_NAME_new();
	GENERAL_NAME_set0_value(general, GEN_DNS, value);
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	sk_GENERAL_NAME_push(names, general);
	ck_assert_int_eq(
		X509_add1_ext_i2d(x, NID_subject_alt_name, names, 0, 0), 1);
	GENERAL_NAMES_free(names);
}

static void
extend(X509 *x, X509 *issuer, const struct recipe *r)
{
	add_extension(x, issuer, NID_basic_constraints,
		      r->ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
	add_extension(x, issuer, NID_key_usage,
		      r->ca || r->plain_ca ? "critical,keyCertSign,cRLSign"
					   : "critical,digitalSignature");
	if (!r->ca && !r->plain_ca)
		add_extension(x, issuer, NID_ext_key_usage,
			      r->usage != NULL ? r->usage : "serverAuth");
	add_extension(x, issuer, NID_subject_key_identifier, "hash");
	add_extension(x, issuer, NID_authority_key_identifier, "keyid");
	if (r->nul_in_san)
		add_nul_name(x, r->san);
	else if (r->san != NULL)
		add_extension(x, issuer, NID_subject_alt_name, r->san);
}

struct identity
identity_new(const struct recipe *r, const struct identity *issuer)
{
	static long serial = 1000;
	struct identity i = {.certificate = own_certificate(X509_new())};
	i.key = own_key(r->rsa_bits > 0 ? EVP_RSA_gen((unsigned)r->rsa_bits)
					: EVP_EC_gen("P-256"));
	X509 *x = i.certificate;
	X509 *parent = issuer != NULL ? issuer->certificate : x;
	bool usual = r->from_s == 0 && r->to_s == 0;
	X509_set_version(x, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
	X509_gmtime_adj(X509_getm_notBefore(x), usual ? -3600 : r->from_s);
	X509_gmtime_adj(X509_getm_notAfter(x), usual ? 86400 : r->to_s);
	X509_NAME_add_entry_by_txt(
		X509_get_subject_name(x), "CN", MBSTRING_UTF8,
		(const unsigned char *)r->common_name, -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(parent));
	X509_set_pubkey(x, i.key);
	extend(x, parent, r);
	const EVP_MD *digest =
		EVP_get_digestbyname(r->digest != NULL ? r->digest : "SHA256");
	ck_assert_int_gt(
		X509_sign(x, issuer != NULL ? issuer->key : i.key, digest), 0);
	return i;
}

void
identity_save(const struct identity *i, const char *certificate_path,
	      const char *key_path)
{
	if (certificate_path != NULL) {
		FILE *f = fopen(certificate_path, "w");
		ck_assert_ptr_nonnull(f);
		ck_assert_int_eq(PEM_write_X509(f, i->certificate), 1);
		fclose(f);
	}
	if (key_path != NULL) {
		FILE *f = fopen(key_path, "w");
		ck_assert_ptr_nonnull(f);
		ck_assert_int_eq(PEM_write_PrivateKey(f, i->key, NULL, NULL, 0,
						      NULL, NULL),
				 1);
		fclose(f);
	}
}

SSL_CTX *
server_context(const struct identity *identity, X509 *const *chain)
{
	SSL_CTX *ctx = own_context(SSL_CTX_new(TLS_server_method()));
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_mode(ctx, SSL_MODE_NO_AUTO_CHAIN);
	ck_assert_int_eq(SSL_CTX_use_certificate(ctx, identity->certificate),
			 1);
	ck_assert_int_eq(SSL_CTX_use_PrivateKey(ctx, identity->key), 1);
	for (; chain != NULL && *chain != NULL; chain++)
		ck_assert_int_eq(SSL_CTX_add1_chain_cert(ctx, *chain), 1);
	return ctx;
}

void
socket_pair(int ends[2])
{
	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
}

/* One attempt: 1 done, 0 wants more, -1 failed. */
static int
attempt(SSL *ssl)
{
	ERR_clear_error();
	int rc = SSL_do_handshake(ssl);
	if (rc == 1)
		return 1;
	int error = SSL_get_error(ssl, rc);
	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE
		       ? 0
		       : -1;
}

static int
settle_rest(SSL *client, SSL *server)
{
	char byte;
	/* Tickets and late alerts arrive with the first read. */
	for (int i = 0; i < 2; i++) {
		ERR_clear_error();
		int a = SSL_read(client, &byte, 1);
		if (a <= 0 && SSL_get_error(client, a) != SSL_ERROR_WANT_READ)
			return -1;
		ERR_clear_error();
		int b = SSL_read(server, &byte, 1);
		if (b <= 0 && SSL_get_error(server, b) != SSL_ERROR_WANT_READ)
			return -2;
	}
	return 1;
}

int
shake(SSL *client, SSL *server, struct why *why, bool *ret_verify)
{
	int c = 0, s = 0;
	for (int i = 0; i < 20 && (c == 0 || s == 0); i++) {
		if (c == 0)
			c = attempt(client);
		if (c < 0) {
			bool verify = upstream_tls_failure(client, why);
			if (ret_verify != NULL)
				*ret_verify = verify;
			attempt(server);
			return -1;
		}
		if (s == 0)
			s = attempt(server);
		if (s < 0 && c == 1)
			return -2;
	}
	return c == 1 && s == 1 ? settle_rest(client, server) : 0;
}

int
run(const char *fmt, ...)
{
	char line[1024];
	va_list args;
	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	int status = system(line);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
