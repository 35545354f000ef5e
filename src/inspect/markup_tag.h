/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One tag of markup, from its '<' to its '>'. One owner, one thread.
 */
#pragma once

#include "inspect/window.h"

struct tag {
	struct span name;	/* without prefix */
	struct span attributes; /* what follows the name */
	uint32_t hash;		/* of the name, case folded */
	bool closes;		/* an end tag */
	bool empty;		/* needs no end tag */
	bool block;		/* a block of text in HTML */
	size_t n_attributes;
};

/* text is the whole tag. */
void tag_read(struct span text, struct tag *ret_tag);

/* What an element holds, as far as what follows its start tag tells. */
enum tag_holds { HOLDS_UNKNOWN, HOLDS_TEXT, HOLDS_ELEMENTS, HOLDS_NOTHING };
enum tag_holds tag_looks_ahead(const struct tag *t, struct span follows);

/* Puts the attributes' values to the harvest. Returns the label that one of
 * them gives to the element's text (<field name="phone">), or LABEL_NONE. */
uint32_t tag_attributes(const struct tag *t, struct harvest *h,
			struct window *w);
