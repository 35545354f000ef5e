/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made-up bodies to measure inspections with. Every row is about another
 * person: names, numbers and addresses are drawn, check digits worked out.
 * Static state, one thread.
 */
#pragma once

#include "base/buf.h"

struct bench_corpus {
	const char *name, *type; /* content type */
	void (*fill)(struct buf *out, size_t size);
};

/* Ended by a row without name. */
extern const struct bench_corpus bench_corpora[];
