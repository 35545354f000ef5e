/* SPDX-License-Identifier: Apache-2.0 */
/* See report_doc.h. */
#include "ctl/report_doc.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Rows of one table; a report is read by people. */
#define ROWS_MAX 20000

static void *
grow(void *items, size_t n, size_t *size, size_t item)
{
	if (n < *size)
		return items;
	*size = *size > 0 ? 2 * *size : 16;
	items = reallocarray(items, *size, item);
	must(items != NULL);
	return items;
}

static char *
copy_of(const char *text)
{
	char *copy = strdup(text != NULL ? text : "");
	must(copy != NULL);
	return copy;
}

static void
table_fini(struct table_data *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->cells[i].text);
	free(t->cells);
	free(t);
}

static void
chart_fini(struct chart *c)
{
	for (size_t i = 0; i < c->n_series; i++) {
		for (size_t k = 0; k < c->series[i].n; k++)
			free(c->series[i].points[k].label);
		free(c->series[i].points);
	}
	for (size_t i = 0; i < c->n_limits; i++)
		free(c->limits[i].label);
	free(c);
}

static void
part_fini(struct part *p)
{
	if (p->kind == PART_TABLE)
		table_fini(p->table);
	else if (p->kind == PART_CHART)
		chart_fini(p->chart);
	else
		for (int i = 0; i < REPORT_LANGUAGES; i++)
			free((char *)(uintptr_t)p->note.in[i]);
}

void
doc_fini(struct report_doc *d)
{
	for (size_t i = 0; i < d->n; i++) {
		for (size_t k = 0; k < d->sections[i].n; k++)
			part_fini(&d->sections[i].parts[k]);
		free(d->sections[i].parts);
	}
	free(d->sections);
	*d = (struct report_doc){.n = 0};
}

void
doc_section(struct report_doc *d, const char *key, struct words title)
{
	d->sections = grow(d->sections, d->n, &d->size, sizeof(*d->sections));
	d->sections[d->n++] = (struct section){.key = key, .title = title};
}

static struct part *
add_part(struct report_doc *d, enum part_kind kind)
{
	struct section *s = &d->sections[d->n - 1];
	s->parts = grow(s->parts, s->n, &s->size, sizeof(*s->parts));
	s->parts[s->n] = (struct part){.kind = kind};
	return &s->parts[s->n++];
}

void
doc_note(struct report_doc *d, struct words text)
{
	struct part *p = add_part(d, PART_NOTE);
	for (int i = 0; i < REPORT_LANGUAGES; i++)
		p->note.in[i] = copy_of(text.in[i]);
}

void
doc_notef(struct report_doc *d, const char *en, const char *zh, ...)
{
	struct part *p = add_part(d, PART_NOTE);
	char *text[REPORT_LANGUAGES] = {NULL};
	va_list args;
	va_start(args, zh);
	must(vasprintf(&text[REPORT_EN], en, args) >= 0);
	va_end(args);
	va_start(args, zh);
	must(vasprintf(&text[REPORT_ZH], zh, args) >= 0);
	va_end(args);
	for (int i = 0; i < REPORT_LANGUAGES; i++)
		p->note.in[i] = text[i];
}

void
doc_table(struct report_doc *d, const char *key, struct words title,
	  const struct column *columns, size_t n_columns)
{
	struct part *p = add_part(d, PART_TABLE);
	p->table = calloc(1, sizeof(*p->table));
	must(p->table != NULL);
	*p->table = (struct table_data){.key = key,
					.title = title,
					.columns = columns,
					.n_columns = n_columns};
	d->table = p->table;
}

bool
doc_row(struct report_doc *d)
{
	if (d->table->n / d->table->n_columns < ROWS_MAX)
		return true;
	d->table->left_out++;
	return false;
}

static void
add_cell(struct report_doc *d, struct cell cell)
{
	struct table_data *t = d->table;
	t->cells = grow(t->cells, t->n, &t->size, sizeof(*t->cells));
	t->cells[t->n++] = cell;
}

void
doc_text(struct report_doc *d, const char *text)
{
	add_cell(d, (struct cell){.text = copy_of(text)});
}

void
doc_number(struct report_doc *d, double number)
{
	add_cell(d, (struct cell){.number = number});
}

void
doc_none(struct report_doc *d)
{
	add_cell(d, (struct cell){.none = true});
}

struct chart *
doc_chart(struct report_doc *d, struct words title, bool bars)
{
	struct part *p = add_part(d, PART_CHART);
	p->chart = calloc(1, sizeof(*p->chart));
	must(p->chart != NULL);
	p->chart->title = title;
	p->chart->bars = bars;
	return p->chart;
}

struct series *
chart_series(struct chart *c, struct words title)
{
	must(c->n_series < SERIES_MAX);
	c->series[c->n_series].title = title;
	return &c->series[c->n_series++];
}

void
series_add(struct series *s, int64_t x, double y, const char *label)
{
	s->points = grow(s->points, s->n, &s->size, sizeof(*s->points));
	s->points[s->n++] =
		(struct point){x, y, label != NULL ? copy_of(label) : NULL};
}

void
chart_limit(struct chart *c, double y, const char *label)
{
	if (c->n_limits < LIMITS_MAX)
		c->limits[c->n_limits++] =
			(struct limit_line){y, copy_of(label)};
}
