/* SPDX-License-Identifier: Apache-2.0 */
/* The texts behind reason_text; for reason.c alone. */
#pragma once

#include "policy/reason.h"

extern const struct reason_text reason_table[REASON_MAX_];
