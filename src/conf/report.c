/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes the lines of a complaint. Stateless but for the counts in the
 * caller's struct; the thread that loads.
 */
#include "conf/report.h"

#include <stdarg.h>
#include <stdio.h>

#define TEXT_LIMIT 1024

static void
tell(struct conf_report *r, bool is_error, const char *text)
{
	if (is_error)
		r->errors++;
	else
		r->warnings++;
	if (r->fn != NULL)
		r->fn(r->arg, is_error, text);
}

__attribute__((format(printf, 6, 0))) static void
complain(struct conf_report *r, bool is_error, const char *file, int line,
	 const char *key, const char *fmt, va_list args)
{
	char text[TEXT_LIMIT];
	char number[16] = "";
	if (line > 0)
		snprintf(number, sizeof(number), ":%d", line);
	int n = snprintf(text, sizeof(text), "%s%s: %s%s", file, number,
			 key != NULL ? key : "", key != NULL ? ": " : "");
	if (n > 0 && (size_t)n < sizeof(text))
		vsnprintf(text + n, sizeof(text) - (size_t)n, fmt, args);
	tell(r, is_error, text);
}

void
conf_error(struct conf_report *r, const char *file, int line, const char *key,
	   const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	complain(r, true, file, line, key, fmt, args);
	va_end(args);
}

void
conf_warn(struct conf_report *r, const char *file, int line, const char *key,
	  const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	complain(r, false, file, line, key, fmt, args);
	va_end(args);
}

void
conf_error_line(struct conf_report *r, const char *text)
{
	tell(r, true, text);
}
