/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The facts of recent decisions, kept so that "kouanctl explain" can read the
 * rules over them again. Bounded; any thread.
 */
#pragma once

#include "policy/whatif.h"
#include "proxy/exchange.h"

/* Remembers the facts an exchange was decided on (of n regimes). */
void explain_keep(const struct exchange *x, const struct facts *facts,
		  size_t n);
/* Calls fn for every rule read for the event; -ENOENT when it is forgotten or
 * was decided by the gateway itself. */
MUST_USE int explain_event(struct event_id event, policy_trace_fn *fn,
			   void *arg);
/* What would have to change for the opposite verdict: regime is called at the
 * begin of each regime, then fn for its changes. As above. */
typedef void explain_regime_fn(void *arg, const char *regime,
			       const char *policy);
MUST_USE int explain_changes(struct event_id event, explain_regime_fn *regime,
			     policy_change_fn *fn, void *arg);
/* Forgets everything (the snapshots it holds). */
void explain_clear(void);
