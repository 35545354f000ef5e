/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AES-256-CTR over an unnamed file: written once from the start, read once
 * from the start. The file has no name, the key is only in memory and wiped;
 * what a crash leaves on the disk cannot be read. One owner, one thread.
 */
#include "proxy/spool.h"

#include "base/tally.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <unistd.h>

GAUGE(spooled, "kouan_spool_bytes", "Bytes of bodies waiting on the disk")

struct spool {
	int fd;
	uint64_t limit, written, read;
	EVP_CIPHER_CTX *seal, *open;
};

static EVP_CIPHER_CTX *
new_cipher(const uint8_t key[32], const uint8_t iv[16])
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	/* In counter mode both directions are the same. */
	if (c != NULL &&
	    EVP_EncryptInit_ex(c, EVP_aes_256_ctr(), NULL, key, iv) != 1) {
		EVP_CIPHER_CTX_free(c);
		c = NULL;
	}
	return c;
}

int
spool_new(const char *directory, uint64_t limit, struct spool **ret_spool)
{
	uint8_t secret[48];
	struct spool *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->limit = limit;
	s->fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	int rc = s->fd < 0 ? -errno : 0;
	if (rc == 0 && RAND_bytes(secret, sizeof(secret)) != 1)
		rc = ERR_UNAVAILABLE;
	if (rc == 0) {
		s->seal = new_cipher(secret, secret + 32);
		s->open = new_cipher(secret, secret + 32);
		if (s->seal == NULL || s->open == NULL)
			rc = -ENOMEM;
	}
	explicit_bzero(secret, sizeof(secret));
	if (rc < 0) {
		spool_free(&s);
		return rc;
	}
	*ret_spool = s;
	return 0;
}

void
spool_free(struct spool **ps)
{
	struct spool *s = *ps;
	*ps = NULL;
	if (s == NULL)
		return;
	tally_add(&spooled, -(int64_t)s->written);
	if (s->fd >= 0)
		close(s->fd);
	EVP_CIPHER_CTX_free(s->seal);
	EVP_CIPHER_CTX_free(s->open);
	free(s);
}

static int
write_all(int fd, const uint8_t *p, size_t n, uint64_t at)
{
	while (n > 0) {
		ssize_t rc = pwrite(fd, p, n, (off_t)at);
		if (rc < 0 && errno == EINTR)
			continue;
		if (rc < 0)
			return -errno;
		p += rc;
		n -= (size_t)rc;
		at += (uint64_t)rc;
	}
	return 0;
}

int
spool_write(struct spool *s, struct span data)
{
	uint8_t sealed[16384];
	if (s->written + data.n > s->limit)
		return ERR_LIMIT;
	while (data.n > 0) {
		struct span piece = span_cut(data, 0, sizeof(sealed));
		int n;
		if (EVP_EncryptUpdate(s->seal, sealed, &n, piece.p,
				      (int)piece.n) != 1)
			return ERR_UNAVAILABLE;
		int rc = write_all(s->fd, sealed, (size_t)n, s->written);
		if (rc < 0)
			return rc;
		s->written += piece.n;
		tally_add(&spooled, (int64_t)piece.n);
		data = span_from(data, piece.n);
	}
	return 0;
}

int
spool_read(struct spool *s, struct chunk_store *chunks, struct queue *out,
	   uint64_t n)
{
	if (n > s->written - s->read)
		return -EINVAL;
	while (n > 0) {
		struct chunk *c = chunk_take(chunks);
		if (c == NULL)
			return -ENOMEM;
		size_t want = n < CHUNK_SIZE ? (size_t)n : CHUNK_SIZE;
		ssize_t got = pread(s->fd, c->bytes, want, (off_t)s->read);
		int done = 0, rc = 0;
		if (got <= 0)
			rc = got < 0 ? -errno : -EIO;
		c->used = got > 0 ? (unsigned)got : 0;
		if (rc == 0 && EVP_EncryptUpdate(s->open, c->bytes, &done,
						 c->bytes, (int)got) != 1)
			rc = ERR_UNAVAILABLE;
		if (rc == 0)
			rc = queue_add(out, c, 0, (size_t)got);
		chunk_unref(&c);
		if (rc < 0)
			return rc;
		s->read += (uint64_t)got;
		n -= (uint64_t)got;
	}
	return 0;
}

uint64_t
spool_in_use(void)
{
	int64_t n = tally_read(&spooled);
	return n > 0 ? (uint64_t)n : 0;
}
