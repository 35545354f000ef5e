/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From CONNECT's 200 to the TLS session with the client: reading the hello,
 * getting the leaf.
 */
#pragma once

#include "proxy/session.h"

/* A question to the mint that outlives its session if it must. */
struct mint_wait;
/* Gives up waiting; NULL is fine. */
void mint_wait_drop(struct mint_wait **w);
