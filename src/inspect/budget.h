/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one exchange may cost: decoded bytes, their ratio to the bytes sent,
 * layers inside one another, parts, regex work. Every stage charges it, so a
 * bomb is one check in one place. A charge returns NULL, or the cause in one
 * word when the budget does not hold it.
 */
#pragma once

#include "inspect/pipeline.h"

struct budget {
	const struct inspect_limits *limits;
	uint64_t sent;	  /* bytes of the body so far */
	uint64_t decoded; /* bytes out of decoders so far */
	uint64_t text;	  /* bytes scanned so far */
	uint64_t steps;	  /* regex work done so far */
	unsigned depth;	  /* layers open now */
	unsigned parts;
};

void budget_init(struct budget *b, const struct inspect_limits *limits);
/* n bytes came out of a decoder whose layer has made out of sent bytes. */
MUST_USE const char *budget_decode(struct budget *b, uint64_t n, uint64_t out,
				   uint64_t sent);
/* One layer deeper; whoever leaves it sets depth back. */
MUST_USE const char *budget_enter(struct budget *b);
MUST_USE const char *budget_part(struct budget *b);
/* Regex work allowed for n more bytes of text. */
uint64_t budget_steps(struct budget *b, size_t n);
