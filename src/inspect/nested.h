/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that carry something: base64, base64url, hexadecimal, percent signs,
 * escapes, character references, quoted-printable, data: URIs, JSON in a
 * string, JSON web tokens, one in another. Formats put their values by
 * nested_put instead of harvest_field. What decodes cleanly to one piece of
 * text is read in its place, as a value of the same record; what has a format
 * of its own becomes a layer, with records of its own. What does not decode
 * to text or to a known format stays as it is: most of what looks like base64
 * is an identifier or a hash.
 */
#pragma once

#include "inspect/window.h"

/* Shorter values hold nothing that could be an identifier in disguise. */
#define NESTED_MIN 8
/* So much of a long value, as it is in its format, is looked at. */
#define NESTED_LOOK 2048

/* How bytes are written as text. */
enum wrapping {
	WRAPPING_NONE,
	WRAPPING_BASE64,
	WRAPPING_HEX,
	WRAPPING_PERCENT, /* %XX and %uXXXX */
	WRAPPING_ESCAPES, /* \uXXXX, \xXX and what JSON has */
	WRAPPING_MARKUP,  /* character references */
	WRAPPING_QUOTED	  /* quoted-printable */
};

/* What decoded bytes are: nothing known, clean UTF-8, text in another
 * character set, something of a known format. */
enum content { CONTENT_NONE, CONTENT_TEXT, CONTENT_WIDE, CONTENT_BYTES };

/* What each byte is worth in base64 or base64url, and one more; 0: nothing. */
extern const uint8_t nested_base64[256];

/* What a value deserves: to be scanned as it is, only evade_fold before, or
 * nested_read. Never less than one that would change needs. */
enum regard { REGARD_AS_IS, REGARD_FOLD, REGARD_CLOSELY };
/* By its bytes, of which there are NESTED_MIN at least. */
enum regard nested_regard(const uint8_t *p, size_t n);

/* The same for a value of any length; most short ones are numbers. */
static inline enum regard
nested_look(const uint8_t *p, size_t n)
{
	if (n < NESTED_MIN || (n <= 11 && (uint8_t)(p[0] - '0') < 10))
		return REGARD_AS_IS;
	return nested_regard(p, n);
}

static inline bool
nested_suspect(const uint8_t *p, size_t n)
{
	return nested_look(p, n) != REGARD_AS_IS;
}

/* Whether digits are kept apart in a way that no detector reads over. */
bool nested_is_apart(const uint8_t *p, size_t n);
/* Whether something that is not ASCII stands behind a digit, or a space behind
 * one. */
bool nested_has_sign(const uint8_t *p, size_t n);
/* The wrapping that a text seems to have. */
enum wrapping nested_wrapping(struct span s);
/* Whether bytes are clean text in UTF-8, or something of a known format.
 * whole: there are no more of them. */
enum content nested_content(struct span s, bool whole);
/* Undoes a wrapping into out, which has room for s.n bytes; returns the
 * length, -1 if what is there is not in it. */
ssize_t nested_undo(enum wrapping w, struct span s, uint8_t *out);
/* How much of a text can be undone while more may follow; not for base64 and
 * hexadecimal. */
size_t nested_whole(enum wrapping w, struct span s);
/* The media type and the data of a data: URI (RFC 2397) and how these are
 * written; false if it is none. */
bool nested_data_uri(struct span s, struct span *ret_type,
		     struct span *ret_data, enum wrapping *ret_wrapping);
/* JSON or markup, whole as far as can be seen. */
bool nested_is_format(struct span s, bool whole);

/*
 * A long value of the innermost record, as harvest_long_*: it begins in the
 * window at a place from where LONG_VALUE bytes of it are there; flush before.
 * unescape: undoes the format's escapes in place, or NULL.
 */
typedef size_t nested_unescape_fn(uint8_t *p, size_t n);
MUST_USE int nested_long_begin(struct stage *s, struct window *w, size_t at,
			       uint32_t label, nested_unescape_fn *unescape);
MUST_USE int nested_long_add(struct stage *s, struct window *w,
			     struct span text, uint64_t epoch);
MUST_USE int nested_long_end(struct stage *s, struct window *w);

/* The ways of a value that is not to be scanned as it is. */
MUST_USE int nested_put_folded(struct stage *s, struct window *w, size_t at,
			       size_t n, uint32_t label);
MUST_USE int nested_put_closely(struct stage *s, struct window *w, size_t at,
				size_t n, uint32_t label);

/* A value of the record now open, n bytes of the window at a place, its
 * format's own escapes undone. 0 or -ENOMEM. May flush the window, so values
 * before it must have been put. */
MUST_USE static inline int
nested_put(struct stage *s, struct window *w, size_t at, size_t n,
	   uint32_t label)
{
	enum regard regard = nested_look(w->text.p + at, n);
	if (__builtin_expect(regard == REGARD_CLOSELY, 0))
		return nested_put_closely(s, w, at, n, label);
	if (__builtin_expect(regard == REGARD_FOLD, 0))
		return nested_put_folded(s, w, at, n, label);
	harvest_field(s->work->harvest, at, n, label);
	return 0;
}
