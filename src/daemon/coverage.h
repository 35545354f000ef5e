/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What could not be read, as the ledger has it: for kouanctl and metrics. Main
 * thread.
 */
#pragma once

#include "base/emit.h"
#include "daemon/daemon.h"

#include <event2/buffer.h>

/* "coverage": {class: {count, bytes, passed: {count, bytes}, causes: {cause:
 * {count, bytes, passed: {...}}}}} of a window. 0 or -ENOMEM. */
MUST_USE int coverage_emit(struct emit *out, struct ledger *l,
			   const char *regime, const char *exporter,
			   const char *window);
/* Metrics of all windows together. */
void coverage_metrics(struct evbuffer *out, struct ledger *l,
		      const char *regime);
