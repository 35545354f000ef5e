/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the sheets of a workbook share: strings, and which styles show dates.
 * One owner, one thread.
 */
#include "extract/part.h"

#include <errno.h>
#include <stdlib.h>

#define STRINGS_MAX ((size_t)256 << 20)
#define STRING_COUNT_MAX ((size_t)8 << 20)
#define STYLES_MAX 65536

void
book_init(struct book *b)
{
	*b = (struct book){0};
	buf_init(&b->text, STRINGS_MAX);
}

void
book_fini(struct book *b)
{
	buf_fini(&b->text);
	free(b->starts);
	free(b->used);
	free(b->dates);
}

int
book_add_string(struct book *b, struct span s)
{
	if (b->n + 2 > b->size) {
		size_t size = b->size * 2 + 1024;
		if (size > STRING_COUNT_MAX)
			return -ENOMEM;
		uint32_t *starts =
			realloc(b->starts, size * sizeof(*b->starts));
		if (starts == NULL)
			return -ENOMEM;
		b->starts = starts;
		bool *used = realloc(b->used, size * sizeof(*b->used));
		if (used == NULL)
			return -ENOMEM;
		b->used = used;
		b->size = size;
	}
	b->starts[b->n] = (uint32_t)b->text.n;
	if (buf_add(&b->text, s) < 0)
		return -ENOMEM;
	b->used[b->n++] = false;
	b->starts[b->n] = (uint32_t)b->text.n;
	return 0;
}

static struct span
string_at(const struct book *b, size_t i)
{
	return span_cut(buf_span(&b->text), b->starts[i], b->starts[i + 1]);
}

struct span
book_string(struct book *b, uint64_t number)
{
	if (number >= b->n)
		return SPAN_NONE;
	b->used[number] = true;
	return string_at(b, (size_t)number);
}

void
book_tell_unused(const struct book *b, struct teller *t)
{
	bool told = false;
	for (size_t i = 0; i < b->n; i++) {
		struct span s = string_at(b, i);
		if (b->used[i] || s.n == 0)
			continue;
		if (!told)
			teller_member(t, MEMBER_TEXT, SPAN_NONE);
		told = true;
		teller_data(t, s);
		teller_data(t, SPAN("\n"));
	}
	teller_end(t);
}

/* ---- styles ---- */

/* A format code that writes years or days (ECMA-376 part 1, 18.8.31):
 * letters outside quotes, brackets and escapes. */
static bool
code_is_date(struct span code)
{
	bool quoted = false, bracket = false;
	for (size_t i = 0; i < code.n; i++) {
		uint8_t c = code.p[i];
		if (c == '"')
			quoted = !quoted;
		else if (c == '[' || c == ']')
			bracket = c == '[';
		else if (c == '\\')
			i++;
		else if (!quoted && !bracket &&
			 (c == 'y' || c == 'd' || c == 'Y' || c == 'D'))
			return true;
	}
	return false;
}

void
book_add_format(struct book *b, uint64_t id, struct span code)
{
	size_t max = sizeof(b->date_formats) / sizeof(b->date_formats[0]);
	if (id <= UINT16_MAX && b->n_date_formats < max && code_is_date(code))
		b->date_formats[b->n_date_formats++] = (uint16_t)id;
}

/* The numbers of formats every programme has (18.8.30). */
static bool
format_is_date(const struct book *b, uint64_t id)
{
	if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) ||
	    (id >= 50 && id <= 58))
		return true;
	for (size_t i = 0; i < b->n_date_formats; i++)
		if (b->date_formats[i] == id)
			return true;
	return false;
}

int
book_add_style(struct book *b, uint64_t format)
{
	if (b->n_dates == b->size_dates) {
		size_t size = b->size_dates * 2 + 64;
		bool *more = size <= STYLES_MAX
				     ? realloc(b->dates, size * sizeof(*more))
				     : NULL;
		if (more == NULL)
			return size > STYLES_MAX ? 0 : -ENOMEM;
		b->dates = more;
		b->size_dates = size;
	}
	b->dates[b->n_dates++] = format_is_date(b, format);
	return 0;
}

bool
book_shows_date(const struct book *b, uint64_t style)
{
	return style < b->n_dates && b->dates[style];
}
