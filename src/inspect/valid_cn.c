/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers that China gives to persons and companies: GB 11643 (resident ID,
 * with the layout shared by residence permits), GB 32100 (unified social
 * credit code). Pure, any thread.
 */
#include "inspect/valid_kit.h"

/* Codes of provinces in force or once in force (GB/T 2260). */
static bool
is_province(unsigned code)
{
	static const uint8_t last[10] = {0, 5, 3, 7, 6, 4, 5, 1, 3, 1};
	unsigned tens = code / 10, ones = code % 10;
	return tens >= 1 && tens <= 9 && ones >= 1 - (tens == 5) &&
	       ones <= last[tens];
}

/* The layout that all 18-character numbers share: birth date at 6, check
 * character last. */
static bool
has_id_layout(const char *id, int64_t today)
{
	return kit_digits(id, 17) && kit_mod_11_2(id) == id[17] &&
	       kit_birth(kit_number(id + 6, 4), kit_number(id + 10, 2),
			 kit_number(id + 12, 2), today);
}

static bool
is_hmt_region(const char *id)
{
	return id[0] == '8' && id[1] >= '1' && id[1] <= '3' &&
	       memcmp(id + 2, "0000", 4) == 0;
}

static bool
valid_resident_id(struct span match, int64_t today, struct canonical *ret)
{
	char id[18];
	/* Those of 81 to 83 are residence permits. */
	return kit_fold(match, id, sizeof(id)) == 18 && id[0] != '8' &&
	       has_id_layout(id, today) && is_province(kit_number(id, 2)) &&
	       kit_done(ret, id, 18);
}

/* First-generation numbers: born 19YY, no check character. The canonical form
 * is the 18-character number of the same person. */
static bool
valid_resident_id_15(struct span match, int64_t today, struct canonical *ret)
{
	char old[15], id[18];
	if (kit_fold(match, old, sizeof(old)) != 15 || !kit_digits(old, 15) ||
	    !is_province(kit_number(old, 2)))
		return false;
	memcpy(id, old, 6);
	memcpy(id + 6, "19", 2);
	memcpy(id + 8, old + 6, 9);
	id[17] = kit_mod_11_2(id);
	return has_id_layout(id, today) && kit_done(ret, id, 18);
}

static bool
valid_hmt_residence(struct span match, int64_t today, struct canonical *ret)
{
	char id[18];
	return kit_fold(match, id, sizeof(id)) == 18 && is_hmt_region(id) &&
	       has_id_layout(id, today) && kit_done(ret, id, 18);
}

/* Permanent residence of foreigners, 2023 layout: 9, province, country. */
static bool
valid_foreign_pr(struct span match, int64_t today, struct canonical *ret)
{
	char id[18];
	return kit_fold(match, id, sizeof(id)) == 18 && id[0] == '9' &&
	       kit_digits(id, 6) && is_province(kit_number(id + 1, 2)) &&
	       kit_number(id + 3, 3) > 0 && has_id_layout(id, today) &&
	       kit_done(ret, id, 18);
}

/* GB 11714: the organisation code inside, weights 3 7 9 10 5 8 4 2. */
static bool
has_organisation_code(const char *code)
{
	static const unsigned weights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
	unsigned sum = 0;
	for (size_t i = 0; i < 8; i++) {
		unsigned v = code[i] <= '9' ? (unsigned)(code[i] - '0')
					    : (unsigned)(code[i] - 'A') + 10;
		sum += v * weights[i];
	}
	return "0X987654321"[sum % 11] == code[8];
}

/* Who registers, and what (GB 32100 table 1). */
static bool
is_registrar(const char *code)
{
	static const char pairs[] =
		"11121319212931323334353941495152535961626971728189"
		"919293A1A9N1N2N3N9Y1";
	for (const char *p = pairs; *p != '\0'; p += 2)
		if (memcmp(p, code, 2) == 0)
			return true;
	return false;
}

/* The region of registration: of a province, or of the nation (100000). */
static bool
is_region(const char *code)
{
	return kit_digits(code + 2, 6) &&
	       (is_province(kit_number(code + 2, 2)) ||
		memcmp(code + 2, "100000", 6) == 0);
}

/* The kinds that most have: offices, associations, enterprises. Digits alone
 * must be of these, for so many numbers are digits alone. */
static bool
is_common_registrar(const char *code)
{
	return (code[0] == '9' || code[0] == '5' || code[0] == '1') &&
	       code[1] >= '1' && code[1] <= '3';
}

static bool
valid_uscc(struct span match, int64_t today, struct canonical *ret)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	char code[18];
	unsigned sum = 0, weight = 1;
	(void)today;
	if (kit_fold(match, code, sizeof(code)) != 18 || !is_registrar(code) ||
	    !is_region(code) || !has_organisation_code(code + 8) ||
	    (kit_digits(code, 18) && !is_common_registrar(code)))
		return false;
	for (size_t i = 0; i < 17; i++) {
		const char *at = strchr(alphabet, code[i]);
		if (at == NULL)
			return false;
		sum += (unsigned)(at - alphabet) * weight;
		weight = weight * 3 % 31;
	}
	return alphabet[(31 - sum % 31) % 31] == code[17] &&
	       kit_done(ret, code, 18);
}

const struct validator_row valid_cn_rows[] = {
	{"cn-resident-id", valid_resident_id},
	{"cn-resident-id-15", valid_resident_id_15},
	{"hmt-residence", valid_hmt_residence},
	{"cn-foreign-pr", valid_foreign_pr},
	{"cn-uscc", valid_uscc},
	{NULL, NULL},
};
