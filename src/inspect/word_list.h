/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A user's list of words or phrases (project names, code names, place names),
 * looked for in all text. Upper and lower case of ASCII are the same. Where an
 * entry begins or ends with an ASCII letter or digit, none may stand beside
 * it in the text; Chinese needs no borders. Immutable once made.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

/* Shorter words say nothing, longer ones are not one word. Bytes. */
#define WORD_LIST_SHORTEST 3
#define WORD_LIST_LONGEST 200
#define WORD_LIST_MAX 1000000

struct word_list;

/*
 * From the text of a file: one entry a line, blanks around it dropped, empty
 * lines and those that begin with '#' skipped. 0, -ENOMEM, or -EINVAL with the
 * line that cannot be one in why.
 */
MUST_USE int word_list_parse(struct span file, struct word_list **ret_list,
			     struct why *why);
void word_list_free(struct word_list **l);
size_t word_list_count(const struct word_list *l);

/* The length of the longest entry that stands at a position of text[from,
 * until), or 0. */
size_t word_list_at(const struct word_list *l, struct span text, size_t from,
		    size_t until, size_t at);
/* The same by looking at each entry: what tests compare with. */
size_t word_list_at_slowly(const struct word_list *l, struct span text,
			   size_t from, size_t until, size_t at);
