/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of session tickets (RFC 5077, RFC 8446 section 4.6.1) for many
 * contexts at once. Private to this room.
 */
#pragma once

#include "base/err.h"

#include <openssl/ssl.h>

struct tickets;

MUST_USE int tickets_new(struct tickets **ret_tickets);
/* Wipes and frees; *t becomes NULL. No context may use it any more. */
void tickets_free(struct tickets **t);
/* The context seals and opens its tickets with these keys. t must outlive
 * every session of ctx. */
MUST_USE int tickets_attach(struct tickets *t, SSL_CTX *ctx);
/* The same with the clock given, for tests: draws a new key when the current
 * one is older than TICKETS_ROTATE_S. */
#define TICKETS_ROTATE_S (3 * 3600)
MUST_USE int tickets_rotate(struct tickets *t, int64_t now_s);
