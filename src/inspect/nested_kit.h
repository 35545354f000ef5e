/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files about nested values know of one another. Not for formats.
 */
#pragma once

#include "inspect/nested.h"

/* Longest media type that is kept of a data: URI. */
#define NESTED_TYPE_MAX 128
/* Words of one value that are opened. */
#define NESTED_WORDS 4

/* A value, unwrapped where it lies as far as that goes. */
struct nested {
	struct span text;
	bool layer;   /* has a format of its own */
	bool decoded; /* is UTF-8 and folded */
	bool coded;   /* was undone */
	bool one;     /* text of no format is one value */
	bool token;   /* see nested_is_token */
	uint8_t type[NESTED_TYPE_MAX];
	size_t n_type;
	/* Words of the text that have formats of their own. */
	struct {
		size_t at, n;
	} words[NESTED_WORDS];
	size_t n_words;
};

/* Reads the n bytes at p, which it may rewrite. What is no layer is to be put
 * as a value; then, if it opens something, goes to nested_open. */
void nested_read(struct work *w, uint8_t *p, size_t n, struct nested *ret);
/* The same of bytes that are the text of a trail from this offset on. */
void nested_read_shown(struct work *w, struct trail *t, uint64_t at, uint8_t *p,
		       size_t n, struct nested *ret);
static inline bool
nested_opens(const struct nested *v)
{
	return v->layer || v->token || v->n_words > 0;
}
/* The same of all of it alone, not of words in it or of tokens. */
void nested_unwrap(struct work *w, uint8_t *p, size_t n, struct nested *ret);
/* Words of v's text, which begins at p, that are wrapped. */
void nested_read_words(struct work *w, uint8_t *p, struct nested *v);
/* The next word from *i on that may be wrapped; *i: where to go on. */
bool nested_next_word(struct span s, size_t *i, struct span *ret_word);
/* Undoes what follows the first skip bytes; owns next, closes it on failure.
 * What is no base64 or hexadecimal any more is a value under this label. */
MUST_USE int unwrap_open(struct work *w, enum wrapping wrapping, size_t skip,
			 uint32_t label, struct stage *next,
			 struct stage **ret_stage);
/* Opens what has been read as a layer that begins at this offset, or what is
 * in it, reads it all and closes it; the harvest's batch must be empty. */
MUST_USE int nested_open(struct work *w, const struct nested *v, uint32_t label,
			 uint64_t origin, uint64_t epoch);
/* A token of three parts, the first an object in base64url (RFC 7519 section
 * 3), maybe behind the name of a scheme: it is a value, for it is a secret,
 * and its parts are layers. */
bool nested_is_token(struct span s);
/* Bytes before hexadecimal digits that databases write so: 0x, \x; 0 if there
 * is nothing else or no such mark. */
size_t nested_hex_mark(struct span s);

/*
 * Long values of those who keep no window, as nested_long_*. s: the value from
 * its beginning, LONG_VALUE bytes of it at least; its offset is at. What reads
 * it goes to *ret_inner; NULL: the harvest. *ret_coded: decoded. The harvest's
 * batch must be empty, the work's epoch that of the value's first byte.
 */
MUST_USE int nested_long_open(struct work *w, struct span s, uint64_t at,
			      uint32_t label, nested_unescape_fn *unescape,
			      struct stage **ret_inner, bool *ret_coded);
MUST_USE int nested_long_more(struct work *w, struct stage *inner,
			      struct span text, uint64_t epoch);
/* depth: of layers, when it was opened. */
MUST_USE int nested_long_close(struct work *w, struct stage **inner,
			       unsigned depth);
/* All of one that is there. */
MUST_USE int nested_long_whole(struct work *w, struct span text, uint64_t at,
			       uint32_t label, uint64_t epoch);
/* Whether a long value carries something. */
bool nested_long_carries(struct span s);
