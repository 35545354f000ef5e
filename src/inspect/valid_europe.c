/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Europe, and the machine-readable passport (ICAO 9303) that all countries
 * share: identity, tax and health numbers. Pure, any thread.
 */
#include "inspect/valid_kit.h"

/* ICAO 9303: weights 7 3 1, letters from 10, '<' is 0. */
static bool
mrz_check(const char *text, size_t n, char check)
{
	static const unsigned weights[3] = {7, 3, 1};
	unsigned sum = 0;
	for (size_t i = 0; i < n; i++) {
		char c = text[i];
		unsigned v = c == '<'	? 0
			     : c <= '9' ? (unsigned)(c - '0')
					: (unsigned)(c - 'A') + 10;
		sum += v * weights[i % 3];
	}
	return (char)('0' + sum % 10) == check;
}

/* The second line of a passport. Canonical: country and number. */
static bool
valid_mrz(struct span match, int64_t today, struct canonical *ret)
{
	const char *m = (const char *)match.p;
	char all[39];
	(void)today;
	if (match.n != 44)
		return false;
	memcpy(all, m, 10);
	memcpy(all + 10, m + 13, 7);
	memcpy(all + 17, m + 21, 22);
	bool personal = mrz_check(m + 28, 14, m[42]) ||
			(m[42] == '<' && mrz_check(m + 28, 14, '0'));
	if (!mrz_check(m, 9, m[9]) || !mrz_check(m + 13, 6, m[19]) ||
	    !mrz_check(m + 21, 6, m[27]) || !personal ||
	    !mrz_check(all, 39, m[43]))
		return false;
	memcpy(ret->text, m + 10, 3);
	memcpy(ret->text + 3, m, 9);
	ret->n = 12;
	while (ret->text[ret->n - 1] == '<')
		ret->n--;
	return true;
}

static bool
valid_uk_nino(struct span match, int64_t today, struct canonical *ret)
{
	static const char *const banned[] = {"BG", "GB", "KN", "NK",
					     "NT", "TN", "ZZ"};
	char id[9];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 9 || !kit_digits(id + 2, 6) ||
	    strchr("DFIQUV", id[0]) != NULL ||
	    strchr("DFIOQUV", id[1]) != NULL || id[8] < 'A' || id[8] > 'D')
		return false;
	for (size_t i = 0; i < sizeof(banned) / sizeof(banned[0]); i++) {
		if (memcmp(id, banned[i], 2) == 0)
			return false;
	}
	return kit_done(ret, id, 9);
}

static bool
valid_uk_nhs(struct span match, int64_t today, struct canonical *ret)
{
	static const int weights[9] = {10, 9, 8, 7, 6, 5, 4, 3, 2};
	char id[10];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 10 || !kit_digits(id, 10))
		return false;
	unsigned check = 11 - kit_weigh(id, weights, 9) % 11;
	return check != 10 && check % 11 == (unsigned)(id[9] - '0') &&
	       kit_done(ret, id, 10);
}

/* ISO 7064 MOD 11,10; among the first ten digits exactly one comes twice or
 * three times. */
static bool
valid_de_tax_id(struct span match, int64_t today, struct canonical *ret)
{
	char id[11];
	unsigned count[10] = {0}, repeated = 0, product = 10;
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 11 || !kit_digits(id, 11) ||
	    id[0] == '0')
		return false;
	for (size_t i = 0; i < 10; i++) {
		unsigned d = (unsigned)(id[i] - '0');
		unsigned sum = (d + product) % 10;
		product = (sum == 0 ? 10 : sum) * 2 % 11;
		count[d]++;
	}
	for (size_t i = 0; i < 10; i++) {
		if (count[i] > 3)
			return false;
		repeated += count[i] > 1;
	}
	return repeated == 1 &&
	       (11 - product) % 10 == (unsigned)(id[10] - '0') &&
	       kit_done(ret, id, 11);
}

/* Sex, year, month, department (2A and 2B in Corsica), order, key. */
static bool
valid_fr_nir(struct span match, int64_t today, struct canonical *ret)
{
	char id[15], plain[13];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 15 ||
	    (id[0] != '1' && id[0] != '2'))
		return false;
	memcpy(plain, id, 13);
	uint64_t less = 0, value = 0;
	if (id[5] == '2' && (id[6] == 'A' || id[6] == 'B')) {
		less = id[6] == 'A' ? 1000000 : 2000000;
		plain[6] = '0';
	}
	if (!kit_digits(plain, 13) || !kit_digits(id + 13, 2))
		return false;
	unsigned month = kit_number(id + 3, 2);
	if (month < 1 || (month > 12 && month < 20) || month > 99)
		return false;
	for (size_t i = 0; i < 13; i++)
		value = value * 10 + (unsigned)(plain[i] - '0');
	return 97 - (value - less) % 97 == kit_number(id + 13, 2) &&
	       kit_done(ret, id, 15);
}

static bool
valid_it_cf(struct span match, int64_t today, struct canonical *ret)
{
	static const uint8_t odd[26] = {1,  0,	5,  7,	9,  13, 15, 17, 19,
					21, 2,	4,  18, 20, 11, 3,  6,	8,
					12, 14, 16, 10, 22, 25, 24, 23};
	char id[16];
	unsigned sum = 0;
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 16 || id[15] < 'A')
		return false;
	for (size_t i = 0; i < 15; i++) {
		unsigned v = id[i] <= '9' ? (unsigned)(id[i] - '0')
					  : (unsigned)(id[i] - 'A');
		sum += i % 2 == 0 ? odd[v] : v;
	}
	return (char)('A' + sum % 26) == id[15] && kit_done(ret, id, 16);
}

/* DNI, and NIE whose X, Y, Z stands for 0, 1, 2. */
static bool
valid_es_dni(struct span match, int64_t today, struct canonical *ret)
{
	char id[9], digits[8];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 9)
		return false;
	memcpy(digits, id, 8);
	if (id[0] >= 'X' && id[0] <= 'Z')
		digits[0] = (char)('0' + (id[0] - 'X'));
	return kit_digits(digits, 8) &&
	       "TRWAGMYFPDXBNJZSQVHLCKE"[kit_number(digits, 8) % 23] == id[8] &&
	       kit_done(ret, id, 9);
}

/* Birth date with the century in the month, weights 1 3 7 9. */
static bool
valid_pl_pesel(struct span match, int64_t today, struct canonical *ret)
{
	static const int weights[10] = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
	static const unsigned century[5] = {1900, 2000, 2100, 2200, 1800};
	char id[11];
	if (kit_fold(match, id, sizeof(id)) != 11 || !kit_digits(id, 11))
		return false;
	unsigned month = kit_number(id + 2, 2);
	unsigned year = century[month / 20] + kit_number(id, 2);
	unsigned check = (10 - kit_weigh(id, weights, 10) % 10) % 10;
	return kit_birth(year, month % 20, kit_number(id + 4, 2), today) &&
	       check == (unsigned)(id[10] - '0') && kit_done(ret, id, 11);
}

const struct validator_row valid_europe_rows[] = {
	{"passport-mrz", valid_mrz},
	{"uk-nino", valid_uk_nino},
	{"uk-nhs", valid_uk_nhs},
	{"de-tax-id", valid_de_tax_id},
	{"fr-nir", valid_fr_nir},
	{"it-cf", valid_it_cf},
	{"es-dni", valid_es_dni},
	{"pl-pesel", valid_pl_pesel},
	{NULL, NULL},
};
