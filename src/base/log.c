/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's log. Guarantees: one write(2) a line, so lines of several
 * threads never mix; control bytes are replaced, so nobody forges a line.
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_int threshold = LOG_INFO_;

void
log_set_level(enum log_level level)
{
	atomic_store(&threshold, (int)level);
}

static const char *
level_name(enum log_level level)
{
	return level <= LOG_ERROR_  ? "error"
	       : level == LOG_WARN_ ? "warning"
				    : "kouand";
}

/* The service manager takes the level from the prefix; a person at a terminal
 * does not want it. */
static bool
is_for_manager(void)
{
	static atomic_int known; /* 0: not yet, 1: no, 2: yes */
	int is = atomic_load(&known);
	if (is == 0) {
		is = getenv("JOURNAL_STREAM") != NULL ? 2 : 1;
		atomic_store(&known, is);
	}
	return is == 2;
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	if ((int)level > atomic_load(&threshold))
		return;
	char line[1024];
	int head = is_for_manager()
			   ? snprintf(line, sizeof(line), "<%d>", (int)level)
			   : snprintf(line, sizeof(line),
				      "%s: ", level_name(level));
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(line + head, sizeof(line) - (size_t)head - 1, fmt,
			  args);
	va_end(args);
	if (n < 0)
		return;
	size_t end = (size_t)head + (size_t)n;
	if (end > sizeof(line) - 2)
		end = sizeof(line) - 2;
	for (size_t i = (size_t)head; i < end; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[end++] = '\n';
	ssize_t written = write(STDERR_FILENO, line, end);
	(void)written; /* nobody is left to tell */
}
