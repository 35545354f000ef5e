/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table of a document, told as comma-separated text: rows that stand above
 * a row of column names as text, then the names and the rows; a form (names
 * and values side by side) as lines "name: value". The first rows are kept
 * until it can be told which it is. One owner, one thread.
 */
#pragma once

#include "extract/teller.h"

#include "base/buf.h"

struct grid;

/* Cells of one table; name is that of its members, copied. NULL when out of
 * memory. */
struct grid *grid_new(struct teller *t, struct span name);
/* A cell of the row, at this column (from 0) or the next free one if that has
 * passed. number: what stands there is one, and so names no column. < 0 when
 * out of memory. */
MUST_USE int grid_cell(struct grid *g, size_t column, struct span text,
		       bool number);
MUST_USE int grid_row_end(struct grid *g);
/* Tells what is left, ends the member. */
MUST_USE int grid_end(struct grid *g);
void grid_free(struct grid **g);
