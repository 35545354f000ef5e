/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ways to reach a person: China's mobile and fixed numbers, E.164 numbers
 * with their country, e-mail addresses (RFC 5321 lengths). Pure, any thread.
 */
#include "inspect/valid_kit.h"

/* Which of 130 to 199 mobile numbers begin with, as allotted: a bit for the
 * last digit in the word of the second. */
static bool
is_mobile_prefix(const char *id)
{
	static const uint16_t last[10] = {[3] = 0x3ff,
					  [4] = 1 << 5 | 1 << 7 | 1 << 9,
					  [5] = 0x3ff & ~(1 << 4),
					  [6] = 1 << 2 | 1 << 5 | 1 << 6 |
						1 << 7,
					  [7] = 0x1ff & ~(1 << 4),
					  [8] = 0x3ff,
					  [9] = 0x3ff & ~(1 << 4)};
	if (id[0] != '1')
		return false;
	return (last[id[1] - '0'] >> (id[2] - '0') & 1) != 0 ||
	       (memcmp(id, "1740", 4) == 0 && id[4] <= '5');
}

/* Canonical: the eleven digits. */
static bool
valid_cn_mobile(struct span match, int64_t today, struct canonical *ret)
{
	char id[15];
	size_t n = kit_fold(match, id, sizeof(id));
	(void)today;
	return n >= 11 && kit_digits(id, n) && is_mobile_prefix(id + n - 11) &&
	       kit_done(ret, id + n - 11, 11);
}

/* Four-digit area codes in use, without their 0. */
static bool
is_area(unsigned code)
{
	static const struct {
		uint16_t from, to;
	} areas[] = {
		{310, 319}, {335, 335}, {349, 359}, {370, 379}, {391, 398},
		{410, 419}, {421, 421}, {427, 427}, {429, 429}, {431, 439},
		{440, 440}, {448, 448}, {450, 459}, {464, 464}, {467, 469},
		{470, 479}, {482, 482}, {483, 483}, {510, 519}, {523, 523},
		{527, 527}, {530, 539}, {543, 543}, {546, 546}, {550, 559},
		{561, 566}, {570, 580}, {591, 599}, {631, 635}, {660, 660},
		{662, 662}, {663, 663}, {668, 668}, {691, 691}, {692, 692},
		{701, 701}, {710, 719}, {722, 722}, {724, 724}, {728, 728},
		{730, 739}, {743, 746}, {750, 760}, {762, 762}, {763, 763},
		{766, 766}, {768, 779}, {790, 799}, {812, 812}, {813, 813},
		{816, 818}, {825, 827}, {830, 839}, {840, 840}, {851, 859},
		{870, 879}, {881, 881}, {883, 883}, {886, 888}, {891, 899},
		{901, 909}, {910, 919}, {930, 939}, {941, 941}, {943, 943},
		{951, 955}, {970, 979}, {990, 999},
	};
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		if (code >= areas[i].from && code <= areas[i].to)
			return true;
	return false;
}

/* An area code and a subscriber's number that begins with 2 to 9. */
static bool
valid_cn_landline(struct span match, int64_t today, struct canonical *ret)
{
	char id[12];
	size_t n = kit_fold(match, id, sizeof(id));
	(void)today;
	if (n < 10 || !kit_digits(id, n) || id[0] != '0')
		return false;
	bool short_area = (id[1] == '1' && id[2] == '0') ||
			  (id[1] == '2' && id[2] != '6');
	size_t area = short_area ? 3 : 4;
	if (!short_area && !is_area(kit_number(id + 1, 3)))
		return false;
	size_t subscriber = n - area;
	return (short_area ? subscriber == 8
			   : subscriber == 7 || subscriber == 8) &&
	       id[area] >= '2' && kit_done(ret, id, n);
}

/* Country codes and the digits that follow: code, least, most. */
struct country_code {
	uint16_t code;
	uint8_t least, most;
};

static const struct country_code country_codes[] = {
	{1, 10, 10},  {7, 10, 10},  {20, 8, 10},  {27, 9, 9},	{30, 10, 10},
	{31, 9, 9},   {32, 8, 9},   {33, 9, 9},	  {34, 9, 9},	{36, 8, 9},
	{39, 8, 11},  {40, 9, 9},   {41, 9, 9},	  {43, 8, 13},	{44, 9, 10},
	{45, 8, 8},   {46, 7, 10},  {47, 8, 8},	  {48, 9, 9},	{49, 7, 11},
	{51, 8, 9},   {52, 10, 10}, {53, 8, 8},	  {54, 10, 11}, {55, 10, 11},
	{56, 9, 9},   {57, 8, 10},  {58, 10, 10}, {60, 8, 10},	{61, 9, 9},
	{62, 8, 12},  {63, 8, 10},  {64, 8, 10},  {65, 8, 8},	{66, 8, 9},
	{81, 9, 10},  {82, 8, 10},  {84, 9, 10},  {86, 10, 11}, {90, 10, 10},
	{91, 10, 10}, {92, 9, 10},  {93, 9, 9},	  {94, 9, 9},	{95, 7, 10},
	{98, 10, 10},
};

