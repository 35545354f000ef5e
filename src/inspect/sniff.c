/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging bytes by magic numbers, by what share of them text has, and by what
 * they are declared to be, in this order. Pure; any thread.
 */
#include "inspect/sniff.h"

#include "inspect/bytes.h"
#include "inspect/fold.h"

struct span
media_type(struct span type)
{
	return span_trim(span_split(&type, ';'), " \t");
}

bool
media_is(struct span type, const char *essence)
{
	return span_eq_nocase(media_type(type), span_str(essence));
}

struct span
media_parameter(struct span type, struct span name)
{
	span_split(&type, ';');
	while (type.n > 0) {
		struct span value = span_split(&type, ';');
		struct span key = span_trim(span_split(&value, '='), " \t\r\n");
		if (span_eq_nocase(key, name))
			return span_trim(value, " \t\r\n\"'");
	}
	return SPAN_NONE;
}

static bool
has_at(struct span head, size_t at, const char *bytes, size_t n)
{
	return head.n >= at + n && memcmp(head.p + at, bytes, n) == 0;
}

/* A local file header (APPNOTE 4.3.7): bit 0 of its flags is encryption. */
static struct sniffed
zip(struct span head)
{
	bool locked = head.n > 6 && (head.p[6] & 1) != 0;
	return (struct sniffed){.nature = NATURE_UNREAD,
				.class = locked ? UNREADABLE_ENCRYPTED
						: UNREADABLE_BINARY,
				.cause = locked ? "encrypted-zip" : "zip"};
}

static bool
by_magic(struct span head, struct sniffed *ret)
{
	if (has_at(head, 0, "\x1f\x8b\x08", 3))
		*ret = (struct sniffed){.nature = NATURE_CODED,
					.coding = "gzip"};
	else if (has_at(head, 0, "\x28\xb5\x2f\xfd", 4))
		*ret = (struct sniffed){.nature = NATURE_CODED,
					.coding = "zstd"};
	else if (has_at(head, 0, "\x78\x9c", 2) ||
		 has_at(head, 0, "\x78\xda", 2))
		*ret = (struct sniffed){.nature = NATURE_CODED,
					.coding = "deflate"};
	else if (has_at(head, 0, "PK\x03\x04", 4) ||
		 has_at(head, 0, "PK\x05\x06", 4))
		*ret = zip(head);
	else
		return false;
	return true;
}

/* UTF-32 without a mark: two bytes of four are never used. */
static const char *
widest_charset(struct span head)
{
	size_t zero[4] = {0}, n = head.n / 4;
	for (size_t i = 0; i < n * 4; i++)
		zero[i % 4] += head.p[i] == 0;
	if (n < 4)
		return NULL;
	if (zero[2] == n && zero[3] == n && zero[0] * 8 < n)
		return "UTF-32LE";
	if (zero[0] == n && zero[1] == n && zero[3] * 8 < n)
		return "UTF-32BE";
	return NULL;
}

/* UTF-16 without a mark and without any ASCII: every other byte is of the
 * rows that Chinese stands in, those between are anything. */
static const char *
wide_chinese(struct span head)
{
	size_t rows[2] = {0}, plain[2] = {0}, n = head.n / 2;
	if (utf8_valid(head))
		return NULL;
	for (size_t i = 0; i < n * 2; i++) {
		uint8_t c = head.p[i];
		rows[i % 2] +=
			(c >= 0x4e && c <= 0x9f) || c == 0x30 || c == 0xff;
		plain[i % 2] += c >= ' ' && c < 0x7f;
	}
	for (size_t high = 0; high < 2 && n >= 8; high++)
		if (rows[high] * 20 >= n * 19 && plain[!high] * 10 < n * 6 &&
		    rows[!high] * 10 < n * 6)
			return high == 1 ? "UTF-16LE" : "UTF-16BE";
	return NULL;
}

/* UTF-16 or UTF-32 by its mark, or by where the zero bytes of its ASCII
 * stand. */
