/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The containers of an exchange's body, opened while the worker's loop goes
 * on. Worker thread.
 */
#pragma once

struct exchange;
struct opening;

/* Goes on with it, begins it where there is something to open: > 0 nothing is
 * left to open, 0 waits (the session is turned when it may get on), < 0 out of
 * memory. */
int opening_pump(struct exchange *x);
/* Its time is up: the session is turned, to end it. */
void opening_tick(struct exchange *x);
/* Cancels. NULL is fine. */
void opening_free(struct opening **o);
