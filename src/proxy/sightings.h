/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts that sources sent to without a flow in the register: what a proposal
 * for the register is made of. Bounded: the one not seen for longest goes
 * first. No content, no path, no name that carries personal data or that the
 * gateway itself refused. Any thread.
 */
#pragma once

#include "audit/audit.h"
#include "base/err.h"
#include "terms.h"

#include <stdint.h>

#define SIGHTING_KINDS 24 /* categories of one sighting */

struct sighting {
	char host[256], source[72];
	char country[3]; /* of the address dialled; "" unknown */
	bool is_address; /* host is one */
	uint64_t requests, refused, bytes;
	int64_t first_us, last_us;
	struct {
		char name[40];
		uint64_t n;
	} categories[SIGHTING_KINDS];
	unsigned n_categories;
};

/* From the record of an exchange; host and source must be there. */
void sightings_note(const struct audit_record *r, bool is_address);
/* A copy of all, by host and source; *ret_all is the caller's to free. 0 or
 * -ENOMEM. */
MUST_USE int sightings_all(struct sighting **ret_all, size_t *ret_n);
/* How many had to go to make room. */
uint64_t sightings_forgotten(void);
void sightings_clear(void);
