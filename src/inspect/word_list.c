/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The entries in order, each with the longest other one that it begins with:
 * the entries that stand at a place are then the one that would be sorted
 * before it, and those that one begins with. A bitmap of first bytes rules out
 * nearly every place before that. Immutable after parsing; any thread.
 */
#include "inspect/word_list.h"

#include "inspect/bytes.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_BITS 18
#define NO_ENTRY UINT32_MAX

struct entry {
	uint32_t at, n;	 /* in the text of all entries */
	uint32_t within; /* the longest entry that this one begins with */
};

struct word_list {
	uint8_t *text; /* in lower case */
	struct entry *entries;
	size_t n;
	uint64_t first[(1u << FIRST_BITS) / 64];
};

static bool
is_alnum(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

static uint8_t
lower(uint8_t c)
{
	return (uint8_t)ascii_lower((char)c);
}

/* The place of three bytes in the bitmap. */
static uint32_t
first_of(const uint8_t *p)
{
	uint32_t three = (uint32_t)lower(p[0]) | (uint32_t)lower(p[1]) << 8 |
			 (uint32_t)lower(p[2]) << 16;
	return (three * UINT32_C(2654435761)) >> (32 - FIRST_BITS);
}

/* Order of an entry and a text that may go on after it, as bytes; *ret_same
 * is how much of the entry the text begins with. */
static int
entry_order(const struct word_list *l, const struct entry *e, struct span text,
	    size_t *ret_same)
{
	const uint8_t *p = l->text + e->at;
	size_t i = 0;
	while (i < e->n && i < text.n && p[i] == lower(text.p[i]))
		i++;
	*ret_same = i;
	if (i == e->n)
		return i == text.n ? 0 : -1;
	return i < text.n && p[i] < lower(text.p[i]) ? -1 : 1;
}

/* qsort gives no argument: the text is reached through the entries. */
struct sorted {
	const uint8_t *text;
	struct entry entry;
};

static int
by_text(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	size_t n = x->entry.n < y->entry.n ? x->entry.n : y->entry.n;
	int order = memcmp(x->text + x->entry.at, y->text + y->entry.at, n);
	if (order != 0)
		return order;
	return (x->entry.n > y->entry.n) - (x->entry.n < y->entry.n);
}

static int
line_error(struct why *why, size_t line, const char *text)
{
	return why_set(why, -EINVAL, "line %zu: %s", line, text);
}

/* Reads the lines into l->text and the array, which is large enough. */
static int
read_lines(struct word_list *l, struct span file, struct sorted *sorted,
	   struct why *why)
{
	size_t used = 0;
	for (size_t line = 1; file.n > 0; line++) {
		struct span word = span_trim(span_split(&file, '\n'), " \t\r");
		if (line == 1 && span_starts(word, SPAN("\xef\xbb\xbf")))
			word = span_from(word, 3);
		if (word.n == 0 || word.p[0] == '#')
			continue;
		if (word.n < WORD_LIST_SHORTEST)
			return line_error(why, line,
					  "shorter than 3 bytes, that would "
					  "be found everywhere");
		if (word.n > WORD_LIST_LONGEST)
			return line_error(why, line, "longer than 200 bytes");
		if (l->n == WORD_LIST_MAX)
			return line_error(why, line, "more than a million");
		for (size_t i = 0; i < word.n; i++)
			l->text[used + i] = lower(word.p[i]);
		sorted[l->n++] = (struct sorted){
			l->text, {(uint32_t)used, (uint32_t)word.n, NO_ENTRY}};
		used += word.n;
	}
	return l->n > 0 ? 0 : why_set(why, -EINVAL, "no words in it");
}

/* Puts the sorted entries in place, each once, and ties them together. */
static void
tie(struct word_list *l, const struct sorted *sorted)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i++) {
		struct entry e = sorted[i].entry;
		struct span word = span_of(l->text + e.at, e.n);
		uint32_t k = kept > 0 ? (uint32_t)kept - 1 : NO_ENTRY;
		while (k != NO_ENTRY &&
		       !span_starts(word, span_of(l->text + l->entries[k].at,
						  l->entries[k].n)))
			k = l->entries[k].within;
		if (k != NO_ENTRY && l->entries[k].n == e.n)
			continue;
		e.within = k;
		l->entries[kept++] = e;
		uint32_t first = first_of(word.p);
		l->first[first / 64] |= UINT64_C(1) << first % 64;
	}
	l->n = kept;
}

int
word_list_parse(struct span file, struct word_list **ret_list, struct why *why)
{
	size_t lines = 1;
	for (size_t i = 0; i < file.n; i++)
		lines += file.p[i] == '\n';
	if (lines > WORD_LIST_MAX * 2u || file.n > UINT32_MAX)
		return why_set(why, -EINVAL, "too long a file");
	CLEANUP(word_list_free) struct word_list *l = calloc(1, sizeof(*l));
	struct sorted *sorted = calloc(lines, sizeof(*sorted));
	int rc = -ENOMEM;
	if (l != NULL && sorted != NULL) {
		l->text = malloc(file.n + 1);
		l->entries = calloc(lines, sizeof(*l->entries));
		if (l->text != NULL && l->entries != NULL)
			rc = read_lines(l, file, sorted, why);
	}
	if (rc == 0) {
		qsort(sorted, l->n, sizeof(*sorted), by_text);
		tie(l, sorted);
		*ret_list = l;
		l = NULL;
	}
	free(sorted);
	return rc;
}

void
word_list_free(struct word_list **pl)
{
	struct word_list *l = *pl;
	*pl = NULL;
	if (l == NULL)
		return;
	free(l->text);
	free(l->entries);
	free(l);
}

size_t
word_list_count(const struct word_list *l)
{
	return l->n;
}

/* Whether borders permit an entry of n bytes at a position. */
static bool
borders_allow(struct span text, size_t from, size_t until, size_t at, size_t n)
{
	size_t end = at + n;
	if (at > from && is_alnum(text.p[at]) && is_alnum(text.p[at - 1]))
		return false;
	return end >= until || !is_alnum(text.p[end - 1]) ||
	       !is_alnum(text.p[end]);
}

/* The last entry that is not sorted after the text. */
static uint32_t
entry_before(const struct word_list *l, struct span text)
{
	size_t low = 0, high = l->n, same;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (entry_order(l, &l->entries[middle], text, &same) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? (uint32_t)(low - 1) : NO_ENTRY;
}

size_t
word_list_at(const struct word_list *l, struct span text, size_t from,
	     size_t until, size_t at)
{
	if (until - at < WORD_LIST_SHORTEST)
		return 0;
	uint32_t first = first_of(text.p + at);
	if ((l->first[first / 64] >> first % 64 & 1) == 0)
		return 0;
	size_t same;
	struct span rest = span_cut(text, at, until);
	uint32_t k = entry_before(l, rest);
	for (; k != NO_ENTRY; k = l->entries[k].within) {
		const struct entry *e = &l->entries[k];
		(void)entry_order(l, e, rest, &same);
		if (same == e->n && borders_allow(text, from, until, at, e->n))
			return e->n;
	}
	return 0;
}

size_t
word_list_at_slowly(const struct word_list *l, struct span text, size_t from,
		    size_t until, size_t at)
{
	size_t best = 0, same;
	for (size_t i = 0; i < l->n; i++) {
		const struct entry *e = &l->entries[i];
		(void)entry_order(l, e, span_cut(text, at, until), &same);
		if (same == e->n && e->n > best &&
		    borders_allow(text, from, until, at, e->n))
			best = e->n;
	}
	return best;
}
