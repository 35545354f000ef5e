/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control socket: one JSON request a line, one JSON answer, by
 * kouanctl. The actor is taken from the peer's credentials. Main thread.
 */
#pragma once

#include "daemon/daemon.h"

struct control;

/* Listens on the snapshot's control path (replacing a stale socket). */
MUST_USE int control_new(struct daemon *d, const char *path,
			 struct control **ret_control, struct why *why);
void control_free(struct control **c);
