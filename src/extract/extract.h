/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Having containers opened by others: programmes of their own that cannot
 * reach the network, the disk or anything else, that may crash, hang or lie.
 * A pool starts them when they are first needed and again when they died; each
 * job runs in a process of its own, forked from one that was locked in before,
 * and is worked off one by one for each inspection.
 *
 *   extraction_new → extraction_run → (0: wait for extraction_fd, or for the
 *   wake) → extraction_run ... > 0 → extraction_free
 *
 * Never blocks. One pool, one thread; the thread that starts the programmes
 * must outlive them.
 */
#pragma once

#include "inspect/pipeline.h"

struct extract_options {
	const char *directory; /* of the programmes; NULL: found out */
	unsigned processes;    /* of each kind at a time; 0: 2 */
	uint64_t memory;       /* bytes for a job; 0: 512 MiB */
	unsigned cpu_s;	       /* processor time of a job; 0: 10 */
};

struct extract_pool;
struct extraction;

/* options.directory needs to live as long as the pool. */
MUST_USE int extract_pool_new(const struct extract_options *options,
			      struct extract_pool **ret_pool);
/* Ends the programmes. All extractions must have been freed. */
void extract_pool_free(struct extract_pool **pool);
/* Where the programmes are: beside the running binary in a build tree, else
 * where they are installed. Thread-safe after its first call. */
const char *extract_directory(void);

/* The jobs of an inspection. wake is told, from within another extraction's
 * run or free, that a programme is free for this one now; it must not call
 * back at once. limit_us: what is not read by then is unreadable. */
typedef void extraction_wake_fn(void *arg);
MUST_USE int extraction_new(struct extract_pool *pool, struct inspection *i,
			    int64_t limit_us, extraction_wake_fn *wake,
			    void *arg, struct extraction **ret_extraction);
/* Cancels what is under way. NULL is fine. */
void extraction_free(struct extraction **x);
/* > 0 all jobs are done; 0 wait; < 0 out of memory. Takes some 128 KiB of
 * answers at most and returns 0 with more to come: extraction_fd is readable
 * then. */
MUST_USE int extraction_run(struct extraction *x);
/* What to wait on for reading; -1: nothing, wait for wake. It changes from
 * run to run. */
int extraction_fd(const struct extraction *x);
/* The time is up: no further job is begun, the one under way is ended. */
bool extraction_is_late(const struct extraction *x, int64_t mono_us);

/* All of it, waiting where needed: for programmes without an event loop. */
MUST_USE int extract_all(struct extract_pool *pool, struct inspection *i,
			 int64_t limit_us);
