/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings as scan shows them. The number of a person is for the eye: values
 * found together have one, a value seen before keeps its own, and a second
 * value of a kind in one record begins a new one. The count of persons is the
 * inspection's, not the highest number here. One thread.
 */
#include "base/map.h"
#include "ctl/ctl.h"
#include "ctl/scan_file.h"

#include <inttypes.h>
#include <stdlib.h>

/* A file may hold millions; more than these are counted, not listed. */
#define LISTED_MAX 1000000
#define VALUE_MAX 256

struct listed {
	unsigned detector, category;
	enum confidence confidence;
	uint64_t offset, length;
	uintptr_t person; /* 0: none */
	char *value;
};

struct scan_findings {
	const struct rules *rules;
	bool reveal;
	struct listed *listed;
	size_t n, size, count;
	struct map *known; /* category and value → person */
	uintptr_t persons;
	/* the record the last finding stood in */
	uint64_t record;
	uintptr_t record_person;
	struct category_set record_categories;
	bool in_record;
};

struct scan_findings *
scan_findings_new(const struct rules *rules, bool reveal)
{
	struct scan_findings *f = calloc(1, sizeof(*f));
	must(f != NULL);
	f->rules = rules;
	f->reveal = reveal;
	f->known = map_new();
	must(f->known != NULL);
	return f;
}

void
scan_findings_free(struct scan_findings **pf)
{
	struct scan_findings *f = *pf;
	*pf = NULL;
	for (size_t i = 0; i < f->n; i++)
		free(f->listed[i].value);
	free(f->listed);
	map_free(&f->known, NULL);
	free(f);
}

/* All but the first and last quarter (three characters at most). */
static char *
masked(struct span s)
{
	char *out = calloc(1, s.n + 1);
	size_t all = 0, at = 0, to = 0;
	must(out != NULL);
	for (size_t i = 0; i < s.n; i++)
		all += (s.p[i] & 0xc0) != 0x80;
	size_t shown = all / 4 < 3 ? all / 4 : 3;
	for (size_t i = 0; i < s.n; i++) {
		bool starts = (s.p[i] & 0xc0) != 0x80;
		at += starts;
		if (at <= shown || at > all - shown)
			out[to++] = (char)s.p[i];
		else if (starts)
			out[to++] = '*';
	}
	return out;
}

static uintptr_t
person_of(struct scan_findings *f, const struct finding *finding)
{
	char key[VALUE_MAX + 8];
	enum finding_kind kind = rules_kind(f->rules, finding->detector);
	if (kind >= KIND_SECRET)
		return 0;
	bool same = f->in_record && f->record == finding->record;
	if (!same) {
		f->in_record = true;
		f->record = finding->record;
		f->record_person = 0;
		f->record_categories = (struct category_set){{0}};
	}
	memcpy(key, &finding->category, sizeof(finding->category));
	size_t n = finding->value.n < VALUE_MAX ? finding->value.n : VALUE_MAX;
	if (n > 0)
		memcpy(key + sizeof(finding->category), finding->value.p, n);
	struct span at = span_of(key, sizeof(finding->category) + n);
	bool links = kind < KIND_WEAK;
	uintptr_t person = links ? (uintptr_t)map_get(f->known, at) : 0;
	if (person == 0 &&
	    (f->record_person == 0 ||
	     (links && category_has(&f->record_categories, finding->category))))
		person = ++f->persons;
	else if (person == 0)
		person = f->record_person;
	if (links) {
		category_add(&f->record_categories, finding->category);
		must(map_put(f->known, at, (void *)person, NULL) == 0);
	}
	if (f->record_person == 0)
		f->record_person = person;
	return person;
}

void
scan_findings_add(void *arg, const struct finding *finding)
{
	struct scan_findings *f = arg;
	f->count++;
	if (f->n == LISTED_MAX)
		return;
	if (f->n == f->size) {
		f->size = f->size > 0 ? 2 * f->size : 64;
		f->listed = realloc(f->listed, f->size * sizeof(*f->listed));
		must(f->listed != NULL);
	}
	char *value = f->reveal ? strndup((const char *)finding->value.p,
					  finding->value.n)
				: masked(finding->value);
	must(value != NULL);
	f->listed[f->n++] = (struct listed){
		.detector = finding->detector,
		.category = finding->category,
		.confidence = finding->confidence,
		.offset = finding->offset,
		.length = finding->length,
		.person = person_of(f, finding),
		.value = value,
	};
}

size_t
scan_findings_count(const struct scan_findings *f)
{
	return f->count;
}

static const char *
confidence_name(enum confidence c)
{
	static const char *const names[] = {"low", "medium", "high"};
	return names[c];
}

void
scan_findings_emit(const struct scan_findings *f, struct emit *out)
{
	emit_key(out, "findings");
	emit_list(out);
	for (size_t i = 0; i < f->n; i++) {
		const struct listed *l = &f->listed[i];
		emit_open(out);
		emit_put(out, "detector",
			 rules_shown_as(f->rules, l->detector));
		emit_put(out, "category",
			 rules_category_name(f->rules, l->category));
		emit_put(out, "confidence", confidence_name(l->confidence));
		emit_put_int(out, "offset", (int64_t)l->offset);
		emit_put_int(out, "length", (int64_t)l->length);
		emit_key(out, "person");
		if (l->person != 0)
			emit_int(out, (int64_t)l->person);
		else
			emit_null(out);
		emit_put(out, "value", l->value);
		emit_close(out);
	}
	emit_end(out);
	if (f->count > f->n)
		emit_put_int(out, "unlisted", (int64_t)(f->count - f->n));
}

void
scan_findings_print(const struct scan_findings *f, FILE *out)
{
	static const char *const heads[] = {">offset",	">length", "category",
					    "detector", "sure",	   ">person",
					    "value"};
	if (f->n == 0)
		return;
	struct table *t = table_new(7, heads);
	for (size_t i = 0; i < f->n; i++) {
		const struct listed *l = &f->listed[i];
		table_add(t, "%" PRIu64, l->offset);
		table_add(t, "%" PRIu64, l->length);
		table_add(t, "%s", rules_category_name(f->rules, l->category));
		table_add(t, "%s", rules_shown_as(f->rules, l->detector));
		table_add(t, "%s", confidence_name(l->confidence));
		if (l->person != 0)
			table_add(t, "%" PRIuPTR, l->person);
		else
			table_add(t, "-");
		table_add(t, "%s", l->value);
	}
	table_print(&t, out);
	if (f->count > f->n)
		fprintf(out, "and %zu more\n", f->count - f->n);
}
