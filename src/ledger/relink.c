/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merges and splits, told and kept: each goes to the store with the commit
 * that holds what caused it, under a number of its own, so that a gap shows.
 * The newest stay in memory for those who ask. Under the ledger's lock but
 * for what is said otherwise.
 */
#include "ledger/room.h"

#include "base/tally.h"

#include <stdlib.h>
#include <string.h>

TALLY(splits, "kouan_ledger_splits_total",
      "Exchanges that showed one counted person to be several.");
TALLY(merges, "kouan_ledger_merges_total",
      "Exchanges that showed several counted persons to be one.");

static void
remember(struct ledger *l, const struct ledger_relink *r)
{
	if (l->relinks.ring == NULL)
		l->relinks.ring = ledger_need(NULL, RELINKS_KEPT, sizeof(*r));
	l->relinks.ring[r->number % RELINKS_KEPT] = *r;
	l->relinks.last = *r;
}

bool
relink_note(struct ledger *l, struct event_id event, int64_t at_s,
	    int64_t before, int64_t after, struct ledger_relink *ret_relink)
{
	const struct ledger_relink *last = &l->relinks.last;
	bool split = after > before;
	if (after == before)
		return false;
	tally_add(split ? &splits : &merges, 1);
	*ret_relink = (struct ledger_relink){.number = last->number + 1,
					     .event = event,
					     .at_s = at_s,
					     .split = split,
					     .before = before,
					     .after = after,
					     .merges = last->merges + !split,
					     .splits = last->splits + split};
	remember(l, ret_relink);
	*ROW_ADD(l->relinks.unstored) = *ret_relink;
	return true;
}

void
relink_restore(struct ledger *l, const struct ledger_relink *r)
{
	remember(l, r);
}

void
relink_tell(const struct ledger *l, const struct ledger_relink *relinks,
	    size_t n)
{
	for (size_t i = 0; i < n && l->options.on_relink != NULL; i++)
		l->options.on_relink(l->options.arg, &relinks[i]);
}

void
relink_fini(struct ledger *l)
{
	free(l->relinks.ring);
	free(l->relinks.unstored.v);
}

int
ledger_relinks(struct ledger *l, size_t n,
	       int (*fn)(void *arg, const struct ledger_relink *), void *arg,
	       struct ledger_relink *ret_last)
{
	struct ledger_relink *copy = NULL;
	if (n > RELINKS_KEPT)
		n = RELINKS_KEPT;
	if (n > 0 && (copy = calloc(n, sizeof(*copy))) == NULL)
		return -ENOMEM;
	pthread_mutex_lock(&l->lock);
	*ret_last = l->relinks.last;
	if (n > l->relinks.last.number)
		n = (size_t)l->relinks.last.number;
	for (size_t i = 0; i < n; i++)
		copy[i] = l->relinks.ring[(l->relinks.last.number - n + 1 + i) %
					  RELINKS_KEPT];
	pthread_mutex_unlock(&l->lock);
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = copy[i].number > 0 ? fn(arg, &copy[i]) : 0;
	free(copy);
	return rc;
}
