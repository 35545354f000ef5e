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
#define REGIMES_KEPT 4 /* the first of them */

struct entry {
	struct event_id event;
	struct snapshot *conf;
	struct facts facts[REGIMES_KEPT];
	size_t n;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry ring[KEPT];
static size_t next_entry;

void
explain_keep(const struct exchange *x, const struct facts *facts, size_t n)
{
	struct snapshot *old;
	if (n > REGIMES_KEPT)
		n = REGIMES_KEPT;
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

/* The facts of an event under its k-th regime, copied; *ret_conf keeps what
 * they point into. -ENOENT: forgotten, or no such regime. */
static int
recall(struct event_id event, size_t k, struct facts *ret_facts,
       struct snapshot **ret_conf)
{
	int rc = -ENOENT;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < KEPT && rc != 0; i++) {
		struct entry *e = &ring[i];
		if (e->conf == NULL || k >= e->n ||
		    memcmp(e->event.bytes, event.bytes, 16) != 0)
			continue;
		*ret_facts = e->facts[k];
		*ret_conf = snapshot_ref(e->conf);
		rc = 0;
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

int
explain_event(struct event_id event, policy_trace_fn *fn, void *arg)
{
	struct facts facts;
	struct snapshot *conf;
	size_t k = 0;
	for (; recall(event, k, &facts, &conf) == 0; k++) {
		policy_trace(&facts, fn, arg);
		snapshot_unref(&conf);
	}
	return k > 0 ? 0 : -ENOENT;
}

int
explain_changes(struct event_id event, explain_regime_fn *regime,
		policy_change_fn *fn, void *arg)
{
	struct facts facts;
	struct snapshot *conf;
	size_t k = 0;
	for (; recall(event, k, &facts, &conf) == 0; k++) {
		regime(arg, regime_id(facts.regime), conf->policy_tag);
		policy_what_if(&facts, fn, arg);
		snapshot_unref(&conf);
	}
	return k > 0 ? 0 : -ENOENT;
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
