/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a value is wrapped in, undoing it, and judging what came out.
 * Guarantees: a result is never longer than its source; bytes count as text
 * only if all of them are. Pure; any thread.
 */
#include "inspect/bytes.h"
#include "inspect/nested_kit.h"
#include "inspect/sniff.h"

/* Digits in a row that base64 does not have by chance, but numbers do. */
#define DIGITS_RUN 9
/* Digits alone are a number of some kind, unless there are so many. */
#define HEX_DIGITS_LEAST 22
/* What zlib's two bytes at the start need behind them to be believed. */
#define DEFLATE_LEAST 48
#define WIDE_LEAST 16
#define GBK_LEAST 24

const uint8_t nested_base64[256] = {
	['A'] = 1,  ['B'] = 2,	['C'] = 3,  ['D'] = 4,	['E'] = 5,  ['F'] = 6,
	['G'] = 7,  ['H'] = 8,	['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
	['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
	['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
	['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
	['8'] = 61, ['9'] = 62, ['+'] = 63, ['-'] = 63, ['/'] = 64, ['_'] = 64};

static bool
is_line_end(uint8_t c)
{
	return c == '\r' || c == '\n';
}

/* Base64 or hexadecimal, by the letters alone. */
static enum wrapping
alphabet(struct span s)
{
	size_t digits = 0, run = 0, longest = 0, others = 0, i = 0;
	bool hex = true;
	for (; i < s.n; i++) {
		uint8_t c = s.p[i];
		bool digit = c >= '0' && c <= '9';
		if (nested_base64[c] == 0) {
			/* A form has made spaces of plus signs. */
			if (!is_line_end(c) && !(c == ' ' && i >= 32))
				break;
			others++;
			continue;
		}
		hex = hex && ascii_hex(c) >= 0;
		run = digit ? run + 1 : 0;
		longest = run > longest ? run : longest;
		digits += digit;
	}
	struct span padding = span_trim(span_from(s, i), "\r\n");
	size_t n = i - others;
	if (padding.n > 2 || n < 12 || span_trim(padding, "=").n > 0)
		return WRAPPING_NONE;
	if (hex && padding.n == 0 && n % 2 == 0 &&
	    (digits < n || n >= HEX_DIGITS_LEAST))
		return WRAPPING_HEX;
	if (longest >= DIGITS_RUN || n % 4 == 1 ||
	    (padding.n > 0 && (n + padding.n) % 4 != 0))
		return WRAPPING_NONE;
	return WRAPPING_BASE64;
}

/* Bytes of an escape of percent signs at i, 0 if it is none. */
static size_t
percent_at(struct span s, size_t i)
{
	bool wide = i + 1 < s.n && (s.p[i + 1] | 0x20) == 'u';
	size_t n = wide ? 6 : 3;
	if (i + n > s.n)
		return 0;
	for (size_t k = wide ? 2 : 1; k < n; k++)
		if (ascii_hex(s.p[i + k]) < 0)
			return 0;
	return n;
}

static bool
is_percent(struct span s)
{
	size_t found = 0;
	for (size_t i = 0; (i = bytes_find1(s.p, i, s.n, '%')) < s.n; i++) {
		/* At the end of a look it may be unfinished. */
		if (percent_at(s, i) == 0)
			return found > 0 && i + 6 > s.n;
		found++;
	}
	return found > 0;
}

/* \uXXXX, \xXX or \": what a language or a second writer has put there. */
static bool
is_escaped(struct span s)
{
	for (size_t i = 0; (i = bytes_find1(s.p, i, s.n, '\\')) < s.n; i += 2) {
		uint8_t c = i + 1 < s.n ? s.p[i + 1] : 0;
		size_t digits = c == 'u' ? 4 : c == 'x' ? 2 : 0, k = 0;
		while (k < digits && i + 2 + k < s.n &&
		       ascii_hex(s.p[i + 2 + k]) >= 0)
			k++;
		if (c == '"' || (digits > 0 && k == digits))
			return true;
	}
	return false;
}

static bool
is_referenced(struct span s)
{
	for (size_t i = 0; (i = bytes_find1(s.p, i, s.n, '&')) < s.n; i++) {
		struct span rest = span_cut(s, i + 1, i + 12);
		ssize_t end = span_chr(rest, ';');
		if (end > 1 && (rest.p[0] == '#' || is_letter(rest.p[0])))
			return true;
	}
	return false;
}

/* Equal signs that all are escapes or end a line; and more than a query with
 * numbers in it would have. */
static bool
is_quoted(struct span s)
{
	size_t found = 0, row = 0, after = SIZE_MAX;
	bool sure = false;
	for (size_t i = 0; (i = bytes_find1(s.p, i, s.n, '=')) < s.n;) {
		bool soft = i + 1 < s.n && is_line_end(s.p[i + 1]);
		bool hex = i + 2 < s.n && ascii_hex(s.p[i + 1]) >= 0 &&
			   ascii_hex(s.p[i + 2]) >= 0;
		if (!soft && !hex)
			return sure && i + 3 > s.n;
		row = i == after ? row + 1 : 1;
		found++;
		sure = sure || soft || row >= 3 || s.p[i + 1] >= '8' ||
		       (s.p[i + 1] == '3' && s.p[i + 2] == 'D');
		i += hex ? 3 : 2;
		after = i;
	}
	return sure && found > 0;
}

enum wrapping
nested_wrapping(struct span s)
{
	if (s.n < NESTED_MIN)
		return WRAPPING_NONE;
	enum wrapping w = alphabet(s);
	if (w != WRAPPING_NONE)
		return w;
	size_t i = bytes_find4(s.p, 0, s.n, '%', '\\', '&', '=');
	if (i == s.n)
		return WRAPPING_NONE;
	if (is_escaped(s))
		return WRAPPING_ESCAPES;
	if (is_percent(s))
		return WRAPPING_PERCENT;
	if (is_referenced(s))
		return WRAPPING_MARKUP;
	return is_quoted(s) ? WRAPPING_QUOTED : WRAPPING_NONE;
}

static ssize_t
undo_base64(struct span s, uint8_t *out)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i] == ' ' ? '+' : s.p[i];
		if (nested_base64[c] == 0) {
			if (c == '=')
				break;
			continue;
		}
		bits = bits << 6 | (uint32_t)(nested_base64[c] - 1);
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			out[n++] = (uint8_t)(bits >> n_bits);
		}
	}
	return (ssize_t)n;
}

