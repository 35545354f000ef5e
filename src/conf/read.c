/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks libconfig's settings along the tables. Goes on after a fault to find
 * the next; what was faulty is left absent. Recursion follows the tables,
 * which are ours, not the text.
 */
#include "conf/read.h"

#include "conf/nearest.h"

#include <errno.h>
#include <stdio.h>

#define KEY_MAX 256
#define FOUND_MAX 96

struct reader {
	const struct conf_document *document;
	const char *only;
	struct arena *arena;
	struct conf_report *report;
	bool no_memory;
};

static void *
take(struct reader *r, size_t n, size_t size)
{
	void *p = NULL;
	size_t bytes;
	if (!__builtin_mul_overflow(n, size, &bytes))
		p = arena_alloc(r->arena, bytes);
	if (p == NULL)
		r->no_memory = true;
	return p;
}

static const char *
key_path(const struct conf_table *table, const struct conf_row *row,
	 char buf[KEY_MAX])
{
	snprintf(buf, KEY_MAX, "%s%s%s", table->name,
		 table->name[0] != '\0' ? "." : "", row->key);
	return buf;
}

/* What stands there, for a message; secrets are not repeated. */
static const char *
found_text(const struct conf_row *row, const config_setting_t *s,
	   char buf[FOUND_MAX])
{
	static const char *const kinds[] = {[CONFIG_TYPE_NONE] = "nothing",
					    [CONFIG_TYPE_GROUP] = "a group",
					    [CONFIG_TYPE_INT] = "",
					    [CONFIG_TYPE_INT64] = "",
					    [CONFIG_TYPE_FLOAT] = "a fraction",
					    [CONFIG_TYPE_STRING] = "a text",
					    [CONFIG_TYPE_BOOL] = "",
					    [CONFIG_TYPE_ARRAY] = "an array",
					    [CONFIG_TYPE_LIST] = "a list"};
	int type = config_setting_type(s);
	if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)
		snprintf(buf, FOUND_MAX, "%lld", config_setting_get_int64(s));
	else if (type == CONFIG_TYPE_BOOL)
		snprintf(buf, FOUND_MAX, "%s",
			 config_setting_get_bool(s) ? "true" : "false");
	else if (type == CONFIG_TYPE_STRING && (row->flags & CONF_SECRET) == 0)
		snprintf(buf, FOUND_MAX, "\"%.60s\"",
			 config_setting_get_string(s));
	else
		snprintf(buf, FOUND_MAX, "%s", kinds[type]);
	return buf;
}

static void
fault(struct reader *r, const struct conf_table *table,
      const struct conf_row *row, const config_setting_t *s, const char *text)
{
	char key[KEY_MAX], found[FOUND_MAX];
	conf_error(r->report, r->document->path, config_setting_source_line(s),
		   key_path(table, row, key), "%s, found %s", text,
		   found_text(row, s, found));
}

static void
fault_expected(struct reader *r, const struct conf_table *table,
	       const struct conf_row *row, const config_setting_t *s)
{
	char expected[CONF_EXPECTED], text[CONF_EXPECTED + 40];
	snprintf(text, sizeof(text), "expected %s%s",
		 row->type < CONF_GROUP && (row->flags & CONF_MANY) != 0
			 ? "an array of values, each "
			 : "",
		 conf_expected(row, expected));
	fault(r, table, row, s, text);
}

static int
scalar_from_setting(struct reader *r, const struct conf_row *row,
		    const config_setting_t *s, struct conf_scalar *ret,
		    struct why *why)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_STRING:
		return conf_scalar_from_text(
			row, span_str(config_setting_get_string(s)),
			r->document->folder, r->arena, ret, why);
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return conf_scalar_from_number(row, config_setting_get_int64(s),
					       r->arena, ret, why);
	case CONFIG_TYPE_BOOL:
		return conf_scalar_from_bool(row, config_setting_get_bool(s),
					     ret, why);
	default:
		return why_set(why, -EINVAL, "expected one value");
	}
}

