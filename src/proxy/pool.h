/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections to origins: an upstream in use, and the idle ones of a worker,
 * kept per source, host, port and kind. Never shared between sources.
 */
#pragma once

#include "proxy/conn.h"
#include "proxy/worker.h"

#include "wire/authority.h"

struct upstream {
	struct conn *conn;
	char *key;		/* source, host, port, kind */
	struct address address; /* the one dialled, checked by the guard */
	int64_t idle_since;
	uint64_t requests;
	bool reused;  /* came from the pool this time */
	bool private; /* the origin knows who speaks by the connection itself
		       * (NTLM, Negotiate): for one client's only */
	struct upstream *next;
	struct pool *pool; /* while idle */
};

/* Closes and frees. */
void upstream_free(struct upstream **u);

/* "source|host|port|s" for TLS, "|p" for plain; allocated. */
char *pool_key(const char *source, const char *host, uint16_t port, bool tls);

MUST_USE int pool_new(struct worker *w, struct pool **ret_pool);
void pool_free(struct pool **p);
/*
 * An idle connection, or NULL. fresh_only: only one idle under two seconds
 * (a request that is not idempotent must not meet a closing connection).
 */
struct upstream *pool_take(struct pool *p, const char *key, int64_t now_us,
			   bool fresh_only);
/* Gives one back that can serve another request; or closes it, when there
 * are enough. */
void pool_put(struct pool *p, struct upstream *u, int64_t now_us);
/*
 * Ends a connection on which a message was begun that will not be finished:
 * what was written still arrives (its persons are counted), then comes an end
 * in the middle of the message. Kept until the origin closes too, ten seconds
 * at most, for closing at once could turn into a reset that takes back what is
 * on its way. *u becomes NULL.
 */
void pool_cut(struct pool *p, struct upstream **u, int64_t now_us);
/* Closes what was idle too long. */
void pool_tick(struct pool *p, int64_t now_us);
size_t pool_count(const struct pool *p);
