/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts: documents, slides, notes, comments (WordprocessingML, DrawingML,
 * OpenDocument). A paragraph is a line, however many runs it is cut into; the
 * rows of the outermost table are rows, what lies in a cell is one value. One
 * owner, one thread.
 */
#include "extract/part.h"

#include <errno.h>
#include <stdlib.h>

#define IS(name, word) (strcmp((name), (word)) == 0)

static const char *const run_names[] = {"t", "instrText", "delText",
					"delInstrText", NULL};
static const char *const block_names[] = {"p",	  "h",	"comment",   "author",
					  "text", "cm", "list-item", NULL};
static const char *const table_names[] = {"tbl", "table", NULL};
static const char *const row_names[] = {"tr", "table-row", NULL};
static const char *const cell_names[] = {"tc", "table-cell",
					 "covered-table-cell", NULL};

void
text_line(struct part *p)
{
	struct span line = span_trim(buf_span(&p->text), " \t\r\n");
	if (line.n > 0 && p->grid == NULL) {
		if (!p->member)
			teller_member(p->teller, MEMBER_TEXT, p->name);
		p->member = true;
		teller_data(p->teller, line);
		teller_data(p->teller, SPAN("\n"));
	}
	if (p->grid == NULL)
		buf_clear(&p->text);
}

static void
space(struct part *p)
{
	if (p->text.n > 0 && p->text.p[p->text.n - 1] != ' ')
		part_add(p, &p->text, SPAN(" "));
}

/* Between two blocks: another line, or in a cell only a space. */
static void
block_border(struct part *p)
{
	if (p->grid == NULL)
		text_line(p);
	else
		space(p);
}

static void
table_begin(struct part *p)
{
	if (p->tables++ > 0)
		return;
	text_line(p);
	teller_end(p->teller);
	p->member = false;
	p->grid = grid_new(p->teller, p->name);
	if (p->grid == NULL)
		p->rc = -ENOMEM;
	p->column = 0;
}

static void
table_finish(struct part *p)
{
	if (p->tables == 0 || --p->tables > 0)
		return;
	if (grid_end(p->grid) < 0)
		p->rc = -ENOMEM;
	grid_free(&p->grid);
	buf_clear(&p->text);
	p->cell = false;
}

/* The value of an OpenDocument cell, where an attribute holds it: exact, when
 * what is shown is rounded. */
static void
cell_value(struct part *p, const char **attributes)
{
	const char *type = part_attribute(attributes, "value-type");
	const char *value = NULL;
	p->cell_number = false;
	p->settled = false;
	if (type == NULL)
		return;
	if (IS(type, "date"))
		value = part_attribute(attributes, "date-value");
	else if (IS(type, "string"))
		value = part_attribute(attributes, "string-value");
	else
		value = part_attribute(attributes, "value");
	p->cell_number = !IS(type, "string");
	if (value == NULL)
		return;
	part_add(p, &p->text, span_cut(span_str(value), 0, PART_TEXT_MAX));
	p->settled = true;
}

static void
cell_begin(struct part *p, const char **attributes)
{
	const char *repeat =
		part_attribute(attributes, "number-columns-repeated");
	uint64_t n = 1;
	if (p->tables != 1)
		return;
	buf_clear(&p->text);
	if (repeat == NULL || span_u64(span_str(repeat), &n) < 0 || n == 0)
		n = 1;
	p->repeat = n < 65536 ? (size_t)n : 65536;
	p->cell = true;
	cell_value(p, attributes);
}

static void
cell_finish(struct part *p)
{
	if (p->tables != 1 || !p->cell)
		return;
	struct span s = span_trim(buf_span(&p->text), " \t\r\n");
	if (grid_cell(p->grid, p->column, s, p->cell_number) < 0)
		p->rc = -ENOMEM;
	p->column += p->repeat;
	p->cell = false;
	buf_clear(&p->text);
}

void
text_begin(struct part *p, const char *name, const char **attributes)
{
	/* The names of OpenDocument's roots; text stands in them as it is. */
	if (IS(name, "document-content") || IS(name, "document-styles"))
		p->mixed = true;
	if (part_is(name, run_names)) {
		p->runs++;
	} else if (part_is(name, block_names)) {
		block_border(p);
		p->blocks++;
	} else if (part_is(name, table_names)) {
		table_begin(p);
	} else if (part_is(name, cell_names)) {
		cell_begin(p, attributes);
	} else if (IS(name, "tab")) {
		part_add(p, &p->text, SPAN("\t"));
	} else if (IS(name, "s")) {
		space(p);
	} else if (IS(name, "br") || IS(name, "cr") || IS(name, "line-break")) {
		block_border(p);
	} else if (IS(name, "annotation")) {
		p->notes++;
	} else if (IS(name, "txbxContent")) {
		block_border(p);
	}
}

void
text_finish(struct part *p, const char *name)
{
	if (part_is(name, run_names)) {
		p->runs -= p->runs > 0;
	} else if (part_is(name, block_names)) {
		p->blocks -= p->blocks > 0;
		block_border(p);
	} else if (part_is(name, table_names)) {
		table_finish(p);
	} else if (part_is(name, row_names)) {
		if (p->tables == 1 && grid_row_end(p->grid) < 0)
			p->rc = -ENOMEM;
		if (p->tables == 1)
			p->column = 0;
	} else if (part_is(name, cell_names)) {
		cell_finish(p);
	} else if (IS(name, "annotation")) {
		p->notes -= p->notes > 0;
	}
}

void
text_chars(struct part *p, struct span s)
{
	bool text = p->mixed ? p->blocks > 0 : p->runs > 0;
	if (p->cell && p->settled && p->notes == 0)
		return;
	if (!text || p->notes > 0) {
		part_side(p, s);
		return;
	}
	part_add(p, &p->text, s);
	if (p->text.n > PART_TEXT_MAX && p->grid == NULL)
		text_line(p);
}
