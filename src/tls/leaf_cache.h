/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mint's memory: leaves by name in least-recently-used order, and for
 * the names in use a ready context. A leaf is some 600 bytes, a context some
 * 20 KiB that cost 0.2 ms to rebuild; so all names keep their leaf and only
 * the warm ones their context. Private to this room; not thread-safe: the
 * mint's lock covers it.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <openssl/ssl.h>

struct leaf_cache;

/* One name's leaf. Valid until the next call that changes the cache. */
struct leaf {
	struct span der;
	SSL_CTX *ctx;	       /* borrowed; NULL while cold */
	int64_t fresh_until_s; /* wall clock: renew from here on */
	int64_t good_until_s;  /* wall clock: not to be served from here on */
};

/* At most limit leaves, of which at most limit_warm have a context. */
MUST_USE int leaf_cache_new(size_t limit, size_t limit_warm,
			    struct leaf_cache **ret_cache);
void leaf_cache_free(struct leaf_cache **c);
/* Finds and marks as just used; false when there is none. */
bool leaf_cache_find(struct leaf_cache *c, const char *host,
		     struct leaf *ret_leaf);
/* Puts or replaces; the cache takes a reference of leaf->ctx and a copy of
 * leaf->der. The least recently used make room. */
MUST_USE int leaf_cache_put(struct leaf_cache *c, const char *host,
			    const struct leaf *leaf);
/* Gives a cold leaf its context back, if it is still the leaf der. */
void leaf_cache_warm(struct leaf_cache *c, const char *host, struct span der,
		     SSL_CTX *ctx);
size_t leaf_cache_count(const struct leaf_cache *c);
size_t leaf_cache_count_warm(const struct leaf_cache *c);
