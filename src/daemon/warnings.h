/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Warnings over the register as it stands: computed at start, after each
 * reload and change, and every minute; each is told to log and audit when it
 * comes up or gets worse, and again each day while it stands. Main thread.
 */
#pragma once

#include "base/emit.h"
#include "daemon/daemon.h"

MUST_USE int warnings_start(struct daemon *d);
void warnings_stop(struct daemon *d);
/* A list of those that stand; of one subject alone unless kind is NULL. */
void warnings_emit(struct daemon *d, struct emit *out, const char *kind,
		   const char *subject);
