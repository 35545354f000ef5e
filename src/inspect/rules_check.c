/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The examples of every detector, run as a field each. "[name] value" is the
 * value of a field with that name, anything else a field without one.
 */
#include "inspect/engine.h"
#include "inspect/scan.h"

#include <errno.h>

/* 2026-11-23: whoever was a child in an example stays one. */
#define EXAMPLES_DAY 20780

struct expectation {
	const struct rules *rules;
	unsigned detector;
	bool found;
};

static int
note_hit(void *arg, const struct hit *hit)
{
	struct expectation *e = arg;
	const struct detector *d = &e->rules->detectors[e->detector];
	e->found |=
		hit->detector == e->detector && hit->confidence >= d->threshold;
	return 0;
}

/* Splits "[name] value". */
static struct span
example_label(struct span *example)
{
	if (example->n == 0 || example->p[0] != '[')
		return SPAN_NONE;
	ssize_t end = span_find(*example, SPAN("] "));
	if (end < 0)
		return SPAN_NONE;
	struct span label = span_cut(*example, 1, (size_t)end);
	*example = span_from(*example, (size_t)end + 2);
	return label;
}

static int
example_run(struct scanner *s, struct expectation *e, const char *example)
{
	CLEANUP(labels_free) struct labels *l = NULL;
	uint64_t steps = 1000000;
	struct span text = span_str(example);
	struct span label = example_label(&text);
	int rc = labels_new(e->rules, &l);
	if (rc < 0)
		return rc;
	struct field field = {.n = (uint32_t)text.n,
			      .label = labels_intern(l, label)};
	struct block block = {.text = text,
			      .fields = &field,
			      .n_fields = 1,
			      .until = text.n + 1};
	e->found = false;
	return scan_block(s, l, &block, &steps, note_hit, e);
}

static int
detector_check(struct scanner *s, const struct rules *r, unsigned detector,
	       bool wanted, struct why *why)
{
	const struct detector *d = &r->detectors[detector];
	const char *const *list = wanted ? d->examples : d->counterexamples;
	struct expectation e = {r, detector, false};
	for (size_t i = 0; list[i] != NULL; i++) {
		int rc = example_run(s, &e, list[i]);
		if (rc < 0)
			return why_set(why, rc, "%s:%d: detector %s: %s",
				       d->file, d->line, d->id, err_text(rc));
		if (e.found != wanted)
			return why_set(why, -EINVAL,
				       "%s:%d: detector %s: %s %zu, \"%s\", is "
				       "%sfound",
				       d->file != NULL ? d->file : "?", d->line,
				       d->id,
				       wanted ? "example" : "counterexample",
				       i + 1, list[i], wanted ? "not " : "");
	}
	return 0;
}

int
rules_check_examples(const struct rules *r, struct why *why)
{
	CLEANUP(scanner_free) struct scanner *s = NULL;
	/* The reference count is the one thing in it that changes. */
	int rc = scanner_new((struct rules *)(uintptr_t)r, &s);
	if (rc == 0)
		scanner_set_today(s, EXAMPLES_DAY);
	for (unsigned i = 0; rc == 0 && i < r->n; i++) {
		rc = detector_check(s, r, i, true, why);
		if (rc == 0)
			rc = detector_check(s, r, i, false, why);
	}
	return rc;
}
