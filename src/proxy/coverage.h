/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What could not be read of an exchange: told in its record, and kept in the
 * ledger by class and cause, so that it adds up over restarts. Worker thread.
 */
#pragma once

#include "proxy/exchange.h"

/* "fragment:gzip=15000 media:jpeg=1234": class, cause, bytes; in the
 * exchange's arena. NULL: all was read. */
const char *coverage_text(struct exchange *x);
/* Counts it; passed: it went out, whole or in part. Once, at the end. */
void coverage_tally(struct exchange *x, bool passed);
