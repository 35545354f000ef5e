/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is passed on unread: hosts on the bypass list and protocols that are
 * no TLS, only where a flow says so.
 */
#pragma once

#include "proxy/session.h"

struct tunnel;

/* Whether the CONNECT target is on the bypass list. */
bool tunnel_is_bypassed(const struct session *s);
/* The next step for a connection that will not be read: a tunnel, if policy
 * lets it, else the refusal. */
const struct step *tunnel_begin(struct session *s, enum unreadable class);
/* conn_recheck of its origin; NULL is fine. */
bool tunnel_recheck(struct tunnel *t);
void tunnel_free(struct tunnel **t);
