/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One addition: its file, and who made and approved it. The file is what its
 * author wrote, with a list "additions" of one element at the end. The thread
 * that loads.
 */
#include "conf/added.h"
#include "conf/build.h"
#include "conf/print.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

static const char *
text_or_none(const struct conf_group *g, const char *key)
{
	const char *text = conf_text(g, key);
	return text != NULL ? text : "";
}

static struct addition
build_one(const struct conf_group *g)
{
	return (struct addition){
		.number = (unsigned)conf_number(g, "number", 0),
		.by = text_or_none(g, "by"),
		.at = text_or_none(g, "at"),
		.reason = text_or_none(g, "reason"),
		.approved_by = text_or_none(g, "approved_by"),
		.approved_at = text_or_none(g, "approved_at"),
		.uid = conf_number(g, "uid", UINT32_MAX),
		.approved_uid = conf_number(g, "approved_uid", UINT32_MAX),
	};
}

const struct addition *
conf_build_additions(const struct conf_group *root, struct arena *arena,
		     bool *ok)
{
	const struct conf_value *v = conf_get(root, "additions");
	struct addition *all =
		conf_build_array(arena, v->n_groups, sizeof(*all), ok);
	for (size_t i = 0; i < v->n_groups && all != NULL; i++)
		all[i] = build_one(v->groups[i]);
	return all;
}

const struct addition *
conf_addition_of(const struct conf_group *root, const struct addition *all,
		 const struct conf_group *g)
{
	const struct conf_value *v = conf_get(root, "additions");
	for (size_t i = 0; g->added && i < v->n_groups; i++)
		if (v->groups[i]->file == g->file)
			return &all[i];
	return NULL;
}

static const char *const *
ids_of(const struct conf_group *root, const char *list, struct arena *arena,
       bool *ok)
{
	const struct conf_value *v = conf_get(root, list);
	const char **ids =
		conf_build_array(arena, v->n_groups + 1, sizeof(*ids), ok);
	size_t n = 0;
	for (size_t i = 0; i < v->n_groups && ids != NULL; i++)
		if (conf_text(v->groups[i], "id") != NULL)
			ids[n++] = conf_text(v->groups[i], "id");
	return ids;
}

static void
keep_first(void *arg, bool is_error, const char *text)
{
	struct why *why = arg;
	if (is_error && why->text[0] == '\0')
		(void)why_set(why, 0, "%s", text);
}

/* Only what the key names is read: the rest of a configuration is missing. */
static int
read_key(const struct conf_documents *documents, const char *key,
	 struct arena *arena, struct conf_report *report,
	 struct conf_group **ret_root)
{
	int rc = conf_read(documents, key, arena, report, ret_root);
	return rc == 0 && report->errors > 0 ? -EINVAL : rc;
}

static int
read_addition(const struct conf_documents *documents, struct arena *arena,
	      struct conf_report *report, struct conf_addition *ret)
{
	struct {
		const char *list;
		const char *const **ids;
	} parts[] = {{"recipients", &ret->recipients},
		     {"pathways", &ret->pathways},
		     {"flows", &ret->flows}};
	struct conf_group *root = NULL;
	bool ok = true;
	int rc = read_key(documents, "additions", arena, report, &root);
	if (rc != 0)
		return rc;
	const struct conf_value *v = conf_get(root, "additions");
	if (v->n_groups != 1)
		return -EINVAL;
	ret->about = build_one(v->groups[0]);
	for (size_t i = 0; i < 3 && rc == 0; i++) {
		rc = read_key(documents, parts[i].list, arena, report, &root);
		if (rc == 0)
			*parts[i].ids = ids_of(root, parts[i].list, arena, &ok);
	}
	return ok ? rc : -ENOMEM;
}

int
conf_addition_load(const char *path, struct arena *arena,
		   struct conf_addition *ret, struct why *why)
{
	struct conf_report report = {.fn = keep_first, .arg = why};
	struct conf_documents *documents = NULL;
	why->text[0] = '\0';
	int rc = conf_documents_load_one(path, &report, &documents);
	if (rc == 0)
		rc = read_addition(documents, arena, &report, ret);
	conf_documents_free(&documents);
	if (rc != 0 && why->text[0] == '\0')
		(void)why_set(why, rc, "%s: nothing says who added it", path);
	return rc;
}

int
conf_addition_print(const struct addition *a, struct buf *out)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	if (f == NULL)
		return -ENOMEM;
	const struct {
		const char *key, *text;
	} texts[] = {{"by", a->by},
		     {"at", a->at},
		     {"reason", a->reason},
		     {"approved_by", a->approved_by},
		     {"approved_at", a->approved_at}};
	fprintf(f, "\nadditions = ( { number = %u; uid = %" PRId64 "L;",
		a->number, a->uid);
	if (a->approved_by[0] != '\0')
		fprintf(f, " approved_uid = %" PRId64 "L;", a->approved_uid);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (texts[i].text[0] == '\0')
			continue;
		fprintf(f, "\n\t%s = ", texts[i].key);
		conf_print_text(f, texts[i].text);
		fputs(";", f);
	}
	fputs(" } );\n", f);
	int rc = fclose(f) == 0 ? buf_add(out, span_of(text, size)) : -ENOMEM;
	free(text);
	return rc;
}
