/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding by what is around. Letters and digits of other scripts are folded
 * only in a word that has ASCII in it and nothing else of these scripts:
 * Russian and Greek stay what they are. Numbers that were pulled apart are
 * closed up only where what comes out is an identifier by its check digit, or
 * has the grouping of a telephone number. Guarantee: a result is no longer
 * than its source. Pure; any thread.
 */
#include "inspect/evade.h"

#include "inspect/bytes.h"
#include "inspect/fold.h"
#include "inspect/nested.h"
#include "inspect/valid.h"

/* Chinese numerals in a row that are no count but a number. */
#define NUMERALS_LEAST 7
#define NUMERAL_BYTES 3
/* Digits of the longest number that is closed up, and of the shortest. */
#define DIGITS_MAX 19
#define DIGITS_MIN 11
/* Digits of the longest group that is one of several. */
#define GROUP_MAX 8
/* 2099-12-31: birthdays are judged by the detectors. */
#define LAST_DAY 47481

static const struct {
	uint16_t from;
	char to;
} alike[] = {
	{0x131, 'i'},  {0x261, 'g'},  {0x391, 'A'},  {0x392, 'B'},
	{0x395, 'E'},  {0x396, 'Z'},  {0x397, 'H'},  {0x399, 'I'},
	{0x39a, 'K'},  {0x39c, 'M'},  {0x39d, 'N'},  {0x39f, 'O'},
	{0x3a1, 'P'},  {0x3a4, 'T'},  {0x3a5, 'Y'},  {0x3a7, 'X'},
	{0x3b1, 'a'},  {0x3b9, 'i'},  {0x3ba, 'k'},  {0x3bd, 'v'},
	{0x3bf, 'o'},  {0x3c1, 'p'},  {0x3c5, 'u'},  {0x3c7, 'x'},
	{0x405, 'S'},  {0x406, 'I'},  {0x408, 'J'},  {0x410, 'A'},
	{0x412, 'B'},  {0x415, 'E'},  {0x417, '3'},  {0x41a, 'K'},
	{0x41c, 'M'},  {0x41d, 'H'},  {0x41e, 'O'},  {0x420, 'P'},
	{0x421, 'C'},  {0x422, 'T'},  {0x423, 'Y'},  {0x425, 'X'},
	{0x430, 'a'},  {0x432, 'B'},  {0x435, 'e'},  {0x43e, 'o'},
	{0x440, 'p'},  {0x441, 'c'},  {0x443, 'y'},  {0x445, 'x'},
	{0x455, 's'},  {0x456, 'i'},  {0x458, 'j'},  {0x4ae, 'Y'},
	{0x4bb, 'h'},  {0x4c0, 'I'},  {0x4cf, 'l'},  {0x501, 'd'},
	{0x51b, 'q'},  {0x51d, 'w'},  {0x2160, 'I'}, {0x2164, 'V'},
	{0x2169, 'X'}, {0x216c, 'L'}, {0x216d, 'C'}, {0x216e, 'D'},
	{0x216f, 'M'}, {0x2170, 'i'}, {0x2174, 'v'}, {0x2179, 'x'},
	{0x217c, 'l'}, {0x217d, 'c'}, {0x217e, 'd'}, {0x217f, 'm'},
};

/* The digit that a code point shows in a circle, in brackets, with a dot, or
 * small; -1: none. */
static int
odd_digit(uint32_t c)
{
	static const struct {
		uint32_t first;
		uint8_t n, digit;
	} rows[] = {{0xb2, 2, 2},     {0xb9, 1, 1},    {0x2070, 1, 0},
		    {0x2074, 6, 4},   {0x2080, 10, 0}, {0x2460, 9, 1},
		    {0x2474, 9, 1},   {0x2488, 9, 1},  {0x24ea, 1, 0},
		    {0x24f5, 9, 1},   {0x24ff, 1, 0},  {0x2776, 9, 1},
		    {0x2780, 9, 1},   {0x278a, 9, 1},  {0x1f100, 1, 0},
		    {0x1f101, 10, 0}, {0x1f10b, 2, 0}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (c >= rows[i].first && c - rows[i].first < rows[i].n)
			return (int)(c - rows[i].first) + rows[i].digit;
	return -1;
}

static char
alike_of(uint32_t c)
{
	size_t low = 0, high = sizeof(alike) / sizeof(alike[0]);
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (alike[mid].from < c)
			low = mid + 1;
		else
			high = mid;
	}
	return low < sizeof(alike) / sizeof(alike[0]) && alike[low].from == c
		       ? alike[low].to
		       : 0;
}

