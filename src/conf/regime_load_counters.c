/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The counters of a regime file. Plain and sensitive persons (pi and spi) are
 * built in and come first; the file states what they count, so that one that
 * means another thing is not misread. Others count kinds of data.
 */
#include "conf/regime_read.h"

unsigned
read_counter(struct regime_read *r, const config_setting_t *group)
{
	const char *id = read_text(r, group, "counter", true);
	for (size_t i = 0; id != NULL && i < r->n_counters; i++)
		if (strcmp(r->counters[i].id, id) == 0)
			return (unsigned)i;
	if (id != NULL)
		read_fail(r, config_setting_get_member(group, "counter"),
			  "expected a counter of the regime");
	return COUNTER_PI;
}

static void
read_built_in(struct regime_read *r, const config_setting_t *g, bool spi)
{
	if (!read_keys(r, g, "id unit sensitive window"))
		return;
	(void)read_word(r, g, "unit", "person", 0);
	(void)read_word(r, g, "window", "calendar-year", 0);
	if (read_bool(r, g, "sensitive", spi) != spi)
		read_fail(r, g, "pi counts plain data, spi sensitive");
}

/* { id = "health"; unit = "person"; window = "rolling"; months = 12;
 *   scope = "recipient"; categories = [ ... ]; at_least = 1; } */
static void
read_other(struct regime_read *r, const config_setting_t *g, const char *id,
	   struct counter_def *into)
{
	if (!read_keys(r, g,
		       "id unit window months scope categories at_least "
		       "everybody title"))
		return;
	into->id = id;
	into->unit = (enum counter_unit)read_word(r, g, "unit",
						  "person device byte", 0);
	into->window = (enum counter_window)read_word(
		r, g, "window", "calendar-year rolling validity first-transfer",
		0);
	into->months = (unsigned)read_number(r, g, "months", 1, 120, 0);
	into->scope = (enum counter_scope)read_word(
		r, g, "scope", "exporter recipient pathway", 0);
	(void)read_text(r, g, "title", false);
	if (!read_bool(r, g, "everybody", false)) {
		into->at_least =
			(unsigned)read_number(r, g, "at_least", 1, 256, 1);
		(void)read_member(r, g, "categories", true);
		read_categories(r, g, "categories", &into->categories);
	}
	if ((into->window == WINDOW_ROLLING) != (into->months > 0))
		read_fail(r, g, "months go with the window \"rolling\"");
	if (into->window == WINDOW_VALIDITY && into->scope != SCOPE_OF_PATHWAY)
		read_fail(r, g, "the window \"validity\" is a pathway's");
}

void
read_counters(struct regime_read *r, const config_setting_t *root,
	      struct regime_def *into)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, root, "counters", &list);
	struct counter_def *all = read_array(r, n + COUNTER_MAX_, sizeof(*all));
	size_t kept = COUNTER_MAX_;
	if (all == NULL)
		return;
	all[COUNTER_PI].id = "pi";
	all[COUNTER_SPI].id = "spi";
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *g =
			config_setting_get_elem(list, (unsigned)i);
		const char *id = config_setting_is_group(g)
					 ? read_text(r, g, "id", true)
					 : NULL;
		if (id == NULL)
			read_fail(r, g, "expected a group with an id");
		else if (strcmp(id, "pi") == 0 || strcmp(id, "spi") == 0)
			read_built_in(r, g, strcmp(id, "spi") == 0);
		else
			read_other(r, g, id, &all[kept++]);
	}
	into->counters = all;
	into->n_counters = kept;
	r->counters = all;
	r->n_counters = kept;
}
