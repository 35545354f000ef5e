/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pool of a worker. Guarantees: a connection is given only to the source
 * it was made for; one on which the origin said anything while idle (an end,
 * a stray byte) is closed, not given. Bounded per key and in all.
 */
#include "proxy/pool.h"

#include "base/map.h"
#include "base/tally.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define PER_KEY 64
#define IN_ALL 1024
#define FRESH_US 2000000
#define IDLE_US 50000000
#define CUT_IN_ALL 256
#define CUT_US 10000000

TALLY(pool_hits, "kouan_upstream_reused_total",
      "Requests sent on a pooled connection")
GAUGE(pool_idle, "kouan_upstream_idle", "Idle connections to origins")

struct pool {
	struct worker *worker;
	struct map *idle; /* key → first upstream, the newest first */
	size_t count;
	struct upstream *cut; /* ended by us, not yet by the origin */
	size_t n_cut;
};

void
upstream_free(struct upstream **pu)
{
	struct upstream *u = *pu;
	*pu = NULL;
	if (u == NULL)
		return;
	conn_free(&u->conn);
	free(u->key);
	free(u);
}

char *
pool_key(const char *source, const char *host, uint16_t port, bool tls)
{
	char *key = NULL;
	if (asprintf(&key, "%s|%s|%u|%c", source, host, port, tls ? 's' : 'p') <
	    0)
		return NULL;
	return key;
}

int
pool_new(struct worker *w, struct pool **ret_pool)
{
	struct pool *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	p->worker = w;
	p->idle = map_new();
	if (p->idle == NULL) {
		free(p);
		return -ENOMEM;
	}
	*ret_pool = p;
	return 0;
}

static void
free_list(void *arg)
{
	struct upstream *u = arg;
	while (u != NULL) {
		struct upstream *next = u->next;
		tally_add(&pool_idle, -1);
		upstream_free(&u);
		u = next;
	}
}

void
pool_free(struct pool **pp)
{
	struct pool *p = *pp;
	*pp = NULL;
	if (p == NULL)
		return;
	map_free(&p->idle, free_list);
	while (p->cut != NULL) {
		struct upstream *u = p->cut;
		p->cut = u->next;
		upstream_free(&u);
	}
	free(p);
}

/* Takes u out of its list; the caller frees or uses it. */
static void
unlink_upstream(struct pool *p, struct upstream *u)
{
	struct span key = span_str(u->key);
	struct upstream *first = map_get(p->idle, key);
	if (first == u) {
		/* Replacing an existing value allocates nothing. */
		if (u->next == NULL)
			(void)map_take(p->idle, key);
		else if (map_put(p->idle, key, u->next, NULL) < 0)
			must(!"replacing a value cannot fail");
	} else {
		while (first->next != u)
			first = first->next;
		first->next = u->next;
	}
	u->next = NULL;
	u->pool = NULL;
	p->count--;
	tally_add(&pool_idle, -1);
}

/* An idle origin has nothing to say but goodbye. TLS 1.3 tickets may still
 * come: they are read here and are no data. */
static void
on_idle_event(void *arg)
{
	struct upstream *u = arg;
	struct pool *p = u->pool;
	ssize_t n = conn_fill(u->conn, p->worker->chunks);
	if (n == 0)
		return;
	unlink_upstream(p, u);
	upstream_free(&u);
}

struct upstream *
pool_take(struct pool *p, const char *key, int64_t now_us, bool fresh_only)
{
	struct upstream *u;
	while ((u = map_get(p->idle, span_str(key))) != NULL) {
		if (fresh_only && now_us - u->idle_since > FRESH_US)
			return NULL;
		unlink_upstream(p, u);
		/* What the origin said since is an end, or a TLS ticket. */
		if (conn_fill(u->conn, p->worker->chunks) == 0) {
			u->reused = true;
			tally_add(&pool_hits, 1);
			return u;
		}
		upstream_free(&u);
	}
	return NULL;
}

void
pool_put(struct pool *p, struct upstream *u, int64_t now_us)
{
	struct span key = span_str(u->key);
	struct upstream *first = map_get(p->idle, key);
	size_t n = 0;
	for (struct upstream *i = first; i != NULL; i = i->next)
		n++;
	if (n >= PER_KEY || p->count >= IN_ALL || u->conn->broken ||
	    u->conn->write_failed || u->conn->read_closed ||
	    u->conn->in.bytes > 0 || u->conn->out.bytes > 0) {
		upstream_free(&u);
		return;
	}
	u->next = first;
	if (map_put(p->idle, key, u, NULL) < 0) {
		upstream_free(&u);
		return;
	}
	u->pool = p;
	u->idle_since = now_us;
	conn_watch(u->conn, on_idle_event, u);
	p->count++;
	tally_add(&pool_idle, 1);
}

static void
forget_cut(struct pool *p, struct upstream *u)
{
	struct upstream **at = &p->cut;
	while (*at != u)
		at = &(*at)->next;
	*at = u->next;
	p->n_cut--;
	upstream_free(&u);
}

/* Whatever the origin still says is thrown away. */
static void
on_cut_event(void *arg)
{
	struct upstream *u = arg;
	ssize_t n;
	while ((n = conn_fill(u->conn, u->pool->worker->chunks)) > 0)
		queue_drop(&u->conn->in, u->conn->in.bytes);
	if (n < 0)
		forget_cut(u->pool, u);
}

void
pool_cut(struct pool *p, struct upstream **pu, int64_t now_us)
{
	struct upstream *u = *pu;
	*pu = NULL;
	conn_cut(u->conn);
	if (p->n_cut >= CUT_IN_ALL || u->conn->broken || u->conn->read_closed) {
		upstream_free(&u);
		return;
	}
	queue_drop(&u->conn->in, u->conn->in.bytes);
	u->pool = p;
	u->idle_since = now_us;
	u->next = p->cut;
	p->cut = u;
	p->n_cut++;
	conn_watch(u->conn, on_cut_event, u);
}

struct sweep {
	int64_t before;
	struct upstream *old;
};

static int
find_old(void *arg, struct span key, void *value)
{
	struct sweep *s = arg;
	(void)key;
	for (struct upstream *u = value; u != NULL; u = u->next) {
		if (u->idle_since < s->before) {
			s->old = u;
			return 1;
		}
	}
	return 0;
}

void
pool_tick(struct pool *p, int64_t now_us)
{
	struct sweep s = {.before = now_us - IDLE_US};
	/* One a tick and again while there are more: few grow old at once. */
	for (int i = 0; i < 16 && map_each(p->idle, find_old, &s) != 0; i++) {
		unlink_upstream(p, s.old);
		upstream_free(&s.old);
	}
	for (struct upstream *u = p->cut, *next; u != NULL; u = next) {
		next = u->next;
		if (now_us - u->idle_since > CUT_US)
			forget_cut(p, u);
	}
}

size_t
pool_count(const struct pool *p)
{
	return p->count;
}
