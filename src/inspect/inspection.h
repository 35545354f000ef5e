/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inspection from inside; for pipeline.c and seam.c alone.
 */
#pragma once

#include "inspect/ends.h"
#include "inspect/harvest.h"

struct inspection {
	struct work work;
	struct stage *body;
	uint64_t raw; /* body bytes pushed */
	bool ended;   /* the last of them too */
	struct ends ends;
};
