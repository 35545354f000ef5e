/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where complaints about a configuration go: each with file and line, all of
 * them, counted. A loader goes on after an error to find the next one; the
 * caller looks at errors in the end.
 */
#pragma once

#include "conf/snapshot.h"

struct conf_report {
	conf_report_fn *fn; /* may be NULL */
	void *arg;
	unsigned errors, warnings;
};

/* "FILE:LINE: KEY: TEXT" to fn, and one more error or warning. line 0 and
 * key NULL are left out. */
void conf_error(struct conf_report *r, const char *file, int line,
		const char *key, const char *fmt, ...) PRINTF(5, 6);
void conf_warn(struct conf_report *r, const char *file, int line,
	       const char *key, const char *fmt, ...) PRINTF(5, 6);
/* A line made elsewhere, with file and line in it already. */
void conf_error_line(struct conf_report *r, const char *text);
