/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Worksheets (ECMA-376 part 1, 18.3): a row of the sheet is a row, a cell
 * says what it shows: shared and inline strings, numbers without exponent,
 * dates as dates. What stands outside cells is told aside. One owner, one
 * thread.
 */
#include "extract/part.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define IS(name, word) (strcmp((name), (word)) == 0)

/* "C5" → 2; no letters: the next column. */
static size_t
column_of(const char *reference)
{
	size_t column = 0;
	for (size_t i = 0; i < 4 && reference[i] >= 'A' && reference[i] <= 'Z';
	     i++)
		column = column * 26 + (size_t)(reference[i] - 'A') + 1;
	return column > 0 ? column - 1 : 0;
}

static void
cell_begin(struct part *p, const char **attributes)
{
	const char *reference = part_attribute(attributes, "r");
	const char *type = part_attribute(attributes, "t");
	const char *style = part_attribute(attributes, "s");
	p->cell = true;
	if (reference != NULL)
		p->column = column_of(reference);
	/* s: shared, i: inline, S: a formula's string; n: number. */
	p->type = 'n';
	if (type != NULL && !IS(type, "n"))
		p->type = IS(type, "s")		  ? 's'
			  : IS(type, "inlineStr") ? 'i'
						  : 'S';
	p->style = UINT64_MAX;
	if (style != NULL && span_u64(span_str(style), &p->style) < 0)
		p->style = UINT64_MAX;
	buf_clear(&p->given);
}

/* A day of the calendar from its number (1 is 1900-01-01, with the 29th of
 * February 1900 that never was). */
static int
write_date(double serial, char *to, size_t size)
{
	int64_t days = (int64_t)serial - 25569;
	int64_t era_days = days + 719468;
	int64_t era = era_days / 146097;
	int64_t of_era = era_days - era * 146097;
	int64_t year_of_era =
		(of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
		365;
	int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 -
				    year_of_era / 100);
	int64_t mp = (5 * of_year + 2) / 153;
	int64_t day = of_year - (153 * mp + 2) / 5 + 1;
	int64_t month = mp < 10 ? mp + 3 : mp - 9;
	int64_t year = year_of_era + era * 400 + (month <= 2);
	return snprintf(to, size, "%04d-%02d-%02d", (int)year, (int)month,
			(int)day);
}

/* A number as people would write it. */
static struct span
write_number(const struct part *p, struct span given, char *to, size_t size)
{
	char text[64], *end;
	if (given.n == 0 || given.n >= sizeof(text))
		return given;
	span_copy(given, text, sizeof(text));
	double d = strtod(text, &end);
	if (*end != 0 || !isfinite(d))
		return given;
	if (book_shows_date(p->book, p->style) && d >= 61 && d < 2958466)
		return span_of(to, (size_t)write_date(d, to, size));
	/* Whole numbers that a double holds exactly. */
	if (fabs(d) < 1e15 && d == floor(d))
		return span_of(to, (size_t)snprintf(to, size, "%.0f", d));
	return given;
}

static void
cell_finish(struct part *p)
{
	struct span s = buf_span(&p->given);
	char written[64];
	uint64_t number;
	bool is_number = p->type == 'n';
	p->cell = false;
	if (p->type == 's')
		s = span_u64(s, &number) == 0 ? book_string(p->book, number)
					      : SPAN_NONE;
	else if (is_number)
		s = write_number(p, span_trim(s, " \r\n\t"), written,
				 sizeof(written));
	if (grid_cell(p->grid, p->column, s, is_number) < 0)
		p->rc = -ENOMEM;
	p->column++;
}

void
sheet_begin(struct part *p, const char *name, const char **attributes)
{
	if (p->grid == NULL) {
		p->grid = grid_new(p->teller, p->name);
		if (p->grid == NULL) {
			p->rc = -ENOMEM;
			return;
		}
	}
	if (IS(name, "row"))
		p->column = 0;
	else if (IS(name, "c"))
		cell_begin(p, attributes);
	else if (IS(name, "rPh"))
		p->phonetic++;
	else if (IS(name, "v") || IS(name, "t"))
		p->value = true;
	else if (IS(name, "f"))
		p->formula = true;
}

void
sheet_finish(struct part *p, const char *name)
{
	if (IS(name, "row")) {
		if (grid_row_end(p->grid) < 0)
			p->rc = -ENOMEM;
	} else if (IS(name, "c")) {
		if (p->cell)
			cell_finish(p);
	} else if (IS(name, "rPh")) {
		p->phonetic -= p->phonetic > 0;
	} else if (IS(name, "v") || IS(name, "t")) {
		p->value = false;
	} else if (IS(name, "f")) {
		p->formula = false;
	}
}

void
sheet_chars(struct part *p, struct span s)
{
	if (p->cell && p->value && p->phonetic == 0)
		part_add(p, &p->given, s);
	else if (p->formula || !p->cell)
		part_side(p, s);
}
