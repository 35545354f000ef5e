/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit's file against journald's copy of the same records. The journal
 * is read once, a digest of each record kept; then each line of the chain is
 * held against it. What lies before the journal's first record was vacuumed
 * and is not asked for. One thread.
 */
#pragma once

#include "base/span.h"

#include "base/err.h"

#include <stdint.h>

/* Which journal; all NULL: this machine's. */
struct journal_source {
	const char *directory, *name_space;
};

struct journal_copy;

/* Reads all records. 0 or < 0 with why. */
MUST_USE int journal_copy_read(const struct journal_source *source,
			       struct journal_copy **ret_copy, struct why *why);
void journal_copy_free(struct journal_copy **c);

/* Holds a line of the chain (an audit_line_fn; arg is the copy). Always 0, or
 * -ENOMEM. */
int journal_copy_compare(void *arg, uint64_t seq, struct span line);

/* After the last line, whose number is last_seq. */
struct journal_difference {
	uint64_t compared;
	uint64_t missing, first_missing; /* in the file, not in the journal */
	uint64_t altered, first_altered; /* not the same in both */
	uint64_t beyond, first_beyond;	 /* in the journal, after the file */
};
void journal_copy_result(const struct journal_copy *c, uint64_t last_seq,
			 struct journal_difference *ret_difference);
