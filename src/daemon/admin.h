/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The admin address: metrics, health, set-up help; read-only. Main thread.
 */
#pragma once

#include "daemon/daemon.h"

struct admin;
struct evbuffer;

/* Serves on the address, which stays until a restart. */
MUST_USE int admin_new(struct daemon *d, const struct address *at,
		       struct admin **ret_admin, struct why *why);
void admin_free(struct admin **a);

/* admin_metrics.c: OpenMetrics text (its end mark included). */
void admin_metrics(struct daemon *d, struct evbuffer *out);
