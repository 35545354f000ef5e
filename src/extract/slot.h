/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One programme that opens containers: started, given jobs, ended. Private to
 * this room. One thread, which must outlive the programme.
 */
#pragma once

#include "extract/wire.h"

struct slot {
	int pidfd;   /* -1: none is running */
	int control; /* our end of its descriptor 3 */
	bool busy;
};

void slot_init(struct slot *s);
/* Kills; whatever job it had ends with it. */
void slot_end(struct slot *s);
/* Gives it a job, after starting it where it is not running. *ret_fd is where
 * the answer comes, non-blocking; the caller closes it. ERR_UNAVAILABLE when
 * it cannot be started. */
MUST_USE int slot_give(struct slot *s, const char *program,
		       const struct extract_request *q, int container,
		       int *ret_fd);
