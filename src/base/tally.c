/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registry of counters: a list in order of name, built by constructors
 * before main and only read afterwards. Any thread.
 */
#include "base/tally.h"

#include <stddef.h>
#include <string.h>

static struct tally *registry;

void
tally_register(struct tally *t)
{
	struct tally **at = &registry;
	while (*at != NULL && strcmp((*at)->name, t->name) < 0)
		at = &(*at)->next;
	t->next = *at;
	*at = t;
}

int
tally_each(int (*fn)(void *, const struct tally *), void *arg)
{
	for (const struct tally *t = registry; t != NULL; t = t->next) {
		int rc = fn(arg, t);
		if (rc != 0)
			return rc;
	}
	return 0;
}
