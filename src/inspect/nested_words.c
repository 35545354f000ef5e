/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Something wrapped in the middle of a sentence or a line of a log: a long
 * word of base64 or hexadecimal. Its first letters tell nearly always that it
 * is none; what decodes cleanly to text stands in its place then, what has a
 * format is opened after the sentence. Guarantee: a word that does not decode
 * stays as it is. Pure but for the budget; any thread.
 */
#include "inspect/fold.h"
#include "inspect/nested_kit.h"

/* Shorter words are left alone: they are names and numbers. */
#define WORD_LEAST 24
/* So many bytes are tasted. */
#define TASTE 6

static bool
is_taste(const uint8_t *p)
{
	static const struct span magics[] = {
		SPAN("\x1f\x8b"), SPAN("\x78\x01"), SPAN("\x78\x9c"),
		SPAN("\x78\xda"), SPAN("PK\3\4"),   SPAN("\x28\xb5\x2f\xfd"),
		SPAN("\xff\xfe"), SPAN("\xfe\xff")};
	struct span s = span_of(p, TASTE);
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (span_starts(s, magics[i]))
			return true;
	return nested_content(s, false) == CONTENT_TEXT;
}

static inline bool
is_plain(unsigned c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n' || c == '\r';
}

/* Whether two bytes may begin text or what is_taste knows; most words show
 * here that they are names or noise. */
static inline bool
may_begin(unsigned a, unsigned b)
{
	if (is_plain(a))
		return is_plain(b) || b >= 0xc2 || (a == 0x78 && b < 2) ||
		       (a == 0x78 && b == 0x9c) || (a == 0x28 && b == 0xb5);
	if (a >= 0xc2 && a <= 0xf4)
		return b >= 0x80 && b < 0xc0;
	return a == 0x1f || a >= 0xfe;
}

static inline unsigned
letter(uint8_t c)
{
	return nested_base64[c] - 1u;
}

/* The worth of a hexadecimal digit; 0 is 48, a is 97. */
static inline unsigned
digit(uint8_t c)
{
	return c <= '9' ? c - 48u : (c | 0x20u) - 87u;
}

/* Whether a word that begins here may be one of anything, by its first letters;
 * WORD_LEAST bytes are there. */
static bool
is_worth(struct span s)
{
	uint8_t out[2 * TASTE];
	const uint8_t *p = s.p;
	unsigned bits = letter(p[0]) << 12 | letter(p[1]) << 6 | letter(p[2]);
	if (may_begin(bits >> 10 & 0xff, bits >> 2 & 0xff) &&
	    nested_undo(WRAPPING_BASE64, span_cut(s, 0, 8), out) == TASTE &&
	    is_taste(out))
		return true;
	for (unsigned i = 0; i < 4; i++)
		if (!is_hex(p[i]))
			return false;
	return may_begin(digit(p[0]) << 4 | digit(p[1]),
			 digit(p[2]) << 4 | digit(p[3])) &&
	       nested_undo(WRAPPING_HEX, span_cut(s, 0, 12), out) == TASTE &&
	       is_taste(out);
}

bool
nested_next_word(struct span s, size_t *i, struct span *ret_word)
{
	/* A long word has a letter at one of so many places. */
	size_t from = *i;
	for (size_t at = from + WORD_LEAST - 1; at < s.n; at += WORD_LEAST) {
		size_t end = at + 1, begin = end;
		while (begin > from && nested_base64[s.p[begin - 1]] != 0)
			begin--;
		/* The word of the place before goes on. */
		bool same = begin == from && from > *i &&
			    nested_base64[s.p[from - 1]] != 0;
		from = at + 1;
		if (begin > at || same || s.n - begin < WORD_LEAST ||
		    !is_worth(span_from(s, begin)))
			continue;
		while (end < s.n && nested_base64[s.p[end]] != 0)
			end++;
		if (end - begin < WORD_LEAST)
			continue;
		*ret_word = span_cut(s, begin, end);
		*i = end;
		return true;
	}
	*i = s.n;
	return false;
}

/* The signs behind a word that belong to it. */
static size_t
with_padding(struct span s, struct span word)
{
	size_t end = (size_t)(word.p - s.p) + word.n, pad = 0;
	while (pad < 2 && end + pad < s.n && s.p[end + pad] == '=')
		pad++;
	return (word.n + pad) % 4 == 0 ? pad : 0;
}

void
nested_read_words(struct work *w, uint8_t *p, struct nested *v)
{
	uint8_t copy[LONG_VALUE] UNINITIALIZED;
	size_t i = 0;
	struct span word;
	while (nested_next_word(v->text, &i, &word)) {
		struct nested inner;
		size_t n = word.n + with_padding(v->text, word);
		size_t at = (size_t)(word.p - v->text.p);
		i = at + n;
		if (n > sizeof(copy) || n == v->text.n)
			continue;
		memcpy(copy, word.p, n);
		nested_unwrap(w, copy, n, &inner);
		if (inner.layer && v->n_words < NESTED_WORDS) {
			v->words[v->n_words].at = at;
			v->words[v->n_words++].n = n;
		} else if (!inner.layer && inner.text.n < n) {
			memcpy(p + at, inner.text.p, inner.text.n);
			memmove(p + at + inner.text.n, p + i, v->text.n - i);
			v->text.n -= n - inner.text.n;
			i = at + inner.text.n;
		}
		explicit_bzero(copy, n);
	}
}
