/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What would have to change for the opposite verdict. Found by deciding again
 * on changed facts, never by reading the rules another way, so what it names
 * does change the verdict. Pure.
 */
#pragma once

#include "policy/decide.h"

#define WHATIF_WORDS 200
#define WHATIF_MOST 40 /* changes that are tried, at most */

/* Each of the n changes together (n is 1 where one alone is enough) turns
 * verdict `is` into `would_be`; words end with NULL after n. */
typedef void policy_change_fn(void *arg, enum verdict is, enum verdict would_be,
			      const char *const *words, size_t n);
/* The facts of one regime: of a BLOCK what lets it pass, of an ALLOW what
 * stops it, of a LOG both. Single changes first; where none in the register
 * or at the sender is enough, the smallest set found. */
void policy_what_if(const struct facts *facts, policy_change_fn *fn, void *arg);
