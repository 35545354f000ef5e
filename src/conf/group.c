/* SPDX-License-Identifier: Apache-2.0 */
/* What one asks of a group that was read. Pure. */
#include "conf/read.h"

ssize_t
conf_row_index(const struct conf_table *table, const char *key)
{
	for (size_t i = 0; i < table->n_rows; i++)
		if (strcmp(table->rows[i].key, key) == 0)
			return (ssize_t)i;
	return -1;
}

const struct conf_value *
conf_get(const struct conf_group *g, const char *key)
{
	ssize_t at = conf_row_index(g->table, key);
	must(at >= 0);
	return &g->values[at];
}

const char *
conf_text(const struct conf_group *g, const char *key)
{
	const struct conf_value *v = conf_get(g, key);
	return v->n_items > 0 ? v->items[0].text : NULL;
}

int64_t
conf_number(const struct conf_group *g, const char *key, int64_t absent)
{
	const struct conf_value *v = conf_get(g, key);
	return v->n_items > 0 ? v->items[0].number : absent;
}

const struct conf_group *
conf_group(const struct conf_group *g, const char *key)
{
	const struct conf_value *v = conf_get(g, key);
	return v->n_groups > 0 ? v->groups[0] : NULL;
}

bool
conf_value_has(const struct conf_value *v, const char *text)
{
	for (size_t i = 0; i < v->n_items; i++)
		if (strcmp(v->items[i].text, text) == 0)
			return true;
	return false;
}
