/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Getting a connection to an origin: resolve, guard, connect by Happy
 * Eyeballs (RFC 8305), TLS handshake with verification. The address the guard
 * checked is the address dialled.
 */
#pragma once

#include "policy/reason.h"
#include "proxy/pool.h"

struct dial;

struct dial_result {
	struct upstream *upstream; /* NULL when it failed; the receiver's */
	enum reason reason;	   /* DEST_FORBIDDEN, UPSTREAM_UNVERIFIED,
				    * UPSTREAM_FAILED, UPSTREAM_TIMEOUT */
	struct why why;		   /* what was wrong, for people */
};
typedef void dial_done_fn(void *arg, struct dial_result *result);

/* Starts; done comes from the event loop, never from inside. NULL when out of
 * memory. key is copied. Deadlines come from the snapshot's timeouts. */
struct dial *dial_start(struct worker *w, struct snapshot *conf,
			const char *key, const char *host, uint16_t port,
			bool tls, dial_done_fn *done, void *arg);
/* Gives up; done will not be called. */
void dial_cancel(struct dial **d);
