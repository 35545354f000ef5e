/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions toward origins. Guarantees: never more than the limit, the oldest
 * goes first; master secrets are wiped when they go. One lock, held for a
 * look-up and a copy; encoding and decoding are done outside it.
 */
#include "tls/session_cache.h"

#include "base/map.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SESSION_BYTES_MAX 16384

struct kept {
	struct kept *newer, *older;
	int64_t until_s;
	uint8_t *der;
	size_t n_der;
	char key[];
};

struct session_cache {
	pthread_mutex_t lock;
	struct map *by_key;
	struct kept *newest, *oldest;
	size_t limit;
};

int
session_cache_new(size_t limit, struct session_cache **ret_cache)
{
	must(limit > 0);
	struct session_cache *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->by_key = map_new();
	if (c->by_key == NULL) {
		free(c);
		return -ENOMEM;
	}
	pthread_mutex_init(&c->lock, NULL);
	c->limit = limit;
	*ret_cache = c;
	return 0;
}

static void
kept_free(struct kept *k)
{
	OPENSSL_cleanse(k->der, k->n_der);
	free(k->der);
	free(k);
}

/* Takes k out of map and list and frees it; under the lock. */
static void
kept_drop(struct session_cache *c, struct kept *k)
{
	map_take(c->by_key, span_str(k->key));
	if (k->newer != NULL)
		k->newer->older = k->older;
	else
		c->newest = k->older;
	if (k->older != NULL)
		k->older->newer = k->newer;
	else
		c->oldest = k->newer;
	kept_free(k);
}

void
session_cache_free(struct session_cache **at)
{
	struct session_cache *c = *at;
	*at = NULL;
	if (c == NULL)
		return;
	while (c->oldest != NULL)
		kept_drop(c, c->oldest);
	map_free(&c->by_key, NULL);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static struct kept *
kept_new(const char *key, SSL_SESSION *session, int64_t until_s)
{
	int n = SSL_SESSION_is_resumable(session)
			? i2d_SSL_SESSION(session, NULL)
			: 0;
	if (n <= 0 || n > SESSION_BYTES_MAX)
		return NULL;
	size_t n_key = strlen(key) + 1;
	struct kept *k = calloc(1, sizeof(*k) + n_key);
	uint8_t *der = malloc((size_t)n);
	if (k == NULL || der == NULL) {
		free(k);
		free(der);
		return NULL;
	}
	unsigned char *p = der;
	k->der = der;
	k->n_der = (size_t)i2d_SSL_SESSION(session, &p);
	k->until_s = until_s;
	memcpy(k->key, key, n_key);
	return k;
}

void
session_cache_put(struct session_cache *c, const char *key,
		  SSL_SESSION *session, int64_t until_s)
{
	struct kept *k = kept_new(key, session, until_s);
	if (k == NULL)
		return;
	pthread_mutex_lock(&c->lock);
	struct kept *old = map_get(c->by_key, span_str(key));
	if (old != NULL)
		kept_drop(c, old);
	while (map_count(c->by_key) >= c->limit)
		kept_drop(c, c->oldest);
	if (map_put(c->by_key, span_str(key), k, NULL) == 0) {
		k->older = c->newest;
		if (c->newest != NULL)
			c->newest->newer = k;
		else
			c->oldest = k;
		c->newest = k;
		k = NULL;
	}
	pthread_mutex_unlock(&c->lock);
	if (k != NULL)
		kept_free(k);
}

SSL_SESSION *
session_cache_get(struct session_cache *c, const char *key, int64_t now_s)
{
	uint8_t der[SESSION_BYTES_MAX];
	size_t n = 0;
	pthread_mutex_lock(&c->lock);
	struct kept *k = map_get(c->by_key, span_str(key));
	if (k != NULL && now_s >= k->until_s) {
		kept_drop(c, k);
	} else if (k != NULL) {
		n = k->n_der;
		memcpy(der, k->der, n);
	}
	pthread_mutex_unlock(&c->lock);
	if (n == 0)
		return NULL;
	const unsigned char *p = der;
	SSL_SESSION *session = d2i_SSL_SESSION(NULL, &p, (long)n);
	OPENSSL_cleanse(der, n);
	if (session == NULL)
		ERR_clear_error();
	return session;
}

size_t
session_cache_count(struct session_cache *c)
{
	pthread_mutex_lock(&c->lock);
	size_t n = map_count(c->by_key);
	pthread_mutex_unlock(&c->lock);
	return n;
}
