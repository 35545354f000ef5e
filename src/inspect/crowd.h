/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many different persons one exchange has shown so far. Identifiers seen
 * together are linked as the ledger links them: a person has one identity
 * number of a kind and at most two values of any other kind; an identifier
 * that would break this belongs to several and links no more. For the audit
 * record: the ledger's own count decides. One owner, one thread.
 */
#pragma once

#include "terms.h"

struct crowd;

struct crowd *crowd_new(void);
void crowd_free(struct crowd **c);
/* A person as one record shows them; never fails: what cannot be remembered
 * is counted as somebody else. Who was marked once is counted as marked. */
void crowd_add(struct crowd *c, const struct person *p, bool marked);
/* Has memory fetched where a person with this identifier would be. */
void crowd_expect(const struct crowd *c, const struct digest *d);
uint64_t crowd_count(const struct crowd *c);
/* Of those, marked by one of their records or more. */
uint64_t crowd_marked(const struct crowd *c);
/* Of those, known by weak values alone. */
uint64_t crowd_low(const struct crowd *c);
