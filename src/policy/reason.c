/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names and statuses of reasons. Guarantees: every value of enum reason has
 * a name, a status and texts; names are stable. Constant data, any thread.
 */
#include "policy/reason_table.h"

#include <errno.h>
#include <string.h>

static const char *const names[REASON_MAX_] = {
#define REASON_NAME(name, status) #name,
	REASONS(REASON_NAME)
#undef REASON_NAME
};

static const short statuses[REASON_MAX_] = {
#define REASON_STATUS(name, status) status,
	REASONS(REASON_STATUS)
#undef REASON_STATUS
};

/* The reason and the key in configurations of each class of the unreadable. */
static const struct {
	enum reason reason;
	const char *name;
} unreadables[UNREADABLE_MAX_] = {
	[UNREADABLE_MEDIA] = {REASON_UNREADABLE_MEDIA, "media"},
	[UNREADABLE_BINARY] = {REASON_UNREADABLE_BINARY, "binary"},
	[UNREADABLE_FRAGMENT] = {REASON_UNREADABLE_FRAGMENT, "fragment"},
	[UNREADABLE_ENCRYPTED] = {REASON_UNREADABLE_ENCRYPTED, "encrypted"},
	[UNREADABLE_SIZE] = {REASON_UNREADABLE_SIZE, "size"},
	[UNREADABLE_BROKEN] = {REASON_UNREADABLE_BROKEN, "broken"},
	[UNREADABLE_TLS] = {REASON_UNREADABLE_TLS, "tls"},
	[UNREADABLE_TCP] = {REASON_UNREADABLE_TCP, "tcp"},
};

const char *
reason_name(enum reason r)
{
	must((unsigned)r < REASON_MAX_);
	return names[r];
}

int
reason_status(enum reason r)
{
	must((unsigned)r < REASON_MAX_);
	return statuses[r];
}

int
reason_parse(const char *name)
{
	for (int i = 0; i < REASON_MAX_; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -ENOENT;
}

const struct reason_text *
reason_text(enum reason r)
{
	must((unsigned)r < REASON_MAX_);
	return &reason_table[r];
}

enum reason
reason_of_unreadable(enum unreadable u)
{
	must((unsigned)u < UNREADABLE_MAX_);
	return unreadables[u].reason;
}

const char *
unreadable_name(enum unreadable u)
{
	must((unsigned)u < UNREADABLE_MAX_);
	return unreadables[u].name;
}