static bool
read_scalar(struct reader *r, const struct conf_table *table,
	    const struct conf_row *row, const config_setting_t *s,
	    struct conf_scalar *ret)
{
	struct why why;
	int rc = scalar_from_setting(r, row, s, ret, &why);
	if (rc == -EINVAL)
		fault(r, table, row, s, why.text);
	else if (rc != 0)
		r->no_memory = true;
	return rc == 0;
}

static void
read_scalars(struct reader *r, const struct conf_table *table,
	     const struct conf_row *row, const config_setting_t *s,
	     struct conf_value *v)
{
	bool many = (row->flags & CONF_MANY) != 0;
	bool array = config_setting_is_array(s) || config_setting_is_list(s);
	if (many != array) {
		fault_expected(r, table, row, s);
		return;
	}
	int n = many ? config_setting_length(s) : 1;
	v->items = take(r, (size_t)n + 1, sizeof(*v->items));
	for (int i = 0; i < n && v->items != NULL; i++) {
		const config_setting_t *one =
			many ? config_setting_get_elem(s, (unsigned)i) : s;
		if (read_scalar(r, table, row, one, &v->items[v->n_items]))
			v->n_items++;
	}
}

static void
preset_scalars(struct reader *r, const struct conf_row *row,
	       struct conf_value *v)
{
	struct span rest = span_str(row->preset);
	v->items = take(r, rest.n + 1, sizeof(*v->items));
	while (rest.n > 0 && v->items != NULL) {
		struct span one = (row->flags & CONF_MANY) != 0
					  ? span_split(&rest, ' ')
					  : rest;
		if ((row->flags & CONF_MANY) == 0)
			rest = SPAN_NONE;
		if (conf_scalar_from_preset(row, one, r->document->folder,
					    r->arena, &v->items[v->n_items],
					    NULL) != 0)
			r->no_memory = true;
		else
			v->n_items++;
	}
}

static struct conf_group *read_group(struct reader *r,
				     const struct conf_table *table,
				     const config_setting_t *s,
				     const char *file, int line);

/* A group of which one string sets every key. */
static struct conf_group *
read_each(struct reader *r, const struct conf_row *row,
	  const config_setting_t *s, int line)
{
	struct conf_group *g =
		read_group(r, row->table, NULL, r->document->path, line);
	struct conf_scalar one;
	if (g == NULL ||
	    !read_scalar(r, row->table, &row->table->rows[0], s, &one))
		return g;
	for (size_t i = 0; i < row->table->n_rows; i++) {
		struct conf_value *v = &g->values[i];
		v->given = true;
		v->n_items = 0;
		v->items = take(r, 1, sizeof(*v->items));
		if (v->items != NULL)
			v->items[v->n_items++] = one;
	}
	return g;
}

static void
read_one_group(struct reader *r, const struct conf_table *table,
	       const struct conf_row *row, const config_setting_t *s,
	       struct conf_value *v)
{
	struct conf_group *g = NULL;
	if (config_setting_is_group(s))
		g = read_group(r, row->table, s, r->document->path, v->line);
	else if ((row->flags & CONF_EACH) != 0 && config_setting_is_scalar(s))
		g = read_each(r, row, s, v->line);
	else
		fault_expected(r, table, row, s);
	v->groups = take(r, 1, sizeof(*v->groups));
	if (g != NULL && v->groups != NULL)
		v->groups[v->n_groups++] = g;
}

