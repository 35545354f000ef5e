/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Formats by their magic numbers: what nobody reads here is at least called by
 * its name. Text that happens to begin like one is text. Pure; any thread.
 */
#include "inspect/sniff.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct magic {
	uint16_t at;
	uint8_t n;
	const char *bytes;
	const char *cause;
};

#define AT(at, bytes, cause)                                                   \
	{                                                                      \
		(at), sizeof(bytes) - 1, bytes, cause                          \
	}

/* Data and programs. */
static const struct magic binaries[] = {
	AT(0, "PAR1", "parquet"),
	AT(0, "Obj\x01", "avro"),
	AT(0, "ARROW1", "arrow"),
	AT(0, "FEA1", "feather"),
	AT(0, "ORC", "orc"),
	AT(0, "SQLite format 3", "sqlite"),
	AT(0, "\x89HDF\r\n\x1a\n", "hdf5"),
	AT(0, "CDF\x01", "netcdf"),
	AT(0, "CDF\x02", "netcdf"),
	AT(0, "\x93NUMPY", "npy"),
	AT(0, "\x80\x04\x95", "pickle"),
	AT(0, "\x80\x05\x95", "pickle"),
	AT(0, "GGUF", "gguf"),
	AT(0, "MATLAB 5.0 MAT-file", "matlab"),
	AT(0, "$FL2@(#)", "spss"),
	AT(0, "RDX2\n", "rdata"),
	AT(0, "RDX3\n", "rdata"),
	AT(0, "<stata_dta>", "stata"),
	AT(12, "\xc2\xea\x81\x60\xb3\x14\x11\xcf", "sas"),
	AT(4, "Standard Jet DB", "access"),
	AT(4, "Standard ACE DB", "access"),
	AT(0, "PGDMP", "postgresql-dump"),
	AT(0, "REDIS00", "redis"),
	AT(0, "\0\0\x27\x0a\0\0\0\0", "shapefile"),
	AT(128, "DICM", "dicom"),
	AT(0, "bplist00", "plist"),
	AT(0, "!BDN", "outlook"),
	AT(0, "ElfFile\0", "windows-events"),
	AT(0, "LPKSHHRH", "systemd-journal"),
	AT(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
	AT(0, "7z\xbc\xaf\x27\x1c", "7z"),
	AT(0, "Rar!\x1a\x07", "rar"),
	AT(4, "1AY&SY", "bzip2"), /* behind "BZh" and the size */
	AT(0,
	   "\xfd"
	   "7zXZ\0",
	   "xz"),
	AT(0, "\x5d\0\0\x80\0", "lzma"),
	AT(0, "\x5d\0\0\0\1", "lzma"),
	AT(0, "LZIP\x01", "lzip"),
	AT(0, "\x89LZO\0\r\n\x1a\n", "lzop"),
	AT(0, "\x04\x22\x4d\x18", "lz4"),
	AT(0, "\xff\x06\0\0sNaPpY", "snappy"),
	AT(257, "ustar", "tar"),
	AT(0, "MSCF\0\0\0\0", "cab"),
	AT(0, "070701", "cpio"),
	AT(0, "070702", "cpio"),
	AT(0, "070707", "cpio"),
	AT(0, "\xed\xab\xee\xdb", "rpm"),
	AT(0, "hsqs", "squashfs"),
	AT(0, "DIRC\0\0\0", "git-index"),
	AT(0, "\xca\xfe\xba\xbe", "class"),
	AT(0, "dex\n0", "dex"),
	AT(0,
	   "\x7f"
	   "ELF",
	   "elf"),
	AT(0, "\xfe\xed\xfa\xce", "macho"),
	AT(0, "\xfe\xed\xfa\xcf", "macho"),
	AT(0, "\xce\xfa\xed\xfe", "macho"),
	AT(0, "\xcf\xfa\xed\xfe", "macho"),
	AT(0, "\0asm", "wasm"),
	AT(0, "\xd4\xc3\xb2\xa1", "pcap"),
	AT(0, "\xa1\xb2\xc3\xd4", "pcap"),
	AT(0, "\x4d\x3c\xb2\xa1", "pcap"),
	AT(0, "\xa1\xb2\x3c\x4d", "pcap"),
	AT(0, "\x0a\x0d\x0d\x0a", "pcapng"),
	AT(0, "JAVA PROFILE 1.0", "java-heap"),
	AT(0, "\xac\xed\0\x05", "java-object"),
	AT(0, "MDMP\x93\xa7", "minidump"),
};

static const struct magic encrypted[] = {
	AT(0, "PARE", "encrypted-parquet"),
	AT(0, "Salted__", "openssl"),
	AT(0, "LUKS\xba\xbe", "luks"),
	AT(3, "-FVE-FS-", "bitlocker"),
	AT(0, "encrcdsa", "encrypted-dmg"),
	AT(0, "\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", "keepass"),
	AT(0, "\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5", "keepass"),
	AT(0, "\0GITCRYPT\0", "git-crypt"),
	/* Packets of a session key (RFC 9580 section 5.1 and 5.3). */
	AT(0, "\x85\x01\x0c\x03", "pgp"),
	AT(0, "\x85\x02\x0c\x03", "pgp"),
	AT(0, "\x84\x5e\x03", "pgp"),
	AT(0, "\xc1\xc0\x4c\x03", "pgp"),
	AT(0, "\xc1\xc1\x4c\x03", "pgp"),
	AT(0, "\xc1\x5e\x03", "pgp"),
	AT(0, "\x8c\x0d\x04", "pgp"),
	AT(0, "\xc3\x0d\x04", "pgp"),
};

/* These are text, all of it or its beginning. */
static const struct magic armoured[] = {
	AT(0, "age-encryption.org/v1", "age"),
	AT(0, "-----BEGIN AGE ENCRYPTED FILE-----", "age"),
	AT(0, "-----BEGIN PGP MESSAGE-----", "pgp"),
	AT(0, "-----BEGIN CMS-----", "cms"),
	AT(0, "U2FsdGVkX1", "openssl"),
	AT(0, "$ANSIBLE_VAULT;", "ansible-vault"),
};

static const struct magic media[] = {
	AT(0, "\x89PNG\r\n\x1a\n", "png"),
	AT(0, "\xff\xd8\xff\xe0", "jpeg"),
	AT(0, "\xff\xd8\xff\xe1", "jpeg"),
	AT(0, "\xff\xd8\xff", "jpeg"),
	AT(0, "GIF8", "gif"),
	AT(8, "WEBP", "webp"),
	AT(8, "WAVE", "wav"),
	AT(8, "AVI ", "avi"),
	AT(8, "AIFF", "aiff"),
	AT(8, "AIFC", "aiff"),
	AT(4, "ftyp", "mp4"),
	AT(4, "moov", "mp4"),
	AT(4, "mdat", "mp4"),
	AT(0, "ID3", "mp3"),
	AT(0, "OggS", "ogg"),
	AT(0, "fLaC", "flac"),
	AT(0, "caff\0", "caf"),
	AT(0, "MThd\0\0\0\6", "midi"),
	AT(0, "#!AMR", "amr"),
	AT(0, "#!SILK", "silk"),
	AT(0, "\x02#!SILK", "silk"),
	AT(0, "FLV\x01", "flv"),
	AT(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
	AT(0, "\0\0\1\xba", "mpeg"),
	AT(0, "\0\0\1\xb3", "mpeg"),
	AT(0, "\x1a\x45\xdf\xa3", "matroska"),
	AT(0, "II*\0", "tiff"),
	AT(0, "MM\0*", "tiff"),
	AT(0, "II+\0", "tiff"),
	AT(0, "MM\0+", "tiff"),
	AT(0, "\0\0\1\0", "icon"),
	AT(0, "\0\0\0\x0cjP  ", "jpeg2000"),
	AT(0, "\xff\x4f\xff\x51", "jpeg2000"),
	AT(0, "\0\0\0\x0cJXL ", "jpegxl"),
	AT(0, "8BPS\0", "photoshop"),
	AT(0, "\x76\x2f\x31\x01", "exr"),
	AT(0, "DDS |\0\0\0", "dds"),
	AT(0, "AT&TFORM", "djvu"),
	AT(0, "wOFF", "font"),
	AT(0, "wOF2", "font"),
	AT(0, "OTTO\0", "font"),
	AT(0, "ttcf\0", "font"),
	AT(0, "\0\1\0\0\0", "font"),
};

/* So many bytes at least there are of a format whose magic is so long: digests
 * and random values, of which bodies may hold millions, are shorter. */
static size_t
shortest(size_t magic)
{
	return magic >= 6 ? 0 : magic >= 4 ? 40 : 200;
}

static const char *
find(const struct magic *table, size_t n, struct span head)
{
	for (size_t i = 0; i < n; i++) {
		const struct magic *m = &table[i];
		struct span at = span_from(head, m->at);
		if (head.n >= shortest(m->n) &&
		    span_starts(at, span_of(m->bytes, m->n)))
			return m->cause;
	}
	return NULL;
}

static uint32_t
little(struct span s, size_t at)
{
	s = span_from(s, at);
	return s.n < 4 ? UINT32_MAX
		       : s.p[0] | (uint32_t)s.p[1] << 8 |
				 (uint32_t)s.p[2] << 16 |
				 (uint32_t)s.p[3] << 24;
}

/* Two letters are no magic: what they stand before is. */
static const char *
find_binary(struct span head)
{
	const char *cause = find(binaries, COUNT(binaries), head);
	if (cause != NULL)
		return cause;
	if (span_starts(head, SPAN("MZ")) &&
	    span_starts(span_from(head, little(head, 60)), SPAN("PE\0\0")))
		return "exe";
	/* A header of eight bytes, then JSON. */
	if (head.n > 16 && little(head, 4) == 0 && little(head, 0) > 8 &&
	    span_starts(span_from(head, 8), SPAN("{\"")) &&
	    span_find(head, SPAN("\"dtype\":")) > 0)
		return "safetensors";
	/* LZW of at most 16 bits, no flag that is not known. */
	if (head.n >= shortest(3) && head.p[0] == 0x1f && head.p[1] == 0x9d &&
	    (head.p[2] & 0x60) == 0 && (head.p[2] & 31) >= 9 &&
	    (head.p[2] & 31) <= 16)
		return "compress";
	/* Protocols 2 and 3 have no frame: a mark, an empty list or map, a
	 * global, then maybe its place in the memory. */
	if (head.n >= shortest(3) && head.p[0] == 0x80 &&
	    (head.p[1] == 2 || head.p[1] == 3) && head.p[2] != 0 &&
	    strchr("(]}c", head.p[2]) != NULL)
		return "pickle";
	return NULL;
}

/* The length of the MPEG audio frame (layer III, or AAC in ADTS) at s; 0 if
 * there is none. */
static size_t
audio_frame(struct span s)
{
	static const uint16_t rates[2][3] = {{441, 480, 320}, {220, 240, 160}};
	static const uint16_t bits[2][15] = {
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256,
		 320},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}};
	if (s.n < 6 || s.p[0] != 0xff || (s.p[1] & 0xf0) != 0xf0)
		return 0;
	if ((s.p[1] & 6) == 0)
		return (size_t)(s.p[3] & 3) << 11 | (size_t)s.p[4] << 3 |
		       s.p[5] >> 5;
	unsigned old = (s.p[1] & 8) == 0, rate = s.p[2] >> 2 & 3;
	unsigned bit = s.p[2] >> 4;
	if ((s.p[1] & 6) != 2 || rate == 3 || bit == 0 || bit == 15)
		return 0;
	size_t per = old ? 72 : 144;
	return per * bits[old][bit] * 10 / rates[old][rate] + (s.p[2] >> 1 & 1);
}

