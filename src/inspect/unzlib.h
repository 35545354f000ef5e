/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zlib streams (RFC 1950) that stand one after another among other bytes, so
 * that where one ends has to be known to the byte. One owner, one thread.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

struct unzlib;

/* 0 or -ENOMEM. */
MUST_USE int unzlib_new(struct unzlib **ret_unzlib);
void unzlib_free(struct unzlib **u);
/* A new stream begins. */
void unzlib_begin(struct unzlib *u);
/* Reads from *in, which moves on to what was not read, and writes at most room
 * bytes to out. 0: more input or room is needed; > 0: the stream has ended;
 * ERR_MALFORMED. */
MUST_USE int unzlib_step(struct unzlib *u, struct span *in, uint8_t *out,
			 size_t room, size_t *ret_n);
