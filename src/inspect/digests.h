/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests of values, each made once while it is remembered: values repeat,
 * and a look-up costs a tenth of an HMAC. Forgets by overwriting. One owner,
 * one thread; lives as long as one exchange, for it holds content.
 */
#pragma once

#include "base/digest.h"

struct digests;

struct digests *digests_new(const struct digest_key *key);
/* Wipes and frees. */
void digests_free(struct digests **d);
/* The digest of value under the category with this number and name. */
struct digest digests_get(struct digests *d, unsigned category,
			  struct span name, struct span value);
