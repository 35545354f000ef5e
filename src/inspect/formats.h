/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binary formats that are read: which of them a layer's first bytes are.
 */
#pragma once

#include "inspect/stage.h"

/* Opens the stage for a body of a binary format; *ret_stage stays as it is if
 * it is none. head: its first bytes; whole: all of it. 0 or -ENOMEM. */
MUST_USE int format_open(struct work *w, const struct hints *hints,
			 struct span head, bool whole,
			 struct stage **ret_stage);
