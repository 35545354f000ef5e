/* SPDX-License-Identifier: Apache-2.0 */
/* Making small containers. */
#include "samples.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>

#define CSV "name,phone\na,15905285596\n"
#define TYPES "[Content_Types].xml"
#define ONE "persons 1 low 0 unreadable 0 -\n"

const struct sample samples[] = {
	{"zip", ARCHIVE_FORMAT_ZIP, 0, {"a.csv", CSV, "b.txt", "x"}, ONE},
	{"a name in a zip",
	 ARCHIVE_FORMAT_ZIP,
	 0,
	 {"phone 15905285596.txt", "x"},
	 ONE},
	{"tar", ARCHIVE_FORMAT_TAR_USTAR, 0, {"a.csv", CSV}, ONE},
	{"tar.xz",
	 ARCHIVE_FORMAT_TAR_USTAR,
	 ARCHIVE_FILTER_XZ,
	 {"a.csv", CSV},
	 ONE},
	{"tar.gz",
	 ARCHIVE_FORMAT_TAR_USTAR,
	 ARCHIVE_FILTER_GZIP,
	 {"a.csv", CSV},
	 ONE},
	{"7z", ARCHIVE_FORMAT_7ZIP, 0, {"a.csv", CSV}, ONE},
	{"cpio", ARCHIVE_FORMAT_CPIO_SVR4_NOCRC, 0, {"a.csv", CSV}, ONE},
	{"bzip2", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_BZIP2, {"a", CSV}, ONE},
	{"lz4", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_LZ4, {"a", CSV}, ONE},
	{"docx",
	 ARCHIVE_FORMAT_ZIP,
	 0,
	 {TYPES, "<Types/>", "word/document.xml",
	  "<w:document><w:p><w:r><w:t>phone: 159052</w:t></w:r><w:r><w:t>85596"
	  "</w:t></w:r></w:p></w:document>"},
	 ONE},
	{"xlsx",
	 ARCHIVE_FORMAT_ZIP,
	 0,
	 {TYPES, "<Types/>", "xl/a.xml",
	  "<worksheet><row><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row>"
	  "<row><c t='str'><v>x</v></c><c><v>1.5905285596E10</v></c></row>"
	  "</worksheet>",
	  "xl/b.xml", "<sst><si><t>id</t></si><si><t>phone</t></si></sst>"},
	 ONE},
	{"a zip cut short",
	 0,
	 0,
	 {"PK\x03\x04 and no more"},
	 "unreadable 20 zip\n"},
	{"pdf of nothing",
	 0,
	 0,
	 {"%PDF-1.4 and no more"},
	 "unreadable 20 pdf\n"},
};
const size_t n_samples = sizeof(samples) / sizeof(samples[0]);

static void
check(bool good)
{
	if (!good)
		abort();
}

static la_ssize_t
write_some(struct archive *a, void *arg, const void *bytes, size_t n)
{
	(void)a;
	check(buf_add(arg, span_of(bytes, n)) == 0);
	return (la_ssize_t)n;
}

static void
add(struct archive *a, const char *name, const char *content)
{
	struct archive_entry *e = archive_entry_new();
	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_size(e, (la_int64_t)strlen(content));
	check(archive_write_header(a, e) == ARCHIVE_OK);
	check(archive_write_data(a, content, strlen(content)) >= 0);
	archive_entry_free(e);
}

void
sample_make(const struct sample *s, struct buf *out)
{
	buf_init(out, 1 << 20);
	if (s->format == 0) {
		check(buf_add(out, span_str(s->members[0])) == 0);
		return;
	}
	struct archive *a = archive_write_new();
	check(archive_write_set_format(a, s->format) == ARCHIVE_OK);
	if (s->filter != 0)
		check(archive_write_add_filter(a, s->filter) >= ARCHIVE_WARN);
	archive_write_set_bytes_in_last_block(a, 1);
	check(archive_write_open(a, out, NULL, write_some, NULL) == ARCHIVE_OK);
	for (size_t i = 0; s->members[i] != NULL; i += 2)
		add(a, s->members[i], s->members[i + 1]);
	check(archive_write_close(a) == ARCHIVE_OK);
	archive_write_free(a);
}
