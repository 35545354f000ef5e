/* SPDX-License-Identifier: Apache-2.0 */
/* What validators share: folding, sums, dates. Private to valid*.c. */
#pragma once

#include "inspect/valid.h"

#include <endian.h>

#define KIT_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight characters with the first in the lowest byte. */
static inline uint64_t
kit_load_8(const void *p)
{
	uint64_t v;
	memcpy(&v, p, 8);
	return le64toh(v);
}

/* Whether eight characters are all digits. */
static inline bool
kit_are_digits(uint64_t v)
{
	/* The high halves are 3, also when 6 is added to the low ones. */
	return ((v & KIT_EACH(0xf0)) |
		(((v + KIT_EACH(6)) & KIT_EACH(0xf0)) >> 4)) == KIT_EACH(0x33);
}

/* kit_fold, a byte at a time. */
size_t kit_fold_slowly(struct span match, char *out, size_t max);
/* Copies the letters (in upper case) and digits of a match, leaving out all
 * else. The number of them; 0 if they are more than max. */
static inline size_t
kit_fold(struct span match, char *out, size_t max)
{
	size_t i = 0;
	if (match.n < 8 || match.n > max)
		return kit_fold_slowly(match, out, max);
	/* Nearly always all digits; the last eight, some of them again. */
	for (; i + 8 <= match.n; i += 8) {
		if (!kit_are_digits(kit_load_8(match.p + i)))
			return kit_fold_slowly(match, out, max);
		memcpy(out + i, match.p + i, 8);
	}
	if (!kit_are_digits(kit_load_8(match.p + match.n - 8)))
		return kit_fold_slowly(match, out, max);
	memcpy(out + match.n - 8, match.p + match.n - 8, 8);
	return match.n;
}

/* Whether all n characters are digits. */
static inline bool
kit_digits(const char *s, size_t n)
{
	size_t i = 0;
	for (; i + 8 <= n; i += 8) {
		if (!kit_are_digits(kit_load_8(s + i)))
			return false;
	}
	if (n >= 8)
		return kit_are_digits(kit_load_8(s + n - 8));
	for (; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
	}
	return true;
}
/* The sum of digit times weight. */
unsigned kit_weigh(const char *digits, const int *weights, size_t n);
/* n decimal digits as a number. */
static inline unsigned
kit_number(const char *digits, size_t n)
{
	unsigned value = 0;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + (unsigned)(digits[i] - '0');
	return value;
}
/* Luhn (ISO/IEC 7812-1 annex B). */
bool kit_luhn(const char *digits, size_t n);
/* The check character of 17 digits: ISO 7064 MOD 11-2 with the weights of
 * GB 11643. */
char kit_mod_11_2(const char *digits);
/* A real date not before 1850 nor after today. */
bool kit_birth(unsigned year, unsigned month, unsigned day, int64_t today);
/* Whether somebody born then, a real date, is under 14 today. */
bool kit_is_child(unsigned year, unsigned month, unsigned day, int64_t today);
/* Fills the canonical form; true. */
static inline bool
kit_done(struct canonical *ret, const char *text, size_t n)
{
	memcpy(ret->text, text, n);
	ret->n = n;
	return true;
}

/* The canonical form is the match in lower case. */
void kit_lower(struct canonical *ret, struct span match);

/* One row of a table of validators. */
struct validator_row {
	const char *name;
	validator_fn *fn;
};
/* Ended by a row without name. */
extern const struct validator_row valid_cn_rows[];
extern const struct validator_row valid_cn_travel_rows[];
extern const struct validator_row valid_device_rows[];
extern const struct validator_row valid_money_rows[];
extern const struct validator_row valid_contact_rows[];
extern const struct validator_row valid_asia_rows[];
extern const struct validator_row valid_europe_rows[];
extern const struct validator_row valid_america_rows[];
extern const struct validator_row valid_name_rows[];
extern const struct validator_row valid_latin_rows[];
extern const struct validator_row valid_place_rows[];
extern const struct validator_row valid_words_rows[];
