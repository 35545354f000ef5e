/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Field names that say something of the fields beside them: "value" is what
 * its neighbour "key" names, "idNo" the number of what "idType" says, and
 * "contact" and "identity" are sections of one person's data. Pure but for
 * the labels; one owner, one thread.
 */
#pragma once

#include "inspect/harvest.h"

/* NAME_GENERIC, NAME_NAMES, NAME_TYPED and NAME_SECTION of a name. */
unsigned names_kind(struct span name);

/* A longer value is not the name of another. */
#define NAMING_MAX 40

/* The value that says of what kind others of its object are. */
struct naming {
	uint8_t n;
	uint8_t text[NAMING_MAX];
};

void naming_put(struct naming *g, struct span value);
/* The label of a value whose own name says little: what its neighbour says, if
 * that means anything to a detector; else the one it has. */
uint32_t naming_label(const struct naming *g, struct harvest *h,
		      uint32_t label);
