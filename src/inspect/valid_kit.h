/* SPDX-License-Identifier: Apache-2.0 */
/* What validators share: folding, sums, dates. Private to valid*.c. */
#pragma once

#include "inspect/valid.h"

/* Copies the letters (in upper case) and digits of a match, leaving out all
 * else. The number of them; 0 if they are more than max. */
size_t kit_fold(struct span match, char *out, size_t max);
/* Whether all n characters are digits. */
bool kit_digits(const char *s, size_t n);
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
bool kit_done(struct canonical *ret, const char *text, size_t n);

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
extern const struct validator_row valid_place_rows[];
extern const struct validator_row valid_words_rows[];
