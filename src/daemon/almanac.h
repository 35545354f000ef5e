/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the clock brings: the ends of years, and its own steps.
 */
#pragma once

#include "daemon/daemon.h"

/* Once a second. */
void almanac_tick(struct daemon *d);