static const char *
wide_charset(struct span head)
{
	size_t even = 0, odd = 0, n = head.n & ~(size_t)1;
	if (has_at(head, 0, "\xff\xfe\0\0", 4))
		return "UTF-32LE";
	if (has_at(head, 0, "\0\0\xfe\xff", 4))
		return "UTF-32BE";
	if (has_at(head, 0, "\xff\xfe", 2))
		return "UTF-16LE";
	if (has_at(head, 0, "\xfe\xff", 2))
		return "UTF-16BE";
	if (n == 0)
		return NULL;
	if (memchr(head.p, 0, n) == NULL)
		return wide_chinese(span_cut(head, 0, n));
	const char *widest = widest_charset(head);
	if (widest != NULL)
		return widest;
	for (size_t i = 0; i < n; i += 2) {
		even += head.p[i] == 0;
		odd += head.p[i + 1] == 0;
	}
	/* Digits and line ends are ASCII in whatever language. */
	if (n >= 8 && odd * 8 >= n && even * 16 <= odd)
		return "UTF-16LE";
	if (n >= 8 && even * 8 >= n && odd * 16 <= even)
		return "UTF-16BE";
	return NULL;
}

static bool
is_declared_wide(struct span type)
{
	static const char *const wide[] = {"utf-16", "utf-32", "ucs-2"};
	struct span charset = media_parameter(type, SPAN("charset"));
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		struct span name = span_str(wide[i]);
		if (span_eq_nocase(span_cut(charset, 0, name.n), name))
			return true;
	}
	return false;
}

/* Bytes that text does not have: more than one in twenty is no text. */
static bool
is_binary(struct span head)
{
	size_t odd = 0, high = 0, ones = 0;
	size_t plain = bytes_printable(head.p, head.n);
	for (size_t i = plain; i < head.n; i++) {
		uint8_t c = head.p[i];
		odd += (c < ' ' && !(c >= '\a' && c <= '\r') && c != 0x1b) ||
		       c == 0x7f;
		high += c >= 0x80;
		ones += c == 1;
	}
	/* Nothing odd but the delimiter of some tables. */
	if (odd == ones && ones * 3 < head.n)
		return false;
	if (odd * 20 > head.n)
		return true;
	/* Random bytes above ASCII are neither UTF-8 nor any double-byte set
	 * with this many single ones. */
	return odd * 100 > head.n && high * 4 > head.n && !utf8_valid(head);
}

static bool
is_media(struct span type)
{
	static const char *const kinds[] = {"image/", "audio/", "video/",
					    "font/"};
	struct span essence = media_type(type);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct span kind = span_str(kinds[i]);
		if (span_eq_nocase(span_cut(essence, 0, kind.n), kind))
			return true;
	}
	return false;
}

static bool
is_parts(struct span head, struct span type)
{
	struct span essence = media_type(type);
	struct span multipart = SPAN("multipart/");
	if (span_eq_nocase(span_cut(essence, 0, multipart.n), multipart))
		return true;
	if (!span_starts(head, SPAN("--")))
		return false;
	struct span lower = span_cut(head, 0, 512);
	return span_find(lower, SPAN("\nContent-Disposition:")) > 0 ||
	       span_find(lower, SPAN("\ncontent-disposition:")) > 0;
}

struct sniffed
sniff_bytes(struct span head, struct span type)
{
	struct sniffed s = {.nature = NATURE_TEXT, .charset = ""};
	if (is_parts(head, type))
		return (struct sniffed){.nature = NATURE_PARTS};
	if (by_magic(head, &s) || sniff_magic(head, &s))
		return s;
	const char *wide = wide_charset(head);
	if (wide != NULL) {
		s.charset = wide;
		return s;
	}
	if (is_declared_wide(type) || !is_binary(head))
		return s;
	s.nature = NATURE_UNREAD;
	s.class = is_media(type) ? UNREADABLE_MEDIA : UNREADABLE_BINARY;
	s.cause = is_media(type) ? "media" : "binary";
	return s;
}
