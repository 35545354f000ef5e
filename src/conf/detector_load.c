/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Detectors from their groups to compiled rules. The definitions live in the
 * caller's arena and may go after compilation.
 */
#include "conf/build.h"

#include "conf/report.h"
#include "inspect/rules.h"

#include <errno.h>

static void
build_detector(struct arena *arena, const struct conf_group *g,
	       struct detector_def *d, bool *ok)
{
	d->id = conf_text(g, "id");
	d->category = conf_text(g, "category");
	d->title_en = conf_text(g, "title_en");
	d->title_zh = conf_text(g, "title_zh");
	d->kind = (enum finding_kind)conf_number(g, "kind", KIND_ATTRIBUTE);
	d->tier = (int)conf_number(g, "tier", 1);
	d->pattern = conf_text(g, "pattern");
	d->validator = conf_text(g, "validator");
	d->context = conf_build_texts(arena, conf_get(g, "context"), ok);
	d->labels = conf_build_texts(arena, conf_get(g, "labels"), ok);
	d->anti = conf_build_texts(arena, conf_get(g, "anti"), ok);
	d->domestic = conf_number(g, "domestic", false) != 0;
	d->threshold =
		(enum confidence)conf_number(g, "threshold", CONFIDENCE_MEDIUM);
	d->important = conf_text(g, "important");
	d->examples = conf_build_texts(arena, conf_get(g, "examples"), ok);
	d->counterexamples =
		conf_build_texts(arena, conf_get(g, "counterexamples"), ok);
	d->file = g->file;
	d->line = g->line;
}

int
conf_detectors_compile(const struct conf_group *root, struct arena *arena,
		       struct conf_report *report, struct rules **ret_rules)
{
	const struct conf_value *v = conf_get(root, "detectors");
	struct why why;
	bool ok = true;
	if (v->n_groups == 0) {
		conf_error(report, root->file, root->line, "detectors",
			   "missing, expected a list ( { ... }, ... ) (is its "
			   "folder in include?)");
		return -EINVAL;
	}
	struct detector_def *defs =
		conf_build_array(arena, v->n_groups, sizeof(*defs), &ok);
	for (size_t i = 0; i < v->n_groups && defs != NULL; i++)
		build_detector(arena, v->groups[i], &defs[i], &ok);
	if (!ok) {
		conf_error(report, root->file, 0, NULL, "out of memory");
		return -EINVAL;
	}
	if (rules_compile(defs, v->n_groups, ret_rules, &why) != 0) {
		report->errors++;
		report->fn(report->arg, true, why.text);
		return -EINVAL;
	}
	return 0;
}
