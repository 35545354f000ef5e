/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables: finding the row that names the columns, and writing rows. One
 * owner, one thread.
 */
#include "extract/grid.h"

#include <errno.h>
#include <stdlib.h>

/* So many rows and bytes are looked at to find the names. */
#define HEAD_ROWS 24
#define HEAD_BYTES ((size_t)256 << 10)
/* The names stand in one of the first rows. */
#define NAMES_WITHIN 8
#define COLUMNS_MAX 1024
#define NAME_LONGEST 96 /* of a column or in a form, bytes */
#define TEXT_MAX ((size_t)64 << 20)

struct cell {
	uint32_t at, n;
	uint16_t column;
	bool number;
};

struct row {
	size_t first, n; /* cells */
};

struct grid {
	struct teller *teller;
	struct buf name;
	struct buf text; /* of the cells kept */
	struct cell *cells;
	size_t n_cells, size_cells;
	struct row rows[HEAD_ROWS];
	size_t n_rows;
	size_t row_first; /* first cell of the row coming in */
	bool flowing;	  /* decided: each row is told as it ends */
	struct buf line;
};

struct grid *
grid_new(struct teller *t, struct span name)
{
	struct grid *g = calloc(1, sizeof(*g));
	if (g == NULL)
		return NULL;
	g->teller = t;
	buf_init(&g->name, ANSWER_NAME_MAX);
	buf_init(&g->text, TEXT_MAX);
	buf_init(&g->line, 2 * TEXT_MAX);
	if (buf_add(&g->name, span_cut(name, 0, ANSWER_NAME_MAX)) < 0)
		grid_free(&g);
	return g;
}

void
grid_free(struct grid **pg)
{
	struct grid *g = *pg;
	*pg = NULL;
	if (g == NULL)
		return;
	buf_fini(&g->name);
	buf_fini(&g->text);
	buf_fini(&g->line);
	free(g->cells);
	free(g);
}

static struct span
text_of(const struct grid *g, const struct cell *c)
{
	return span_of(g->text.p + c->at, c->n);
}

int
grid_cell(struct grid *g, size_t column, struct span text, bool number)
{
	if (text.n == 0)
		return 0;
	if (g->n_cells == g->size_cells) {
		size_t size = g->size_cells * 2 + 64;
		struct cell *more = realloc(g->cells, size * sizeof(*g->cells));
		if (more == NULL)
			return -ENOMEM;
		g->cells = more;
		g->size_cells = size;
	}
	size_t free_column = g->n_cells > g->row_first
				     ? g->cells[g->n_cells - 1].column + 1u
				     : 0;
	if (column < free_column)
		column = free_column;
	/* Beyond, cells follow one another. */
	if (column >= COLUMNS_MAX)
		column = free_column < UINT16_MAX ? free_column : UINT16_MAX;
	size_t at = g->text.n;
	if (buf_add(&g->text, text) < 0)
		return -ENOMEM;
	g->cells[g->n_cells++] = (struct cell){(uint32_t)at, (uint32_t)text.n,
					       (uint16_t)column, number};
	return 0;
}

/* ---- judging ---- */

static size_t
count_digits(struct span s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] >= '0' && s.p[i] <= '9';
	return n;
}

/* Words that may name a column: letters, hardly digits, not long. */
static bool
is_label(const struct grid *g, const struct cell *c)
{
	struct span s = text_of(g, c);
	bool letters = false;
	if (c->number || s.n > NAME_LONGEST || span_chr(s, '@') >= 0 ||
	    count_digits(s) >= 4)
		return false;
	for (size_t i = 0; i < s.n; i++)
		letters =
			letters || s.p[i] >= 0x80 || (s.p[i] | 32u) - 'a' < 26u;
	return letters;
}

static bool
is_names(const struct grid *g, const struct row *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (!is_label(g, &g->cells[r->first + i]))
			return false;
	return r->n >= 2;
}

#define FORM_COLUMNS 6

/* What kind of identifier a value looks like, as a bit; 0: none. */
static unsigned
look(struct span s)
{
	size_t digits = count_digits(s);
	if (span_chr(s, '@') >= 0)
		return 1;
	if (digits * 2 <= s.n || digits < 7)
		return 0;
	return digits >= 15 ? 2 : 4;
}

/* Names in the even columns, and in one of the odd ones identifiers of
 * different kinds: what one column of a table does not have. */
static bool
is_form(const struct grid *g)
{
	unsigned looks[FORM_COLUMNS] = {0};
	bool mixed = false;
	for (size_t i = 0; i < g->n_cells; i++) {
		const struct cell *c = &g->cells[i];
		if (c->column >= FORM_COLUMNS ||
		    (c->column % 2 == 0 && !is_label(g, c)))
			return false;
		unsigned *seen = &looks[c->column];
		*seen |= look(text_of(g, c));
		mixed = mixed ||
			(c->column % 2 == 1 && (*seen & (*seen - 1)) != 0);
	}
	return mixed;
}

