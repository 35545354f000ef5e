/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The file of JSON lines: opened for appending, locked against a second
 * writer, repaired where a killed writer left half a line. Audit thread.
 */
#pragma once

#include "audit/chain.h"
#include "audit/recent.h"

/* How a file ended when it was opened. */
struct file_end {
	struct chain chain; /* to go on with */
	bool alarm;	    /* somebody must look at it */
	char note[320];	    /* what was found and done; "": nothing */
};

struct sink_file;

/* Opens or creates path and repairs its end. known is the last record known
 * of from elsewhere (seq 0: none). The last lines go to recent. -EBUSY when
 * another process writes it, ERR_VERIFY when it is no audit file. */
MUST_USE int sink_file_open(const char *path, const struct chain *known,
			    struct recent *recent, struct sink_file **ret_file,
			    struct file_end *ret_end, struct why *why);
void sink_file_close(struct sink_file **f);
/* Writes as much as goes; *ret_n bytes did. 0 when that is all. */
MUST_USE int sink_file_write(struct sink_file *f, struct span bytes,
			     size_t *ret_n);
MUST_USE int sink_file_sync(struct sink_file *f);
/* Moves the file aside and goes on in a new one, if that is due at that time
 * (see rotate.h); ret_end->note then says so. last is the last record, which
 * is written. Where it cannot be moved it is written on: < 0 with why. */
MUST_USE int sink_file_rotate(struct sink_file *f,
			      const struct audit_options *options,
			      const struct chain *last, int64_t wall_us,
			      struct file_end *ret_end, struct why *why);
/* Looks whether path is still our file, whole. Opens it anew when it was
 * moved away (rotated), repairs it when somebody cut it; ret_end->note then
 * says so. last is the last record written. */
MUST_USE int sink_file_check(struct sink_file *f, const struct chain *last,
			     struct file_end *ret_end, struct why *why);

/* file_end.c: finds the end of the file open at fd, whose torn last line is
 * cut off; *ret_size is what is left. */
MUST_USE int file_end_repair(int fd, const struct chain *known,
			     struct recent *recent, struct file_end *ret_end,
			     off_t *ret_size, struct why *why);
