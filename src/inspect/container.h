/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Containers: archives, office documents, PDF. Nothing here reads them: their
 * bytes are collected and become jobs, which whoever drives the inspection
 * has opened elsewhere and answers with members (pipeline.h). Jobs are worked
 * off in the order in which the containers ended, after the body's last byte,
 * so that results depend on the bytes alone. One owner, one thread.
 */
#pragma once

#include "inspect/stage.h"

/* Whether containers of this kind (the sniffed cause) can be opened. */
bool container_opens(const struct work *w, const char *kind);
/* Collects; at its end a job. kind lives for ever. */
MUST_USE int container_open(struct work *w, const char *kind,
			    struct stage **ret_stage);

/* The epoch of the oldest container that is not yet read, or EPOCH_NONE. */
uint64_t jobs_pending(const struct work *w);
/* Drops what is left. */
void jobs_free(struct work *w);

/* The functions of the same names in pipeline.h. */
MUST_USE int job_next(struct work *w, struct inspect_job *ret_job);
MUST_USE int job_member(struct work *w, const struct inspect_member *m);
MUST_USE int job_data(struct work *w, struct span data);
MUST_USE int job_member_end(struct work *w);
void job_unreadable(struct work *w, enum unreadable class, const char *cause);
MUST_USE int job_end(struct work *w);
void jobs_drop(struct work *w, const char *cause);