static ssize_t
undo_hex(struct span s, uint8_t *out)
{
	size_t n = 0;
	int high = -1;
	for (size_t i = 0; i < s.n; i++) {
		int d = ascii_hex(s.p[i]);
		if (d < 0)
			continue;
		if (high >= 0)
			out[n++] = (uint8_t)(high << 4 | d);
		high = high >= 0 ? -1 : d;
	}
	return (ssize_t)n;
}

static ssize_t
undo_percent(struct span s, uint8_t *out)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n;) {
		size_t read = s.p[i] == '%' ? percent_at(s, i) : 0;
		uint32_t c = s.p[i];
		if (read > 0)
			c = 0;
		for (size_t k = read == 6 ? 2 : 1; k < read; k++)
			c = c << 4 | (uint32_t)ascii_hex(s.p[i + k]);
		if (read == 6)
			n += utf8_put(c, out + n);
		else
			out[n++] = (uint8_t)c;
		i += read > 0 ? read : 1;
	}
	return (ssize_t)n;
}

/* Bytes of the escape at i: 4 if it is a byte in hexadecimal, else 2 (which
 * may be the start of more), 1 at the end. */
static size_t
escape_at(struct span s, size_t i)
{
	if (i + 3 < s.n && s.p[i + 1] == 'x' && ascii_hex(s.p[i + 2]) >= 0 &&
	    ascii_hex(s.p[i + 3]) >= 0)
		return 4;
	return i + 1 < s.n ? 2 : 1;
}

