/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An exchange that carries a part of an upload: what it begins and ends with
 * is read together with what stands next to it in the other parts, as far as
 * these have come, before its own bytes are decided. Of two parts the later
 * one is decided with what goes over their border. Worker thread.
 */
#pragma once

#include "proxy/exchange.h"

/* Whether the request is such a part; the inspection has begun. 0 or -ENOMEM.
 */
MUST_USE int part_begin(struct exchange *x, const struct inspect_head *head);
/* Before inspection_body. 0 or -ENOMEM. */
MUST_USE int part_begin_body(struct exchange *x);
/* Before what was inspected so far is judged. 0 or -ENOMEM. */
MUST_USE int part_join(struct exchange *x);
/* The exchange ends; what was refused is nobody's neighbour. */
void part_end(struct exchange *x);
/* What became of its borders, for the record; NULL: it is no part. */
const char *part_text(struct exchange *x);
