/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands outside the body: host, target, fields of head and trailers.
 * Each is scanned like the body's values and is at most a few KiB, so each
 * call decides its text at once. 0 or -ENOMEM.
 */
#pragma once

#include "inspect/harvest.h"

MUST_USE int head_host(struct work *w, struct span host);
/* Path segments are one record, the query is a form and another one. */
MUST_USE int head_target(struct work *w, struct span target);
/* Header or trailer fields, one record; a field's name is its label. */
MUST_USE int head_fields(struct work *w, const struct inspect_header *fields,
			 size_t n);
/* The body is a part of something longer: see upload.h. */
bool head_is_fragment(const struct inspect_head *head);
