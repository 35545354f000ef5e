/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One tag of markup, from its '<' to its '>'. One owner, one thread.
 */
#pragma once

#include "inspect/window.h"

/* What an element of HTML is good for. */
enum role {
	ROLE_NONE,
	ROLE_TABLE,
	ROLE_ROW,
	ROLE_HEAD,   /* th */
	ROLE_CELL,   /* td */
	ROLE_TERM,   /* dt */
	ROLE_DETAIL, /* dd */
	ROLE_LABEL,  /* label: of a form's field */
	ROLE_FORM,   /* its fields are one record, however laid out */
	ROLE_INLINE, /* only says how text looks */
	ROLE_ITEM    /* ends where the next of its kind begins */
};

/* So much of the text before a form's field is kept. */
#define CAPTION_MAX 48

struct tag {
	struct span name;	/* without prefix */
	struct span attributes; /* what follows the name */
	uint32_t hash;		/* of the name, case folded */
	bool closes;		/* an end tag */
	bool empty;		/* needs no end tag */
	bool never;		/* of HTML's elements that hold nothing ever */
	bool block;		/* a block of text in HTML */
	enum role role;
	size_t n_attributes;
};

/* text is the whole tag. */
void tag_read(struct span text, struct tag *ret_tag);

/* What an element holds, as far as what follows its start tag tells. */
enum tag_holds { HOLDS_UNKNOWN, HOLDS_TEXT, HOLDS_ELEMENTS, HOLDS_NOTHING };
enum tag_holds tag_looks_ahead(const struct tag *t, struct span follows);

/* Puts the attributes' values, and names that may hold personal data, to the
 * harvest. *ret_named: the label that one of them gives to the element's text
 * (<field name="phone">), or LABEL_NONE. caption: what stands before a form's
 * field, may be empty. 0 or -ENOMEM. */
MUST_USE int tag_attributes(const struct tag *t, struct stage *s,
			    struct window *w, struct span caption,
			    uint32_t *ret_named);
