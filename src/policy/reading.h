/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One reading of the table over the facts of an exchange; for the files that
 * hold the rows (decide_*.c) and nobody else. A row tests, and where it holds
 * calls reading_give once or more. Only BLOCK and row 1 end the table.
 */
#pragma once

#include "policy/decide.h"
#include "policy/regime_def.h"

enum row_part {
	PART_HEAD,  /* read always, until the table ends */
	PART_MAIN,  /* read until one of them settles the exchange */
	PART_AFTER, /* read where a counter or pathway is used */
	PART_TAIL,  /* read always, until the table ends */
};

struct reading {
	const struct facts *facts;
	const struct regime *regime;
	const struct regime_def *def;
	struct decision *out;

	/* Prepared once. */
	const struct pathway *pathway; /* of this regime; NULL: none */
	const struct regime_mechanism *mechanism; /* the pathway's */
	const struct exemption *claim; /* known to the regime; NULL: none */
	struct category_set categories;
	struct country country; /* the register's, else the address's */
	int64_t day;		/* in the regime's time zone */
	bool pi, sensitive, plain, important;
	bool home, home_unproven;

	/* What the rows found. */
	const struct negative_list *list; /* row 13b: its thresholds hold */
	bool ended;			  /* nothing further is read */
	bool settled;			  /* PART_MAIN is done */
	bool exempt;			  /* settled without a counter */
	bool after;			  /* PART_AFTER applies */
	bool calendar_missing;
	char words[160]; /* of the row just read; "" for its fixed ones */
	bool traced;	 /* words are wanted */
};

struct row {
	const char *id; /* "1" to "33"; letters for what stands between */
	const char *words;
	enum row_part part;
	/* Whether it holds; what follows from it is given. */
	bool (*test)(struct reading *r);
};

/* A verdict with its reason. BLOCK ends the table. */
void reading_give(struct reading *r, enum verdict v, enum reason reason);
/* The same where the verdict rests on what was found in the content: weak
 * findings alone never block. */
void reading_give_found(struct reading *r, enum verdict v, enum reason reason);
/* The main part is done; counted: its persons go to the counters. */
void reading_settle(struct reading *r, bool counted);
/* Words with figures for a trace. */
void reading_say(struct reading *r, const char *fmt, ...) PRINTF(2, 3);

/* decide_pathway.c: what ails the pathway, REASON_MAX_ when nothing does. */
bool pathway_is_early(const struct reading *r);	    /* row 16 */
bool pathway_is_expired(const struct reading *r);   /* row 17 */
bool pathway_is_suspended(const struct reading *r); /* row 18 */
/* Row 19; of_content: categories too. */
enum reason pathway_scope(const struct reading *r, bool of_content);
bool pathway_is_in_region(const struct reading *r); /* row 20 */
/* All of them; without content rows 16 to 18 and recipient, country and
 * purpose of row 19. */
bool pathway_holds(const struct reading *r, bool of_content);

/* decide_match.c: whether all but the counts of a tier's `when` holds: the
 * destination, the transaction, the evidence, sensitive data. */
bool tier_takes(const struct reading *r, const struct regime_tier *t);
/* Whether one of its conditions on counts holds, or it has none. */
bool tier_counts(const struct reading *r, const struct regime_tier *t);
/* Whether the pathway or the flow has that evidence. */
bool has_evidence(const struct reading *r, const char *name);
/* Whether what is missing is an alert still, so soon after the first
 * transfer. */
bool tier_is_in_grace(const struct reading *r, const struct regime_tier *t);
/* An id or item in a NULL-ended list (NULL: in none). */
bool list_has(const char *const *list, const char *item);

/* decide_tiers.c */
const struct regime_tier *tier_of(const struct reading *r);
/* Whether the pathway's mechanism is one the tier accepts. */
bool tier_is_met(const struct reading *r, const struct regime_tier *t);

extern const struct row rows_before[];	/* 0 to 13b, decide_before.c */
extern const struct row rows_pathway[]; /* 14 to 20, decide_pathway.c */
extern const struct row rows_tiers[];	/* 21 to 27, decide_tiers.c */
extern const struct row rows_after[];	/* 28 to 33, decide_after.c */
