/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of one chain. A file that has grown enough, or is of a month or day
 * that is over, is moved aside as PATH.FIRST-DATE, FIRST being the number of
 * its first record in twelve digits and DATE that record's day; the chain goes
 * on in a new file at PATH. Killed between the two, the daemon finds the end
 * of the chain in the newest file that was moved aside. Audit thread.
 */
#pragma once

#include "audit/audit.h"
#include "audit/chain.h"

#include <limits.h>

/* What is known of a file by its first line. */
struct file_begin {
	uint64_t seq;  /* 0: it has no first record yet */
	char date[11]; /* "2026-11-23" */
};

/* Reads the first line of the file open at fd. What is no record leaves seq
 * 0; nothing is checked here. */
void file_begin_read(int fd, struct file_begin *ret_begin);

/* Whether a file of this size and begin is to be moved aside at that time. */
bool rotate_is_due(const struct audit_options *options,
		   const struct file_begin *begin, int64_t size,
		   int64_t wall_us);

/* Moves path aside; name gets where to. Never over a file that is there:
 * -EEXIST. 0 or -errno. */
MUST_USE int rotate_away(const char *path, const struct file_begin *begin,
			 char name[PATH_MAX]);

/* The newest file that was moved aside from path; false if there is none. */
bool rotate_newest(const char *path, char name[PATH_MAX]);
