/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Accounts: payment cards (ISO/IEC 7812, ranges of the schemes) and IBAN
 * (ISO 13616). Pure, any thread.
 */
#include "inspect/valid_kit.h"

struct scheme {
	unsigned from, to; /* of the first four digits */
	uint32_t lengths;  /* a bit per length */
};

#define LENGTH(n) (UINT32_C(1) << (n))

/* UnionPay's own range (62) is a detector of its own. */
static const struct scheme schemes[] = {
	{2200, 2204, LENGTH(16)},
	{2221, 2720, LENGTH(16)},
	{3000, 3059, LENGTH(14)},
	{3400, 3499, LENGTH(15)},
	{3528, 3589, LENGTH(16) | LENGTH(19)},
	{3600, 3699, LENGTH(14) | LENGTH(16) | LENGTH(19)},
	{3700, 3799, LENGTH(15)},
	{3800, 3999, LENGTH(14) | LENGTH(16) | LENGTH(19)},
	{4000, 4999, LENGTH(16) | LENGTH(19)},
	{5000, 5099, LENGTH(16)},
	{5100, 5599, LENGTH(16)},
	{5600, 5899, LENGTH(16) | LENGTH(19)},
	{6011, 6011, LENGTH(16) | LENGTH(19)},
	{6304, 6304, LENGTH(16) | LENGTH(19)},
	{6440, 6599, LENGTH(16) | LENGTH(19)},
	{6759, 6763, LENGTH(16) | LENGTH(19)},
	{8100, 8171, LENGTH(16) | LENGTH(19)},
};

/* Whether all digits are the same, as in test data and padding. */
static bool
is_flat(const char *digits, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (digits[i] != digits[0])
			return false;
	}
	return true;
}

static bool
is_credit_card(struct span match, bool is_long, struct canonical *ret)
{
	char id[19];
	size_t n = kit_fold(match, id, sizeof(id));
	if (n < 14 || (n == 19) != is_long || !kit_digits(id, n) ||
	    !kit_luhn(id, n) || is_flat(id + 1, n - 1))
		return false;
	unsigned head = kit_number(id, 4);
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (head >= schemes[i].from && head <= schemes[i].to &&
		    (schemes[i].lengths & LENGTH(n)) != 0)
			return kit_done(ret, id, n);
	}
	return false;
}

static bool
valid_credit_card(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return is_credit_card(match, false, ret);
}

/* Of 19 digits; so are the numbers of many a machine. */
static bool
valid_credit_card_long(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return is_credit_card(match, true, ret);
}

/* The heads of numbers that UnionPay has given to banks of China. */
static bool
is_unionpay(unsigned head)
{
	static const struct {
		uint16_t from, to;
	} heads[] = {{6210, 6219}, {6220, 6236}, {6250, 6259},
		     {6270, 6270}, {6282, 6283}, {6291, 6292}};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (head >= heads[i].from && head <= heads[i].to)
			return true;
	return false;
}

static bool
is_bank_card(struct span match, bool rare, struct canonical *ret)
{
	char id[19];
	size_t n = kit_fold(match, id, sizeof(id));
	return n >= 16 && (n == 17 || n == 18) == rare && kit_digits(id, n) &&
	       is_unionpay(kit_number(id, 4)) && !is_flat(id + 2, n - 2) &&
	       kit_luhn(id, n) && kit_done(ret, id, n);
}

static bool
valid_cn_bank_card(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return is_bank_card(match, false, ret);
}

/* Of 17 or 18 digits, as few banks have them. */
static bool
valid_cn_bank_card_rare(struct span match, int64_t today, struct canonical *ret)
{
	(void)today;
	return is_bank_card(match, true, ret);
}

/* The length of an IBAN by country (ISO 13616 registry). */
static unsigned
iban_length(const char *country)
{
	static const char lengths[] =
		"AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28"
		"CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23"
		"GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32"
		"LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18"
		"NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19"
		"SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20";
	for (const char *p = lengths; *p != '\0'; p += 4) {
		if (p[0] == country[0] && p[1] == country[1])
			return kit_number(p + 2, 2);
	}
	return 0;
}

static unsigned
iban_remainder(const char *id, size_t n)
{
	unsigned rest = 0;
	for (size_t i = 0; i < n; i++) {
		char c = id[(i + 4) % n];
		if (c <= '9')
			rest = (rest * 10 + (unsigned)(c - '0')) % 97;
		else
			rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
	}
	return rest;
}

/* Written in groups, a word may follow that looks like one more group: the
 * country's length says where the number ends. */
static bool
valid_iban(struct span match, int64_t today, struct canonical *ret)
{
	char id[34];
	size_t n = 0, used = 0;
	(void)today;
	if (match.n < 2)
		return false;
	char country[2] = {(char)(match.p[0] & ~0x20),
			   (char)(match.p[1] & ~0x20)};
	unsigned length = iban_length(country);
	for (; used < match.n && n < length; used++)
		n += kit_fold(span_cut(match, used, used + 1), id + n, 1);
	if (length == 0 || n != length ||
	    (used < match.n && match.p[used] != ' '))
		return false;
	if (iban_remainder(id, n) != 1)
		return false;
	ret->used = used;
	return kit_done(ret, id, n);
}

const struct validator_row valid_money_rows[] = {
	{"credit-card", valid_credit_card},
	{"credit-card-long", valid_credit_card_long},
	{"cn-bank-card", valid_cn_bank_card},
	{"cn-bank-card-rare", valid_cn_bank_card_rare},
	{"iban", valid_iban},
	{NULL, NULL},
};