static ssize_t
undo_escapes(struct span s, uint8_t *out)
{
	size_t n = 0, from = 0, i = 0;
	while ((i = bytes_find1(s.p, i, s.n, '\\')) < s.n) {
		size_t read = escape_at(s, i);
		if (read != 4) {
			i += read;
			continue;
		}
		/* What stands before it, on its own: bytes made here begin
		 * no escape. */
		memcpy(out + n, s.p + from, i - from);
		n += unescape_json(out + n, i - from);
		out[n++] = (uint8_t)(ascii_hex(s.p[i + 2]) << 4 |
				     ascii_hex(s.p[i + 3]));
		from = i += read;
	}
	memcpy(out + n, s.p + from, s.n - from);
	return (ssize_t)(n + unescape_json(out + n, s.n - from));
}

static ssize_t
undo_quoted(struct span s, uint8_t *out)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '=') {
			out[n++] = s.p[i];
			continue;
		}
		int high = i + 2 < s.n ? ascii_hex(s.p[i + 1]) : -1;
		int low = i + 2 < s.n ? ascii_hex(s.p[i + 2]) : -1;
		if (high >= 0 && low >= 0) {
			out[n++] = (uint8_t)(high << 4 | low);
			i += 2;
		} else if (i + 1 < s.n && is_line_end(s.p[i + 1])) {
			i += 1 + (i + 2 < s.n && s.p[i + 1] == '\r' &&
				  s.p[i + 2] == '\n');
		} else {
			out[n++] = '=';
		}
	}
	return (ssize_t)n;
}

/* Where an escape may be unfinished at the end of a text of backslashes. */
static size_t
whole_escapes(struct span s)
{
	size_t i = 0;
	while ((i = bytes_find1(s.p, i, s.n, '\\')) < s.n) {
		uint8_t c = i + 1 < s.n ? s.p[i + 1] : 0;
		size_t need = c == 'x' ? 4 : c == 'u' ? 12 : 2;
		if (i + need > s.n)
			return i;
		i += escape_at(s, i);
	}
	return s.n;
}

size_t
nested_whole(enum wrapping w, struct span s)
{
	static const struct {
		uint8_t sign, n;
	} escapes[] = {[WRAPPING_PERCENT] = {'%', 6},
		       [WRAPPING_MARKUP] = {'&', 12},
		       [WRAPPING_QUOTED] = {'=', 3}};
	if (w == WRAPPING_ESCAPES)
		return whole_escapes(s);
	uint8_t sign = escapes[w].sign, n = escapes[w].n;
	for (size_t k = n < s.n ? s.n - n : 0; sign != 0 && k < s.n; k++)
		if (s.p[k] == sign && k + n > s.n)
			return k;
	return s.n;
}

ssize_t
nested_undo(enum wrapping w, struct span s, uint8_t *out)
{
	switch (w) {
	case WRAPPING_BASE64:
		return undo_base64(s, out);
	case WRAPPING_HEX:
		return undo_hex(s, out);
	case WRAPPING_PERCENT:
		return undo_percent(s, out);
	case WRAPPING_ESCAPES:
		return undo_escapes(s, out);
	case WRAPPING_QUOTED:
		return undo_quoted(s, out);
	case WRAPPING_MARKUP:
		memcpy(out, s.p, s.n);
		return (ssize_t)unescape_markup(out, s.n);
	case WRAPPING_NONE:
		break;
	}
	return -1;
}

/* All of it UTF-8, no character that text has not. */
static bool
is_text(struct span s, bool whole)
{
	uint32_t c = 0;
	for (size_t i = 0; i < s.n;) {
		i += bytes_printable(s.p + i, s.n - i);
		if (i == s.n)
			break;
		int n = utf8_get(span_from(s, i), &c);
		if (n < 0)
			return !whole;
		/* Controls, private use and what is no character. */
		if (n == 0 || c < 0xa0 || (c >= 0xe000 && c < 0xf900) ||
		    (c & 0xfffe) == 0xfffe)
			return false;
		i += (size_t)n;
	}
	return s.n > 0;
}

/* UTF-16: units that text is made of; the fewer, the surer each must be. */
static bool
is_wide(struct span s, bool big)
{
	size_t sure = 0, good = 0, n = s.n / 2;
	for (size_t i = 0; i < n; i++) {
		uint8_t high = s.p[2 * i + !big], low = s.p[2 * i + big];
		bool ascii = high == 0 &&
			     ((low >= ' ' && low < 0x7f) || is_line_end(low));
		bool mark = high == 0xfe && low == 0xff;
		sure += ascii || mark;
		good += ascii || mark || high == 0x30 || high == 0xff ||
			(high >= 0x4e && high <= 0x9f);
	}
	return (s.n >= WIDE_LEAST && good == n && sure * 2 >= n) ||
	       (s.n >= 3 * WIDE_LEAST && good * 10 >= n * 9);
}

