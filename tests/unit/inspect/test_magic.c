/* SPDX-License-Identifier: Apache-2.0 */
/* Formats by their magic numbers; what is nearly one, or text, is none. */
#include "inspect/sniff.h"
#include "lib/suite.h"

#define MAGIC(at, bytes, class, cause)                                         \
	{                                                                      \
		(at), sizeof(bytes) - 1, bytes, UNREADABLE_##class, cause      \
	}

static const struct {
	size_t at, n;
	const char *bytes;
	enum unreadable class;
	const char *cause;
} magics[] = {
	MAGIC(0, "PAR1", BINARY, "parquet"),
	MAGIC(0, "Obj\x01", BINARY, "avro"),
	MAGIC(0, "ARROW1", BINARY, "arrow"),
	MAGIC(0, "FEA1", BINARY, "feather"),
	MAGIC(0, "ORC", BINARY, "orc"),
	MAGIC(0, "SQLite format 3", BINARY, "sqlite"),
	MAGIC(0, "\x89HDF\r\n\x1a\n", BINARY, "hdf5"),
	MAGIC(0, "CDF\x01", BINARY, "netcdf"),
	MAGIC(0, "\x93NUMPY", BINARY, "npy"),
	MAGIC(0, "\x80\x04\x95", BINARY, "pickle"),
	MAGIC(0, "\x80\x02]", BINARY, "pickle"),
	MAGIC(0, "GGUF", BINARY, "gguf"),
	MAGIC(0, "MATLAB 5.0 MAT-file", BINARY, "matlab"),
	MAGIC(0, "$FL2@(#)", BINARY, "spss"),
	MAGIC(0, "<stata_dta>", BINARY, "stata"),
	MAGIC(12, "\xc2\xea\x81\x60\xb3\x14\x11\xcf", BINARY, "sas"),
	MAGIC(4, "Standard Jet DB", BINARY, "access"),
	MAGIC(0, "PGDMP", BINARY, "postgresql-dump"),
	MAGIC(0, "REDIS00", BINARY, "redis"),
	MAGIC(128, "DICM", BINARY, "dicom"),
	MAGIC(0, "bplist00", BINARY, "plist"),
	MAGIC(0, "!BDN", BINARY, "outlook"),
	MAGIC(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", BINARY, "ole"),
	MAGIC(0, "7z\xbc\xaf\x27\x1c", BINARY, "7z"),
	MAGIC(0, "Rar!\x1a\x07", BINARY, "rar"),
	MAGIC(4, "1AY&SY", BINARY, "bzip2"),
	MAGIC(0, "\xfd\x37zXZ\0", BINARY, "xz"),
	MAGIC(0, "\x5d\0\0\x80\0", BINARY, "lzma"),
	MAGIC(0, "LZIP\x01", BINARY, "lzip"),
	MAGIC(0, "\x89LZO\0\r\n\x1a\n", BINARY, "lzop"),
	MAGIC(0, "\x04\x22\x4d\x18", BINARY, "lz4"),
	MAGIC(0, "\xff\x06\0\0sNaPpY", BINARY, "snappy"),
	MAGIC(0, "\x1f\x9d\x90", BINARY, "compress"),
	MAGIC(257, "ustar", BINARY, "tar"),
	MAGIC(0, "MSCF\0\0\0\0", BINARY, "cab"),
	MAGIC(0, "070701", BINARY, "cpio"),
	MAGIC(0, "!<arch>\n", BINARY, "ar"),
	MAGIC(0, "\xed\xab\xee\xdb", BINARY, "rpm"),
	MAGIC(0, "hsqs", BINARY, "squashfs"),
	MAGIC(0, "\xca\xfe\xba\xbe", BINARY, "class"),
	MAGIC(0, "dex\n0", BINARY, "dex"),
	MAGIC(0, "\x7f\x45LF", BINARY, "elf"),
	MAGIC(0, "\xcf\xfa\xed\xfe", BINARY, "macho"),
	MAGIC(0, "\0asm", BINARY, "wasm"),
	MAGIC(0, "\xd4\xc3\xb2\xa1", BINARY, "pcap"),
	MAGIC(0, "\x0a\x0d\x0d\x0a", BINARY, "pcapng"),
	MAGIC(0, "JAVA PROFILE 1.0", BINARY, "java-heap"),
	MAGIC(0, "\xac\xed\0\x05", BINARY, "java-object"),
	MAGIC(0, "%PDF-", BINARY, "pdf"),
	MAGIC(0, "PARE", ENCRYPTED, "encrypted-parquet"),
	MAGIC(0, "Salted__", ENCRYPTED, "openssl"),
	MAGIC(0, "U2FsdGVkX1", ENCRYPTED, "openssl"),
	MAGIC(0, "LUKS\xba\xbe", ENCRYPTED, "luks"),
	MAGIC(3, "-FVE-FS-", ENCRYPTED, "bitlocker"),
	MAGIC(0, "\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", ENCRYPTED, "keepass"),
	MAGIC(0, "\0GITCRYPT\0", ENCRYPTED, "git-crypt"),
	MAGIC(0, "\x85\x02\x0c\x03", ENCRYPTED, "pgp"),
	MAGIC(0, "\xc1\x5e\x03", ENCRYPTED, "pgp"),
	MAGIC(0, "\x8c\x0d\x04", ENCRYPTED, "pgp"),
	MAGIC(0, "age-encryption.org/v1", ENCRYPTED, "age"),
	MAGIC(0, "-----BEGIN AGE ENCRYPTED FILE-----", ENCRYPTED, "age"),
	MAGIC(0, "-----BEGIN PGP MESSAGE-----", ENCRYPTED, "pgp"),
	MAGIC(0, "$ANSIBLE_VAULT;", ENCRYPTED, "ansible-vault"),
	MAGIC(0, "\x30\x82\x01\xf0\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03",
	      ENCRYPTED, "cms"),
	MAGIC(0, "\x89PNG\r\n\x1a\n", MEDIA, "png"),
	MAGIC(0, "\xff\xd8\xff", MEDIA, "jpeg"),
	MAGIC(0, "GIF8", MEDIA, "gif"),
	MAGIC(8, "WEBP", MEDIA, "webp"),
	MAGIC(8, "WAVE", MEDIA, "wav"),
	MAGIC(8, "AVI ", MEDIA, "avi"),
	MAGIC(8, "AIFF", MEDIA, "aiff"),
	MAGIC(4, "ftyp", MEDIA, "mp4"),
	MAGIC(0, "ID3", MEDIA, "mp3"),
	MAGIC(0, "OggS", MEDIA, "ogg"),
	MAGIC(0, "fLaC", MEDIA, "flac"),
	MAGIC(0, "MThd\0\0\0\6", MEDIA, "midi"),
	MAGIC(0, "#!AMR", MEDIA, "amr"),
	MAGIC(0, "\x02#!SILK", MEDIA, "silk"),
	MAGIC(0, "FLV\x01", MEDIA, "flv"),
	MAGIC(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", MEDIA, "asf"),
	MAGIC(0, "\0\0\1\xba", MEDIA, "mpeg"),
	MAGIC(0, "\x1a\x45\xdf\xa3", MEDIA, "matroska"),
	MAGIC(0, "II*\0", MEDIA, "tiff"),
	MAGIC(0, "MM\0*", MEDIA, "tiff"),
	MAGIC(0, "\0\0\1\0", MEDIA, "icon"),
	MAGIC(0, "\0\0\0\x0cjP  ", MEDIA, "jpeg2000"),
	MAGIC(0, "8BPS\0", MEDIA, "photoshop"),
	MAGIC(0, "BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", MEDIA, "bmp"),
	MAGIC(0, "wOF2", MEDIA, "font"),
	MAGIC(0, "OTTO\0", MEDIA, "font"),
};

/* A body that has these bytes there and is of no format but for them. */
static struct span
body_with(size_t at, const char *bytes, size_t n, uint8_t *body, size_t size)
{
	memset(body, 0x11, size);
	memcpy(body + at, bytes, n);
	return span_of(body, size);
}

static const char *
cause_of(struct span body)
{
	struct sniffed s = sniff_bytes(body, SPAN_NONE);
	return s.nature == NATURE_UNREAD ? s.cause : "";
}

START_TEST(a_format_is_known_by_its_magic)
{
	uint8_t body[400];
	struct span s = body_with(magics[_i].at, magics[_i].bytes, magics[_i].n,
				  body, sizeof(body));
	ck_assert_str_eq(cause_of(s), magics[_i].cause);
	ck_assert_int_eq(sniff_bytes(s, SPAN("application/json")).class,
			 magics[_i].class);
}
END_TEST

START_TEST(a_bit_less_is_another_one_or_none)
{
	/* The version at the end of some magics may well be another one. */
	uint8_t body[400];
	struct span s = body_with(magics[_i].at, magics[_i].bytes, magics[_i].n,
				  body, sizeof(body));
	body[magics[_i].at] ^= 0x40;
	ck_assert_str_ne(cause_of(s), magics[_i].cause);
}
END_TEST

START_TEST(a_magic_cut_short_is_none)
{
	struct span s = span_of(magics[_i].bytes, magics[_i].n - 1);
	if (magics[_i].at == 0)
		ck_assert_str_ne(cause_of(s), magics[_i].cause);
}
END_TEST

static const char *const texts[] = {
	"ORC and goblin",
	"PAR1 is a stock",
	"ID3 tags are described here",
	"GIF89 was a standard",
	"BMW sells cars",
	"MZ is a pair of letters",
	"BZhang, hello",
	"070701,2,3\n070702,3,4\n",
	"OggS\nfLaC\n",
	"FLV,AVI,WAVE\n",
	"Salted__ caramel",
	"hsqs",
	"REDIS0009",
	"GGUF is a format",
	"the ftyp box",
	"RIFF....WAVE as text",
	"\xbf\xda\xb0\xb6 GBK text",
	"{\"a\":1}",
};

START_TEST(text_that_begins_like_one_is_text)
{
	struct sniffed s = sniff_bytes(span_str(texts[_i]), SPAN_NONE);
	ck_assert_int_eq(s.nature, NATURE_TEXT);
}
END_TEST

START_TEST(a_program_for_windows_has_two_magics)
{
	uint8_t body[400];
	struct span s = body_with(0, "MZ", 2, body, sizeof(body));
	ck_assert_str_eq(cause_of(s), "binary");
	memcpy(body + 60, "\x80\0\0\0", 4);
	memcpy(body + 128, "PE\0\0", 4);
	ck_assert_str_eq(cause_of(s), "exe");
}
END_TEST

/* MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 417 bytes; ADTS of 100. */
static const struct {
	const char *head, *cause;
	size_t n;
} frames[] = {{"\xff\xfb\x90\x64\x11\x11", "mp3", 417},
	      {"\xff\xf1\x50\x80\x0c\x9f", "aac", 100}};

START_TEST(sound_without_a_header_is_known_by_two_frames)
{
	uint8_t body[900];
	struct span s = body_with(0, frames[_i].head, 6, body, sizeof(body));
	ck_assert_str_eq(cause_of(s), "binary");
	memcpy(body + frames[_i].n, frames[_i].head, 6);
	ck_assert_str_eq(cause_of(s), frames[_i].cause);
}
END_TEST

START_TEST(a_digest_that_begins_like_a_format_is_none)
{
	uint8_t body[32];
	ck_assert_str_eq(
		cause_of(body_with(0, "\xff\xd8\xff", 3, body, sizeof(body))),
		"binary");
	ck_assert_str_eq(cause_of(body_with(0, "\x1a\x45\xdf\xa3", 4, body,
					    sizeof(body))),
			 "binary");
}
END_TEST

START_TEST(what_has_no_magic_is_binary)
{
	uint8_t body[400];
	uint32_t state = 1;
	for (size_t i = 0; i < sizeof(body); i++) {
		state = state * 1664525 + 1013904223;
		body[i] = (uint8_t)(state >> 24);
	}
	ck_assert_str_eq(cause_of(span_of(body, sizeof(body))), "binary");
}
END_TEST

int
main(void)
{
	SUITE("magic");
	CASE_ROWS(a_format_is_known_by_its_magic, N_ROWS(magics));
	CASE_ROWS(a_bit_less_is_another_one_or_none, N_ROWS(magics));
	CASE_ROWS(a_magic_cut_short_is_none, N_ROWS(magics));
	CASE_ROWS(text_that_begins_like_one_is_text, N_ROWS(texts));
	CASE(a_program_for_windows_has_two_magics);
	CASE_ROWS(sound_without_a_header_is_known_by_two_frames,
		  N_ROWS(frames));
	CASE(a_digest_that_begins_like_a_format_is_none);
	CASE(what_has_no_magic_is_binary);
	return SUITE_RUN();
}
