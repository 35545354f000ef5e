/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables, lists of terms and captions in HTML: which label the text of a cell
 * has, and which rows are records. For markup.c alone.
 */
#pragma once

#include "inspect/markup_tag.h"

#define MARKUP_COLUMNS_MAX 64

/* The innermost table. */
struct markup_table {
	uint32_t heads[MARKUP_COLUMNS_MAX]; /* names of the columns */
	size_t n_heads;
	uint32_t row[MARKUP_COLUMNS_MAX]; /* this row's, if it is of names */
	size_t column;			  /* cells begun in this row */
	uint32_t term; /* th, dt: what names the cell that follows */
	bool cells;    /* this row has cells that are no names */
	bool words;    /* ... and they could be names */
	bool first;    /* no row has ended yet */
	uint8_t caption[CAPTION_MAX];
	size_t caption_n;
};

void markup_table_begin(struct markup_table *t);
void markup_row_begin(struct markup_table *t);
void markup_row_end(struct markup_table *t);
/* A cell begins: its label. *ret_record: the row is one, from here on. */
uint32_t markup_cell(struct markup_table *t, enum role role, bool *ret_record);
/* Text in a cell, term or caption. */
void markup_cell_text(struct markup_table *t, struct harvest *h, enum role role,
		      struct span text);
