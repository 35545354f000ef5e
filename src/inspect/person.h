/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the findings of one record to persons. Two values of one kind in one
 * record are two persons: the first of each kind make one person, every
 * further value is a person of its own (in doubt, more). What identifies
 * nobody (names, attributes) goes with them; a record that has nothing else
 * is one person of low confidence, keyed by its weak values, or, where it
 * has only attributes, by everything the record says: two patients with the
 * same diagnosis are two unless their records are the same throughout.
 * One owner, one thread.
 */
#pragma once

#include "inspect/pipeline.h"

/* A finding that may say something of a person. */
struct trait {
	struct digest digest; /* of identifiers: people_digest */
	struct span value;    /* of weak ones: canonical */
	uint32_t row;	      /* in a column, see harvest_row */
	uint16_t column;      /* 0: in none */
	uint16_t category;
	uint8_t kind, confidence;
	bool domestic;
	bool minor; /* says that the person is a child */
	bool prior; /* of an earlier part of the same record: joins, but
		     * makes no person alone */
};

struct people;

MUST_USE int people_new(const struct inspect_env *env,
			struct people **ret_people);
void people_free(struct people **p);
/* The digest of an identifier; remembered, if asked to, since values repeat
 * (what was remembered before may be overwritten by it). */
struct digest people_digest(struct people *p, unsigned category,
			    struct span canonical, bool remember);
/* A record will close that shows this identifier: memory may fetch. */
void people_expect(const struct people *p, const struct digest *digest);
/* All that the next three rest on, as a number: see struct block. */
uint64_t people_scope(const struct people *p);
/* Whether the value is none of a person (not_persons of the settings). */
bool people_excludes(const struct people *p, struct span canonical);
/* Whether an identity number or birth date shows a child under 14. */
bool people_is_minor(const struct people *p, unsigned category,
		     struct span canonical);
/* One record's traits in the order found; hash is of all its values. 0,
 * ERR_LIMIT (too many between two takes) or -ENOMEM. */
MUST_USE int people_record(struct people *p, const struct trait *traits,
			   size_t n, uint64_t hash);
/* Persons of another inspection with the same key and rules, as if their
 * records had been this one's. As people_record. */
MUST_USE int people_join(struct people *p, const struct person *persons,
			 size_t n);
/* Those since the last take, without repetition; valid until the next call
 * of people_record. */
void people_take(struct people *p, const struct person **ret_persons,
		 size_t *ret_n);
void people_totals(const struct people *p, struct inspect_totals *totals);
