/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ring of facts. An entry holds a reference to the snapshot its pointers
 * lead into. One lock, held for a copy. Items of important data are dropped
 * with the exchange they belong to, so they are not kept.
 */
#include "proxy/explain.h"

#include "proxy/cells.h"

#include <errno.h>

#define KEPT 2048

struct entry {
	struct event_id event;
	struct snapshot *conf;
	struct facts facts[2]; /* of the first regimes */
	size_t n;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry ring[KEPT];
static size_t next_entry;

void
explain_keep(const struct exchange *x, const struct facts *facts, size_t n)
{
	struct snapshot *old;
	if (n > 2)
		n = 2;
	pthread_mutex_lock(&lock);
	struct entry *e = &ring[next_entry++ % KEPT];
	old = e->conf;
	e->event = x->event;
	e->conf = snapshot_ref(x->session->conf);
	e->n = n;
	memcpy(e->facts, facts, n * sizeof(*facts));
	for (size_t i = 0; i < n; i++)
		e->facts[i].important = NULL;
	pthread_mutex_unlock(&lock);
	if (old != NULL)
		snapshot_unref(&old);
}

int
explain_event(struct event_id event, policy_trace_fn *fn, void *arg)
{
	int rc = -ENOENT;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < KEPT && rc != 0; i++) {
		struct entry *e = &ring[i];
		if (e->conf == NULL ||
		    memcmp(e->event.bytes, event.bytes, 16) != 0)
			continue;
		for (size_t k = 0; k < e->n; k++)
			policy_trace(&e->facts[k], fn, arg);
		rc = 0;
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

void
explain_clear(void)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < KEPT; i++)
		if (ring[i].conf != NULL)
			snapshot_unref(&ring[i].conf);
	pthread_mutex_unlock(&lock);
}
