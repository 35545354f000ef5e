/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What will bite soon, or does already, whoever sends next: pathways that
 * expire, caps and thresholds that fill up, filings that are overdue, evidence
 * that is missing. The same rules as rows 28 to 33 of the table, asked of the
 * register as it stands instead of an exchange. Pure.
 */
#pragma once

#include "policy/regime.h"

struct warning {
	enum reason reason;
	const char *kind;    /* "pathway", "flow", "counter" */
	const char *subject; /* its id */
	int level; /* grows as it gets worse: 80, 95, 100 percent; of dates
		    * 1 near, 2 the last ten working days, 3 over */
	const char *text; /* one sentence */
};
/* The warning and its texts are good for the call alone. */
typedef void policy_warn_fn(void *arg, const struct warning *w);

struct usage {
	int64_t persons, sensitive_persons, bytes;
};

/* Of a pathway whose status is now on that day. */
void policy_warn_pathway(const struct regime *r, const struct pathway *p,
			 enum pathway_status now, int64_t day,
			 const struct usage *used, policy_warn_fn *fn,
			 void *arg);
/* Evidence missing on a flow that rests on more than an exemption. */
void policy_warn_flow(const struct regime *r, const struct flow *f,
		      policy_warn_fn *fn, void *arg);
/* Of a counter ("pi", "spi") with so many persons in the window of now. */
void policy_warn_counter(const struct regime *r, const char *counter,
			 int64_t persons, policy_warn_fn *fn, void *arg);
