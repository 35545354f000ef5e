/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first look at a value: sixteen bytes at a time, whether anything in it
 * may be an escape, a known beginning, base64 or a number pulled apart. Most
 * values of most bodies end here. Guarantee: with and without vector
 * instructions the answer is the same. Pure; any thread.
 */
#include "inspect/look.h"
#include "inspect/nested_kit.h"

/* A word shorter than this is no base64 of anything that identifies. */
#define WORD_LEAST 15

/* Fewer digits are no number of anybody. */
#define DIGITS_LEAST 11
/* With what keeps them apart. */
#define APART_LEAST (DIGITS_LEAST + 2)
/* Chinese numerals that are a number are no shorter. */
#define NUMERALS_LEAST 21
/* Digits alone are no hexadecimal, unless there are so many. */
#define HEX_DIGITS_LEAST 22
/* What decodes to fewer than twelve bytes is text or nothing. */
#define HEX_TEXT 24

/* Single digits apart from one another: four in so few bytes. */
static inline bool
is_apart(uint32_t d, uint32_t g)
{
	return (d & g >> 1 & d >> 2 & g >> 3 & d >> 4 & g >> 5 & d >> 6) != 0;
}

/* Digits in groups, three and four or more, that are kept apart by what no
 * detector reads over; bit i is that of p[i - LOOK]. */
static inline bool
is_grouped(uint32_t d, uint32_t g, const uint8_t *p)
{
	uint32_t at = g & d << 1 & d << 2 & d << 3 & d >> 1 & d >> 2 & d >> 3 &
		      d >> 4;
	for (; at != 0; at &= at - 1) {
		uint8_t c = p[(ssize_t)__builtin_ctz(at) - LOOK];
		if (c != ' ' && c != '-')
			return true;
	}
	/* A bracket and a space between two groups, or a sign between spaces.
	 */
	uint32_t two = g & g >> 1 & d << 1 & d << 2 & d << 3;
	return (two & ((d >> 2 & d >> 3) | (g >> 2 & d >> 3 & d >> 4))) != 0;
}

