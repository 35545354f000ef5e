/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asia outside the mainland: identity numbers of Hong Kong, Taiwan,
 * Singapore, Korea, Japan, India and Thailand. Pure, any thread.
 */
#include "inspect/valid_kit.h"

/* One or two letters, six digits, a check of 0 to 9 or A: mod 11, a missing
 * first letter weighs as 36. */
static bool
valid_hk_id(struct span match, int64_t today, struct canonical *ret)
{
	char id[9];
	size_t n = kit_fold(match, id, sizeof(id));
	(void)today;
	if (n < 8 || n > 9 || id[0] < 'A' || !kit_digits(id + n - 7, 6))
		return false;
	unsigned first = n == 9 ? (unsigned)(id[0] - 'A') + 10 : 36;
	char second = id[n - 8];
	if (second < 'A')
		return false;
	static const int weights[6] = {7, 6, 5, 4, 3, 2};
	unsigned sum = first * 9 + ((unsigned)(second - 'A') + 10) * 8 +
		       kit_weigh(id + n - 7, weights, 6);
	return "0A987654321"[sum % 11] == id[n - 1] && kit_done(ret, id, n);
}

/* The letter stands for two digits by the order of the counties. */
static bool
valid_tw_id(struct span match, int64_t today, struct canonical *ret)
{
	static const uint8_t county[26] = {10, 11, 12, 13, 14, 15, 16, 17, 34,
					   18, 19, 20, 21, 22, 35, 23, 24, 25,
					   26, 27, 28, 29, 32, 30, 31, 33};
	static const int weights[9] = {8, 7, 6, 5, 4, 3, 2, 1, 1};
	char id[10];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 10 || id[0] < 'A' ||
	    !kit_digits(id + 1, 9) || strchr("1289", id[1]) == NULL)
		return false;
	unsigned code = county[id[0] - 'A'];
	unsigned sum =
		code / 10 + code % 10 * 9 + kit_weigh(id + 1, weights, 9);
	return sum % 10 == 0 && kit_done(ret, id, 10);
}

static bool
valid_sg_nric(struct span match, int64_t today, struct canonical *ret)
{
	static const int weights[7] = {2, 7, 6, 5, 4, 3, 2};
	char id[9];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 9 || !kit_digits(id + 1, 7))
		return false;
	unsigned sum = kit_weigh(id + 1, weights, 7);
	const char *letters;
	switch (id[0]) {
	case 'S':
		letters = "JZIHGFEDCBA";
		break;
	case 'T':
		sum += 4;
		letters = "JZIHGFEDCBA";
		break;
	case 'F':
		letters = "XWUTRQPNMLK";
		break;
	case 'G':
		sum += 4;
		letters = "XWUTRQPNMLK";
		break;
	case 'M':
		sum += 3;
		letters = "XWUTRQPNJLK";
		break;
	default:
		return false;
	}
	return letters[sum % 11] == id[8] && kit_done(ret, id, 9);
}

/* Birth date, sex and century. Numbers given since October 2020 have no check
 * digit, so it decides only for those born before it could be theirs. */
static bool
valid_kr_rrn(struct span match, int64_t today, struct canonical *ret)
{
	static const int weights[12] = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5};
	static const unsigned century[10] = {1800, 1900, 1900, 2000, 2000,
					     1900, 1900, 2000, 2000, 1800};
	char id[13];
	if (kit_fold(match, id, sizeof(id)) != 13 || !kit_digits(id, 13) ||
	    id[6] == '9' || id[6] == '0')
		return false;
	unsigned year = century[id[6] - '0'] + kit_number(id, 2);
	unsigned month = kit_number(id + 2, 2);
	if (!kit_birth(year, month, kit_number(id + 4, 2), today))
		return false;
	bool checked = year < 2020 || (year == 2020 && month < 10);
	unsigned check = (11 - kit_weigh(id, weights, 12) % 11) % 10;
	return (!checked || check == (unsigned)(id[12] - '0')) &&
	       kit_done(ret, id, 13);
}

static bool
valid_jp_my_number(struct span match, int64_t today, struct canonical *ret)
{
	static const int weights[11] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
	char id[12];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 12 || !kit_digits(id, 12))
		return false;
	unsigned rest = kit_weigh(id, weights, 11) % 11;
	unsigned check = rest <= 1 ? 0 : 11 - rest;
	return check == (unsigned)(id[11] - '0') && kit_done(ret, id, 12);
}

/* Verhoeff's check over the dihedral group of order ten. */
static bool
has_verhoeff(const char *digits, size_t n)
{
	static const uint8_t step[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
	uint8_t c = 0;
	for (size_t i = 0; i < n; i++) {
		uint8_t d = (uint8_t)(digits[n - 1 - i] - '0');
		for (size_t k = 0; k < i % 8; k++)
			d = step[d];
		/* Product c * d in D5: rotations 0 to 4, flips 5 to 9. */
		uint8_t turn = c < 5 ? (uint8_t)((c % 5 + d % 5) % 5)
				     : (uint8_t)((c % 5 + 5 - d % 5) % 5);
		c = (uint8_t)(turn + ((c < 5) == (d < 5) ? 0 : 5));
	}
	return c == 0;
}

static bool
valid_in_aadhaar(struct span match, int64_t today, struct canonical *ret)
{
	char id[12];
	(void)today;
	return kit_fold(match, id, sizeof(id)) == 12 && kit_digits(id, 12) &&
	       id[0] >= '2' && has_verhoeff(id, 12) && kit_done(ret, id, 12);
}

/* The fourth letter is the class of the holder. */
static bool
valid_in_pan(struct span match, int64_t today, struct canonical *ret)
{
	char id[10];
	(void)today;
	return kit_fold(match, id, sizeof(id)) == 10 &&
	       strchr("ABCEFGHJLPT", id[3]) != NULL && kit_digits(id + 5, 4) &&
	       kit_number(id + 5, 4) > 0 && id[9] >= 'A' &&
	       kit_done(ret, id, 10);
}

static bool
valid_th_id(struct span match, int64_t today, struct canonical *ret)
{
	static const int weights[12] = {13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
	char id[13];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 13 || !kit_digits(id, 13) ||
	    id[0] == '0' || id[0] == '9')
		return false;
	unsigned check = (11 - kit_weigh(id, weights, 12) % 11) % 10;
	return check == (unsigned)(id[12] - '0') && kit_done(ret, id, 13);
}

const struct validator_row valid_asia_rows[] = {
	{"hk-id", valid_hk_id},
	{"tw-id", valid_tw_id},
	{"sg-nric", valid_sg_nric},
	{"kr-rrn", valid_kr_rrn},
	{"jp-my-number", valid_jp_my_number},
	{"in-aadhaar", valid_in_aadhaar},
	{"in-pan", valid_in_pan},
	{"th-id", valid_th_id},
	{NULL, NULL},
};
