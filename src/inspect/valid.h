/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Validators: whether a text of the right shape really is an identifier of
 * its kind (check digits, dates, regions, tables), and its canonical form, in
 * which two ways of writing the same identifier are the same bytes.
 *
 * A validator reads only the match it is given. It may find that only
 * a part of it is the identifier (an IBAN followed by a word, a handle after
 * its label).
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <stdint.h>

#define CANONICAL_MAX 256

struct canonical {
	char text[CANONICAL_MAX];
	size_t n;
	size_t skip; /* bytes of the match before the identifier: its label */
	size_t used; /* and those that are it */
};

/*
 * match: at most CANONICAL_MAX bytes. today: civil days since 1970-01-01 (no
 * birthday may lie after it). True if valid; *ret is written only then, with
 * skip already set to 0 and used to match.n by validate().
 */
typedef bool validator_fn(struct span match, int64_t today,
			  struct canonical *ret);

/* Bytes of the text before a match that are to be given to a validator as well
 * (a place before the number in its street); 0 for most. Where they are, skip
 * leads over what is not part of the identifier. */
size_t validator_lead(const char *name);
/* The validator of that name, or NULL. */
validator_fn *validator_find(const char *name);
/* Anything is valid, the canonical form is the match with ASCII letters in
 * upper case. */
bool validate_any(struct span match, struct canonical *ret);
/* Runs one; NULL as fn is validate_any. */
static inline bool
validate(validator_fn *fn, struct span match, int64_t today,
	 struct canonical *ret)
{
	if (match.n == 0 || match.n > CANONICAL_MAX)
		return false;
	ret->skip = 0;
	ret->used = match.n;
	return fn != NULL ? fn(match, today, ret) : validate_any(match, ret);
}
