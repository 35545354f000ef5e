/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words of context, in field names and in text. Both are brought to one form
 * first: ASCII letters in lower case, "phoneNumber", "phone_number",
 * "phone-number" and "手机phone" cut into words by single blanks, anything
 * else kept. A word of ASCII must then stand between borders (a plural "s"
 * is let through); one with Chinese in it may stand anywhere.
 */
#pragma once

#include "base/arena.h"

#include <stdint.h>

/* Words in their common form; NULL-ended. */
struct words {
	const struct word *list;
	size_t n;
};

struct word {
	struct span text;     /* " phone number " or "手机" */
	struct span squeezed; /* "phonenumber" */
	bool anywhere;	      /* has Chinese in it: needs no borders */
	bool part;	      /* as a label, it may be a part of the name */
};

/* Names and texts are looked at this far. */
#define WORDS_TEXT_MAX 192

/* A name or a piece of text in the common form. */
struct word_text {
	uint8_t p[WORDS_TEXT_MAX * 2 + 4];
	size_t n;
	uint8_t squeezed[WORDS_TEXT_MAX];
	size_t n_squeezed;
};

/* Copies and prepares a NULL-ended list (which may be NULL). 0 or -ENOMEM. */
MUST_USE int words_prepare(struct arena *a, const char *const *list,
			   struct words *ret_words);
/* Brings raw text to the common form; what is longer is cut. */
void words_text(struct span raw, struct word_text *ret_text);
/* Whether one of the words stands in the text. */
bool words_in(const struct words *w, const struct word_text *text);
/* Where the last of the words that stand in the text ends in text->p; 0 if
 * none does. */
size_t words_last(const struct words *w, const struct word_text *text);
/* words_in for a field's name, where "phonenumber" is "phone number" too. */
bool words_in_name(const struct words *w, const struct word_text *name);
/* Whether a label decides: the name as a whole is one of the words, or has one
 * in it that was written with a '*' or in Chinese. */
bool words_are_name(const struct words *w, const struct word_text *name);
