/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Versions of the register: the text of each is kept under its hash in
 * register.versions of the state directory, what a reload changes is told to
 * the audit, and where files and changes differ is warned of. Main thread.
 */
#pragma once

#include "base/buf.h"
#include "daemon/daemon.h"

/* A snapshot came into force; old is the one before, NULL at start. */
void register_came_into_force(struct daemon *d, const struct snapshot *old,
			      const struct snapshot *now, const char *actor);
/* "1a2b3c4d5e6f7081.12": the version in force. */
#define REGISTER_VERSION 48
char *register_version(const struct snapshot *conf, uint64_t changes,
		       char buf[REGISTER_VERSION]);
/* The text of a version by its hash, appended; -ENOENT: not kept. */
MUST_USE int register_version_text(const struct snapshot *conf,
				   const char *hash, struct buf *out);
