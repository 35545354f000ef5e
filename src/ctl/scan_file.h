/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What scan does with one file: read it through the inspection, collect what
 * is found, show it. One thread.
 */
#pragma once

#include "base/emit.h"
#include "inspect/pipeline.h"

#include <stdio.h>

struct scan_options {
	bool http;   /* a file is one HTTP/1.1 request, head and body */
	bool reveal; /* values as they are, not masked */
	const char *type, *encoding;
};

/* scan_findings.c: findings in the order they were made, with the number of
 * the person each belongs to. */
struct scan_findings;
struct scan_findings *scan_findings_new(const struct rules *rules, bool reveal);
void scan_findings_free(struct scan_findings **f);
/* An inspect_finding_fn; arg is the struct scan_findings. */
void scan_findings_add(void *arg, const struct finding *finding);
size_t scan_findings_count(const struct scan_findings *f);
/* As an array of the JSON object that is open. */
void scan_findings_emit(const struct scan_findings *f, struct emit *out);
void scan_findings_print(const struct scan_findings *f, FILE *out);

/* scan_read.c: feeds the file ("-": standard input) to the inspection. 0, or
 * < 0 with why (not readable, not a request). */
MUST_USE int scan_read(const char *path, const struct scan_options *options,
		       struct inspection *inspection, struct why *why);
