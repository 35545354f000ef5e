/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the audit's files say for a report, read once and proved on the way.
 * One thread; needs no daemon.
 */
#pragma once

#include "audit/audit.h"
#include "ctl/rollup.h"

/* The sums of a rollup of decisions. */
enum { SUM_REQUESTS, SUM_PERSONS, SUM_NEW, SUM_SENSITIVE, SUM_BYTES, SUM_CUT };

/* A decision or an act that the lists name singly. */
struct audit_item {
	char time[ROLLUP_TIME], event[EVENT_ID_TEXT + 1];
	char *verdict, *mode, *reason, *article, *source, *flow, *recipient,
		*host, *country, *actor, *text;
	int64_t persons, would_block;
};

/* "balance of the ledger": see kouan-audit(7). */
struct audit_balance {
	char time[ROLLUP_TIME], window[64];
	int64_t day, seq;
	bool closed;
	int64_t pi, spi, exempt, low, opening_pi, opening_spi, bytes, requests;
};

struct items {
	struct audit_item *v;
	size_t n, size;
	size_t seen; /* of which the last are kept */
};

struct audit_facts {
	const char *regime; /* balances of it */
	/* Records from..to (RFC 3339 in UTC) are of the window; "": all. */
	char from[ROLLUP_TIME], to[ROLLUP_TIME];
	int64_t utc_offset_s; /* days of the incident export */

	struct rollup *reasons;	   /* verdict, reason, article */
	struct rollup *observed;   /* flow, recipient, category */
	struct rollup *unlisted;   /* host, country, verdict */
	struct rollup *exempted;   /* flow, reason */
	struct rollup *incidents;  /* flow, recipient, country, day */
	struct rollup *policies;   /* policy tag */
	struct rollup *mismatches; /* pathway, reason */
	struct items refused;	   /* blocked, or would have been */
	struct items acts;	   /* what people changed */
	struct audit_balance *balances;
	size_t n_balances, size_balances;

	struct audit_verified verified;
	bool signatures; /* were checked */
	int rc;		 /* of the proof; what precedes a break counts */
	struct why why;
};

/* Reads files and folders. public_key_pem may be NULL. */
void audit_facts_read(struct audit_facts *f, const char *const *paths, size_t n,
		      const char *public_key_pem);
void audit_facts_init(struct audit_facts *f);
void audit_facts_fini(struct audit_facts *f);
