/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Proves a file of records, or names its first bad line. The file is
 * somebody else's word: lines are bounded, memory is constant whatever its
 * size. Needs nothing but the file and, for signatures, the public key.
 */
#include "audit/verify.h"

#include "audit/chain.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <unistd.h>

/* A checkpoint may come this many records after the one it vouches for. */
#define LOOK_BACK 65536
#define BUFFER (256 << 10)

struct verify {
	struct audit_verified found;
	struct chain_line before;
	const char *path, *path_before; /* of the file, of the one before it */
	uint64_t line;			/* in the file */
	audit_line_fn *fn;		/* or NULL */
	void *arg;
	EVP_PKEY *key;	       /* NULL: signatures are not checked */
	uint8_t (*hashes)[32]; /* of record seq, at seq % LOOK_BACK */
	uint8_t *buffer;
	size_t n;
	int fd;
};

static int
check_signature(const struct verify *v, const struct record_checkpoint *c)
{
	char message[CHAIN_MESSAGE];
	uint8_t signature[64];
	size_t n = chain_checkpoint_message(c->seq, c->hash, message);
	long length;
	unsigned char *bytes = OPENSSL_hexstr2buf(c->signature, &length);
	if (bytes == NULL || length != sizeof(signature)) {
		OPENSSL_free(bytes);
		return ERR_VERIFY;
	}
	memcpy(signature, bytes, sizeof(signature));
	OPENSSL_free(bytes);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool holds = ctx != NULL &&
		     EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, v->key) == 1 &&
		     EVP_DigestVerify(ctx, signature, sizeof(signature),
				      (const unsigned char *)message, n) == 1;
	EVP_MD_CTX_free(ctx);
	return holds ? 0 : ERR_VERIFY;
}

static int
check_checkpoint(struct verify *v, const struct chain_line *line,
		 struct why *why)
{
	const struct record_checkpoint *c = &line->checkpoint;
	char digits[HASH_TEXT];
	if (c->seq >= line->seq || line->seq - c->seq >= LOOK_BACK)
		return why_set(why, ERR_VERIFY,
			       "a checkpoint of record %llu cannot stand here",
			       (unsigned long long)c->seq);
	hex_text(span_of(v->hashes[c->seq % LOOK_BACK], 32), digits);
	if (c->seq >= v->found.first_seq && strcmp(digits, c->hash) != 0)
		return why_set(why, ERR_VERIFY,
			       "record %llu is not the one that was signed",
			       (unsigned long long)c->seq);
	if (v->key != NULL && check_signature(v, c) < 0)
		return why_set(why, ERR_VERIFY,
			       "the checkpoint's signature does not hold");
	v->found.checkpoints++;
	return 0;
}

/* Two files that do not follow one another. */
static int
bad_border(const struct verify *v, uint64_t seq, struct why *why)
{
	uint64_t last = v->before.seq;
	if (seq <= last)
		return why_set(why, ERR_VERIFY,
			       "record %llu stands in %s already",
			       (unsigned long long)seq, v->path_before);
	return why_set(why, ERR_VERIFY,
		       "records %llu to %llu are missing: %s ends before them",
		       (unsigned long long)last + 1,
		       (unsigned long long)seq - 1, v->path_before);
}

static int
check_place(const struct verify *v, const struct chain_line *line,
	    struct why *why)
{
	if (v->found.records == 0) {
		if (line->seq == 0 ||
		    (line->seq == 1 && strspn(line->prev, "0") != 64))
			return why_set(why, ERR_VERIFY,
				       "it is not a first record");
		return 0;
	}
	if (v->line == 1 && line->seq != v->before.seq + 1)
		return bad_border(v, line->seq, why);
	if (line->seq != v->before.seq + 1)
		return why_set(why, ERR_VERIFY,
			       "record %llu follows %llu: lines were removed, "
			       "inserted or moved",
			       (unsigned long long)line->seq,
			       (unsigned long long)v->before.seq);
	if (strcmp(line->prev, v->before.hash) != 0)
		return why_set(why, ERR_VERIFY,
			       "it does not continue the record before it");
	return 0;
}

