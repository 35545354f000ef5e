/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service manager: readiness, status, watchdog, given sockets
 * (sd_notify(3), sd_listen_fds(3)). Nothing without libsystemd. Main thread.
 */
#pragma once

#include "base/err.h"

#include <stdint.h>

/* "READY=1" and the like, one or several lines. */
void notify_state(const char *fmt, ...) PRINTF(1, 2);
/* Microseconds between WATCHDOG=1 messages that are expected; 0: none. */
uint64_t notify_watchdog_us(void);
/* Listening sockets handed to us: how many, the first in *ret_first. */
int notify_sockets(int *ret_first);