static bool
is_word(uint32_t c)
{
	return c < 0x80 &&
	       (is_letter((uint8_t)c) || (c >= '0' && c <= '9') || c == '.' ||
		c == '_' || c == '-' || c == '@' || c == '+' || c == '%');
}

/* Greek, Cyrillic: letters that make a word one of its own language. */
static bool
is_foreign(uint32_t c)
{
	return c >= 0x370 && c <= 0x52f;
}

/* What a word is made of. */
struct word {
	size_t ascii, letters, odd; /* odd: digits as odd_digit has them */
	bool foreign; /* has a letter that looks like none of ours */
	bool leads;   /* begins with an odd digit */
};

/* The word at i: its end. */
static size_t
word_read(const uint8_t *p, size_t i, size_t n, struct word *w)
{
	size_t begin = i;
	uint32_t c;
	*w = (struct word){0};
	while (i < n) {
		int len = utf8_get(span_of(p + i, n - i), &c);
		if (len <= 0)
			break;
		bool digit = odd_digit(c) >= 0;
		char letter = alike_of(c);
		if (!is_word(c) && !digit && letter == 0 && !is_foreign(c))
			break;
		w->ascii += is_word(c) && c != '.' && c != '-';
		w->odd += digit;
		w->letters += letter != 0;
		w->foreign = w->foreign || (is_foreign(c) && letter == 0);
		w->leads = w->leads || (digit && i == begin);
		i += (size_t)len;
	}
	return i;
}

/* Writes a word out again with what looks alike made alike. */
static size_t
word_fold(const uint8_t *p, size_t n, bool letters, bool digits, uint8_t *out)
{
	size_t made = 0;
	uint32_t c = 0;
	for (size_t i = 0; i < n;) {
		int len = utf8_get(span_of(p + i, n - i), &c);
		int digit = digits ? odd_digit(c) : -1;
		char letter = letters ? alike_of(c) : 0;
		if (digit >= 0)
			out[made++] = (uint8_t)('0' + digit);
		else if (letter != 0)
			out[made++] = (uint8_t)letter;
		else
			made += utf8_put(c, out + made);
		i += (size_t)len;
	}
	return made;
}

/* Whether any byte begins a character of the tables above. */
static bool
has_alike(const uint8_t *p, size_t n)
{
	if (bytes_find4(p, 0, n, 0xce, 0xcf, 0xd0, 0xd1) < n)
		return true;
	for (size_t i = 0;
	     (i = bytes_find4(p, i, n, 0xe2, 0xc2, 0xc4, 0xf0)) < n; i++) {
		uint8_t next = i + 1 < n ? p[i + 1] : 0;
		if (p[i] != 0xe2 ||
		    (next != 0 && next != 0x80 && next != 0x94 && next != 0x86))
			return true;
	}
	return false;
}

static size_t
fold_words(uint8_t *p, size_t n)
{
	size_t in = 0, out = 0;
	uint32_t c;
	while (in < n) {
		struct word w;
		size_t end = word_read(p, in, n, &w);
		if (end == in) {
			int len = utf8_get(span_of(p + in, n - in), &c);
			size_t step = len > 0 ? (size_t)len : 1;
			memmove(p + out, p + in, step);
			in += step;
			out += step;
			continue;
		}
		bool letters = w.letters > 0 && w.ascii > 0 && !w.foreign;
		/* One in front is the number of a list. */
		bool digits = w.odd > 1 ? w.ascii > 0 || w.odd >= NUMERALS_LEAST
					: w.odd == 1 && w.ascii > 0 && !w.leads;
		if (letters || digits) {
			out += word_fold(p + in, end - in, letters, digits,
					 p + out);
		} else {
			memmove(p + out, p + in, end - in);
			out += end - in;
		}
		in = end;
	}
	return out;
}

/* The digit of a Chinese numeral, -1 if it is none. */
static int
numeral(const uint8_t *p)
{
	static const char numerals[][4] = {"〇", "零", "○",  "一", "壹", "幺",
					   "二", "贰", "两", "三", "叁", "四",
					   "肆", "五", "伍", "六", "陆", "七",
					   "柒", "八", "捌", "九", "玖"};
	static const char digits[] = "00011122233445566778899";
	if (p[0] < 0xe2 || p[0] > 0xe9)
		return -1;
	for (size_t i = 0; i < sizeof(numerals) / sizeof(numerals[0]); i++) {
		const uint8_t *q = (const uint8_t *)numerals[i];
		if (p[2] == q[2] && p[1] == q[1] && p[0] == q[0])
			return digits[i] - '0';
	}
	return -1;
}

