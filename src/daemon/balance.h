/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger's balances, once a day into the audit: what the chain vouches
 * for then stands beside what the store says. Main thread.
 */
#pragma once

#include "daemon/daemon.h"

/*
 * Each second. At the first call the balance of the window that runs, and of
 * the year before it where there is one; then, when a day is over in a
 * regime's time zone, the balance its window closed with: that after 31
 * December 24:00 is the year's close.
 */
void balance_turn(struct daemon *d, int64_t now_s);
