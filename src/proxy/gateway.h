/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all workers share: the current configuration and the services below.
 * Made by the daemon, outlives every worker. Everything in it is thread-safe
 * or immutable.
 */
#pragma once

#include "conf/snapshot.h"
#include "ledger/ledger.h"
#include "policy/pathway_states.h"
#include "tls/context.h"
#include "tls/mint.h"

#include <pthread.h>
#include <stdatomic.h>

struct admission;
struct parts;

struct gateway {
	pthread_mutex_t lock; /* of current, tls and listener contexts */
	struct snapshot *current;
	struct upstream_tls *upstream;
	SSL_CTX **listener_tls; /* one per listener, NULL for plain ones */

	struct mint *mint;
	struct ledger *ledger;
	struct audit *audit;
	struct pathway_states *states;
	struct digest_key *key;
	struct admission *admission;
	struct parts *parts;		  /* of uploads */
	struct container_room containers; /* of all exchanges */
	const char *ca_pem; /* the CA certificate as text, for /ca.pem */
	atomic_bool draining;
	atomic_uint_fast64_t generation; /* of current, after a reload */
};

/* The configuration of now, a reference of the caller's own. */
struct snapshot *gateway_snapshot(struct gateway *g);
/* Puts a new one in force; takes the reference. */
void gateway_replace(struct gateway *g, struct snapshot *next);

/* admission.c: how many connections there may be, in all and per source, and
 * how many new names a source may ask for in a minute. */
MUST_USE int admission_new(struct admission **ret_admission);
void admission_free(struct admission **a);
/* false: over the limit. */
bool admission_enter(struct admission *a, uint64_t limit);
void admission_leave(struct admission *a);
bool admission_enter_source(struct admission *a, const char *source,
			    uint64_t limit);
void admission_leave_source(struct admission *a, const char *source);
/* Whether a source may ask for this name: names asked for before are free. */
bool admission_name(struct admission *a, const char *source, const char *host,
		    uint64_t per_minute, int64_t mono_us);
size_t admission_connections(struct admission *a);
