/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PEM files. Guarantees: a private key is 0600 from its first byte on and
 * never overwrites anything; nobody is ever asked for a passphrase. Memory
 * that held a private key is wiped. Stateless; any thread.
 */
#include "tls/pem.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#define CERTIFICATES_MAX 64

void
x509_freep(X509 **p)
{
	X509_free(*p);
}

void
x509_chain_freep(STACK_OF(X509) * *p)
{
	sk_X509_pop_free(*p, X509_free);
}

void
x509_name_freep(X509_NAME **p)
{
	X509_NAME_free(*p);
}

void
evp_pkey_freep(EVP_PKEY **p)
{
	EVP_PKEY_free(*p);
}

void
bio_freep(BIO **p)
{
	BIO_free_all(*p);
}

void
ssl_freep(SSL **p)
{
	SSL_free(*p);
}

void
ssl_ctx_freep(SSL_CTX **p)
{
	SSL_CTX_free(*p);
}

void
openssl_freep(unsigned char **p)
{
	OPENSSL_free(*p);
}

const char *
openssl_words(void)
{
	const char *words = ERR_reason_error_string(ERR_peek_last_error());
	ERR_clear_error();
	return words != NULL ? words : "unknown cause";
}

static int
write_all(int fd, struct span bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		bytes = span_from(bytes, (size_t)n);
	}
	return fsync(fd) == 0 ? 0 : -errno;
}

int
file_create(const char *path, mode_t mode, struct span bytes, struct why *why)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return why_set(why, -errno, "cannot create %s: %s", path,
			       err_text(-errno));
	int rc = write_all(fd, bytes);
	if (rc == 0 && fchmod(fd, mode) != 0)
		rc = -errno;
	close(fd);
	if (rc == 0)
		return 0;
	unlink(path);
	return why_set(why, rc, "cannot write %s: %s", path, err_text(rc));
}

static int
open_file(const char *path, BIO **ret_bio, struct why *why)
{
	errno = 0;
	BIO *bio = BIO_new_file(path, "re");
	if (bio == NULL) {
		int rc = errno != 0 ? -errno : -EIO;
		ERR_clear_error();
		return why_set(why, rc, "cannot read %s: %s", path,
			       err_text(rc));
	}
	*ret_bio = bio;
	return 0;
}

int
pem_certificate(const char *path, X509 **ret_certificate, struct why *why)
{
	CLEANUP(bio_freep) BIO *bio = NULL;
	int rc = open_file(path, &bio, why);
	if (rc < 0)
		return rc;
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	if (certificate == NULL)
		return why_set(why, ERR_MALFORMED, "no certificate in %s: %s",
			       path, openssl_words());
	*ret_certificate = certificate;
	return 0;
}

int
pem_certificates(const char *path, STACK_OF(X509) * *ret_certificates,
		 struct why *why)
{
	CLEANUP(bio_freep) BIO *bio = NULL;
	int rc = open_file(path, &bio, why);
	if (rc < 0)
		return rc;
	CLEANUP(x509_chain_freep) STACK_OF(X509) *all = sk_X509_new_null();
	if (all == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	X509 *one;
	while ((one = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		if (sk_X509_num(all) == CERTIFICATES_MAX ||
		    sk_X509_push(all, one) == 0) {
			X509_free(one);
			return why_set(why, ERR_LIMIT,
				       "more than %d certificates in %s",
				       CERTIFICATES_MAX, path);
		}
	}
	bool at_end =
		ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	if (sk_X509_num(all) == 0 || !at_end)
		return why_set(why, ERR_MALFORMED, "bad certificate in %s: %s",
			       path, openssl_words());
	ERR_clear_error();
	*ret_certificates = all;
	all = NULL;
	return 0;
}

/* An encrypted key needs somebody to type: a daemon has nobody. */
static int
no_passphrase(char *buf, int size, int writing, void *arg)
{
	(void)buf, (void)size, (void)writing, (void)arg;
	return -1;
}

int
pem_key(const char *path, EVP_PKEY **ret_key, struct why *why)
{
	CLEANUP(bio_freep) BIO *bio = NULL;
	int rc = open_file(path, &bio, why);
	if (rc < 0)
		return rc;
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	if (key == NULL)
		return why_set(why, ERR_MALFORMED,
			       "no private key without passphrase in %s: %s",
			       path, openssl_words());
	*ret_key = key;
	return 0;
}

/* The bytes of a memory BIO go to a file and are wiped. */
static int
save_bio(BIO *bio, const char *path, mode_t mode, struct why *why)
{
	char *p = NULL;
	long n = BIO_get_mem_data(bio, &p);
	int rc = file_create(path, mode, span_of(p, (size_t)n), why);
	OPENSSL_cleanse(p, (size_t)n);
	return rc;
}

int
pem_write_key(const char *path, EVP_PKEY *key, struct why *why)
{
	CLEANUP(bio_freep) BIO *bio = BIO_new(BIO_s_secmem());
	if (bio == NULL || PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL,
							 0, NULL, NULL) != 1)
		return why_set(why, ERR_UNAVAILABLE, "cannot encode key: %s",
			       openssl_words());
	return save_bio(bio, path, 0600, why);
}

int
pem_write_public(const char *path, EVP_PKEY *key, struct why *why)
{
	CLEANUP(bio_freep) BIO *bio = BIO_new(BIO_s_mem());
	if (bio == NULL || PEM_write_bio_PUBKEY(bio, key) != 1)
		return why_set(why, ERR_UNAVAILABLE, "cannot encode key: %s",
			       openssl_words());
	return save_bio(bio, path, 0644, why);
}

int
pem_write_certificate(const char *path, X509 *certificate, struct why *why)
{
	CLEANUP(bio_freep) BIO *bio = BIO_new(BIO_s_mem());
	if (bio == NULL || PEM_write_bio_X509(bio, certificate) != 1)
		return why_set(why, ERR_UNAVAILABLE,
			       "cannot encode certificate: %s",
			       openssl_words());
	return save_bio(bio, path, 0644, why);
}