static int
check_line(struct verify *v, struct span text, struct why *why)
{
	struct chain_line line;
	struct why inner = {""};
	v->line++;
	int rc = chain_read(text, &line, &inner);
	if (rc == 0)
		rc = check_place(v, &line, &inner);
	if (rc == 0) {
		memcpy(v->hashes[line.seq % LOOK_BACK], line.hash_bytes, 32);
		if (v->found.records == 0)
			v->found.first_seq = line.seq;
		if (line.is_checkpoint)
			rc = check_checkpoint(v, &line, &inner);
	}
	if (rc < 0) {
		v->found.bad_line = v->line;
		return why_set(why, ERR_VERIFY, "line %llu: %s",
			       (unsigned long long)v->line, inner.text);
	}
	v->found.records++;
	v->found.last_seq = line.seq;
	memcpy(v->found.last_hash, line.hash, sizeof(line.hash));
	v->before = line;
	return v->fn != NULL ? v->fn(v->arg, line.seq, text) : 0;
}

/* What is left in the buffer is no whole line. */
static int
bad_rest(struct verify *v, const char *what, struct why *why)
{
	v->found.bad_line = v->line + 1;
	return why_set(why, ERR_VERIFY, "line %llu: %s",
		       (unsigned long long)v->found.bad_line, what);
}

static int
check_all(struct verify *v, struct why *why)
{
	for (;;) {
		ssize_t got = read(v->fd, v->buffer + v->n, BUFFER - v->n);
		if (got < 0)
			return why_set(why, -errno, "cannot read: %s",
				       err_text(-errno));
		if (got == 0)
			break;
		v->n += (size_t)got;
		struct span rest = span_of(v->buffer, v->n);
		while (span_chr(rest, '\n') >= 0) {
			int rc = check_line(v, span_split(&rest, '\n'), why);
			if (rc < 0)
				return rc;
		}
		if (rest.n >= RECORD_LINE)
			return bad_rest(v, "it is too long for a record", why);
		memmove(v->buffer, rest.p != NULL ? rest.p : v->buffer, rest.n);
		v->n = rest.n;
	}
	if (v->n > 0)
		return bad_rest(v, "it is torn: it has no end", why);
	return 0;
}

static int
read_key(const char *pem, EVP_PKEY **ret_key, struct why *why)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
	BIO_free(bio);
	if (key == NULL || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		return why_set(why, -EINVAL,
			       "the public key is not an Ed25519 key in PEM");
	}
	*ret_key = key;
	return 0;
}

/* One file of the chain. */
static int
check_file(struct verify *v, const char *path, struct why *why)
{
	struct why inner = {""};
	v->path_before = v->path;
	v->path = path;
	v->line = 0;
	v->n = 0;
	v->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (v->fd < 0)
		return why_set(why, -errno, "%s: %s", path, err_text(-errno));
	int rc = check_all(v, &inner);
	close(v->fd);
	v->found.files++;
	if (rc < 0) {
		size_t n = strlen(path), most = sizeof(v->found.bad_file) - 1;
		span_copy(span_str(path + (n > most ? n - most : 0)),
			  v->found.bad_file, sizeof(v->found.bad_file));
		why_set(why, rc, "%s: %s", path, inner.text);
	}
	return rc;
}

int
audit_verify_files(struct audit_file *const *files, size_t n,
		   const char *public_key_pem, audit_line_fn *fn, void *arg,
		   struct audit_verified *ret_verified, struct why *why)
{
	struct verify v = {.fn = fn, .arg = arg};
	int rc = 0;
	if (public_key_pem != NULL)
		rc = read_key(public_key_pem, &v.key, why);
	if (rc < 0)
		return rc;
	v.hashes = calloc(LOOK_BACK, sizeof(*v.hashes));
	v.buffer = malloc(BUFFER);
	if (v.hashes == NULL || v.buffer == NULL)
		rc = why_set(why, -ENOMEM, "no memory");
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = check_file(&v, files[i]->path, why);
	free(v.hashes);
	free(v.buffer);
	EVP_PKEY_free(v.key);
	*ret_verified = v.found;
	return rc;
}

int
audit_verify_file(const char *path, const char *public_key_pem,
		  struct audit_verified *ret_verified, struct why *why)
{
	struct why inner = {""};
	struct audit_file file = {.path = path};
	struct audit_file *files[] = {&file};
	size_t n = strlen(path);
	int rc = audit_verify_files(files, 1, public_key_pem, NULL, NULL,
				    ret_verified, &inner);
	/* Who named one file knows which one it is. */
	bool named = strncmp(inner.text, path, n) == 0 &&
		     strncmp(inner.text + n, ": ", 2) == 0 && rc == ERR_VERIFY;
	if (rc < 0)
		why_set(why, rc, "%s", inner.text + (named ? n + 2 : 0));
	return rc;
}
