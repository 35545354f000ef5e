/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journald by its native protocol on a socket of our own, which never
 * blocks: a journald that is stopped, and one that is not there, are both
 * told apart from one that takes records. Audit thread.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

struct sink_journal;

/* Room for datagrams of one sink_journal_send. */
#define JOURNAL_BATCH 32

/* Does not connect yet. path is of the socket. */
MUST_USE int sink_journal_new(const char *path,
			      struct sink_journal **ret_journal,
			      struct why *why);
void sink_journal_free(struct sink_journal **j);
/* Connects, or asks anew who listens at the path. 0 or -errno. */
MUST_USE int sink_journal_connect(struct sink_journal *j);
/* Sends n datagrams in order; *ret_sent went. 0 when all did, -EAGAIN when
 * journald does not read, another -errno when it is not there. One that is
 * too large for the socket goes in a sealed memory file. */
MUST_USE int sink_journal_send(struct sink_journal *j,
			       const struct span *datagrams, unsigned n,
			       unsigned *ret_sent);
/* To wait on for writing after -EAGAIN. */
int sink_journal_fd(const struct sink_journal *j);
