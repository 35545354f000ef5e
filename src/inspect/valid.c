/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and running validators, and what they share. Pure, any thread. */
#include "inspect/valid_kit.h"

#include "base/clock.h"

static const struct validator_row *const tables[] = {
	valid_cn_rows,	   valid_cn_travel_rows, valid_device_rows,
	valid_money_rows,  valid_contact_rows,	 valid_asia_rows,
	valid_europe_rows, valid_america_rows,
};

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
validate(validator_fn *fn, struct span match, int64_t today,
	 struct canonical *ret)
{
	if (match.n == 0 || match.n > CANONICAL_MAX)
		return false;
	ret->used = match.n;
	if (fn != NULL)
		return fn(match, today, ret);
	for (size_t i = 0; i < match.n; i++) {
		char c = (char)match.p[i];
		ret->text[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
	}
	ret->n = match.n;
	return true;
}

size_t
kit_fold(struct span match, char *out, size_t max)
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

bool
kit_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
	}
	return true;
}

unsigned
kit_weigh(const char *digits, const int *weights, size_t n)
{
	int sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += (digits[i] - '0') * weights[i];
	return (unsigned)sum;
}

unsigned
kit_number(const char *digits, size_t n)
{
	unsigned value = 0;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + (unsigned)(digits[i] - '0');
	return value;
}

bool
kit_luhn(const char *digits, size_t n)
{
	static const uint8_t twice[10] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digits[n - 1 - i] - '0');
		sum += i % 2 == 1 ? twice[d] : d;
	}
	return sum % 10 == 0;
}

bool
kit_birth(unsigned year, unsigned month, unsigned day, int64_t today)
{
	struct civil date = {(int)year, (int)month, (int)day};
	return year >= 1850 && civil_is_valid(date) &&
	       civil_to_days(date) <= today;
}

bool
kit_done(struct canonical *ret, const char *text, size_t n)
{
	memcpy(ret->text, text, n);
	ret->n = n;
	return true;
}
