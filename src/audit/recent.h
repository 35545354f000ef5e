/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last lines written, in a ring of bounded bytes and number. One writer
 * (the audit thread), any readers.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

struct recent;

MUST_USE int recent_new(size_t bytes, size_t lines, struct recent **ret_recent);
void recent_free(struct recent **r);
/* Adds each line of text (all end with a newline), without its newline. */
void recent_add(struct recent *r, struct span text);
/* The last n lines, oldest first, until fn returns non-zero; returns that,
 * or 0, or -ENOMEM. fn is called without any lock held. */
int recent_each(struct recent *r, size_t n,
		int (*fn)(void *arg, struct span line), void *arg);
