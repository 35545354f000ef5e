/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding what is not shown. One owner, one thread.
 */
#include "extract/hidden.h"

#include <stdlib.h>

#define END_RECORD 22
#define WIDE_SHORTEST 4 /* run that is told, in characters */
#define NARROW_SHORTEST 6

uint64_t
hidden_hash(uint64_t hash, struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		hash = (hash ^ s.p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

void
hidden_init(struct hidden *h)
{
	*h = (struct hidden){0};
}

void
hidden_fini(struct hidden *h)
{
	free(h->numbers);
}

void
hidden_add(struct hidden *h, struct span name, uint64_t content)
{
	if (h->n == h->size) {
		size_t size = h->size * 2 + 64;
		uint64_t *more = realloc(h->numbers, size * sizeof(*more));
		if (more == NULL) {
			h->full = true;
			return;
		}
		h->numbers = more;
		h->size = size;
	}
	h->numbers[h->n++] = hidden_hash(content, name);
}

bool
hidden_has(const struct hidden *h, struct span name, uint64_t content)
{
	uint64_t number = hidden_hash(content, name);
	for (size_t i = 0; i < h->n; i++)
		if (h->numbers[i] == number)
			return true;
	return h->full;
}

size_t
hidden_headers(struct span zip)
{
	size_t n = 0;
	ssize_t at;
	while ((at = span_find(zip, SPAN("PK\x03\x04"))) >= 0) {
		n++;
		zip = span_from(zip, (size_t)at + 4);
	}
	return n;
}

/* From the record that ends a zip on; none where there is no such. */
static struct span
end_record(struct span zip)
{
	for (size_t at = zip.n; at-- > 0;)
		if (zip.p[at] == 'P' &&
		    span_starts(span_from(zip, at), SPAN("PK\x05\x06")))
			return span_from(zip, at);
	return SPAN_NONE;
}

size_t
hidden_entries(struct span zip)
{
	struct span end = end_record(zip);
	if (end.n < END_RECORD)
		return 0;
	size_t n = end.p[10] | (size_t)end.p[11] << 8;
	return n < UINT16_MAX ? n : 0; /* then a larger record says it */
}

struct span
hidden_tail(struct span zip)
{
	return span_from(end_record(zip), END_RECORD);
}

/* ---- compound files ---- */

/* A UTF-16 unit as text has them: ASCII, or East Asian letters and signs. */
static bool
is_wide(unsigned c)
{
	return (c >= ' ' && c < 0x7f) || c == '\t' ||
	       (c >= 0x3000 && c < 0xd800) || (c >= 0xff00 && c < 0xffef);
}

static void
tell_wide(struct teller *t, struct span s)
{
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		unsigned c = s.p[i] | (unsigned)s.p[i + 1] << 8;
		const uint8_t utf8[3] = {(uint8_t)(0xe0 | c >> 12),
					 (uint8_t)(0x80 | (c >> 6 & 63)),
					 (uint8_t)(0x80 | (c & 63))};
		if (c < 0x80)
			teller_data(t, span_of(&s.p[i], 1));
		else
			teller_data(t, span_of(utf8, 3));
	}
	teller_data(t, SPAN("\n"));
}

static size_t
wide_run(struct span s, size_t at)
{
	size_t end = at;
	while (end + 1 < s.n && is_wide(s.p[end] | (unsigned)s.p[end + 1] << 8))
		end += 2;
	return end - at;
}

static size_t
narrow_run(struct span s, size_t at)
{
	size_t end = at;
	while (end < s.n && s.p[end] >= ' ' && s.p[end] < 0x7f)
		end++;
	return end - at;
}

void
hidden_ole(struct teller *t, struct span file)
{
	static const char package[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0"
				      "a\0g\0e";
	if (span_find(file, span_of(package, sizeof(package))) >= 0) {
		teller_unreadable(t, UNREADABLE_ENCRYPTED,
				  CAUSE_ENCRYPTED_OFFICE);
		return;
	}
	teller_unreadable(t, UNREADABLE_BINARY, CAUSE_OLE);
	teller_member(t, MEMBER_TEXT, SPAN_NONE);
	for (size_t at = 0; at + 1 < file.n;) {
		size_t wide = wide_run(file, at);
		size_t narrow = narrow_run(file, at);
		if (wide >= (size_t)2 * WIDE_SHORTEST) {
			tell_wide(t, span_of(file.p + at, wide));
			at += wide;
		} else if (narrow >= NARROW_SHORTEST) {
			teller_data(t, span_of(file.p + at, narrow));
			teller_data(t, SPAN("\n"));
			at += narrow;
		} else {
			at++;
		}
	}
	teller_end(t);
}