/* Numerals in a row from i on. */
static size_t
numerals_at(const uint8_t *p, size_t i, size_t n)
{
	size_t count = 0;
	while (i + NUMERAL_BYTES <= n && numeral(p + i) >= 0) {
		i += NUMERAL_BYTES;
		count++;
	}
	return count;
}

/* Long rows of Chinese numerals to digits. Of a row that matters every byte
 * in so many is looked at, so most of a text is passed over. */
static size_t
fold_numerals(uint8_t *p, size_t n)
{
	const size_t stride = NUMERAL_BYTES * (NUMERALS_LEAST - 1);
	size_t at = stride;
	while (at + NUMERAL_BYTES <= n) {
		size_t i = at;
		while (i > 0 && (p[i] & 0xc0) == 0x80)
			i--;
		if (p[i] < 0xe2 || i + NUMERAL_BYTES > n ||
		    numeral(p + i) < 0) {
			at += stride;
			continue;
		}
		while (i >= NUMERAL_BYTES &&
		       numeral(p + i - NUMERAL_BYTES) >= 0)
			i -= NUMERAL_BYTES;
		size_t count = numerals_at(p, i, n);
		if (count < NUMERALS_LEAST) {
			at += stride;
			continue;
		}
		for (size_t k = 0; k < count; k++)
			p[i + k] = (uint8_t)('0' + numeral(p + i +
							   k * NUMERAL_BYTES));
		size_t end = i + count * NUMERAL_BYTES;
		memmove(p + i + count, p + end, n - end);
		n -= end - i - count;
		at = i + count + stride;
	}
	return n;
}

/* A number with gaps. */
struct apart {
	char digits[DIGITS_MAX + 1];
	size_t n;
	uint8_t groups[DIGITS_MAX + 1]; /* their lengths */
	size_t n_groups;
	bool dots;
	bool follows; /* another digit stands before its first gap */
};

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_gap(uint8_t c)
{
	return c == ' ' || c == '(' || c == ')' || (c >= '-' && c <= '/') ||
	       c == '_';
}

/* The number that begins at i: its end; its digits stop at DIGITS_MAX. */
static size_t
apart_read(const uint8_t *p, size_t i, size_t n, struct apart *a)
{
	*a = (struct apart){.n_groups = 1};
	for (;;) {
		bool check = a->n == 17 && (p[i] | 0x20) == 'x';
		if (a->n == DIGITS_MAX)
			return i;
		a->digits[a->n++] = check ? 'X' : (char)p[i];
		a->groups[a->n_groups - 1]++;
		size_t next = i + 1;
		while (next < n && next < i + 4 && is_gap(p[next]))
			next++;
		bool more =
			next < n && (is_digit(p[next]) ||
				     (a->n == 17 && (p[next] | 0x20) == 'x'));
		if (check || !more)
			return i + 1;
		if (next > i + 1) {
			a->dots = a->dots || p[i + 1] == '.';
			a->groups[a->n_groups++] = 0;
		}
		i = next;
	}
}

/* All groups of one length but the last, which may be shorter. */
static bool
is_even(const struct apart *a, uint8_t length)
{
	for (size_t i = 0; i + 1 < a->n_groups; i++)
		if (a->groups[i] != length)
			return false;
	return a->groups[a->n_groups - 1] <= length;
}

static bool
is_valid(const char *validator, struct span s)
{
	struct canonical ignored;
	return validate(validator_find(validator), s, LAST_DAY, &ignored);
}

/* A mobile number as people write it, or digit by digit; not a name of the
 * registries, which has dots. */
static bool
is_mobile(const struct apart *a)
{
	static const uint8_t usual[][3] = {{3, 4, 4}, {3, 3, 5}, {4, 3, 4}};
	size_t skip = 0;
	if (a->n == 13 && memcmp(a->digits, "86", 2) == 0 && a->groups[0] == 2)
		skip = 1;
	else if (a->n != DIGITS_MIN)
		return false;
	struct span s = span_of(a->digits + 2 * skip, DIGITS_MIN);
	if (!is_valid("cn-mobile", s))
		return false;
	if (is_even(a, 1))
		return !a->dots && !a->follows;
	/* A dot between two groups is one of a decimal fraction. */
	if (a->n_groups - skip == 2)
		return !a->dots &&
		       (a->groups[skip] == 3 || a->groups[skip] == 7);
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (a->n_groups - skip == 3 &&
		    memcmp(a->groups + skip, usual[i], 3) == 0)
			return true;
	return false;
}

