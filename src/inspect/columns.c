/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records that lie across arrays: an array per column, joined by position.
 * A finding keeps the column and row it was made in, its record waits for its
 * end however long it is, and then those of one row are a record, if at least
 * two columns of the same length, longer than one, hold findings. In every
 * other case nothing is different. Guarantees: what is decided rests on the
 * order of the content; past COLUMNAR_MAX findings a record is decided in
 * parts like any other. One owner, one thread.
 */
#include "inspect/harvest_kit.h"

#include <errno.h>
#include <stdlib.h>

static void
mark(struct harvest *h, struct row_mark m)
{
	if (h->rc < 0 || h->batch.current == RECORD_NONE)
		return;
	if (h->n_marks == h->marks_size) {
		size_t size = h->marks_size > 0 ? h->marks_size * 2 : 64;
		struct row_mark *p = realloc(h->marks, size * sizeof(*p));
		if (p == NULL) {
			h->rc = -ENOMEM;
			return;
		}
		h->marks = p;
		h->marks_size = size;
	}
	m.field = (uint32_t)h->batch.n;
	m.record = h->batch.current;
	m.ends = (uint32_t)h->batch.ended;
	h->marks[h->n_marks++] = m;
}

void
harvest_row(struct harvest *h, uint16_t column, uint32_t row)
{
	mark(h, (struct row_mark){.column = column, .row = row});
}

void
harvest_column_end(struct harvest *h, uint16_t column, uint32_t rows)
{
	mark(h, (struct row_mark){.column = column, .row = rows, .end = true});
	mark(h, (struct row_mark){.column = 0});
}

void
columns_advance(struct harvest *h, size_t field)
{
	while (h->next_mark < h->n_marks &&
	       h->marks[h->next_mark].field <= field &&
	       h->marks[h->next_mark].ends <= h->next_ending) {
		const struct row_mark *m = &h->marks[h->next_mark++];
		const struct record *r = &h->records[m->record];
		if (!m->end) {
			h->column = m->column;
			h->row = m->row;
			h->column_record = r->number;
		} else if (r->own.columnar) {
			h->columns[h->n_columns++ % COLUMNS_KEPT] =
				(struct column){r->number, m->row, m->column};
		}
	}
}

void
columns_pack(struct harvest *h)
{
	h->n_marks = h->next_mark = 0;
}

/* How long a column was; 0 if that is not known. */
static uint32_t
length_of(const struct harvest *h, uint64_t record, uint16_t column)
{
	size_t n = h->n_columns < COLUMNS_KEPT ? h->n_columns : COLUMNS_KEPT;
	for (size_t i = 0; i < n; i++)
		if (h->columns[i].record == record &&
		    h->columns[i].column == column)
			return h->columns[i].rows;
	return 0;
}

/* A finding and where it goes: by length of its column, then by row; those
 * that stand in none come first. */
struct placed {
	uint32_t length, row;
	uint32_t order;
};

static int
compare(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* The columns with findings that have this length; it is enough to know of
 * two. */
static bool
has_two(const struct trait *traits, const struct placed *at, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (traits[at[i].order].column != traits[at[0].order].column)
			return true;
	return false;
}

/* Findings of one length that are no rows go to those that stand in none. */
static bool
choose(const struct trait *traits, struct placed *at, size_t n)
{
	bool rows = false;
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && at[next].length == at[i].length;)
			next++;
		bool joins =
			at[i].length > 1 && has_two(traits, at + i, next - i);
		rows = rows || joins;
		for (size_t k = i; k < next && !joins; k++)
			at[k].length = at[k].row = 0;
	}
	return rows;
}

int
columns_split(struct harvest *h, const struct record *r,
	      const struct findings *l, uint64_t hash, columns_put_fn *put)
{
	const struct trait *traits = findings_array(&h->pool, l);
	struct placed *at = malloc((l->n + 1) * sizeof(*at));
	struct trait *out = malloc((l->n + 1) * sizeof(*out));
	int rc = traits == NULL || at == NULL || out == NULL ? -ENOMEM : 0;
	uint16_t last = 0;
	uint32_t length = 0;
	for (uint32_t i = 0; i < l->n && rc == 0; i++) {
		uint16_t column = traits[i].column;
		if (column != last || i == 0)
			length = column == 0 ? 0
					     : length_of(h, r->number, column);
		last = column;
		at[i] = (struct placed){length, length > 0 ? traits[i].row : 0,
					i};
	}
	if (rc == 0) {
		qsort(at, l->n, sizeof(*at), compare);
		rc = choose(traits, at, l->n);
		qsort(at, l->n, sizeof(*at), compare);
	}
	for (uint32_t i = 0, next; i < l->n && rc == 1; i = next) {
		for (next = i; next < l->n && at[next].length == at[i].length &&
			       at[next].row == at[i].row;
		     next++)
			out[next - i] = traits[at[next].order];
		uint64_t row[2] = {at[i].length, at[i].row};
		put(h, out, next - i,
		    record_hash(hash, span_of(row, sizeof(row))));
	}
	free(at);
	free(out);
	return rc;
}
