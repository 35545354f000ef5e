/* SPDX-License-Identifier: Apache-2.0 */
/* Destination sets, territories and groups of countries of a regime file. */
#include "conf/regime_read.h"

static int64_t
date_of(struct regime_read *r, const config_setting_t *g, const char *key)
{
	const config_setting_t *s = read_member(r, g, key, false);
	return s != NULL ? read_day(r, s) : NO_DAY;
}

/* { id = "adequate"; article = "Art. 45"; countries = [ "JP" ];
 *   requires = "dpf"; owner_share = 50; from, until, review_by = "...";
 *   status = "in-force"; note = "..."; } */
static void
read_set(struct regime_read *r, const config_setting_t *g,
	 struct destination_set *into)
{
	into->id = "";
	if (!read_keys(r, g,
		       "id article countries requires owner_share from until "
		       "review_by status note"))
		return;
	const char *id = read_text(r, g, "id", true);
	into->id = id != NULL ? id : "";
	into->article = read_text(r, g, "article", false);
	into->countries = read_countries(r, g, "countries", &into->n_countries);
	into->requires = read_text(r, g, "requires", false);
	into->owner_share = (int)read_number(r, g, "owner_share", 1, 100, 0);
	into->from = date_of(r, g, "from");
	into->until = date_of(r, g, "until");
	into->review_by = date_of(r, g, "review_by");
	into->under_challenge =
		read_word(r, g, "status", "in-force under-challenge", 0) == 1;
	(void)read_text(r, g, "note", false);
	if (into->countries == NULL && into->requires == NULL)
		read_fail(r, g, "expected countries or requires");
	if (into->countries == NULL && into->owner_share > 0)
		read_fail(r, g, "owner_share goes with countries");
}

static void
read_sets(struct regime_read *r, const config_setting_t *root,
	  struct regime_def *into)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, root, "destinations", &list);
	struct destination_set *all = read_array(r, n, sizeof(*all));
	for (size_t i = 0; all != NULL && i < n; i++) {
		const config_setting_t *g =
			config_setting_get_elem(list, (unsigned)i);
		read_set(r, g, &all[i]);
		for (size_t k = 0; k < i; k++)
			if (strcmp(all[k].id, all[i].id) == 0)
				read_fail(r, g, "\"%s\" is there twice",
					  all[i].id);
	}
	into->destinations = all;
	into->n_destinations = all != NULL ? n : 0;
}

/* folding = ( { countries = [ "HK", "MO" ]; as = "CN"; } ); */
static void
read_foldings(struct regime_read *r, const config_setting_t *root,
	      struct regime_def *into)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, root, "folding", &list), kept = 0;
	struct folding *all = read_array(r, 64, sizeof(*all));
	for (size_t i = 0; all != NULL && i < n; i++) {
		const config_setting_t *g =
			config_setting_get_elem(list, (unsigned)i);
		size_t n_from;
		if (!read_keys(r, g, "countries as"))
			continue;
		const struct country *from =
			read_countries(r, g, "countries", &n_from);
		const char *as = read_text(r, g, "as", true);
		if (as == NULL || strlen(as) != 2 || kept + n_from > 64) {
			read_fail(r, g, "expected a country as = \"CN\"");
			continue;
		}
		for (size_t k = 0; k < n_from; k++)
			all[kept++] = (struct folding){
				.from = from[k],
				.to = {.code = {as[0], as[1], '\0'}}};
	}
	into->foldings = all;
	into->n_foldings = kept;
}

static void
read_groups(struct regime_read *r, const config_setting_t *root,
	    struct regime_def *into)
{
	const config_setting_t *list = NULL;
	size_t n = read_length(r, root, "groups", &list), kept = 0;
	struct country_group *all = read_array(r, n, sizeof(*all));
	for (size_t i = 0; all != NULL && i < n; i++) {
		const config_setting_t *g =
			config_setting_get_elem(list, (unsigned)i);
		struct country_group *to = &all[kept];
		if (!read_keys(r, g, "id title_en title_zh countries"))
			continue;
		to->id = read_text(r, g, "id", true);
		to->title_en = read_text(r, g, "title_en", true);
		to->title_zh = read_text(r, g, "title_zh", true);
		to->countries =
			read_countries(r, g, "countries", &to->n_countries);
		kept += to->id != NULL;
	}
	into->groups = all;
	into->n_groups = kept;
}

void
read_places(struct regime_read *r, const config_setting_t *root,
	    struct regime_def *into)
{
	read_sets(r, root, into);
	read_foldings(r, root, into);
	read_groups(r, root, into);
}
