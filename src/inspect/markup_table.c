/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See the header. A row of th names the columns, and so does a first row of
 * td that are words; a th before a td names that one. Rows of the latter kind
 * are one record together, the table's. Pure but for the labels.
 */
#include "inspect/markup_table.h"

#include "inspect/sniff.h"

void
markup_table_begin(struct markup_table *t)
{
	t->n_heads = t->column = 0;
	t->term = LABEL_NONE;
	t->first = true;
}

void
markup_row_begin(struct markup_table *t)
{
	t->column = 0;
	t->term = LABEL_NONE;
	t->cells = false;
	t->words = true;
}

void
markup_row_end(struct markup_table *t)
{
	size_t n =
		t->column < MARKUP_COLUMNS_MAX ? t->column : MARKUP_COLUMNS_MAX;
	bool names = !t->cells || (t->first && t->words && n > 1);
	if (names && n > 0) {
		memcpy(t->heads, t->row, n * sizeof(t->heads[0]));
		t->n_heads = n;
	}
	t->first = t->first && n == 0;
}

uint32_t
markup_cell(struct markup_table *t, enum role role, bool *ret_record)
{
	uint32_t label = t->term;
	size_t column = t->column;
	*ret_record = false;
	if (role == ROLE_TERM || role == ROLE_LABEL)
		return LABEL_NONE;
	if (role == ROLE_DETAIL)
		return label;
	/* A th alone may be followed by its td. */
	*ret_record = column > 0 || role == ROLE_CELL;
	if (column > 0 && role == ROLE_CELL && !t->cells && t->n_heads == 0)
		*ret_record = false;
	t->column++;
	t->cells = t->cells || role == ROLE_CELL;
	if (column < MARKUP_COLUMNS_MAX)
		t->row[column] = LABEL_NONE;
	if (role == ROLE_HEAD)
		return LABEL_NONE;
	return column < t->n_heads ? t->heads[column] : label;
}

void
markup_cell_text(struct markup_table *t, struct harvest *h, enum role role,
		 struct span text)
{
	unsigned flags;
	bool name = sniff_is_name(text);
	if (role == ROLE_CELL)
		t->words = t->words && name;
	if (!name || (role == ROLE_CELL && !t->first))
		return;
	if (role == ROLE_LABEL) {
		t->caption_n = text.n < CAPTION_MAX ? text.n : CAPTION_MAX;
		memcpy(t->caption, text.p, t->caption_n);
		return;
	}
	uint32_t label = harvest_label(h, text, &flags);
	if (role == ROLE_HEAD || role == ROLE_TERM)
		t->term = label;
	bool cell = role == ROLE_HEAD || role == ROLE_CELL;
	if (cell && t->column > 0 && t->column <= MARKUP_COLUMNS_MAX)
		t->row[t->column - 1] = label;
}
