/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The walls of the programmes that open containers. Irreversible; one thread.
 */
#pragma once

#include "base/err.h"

#include <stdint.h>

/*
 * At the start, with nothing read yet: no core files, no new privileges, no
 * network, and of the disk at most what lies below the directory readable
 * (NULL: nothing), for which the kernel must know Landlock; else nothing. A
 * filter leaves what is needed to take jobs and to fork. 0 or < 0.
 */
MUST_USE int jail_settle(const char *readable, struct why *why);
/*
 * In the process of one job: limits of memory and processor time, then a
 * filter that leaves memory, the answer's socket and, if files, what lies in
 * readable. Anything else ends the process; opening a file only fails.
 */
MUST_USE int jail_lock(int answer, uint64_t memory, unsigned cpu_s, bool files);
/* Whether jail_settle left the directory readable. */
bool jail_files(void);