/* Two frames, one where the other ends. */
static bool
is_audio(struct span head)
{
	size_t n = audio_frame(head);
	return n > 6 && audio_frame(span_from(head, n)) > 6;
}

static const char *
find_media(struct span head)
{
	if (is_audio(head))
		return (head.p[1] & 6) == 0 ? "aac" : "mp3";
	if (span_starts(head, SPAN("BM")) && little(head, 6) == 0 &&
	    little(head, 14) <= 124)
		return "bmp";
	/* Packets of 188 bytes, each with this at its start. */
	if (head.n > 377 && head.p[0] == 0x47 && head.p[188] == 0x47 &&
	    head.p[376] == 0x47)
		return "mpeg";
	return find(media, COUNT(media), head);
}

/* Enveloped data (RFC 5652 section 6): a sequence that begins with its
 * object identifier. */
static bool
is_enveloped(struct span head)
{
	return head.n > 20 && head.p[0] == 0x30 &&
	       span_find(span_cut(head, 2, 20),
			 SPAN("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
			      "\x03")) >= 0;
}

/* Whether nothing is in it that only binary formats have. */
static bool
is_plain(struct span head)
{
	for (size_t i = 0; i < head.n; i++) {
		uint8_t c = head.p[i];
		if ((c < ' ' && !(c >= '\t' && c <= '\r') && c != 0x1b) ||
		    c == 0x7f)
			return false;
	}
	return true;
}

/* Containers that may be of nothing but text. */
static const char *
find_plain(struct span head)
{
	if (span_starts(head, SPAN("%PDF-")))
		return "pdf";
	return span_starts(head, SPAN("!<arch>\n")) ? "ar" : NULL;
}

bool
sniff_magic(struct span head, struct sniffed *ret)
{
	struct sniffed s = {.nature = NATURE_UNREAD,
			    .class = UNREADABLE_ENCRYPTED,
			    .cause = find(armoured, COUNT(armoured), head)};
	/* Letters are a magic where what follows them is no text. */
	bool plain = is_plain(head);
	if (s.cause == NULL && !plain)
		s.cause = is_enveloped(head)
				  ? "cms"
				  : find(encrypted, COUNT(encrypted), head);
	if (s.cause == NULL && !plain) {
		s.class = UNREADABLE_MEDIA;
		s.cause = find_media(head);
	}
	if (s.cause == NULL) {
		s.class = UNREADABLE_BINARY;
		s.cause = find_plain(head);
	}
	if (s.cause == NULL && !plain)
		s.cause = find_binary(head);
	if (s.cause != NULL)
		*ret = s;
	return s.cause != NULL;
}