/* Appends: a list may stand in several files. */
static void
read_list(struct reader *r, const struct conf_table *table,
	  const struct conf_row *row, const config_setting_t *s,
	  struct conf_value *v)
{
	bool list = config_setting_is_list(s) || config_setting_is_array(s);
	size_t n = list ? (size_t)config_setting_length(s) : 0;
	if (!list)
		fault_expected(r, table, row, s);
	struct conf_group **all =
		take(r, v->n_groups + n + 1, sizeof(struct conf_group *));
	if (all == NULL)
		return;
	if (v->n_groups > 0)
		memcpy(all, v->groups,
		       v->n_groups * sizeof(struct conf_group *));
	v->groups = all;
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *one =
			config_setting_get_elem(s, (unsigned)i);
		struct conf_group *g = NULL;
		if (config_setting_is_group(one))
			g = read_group(r, row->table, one, r->document->path,
				       config_setting_source_line(one));
		else
			fault_expected(r, table, row, one);
		if (g != NULL)
			all[v->n_groups++] = g;
	}
}

static void
read_settings(struct reader *r, const struct conf_table *table,
	      const struct conf_row *row, const config_setting_t *s,
	      struct conf_value *v)
{
	bool list = config_setting_is_list(s) || config_setting_is_array(s);
	size_t n = list ? (size_t)config_setting_length(s) : 0;
	if (!list)
		fault_expected(r, table, row, s);
	const config_setting_t **all =
		take(r, v->n_settings + n + 1, sizeof(*v->settings));
	const char **files = take(r, v->n_settings + n + 1, sizeof(*v->files));
	if (all == NULL || files == NULL)
		return;
	for (size_t i = 0; i < v->n_settings; i++) {
		all[i] = v->settings[i];
		files[i] = v->files[i];
	}
	v->settings = all;
	v->files = files;
	for (size_t i = 0; i < n; i++) {
		const config_setting_t *one =
			config_setting_get_elem(s, (unsigned)i);
		if (!config_setting_is_group(one)) {
			fault_expected(r, table, row, one);
			continue;
		}
		all[v->n_settings] = one;
		files[v->n_settings++] = r->document->path;
	}
}

/* Whether a key may stand where it does; complains when not. */
static bool
may_stand(struct reader *r, const struct conf_table *table,
	  const struct conf_row *row, const config_setting_t *s,
	  const struct conf_value *v)
{
	char key[KEY_MAX];
	const char *path = r->document->path;
	int line = config_setting_source_line(s);
	key_path(table, row, key);
	if (row->refused != NULL)
		conf_error(r->report, path, line, key, "refused: %s",
			   row->refused);
	else if ((row->flags & CONF_MAIN) != 0 && !r->document->main)
		conf_error(r->report, path, line, key,
			   "expected in the main file only");
	else if (r->document->added && table == &conf_schema &&
		 (row->flags & CONF_ADDED) == 0)
		conf_error(r->report, path, line, key,
			   "expected recipients, pathways or flows in what is "
			   "added");
	else if (v->given && row->type != CONF_LIST &&
		 row->type != CONF_SETTINGS)
		conf_error(r->report, path, line, key,
			   "given already at %s:%d, expected once", v->file,
			   v->line);
	else
		return true;
	return false;
}

static void
read_value(struct reader *r, const struct conf_table *table,
	   const struct conf_row *row, const config_setting_t *s,
	   struct conf_value *v)
{
	if (!may_stand(r, table, row, s, v))
		return;
	v->given = true;
	v->file = r->document->path;
	v->line = config_setting_source_line(s);
	unsigned before = r->report->errors;
	if (row->type == CONF_GROUP)
		read_one_group(r, table, row, s, v);
	else if (row->type == CONF_LIST)
		read_list(r, table, row, s, v);
	else if (row->type == CONF_SETTINGS)
		read_settings(r, table, row, s, v);
	else
		read_scalars(r, table, row, s, v);
	v->faulty |= r->report->errors != before;
}

