/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives and office documents, read by libarchive from memory. Each entry
 * is a member; in the package of an office document, the XML parts that hold
 * text become text and tables instead. A zip is read by its directory; where
 * there are more headers of entries in it than the directory knows, it is
 * read from front to back as well, and what only that shows is told. One
 * thread.
 */
#include "extract/archive.h"

#include "extract/document.h"
#include "extract/hidden.h"
#include "extract/reader.h"

#include <errno.h>
#include <stdlib.h>

#define BLOCK ((size_t)64 << 10)

struct opening {
	struct teller *teller;
	struct span container;
	const char *kind;
	bool zip;
	bool office; /* the package of a document */
	struct book book;
	struct hidden seen; /* what the directory shows, of a zip */
	uint8_t *block;
	bool encrypted;
	size_t entries; /* that there were */
};

void
archive_rehearse(void)
{
	struct archive *a = reader_new("zip", false);
	if (a != NULL)
		archive_read_free(a);
}

static void
tell_broken(struct opening *o)
{
	teller_unreadable(o->teller, UNREADABLE_BROKEN, CAUSE_CONTAINER);
}

static void
tell_encrypted(struct opening *o)
{
	enum extract_cause cause = CAUSE_ENCRYPTED_ZIP;
	if (strcmp(o->kind, "7z") == 0)
		cause = CAUSE_ENCRYPTED_7Z;
	else if (strcmp(o->kind, "rar") == 0)
		cause = CAUSE_ENCRYPTED_RAR;
	o->encrypted = true;
	teller_unreadable(o->teller, UNREADABLE_ENCRYPTED, cause);
}

/* ---- entries ---- */

struct entry_source {
	struct opening *o;
	struct archive *archive;
	uint64_t hash; /* of the bytes read */
	bool broken;
};

static ssize_t
read_entry(void *arg, uint8_t *to, size_t size)
{
	struct entry_source *s = arg;
	la_ssize_t n = archive_read_data(s->archive, to, size);
	if (n < 0) {
		s->broken = true;
		return ERR_MALFORMED;
	}
	s->hash = hidden_hash(s->hash, span_of(to, (size_t)n));
	return n;
}

