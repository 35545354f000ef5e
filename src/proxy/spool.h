/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A body that is decided as a whole and does not fit the hold: an unnamed
 * file (O_TMPFILE), encrypted with a key that dies with the exchange.
 */
#pragma once

#include "proxy/chunk.h"

struct spool;

/* Under directory; at most limit bytes. 0, -errno. */
MUST_USE int spool_new(const char *directory, uint64_t limit,
		       struct spool **ret_spool);
void spool_free(struct spool **s);
/* Appends; 0, ERR_LIMIT, -errno. */
MUST_USE int spool_write(struct spool *s, struct span data);
/* The next n bytes go to the end of out. */
MUST_USE int spool_read(struct spool *s, struct chunk_store *chunks,
			struct queue *out, uint64_t n);
/* Bytes in all spools now, for the limit over all and status. */
uint64_t spool_in_use(void);
