/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pieces of content that wait in memory, encrypted (AES-256 in counter mode)
 * under a key of this process that is never written and is wiped with the
 * sealer: neither swap nor a core file can show them. Each piece has a nonce
 * of its own, never used twice. A sealer is its owner's, under the owner's
 * lock.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

struct sealed {
	uint64_t nonce;
	uint32_t n;
	uint8_t bytes[];
};

struct sealer;
/* NULL when out of memory or of randomness. */
struct sealer *sealer_new(void);
/* Wipes and frees; NULL is fine. */
void sealer_free(struct sealer **s);
/* A sealed copy, the caller's (free); NULL when that cannot be made. */
struct sealed *seal(struct sealer *s, struct span content);
/* out has room for what was sealed; its bytes, 0 if it cannot be opened. */
size_t unseal(struct sealer *s, const struct sealed *sealed, uint8_t *out);