/* The row that names the columns; n_rows if none does. */
static size_t
find_names(const struct grid *g)
{
	size_t widest = 0;
	for (size_t r = 0; r < g->n_rows; r++)
		if (g->rows[r].n > widest)
			widest = g->rows[r].n;
	for (size_t r = 0; r < g->n_rows && r < NAMES_WITHIN; r++)
		if (g->rows[r].n * 2 > widest && is_names(g, &g->rows[r]))
			return r;
	return g->n_rows;
}

/* ---- telling ---- */

static int
add_quoted(struct buf *line, struct span s)
{
	bool quote = false;
	for (size_t i = 0; i < s.n; i++)
		quote = quote || s.p[i] == ',' || s.p[i] == '"' ||
			s.p[i] == '\n' || s.p[i] == '\r';
	if (!quote)
		return buf_add(line, s);
	int rc = buf_byte(line, '"');
	while (rc == 0 && s.n > 0) {
		ssize_t at = span_chr(s, '"');
		size_t n = at < 0 ? s.n : (size_t)at + 1;
		rc = buf_add(line, span_cut(s, 0, n));
		if (rc == 0 && at >= 0)
			rc = buf_byte(line, '"');
		s = span_from(s, n);
	}
	return rc == 0 ? buf_byte(line, '"') : rc;
}

/* A row as comma-separated text. */
static int
tell_row(struct grid *g, const struct row *r)
{
	size_t column = 0;
	int rc = 0;
	buf_clear(&g->line);
	for (size_t i = 0; i < r->n && rc == 0; i++) {
		const struct cell *c = &g->cells[r->first + i];
		while (column < c->column && rc == 0) {
			rc = buf_byte(&g->line, ',');
			column++;
		}
		if (rc == 0)
			rc = add_quoted(&g->line, text_of(g, c));
	}
	if (rc == 0)
		rc = buf_byte(&g->line, '\n');
	if (rc == 0)
		teller_data(g->teller, buf_span(&g->line));
	return rc < 0 ? -ENOMEM : 0;
}

/* Rows as lines of text; pairs: as "name: value". */
static void
tell_text(struct grid *g, size_t n_rows, bool pairs)
{
	if (n_rows == 0)
		return;
	teller_member(g->teller, MEMBER_TEXT, buf_span(&g->name));
	for (size_t r = 0; r < n_rows; r++) {
		const struct row *row = &g->rows[r];
		for (size_t i = 0; i < row->n; i++) {
			const struct cell *c = &g->cells[row->first + i];
			bool name = pairs && c->column % 2 == 0;
			bool last = i + 1 == row->n;
			struct span s = text_of(g, c);
			while (name && span_ends(s, SPAN(":")))
				s = span_cut(s, 0, s.n - 1);
			teller_data(g->teller, s);
			teller_data(g->teller, last    ? SPAN("\n")
					       : name  ? SPAN(": ")
					       : pairs ? SPAN("\n")
						       : SPAN("\t"));
		}
	}
	teller_end(g->teller);
}

/* What was kept is told, and how the rest will be is known. */
static int
decide(struct grid *g)
{
	int rc = 0;
	g->flowing = true;
	if (is_form(g)) {
		tell_text(g, g->n_rows, true);
		g->n_rows = 0;
	}
	size_t names = find_names(g), from = names;
	if (names < g->n_rows)
		tell_text(g, names, false);
	else
		from = 0;
	teller_member(g->teller, names < g->n_rows ? MEMBER_TABLE : MEMBER_ROWS,
		      buf_span(&g->name));
	for (size_t r = from; r < g->n_rows && rc == 0; r++)
		rc = tell_row(g, &g->rows[r]);
	g->n_rows = 0;
	return rc;
}

int
grid_row_end(struct grid *g)
{
	struct row row = {g->row_first, g->n_cells - g->row_first};
	int rc = 0;
	if (row.n == 0)
		return 0;
	if (!g->flowing) {
		g->rows[g->n_rows++] = row;
		g->row_first = g->n_cells;
		if (g->n_rows < HEAD_ROWS && g->text.n < HEAD_BYTES)
			return 0;
		rc = decide(g);
	} else {
		rc = tell_row(g, &row);
	}
	buf_clear(&g->text);
	g->n_cells = g->row_first = 0;
	return rc;
}

int
grid_end(struct grid *g)
{
	int rc = grid_row_end(g);
	if (rc == 0 && !g->flowing && g->n_rows > 0)
		rc = decide(g);
	teller_end(g->teller);
	return rc;
}
