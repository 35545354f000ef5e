/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In-place text transformations. Guarantee: a result never outgrows its
 * source, so that values can be rewritten where they lie. Pure; any thread.
 */
#include "inspect/fold.h"

#include "inspect/bytes.h"

size_t
ascii_prefix(struct span s)
{
	size_t i = 0;
#ifdef __SSE2__
	for (; i + 16 <= s.n; i += 16) {
		__m128i v = _mm_loadu_si128(
			(const __m128i *)(const void *)(s.p + i));
		unsigned wide = (unsigned)_mm_movemask_epi8(v);
		if (wide != 0)
			return i + (size_t)__builtin_ctz(wide);
	}
#endif
	uint64_t word;
	for (; i + sizeof(word) <= s.n; i += sizeof(word)) {
		memcpy(&word, s.p + i, sizeof(word));
		if ((word & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	while (i < s.n && s.p[i] < 0x80)
		i++;
	return i;
}

size_t
utf8_put(uint32_t c, uint8_t *out)
{
	if (c < 0x80) {
		out[0] = (uint8_t)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (uint8_t)(0xc0 | c >> 6);
		out[1] = (uint8_t)(0x80 | (c & 0x3f));
		return 2;
	}
	if ((c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
		c = 0xfffd;
	if (c < 0x10000) {
		out[0] = (uint8_t)(0xe0 | c >> 12);
		out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | c >> 18);
	out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (c & 0x3f));
	return 4;
}

int
utf8_get(struct span s, uint32_t *ret_c)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t lead = s.p[0];
	if (lead < 0x80) {
		*ret_c = lead;
		return 1;
	}
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	int n = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	uint32_t c = lead & (0x7fu >> n);
	for (int i = 1; i < n; i++) {
		if ((size_t)i >= s.n)
			return -1;
		if ((s.p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s.p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*ret_c = c;
	return n;
}

bool
utf8_valid(struct span s)
{
	size_t i = 0;
	uint32_t c;
	while ((i += ascii_prefix(span_from(s, i))) < s.n) {
		int n = utf8_get(span_from(s, i), &c);
		if (n < 0)
			return true;
		if (n == 0)
			return false;
		i += (size_t)n;
	}
	return true;
}

struct range {
	uint32_t first, last;
};

static bool
is_in(const struct range *ranges, size_t n, uint32_t c)
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (c > ranges[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && c >= ranges[low].first;
}

/* What cannot be seen (default-ignorable, Unicode 15 section 5.21), and marks
 * that are put on or around other characters. */
static bool
is_invisible(uint32_t c)
{
	static const struct range ranges[] = {
		{0xad, 0xad},	    {0x300, 0x36f},	{0x61c, 0x61c},
		{0x115f, 0x1160},   {0x17b4, 0x17b5},	{0x180b, 0x180f},
		{0x1ab0, 0x1aff},   {0x1dc0, 0x1dff},	{0x200b, 0x200f},
		{0x202a, 0x202e},   {0x2060, 0x206f},	{0x20d0, 0x20f0},
		{0x3164, 0x3164},   {0xfe00, 0xfe0f},	{0xfe20, 0xfe2f},
		{0xfeff, 0xfeff},   {0xffa0, 0xffa0},	{0xfff0, 0xfff8},
		{0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
	return is_in(ranges, sizeof(ranges) / sizeof(ranges[0]), c);
}

/* The decimal digit that a code point is in any script (general category Nd),
 * or -1. */
static int
digit_of(uint32_t c)
{
	/* Their noughts. */
	static const uint32_t zeros[] = {
		0x660,	 0x6f0,	  0x7c0,   0x966,   0x9e6,   0xa66,   0xae6,
		0xb66,	 0xbe6,	  0xc66,   0xce6,   0xd66,   0xde6,   0xe50,
		0xed0,	 0xf20,	  0x1040,  0x1090,  0x17e0,  0x1810,  0x1946,
		0x19d0,	 0x1a80,  0x1a90,  0x1b50,  0x1bb0,  0x1c40,  0x1c50,
		0xa620,	 0xa8d0,  0xa900,  0xa9d0,  0xa9f0,  0xaa50,  0xabf0,
		0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
		0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
		0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50,
		0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950, 0x1fbf0};
	size_t low = 0, high = sizeof(zeros) / sizeof(zeros[0]);
	if (c >= 0x1d7ce && c <= 0x1d7ff)
		return (int)(c - 0x1d7ce) % 10;
	while (low < high) {
		size_t mid = (low + high) / 2;
		if (zeros[mid] <= c)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 && c - zeros[low - 1] < 10 ? (int)(c - zeros[low - 1])
						  : -1;
}

/* The ASCII letter that a letter of mathematics or one in a circle, square or
 * brackets shows, or 0. */
static uint32_t
letter_of(uint32_t c)
{
	/* Alphabets of capitals, then small letters where there are 52. */
	static const struct {
		uint32_t first;
		uint8_t n;
		char letter;
	} rows[] = {{0x249c, 26, 'a'},	{0x24b6, 26, 'A'},  {0x24d0, 26, 'a'},
		    {0x1f110, 26, 'A'}, {0x1f130, 26, 'A'}, {0x1f150, 26, 'A'},
		    {0x1f170, 26, 'A'}, {0x212f, 1, 'e'},   {0x210a, 1, 'g'},
		    {0x2134, 1, 'o'},	{0x210e, 1, 'h'}};
	if (c >= 0x1d400 && c <= 0x1d6a3) {
		uint32_t k = (c - 0x1d400) % 52;
		return k < 26 ? 'A' + k : 'a' + k - 26;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (c >= rows[i].first && c - rows[i].first < rows[i].n)
			return (uint32_t)rows[i].letter + c - rows[i].first;
	return 0;
}

/* ASCII for code points that stand for it, or the code point. */
static uint32_t
fold_point(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e) {
		uint32_t a = c - 0xff01 + '!';
		bool plain = (a >= '0' && a <= '9') || (a >= '@' && a <= 'Z') ||
			     (a >= 'a' && a <= 'z') || a == '.' || a == '-' ||
			     a == '+' || a == '_';
		return plain ? a : c;
	}
	if (c == 0xa0 || c == 0x1680 || c == 0x202f || c == 0x205f ||
	    c == 0x3000 || (c >= 0x2000 && c <= 0x200a))
		return ' ';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xfe63 ||
	    c == 0xfe58)
		return '-';
	if (c == 0xfe6b)
		return '@';
	int digit = digit_of(c);
	if (digit >= 0)
		return '0' + (uint32_t)digit;
	uint32_t letter = letter_of(c);
	return letter != 0 ? letter : c;
}

/* Ideographs from U+4000 to U+9FFF: nothing to fold, and most of what is not
 * ASCII. */
static inline bool
is_plain(const uint8_t *p)
{
	return p[0] >= 0xe4 && p[0] <= 0xe9 && (p[1] & 0xc0) == 0x80 &&
	       (p[2] & 0xc0) == 0x80;
}

size_t
fold_text(uint8_t *p, size_t n, size_t *ret_cut)
{
	size_t in = 0, out = 0;
	uint32_t c = 0;
	if (ret_cut != NULL)
		*ret_cut = 0;
	while (in < n) {
		size_t plain = ascii_prefix(span_of(p + in, n - in));
		if (plain > 0 && out != in)
			memmove(p + out, p + in, plain);
		in += plain;
		out += plain;
		for (; n - in >= 3 && is_plain(p + in); in += 3, out += 3) {
			p[out] = p[in];
			p[out + 1] = p[in + 1];
			p[out + 2] = p[in + 2];
		}
		if (in == n)
			break;
		if (p[in] < 0x80)
			continue;
		int len = utf8_get(span_of(p + in, n - in), &c);
		if (len < 0 && ret_cut != NULL) {
			*ret_cut = n - in;
			memmove(p + out, p + in, n - in);
			return out;
		}
		if (len <= 0) {
			p[out++] = p[in++];
			continue;
		}
		if (!is_invisible(c))
			out += utf8_put(fold_point(c), p + out);
		in += (size_t)len;
	}
	return out;
}

/* What a hexadecimal digit is worth, and one more. */
static const uint8_t hex_values[256] = {
	['0'] = 1,  ['1'] = 2,	['2'] = 3,  ['3'] = 4,	['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,	['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16};

static inline int
hex_digit(uint8_t c)
{
	return hex_values[c] - 1;
}

size_t
unescape_percent(uint8_t *p, size_t n, bool plus, size_t *ret_cut)
{
	if (ret_cut != NULL)
		*ret_cut = 0;
	size_t in = bytes_find3(p, 0, n, '%', plus ? '+' : '%', '%');
	size_t out = in;
	bool wide = ascii_prefix(span_of(p, in)) < in;
	for (; in < n; in++) {
		uint8_t c = p[in];
		if (c == '+' && plus) {
			c = ' ';
		} else if (c == '%' && n - in > 2) {
			int high = hex_digit(p[in + 1]);
			int low = hex_digit(p[in + 2]);
			if ((high | low) >= 0) {
				c = (uint8_t)(high << 4 | low);
				in += 2;
			}
		}
		wide = wide || c >= 0x80;
		p[out++] = c;
	}
	return wide ? fold_text(p, out, ret_cut) : out;
}

/* Four hexadecimal digits, or -1. */
static int32_t
hex4(const uint8_t *p, size_t n)
{
	int32_t v = 0;
	if (n < 4)
		return -1;
	for (size_t i = 0; i < 4; i++) {
		int d = hex_digit(p[i]);
		if (d < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

/* The \u escape (or pair of them) at p[0]; bytes read, 0 if it is none. */
static size_t
json_point(const uint8_t *p, size_t n, uint32_t *ret_c)
{
	int32_t high = n > 2 ? hex4(p + 2, n - 2) : -1;
	if (high < 0)
		return 0;
	*ret_c = (uint32_t)high;
	if (high >= 0xd800 && high < 0xdc00 && n >= 12 && p[6] == '\\' &&
	    p[7] == 'u') {
		int32_t low = hex4(p + 8, n - 8);
		if (low >= 0xdc00 && low < 0xe000) {
			*ret_c = 0x10000 + (((uint32_t)high - 0xd800) << 10 |
					    ((uint32_t)low - 0xdc00));
			return 12;
		}
	}
	return 6;
}

size_t
unescape_json(uint8_t *p, size_t n)
{
	static const char from[] = "bfnrt\"\\/", to[] = "\b\f\n\r\t\"\\/";
	size_t out = 0, in = 0;
	bool wide = false;
	uint32_t c = 0;
	while (in < n) {
		if (p[in] != '\\' || in + 1 == n) {
			p[out++] = p[in++];
			continue;
		}
		size_t read =
			p[in + 1] == 'u' ? json_point(p + in, n - in, &c) : 0;
		const char *at =
			p[in + 1] != 0 ? strchr(from, p[in + 1]) : NULL;
		if (read > 0) {
			wide = wide || c >= 0x80;
			out += utf8_put(c, p + out);
			in += read;
		} else if (at != NULL) {
			p[out++] = (uint8_t)to[at - from];
			in += 2;
		} else {
			p[out++] = p[in++];
		}
	}
	return wide ? fold_text(p, out, NULL) : out;
}

/* The reference between & and ; as a code point, or 0. */
static uint32_t
reference(struct span name)
{
	static const struct {
		struct span name;
		uint32_t c;
	} known[] = {
		{SPAN("amp"), '&'},	   {SPAN("lt"), '<'},
		{SPAN("gt"), '>'},	   {SPAN("quot"), '"'},
		{SPAN("apos"), '\''},	   {SPAN("nbsp"), ' '},
		{SPAN("commat"), '@'},	   {SPAN("period"), '.'},
		{SPAN("hyphen"), '-'},	   {SPAN("num"), '#'},
		{SPAN("plus"), '+'},	   {SPAN("lowbar"), '_'},
		{SPAN("colon"), ':'},	   {SPAN("semi"), ';'},
		{SPAN("comma"), ','},	   {SPAN("equals"), '='},
		{SPAN("lpar"), '('},	   {SPAN("rpar"), ')'},
		{SPAN("sol"), '/'},	   {SPAN("bsol"), '\\'},
		{SPAN("dollar"), '$'},	   {SPAN("percnt"), '%'},
		{SPAN("ast"), '*'},	   {SPAN("excl"), '!'},
		{SPAN("quest"), '?'},	   {SPAN("verbar"), '|'},
		{SPAN("lsqb"), '['},	   {SPAN("rsqb"), ']'},
		{SPAN("lcub"), '{'},	   {SPAN("rcub"), '}'},
		{SPAN("grave"), '`'},	   {SPAN("Hat"), '^'},
		{SPAN("Tab"), '\t'},	   {SPAN("NewLine"), '\n'},
		{SPAN("ensp"), ' '},	   {SPAN("emsp"), ' '},
		{SPAN("thinsp"), ' '},	   {SPAN("dash"), '-'},
		{SPAN("ndash"), 0x2013},   {SPAN("mdash"), 0x2014},
		{SPAN("minus"), 0x2212},   {SPAN("shy"), 0xad},
		{SPAN("zwnj"), 0x200c},	   {SPAN("zwj"), 0x200d},
		{SPAN("NoBreak"), 0x2060}, {SPAN("ZeroWidthSpace"), 0x200b},
		{SPAN("lsquo"), 0x2018},   {SPAN("rsquo"), 0x2019},
		{SPAN("ldquo"), 0x201c},   {SPAN("rdquo"), 0x201d},
		{SPAN("hellip"), 0x2026},  {SPAN("middot"), 0xb7},
		{SPAN("bull"), 0x2022},	   {SPAN("copy"), 0xa9},
		{SPAN("reg"), 0xae},	   {SPAN("deg"), 0xb0},
		{SPAN("yen"), 0xa5},	   {SPAN("euro"), 0x20ac},
		{SPAN("pound"), 0xa3},	   {SPAN("agrave"), 0xe0},
		{SPAN("aacute"), 0xe1},	   {SPAN("acirc"), 0xe2},
		{SPAN("atilde"), 0xe3},	   {SPAN("auml"), 0xe4},
		{SPAN("aring"), 0xe5},	   {SPAN("ccedil"), 0xe7},
		{SPAN("egrave"), 0xe8},	   {SPAN("eacute"), 0xe9},
		{SPAN("ecirc"), 0xea},	   {SPAN("euml"), 0xeb},
		{SPAN("igrave"), 0xec},	   {SPAN("iacute"), 0xed},
		{SPAN("icirc"), 0xee},	   {SPAN("iuml"), 0xef},
		{SPAN("ntilde"), 0xf1},	   {SPAN("ograve"), 0xf2},
		{SPAN("oacute"), 0xf3},	   {SPAN("ocirc"), 0xf4},
		{SPAN("otilde"), 0xf5},	   {SPAN("ouml"), 0xf6},
		{SPAN("oslash"), 0xf8},	   {SPAN("ugrave"), 0xf9},
		{SPAN("uacute"), 0xfa},	   {SPAN("ucirc"), 0xfb},
		{SPAN("uuml"), 0xfc},	   {SPAN("szlig"), 0xdf},
		{SPAN("Auml"), 0xc4},	   {SPAN("Ouml"), 0xd6},
		{SPAN("Uuml"), 0xdc},	   {SPAN("Eacute"), 0xc9},
		{SPAN("Ccedil"), 0xc7}};
	if (name.n > 1 && name.p[0] == '#') {
		bool hex = name.p[1] == 'x' || name.p[1] == 'X';
		uint32_t c = 0;
		for (size_t i = hex ? 2 : 1; i < name.n; i++) {
			int d = hex_digit(name.p[i]);
			if (d < 0 || (!hex && d > 9) || c > 0x10ffff)
				return 0;
			c = c * (hex ? 16 : 10) + (uint32_t)d;
		}
		return c;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (span_eq(name, known[i].name))
			return known[i].c;
	return 0;
}

size_t
unescape_markup(uint8_t *p, size_t n)
{
	size_t out = 0, in = 0;
	bool wide = false;
	while (in < n) {
		if (p[in] != '&') {
			p[out++] = p[in++];
			continue;
		}
		struct span rest = span_of(p + in + 1, n - in - 1);
		ssize_t end = span_chr(span_cut(rest, 0, 16), ';');
		uint32_t c =
			end > 0 ? reference(span_cut(rest, 0, (size_t)end)) : 0;
		if (c == 0) {
			p[out++] = p[in++];
			continue;
		}
		/* "&#x" and its digits outnumber the bytes they stand for. */
		out += utf8_put(c, p + out);
		in += (size_t)end + 2;
		wide = wide || c >= 0x80;
	}
	return wide ? fold_text(p, out, NULL) : out;
}
