/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first look at a value: sixteen bytes at a time, whether anything in it
 * may be an escape, a known beginning, base64 or a number pulled apart. Most
 * values of most bodies end here. Guarantee: with and without vector
 * instructions the answer is the same. Pure; any thread.
 */
#include "inspect/bytes.h"
#include "inspect/nested_kit.h"

#define LOOK 16
/* A word shorter than this is no base64 of anything that identifies. */
#define WORD_LEAST 15

/* Fewer digits are no number of anybody. */
#define DIGITS_LEAST 11

/* One bit per byte. */
struct marks {
	unsigned digit;
	unsigned gap;  /* what may stand between digits */
	unsigned wide; /* not ASCII */
};

#ifdef __SSE2__

typedef __m128i bytes16;

static inline bytes16
load(const uint8_t *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* All bytes of a value of 8 to 15, some of them twice. */
static inline bytes16
load_short(const uint8_t *p, size_t n)
{
	return _mm_unpacklo_epi64(
		_mm_loadl_epi64((const __m128i *)(const void *)p),
		_mm_loadl_epi64((const __m128i *)(const void *)(p + n - 8)));
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

/* % \ & = line feed, or what is not ASCII. */
static inline bool
has_escape(bytes16 v)
{
	__m128i e = _mm_or_si128(_mm_or_si128(within(v, '%', 2), is(v, '\\')),
				 _mm_or_si128(is(v, '='), is(v, '\n')));
	/* The sign bit is what makes a byte more than ASCII. */
	return _mm_movemask_epi8(_mm_or_si128(e, v)) != 0;
}

/* One bit per byte of the alphabets of base64 and base64url. */
static inline unsigned
word_mask(bytes16 v)
{
	__m128i letter = within(_mm_or_si128(v, _mm_set1_epi8(0x20)), 'a', 26);
	__m128i sign =
		_mm_or_si128(_mm_or_si128(is(v, '+'), is(v, '-')), is(v, '_'));
	/* The slash stands before the digits. */
	__m128i word =
		_mm_or_si128(_mm_or_si128(letter, sign), within(v, '/', 11));
	return (unsigned)_mm_movemask_epi8(word);
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
load_short(const uint8_t *p, size_t n)
{
	bytes16 v;
	memcpy(v.at, p, 8);
	memcpy(v.at + 8, p + n - 8, 8);
	return v;
}

static inline bool
has_escape(bytes16 v)
{
	for (unsigned i = 0; i < LOOK; i++) {
		uint8_t c = v.at[i];
		if (c == '%' || c == '&' || c == '\\' || c == '=' ||
		    c == '\n' || c >= 0x80)
			return true;
	}
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

static inline bool
is_word(bytes16 v)
{
	return word_mask(v) == 0xffff;
}

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

bool
nested_is_apart(const uint8_t *p, size_t n)
{
	if (n < LOOK)
		return n >= DIGITS_LEAST + 2;
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

static bool
suspect_short(const uint8_t *p, size_t n)
{
	/* Most of all short values are numbers. */
	if (n <= DIGITS_LEAST && p[0] >= '0' && p[0] <= '9')
		return false;
	bytes16 v = load_short(p, n);
	unsigned digits = count_digits(v);
	return has_escape(v) || (n >= WORD_LEAST && is_word(v)) ||
	       (n >= DIGITS_LEAST + 2 && digits >= DIGITS_LEAST &&
		digits < LOOK);
}

/* "data:" and "Bearer eyJ": what they begin need not show anything else. */
static bool
is_beginning(const uint8_t *p, size_t n)
{
	return n >= LOOK && (((p[0] | 0x20) == 'd' && p[4] == ':') ||
			     (p[6] == ' ' && p[7] == 'e' && p[8] == 'y'));
}

static bool
has_wrapped(const uint8_t *p, size_t n)
{
	struct span word;
	size_t i = 0;
	return nested_next_word(span_of(p, n), &i, &word);
}

bool
nested_suspect(const uint8_t *p, size_t n)
{
	uint8_t first = p[0];
	unsigned digits = 0, words = 0;
	bool word = false;
	if (first == '{' || first == '[' || first == '<' || first <= ' ' ||
	    is_beginning(p, n))
		return true;
	if (n < LOOK)
		return suspect_short(p, n);
	for (size_t at = 0;; at += LOOK) {
		at = at + LOOK > n ? n - LOOK : at;
		bytes16 v = load(p + at);
		/* Eight letters and eight more are part of each long word. */
		words = words >> 16 | word_mask(v) << 8;
		if (has_escape(v) || (at == 0 && words == 0xffff00))
			return true;
		word = word || (words & 0xffff) == 0xffff ||
		       (words & 0xffff00) == 0xffff00;
		digits += count_digits(v);
		if (at + LOOK == n)
			return (word && has_wrapped(p, n)) ||
			       (digits >= DIGITS_LEAST &&
				nested_is_apart(p, n));
	}
}
