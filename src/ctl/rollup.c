/* SPDX-License-Identifier: Apache-2.0 */
/* See rollup.h. */
#include "ctl/rollup.h"

#include "base/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 100000

struct rollup {
	struct map *rows; /* by keys, joined */
	struct rollup_row **sorted;
	size_t n, size;
	int64_t left_out;
};

struct rollup *
rollup_new(void)
{
	struct rollup *r = calloc(1, sizeof(*r));
	must(r != NULL);
	r->rows = map_new();
	must(r->rows != NULL);
	return r;
}

void
rollup_free(struct rollup **pr)
{
	struct rollup *r = *pr;
	*pr = NULL;
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++)
		free(r->sorted[i]);
	free(r->sorted);
	map_free(&r->rows, NULL);
	free(r);
}

/* The keys one after the other, each with its NUL; the row keeps them. */
static size_t
join(const char *const keys[ROLLUP_KEYS], char *to, size_t size)
{
	size_t n = 0;
	for (int i = 0; i < ROLLUP_KEYS; i++) {
		const char *key = keys[i] != NULL ? keys[i] : "";
		size_t length = strnlen(key, size / ROLLUP_KEYS - 1);
		memcpy(to + n, key, length);
		to[n + length] = 0;
		n += length + 1;
	}
	return n;
}

static struct rollup_row *
make(struct rollup *r, const char *joined, size_t n)
{
	if (r->n == ROWS_MAX)
		return NULL;
	if (r->n == r->size) {
		r->size = r->size > 0 ? 2 * r->size : 64;
		r->sorted = reallocarray(r->sorted, r->size,
					 sizeof(struct rollup_row *));
		must(r->sorted != NULL);
	}
	struct rollup_row *row = calloc(1, sizeof(*row) + n);
	must(row != NULL);
	char *at = (char *)(row + 1);
	memcpy(at, joined, n);
	for (int i = 0; i < ROLLUP_KEYS; i++, at += strlen(at) + 1)
		row->keys[i] = at;
	must(map_put(r->rows, span_of(joined, n), row, NULL) == 0);
	r->sorted[r->n++] = row;
	return row;
}

void
rollup_add(struct rollup *r, const char *const keys[ROLLUP_KEYS],
	   const int64_t sums[ROLLUP_SUMS], const char *time)
{
	char joined[ROLLUP_KEYS * 256];
	size_t n = join(keys, joined, sizeof(joined));
	struct rollup_row *row = map_get(r->rows, span_of(joined, n));
	if (row == NULL)
		row = make(r, joined, n);
	if (row == NULL) {
		r->left_out++;
		return;
	}
	for (int i = 0; i < ROLLUP_SUMS; i++)
		row->sums[i] += sums[i];
	if (row->first[0] == 0 || strcmp(time, row->first) < 0)
		snprintf(row->first, sizeof(row->first), "%s", time);
	if (strcmp(time, row->last) > 0)
		snprintf(row->last, sizeof(row->last), "%s", time);
}

static int
compare(const void *a, const void *b)
{
	const struct rollup_row *x = *(struct rollup_row *const *)a;
	const struct rollup_row *y = *(struct rollup_row *const *)b;
	int order = 0;
	for (int i = 0; order == 0 && i < ROLLUP_KEYS; i++)
		order = strcmp(x->keys[i], y->keys[i]);
	return order;
}

size_t
rollup_sort(struct rollup *r)
{
	if (r->n > 1)
		qsort(r->sorted, r->n, sizeof(struct rollup_row *), compare);
	return r->n;
}

const struct rollup_row *
rollup_at(const struct rollup *r, size_t i)
{
	return r->sorted[i];
}

int64_t
rollup_left_out(const struct rollup *r)
{
	return r->left_out;
}
