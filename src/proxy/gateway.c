/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The current configuration. Guarantees: whoever asks gets one whole
 * snapshot; the old one lives until its last session ends. Any thread.
 */
#include "proxy/gateway.h"

struct snapshot *
gateway_snapshot(struct gateway *g)
{
	pthread_mutex_lock(&g->lock);
	struct snapshot *s = snapshot_ref(g->current);
	pthread_mutex_unlock(&g->lock);
	return s;
}

void
gateway_replace(struct gateway *g, struct snapshot *next)
{
	pthread_mutex_lock(&g->lock);
	struct snapshot *old = g->current;
	g->current = next;
	pthread_mutex_unlock(&g->lock);
	atomic_store(&g->generation, next->generation);
	if (old != NULL)
		snapshot_unref(&old);
}
