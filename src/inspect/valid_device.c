/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vehicles and devices: ISO 3779 (VIN, with the check digit that North
 * America and China require), number plates (GA 36), IMEI, IMSI, ICCID, MAC
 * addresses. Pure, any thread.
 */
#include "inspect/valid_kit.h"

/* The value of a VIN's character, ISO 3779 / 49 CFR 565. */
static unsigned
vin_value(char c)
{
	static const uint8_t values[26] = {1, 2, 3, 4, 5, 6, 7, 8, 0,
					   1, 2, 3, 4, 5, 0, 7, 0, 9,
					   2, 3, 4, 5, 6, 7, 8, 9};
	return c <= '9' ? (unsigned)(c - '0') : values[c - 'A'];
}

static bool
valid_vin(struct span match, int64_t today, struct canonical *ret)
{
	static const unsigned weights[17] = {8, 7, 6, 5, 4, 3, 2, 10, 0,
					     9, 8, 7, 6, 5, 4, 3, 2};
	char vin[17];
	unsigned sum = 0, letters = 0;
	(void)today;
	if (kit_fold(match, vin, sizeof(vin)) != 17)
		return false;
	for (size_t i = 0; i < 17; i++) {
		sum += vin_value(vin[i]) * weights[i];
		letters += vin[i] >= 'A';
	}
	/* The maker's three are never digits alone, the last four never
	 * letters; 0 is no region and U, Z and 0 are no model years. */
	return "0123456789X"[sum % 11] == vin[8] && letters >= 2 &&
	       letters <= 13 && vin[0] != '0' && !kit_digits(vin, 3) &&
	       strchr("UZ0", vin[9]) == NULL && kit_digits(vin + 13, 4) &&
	       kit_done(ret, vin, 17);
}

/* Province character, letter, five or six characters (the last may be one of
 * learners, police, Hong Kong, Macao, trailers); at least two digits, as a row
 * of letters behind a province's character is a word. */
static bool
valid_plate(struct span match, int64_t today, struct canonical *ret)
{
	static const char marks[] = "学警港澳挂";
	char tail[8];
	(void)today;
	if (match.n < 9)
		return false;
	size_t n = kit_fold(span_from(match, 3), tail, sizeof(tail));
	size_t mark = 0;
	for (const char *m = marks; *m != '\0'; m += 3)
		if (span_ends(match, span_of(m, 3)))
			mark = 3;
	unsigned digits = 0;
	for (size_t i = 1; i < n; i++)
		digits += tail[i] <= '9';
	if (n + mark / 3 < 6 || n + mark / 3 > 7 || digits < 2)
		return false;
	/* New-energy plates have their letter first or last. */
	if (n == 7 && tail[1] <= '9' && tail[6] <= '9')
		return false;
	memcpy(ret->text, match.p, 3);
	memcpy(ret->text + 3, tail, n);
	memcpy(ret->text + 3 + n, match.p + match.n - mark, mark);
	ret->n = 3 + n + mark;
	return true;
}

static bool
valid_imei(struct span match, int64_t today, struct canonical *ret)
{
	char id[15];
	(void)today;
	return kit_fold(match, id, sizeof(id)) == 15 && kit_digits(id, 15) &&
	       id[0] <= '9' && kit_luhn(id, 15) && kit_number(id, 8) > 0 &&
	       kit_done(ret, id, 15);
}

/* China's mobile networks: 460 and 00 to 09, 11, 13, 15, 20. */
static bool
valid_imsi(struct span match, int64_t today, struct canonical *ret)
{
	char id[15];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 15 || !kit_digits(id, 15))
		return false;
	unsigned network = kit_number(id + 3, 2);
	bool known = network <= 9 || network == 11 || network == 13 ||
		     network == 15 || network == 20;
	return known && kit_done(ret, id, 15);
}

static bool
valid_iccid(struct span match, int64_t today, struct canonical *ret)
{
	char id[20];
	size_t n = kit_fold(match, id, sizeof(id));
	(void)today;
	return (n == 19 || n == 20) && kit_digits(id, n) && kit_luhn(id, n) &&
	       kit_done(ret, id, n);
}

/* All zero, all one and multicast addresses belong to no device. */
static bool
valid_mac(struct span match, int64_t today, struct canonical *ret)
{
	char id[12];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 12 ||
	    memcmp(id, "000000000000", 12) == 0 ||
	    memcmp(id, "FFFFFFFFFFFF", 12) == 0)
		return false;
	return kit_done(ret, id, 12);
}

const struct validator_row valid_device_rows[] = {
	{"vin", valid_vin},	{"cn-plate", valid_plate},
	{"imei", valid_imei},	{"imsi", valid_imsi},
	{"iccid", valid_iccid}, {"mac-address", valid_mac},
	{NULL, NULL},
};
