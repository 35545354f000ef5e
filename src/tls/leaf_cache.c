/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Least-recently-used leaves. Guarantees: neither limit is ever passed; the
 * cache owns its leaves and one reference of each context. Two rings thread
 * the entries: all of them, and the warm ones. Under the mint's lock.
 */
#include "tls/leaf_cache.h"

#include "base/map.h"
#include "base/tally.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

TALLY(evicted, "kouan_leaf_evictions_total",
      "Leaf certificates dropped because the cache was full")

struct ring {
	struct ring *next, *prev;
};

struct entry {
	struct ring all; /* first: a ring of all is an entry */
	struct ring warm;
	SSL_CTX *ctx;
	int64_t fresh_until_s, good_until_s;
	uint8_t *der;
	size_t n_der;
	char host[];
};

struct leaf_cache {
	struct map *by_host;
	struct ring all, warm; /* most recently used first */
	size_t limit, limit_warm, n_warm;
};

static void
ring_init(struct ring *r)
{
	r->next = r->prev = r;
}

static void
ring_remove(struct ring *r)
{
	r->prev->next = r->next;
	r->next->prev = r->prev;
	ring_init(r);
}

static void
ring_first(struct ring *head, struct ring *r)
{
	r->next = head->next;
	r->prev = head;
	head->next->prev = r;
	head->next = r;
}

static struct entry *
of_all(struct ring *r)
{
	return (struct entry *)(void *)((char *)r -
					offsetof(struct entry, all));
}

static struct entry *
of_warm(struct ring *r)
{
	return (struct entry *)(void *)((char *)r -
					offsetof(struct entry, warm));
}

static void
entry_chill(struct leaf_cache *c, struct entry *e)
{
	if (e->ctx == NULL)
		return;
	ring_remove(&e->warm);
	SSL_CTX_free(e->ctx);
	e->ctx = NULL;
	c->n_warm--;
}

static void
entry_heat(struct leaf_cache *c, struct entry *e, SSL_CTX *ctx)
{
	while (c->n_warm >= c->limit_warm)
		entry_chill(c, of_warm(c->warm.prev));
	SSL_CTX_up_ref(ctx);
	e->ctx = ctx;
	ring_first(&c->warm, &e->warm);
	c->n_warm++;
}

static void
entry_drop(struct leaf_cache *c, struct entry *e)
{
	map_take(c->by_host, span_str(e->host));
	entry_chill(c, e);
	ring_remove(&e->all);
	free(e->der);
	free(e);
}

int
leaf_cache_new(size_t limit, size_t limit_warm, struct leaf_cache **ret_cache)
{
	must(limit > 0 && limit_warm > 0);
	struct leaf_cache *c = calloc(1, sizeof(*c));
	if (c == NULL)
		return -ENOMEM;
	c->by_host = map_new();
	if (c->by_host == NULL) {
		free(c);
		return -ENOMEM;
	}
	ring_init(&c->all);
	ring_init(&c->warm);
	c->limit = limit;
	c->limit_warm = limit_warm;
	*ret_cache = c;
	return 0;
}

void
leaf_cache_free(struct leaf_cache **at)
{
	struct leaf_cache *c = *at;
	*at = NULL;
	if (c == NULL)
		return;
	while (c->all.next != &c->all)
		entry_drop(c, of_all(c->all.next));
	map_free(&c->by_host, NULL);
	free(c);
}

bool
leaf_cache_find(struct leaf_cache *c, const char *host, struct leaf *ret_leaf)
{
	struct entry *e = map_get(c->by_host, span_str(host));
	if (e == NULL)
		return false;
	ring_remove(&e->all);
	ring_first(&c->all, &e->all);
	if (e->ctx != NULL) {
		ring_remove(&e->warm);
		ring_first(&c->warm, &e->warm);
	}
	*ret_leaf = (struct leaf){.der = span_of(e->der, e->n_der),
				  .ctx = e->ctx,
				  .fresh_until_s = e->fresh_until_s,
				  .good_until_s = e->good_until_s};
	return true;
}

static struct entry *
entry_new(const char *host, const struct leaf *leaf)
{
	size_t n_host = strlen(host) + 1;
	struct entry *e = calloc(1, sizeof(*e) + n_host);
	uint8_t *der = malloc(leaf->der.n);
	if (e == NULL || der == NULL) {
		free(e);
		free(der);
		return NULL;
	}
	memcpy(e->host, host, n_host);
	memcpy(der, leaf->der.p, leaf->der.n);
	e->der = der;
	e->n_der = leaf->der.n;
	e->fresh_until_s = leaf->fresh_until_s;
	e->good_until_s = leaf->good_until_s;
	ring_init(&e->all);
	ring_init(&e->warm);
	return e;
}

int
leaf_cache_put(struct leaf_cache *c, const char *host, const struct leaf *leaf)
{
	struct entry *old = map_get(c->by_host, span_str(host));
	if (old != NULL)
		entry_drop(c, old);
	while (map_count(c->by_host) >= c->limit) {
		entry_drop(c, of_all(c->all.prev));
		tally_add(&evicted, 1);
	}
	struct entry *e = entry_new(host, leaf);
	if (e == NULL || map_put(c->by_host, span_str(host), e, NULL) < 0) {
		if (e != NULL)
			free(e->der);
		free(e);
		return -ENOMEM;
	}
	ring_first(&c->all, &e->all);
	if (leaf->ctx != NULL)
		entry_heat(c, e, leaf->ctx);
	return 0;
}

void
leaf_cache_warm(struct leaf_cache *c, const char *host, struct span der,
		SSL_CTX *ctx)
{
	struct entry *e = map_get(c->by_host, span_str(host));
	if (e != NULL && e->ctx == NULL &&
	    span_eq(der, span_of(e->der, e->n_der)))
		entry_heat(c, e, ctx);
}

size_t
leaf_cache_count(const struct leaf_cache *c)
{
	return map_count(c->by_host);
}

size_t
leaf_cache_count_warm(const struct leaf_cache *c)
{
	return c->n_warm;
}
