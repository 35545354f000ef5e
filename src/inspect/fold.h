/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small things done to text in place: full-width and other digits to ASCII,
 * zero-width characters out, percent and JSON escapes, character references.
 * Each result is no longer than its source. Pure; any thread.
 */
#pragma once

#include "base/span.h"

static inline bool
is_letter(uint8_t c)
{
	return (uint8_t)((c | 0x20) - 'a') < 26;
}

static inline bool
is_hex(uint8_t c)
{
	return (c >= '0' && c <= '9') ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Length of the run of ASCII bytes at the start. */
size_t ascii_prefix(struct span s);
/* Writes code point c as UTF-8 to out (4 bytes); returns its length. Lone
 * surrogates and what lies beyond Unicode become U+FFFD. */
size_t utf8_put(uint32_t c, uint8_t *out);
/* The code point at s and its length in *ret_n: 0 if the bytes are not UTF-8,
 * -1 if they are cut. */
int utf8_get(struct span s, uint32_t *ret_c);
/* Whether s is UTF-8; a sequence cut at the end is forgiven. */
bool utf8_valid(struct span s);

/*
 * Folds digits and letters that only look different, and spaces, and removes
 * what cannot be seen; never makes a character that formats give a meaning
 * (quotes, brackets, commas). Returns the new length. Sets *ret_cut, unless
 * NULL, to the number of bytes of an unfinished sequence at the end, which
 * are kept but not counted.
 */
size_t fold_text(uint8_t *p, size_t n, size_t *ret_cut);
/* %XX, and + as a space if plus; unfinished ones stay as they are. The result
 * is folded; ret_cut as above. */
size_t unescape_percent(uint8_t *p, size_t n, bool plus, size_t *ret_cut);
/* JSON string escapes (RFC 8259 section 7); bad ones stay as they are. */
size_t unescape_json(uint8_t *p, size_t n);
/* Character references of XML and the common ones of HTML. */
size_t unescape_markup(uint8_t *p, size_t n);
