/* SPDX-License-Identifier: Apache-2.0 */
/* Between the file that writes a report's pages and the one that draws. */
#pragma once

#include "ctl/html.h"
#include "ctl/report_doc.h"

/* A chart as inline SVG. */
void report_chart(struct html *h, const struct chart *c,
		  enum report_language language);
/* 1234567 as "1,234,567"; returns buf. */
#define REPORT_NUMBER 40
char *report_number(double number, char buf[REPORT_NUMBER]);
/* "English (Chinese)" or either alone: the part in the language. The result
 * is in buf. */
char *report_article(const char *article, enum report_language language,
		     char *buf, size_t size);