/* Three-digit codes: whole tens in use (ITU-T E.164 list). */
static bool
is_three_digit_code(unsigned code)
{
	static const uint8_t tens[] = {21, 22, 23, 24, 25, 26, 29,
				       35, 37, 38, 42, 50, 59, 67,
				       68, 69, 85, 88, 96, 97, 99};
	for (size_t i = 0; i < sizeof(tens); i++) {
		if (code / 10 == tens[i])
			return true;
	}
	return false;
}

static bool
has_country_code(const char *id, size_t n)
{
	for (size_t i = 0; i < sizeof(country_codes) / sizeof(country_codes[0]);
	     i++) {
		const struct country_code *c = &country_codes[i];
		size_t digits = c->code < 10 ? 1 : 2;
		if (kit_number(id, digits) != c->code)
			continue;
		return n >= digits + c->least && n <= digits + c->most &&
		       id[digits] != '0';
	}
	return is_three_digit_code(kit_number(id, 3)) && n >= 9 && n <= 13;
}

/* The match follows a '+'. China's mobile numbers are found as what they
 * are, so not here. Canonical: '+' and digits. */
static bool
valid_e164(struct span match, int64_t today, struct canonical *ret)
{
	char id[15];
	size_t n = kit_fold(match, id, sizeof(id));
	(void)today;
	if (n < 8 || !kit_digits(id, n) || !has_country_code(id, n))
		return false;
	if (memcmp(id, "86", 2) == 0 && n == 13 && is_mobile_prefix(id + 2))
		return false;
	ret->text[0] = '+';
	memcpy(ret->text + 1, id, n);
	ret->n = n + 1;
	return true;
}

/* Endings that are files and packages, not domains. */
static bool
is_file_ending(struct span ending)
{
	/* By length, one after the other. */
	static const char *const endings[12] = {
		[2] = "gzjsmdpysots",
		[3] = "apkbmpcjscssdebdllexegifhtmicojarjpgjsxlanlogmapmjsmp3mp"
		      "4pdfpngrpmsvgtartgztsxttftxtwhlxmlymlzip",
		[4] = "avifhtmljavajpegjsonlesslockscsswasmwebpwoffyaml",
		[5] = "classlocal",
		[6] = "socket",
		[7] = "invalidservice",
		[8] = "internal",
		[11] = "localdomain",
	};
	if (span_eq_nocase(ending, SPAN("com")) ||
	    span_eq_nocase(ending, SPAN("cn")) || ending.n >= 12 ||
	    endings[ending.n] == NULL)
		return false;
	for (const char *p = endings[ending.n]; *p != '\0'; p += ending.n) {
		if (span_eq_nocase(ending, span_of(p, ending.n)))
			return true;
	}
	return false;
}

/* Neither begins nor ends with a dot, nor has two in a row. */
static bool
is_local_part(struct span local)
{
	uint8_t before = '.';
	for (size_t i = 0; i < local.n; i++) {
		if (local.p[i] == '.' && before == '.')
			return false;
		before = local.p[i];
	}
	return before != '.';
}

/* Two or more labels of 1 to 63 bytes that do not begin or end with a '-', the
 * last of letters alone, which is returned. */
static bool
is_domain(struct span domain, struct span *ret_last)
{
	size_t from = 0;
	unsigned labels = 0;
	bool letters = true;
	for (size_t i = 0; i <= domain.n; i++) {
		uint8_t c = i < domain.n ? domain.p[i] : '.';
		if (c != '.') {
			uint8_t low = c | 0x20;
			letters &= low >= 'a' && low <= 'z';
			continue;
		}
		size_t n = i - from;
		if (n < 1 || n > 63 || domain.p[from] == '-' ||
		    domain.p[i - 1] == '-')
			return false;
		labels++;
		if (i < domain.n) {
			from = i + 1;
			letters = true;
		}
	}
	*ret_last = span_from(domain, from);
	return labels >= 2 && letters;
}

/* Canonical: lower case (nobody tells mailboxes apart by case). */
static bool
valid_email(struct span match, int64_t today, struct canonical *ret)
{
	struct span ending;
	(void)today;
	ssize_t at = span_chr(match, '@');
	if (at < 1 || at > 64 ||
	    !is_local_part(span_cut(match, 0, (size_t)at)) ||
	    !is_domain(span_from(match, (size_t)at + 1), &ending) ||
	    is_file_ending(ending))
		return false;
	kit_lower(ret, match);
	return true;
}

/* A handle as written, in lower case; "wxid_" and the like are one name. */
static bool
valid_handle(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	kit_lower(ret, match);
	return true;
}

const struct validator_row valid_contact_rows[] = {
	{"cn-mobile", valid_cn_mobile}, {"cn-landline", valid_cn_landline},
	{"e164-phone", valid_e164},	{"email", valid_email},
	{"handle", valid_handle},	{NULL, NULL},
};
