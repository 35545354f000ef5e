/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Americas and Australia: US social security numbers, Brazil's CPF,
 * Canada's SIN, Australia's TFN. Pure, any thread.
 */
#include "inspect/valid_kit.h"

static bool
valid_us_ssn(struct span match, int64_t today, struct canonical *ret)
{
	char id[9];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 9 || !kit_digits(id, 9))
		return false;
	unsigned area = kit_number(id, 3);
	return area != 0 && area != 666 && area < 900 &&
	       kit_number(id + 3, 2) != 0 && kit_number(id + 5, 4) != 0 &&
	       kit_done(ret, id, 9);
}

/* Two check digits, each from what stands before it. */
static bool
valid_br_cpf(struct span match, int64_t today, struct canonical *ret)
{
	static const int weights[10] = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};
	char id[11];
	(void)today;
	if (kit_fold(match, id, sizeof(id)) != 11 || !kit_digits(id, 11))
		return false;
	bool flat = true;
	for (size_t i = 1; i < 11; i++)
		flat &= id[i] == id[0];
	unsigned first = kit_weigh(id, weights + 1, 9) * 10 % 11 % 10;
	unsigned second = kit_weigh(id, weights, 10) * 10 % 11 % 10;
	return !flat && first == (unsigned)(id[9] - '0') &&
	       second == (unsigned)(id[10] - '0') && kit_done(ret, id, 11);
}

static bool
valid_ca_sin(struct span match, int64_t today, struct canonical *ret)
{
	char id[9];
	(void)today;
	return kit_fold(match, id, sizeof(id)) == 9 && kit_digits(id, 9) &&
	       id[0] != '0' && id[0] != '8' && kit_luhn(id, 9) &&
	       kit_done(ret, id, 9);
}

static bool
valid_au_tfn(struct span match, int64_t today, struct canonical *ret)
{
	static const int weights[9] = {1, 4, 3, 7, 5, 8, 6, 9, 10};
	char id[9];
	(void)today;
	return kit_fold(match, id, sizeof(id)) == 9 && kit_digits(id, 9) &&
	       kit_number(id, 9) > 0 && kit_weigh(id, weights, 9) % 11 == 0 &&
	       kit_done(ret, id, 9);
}

const struct validator_row valid_america_rows[] = {
	{"us-ssn", valid_us_ssn},
	{"br-cpf", valid_br_cpf},
	{"ca-sin", valid_ca_sin},
	{"au-tfn", valid_au_tfn},
	{NULL, NULL},
};
