/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counters and gauges, for status and metrics. A module declares a static
 * struct tally and registers it once; adding is one relaxed atomic.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct tally {
	const char *name; /* "kouan_sessions_total": OpenMetrics name */
	const char *help; /* one sentence */
	bool gauge;
	atomic_int_fast64_t value;
	struct tally *next; /* the registry's */
};

#define TALLY(var, metric, text)                                               \
	static struct tally var = {.name = (metric), .help = (text)};          \
	__attribute__((constructor)) static void var##_register(void)          \
	{                                                                      \
		tally_register(&var);                                          \
	}
#define GAUGE(var, metric, text)                                               \
	static struct tally var = {                                            \
		.name = (metric), .help = (text), .gauge = true};              \
	__attribute__((constructor)) static void var##_register(void)          \
	{                                                                      \
		tally_register(&var);                                          \
	}

/* Called before main by the macros above. */
void tally_register(struct tally *t);
/* Each registered tally in order of name until fn returns non-zero. */
int tally_each(int (*fn)(void *arg, const struct tally *t), void *arg);

static inline void
tally_add(struct tally *t, int64_t n)
{
	atomic_fetch_add_explicit(&t->value, n, memory_order_relaxed);
}

static inline int64_t
tally_read(const struct tally *t)
{
	return atomic_load_explicit(&t->value, memory_order_relaxed);
}
