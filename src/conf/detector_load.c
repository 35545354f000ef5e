/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Detectors from their groups to compiled rules, for a snapshot or, without
 * the rest, for tools that only scan. The definitions live in an arena and
 * may go after compilation.
 */
#include "conf/build.h"

#include "conf/report.h"
#include "inspect/rules.h"

#include <errno.h>

#define ARENA_LIMIT ((size_t)256 << 20)

static void
build_detector(struct arena *arena, const struct conf_group *g,
	       struct detector_def *d, bool *ok)
{
	d->id = conf_text(g, "id");
	d->category = conf_text(g, "category");
	d->title_en = conf_text(conf_group(g, "title"), "en");
	d->title_zh = conf_text(conf_group(g, "title"), "zh");
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
	if (v->faulty)
		return -EINVAL;
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
		conf_error_line(report, why.text);
		return -EINVAL;
	}
	return 0;
}

int
conf_load_rules(const char *path, const char *directory, conf_report_fn *fn,
		void *arg, struct rules **ret_rules)
{
	struct conf_report report = {.fn = fn, .arg = arg};
	struct conf_documents *documents = NULL;
	struct conf_group *root = NULL;
	struct rules *rules = NULL;
	struct arena *arena = arena_new(ARENA_LIMIT);
	int rc = arena != NULL ? 0 : -ENOMEM;
	if (rc == 0)
		rc = path != NULL
			     ? conf_documents_load(path, &report, &documents)
			     : conf_documents_load_folder(directory, &report,
							  &documents);
	if (rc == 0)
		rc = conf_read(documents, "detectors", arena, &report, &root);
	if (rc == 0 && report.errors == 0)
		rc = conf_detectors_compile(root, arena, &report, &rules);
	conf_documents_free(&documents);
	arena_free(&arena);
	if (rc == -ENOMEM)
		conf_error(&report, path != NULL ? path : directory, 0, NULL,
			   "out of memory");
	if (report.errors > 0) {
		rules_unref(&rules);
		return -EINVAL;
	}
	*ret_rules = rules;
	return 0;
}
