/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sixteen bytes of a value at a time, and what is among them: by the
 * processor's base instructions or in plain C. Both say the same. Only for
 * nested_look.c. Pure; any thread.
 */
#pragma once

#include "inspect/bytes.h"
#include "inspect/fold.h"
#include "inspect/nested.h"

#define LOOK 16
#define ALL 0xffffu

/* One bit per byte. */
struct marks {
	unsigned digit;
	unsigned gap;  /* what may stand between digits */
	unsigned wide; /* not ASCII */
};

/* The same of letters. */
struct letters {
	unsigned word;	/* of the alphabets of base64 and base64url */
	unsigned hex;	/* of hexadecimal */
	unsigned digit; /* alone */
	unsigned white; /* what base64 may have got in transport */
};

#ifdef __SSE2__

typedef __m128i bytes16;

static inline bytes16
load(const uint8_t *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* The words, the first one first. */
static inline bytes16
join(uint64_t low, uint64_t high)
{
	return _mm_set_epi64x((long long)high, (long long)low);
}

static inline __m128i
is(__m128i v, char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

/* Bytes from first on, so many of them. */
static inline __m128i
within(__m128i v, char first, char n)
{
	__m128i off = _mm_sub_epi8(v, _mm_set1_epi8(first));
	return _mm_cmpeq_epi8(_mm_min_epu8(off, _mm_set1_epi8((char)(n - 1))),
			      off);
}

/* % \ & = and line feeds. */
static inline bool
has_escape(bytes16 v)
{
	__m128i e = _mm_or_si128(_mm_or_si128(within(v, '%', 2), is(v, '\\')),
				 _mm_or_si128(is(v, '='), is(v, '\n')));
	return _mm_movemask_epi8(e) != 0;
}

/* What is not ASCII. */
static inline bool
has_wide(bytes16 v)
{
	return _mm_movemask_epi8(v) != 0;
}

/* First bytes of characters that may only look like what they are. */
static inline bool
has_alike(bytes16 v)
{
	__m128i lead =
		_mm_or_si128(within(v, (char)0xc0, 0x23), is(v, (char)0xf0));
	return _mm_movemask_epi8(lead) != 0;
}

static inline __m128i
letter(__m128i v, char n)
{
	return within(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', n);
}

static inline __m128i
word(__m128i v)
{
	__m128i sign =
		_mm_or_si128(_mm_or_si128(is(v, '+'), is(v, '-')), is(v, '_'));
	/* The slash stands before the digits. */
	return _mm_or_si128(_mm_or_si128(letter(v, 26), sign),
			    within(v, '/', 11));
}

/* What is of the alphabets of base64 and base64url. */
static inline unsigned
word_mask(bytes16 v)
{
	return (unsigned)_mm_movemask_epi8(word(v));
}

static inline bool
is_number(bytes16 v)
{
	return _mm_movemask_epi8(within(v, '0', 10)) == (int)ALL;
}

static inline struct letters
spell(bytes16 v)
{
	__m128i digit = within(v, '0', 10);
	__m128i hex = _mm_or_si128(letter(v, 6), digit);
	__m128i white = _mm_or_si128(is(v, ' '), is(v, '\r'));
	return (struct letters){(unsigned)_mm_movemask_epi8(word(v)),
				(unsigned)_mm_movemask_epi8(hex),
				(unsigned)_mm_movemask_epi8(digit),
				(unsigned)_mm_movemask_epi8(white)};
}

static inline unsigned
count_digits(bytes16 v)
{
	__m128i one = _mm_and_si128(within(v, '0', 10), _mm_set1_epi8(1));
	__m128i sum = _mm_sad_epu8(one, _mm_setzero_si128());
	return (unsigned)(_mm_cvtsi128_si32(sum) +
			  _mm_cvtsi128_si32(_mm_srli_si128(sum, 8)));
}

static inline struct marks
mark(bytes16 v)
{
	__m128i gap =
		_mm_or_si128(_mm_or_si128(within(v, '(', 2), within(v, '-', 3)),
			     _mm_or_si128(is(v, ' '), is(v, '_')));
	return (struct marks){(unsigned)_mm_movemask_epi8(within(v, '0', 10)),
			      (unsigned)_mm_movemask_epi8(gap),
			      (unsigned)_mm_movemask_epi8(v)};
}

#else

typedef struct {
	uint8_t at[LOOK];
} bytes16;

static inline bytes16
load(const uint8_t *p)
{
	bytes16 v;
	memcpy(v.at, p, LOOK);
	return v;
}

static inline bytes16
join(uint64_t low, uint64_t high)
{
	bytes16 v;
	memcpy(v.at, &low, 8);
	memcpy(v.at + 8, &high, 8);
	return v;
}

static inline bool
has_escape(bytes16 v)
{
	for (unsigned i = 0; i < LOOK; i++) {
		uint8_t c = v.at[i];
		if (c == '%' || c == '&' || c == '\\' || c == '=' || c == '\n')
			return true;
	}
	return false;
}

static inline bool
has_wide(bytes16 v)
{
	uint8_t all = 0;
	for (unsigned i = 0; i < LOOK; i++)
		all |= v.at[i];
	return all >= 0x80;
}

static inline bool
has_alike(bytes16 v)
{
	for (unsigned i = 0; i < LOOK; i++)
		if ((v.at[i] >= 0xc0 && v.at[i] <= 0xe2) || v.at[i] == 0xf0)
			return true;
	return false;
}

static inline unsigned
word_mask(bytes16 v)
{
	unsigned mask = 0;
	for (unsigned i = 0; i < LOOK; i++)
		mask |= (unsigned)(nested_base64[v.at[i]] != 0) << i;
	return mask;
}

static inline bool
is_number(bytes16 v)
{
	for (unsigned i = 0; i < LOOK; i++)
		if (v.at[i] < '0' || v.at[i] > '9')
			return false;
	return true;
}

static inline struct letters
spell(bytes16 v)
{
	struct letters l = {0, 0, 0, 0};
	for (unsigned i = 0; i < LOOK; i++) {
		uint8_t c = v.at[i];
		l.word |= (unsigned)(nested_base64[c] != 0) << i;
		l.hex |= (unsigned)is_hex(c) << i;
		l.digit |= (unsigned)(c >= '0' && c <= '9') << i;
		l.white |= (unsigned)(c == ' ' || c == '\r') << i;
	}
	return l;
}

static inline unsigned
count_digits(bytes16 v)
{
	unsigned n = 0;
	for (unsigned i = 0; i < LOOK; i++)
		n += v.at[i] >= '0' && v.at[i] <= '9';
	return n;
}

static inline struct marks
mark(bytes16 v)
{
	struct marks m = {0, 0, 0};
	for (unsigned i = 0; i < LOOK; i++) {
		uint8_t c = v.at[i];
		bool gap = c == '(' || c == ')' || c == '-' || c == '.' ||
			   c == '/' || c == ' ' || c == '_';
		m.digit |= (unsigned)(c >= '0' && c <= '9') << i;
		m.gap |= (unsigned)gap << i;
		m.wide |= (unsigned)(c >= 0x80) << i;
	}
	return m;
}

#endif
