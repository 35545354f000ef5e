/* SPDX-License-Identifier: Apache-2.0 */
/* Tables for people: columns as wide as their widest cell. One thread. */
#include "ctl/ctl.h"

#include <stdarg.h>
#include <stdlib.h>

#define COLUMNS_MAX 16

struct table {
	size_t columns;
	bool right[COLUMNS_MAX];
	size_t width[COLUMNS_MAX];
	char **cells;
	size_t n, size;
};

/* Characters of UTF-8 text; those of CJK take two places. */
static size_t
width_of(const char *text)
{
	size_t n = 0;
	for (const unsigned char *p = (const unsigned char *)text; *p != 0; p++)
		if ((*p & 0xc0) != 0x80)
			n += *p >= 0xe3 && *p <= 0xed ? 2 : 1;
	return n;
}

static void
add(struct table *t, char *text)
{
	if (t->n == t->size) {
		t->size = t->size > 0 ? 2 * t->size : 64;
		t->cells = realloc(t->cells, t->size * sizeof(*t->cells));
		must(t->cells != NULL);
	}
	size_t column = t->n % t->columns;
	size_t width = width_of(text);
	if (width > t->width[column])
		t->width[column] = width;
	t->cells[t->n++] = text;
}

struct table *
table_new(size_t columns, const char *const *headings)
{
	struct table *t = calloc(1, sizeof(*t));
	must(t != NULL && columns > 0 && columns <= COLUMNS_MAX);
	t->columns = columns;
	for (size_t i = 0; i < columns; i++) {
		t->right[i] = headings[i][0] == '>';
		char *copy = strdup(headings[i] + t->right[i]);
		must(copy != NULL);
		add(t, copy);
	}
	return t;
}

void
table_add(struct table *t, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;
	va_start(args, fmt);
	int n = vasprintf(&text, fmt, args);
	va_end(args);
	must(n >= 0);
	add(t, text);
}

void
table_print(struct table **pt, FILE *out)
{
	struct table *t = *pt;
	*pt = NULL;
	for (size_t i = 0; i < t->n; i++) {
		size_t column = i % t->columns;
		bool last = column + 1 == t->columns;
		int pad = (int)(t->width[column] - width_of(t->cells[i]));
		if (t->right[column])
			fprintf(out, "%*s%s", pad, "", t->cells[i]);
		else
			fprintf(out, "%s%*s", t->cells[i], last ? 0 : pad, "");
		fputs(last ? "\n" : "  ", out);
		free(t->cells[i]);
	}
	free(t->cells);
	free(t);
}
