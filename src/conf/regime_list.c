/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls the regime loader once an element and completes the regimes in the
 * order of the files. The caller owns the regimes.
 */
#include "conf/regime_list.h"

#include "conf/regime_load.h"

#include <errno.h>
#include <stdlib.h>

void
conf_regimes_fini(struct conf_regimes *regimes)
{
	for (size_t i = 0; i < regimes->n; i++)
		regime_free(&regimes->items[i]);
	free(regimes->items);
	*regimes = (struct conf_regimes){0};
}

static bool
is_known(const struct conf_regimes *regimes, const char *id)
{
	for (size_t i = 0; i < regimes->n; i++)
		if (strcmp(regime_id(regimes->items[i]), id) == 0)
			return true;
	return false;
}

static void
add_regime(struct conf_regimes *regimes, const config_setting_t *setting,
	   const char *file, const struct rules *rules,
	   struct conf_report *report)
{
	struct regime *regime;
	if (regime_load(setting, file, rules, report, &regime) != 0)
		return;
	if (!is_known(regimes, regime_id(regime))) {
		regimes->items[regimes->n++] = regime;
		return;
	}
	conf_error(report, file, config_setting_source_line(setting),
		   "regimes.id", "\"%s\" is used already, expected once",
		   regime_id(regime));
	regime_free(&regime);
}

int
conf_regimes_load(const struct conf_group *root, const struct rules *rules,
		  struct conf_report *report, struct conf_regimes *ret_regimes)
{
	const struct conf_value *v = conf_get(root, "regimes");
	const struct conf_value *calendars = conf_get(root, "calendars");
	const struct conf_value *agreements = conf_get(root, "agreements");
	const struct conf_value *lists = conf_get(root, "negative_lists");
	struct conf_regimes all = {
		.items = calloc(v->n_settings + 1, sizeof(struct regime *))};
	int rc = 0;
	if (all.items == NULL)
		return -ENOMEM;
	*ret_regimes = all;
	if (rules == NULL)
		return 0;
	for (size_t i = 0; i < v->n_settings; i++)
		add_regime(ret_regimes, v->settings[i], v->files[i], rules,
			   report);
	for (size_t i = 0; i < calendars->n_settings; i++)
		rc |= calendar_load(calendars->settings[i], calendars->files[i],
				    report, ret_regimes->items, ret_regimes->n);
	for (size_t i = 0; i < agreements->n_settings; i++)
		rc |= agreement_load(agreements->settings[i],
				     agreements->files[i], report,
				     ret_regimes->items, ret_regimes->n);
	for (size_t i = 0; i < lists->n_settings; i++)
		rc |= negative_list_load(lists->settings[i], lists->files[i],
					 rules, report, ret_regimes->items,
					 ret_regimes->n);
	if (rc != 0 && report->errors == 0)
		conf_error(report, root->file, 0, "regimes",
			   "cannot be completed");
	return 0;
}
