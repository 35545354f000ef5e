/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Error codes in words, and the end of a process whose invariants broke.
 * Stateless; any thread.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	int code;
	const char *text;
} words[] = {
	{ERR_MALFORMED, "malformed message"},
	{ERR_LIMIT, "limit reached"},
	{ERR_UNREADABLE, "unreadable content"},
	{ERR_CLOSED, "connection closed by peer"},
	{ERR_UNAVAILABLE, "not available"},
	{ERR_REFUSED, "refused by policy"},
	{ERR_VERIFY, "verification failed"},
	{ERR_TIMEOUT, "timed out"},
	{ERR_EXHAUSTED, "inspection budget exhausted"},
};

const char *
err_text(int code)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].code == code)
			return words[i].text;
	const char *text = strerrordesc_np(-code);
	return text != NULL ? text : "unknown error";
}

int
why_set(struct why *why, int code, const char *fmt, ...)
{
	if (why != NULL) {
		va_list args;
		va_start(args, fmt);
		vsnprintf(why->text, sizeof(why->text), fmt, args);
		va_end(args);
	}
	return code;
}

void
must_failed(const char *cond, const char *file, int line)
{
	fprintf(stderr, "<2>invariant broken: %s (%s:%d)\n", cond, file, line);
	abort();
}
