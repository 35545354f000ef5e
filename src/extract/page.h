/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a page from where its characters stand: lines, and runs of
 * lines with as many cells each as tables. Pure; one owner.
 */
#pragma once

#include "extract/teller.h"

struct glyph {
	double x1, y1, x2, y2; /* y grows downwards */
	struct span text;      /* one character, UTF-8 */
};

/* Sorts the glyphs and tells them. false: the page has no text. -ENOMEM. */
MUST_USE int page_tell(struct teller *t, struct glyph *glyphs, size_t n,
		       bool *ret_text);