/* As far as the block, or to the end. */
static size_t
fill(struct entry_source *s, uint8_t *block, size_t size)
{
	size_t n = 0;
	while (n < size) {
		ssize_t got = read_entry(s, block + n, size - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	return n;
}

static void
tell_bytes(struct opening *o, struct entry_source *s, struct span name,
	   size_t n)
{
	teller_member(o->teller, MEMBER_BYTES, name);
	while (n > 0) {
		teller_data(o->teller, span_of(o->block, n));
		n = s->broken ? 0 : fill(s, o->block, BLOCK);
	}
	teller_end(o->teller);
}

/* Whether an entry's data can be had. */
static bool
is_open(struct opening *o, struct archive_entry *e)
{
	if (archive_entry_is_encrypted(e)) {
		tell_encrypted(o);
		return false;
	}
	return true;
}

/* What cannot be read of the entry whose reading failed. */
static void
tell_failure(struct opening *o, struct archive *a)
{
	const char *text = archive_error_string(a);
	if (archive_errno(a) == ENOMEM)
		teller_unreadable(o->teller, UNREADABLE_SIZE, CAUSE_MEMORY);
	else if (text != NULL && strstr(text, "nsupported") != NULL)
		teller_unreadable(o->teller, UNREADABLE_BINARY, CAUSE_METHOD);
	else
		tell_broken(o);
}

static void
tell_entry(struct opening *o, struct archive *a, struct archive_entry *e)
{
	struct entry_source s = {.o = o, .archive = a, .hash = HIDDEN_SEED};
	const struct part_source source = {read_entry, &s};
	struct span name = reader_name(e);
	const char *link = archive_entry_symlink(e);
	int rc = 0;
	if (link == NULL)
		link = archive_entry_hardlink(e);
	if (!is_open(o, e)) {
		teller_member(o->teller, MEMBER_BYTES, name);
		teller_end(o->teller);
		return;
	}
	size_t n = fill(&s, o->block, BLOCK);
	struct span head = span_of(o->block, n);
	enum part_kind kind = o->office ? part_look(head) : PART_OTHER;
	if (kind == PART_SHEET || kind == PART_TEXT)
		rc = part_tell(o->teller, &o->book, kind, name, head, &source);
	else if (kind == PART_OTHER || kind == PART_STYLES)
		tell_bytes(o, &s, name, n);
	else /* strings are told where they are shown */
		while (!s.broken && n > 0)
			n = fill(&s, o->block, BLOCK);
	if (rc == -ENOMEM)
		teller_unreadable(o->teller, UNREADABLE_SIZE, CAUSE_MEMORY);
	if (s.broken)
		tell_failure(o, a);
	if (link != NULL) {
		teller_member(o->teller, MEMBER_BYTES, span_str(link));
		teller_end(o->teller);
	}
	hidden_add(&o->seen, name, s.hash);
}

/* ---- passes ---- */

/* > 0 an entry, 0 the end, < 0 broken. */
static int
next_entry(struct opening *o, struct archive *a, struct archive_entry **ret)
{
	int rc = archive_read_next_header(a, ret);
	if (rc == ARCHIVE_EOF)
		return 0;
	if (rc == ARCHIVE_WARN) {
		const char *text = archive_error_string(a);
		/* Header and directory of a zip say different things. */
		if (o->zip && text != NULL &&
		    strncmp(text, "Inconsistent", 12) == 0)
			teller_unreadable(o->teller, UNREADABLE_BROKEN,
					  CAUSE_ZIP_HIDDEN);
		return 1;
	}
	return rc == ARCHIVE_OK ? 1 : ERR_MALFORMED;
}

static struct archive *
open_reader(struct opening *o, bool front_to_back)
{
	struct archive *a = reader_new(o->kind, front_to_back);
	if (a != NULL &&
	    archive_read_open_memory(a, o->container.p, o->container.n) !=
		    ARCHIVE_OK) {
		archive_read_free(a);
		a = NULL;
	}
	return a;
}

/* The names of a zip say whether it is a document; strings and styles are
 * learnt before any sheet is read. */
static void
survey(struct opening *o, bool learn)
{
	struct archive *a = open_reader(o, false);
	struct archive_entry *e;
	bool types = false, mime = false, content = false;
	while (a != NULL && archive_read_next_header(a, &e) >= ARCHIVE_WARN) {
		struct span name = reader_name(e);
		types |= span_eq_nocase(name, SPAN("[Content_Types].xml"));
		mime |= span_eq(name, SPAN("mimetype"));
		content |= span_eq(name, SPAN("content.xml"));
		if (!learn || !span_ends(name, SPAN(".xml")) ||
		    archive_entry_is_encrypted(e))
			continue;
		struct entry_source s = {.o = o, .archive = a};
		const struct part_source source = {read_entry, &s};
		size_t n = fill(&s, o->block, BLOCK);
		enum part_kind kind = part_look(span_of(o->block, n));
		if (kind != PART_STRINGS && kind != PART_STYLES)
			continue;
		if (part_learn(&o->book, kind, span_of(o->block, n), &source) <
		    0)
			teller_unreadable(o->teller, UNREADABLE_BROKEN,
					  CAUSE_XML);
	}
	if (a != NULL)
		archive_read_free(a);
	o->office = o->office || types || (mime && content);
}

static void
tell_entries(struct opening *o)
{
	struct archive *a = open_reader(o, false);
	struct archive_entry *e;
	int rc = a != NULL ? 1 : ERR_MALFORMED;
	while (rc > 0) {
		rc = next_entry(o, a, &e);
		if (rc > 0)
			tell_entry(o, a, e);
		o->entries += rc > 0;
	}
	if (rc < 0 && a != NULL && archive_read_has_encrypted_entries(a) > 0 &&
	    !o->encrypted)
		tell_encrypted(o);
	else if (rc < 0 && a != NULL)
		tell_failure(o, a);
	else if (rc < 0)
		tell_broken(o);
	if (a != NULL)
		archive_read_free(a);
}

/* A zip from front to back: is anything there that was not seen? */
static void
tell_hidden(struct opening *o)
{
	struct archive *a = open_reader(o, true);
	struct archive_entry *e;
	bool hidden = false;
	int rc = a != NULL ? 1 : ERR_MALFORMED;
	while (rc > 0 && !hidden) {
		rc = next_entry(o, a, &e);
		if (rc <= 0 || archive_entry_is_encrypted(e))
			continue;
		struct entry_source s = {
			.o = o, .archive = a, .hash = HIDDEN_SEED};
		while (fill(&s, o->block, BLOCK) > 0)
			continue;
		hidden = s.broken ||
			 !hidden_has(&o->seen, reader_name(e), s.hash);
	}
	if (a != NULL)
		archive_read_free(a);
	if (hidden || (rc < 0 && !o->encrypted))
		teller_unreadable(o->teller, UNREADABLE_BROKEN,
				  CAUSE_ZIP_HIDDEN);
}

/* What stands behind the directory's end: a comment, or anything. */
static void
tell_tail(struct opening *o)
{
	struct span tail = hidden_tail(o->container);
	if (tail.n == 0)
		return;
	teller_member(o->teller, MEMBER_BYTES, SPAN_NONE);
	teller_data(o->teller, tail);
	teller_end(o->teller);
}

static void
open_zip(struct opening *o)
{
	survey(o, false);
	if (o->office)
		survey(o, true);
	tell_entries(o);
	if (o->office)
		book_tell_unused(&o->book, o->teller);
	if (hidden_headers(o->container) > o->seen.n)
		tell_hidden(o);
	/* Entries that share their data are shown as one. */
	if (hidden_entries(o->container) > o->entries)
		teller_unreadable(o->teller, UNREADABLE_BROKEN,
				  CAUSE_ZIP_HIDDEN);
	tell_tail(o);
}

void
archive_open(struct teller *t, struct span container, const char *kind)
{
	struct opening o = {.teller = t, .container = container, .kind = kind};
	o.block = malloc(BLOCK);
	o.zip = strcmp(kind, "zip") == 0 || strcmp(kind, "encrypted-zip") == 0;
	book_init(&o.book);
	hidden_init(&o.seen);
	if (o.block == NULL)
		teller_unreadable(t, UNREADABLE_SIZE, CAUSE_MEMORY);
	else if (strcmp(kind, "ole") == 0)
		hidden_ole(t, container);
	else if (o.zip)
		open_zip(&o);
	else
		tell_entries(&o);
	teller_end(t);
	hidden_fini(&o.seen);
	book_fini(&o.book);
	free(o.block);
}
