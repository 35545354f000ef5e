/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing HTML (and SVG inside it): elements are opened and closed in pairs,
 * text and attribute values are escaped, so nothing that comes from outside
 * can become markup. Bytes that are not UTF-8 and control characters become
 * U+FFFD. An error (out of memory, too long, badly nested) sticks and shows
 * in html_finish. One owner, one thread.
 */
#pragma once

#include "base/buf.h"

struct html;
/* Ends the attributes of an element. */
#define HTML_END ((const char *)NULL)

/* A writer of one document of at most limit bytes; NULL: out of memory. */
struct html *html_new(size_t limit);
void html_free(struct html **h);
/*
 * Opens an element. Names and values of its attributes follow, ended by
 * HTML_END; one with a NULL value is left out. Element and attribute names
 * are the caller's own literals.
 */
void html_open(struct html *h, const char *element, ...);
/* An element that has no end in HTML ("meta"), or an empty one of SVG. */
void html_single(struct html *h, const char *element, ...);
/* Closes the element opened last. */
void html_close(struct html *h);
/* Text, escaped. */
void html_text(struct html *h, const char *text);
void html_printf(struct html *h, const char *fmt, ...) PRINTF(2, 3);
/* An element with nothing but text in it; class may be NULL. */
void html_put(struct html *h, const char *element, const char *class,
	      const char *text);
/* Our own literals only: the doctype, a style sheet. */
void html_raw(struct html *h, const char *text);
/* All of it, owned by the writer; < 0 when anything failed or is open. */
MUST_USE int html_finish(struct html *h, struct span *ret_text);
