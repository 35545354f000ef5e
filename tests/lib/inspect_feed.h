/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An inspection as a subject of the split property: what it finds, whom, and
 * what it could not read, as text. Takes what is settled after every push, as
 * a proxy that releases would. Checks on the way that what is called safe
 * never goes back.
 */
#pragma once

#include "inspect/pipeline.h"
#include "lib/detectors_load.h"
#include "lib/feed.h"

#include <stdlib.h>

struct inspect_case {
	const char *type, *encoding, *path;
	const struct inspect_env *env;
};

struct inspect_subject {
	struct inspection *inspection;
	struct buf *out;
	struct buf persons; /* one line each, sorted at the end */
	uint64_t raw, safe;
};

/* The environment of the tests: shipped detectors, a fixed key and day. */
static inline const struct inspect_env *
inspect_test_env(void)
{
	static struct inspect_env env;
	static const char *const not_persons[] = {"git@", "noreply@",
						  "@excluded.example", NULL};
	struct digest_key *key;
	if (env.scanner != NULL)
		return &env;
	struct rules *rules = test_rules();
	if (scanner_new(rules, &env.scanner) != 0 ||
	    digest_key_new(SPAN("0123456789abcdef"), &key) != 0)
		abort();
	rules_unref(&rules);
	env.key = key;
	env.limits = &inspect_limits_default;
	env.not_persons = not_persons;
	env.now_days = 20780; /* 2026-11-23 */
	return &env;
}

static inline void
inspect_put(struct buf *b, const char *text)
{
	if (buf_add(b, span_str(text)) != 0)
		abort();
}

static inline void
inspect_note_finding(void *arg, const struct finding *f)
{
	struct inspect_subject *s = arg;
	const struct rules *r = scanner_rules(inspect_test_env()->scanner);
	if (buf_printf(s->out, "%s %d @%llu+%llu #%llu %.*s\n",
		       rules_id(r, f->detector), (int)f->confidence,
		       (unsigned long long)f->offset,
		       (unsigned long long)f->length,
		       (unsigned long long)f->record, SPAN_FMT(f->value)) != 0)
		abort();
}

/* The persons since the last take: a line for what each is known by and each
 * category, so that a person handed over twice says the union. */
static inline void
inspect_note_person(struct inspect_subject *s, const struct person *p)
{
	const struct rules *r = scanner_rules(inspect_test_env()->scanner);
	char hex[2 * DIGEST_SIZE + 1];
	struct buf who;
	buf_init(&who, 1 << 20);
	inspect_put(&who, p->low ? "low" : "person");
	for (uint32_t k = 0; k < p->n_ids; k++)
		if (buf_printf(&who, " %s:%.8s",
			       rules_category_name(r, p->ids[k].category),
			       hex_text(span_of(p->ids[k].digest.bytes,
						DIGEST_SIZE),
					hex)) != 0)
			abort();
	for (unsigned c = 0; c < rules_category_count(r); c++)
		if (category_has(&p->categories, c) &&
		    buf_printf(&s->persons, "%.*s has %s\n",
			       SPAN_FMT(buf_span(&who)),
			       rules_category_name(r, c)) != 0)
			abort();
	if (p->domestic && buf_printf(&s->persons, "%.*s is domestic\n",
				      SPAN_FMT(buf_span(&who))) != 0)
		abort();
	buf_fini(&who);
}

static inline void
inspect_note_persons(struct inspect_subject *s)
{
	struct inspect_result result;
	inspection_take(s->inspection, &result);
	for (size_t i = 0; i < result.n_persons; i++)
		inspect_note_person(s, &result.persons[i]);
}

static inline void *
inspect_subject_open(void *arg, struct buf *out)
{
	const struct inspect_case *c = arg;
	struct inspect_subject *s = calloc(1, sizeof(*s));
	const struct inspect_env *env =
		c->env != NULL ? c->env : inspect_test_env();
	if (s == NULL || inspection_new(env, &s->inspection) != 0)
		abort();
	s->out = out;
	buf_init(&s->persons, 1 << 26);
	inspection_on_finding(s->inspection, inspect_note_finding, s);
	if (inspection_body(s->inspection, span_str(c->type),
			    span_str(c->encoding), span_str(c->path)) != 0)
		abort();
	return s;
}

