/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Field names of one exchange ("phone", "身份证号", a column's header),
 * interned so that what a name means is worked out once. Bounded: past the
 * limit every further name gets a fresh evaluation in one shared slot.
 * One owner, one thread.
 */
#pragma once

#include "inspect/rules.h"

struct labels;

#define LABEL_NONE 0u

MUST_USE int labels_new(const struct rules *r, struct labels **ret_labels);
void labels_free(struct labels **l);
/* Names whose meaning this scanner worked out before, in any exchange, are not
 * worked out again. Of the names only keyed hashes are kept. */
struct scanner;
void labels_remember(struct labels *l, struct scanner *s);
/* The number of a name (raw text, any case; at most 128 bytes are looked
 * at). Never fails: out of memory gives LABEL_NONE. */
uint32_t labels_intern(struct labels *l, struct span name);
/* Whether it means anything to any detector. */
bool labels_says(const struct labels *l, uint32_t label);
