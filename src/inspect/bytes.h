/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes taken several at a time: finding those of a small set, sixteen at a
 * time where the processor's base instructions allow it. Both ways find the
 * same. Pure; any thread.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The first of a, b, c, d at or after from; n if there is none. */
static inline size_t
bytes_find4(const uint8_t *p, size_t from, size_t n, uint8_t a, uint8_t b,
	    uint8_t c, uint8_t d)
{
	size_t i = from;
#ifdef __SSE2__
	const __m128i va = _mm_set1_epi8((char)a), vb = _mm_set1_epi8((char)b);
	const __m128i vc = _mm_set1_epi8((char)c), vd = _mm_set1_epi8((char)d);
	for (; i + 16 <= n; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));
		__m128i m = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, va),
						      _mm_cmpeq_epi8(v, vb)),
					 _mm_or_si128(_mm_cmpeq_epi8(v, vc),
						      _mm_cmpeq_epi8(v, vd)));
		int bits = _mm_movemask_epi8(m);
		if (bits != 0)
			return i + (size_t)__builtin_ctz((unsigned)bits);
	}
#endif
	while (i < n && p[i] != a && p[i] != b && p[i] != c && p[i] != d)
		i++;
	return i;
}

static inline size_t
bytes_find3(const uint8_t *p, size_t from, size_t n, uint8_t a, uint8_t b,
	    uint8_t c)
{
	return bytes_find4(p, from, n, a, b, c, c);
}

static inline size_t
bytes_find1(const uint8_t *p, size_t from, size_t n, uint8_t a)
{
	return bytes_find4(p, from, n, a, a, a, a);
}

/* The first byte other than a at or after from; n if there is none. */
static inline size_t
bytes_not(const uint8_t *p, size_t from, size_t n, uint8_t a)
{
	size_t i = from;
#ifdef __SSE2__
	const __m128i va = _mm_set1_epi8((char)a);
	for (; i + 16 <= n; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));
		unsigned same =
			(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, va));
		if (same != 0xffff)
			return i + (size_t)__builtin_ctz(~same);
	}
#endif
	while (i < n && p[i] == a)
		i++;
	return i;
}

/* How many bytes at the start are printable ASCII, tabs or line ends; it may
 * say fewer. */
static inline size_t
bytes_printable(const uint8_t *p, size_t n)
{
	size_t i = 0;
#ifdef __SSE2__
	const __m128i low = _mm_set1_epi8(0x1f), del = _mm_set1_epi8(0x7f);
	const __m128i tab = _mm_set1_epi8('\t'), lf = _mm_set1_epi8('\n');
	const __m128i cr = _mm_set1_epi8('\r');
	for (; i + 16 <= n; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + i));
		/* Signed: what is above ASCII is below everything. */
		__m128i plain = _mm_andnot_si128(_mm_cmpeq_epi8(v, del),
						 _mm_cmpgt_epi8(v, low));
		__m128i white =
			_mm_or_si128(_mm_cmpeq_epi8(v, tab),
				     _mm_or_si128(_mm_cmpeq_epi8(v, lf),
						  _mm_cmpeq_epi8(v, cr)));
		if (_mm_movemask_epi8(_mm_or_si128(plain, white)) != 0xffff)
			break;
	}
#endif
	while (i < n && ((p[i] >= ' ' && p[i] < 0x7f) || p[i] == '\t' ||
			 p[i] == '\n' || p[i] == '\r'))
		i++;
	return i;
}

/* The first n bytes, at most 8, as a number; no byte beyond them is read. */
static inline uint64_t
bytes_word(const uint8_t *p, size_t n)
{
	uint64_t word = 0;
	if (n >= 8) {
		memcpy(&word, p, 8);
	} else if (n >= 4) {
		uint32_t low, high;
		memcpy(&low, p, 4);
		memcpy(&high, p + n - 4, 4);
		word = low | (uint64_t)high << 32;
	} else if (n > 0) {
		word = p[0] | (uint64_t)p[n / 2] << 8 |
		       (uint64_t)p[n - 1] << 16;
	}
	return word;
}
