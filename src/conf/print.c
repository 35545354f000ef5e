/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints by the same tables that reading goes by, in their order, so that
 * two configurations that mean the same print the same: the hash of a
 * snapshot is taken over this text. Recursion follows the tables, and
 * settings whose nesting text.c has limited.
 */
#include "conf/print.h"

#include <inttypes.h>
#include <math.h>

static void
indent(FILE *out, int depth)
{
	for (int i = 0; i < depth; i++)
		fputc('\t', out);
}

void
conf_print_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void
print_number(FILE *out, int64_t number, bool wide)
{
	fprintf(out, "%" PRId64 "%s", number,
		wide || number > INT32_MAX || number < INT32_MIN ? "L" : "");
}

static void
print_scalar(FILE *out, const struct conf_row *row, const struct conf_scalar *s)
{
	if (row->type == CONF_BOOL)
		fputs(s->number != 0 ? "true" : "false", out);
	else if (row->type == CONF_INTEGER)
		print_number(out, s->number, false);
	else
		conf_print_text(out, s->text);
}

static void
print_scalars(FILE *out, const struct conf_row *row, const struct conf_value *v)
{
	if ((row->flags & CONF_MANY) == 0) {
		print_scalar(out, row, &v->items[0]);
		return;
	}
	fputs("[", out);
	for (size_t i = 0; i < v->n_items; i++) {
		fputs(i == 0 ? " " : ", ", out);
		print_scalar(out, row, &v->items[i]);
	}
	fputs(" ]", out);
}

static void print_setting(FILE *out, const config_setting_t *s, int depth);

static void
print_members(FILE *out, const config_setting_t *s, int depth)
{
	bool group = config_setting_is_group(s);
	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *one =
			config_setting_get_elem(s, (unsigned)i);
		if (group) {
			fputc('\n', out);
			indent(out, depth + 1);
			fprintf(out, "%s = ", config_setting_name(one));
		} else {
			fputs(i == 0 ? " " : ", ", out);
		}
		print_setting(out, one, depth + 1);
		if (group)
			fputc(';', out);
	}
	if (group) {
		fputc('\n', out);
		indent(out, depth);
	} else {
		fputc(' ', out);
	}
}

/* A fraction that reads back as one. */
static void
print_fraction(FILE *out, double value)
{
	char buf[64];
	snprintf(buf, sizeof(buf), "%.17g", value);
	if (!isfinite(value))
		snprintf(buf, sizeof(buf), "%s",
			 value < 0 ? "-1e999" : "1e999");
	fprintf(out, "%s%s", buf, strpbrk(buf, ".e") == NULL ? ".0" : "");
}

static void
print_setting(FILE *out, const config_setting_t *s, int depth)
{
	int type = config_setting_type(s);
	if (type == CONFIG_TYPE_STRING)
		conf_print_text(out, config_setting_get_string(s));
	else if (type == CONFIG_TYPE_BOOL)
		fputs(config_setting_get_bool(s) ? "true" : "false", out);
	else if (type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64)
		print_number(out, config_setting_get_int64(s),
			     type == CONFIG_TYPE_INT64);
	else if (type == CONFIG_TYPE_FLOAT)
		print_fraction(out, config_setting_get_float(s));
	else {
		const char *brackets = type == CONFIG_TYPE_GROUP   ? "{}"
				       : type == CONFIG_TYPE_ARRAY ? "[]"
								   : "()";
		fputc(brackets[0], out);
		print_members(out, s, depth);
		fputc(brackets[1], out);
	}
}

static void
print_settings(FILE *out, const struct conf_value *v, int depth)
{
	fputs("(", out);
	for (size_t i = 0; i < v->n_settings; i++) {
		fputs(i == 0 ? "\n" : ",\n", out);
		indent(out, depth + 1);
		print_setting(out, v->settings[i], depth + 1);
	}
	fputs(" )", out);
}

static void print_group(FILE *out, const struct conf_group *g, int depth);

static void
print_groups(FILE *out, const struct conf_row *row, const struct conf_value *v,
	     int depth)
{
	bool list = row->type == CONF_LIST;
	if (list)
		fputs("(", out);
	for (size_t i = 0; i < v->n_groups; i++) {
		if (list) {
			fputs(i == 0 ? "\n" : ",\n", out);
			indent(out, depth + 1);
		}
		fputs("{\n", out);
		print_group(out, v->groups[i], depth + 1 + list);
		indent(out, depth + list);
		fputs("}", out);
	}
	if (list)
		fputs(" )", out);
}

/* A list that is empty prints when it was given: ports = [ ] is not the
 * default. */
static bool
is_there(const struct conf_row *row, const struct conf_value *v)
{
	if (v->n_items + v->n_groups + v->n_settings > 0)
		return true;
	return v->given && row->type < CONF_GROUP &&
	       (row->flags & CONF_MANY) != 0;
}

static void
print_group(FILE *out, const struct conf_group *g, int depth)
{
	for (size_t i = 0; i < g->table->n_rows; i++) {
		const struct conf_row *row = &g->table->rows[i];
		const struct conf_value *v = &g->values[i];
		if ((row->flags & CONF_MAIN) != 0 || !is_there(row, v))
			continue;
		indent(out, depth);
		fprintf(out, "%s = ", row->key);
		if (row->type == CONF_SETTINGS)
			print_settings(out, v, depth);
		else if (row->type >= CONF_GROUP)
			print_groups(out, row, v, depth);
		else
			print_scalars(out, row, v);
		fputs(";\n", out);
	}
}

/* Of a group's keys, without secrets. */
static void
print_open(FILE *out, const struct conf_group *g, int depth)
{
	for (size_t i = 0; i < g->table->n_rows; i++) {
		const struct conf_row *row = &g->table->rows[i];
		const struct conf_value *v = &g->values[i];
		if ((row->flags & CONF_SECRET) != 0 || !is_there(row, v))
			continue;
		indent(out, depth);
		fprintf(out, "%s = ", row->key);
		if (row->type >= CONF_GROUP)
			print_groups(out, row, v, depth);
		else
			print_scalars(out, row, v);
		fputs(";\n", out);
	}
}

void
conf_print_entry(const struct conf_group *g, FILE *out)
{
	fputs("{\n", out);
	print_open(out, g, 2);
	fputs("\t}", out);
}

void
conf_print_register(const struct conf_group *root, FILE *out)
{
	static const char *const parts[] = {"exporter", "sources", "recipients",
					    "pathways", "flows",   "additions",
					    "defaults"};
	for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++) {
		const struct conf_value *v = conf_get(root, parts[p]);
		ssize_t row = conf_row_index(root->table, parts[p]);
		bool list = root->table->rows[row].type == CONF_LIST;
		fprintf(out, "%s = %s", parts[p], list ? "(" : "");
		for (size_t i = 0; i < v->n_groups; i++) {
			fprintf(out, "%s", i > 0 ? ", " : "");
			conf_print_entry(v->groups[i], out);
		}
		fprintf(out, "%s;\n", list ? ")" : "");
	}
}

void
conf_print(const struct conf_group *root, FILE *out)
{
	print_group(out, root, 0);
}