static inline int
inspect_compare_lines(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The lines sorted and without repetition: the same person may be handed
 * over by several takes. */
static inline void
inspect_put_sorted(struct buf *out, struct buf *lines)
{
	size_t n = 0, size = 0;
	const char **at = NULL;
	if (buf_byte(lines, 0) != 0)
		abort();
	for (char *line = strtok((char *)lines->p, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		if (n == size) {
			size = size * 2 + 16;
			at = realloc(at, size * sizeof(*at));
			if (at == NULL)
				abort();
		}
		at[n++] = line;
	}
	if (n > 0)
		qsort(at, n, sizeof(*at), inspect_compare_lines);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && strcmp(at[i - 1], at[i]) == 0)
			continue;
		inspect_put(out, at[i]);
		inspect_put(out, "\n");
	}
	free(at);
}

static inline void
inspect_note_end(struct inspect_subject *s)
{
	struct inspect_result result;
	struct inspect_totals t;
	inspection_take(s->inspection, &result);
	inspection_totals(s->inspection, &t);
	inspect_put_sorted(s->out, &s->persons);
	if (buf_printf(s->out, "persons %llu low %llu unreadable %x %s\n",
		       (unsigned long long)t.persons,
		       (unsigned long long)t.low_persons, result.unreadable,
		       result.cause != NULL ? result.cause : "-") != 0)
		abort();
}

static inline int
inspect_subject_push(void *subject, struct span piece, bool last)
{
	struct inspect_subject *s = subject;
	if (inspection_push(s->inspection, piece, last) != 0)
		abort();
	s->raw += piece.n;
	uint64_t safe = inspection_safe(s->inspection);
	if (safe < s->safe || safe > s->raw || (last && safe != s->raw))
		abort();
	s->safe = safe;
	inspect_note_persons(s);
	if (last)
		inspect_note_end(s);
	return 0;
}

static inline void
inspect_subject_close(void *subject)
{
	struct inspect_subject *s = subject;
	inspection_free(&s->inspection);
	buf_fini(&s->persons);
	free(s);
}

static inline struct feed
inspect_feed(struct inspect_case *c)
{
	return (struct feed){inspect_subject_open, inspect_subject_push,
			     inspect_subject_close, c};
}

/* What an inspection of the whole input says, in out (initialised by this;
 * the caller ends it). */
static inline const char *
inspect_whole(struct inspect_case *c, struct span in, struct buf *out)
{
	struct feed f = inspect_feed(c);
	buf_init(out, 1 << 26);
	feed_pieces(&f, in, in.n, 1, out);
	if (buf_byte(out, 0) != 0)
		abort();
	return (const char *)out->p;
}

/* A body and what its inspection must say. For tables of tests. */
struct inspect_row {
	const char *type, *encoding;
	struct span body;
	const char *says;     /* stands in the result */
	const char *says_not; /* does not; may be NULL */
};

#define INSPECT_BODY(text)                                                     \
	{                                                                      \
		(const uint8_t *)(text), sizeof(text) - 1                      \
	}

/* Checks a row, whole and cut every way; prints and returns -1 if it does not
 * hold. */
static inline int
inspect_check(const struct inspect_row *row)
{
	struct inspect_case c = {row->type, row->encoding, "", NULL};
	struct feed f = inspect_feed(&c);
	struct buf out;
	const char *said = inspect_whole(&c, row->body, &out);
	int rc = 0;
	if (strstr(said, row->says) == NULL ||
	    (row->says_not != NULL && strstr(said, row->says_not) != NULL)) {
		fprintf(stderr, "wanted %s\nnot %s\nbut %s\n", row->says,
			row->says_not != NULL ? row->says_not : "-", said);
		rc = -1;
	}
	buf_fini(&out);
	return rc == 0 ? feed_every_way(&f, row->body) : rc;
}
