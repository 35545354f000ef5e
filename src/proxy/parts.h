/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ends of the parts of uploads, so that what stands on the border of two
 * parts is read when the second of them comes, in whatever order. Kept for an
 * hour, encrypted in memory with a key that dies with the process; never on
 * disk, never in a log. Bounded in bytes, altogether and by source: who was
 * not asked for longest goes first, and is counted. Thread-safe; the lock is
 * held for a search and a few KiB of AES.
 */
#pragma once

#include "base/digest.h"

#include <stddef.h>

#define PART_END 512	 /* bytes kept of each end */
#define PART_HEADER 4096 /* of the row that names a table's columns */
#define PART_OPEN UINT64_MAX
#define PART_NEIGHBOURS 4

struct parts;
struct parts_limits {
	uint64_t bytes;	       /* of all */
	uint64_t source_bytes; /* of one source */
	int64_t keep_us;
};
/* 64 MiB, a quarter of them for a source, an hour. */
extern const struct parts_limits parts_limits_default;

/* One part as far as it is known. */
struct part_seen {
	struct digest upload; /* of source, host and upload */
	uint64_t source;      /* a hash */
	struct digest token;  /* this very exchange's */
	uint64_t at;	      /* where it begins: an offset or a number */
	uint64_t end;	      /* where the next begins; PART_OPEN: not known */
	struct span first, last; /* last: empty unless end is known */
	bool whole;		 /* first and last are the same, and all */
	struct span header;
};

/* What stands next to a part, up to PART_END bytes each: one for each version
 * of the neighbour, since a part may be sent again. */
struct part_sides {
	unsigned n_before, n_after;
	struct part_side {
		size_t n;
		uint8_t bytes[PART_END];
	} before[PART_NEIGHBOURS], after[PART_NEIGHBOURS];
};

MUST_USE int parts_new(const struct parts_limits *limits,
		       struct parts **ret_parts);
/* Wipes and frees. */
void parts_free(struct parts **p);

/* The row that names the columns of the upload's table; n bytes of it, 0: not
 * known. *ret_before: something is known to end where `at` begins. */
size_t parts_header(struct parts *p, const struct digest *upload, uint64_t at,
		    int64_t now_us, uint8_t header[PART_HEADER],
		    bool *ret_before);
/* Keeps what is known of a part (in place of what its token knew before) and
 * tells what stands next to it, in one step, so that of two neighbours that
 * come at once one sees the other. 0 or -ENOMEM. The caller wipes. */
MUST_USE int parts_keep(struct parts *p, const struct part_seen *part,
			int64_t now_us, struct part_sides *ret_sides);
/* It did not go out, or not to its end (then its begin stays). */
void parts_forget(struct parts *p, const struct part_seen *part, bool begun);
/* Drops what is older than it may be. */
void parts_expire(struct parts *p, int64_t now_us);
