/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker: one thread, one event loop, and the sessions that were born in
 * it. Others speak to it through worker_post alone.
 */
#pragma once

#include "proxy/chunk.h"
#include "proxy/gateway.h"

struct session;
struct pool;
struct extract_pool;

#define SESSION_STEPS 9 /* see session.h */

struct worker {
	unsigned number;
	struct gateway *gateway;
	pthread_t thread;
	struct event_base *base;
	struct resolver *resolver;
	struct chunk_store *chunks;
	struct pool *pool;
	struct extract_pool *openers; /* of containers */

	/* the thread's own */
	struct session *sessions; /* list */
	struct session *ready;	  /* to be turned again this round */
	struct event *ready_event;
	struct event *tick;
	int64_t now_us;	      /* monotonic, of this turn of the loop */
	int64_t expired_us;   /* when old parts were last dropped */
	struct scan_kit *kit; /* of the newest snapshot seen */
	unsigned awaited;     /* posts that the ledger still owes us */

	/* shared */
	atomic_size_t n_sessions;
	/* of them, by step; only the thread writes */
	atomic_size_t at_step[SESSION_STEPS];
	atomic_uint_fast64_t beats; /* turns of the tick: the loop lives */
	pthread_mutex_t post_lock;
	struct post *posts, **posts_end;
	struct event *post_event;
	int post_fd;
	atomic_bool stop;
};

MUST_USE int worker_start(struct gateway *g, unsigned number,
			  struct worker **ret_worker, struct why *why);
/* Asks the loop to end once it has no session, or at once if now is set. */
void worker_stop(struct worker *w, bool now);
/* Waits for the thread and frees. */
void worker_join(struct worker **w);

/* Something to be done in the worker's thread; embedded in what it concerns.
 * fn may free it. */
struct post {
	struct post *next;
	void (*fn)(struct worker *w, struct post *p);
};
/* Any thread; never blocks, never fails. */
void worker_post(struct worker *w, struct post *p);

/* The scanner of one set of rules in this thread; sessions of an older
 * snapshot keep theirs alive. */
struct scan_kit {
	unsigned refs;
	struct rules *rules;
	struct scanner *scanner;
};
/* A reference; NULL when out of memory. */
struct scan_kit *worker_scan_kit(struct worker *w, struct rules *rules);
void scan_kit_unref(struct scan_kit **k);