static void
unknown_key(struct reader *r, const struct conf_table *table,
	    const config_setting_t *s)
{
	const char *name = config_setting_name(s);
	const char *near = conf_nearest_key(table, name);
	const char *known = table->name[0] != '\0' ? table->name : "the top";
	conf_error(r->report, r->document->path, config_setting_source_line(s),
		   name, "unknown key in %s%s%s%s", known,
		   near != NULL ? ", did you mean \"" : "",
		   near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static void
read_members(struct reader *r, struct conf_group *g, const config_setting_t *s)
{
	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *member =
			config_setting_get_elem(s, (unsigned)i);
		const char *name = config_setting_name(member);
		if (r->only != NULL && strcmp(name, r->only) != 0 &&
		    g->table == &conf_schema)
			continue;
		ssize_t at = conf_row_index(g->table, name);
		if (at < 0)
			unknown_key(r, g->table, member);
		else
			read_value(r, g->table, &g->table->rows[at], member,
				   &g->values[at]);
	}
}

static void
preset_group(struct reader *r, const struct conf_group *parent,
	     const struct conf_row *row, struct conf_value *v)
{
	v->groups = take(r, 1, sizeof(*v->groups));
	if (v->groups == NULL)
		return;
	v->groups[0] =
		read_group(r, row->table, NULL, parent->file, parent->line);
	v->n_groups = v->groups[0] != NULL;
}

static void
complain_of_nothing(struct reader *r, const struct conf_group *g,
		    const struct conf_row *row, const struct conf_value *v)
{
	char key[KEY_MAX], expected[CONF_EXPECTED];
	bool many = row->type < CONF_GROUP && (row->flags & CONF_MANY) != 0;
	conf_error(r->report, v->file, v->line, key_path(g->table, row, key),
		   "%s, expected %s%s%s", v->given ? "empty" : "missing",
		   many ? "an array of values, each " : "",
		   conf_expected(row, expected),
		   (row->flags & CONF_FULL) != 0 ? ", or the key left out"
						 : "");
}

/* Defaults of what was not given, and a word where it had to be. */
static void
complete(struct reader *r, struct conf_group *g)
{
	for (size_t i = 0; i < g->table->n_rows; i++) {
		const struct conf_row *row = &g->table->rows[i];
		struct conf_value *v = &g->values[i];
		bool nothing = v->n_items + v->n_groups + v->n_settings == 0;
		unsigned needs =
			v->given ? CONF_REQUIRED | CONF_FULL : CONF_REQUIRED;
		if (v->faulty || !nothing)
			continue;
		if (!v->given) {
			v->file = g->file;
			v->line = g->line;
		}
		if ((row->flags & needs) != 0)
			complain_of_nothing(r, g, row, v);
		else if (!v->given && row->preset != NULL)
			preset_scalars(r, row, v);
		else if (!v->given && row->type == CONF_GROUP &&
			 (row->flags & CONF_ABSENT) == 0)
			preset_group(r, g, row, v);
	}
}

/* A group from its setting, or of defaults alone when s is NULL. */
static struct conf_group *
read_group(struct reader *r, const struct conf_table *table,
	   const config_setting_t *s, const char *file, int line)
{
	struct conf_group *g = take(r, 1, sizeof(*g));
	if (g == NULL)
		return NULL;
	g->table = table;
	g->file = file;
	g->line = line;
	g->added = r->document->added;
	g->values = take(r, table->n_rows, sizeof(*g->values));
	if (g->values == NULL)
		return NULL;
	if (s != NULL)
		read_members(r, g, s);
	if (table != &conf_schema)
		complete(r, g);
	return g;
}

int
conf_read(const struct conf_documents *documents, const char *only,
	  struct arena *arena, struct conf_report *report,
	  struct conf_group **ret_root)
{
	struct reader r = {.document = documents->items[0],
			   .only = only,
			   .arena = arena,
			   .report = report};
	struct conf_group *root =
		read_group(&r, &conf_schema, NULL, r.document->path, 0);
	for (size_t i = 0; i < documents->n && root != NULL; i++) {
		r.document = documents->items[i];
		read_members(&r, root,
			     config_root_setting(&r.document->config));
	}
	r.document = documents->items[0];
	if (root != NULL && only == NULL)
		complete(&r, root);
	if (r.no_memory)
		return -ENOMEM;
	*ret_root = root;
	return 0;
}