static bool
is_identifier(const struct apart *a)
{
	struct span s = span_of(a->digits, a->n);
	if (a->n_groups < 2)
		return false;
	if (a->n == 18 && is_valid("cn-resident-id", s))
		return true;
	if (a->n >= 15 && (is_even(a, 4) || is_even(a, 1) || is_even(a, 2)))
		return is_valid("cn-bank-card", s) ||
		       is_valid("credit-card", s);
	return is_mobile(a);
}

/* Closes up numbers that were pulled apart. */
static size_t
close_up(uint8_t *p, size_t n)
{
	size_t in = 0, out = 0;
	struct apart a;
	while (in < n) {
		bool begins = is_digit(p[in]) &&
			      (in == 0 ||
			       (!is_digit(p[in - 1]) && !is_letter(p[in - 1])));
		size_t end = begins ? apart_read(p, in, n, &a) : in;
		a.follows = in > 1 && is_gap(p[in - 1]) && is_digit(p[in - 2]);
		bool alone =
			end == n || (!is_digit(p[end]) && !is_letter(p[end]));
		if (begins && alone && is_identifier(&a)) {
			memcpy(p + out, a.digits, a.n);
			out += a.n;
			in = end;
		} else {
			p[out++] = p[in++];
		}
	}
	return out;
}

/* Digits in a row that end before p[at], behind at most two spaces; more than
 * a group has count as none. */
static size_t
digits_before(const uint8_t *p, size_t at)
{
	size_t n = 0;
	for (unsigned k = 0; k < 2 && at > 0 && p[at - 1] == ' '; k++)
		at--;
	while (n < at && n <= GROUP_MAX && is_digit(p[at - n - 1]))
		n++;
	return n <= GROUP_MAX ? n : 0;
}

/* The same from p[0] on. */
static size_t
digits_behind(const uint8_t *p, size_t len)
{
	size_t at = 0, n = 0;
	while (at < 2 && at < len && p[at] == ' ')
		at++;
	while (at + n < len && n <= GROUP_MAX && is_digit(p[at + n]))
		n++;
	return n <= GROUP_MAX ? n : 0;
}

/* What a sign of several bytes is in a number: its length, 0 if it is none. */
static size_t
sign_at(const uint8_t *p, size_t n, char *ret_c)
{
	static const struct {
		struct span sign;
		char c;
	} signs[] = {{SPAN("\302\267"), '-'},	  {SPAN("\342\200\242"), '-'},
		     {SPAN("\342\200\247"), '-'}, {SPAN("\342\210\231"), '-'},
		     {SPAN("\342\213\205"), '-'}, {SPAN("\343\203\273"), '-'},
		     {SPAN("\357\275\245"), '-'}, {SPAN("\357\274\217"), '/'},
		     {SPAN("\357\274\210"), '('}, {SPAN("\357\274\211"), ')'}};
	struct span s = span_of(p, n);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (!span_starts(s, signs[i].sign))
			continue;
		*ret_c = signs[i].c;
		return signs[i].sign.n;
	}
	return 0;
}

/* Signs of several bytes between groups of digits, and around one, become
 * those that close_up and the detectors know. */
static size_t
fold_signs(uint8_t *p, size_t n)
{
	size_t in = 0, out = 0;
	while (in < n) {
		char c = 0;
		/* Ideographs are most of what is not ASCII. */
		bool lead = p[in] == 0xc2 || p[in] == 0xe2 || p[in] == 0xe3 ||
			    p[in] == 0xef;
		size_t len = lead ? sign_at(p + in, n - in, &c) : 0;
		size_t before = len > 0 ? digits_before(p, out) : 0;
		size_t behind =
			len > 0 ? digits_behind(p + in + len, n - in - len) : 0;
		bool good = before > 0 && behind > 0;
		if (c == '(')
			good = behind > 1;
		else if (c == ')')
			good = good && before > 1 && out > before &&
			       p[out - before - 1] == '(';
		if (len == 0 || !good) {
			p[out++] = p[in++];
			continue;
		}
		p[out++] = (uint8_t)c;
		in += len;
	}
	return out;
}

size_t
evade_fold(uint8_t *p, size_t n)
{
	if (ascii_prefix(span_of(p, n)) < n) {
		if (has_alike(p, n))
			n = fold_words(p, n);
		n = fold_numerals(p, n);
		if (nested_has_sign(p, n))
			n = fold_signs(p, n);
	}
	return nested_is_apart(p, n) ? close_up(p, n) : n;
}
