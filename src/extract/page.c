/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines and cells of a page. Characters whose middles are level stand on one
 * line; a gap as wide as the line is high begins a cell. Pure; one owner.
 */
#include "extract/page.h"

#include "extract/grid.h"

#include <errno.h>
#include <stdlib.h>

#define CELLS_MAX 256
#define TABLE_LINES 3 /* so many alike are a table */
#define SPACE_GAP 0.18
#define CELL_GAP 1.0
#define LINE_MAX ((size_t)1 << 20)

struct line {
	size_t first, n; /* glyphs */
	size_t cells;
};

static double
middle(const struct glyph *g)
{
	return (g->y1 + g->y2) / 2;
}

static int
by_height(const void *pa, const void *pb)
{
	const struct glyph *a = pa, *b = pb;
	double d = middle(a) - middle(b);
	return d < 0 ? -1 : d > 0 ? 1 : 0;
}

static int
by_side(const void *pa, const void *pb)
{
	const struct glyph *a = pa, *b = pb;
	double d = a->x1 - b->x1;
	return d < 0 ? -1 : d > 0 ? 1 : a->text.p < b->text.p ? -1 : 1;
}

static double
height(const struct glyph *g)
{
	double h = g->y2 - g->y1;
	return h > 0.1 ? h : 0.1;
}

static bool
begins_cell(const struct glyph *before, const struct glyph *g)
{
	return g->x1 - before->x2 > CELL_GAP * height(g);
}

static bool
begins_word(const struct glyph *before, const struct glyph *g)
{
	bool wide = before->text.p[0] >= 0xe3 && g->text.p[0] >= 0xe3;
	return !wide && g->x1 - before->x2 > SPACE_GAP * height(g);
}

/* How many glyphs from the first stand on its line; sorts them. */
static struct line
take_line(struct glyph *glyphs, size_t first, size_t n)
{
	struct line l = {.first = first, .n = 1, .cells = 1};
	const struct glyph *top = &glyphs[first];
	double limit = middle(top) + height(top) / 2;
	while (first + l.n < n && middle(&glyphs[first + l.n]) < limit)
		l.n++;
	qsort(glyphs + first, l.n, sizeof(*glyphs), by_side);
	for (size_t i = 1; i < l.n; i++)
		l.cells +=
			begins_cell(&glyphs[first + i - 1], &glyphs[first + i]);
	return l;
}

/* The cell that begins at *at of the line, in out; *at goes past it. */
static int
take_cell(const struct glyph *glyphs, const struct line *l, size_t *at,
	  struct buf *out)
{
	const struct glyph *g = glyphs + l->first;
	size_t begin = *at;
	int rc = 0;
	buf_clear(out);
	for (; *at < l->n && rc == 0; (*at)++) {
		if (*at > begin && begins_cell(&g[*at - 1], &g[*at]))
			break;
		if (*at > begin && begins_word(&g[*at - 1], &g[*at]))
			rc = buf_byte(out, ' ');
		if (rc == 0)
			rc = buf_add(out, g[*at].text);
	}
	return rc;
}

static int
tell_line(struct teller *t, const struct glyph *glyphs, const struct line *l,
	  struct buf *cell)
{
	size_t at = 0;
	int rc = 0;
	while (at < l->n && rc == 0) {
		if (at > 0)
			teller_data(t, SPAN("\t"));
		rc = take_cell(glyphs, l, &at, cell);
		teller_data(t, buf_span(cell));
	}
	teller_data(t, SPAN("\n"));
	return rc;
}

static int
tell_table(struct teller *t, const struct glyph *glyphs,
	   const struct line *lines, size_t n, struct buf *cell)
{
	struct grid *grid = grid_new(t, SPAN_NONE);
	int rc = grid != NULL ? 0 : -ENOMEM;
	for (size_t i = 0; i < n && rc == 0; i++) {
		size_t at = 0, column = 0;
		while (at < lines[i].n && rc == 0) {
			rc = take_cell(glyphs, &lines[i], &at, cell);
			if (rc == 0)
				rc = grid_cell(grid, column++, buf_span(cell),
					       false);
		}
		if (rc == 0)
			rc = grid_row_end(grid);
	}
	if (rc == 0)
		rc = grid_end(grid);
	grid_free(&grid);
	return rc;
}

/* Lines with as many cells as the one at i. */
static size_t
alike(const struct line *lines, size_t i, size_t n)
{
	size_t end = i + 1;
	while (end < n && lines[end].cells == lines[i].cells)
		end++;
	return end - i;
}

static int
tell_lines(struct teller *t, const struct glyph *glyphs,
	   const struct line *lines, size_t n)
{
	struct buf cell;
	bool open = false;
	int rc = 0;
	buf_init(&cell, LINE_MAX);
	for (size_t i = 0; i < n && rc == 0;) {
		size_t run = alike(lines, i, n);
		bool table = run >= TABLE_LINES && lines[i].cells > 1 &&
			     lines[i].cells <= CELLS_MAX;
		if (table) {
			teller_end(t);
			open = false;
			rc = tell_table(t, glyphs, lines + i, run, &cell);
			i += run;
			continue;
		}
		if (!open)
			teller_member(t, MEMBER_TEXT, SPAN_NONE);
		open = true;
		rc = tell_line(t, glyphs, &lines[i++], &cell);
	}
	teller_end(t);
	buf_fini(&cell);
	return rc < 0 ? -ENOMEM : 0;
}

int
page_tell(struct teller *t, struct glyph *glyphs, size_t n, bool *ret_text)
{
	struct line *lines = n > 0 ? calloc(n, sizeof(*lines)) : NULL;
	size_t n_lines = 0;
	*ret_text = n > 0;
	if (n == 0)
		return 0;
	if (lines == NULL)
		return -ENOMEM;
	qsort(glyphs, n, sizeof(*glyphs), by_height);
	for (size_t i = 0; i < n; i += lines[n_lines++].n)
		lines[n_lines] = take_line(glyphs, i, n);
	int rc = tell_lines(t, glyphs, lines, n_lines);
	free(lines);
	return rc;
}
