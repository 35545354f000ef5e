/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which formats libarchive may try. Nothing that runs other programmes, and
 * raw bytes only inside a compression, else any bytes would be an archive of
 * themselves. One thread.
 */
#include "extract/reader.h"

#include <string.h>

static bool
is_one_of(const char *kind, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(kind, *list) == 0)
			return true;
	return false;
}

static int
support_formats(struct archive *a, const char *kind, bool front_to_back)
{
	static const char *const zips[] = {"zip", "encrypted-zip", NULL};
	static const char *const packed[] = {"bzip2", "xz",   "lz4",
					     "lzip",  "lzma", NULL};
	if (is_one_of(kind, zips) && front_to_back)
		return archive_read_support_format_zip_streamable(a);
	if (is_one_of(kind, zips))
		return archive_read_support_format_zip(a);
	int rc = archive_read_support_format_tar(a);
	rc |= archive_read_support_format_cpio(a);
	rc |= archive_read_support_format_7zip(a);
	rc |= archive_read_support_format_rar(a);
	rc |= archive_read_support_format_rar5(a);
	rc |= archive_read_support_format_cab(a);
	rc |= archive_read_support_format_ar(a);
	if (is_one_of(kind, packed))
		rc |= archive_read_support_format_raw(a);
	return rc;
}

static int
support_filters(struct archive *a)
{
	int rc = archive_read_support_filter_bzip2(a);
	rc |= archive_read_support_filter_xz(a);
	rc |= archive_read_support_filter_lzma(a);
	rc |= archive_read_support_filter_lz4(a);
	rc |= archive_read_support_filter_lzip(a);
	rc |= archive_read_support_filter_rpm(a);
	rc |= archive_read_support_filter_gzip(a);
	rc |= archive_read_support_filter_zstd(a);
	return rc;
}

struct archive *
reader_new(const char *kind, bool front_to_back)
{
	struct archive *a = archive_read_new();
	if (a == NULL)
		return NULL;
	if (support_formats(a, kind, front_to_back) < ARCHIVE_WARN ||
	    support_filters(a) < ARCHIVE_WARN) {
		archive_read_free(a);
		return NULL;
	}
	/* What follows the end of a tar is read as well. */
	(void)archive_read_set_format_option(a, "tar",
					     "read_concatenated_archives", "1");
	return a;
}

struct span
reader_name(struct archive_entry *e)
{
	const char *name = archive_entry_pathname(e);
	if (name == NULL)
		name = archive_entry_pathname_utf8(e);
	return name != NULL ? span_str(name) : SPAN_NONE;
}
