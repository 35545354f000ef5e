/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the signer takes away from itself once its keys are read. Private to
 * this room.
 */
#pragma once

#include "base/err.h"

/* Dies with its parent, ignores the terminal's signals (the socket's end is
 * its end), keeps only fd and the standard streams open. First thing. */
MUST_USE int signer_jail_settle(int fd, struct why *why);
/* No new privileges, no core, no new descriptors, no tracing, a network
 * namespace of its own where the kernel lets us, then the filter. */
MUST_USE int signer_jail_lock(int fd, struct why *why);
/* The system call filter alone: read and write on fd, write on standard
 * error, memory, time, exit. Anything else kills the process. */
MUST_USE int signer_jail_filter(int fd, struct why *why);
