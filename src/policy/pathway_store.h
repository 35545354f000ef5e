/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file of pathway_states: text, a first line with the format, the number
 * of the last change, one change a line, a last line with their number. A
 * file that is cut or damaged is an error, never read as "nothing changed".
 */
#pragma once

#include "base/buf.h"
#include "policy/pathway_states.h"

#define STORE_LIMIT ((size_t)8 << 20)

/* Whether an id can stand in the file. */
bool store_id_is_valid(struct span id);
/* Reads the file; one call of fn a change. A file that is not there is empty.
 * 0, -EINVAL (damaged), or < 0. */
typedef int store_change_fn(void *arg, struct span id,
			    const struct pathway_change *change);
MUST_USE int store_read(const char *path, store_change_fn *fn, void *arg,
			uint64_t *ret_number);
/* The text of a file, piece by piece, into out. */
MUST_USE int store_begin(struct buf *out, uint64_t number);
MUST_USE int store_add(struct buf *out, struct span id,
		       const struct pathway_change *change);
MUST_USE int store_end(struct buf *out, size_t n);
/* Temporary file, fsync, rename, fsync of the folder; mode 0600. */
MUST_USE int store_write(const char *path, struct span text);
