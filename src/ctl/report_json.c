/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report for programmes: one JSON document, or a folder of CSV files
 * (RFC 4180), one for each table. Keys are those of the tables and columns,
 * numbers stand as numbers, what is not known is null or empty.
 */
#include "ctl/report.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FORMAT_VERSION 1
#define CSV_LIMIT (64UL << 20)

static int
write_all(int fd, struct span s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		s = span_from(s, (size_t)n);
	}
	return fsync(fd) < 0 && errno != EINVAL ? -errno : 0;
}

int
report_write_file(const char *path, struct span bytes, struct why *why)
{
	char *fresh = NULL;
	must(asprintf(&fresh, "%s.XXXXXX", path) >= 0);
	int fd = mkostemp(fresh, O_CLOEXEC);
	int rc = fd < 0 ? -errno : write_all(fd, bytes);
	if (fd >= 0 && close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0 && rename(fresh, path) < 0)
		rc = -errno;
	if (rc < 0) {
		(void)unlink(fresh);
		why_set(why, rc, "%s: %s", path, err_text(rc));
	}
	free(fresh);
	return rc;
}

static bool
is_whole(double number)
{
	return fabs(number) < 9e15 && floor(number) == number;
}

static void
put_cell(struct emit *j, const struct column *column, const struct cell *cell)
{
	emit_key(j, column->key);
	if (cell->none)
		emit_null(j);
	else if (cell->text != NULL)
		emit_str(j, cell->text);
	else if (column->kind != COLUMN_SHARE && is_whole(cell->number))
		emit_int(j, (int64_t)cell->number);
	else
		emit_real(j, cell->number);
}

static void
put_table(struct emit *j, const struct table_data *t)
{
	emit_key(j, t->key);
	emit_open(j);
	if (t->left_out > 0)
		emit_put_int(j, "left_out", (int64_t)t->left_out);
	emit_key(j, "rows");
	emit_list(j);
	for (size_t i = 0; i < t->n; i++) {
		size_t column = i % t->n_columns;
		if (column == 0)
			emit_open(j);
		put_cell(j, &t->columns[column], &t->cells[i]);
		if (column + 1 == t->n_columns)
			emit_close(j);
	}
	emit_end(j);
	emit_close(j);
}

static void
put_section(struct emit *j, const struct section *s,
	    enum report_language language)
{
	emit_key(j, s->key);
	emit_open(j);
	emit_put(j, "title", s->title.in[language]);
	emit_key(j, "notes");
	emit_list(j);
	for (size_t i = 0; i < s->n; i++)
		if (s->parts[i].kind == PART_NOTE)
			emit_str(j, s->parts[i].note.in[language]);
	emit_end(j);
	for (size_t i = 0; i < s->n; i++)
		if (s->parts[i].kind == PART_TABLE)
			put_table(j, s->parts[i].table);
	emit_close(j);
}

int
report_write_json(const struct report_output *o, struct why *why)
{
	struct emit *j = emit_new(true);
	struct span text;
	yajl_val about = o->in->about.tree;
	must(j != NULL);
	emit_open(j);
	emit_put_int(j, "kouan_report", FORMAT_VERSION);
	emit_put(j, "generated_at", o->in->generated);
	emit_put(j, "window", o->in->window);
	emit_put(j, "regime", o->in->facts.regime);
	emit_put(j, "exporter",
		 answer_text(answer_object(about, "exporter"), "id"));
	emit_put_bool(j, "daemon_asked", o->in->online);
	emit_key(j, "reports");
	emit_open(j);
	for (size_t i = 0; i < o->doc->n; i++)
		put_section(j, &o->doc->sections[i], o->language);
	emit_close(j);
	emit_close(j);
	int rc = emit_finish(j, &text);
	if (rc < 0)
		why_set(why, rc, "the report cannot be put into JSON: %s",
			err_text(rc));
	else
		rc = report_write_file(o->path, text, why);
	emit_free(&j);
	return rc;
}

/* Quoted where it must be; text that a spreadsheet would take for a formula
 * begins with an apostrophe. */
static int
csv_text(struct buf *out, const char *text)
{
	int rc = 0;
	bool formula = text[0] != 0 && strchr("=+-@\t\r", text[0]) != NULL;
	if (!formula && text[strcspn(text, "\",\r\n")] == 0)
		return buf_add(out, span_str(text));
	rc = buf_byte(out, '"');
	if (rc == 0 && formula)
		rc = buf_byte(out, '\'');
	for (; rc == 0 && *text != 0; text++) {
		if (*text == '"')
			rc = buf_byte(out, '"');
		if (rc == 0)
			rc = buf_byte(out, (uint8_t)*text);
	}
	return rc == 0 ? buf_byte(out, '"') : rc;
}

static int
csv_cell(struct buf *out, const struct column *column, const struct cell *cell)
{
	if (cell->none)
		return 0;
	if (cell->text != NULL)
		return csv_text(out, cell->text);
	if (column->kind != COLUMN_SHARE && is_whole(cell->number))
		return buf_printf(out, "%.0f", cell->number);
	return buf_printf(out, "%.6f", cell->number);
}

static int
csv_table(struct buf *out, const struct table_data *t,
	  enum report_language language)
{
	/* Spreadsheets take a file without this mark for one of their
	 * country's encodings. */
	int rc = buf_add(out, SPAN("\xef\xbb\xbf"));
	for (size_t i = 0; rc == 0 && i < t->n_columns; i++) {
		rc = csv_text(out, language == REPORT_ZH
					   ? t->columns[i].title.in[REPORT_ZH]
					   : t->columns[i].key);
		if (rc == 0)
			rc = buf_add(out, i + 1 < t->n_columns ? SPAN(",")
							       : SPAN("\r\n"));
	}
	for (size_t i = 0; rc == 0 && i < t->n; i++) {
		size_t column = i % t->n_columns;
		rc = csv_cell(out, &t->columns[column], &t->cells[i]);
		if (rc == 0)
			rc = buf_add(out, column + 1 < t->n_columns
						  ? SPAN(",")
						  : SPAN("\r\n"));
	}
	return rc;
}

static int
write_csv(const struct report_output *o, const struct section *s,
	  const struct table_data *t, struct why *why)
{
	struct buf out;
	char *path = NULL;
	buf_init(&out, CSV_LIMIT);
	must(asprintf(&path, "%s/%s-%s.csv", o->path, s->key, t->key) >= 0);
	int rc = csv_table(&out, t, o->language);
	if (rc < 0)
		why_set(why, rc, "%s: %s", path, err_text(rc));
	else
		rc = report_write_file(path, buf_span(&out), why);
	free(path);
	buf_fini(&out);
	return rc;
}

int
report_write_csv(const struct report_output *o, struct why *why)
{
	int rc = 0;
	if (mkdir(o->path, 0777) < 0 && errno != EEXIST)
		return why_set(why, -errno, "%s: %s", o->path,
			       err_text(-errno));
	for (size_t i = 0; rc == 0 && i < o->doc->n; i++) {
		const struct section *s = &o->doc->sections[i];
		for (size_t k = 0; rc == 0 && k < s->n; k++)
			if (s->parts[k].kind == PART_TABLE)
				rc = write_csv(o, s, s->parts[k].table, why);
	}
	return rc;
}