/* All of a value of 8 to 15 bytes, and zeros. */
static inline bytes16
load_short(const uint8_t *p, size_t n)
{
	uint64_t low, high;
	memcpy(&low, p, 8);
	memcpy(&high, p + n - 8, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return join(low, n > 8 ? high << 8 * (LOOK - n) : 0);
#else
	return join(low, n > 8 ? high >> 8 * (LOOK - n) : 0);
#endif
}

/* In so few bytes there is a group of four digits, or they are no number that
 * is read closed up. */
static inline bool
is_apart_short(bytes16 v)
{
	struct marks m = mark(v);
	unsigned d = m.digit;
	return m.gap != 0 && (d & d >> 1 & d >> 2 & d >> 3) != 0 &&
	       count_digits(v) >= DIGITS_LEAST;
}

bool
nested_is_apart(const uint8_t *p, size_t n)
{
	if (n < LOOK)
		return n >= APART_LEAST && is_apart_short(load_short(p, n));
	uint32_t digit = 0, gap = 0;
	for (size_t at = 0, step = LOOK;; at += step) {
		struct marks m = mark(load(p + at));
		digit = digit >> step | m.digit << LOOK;
		gap = gap >> step | m.gap << LOOK;
		if (digit != 0 &&
		    (is_apart(digit, gap) || is_grouped(digit, gap, p + at)))
			return true;
		if (at + LOOK == n)
			return false;
		step = n - at - LOOK < LOOK ? n - at - LOOK : LOOK;
	}
}

bool
nested_has_sign(const uint8_t *p, size_t n)
{
	if (n < LOOK)
		return true;
	for (size_t at = 0;; at += LOOK - 2) {
		at = at + LOOK > n ? n - LOOK : at;
		struct marks m = mark(load(p + at));
		if (((m.digit << 1 | (m.digit << 2 & m.gap << 1)) & m.wide) !=
		    0)
			return true;
		if (at + LOOK == n)
			return false;
	}
}

/* Whether a byte may follow another one in text. */
static inline bool
is_text(uint8_t before, uint8_t c)
{
	if (c >= 0x80 && c < 0xc0)
		return before >= 0x80;
	if (before >= 0xc0 || c == 0x7f)
		return false;
	return c >= ' ' ? c < 0x80 || (c >= 0xc2 && c <= 0xf4)
			: c == '\t' || c == '\r' || c == '\n';
}

static inline unsigned
hex_value(uint8_t c)
{
	return (c & 15u) + 9 * (c >> 6);
}

static bool
is_hex_text(const uint8_t *p, size_t n)
{
	uint8_t before = 0;
	for (size_t i = 0; i + 1 < n; i += 2) {
		uint8_t c =
			(uint8_t)(hex_value(p[i]) << 4 | hex_value(p[i + 1]));
		if (!is_text(before, c))
			return false;
		before = c;
	}
	return true;
}

/* Sixteen digits and a few bytes: only letters of hexadecimal among these make
 * them more than a number. */
static bool
may_be_hex(const uint8_t *p, size_t n)
{
	bool number = true;
	for (size_t i = LOOK; i < n; i++) {
		if (!is_hex(p[i]))
			return false;
		number = number && p[i] <= '9';
	}
	return !number && n % 2 == 0 && is_hex_text(p, n);
}

/* "2024-11-23 17:04:49" and a little more: the places of its signs leave no
 * room for a number in groups. */
static inline bool
is_instant(const uint8_t *p, size_t n)
{
	return n >= 19 && n <= 24 && p[4] == '-' && p[7] == '-' &&
	       p[13] == ':' && p[16] == ':' && (p[10] == ' ' || p[10] == 'T');
}

/* Whether letters may be base64 or hexadecimal that decodes to anything: see
 * nested_wrapping. Numbers and most of what machines count by are not. */
static bool
may_decode(const uint8_t *p, size_t n)
{
	unsigned all = n < LOOK ? (1u << n) - 1 : ALL;
	bool hex = true, number = true, clean = true, base64 = true;
	if (n >= LOOK && n < HEX_DIGITS_LEAST && is_number(load(p)))
		return may_be_hex(p, n);
	for (size_t at = 0;; at += LOOK) {
		at = n > LOOK && at + LOOK > n ? n - LOOK : at;
		struct letters l =
			spell(n < LOOK ? load_short(p, n) : load(p + at));
		if ((l.word | l.white) != all)
			return false;
		hex = hex && (l.hex | l.white) == all;
		number = number && (l.digit | l.white) == all;
		clean = clean && l.white == 0;
		/* Nine digits in a row. */
		unsigned run = l.digit & l.digit >> 1;
		run &= run >> 2;
		run &= run >> 4;
		base64 = base64 && (run & l.digit >> 8) == 0;
		if (at + LOOK >= n)
			break;
	}
	if (hex && (n % 2 == 0 || !clean) && (!number || n >= HEX_DIGITS_LEAST))
		return n >= HEX_TEXT || is_hex_text(p, n);
	return base64 && (n % 4 != 1 || !clean);
}

/* "data:", a token, or one behind its scheme: "Bearer eyJ". What they begin
 * need not show anything else. */
static inline bool
is_beginning(const uint8_t *p, size_t n)
{
	size_t space = bytes_find1(p, 0, LOOK, ' ');
	return ((p[0] | 0x20) == 'd' && p[4] == ':') ||
	       (p[0] == 'e' && p[1] == 'y' && p[2] == 'J') ||
	       (space + 2 < n && p[space] == ' ' && p[space + 1] == 'e' &&
		p[space + 2] == 'y');
}

static bool
has_wrapped(const uint8_t *p, size_t n)
{
	struct span word;
	size_t i = 0;
	return nested_next_word(span_of(p, n), &i, &word);
}

static enum regard
regard_short(const uint8_t *p, size_t n)
{
	bytes16 v = load_short(p, n);
	if (has_escape(v) || (n >= WORD_LEAST && may_decode(p, n)))
		return REGARD_CLOSELY;
	bool fold = has_alike(v) || (has_wide(v) && count_digits(v) > 0) ||
		    (n >= APART_LEAST && is_apart_short(v));
	return fold ? REGARD_FOLD : REGARD_AS_IS;
}

enum regard
nested_regard(const uint8_t *p, size_t n)
{
	uint8_t first = p[0];
	unsigned digits = 0, words = 0;
	bool wide = false, alike = false, word = false;
	if (first == '{' || first == '[' || first == '<' || first <= ' ')
		return REGARD_CLOSELY;
	if (n < LOOK)
		return regard_short(p, n);
	if (is_beginning(p, n))
		return REGARD_CLOSELY;
	for (size_t at = 0;; at += LOOK) {
		at = at + LOOK > n ? n - LOOK : at;
		bytes16 v = load(p + at);
		/* Eight letters and eight more are part of each long word. */
		if (at == 0 || n >= HEX_TEXT)
			words = words >> LOOK | word_mask(v) << 8;
		if (has_escape(v) ||
		    (at == 0 && words == ALL << 8 && may_decode(p, n)))
			return REGARD_CLOSELY;
		word = word || (words & ALL) == ALL ||
		       (words & ALL << 8) == ALL << 8;
		wide = wide || has_wide(v);
		alike = alike || has_alike(v);
		digits += count_digits(v);
		if (at + LOOK == n)
			break;
	}
	if (word && has_wrapped(p, n))
		return REGARD_CLOSELY;
	if (alike || (wide && (digits > 0 || n >= NUMERALS_LEAST)) ||
	    (digits >= DIGITS_LEAST && !is_instant(p, n) &&
	     nested_is_apart(p, n)))
		return REGARD_FOLD;
	return REGARD_AS_IS;
}
