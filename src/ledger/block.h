/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks: BLOCK_ITEMS identifiers or records in a row, as the store keeps
 * them. A row of the store per person would cost most of the time of a start
 * and half of the file. A block always holds the present state of all its
 * numbers, so writing one twice does no harm. Under the ledger's lock.
 *
 * Of identifiers: 20 bytes each (digest, category, flags, 0), in order of
 * number, up to the last that is used. Of records: the count of identifiers,
 * and where that is not 0 the set and the identifiers' numbers, all as
 * LEB128. What is read is checked: it comes from a file.
 */
#pragma once

#include "ledger/store.h"

/* The present state of a block, appended to the batch. */
void block_take_ids(struct people *p, struct batch *b, uint32_t block);
void block_take_records(struct people *p, struct batch *b, uint32_t block);

/* Into people; -EINVAL where a block is not what block_take_... made. */
MUST_USE int block_restore_ids(struct people *p, uint32_t block,
			       const uint8_t *bytes, size_t n);
MUST_USE int block_restore_records(struct people *p, uint32_t block,
				   const uint8_t *bytes, size_t n);
