/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading an answer from a programme that may lie, have gone mad or been taken
 * over by what it opened: every message is checked, and what fits passes on to
 * the inspection, which reads it as it reads any body. Pure; one owner.
 */
#pragma once

#include "extract/wire.h"

struct answer {
	struct inspection *inspection;
	const char *kind; /* of the job */
	bool in_member;
	bool done; /* said so itself */
};

/* The answer to the job that inspection_job names. */
void answer_begin(struct answer *a, struct inspection *i,
		  const struct inspect_job *job);
/* One message. 0 go on; > 0 the job is done or enough has been read; -ENOMEM;
 * ERR_MALFORMED for what no honest programme says. */
MUST_USE int answer_take(struct answer *a, struct span message);
/* Ends the job in the inspection. An answer that was not done makes what was
 * left of it unreadable: class, and cause or the container's kind if NULL. 0
 * or -ENOMEM. */
MUST_USE int answer_end(struct answer *a, enum unreadable class,
			const char *cause);
