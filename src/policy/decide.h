/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decision: facts in, verdict and reason out. Pure: a table read top
 * down (rows 1-33 of the regime "cn"), no clock, no look-ups. Called without
 * counts at the head of an exchange and, where persons are concerned, inside
 * the ledger's atomic step with the projected counts.
 */
#pragma once

#include "policy/reason.h"
#include "policy/regime.h"
#include "policy/register.h"

/* Persons in a counter: as it stands, and with this exchange's. The exchange
 * uses the counter if after differs from before or it holds its persons. */
struct count {
	int64_t before, after;
};

struct facts {
	const struct regime *regime;
	const struct register_ *reg;
	const struct recipient *recipient;  /* NULL: unlisted */
	const struct flow *flow;	    /* NULL: none recorded */
	enum pathway_status pathway_status; /* of the flow's pathway, now */
	struct country country;		    /* of the destination */
	enum country_from country_from;
	struct country address_country; /* of the address dialled, "" unknown;
					 * for GEO_MISMATCH */
	int64_t now_s;			/* seconds since 1970 */
	bool tunnelled;			/* content will not be read */
	bool cleartext;			/* it would go on without TLS */

	/* what was found so far in what is to be released */
	struct category_set categories; /* of persons, confidence >= medium */
	bool pi;	/* at least one person (or PI category) */
	bool weak_only; /* only findings below medium: LOG at most (implies
			 * pi) */
	int64_t persons;
	int64_t domestic_persons;     /* with a domestic identifier */
	const char *const *important; /* NULL-ended items; may be NULL */
	unsigned unreadable;	      /* bit per enum unreadable */
	uint64_t bytes;

	/* projected by the ledger */
	union { /* regime counters, each in its window */
		struct {
			struct count pi_count, spi_count;
		};
		struct count counts[REGIME_COUNTERS_MAX];
	};
	int64_t first_transfer_s; /* of personal data under this regime; 0:
				   * none yet */
	struct count cap_persons, cap_sensitive, cap_bytes; /* pathway's */
};

enum booking {
	BOOK_NONE,	    /* nothing is counted */
	BOOK_COUNTED,	    /* pi / spi */
	BOOK_EXEMPT,	    /* exempt */
	BOOK_HOME_UNPROVEN, /* a counter of its own */
};

#define REASONS_PER_DECISION 24
struct decision {
	enum verdict verdict;
	enum reason reason; /* the one that decided: of the BLOCK, else of the
			     * lowest LOG row, else of the ALLOW */
	enum reason reasons[REASONS_PER_DECISION]; /* all, the first included */
	unsigned n_reasons;
	enum booking booking;	/* of a BLOCK: what holds if it is let through
				 * all the same (mode monitor) */
	bool reclassify_exempt; /* row 10: what left as exempt is PI after all
				 */
	const struct regime *regime; /* whose rule decided */
};

/* The facts of one regime. */
void policy_decide(const struct facts *facts, struct decision *ret_decision);
/* The strictest of n decisions of several regimes, reasons joined; the order
 * of the decisions does not matter. Book each regime by its own decision.
 * With none at all: BLOCK DEST_FORBIDDEN. */
void policy_combine(const struct decision *decisions, size_t n,
		    struct decision *ret_decision);
/* Every rule that was read, in words, for explain: one line per row, through
 * fn, in the order read. */
typedef void policy_trace_fn(void *arg, const char *row, bool held,
			     const char *words);
void policy_trace(const struct facts *facts, policy_trace_fn *fn, void *arg);
/* Of the person's categories, is any sensitive / any plain under a regime? A
 * person counts in both counters where both hold. */
bool policy_is_sensitive(const struct regime *r,
			 const struct category_set *categories);
bool policy_is_plain(const struct regime *r,
		     const struct category_set *categories);