/* GBK of ordinary Chinese: the first level's characters, and ASCII. */
static bool
is_gbk(struct span s)
{
	size_t wide = 0, i = 0;
	for (; i < s.n; i++) {
		uint8_t c = s.p[i];
		if (c < 0x80) {
			if ((c < ' ' && c != '\t' && !is_line_end(c)) ||
			    c == 0x7f)
				return false;
			continue;
		}
		bool first = (c >= 0xb0 && c <= 0xd7) || c == 0xa1 || c == 0xa3;
		if (i + 1 == s.n)
			break;
		if (!first || s.p[i + 1] < 0xa1)
			return false;
		wide++;
		i++;
	}
	return s.n >= GBK_LEAST && wide >= 3;
}

enum content
nested_content(struct span s, bool whole)
{
	if (is_text(s, whole))
		return CONTENT_TEXT;
	if (s.n < 12)
		return CONTENT_NONE;
	struct sniffed it = sniff_bytes(s, SPAN_NONE);
	bool deflate = s.p[0] == 0x78;
	switch (it.nature) {
	case NATURE_CODED:
		return deflate && s.n < DEFLATE_LEAST ? CONTENT_NONE
						      : CONTENT_BYTES;
	case NATURE_TEXT:
		if (is_wide(s, false) || is_wide(s, true) || is_gbk(s))
			return CONTENT_WIDE;
		return CONTENT_NONE;
	case NATURE_UNREAD:
		if (strcmp(it.cause, "binary") == 0 ||
		    strcmp(it.cause, "media") == 0)
			return CONTENT_NONE;
		return CONTENT_BYTES;
	case NATURE_PARTS:
	default:
		return CONTENT_BYTES;
	}
}

bool
nested_data_uri(struct span s, struct span *ret_type, struct span *ret_data,
		enum wrapping *ret_wrapping)
{
	if (!span_eq_nocase(span_cut(s, 0, 5), SPAN("data:")))
		return false;
	ssize_t comma = span_chr(span_cut(s, 0, 256), ',');
	if (comma < 0)
		return false;
	struct span type = span_cut(s, 5, (size_t)comma);
	struct span mark = SPAN(";base64");
	*ret_wrapping = WRAPPING_PERCENT;
	if (type.n >= mark.n &&
	    span_eq_nocase(span_from(type, type.n - mark.n), mark)) {
		*ret_wrapping = WRAPPING_BASE64;
		type.n -= mark.n;
	}
	*ret_type = type;
	*ret_data = span_from(s, (size_t)comma + 1);
	return true;
}

bool
nested_is_format(struct span s, bool whole)
{
	struct table_shape shape;
	s = span_trim(s, " \t\r\n");
	if (s.n < NESTED_MIN ||
	    (s.p[0] != '{' && s.p[0] != '[' && s.p[0] != '<'))
		return false;
	uint8_t end = s.p[s.n - 1];
	if (s.p[0] == '<') {
		if ((whole && end != '>') || (span_find(s, SPAN("</")) < 0 &&
					      span_find(s, SPAN("/>")) < 0))
			return false;
	} else if ((whole && end != '}' && end != ']') ||
		   bytes_find3(s.p, 0, s.n, '"', ':', ',') == s.n) {
		return false;
	}
	enum format f = sniff_text(s, whole, SPAN_NONE, SPAN_NONE, &shape);
	return f == FORMAT_JSON || f == FORMAT_MARKUP;
}

size_t
nested_hex_mark(struct span s)
{
	if (s.n < 2 + NESTED_MIN || (s.p[0] != '0' && s.p[0] != '\\') ||
	    (s.p[1] | 0x20) != 'x')
		return 0;
	for (size_t i = 2; i < s.n; i++)
		if (ascii_hex(s.p[i]) < 0)
			return 0;
	return 2;
}
