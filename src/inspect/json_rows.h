/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of columns where JSON holds a table: an array of names beside the
 * rows ({"columns":[...],"data":[[...],...]}), or the first row of an array of
 * arrays. For json.c alone.
 */
#pragma once

#include "inspect/harvest.h"

#define JSON_NAMES_MAX 256

struct json_rows {
	uint32_t labels[JSON_NAMES_MAX];
	size_t n;
	size_t depth; /* the names hold for levels inside this many */
	bool known;   /* the labels of what says what an array is */
	uint32_t tracks[10], columns[16];
};

/* Whether the array under this label names columns. */
bool json_rows_is_names(struct json_rows *r, struct harvest *h, uint32_t label);
/* Whether this member of an object in such an array is the column's name. */
bool json_names_column(struct span key);
/* Adds a column's name: false if it can be none. */
bool json_rows_name(struct json_rows *r, struct harvest *h, struct span name);
/* A column without one. */
void json_rows_nameless(struct json_rows *r);
/* Whether arrays of arrays under this label are positions, not rows. */
bool json_rows_is_track(struct json_rows *r, struct harvest *h, uint32_t label);

/* The label of a cell; other: what it is without a name. */
static inline uint32_t
json_rows_label(const struct json_rows *r, uint32_t column, uint32_t other)
{
	return column < r->n ? r->labels[column] : other;
}
