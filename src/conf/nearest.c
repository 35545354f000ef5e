/* SPDX-License-Identifier: Apache-2.0 */
/* Edit distance over short words. Pure. */
#include "conf/nearest.h"

#include <string.h>

#define WORD_MAX 48

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Insertions, deletions and replacements between two words. */
static size_t
distance(const char *a, size_t n, const char *b, size_t m)
{
	size_t row[WORD_MAX + 1];
	for (size_t j = 0; j <= m; j++)
		row[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			size_t same = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			row[j] = least(same, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[m];
}

const char *
conf_nearest_key(const struct conf_table *table, const char *name)
{
	size_t n = strlen(name);
	size_t best = n / 3 + 2;
	const char *nearest = NULL;
	if (n > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < table->n_rows; i++) {
		const char *key = table->rows[i].key;
		size_t d = distance(name, n, key, strlen(key));
		if (d < best) {
			best = d;
			nearest = key;
		}
	}
	return nearest;
}
