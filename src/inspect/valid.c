/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and running validators, and what they share. Pure, any thread. */
#include "inspect/valid_kit.h"

#include "base/clock.h"

/* Forty characters of three bytes. */
#define ADDRESS_LEAD 120

static const struct validator_row *const tables[] = {
	valid_cn_rows,	   valid_cn_travel_rows, valid_device_rows,
	valid_money_rows,  valid_contact_rows,	 valid_asia_rows,
	valid_europe_rows, valid_america_rows,	 valid_name_rows,
	valid_latin_rows,  valid_place_rows,	 valid_words_rows,
};

size_t
validator_lead(const char *name)
{
	return strcmp(name, "cn-address") == 0 ? ADDRESS_LEAD : 0;
}

validator_fn *
validator_find(const char *name)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++) {
		for (const struct validator_row *r = tables[t]; r->name != NULL;
		     r++) {
			if (strcmp(r->name, name) == 0)
				return r->fn;
		}
	}
	return NULL;
}

bool
validate_any(struct span match, struct canonical *ret)
{
	for (size_t i = 0; i < match.n; i++) {
		char c = (char)match.p[i];
		ret->text[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
	}
	ret->n = match.n;
	return true;
}

size_t
kit_fold_slowly(struct span match, char *out, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < match.n; i++) {
		char c = (char)match.p[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		else if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
			continue;
		if (n == max)
			return 0;
		out[n++] = c;
	}
	return n;
}

unsigned
kit_weigh(const char *digits, const int *weights, size_t n)
{
	int sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (digits[i] - '0') * weights[i];
	return (unsigned)sum;
}

/* The sum over eight digits, those at even places doubled (7 gives 1 + 4). */
static inline unsigned
luhn_8(uint64_t v)
{
	uint64_t odd = v >> 8 & UINT64_C(0x000f000f000f000f);
	uint64_t even = v & UINT64_C(0x000f000f000f000f);
	/* Nine less where the digit is above four. */
	uint64_t above = (even + UINT64_C(0x000b000b000b000b)) >> 4 &
			 UINT64_C(0x0001000100010001);
	uint64_t sum = odd + 2 * even - 9 * above;
	return (unsigned)(sum * UINT64_C(0x0001000100010001) >> 48);
}

/* Eights from the end, so that the last digit is at an odd place. */
bool
kit_luhn(const char *digits, size_t n)
{
	unsigned sum = 0;
	for (; n >= 8; n -= 8)
		sum += luhn_8(kit_load_8(digits + n - 8));
	uint64_t rest = 0;
	for (size_t i = 0; i < n; i++)
		rest = rest << 8 | (uint8_t)digits[n - 1 - i];
	if (n > 0)
		sum += luhn_8(rest << (64 - 8 * n));
	return sum % 10 == 0;
}

/* The weights of four digits, in lanes of 16 bits, last one first: then their
 * sum comes out in the highest lane of a product. */
#define LANES(a, b, c, d)                                                      \
	((uint64_t)(d) | (uint64_t)(c) << 16 | (uint64_t)(b) << 32 |           \
	 (uint64_t)(a) << 48)

static inline unsigned
weigh_8(const char *digits, uint64_t even, uint64_t odd)
{
	uint64_t v = kit_load_8(digits);
	return (unsigned)((v & UINT64_C(0x000f000f000f000f)) * even >> 48) +
	       (unsigned)((v >> 8 & UINT64_C(0x000f000f000f000f)) * odd >> 48);
}

char
kit_mod_11_2(const char *digits)
{
	unsigned sum =
		weigh_8(digits, LANES(7, 10, 8, 2), LANES(9, 5, 4, 1)) +
		weigh_8(digits + 8, LANES(6, 7, 10, 8), LANES(3, 9, 5, 4)) +
		2 * (unsigned)(digits[16] - '0');
	return "10X98765432"[sum % 11];
}

static bool
is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool
kit_birth(unsigned year, unsigned month, unsigned day, int64_t today)
{
	static const uint8_t days[13] = {0,  31, 29, 31, 30, 31, 30,
					 31, 31, 30, 31, 30, 31};
	if (year < 1850 || month < 1 || month > 12 || day < 1 ||
	    day > days[month] || (month == 2 && day == 29 && !is_leap(year)))
		return false;
	/* Past years need no more. */
	if (today >= 0 &&
	    (year < 1970 || (int64_t)(year - 1970 + 1) * 366 <= today))
		return true;
	return civil_to_days((struct civil){(int)year, (int)month, (int)day}) <=
	       today;
}

bool
kit_is_child(unsigned year, unsigned month, unsigned day, int64_t today)
{
	struct civil now = civil_from_days(today);
	int age = now.year - (int)year -
		  (now.month * 100 + now.day < (int)(month * 100 + day));
	return age < 14;
}

void
kit_lower(struct canonical *ret, struct span match)
{
	size_t i = 0;
	for (; i + 8 <= match.n; i += 8) {
		uint64_t v, low;
		memcpy(&v, match.p + i, 8);
		/* The top bit of each byte of ASCII from 'A', from after 'Z'.
		 */
		low = v & KIT_EACH(0x7f);
		uint64_t letters = (low + KIT_EACH(0x80 - 'A')) &
				   ~(low + KIT_EACH(0x80 - 'Z' - 1)) & ~v &
				   KIT_EACH(0x80);
		v |= letters >> 2;
		memcpy(ret->text + i, &v, 8);
	}
	for (; i < match.n; i++)
		ret->text[i] = ascii_lower((char)match.p[i]);
	ret->n = match.n;
}
