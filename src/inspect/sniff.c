/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging bytes by magic numbers, by what share of them text has, and by what
 * they are declared to be, in this order. Pure; any thread.
 */
#include "inspect/sniff.h"

#include "inspect/bytes.h"
#include "inspect/fold.h"

struct magic {
	uint16_t at;
	uint8_t n;
	const char *bytes;
	enum unreadable class;
	const char *cause;
};

/* Formats nobody reads here yet, by name; the first that fits. */
static const struct magic magics[] = {
	{0, 4, "PAR1", UNREADABLE_BINARY, "parquet"},
	{0, 4, "Obj\x01", UNREADABLE_BINARY, "avro"},
	{0, 6, "ARROW1", UNREADABLE_BINARY, "arrow"},
	{0, 3, "ORC", UNREADABLE_BINARY, "orc"},
	{0, 15, "SQLite format 3", UNREADABLE_BINARY, "sqlite"},
	{0, 5, "%PDF-", UNREADABLE_BINARY, "pdf"},
	{0, 8, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UNREADABLE_BINARY, "ole"},
	{0, 6, "7z\xbc\xaf\x27\x1c", UNREADABLE_BINARY, "7z"},
	{0, 6, "Rar!\x1a\x07", UNREADABLE_BINARY, "rar"},
	{0, 3, "BZh", UNREADABLE_BINARY, "bzip2"},
	{0, 6,
	 "\xfd"
	 "7zXZ\0",
	 UNREADABLE_BINARY, "xz"},
	{0, 4, "\x04\x22\x4d\x18", UNREADABLE_BINARY, "lz4"},
	{257, 5, "ustar", UNREADABLE_BINARY, "tar"},
	{0, 5, "07070", UNREADABLE_BINARY, "cpio"},
	{0, 4, "MSCF", UNREADABLE_BINARY, "cab"},
	{0, 8, "!<arch>\n", UNREADABLE_BINARY, "ar"},
	{0, 4, "LZIP", UNREADABLE_BINARY, "lzip"},
	{0, 4, "PACK", UNREADABLE_BINARY, "git-pack"},
	{0, 4, "\xca\xfe\xba\xbe", UNREADABLE_BINARY, "class"},
	{0, 4,
	 "\x7f"
	 "ELF",
	 UNREADABLE_BINARY, "elf"},
	{0, 4, "\0asm", UNREADABLE_BINARY, "wasm"},
	{0, 8, "\x89HDF\r\n\x1a\n", UNREADABLE_BINARY, "hdf5"},
	{0, 8, "Salted__", UNREADABLE_ENCRYPTED, "openssl"},
	{0, 21, "age-encryption.org/v1", UNREADABLE_ENCRYPTED, "age"},
	{0, 27, "-----BEGIN PGP MESSAGE-----", UNREADABLE_ENCRYPTED, "pgp"},
	{0, 8, "\x89PNG\r\n\x1a\n", UNREADABLE_MEDIA, "png"},
	{0, 3, "\xff\xd8\xff", UNREADABLE_MEDIA, "jpeg"},
	{0, 4, "GIF8", UNREADABLE_MEDIA, "gif"},
	{8, 4, "WEBP", UNREADABLE_MEDIA, "webp"},
	{8, 4, "WAVE", UNREADABLE_MEDIA, "wav"},
	{8, 4, "AVI ", UNREADABLE_MEDIA, "avi"},
	{4, 4, "ftyp", UNREADABLE_MEDIA, "mp4"},
	{0, 3, "ID3", UNREADABLE_MEDIA, "mp3"},
	{0, 4, "OggS", UNREADABLE_MEDIA, "ogg"},
	{0, 4, "fLaC", UNREADABLE_MEDIA, "flac"},
	{0, 4, "\x1a\x45\xdf\xa3", UNREADABLE_MEDIA, "matroska"},
	{0, 4, "II*\0", UNREADABLE_MEDIA, "tiff"},
	{0, 4, "MM\0*", UNREADABLE_MEDIA, "tiff"},
	{0, 4, "\0\0\1\0", UNREADABLE_MEDIA, "icon"},
	{0, 4, "wOFF", UNREADABLE_MEDIA, "font"},
	{0, 4, "wOF2", UNREADABLE_MEDIA, "font"},
};

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

static bool
by_table(struct span head, struct sniffed *ret)
{
	/* A push: lines with their length in front, then the pack
	 * (gitprotocol-pack). */
	if (span_find(head, SPAN("0000PACK\0\0\0")) >= 0) {
		*ret = (struct sniffed){.nature = NATURE_UNREAD,
					.class = UNREADABLE_BINARY,
					.cause = "git-pack"};
		return true;
	}
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		const struct magic *m = &magics[i];
		if (!has_at(head, m->at, m->bytes, m->n))
			continue;
		*ret = (struct sniffed){.nature = NATURE_UNREAD,
					.class = m->class,
					.cause = m->cause};
		return true;
	}
	return false;
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
	if (n == 0 || memchr(head.p, 0, n) == NULL)
		return NULL;
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
	size_t odd = 0, high = 0;
	size_t plain = bytes_printable(head.p, head.n);
	for (size_t i = plain; i < head.n; i++) {
		uint8_t c = head.p[i];
		odd += (c < ' ' && !(c >= '\a' && c <= '\r') && c != 0x1b) ||
		       c == 0x7f;
		high += c >= 0x80;
	}
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
	if (by_magic(head, &s))
		return s;
	const char *wide = wide_charset(head);
	if (wide != NULL) {
		s.charset = wide;
		return s;
	}
	if (by_table(head, &s))
		return s;
	if (is_declared_wide(type) || !is_binary(head))
		return s;
	s.nature = NATURE_UNREAD;
	s.class = is_media(type) ? UNREADABLE_MEDIA : UNREADABLE_BINARY;
	s.cause = is_media(type) ? "media" : "binary";
	return s;
}
