/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Detectors from their groups to compiled rules, for a snapshot or, without
 * the rest, for tools that only scan. The definitions live in an arena and
 * may go after compilation.
 */
#include "conf/build.h"

#include "conf/load.h"
#include "conf/report.h"
#include "inspect/rules.h"

#include <errno.h>

#define ARENA_LIMIT ((size_t)256 << 20)
/* A list of 20 million digests. */
#define LIST_LIMIT ((size_t)700 << 20)
#define LIST_KEY_LIMIT ((size_t)128 << 10)

/* The files that a detector names, until it is compiled. */
struct detector_lists {
	struct buf list, key;
};

static void
build_detector(struct arena *arena, const struct conf_group *g,
	       struct detector_def *d, bool *ok)
{
	d->id = conf_text(g, "id");
	d->category = conf_text(g, "category");
	d->shown_as = conf_text(g, "shown_as");
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

/* The file that a key of the group names; empty if there is none. */
static bool
read_named(const struct conf_group *g, const char *key, struct buf *text,
	   struct span *ret_span, struct conf_report *report)
{
	const char *path = conf_text(g, key);
	if (path == NULL)
		return true;
	int rc = conf_file_read(path, text);
	if (rc == 0 && text->n == 0)
		rc = -ENODATA;
	if (rc != 0) {
		conf_error(report, g->file, g->line, key, "%s: %s", path,
			   err_text(rc));
		return false;
	}
	*ret_span = buf_span(text);
	return true;
}

static bool
read_lists(const struct conf_group *g, struct detector_lists *lists,
	   struct detector_def *d, struct conf_report *report)
{
	buf_init(&lists->list, LIST_LIMIT);
	buf_init(&lists->key, LIST_KEY_LIMIT);
	bool keyed = conf_text(g, "digests") != NULL ||
		     conf_text(g, "fingerprints") != NULL;
	if (keyed != (conf_text(g, "list_key") != NULL)) {
		conf_error(report, g->file, g->line, "list_key",
			   keyed ? "missing: digests and fingerprints have a "
				   "key"
				 : "of no list: expected digests or "
				   "fingerprints with it");
		return false;
	}
	unsigned named = (conf_text(g, "words") != NULL) +
			 (conf_text(g, "digests") != NULL) +
			 (conf_text(g, "fingerprints") != NULL);
	if (named > 1) {
		conf_error(report, g->file, g->line, "words",
			   "one of words, digests and fingerprints");
		return false;
	}
	return read_named(g, "words", &lists->list, &d->words, report) &&
	       read_named(g, "digests", &lists->list, &d->digests, report) &&
	       read_named(g, "fingerprints", &lists->list, &d->fingerprints,
			  report) &&
	       read_named(g, "list_key", &lists->key, &d->list_key, report);
}

static int
compile(const struct conf_value *v, struct detector_def *defs,
	struct detector_lists *lists, struct conf_report *report,
	struct rules **ret_rules)
{
	struct why why;
	bool good = true;
	for (size_t i = 0; i < v->n_groups; i++)
		good &= read_lists(v->groups[i], &lists[i], &defs[i], report);
	int rc = -EINVAL;
	if (good) {
		rc = rules_compile(defs, v->n_groups, ret_rules, &why);
		if (rc == -EINVAL)
			conf_error_line(report, why.text);
		else if (rc < 0)
			conf_error_line(report, err_text(rc));
	}
	for (size_t i = 0; i < v->n_groups; i++) {
		buf_fini(&lists[i].list);
		buf_fini(&lists[i].key);
	}
	return rc == 0 ? 0 : -EINVAL;
}

int
conf_detectors_compile(const struct conf_group *root, struct arena *arena,
		       struct conf_report *report, struct rules **ret_rules)
{
	const struct conf_value *v = conf_get(root, "detectors");
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
	struct detector_lists *lists =
		conf_build_array(arena, v->n_groups, sizeof(*lists), &ok);
	for (size_t i = 0; i < v->n_groups && defs != NULL; i++)
		build_detector(arena, v->groups[i], &defs[i], &ok);
	if (!ok) {
		conf_error(report, root->file, 0, NULL, "out of memory");
		return -EINVAL;
	}
	return compile(v, defs, lists, report, ret_rules);
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
