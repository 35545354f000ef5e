/* SPDX-License-Identifier: Apache-2.0 */
/* Facts copied, changed and decided on again. Pure; any thread. */
#include "policy/whatif.h"

#include "policy/whatif_changes.h"

#include <stdio.h>

/* The copy: pointers of the facts lead into it. */
static void
scratch_init(struct scratch *s, const struct facts *f)
{
	const struct pathway *p;
	memset(s, 0, sizeof(*s));
	s->facts = *f;
	s->def = regime_definition(f->regime);
	s->reg = *f->reg;
	s->facts.reg = &s->reg;
	if (f->recipient != NULL) {
		s->recipient = *f->recipient;
		s->facts.recipient = &s->recipient;
	}
	if (f->flow == NULL)
		return;
	s->flow = *f->flow;
	s->facts.flow = &s->flow;
	if (f->recipient != NULL)
		s->flow.recipient = &s->recipient;
	p = flow_pathway(f->flow, s->def->id);
	s->flow.more_pathways = NULL;
	s->flow.pathway = NULL;
	if (p != NULL) {
		s->pathway = *p;
		s->flow.pathway = &s->pathway;
	}
}

static enum verdict
decide(const struct scratch *s)
{
	struct decision d;
	policy_decide(&s->facts, &d);
	return d.verdict;
}

/* What is sought, and where it is told. */
struct search {
	const struct facts *facts;
	const struct change *changes;
	enum verdict is;
	enum verdict most, least; /* what the verdict should be within */
	policy_change_fn *fn;
	void *arg;
};

static bool
is_sought(const struct search *q, enum verdict v)
{
	return v >= q->least && v <= q->most;
}

static const char *
words_of(const struct change *c, const struct scratch *s,
	 char buf[WHATIF_WORDS])
{
	snprintf(buf, WHATIF_WORDS, "%s",
		 c->words != NULL ? c->words : s->words);
	return buf;
}

/* Each by itself; whether one that leaves the content as it is was enough. */
static bool
try_singles(const struct search *q)
{
	bool found = false;
	for (const struct change *c = q->changes; c->apply != NULL; c++) {
		struct scratch s;
		char buf[WHATIF_WORDS];
		scratch_init(&s, q->facts);
		if (!c->apply(&s, c->which))
			continue;
		enum verdict v = decide(&s);
		if (!is_sought(q, v))
			continue;
		const char *words[] = {words_of(c, &s, buf), NULL};
		q->fn(q->arg, q->is, v, words, 1);
		found |= !c->of_content;
	}
	return found;
}

/* The verdict with all that are used; words (may be NULL) get theirs. */
static enum verdict
apply_all(const struct search *q, const bool *used, char (*words)[WHATIF_WORDS])
{
	struct scratch s;
	scratch_init(&s, q->facts);
	for (size_t i = 0; i < WHATIF_MOST && q->changes[i].apply; i++) {
		const struct change *c = &q->changes[i];
		if (used[i] && c->apply(&s, c->which) && words != NULL)
			(void)words_of(c, &s, words[i]);
	}
	return decide(&s);
}

/* Adds changes until they are enough, then drops those it goes without. */
static void
try_set(const struct search *q)
{
	bool used[WHATIF_MOST] = {false};
	char texts[WHATIF_MOST][WHATIF_WORDS];
	const char *words[WHATIF_MOST + 1];
	size_t n = 0, end = 0;
	enum verdict v = q->is;
	for (; !is_sought(q, v) && end < WHATIF_MOST && q->changes[end].apply;
	     end++) {
		struct scratch s;
		scratch_init(&s, q->facts);
		used[end] = !q->changes[end].of_content &&
			    q->changes[end].apply(&s, q->changes[end].which);
		v = apply_all(q, used, NULL);
	}
	if (!is_sought(q, v))
		return;
	for (size_t i = 0; i < end; i++) {
		bool was = used[i];
		used[i] = false;
		if (was && !is_sought(q, apply_all(q, used, NULL)))
			used[i] = true;
	}
	memset(texts, 0, sizeof(texts));
	v = apply_all(q, used, texts);
	for (size_t i = 0; i < end; i++)
		if (used[i] && texts[i][0] != '\0')
			words[n++] = texts[i];
	words[n] = NULL;
	if (n > 0)
		q->fn(q->arg, q->is, v, words, n);
}

static void
seek(const struct facts *facts, enum verdict is, const struct change *changes,
     enum verdict least, enum verdict most, policy_change_fn *fn, void *arg)
{
	const struct search q = {facts, changes, is, most, least, fn, arg};
	if (!try_singles(&q))
		try_set(&q);
}

void
policy_what_if(const struct facts *facts, policy_change_fn *fn, void *arg)
{
	struct scratch s;
	scratch_init(&s, facts);
	enum verdict is = decide(&s);
	if (is == VERDICT_BLOCK)
		seek(facts, is, changes_to_pass, VERDICT_ALLOW, VERDICT_LOG, fn,
		     arg);
	if (is == VERDICT_LOG)
		seek(facts, is, changes_to_pass, VERDICT_ALLOW, VERDICT_ALLOW,
		     fn, arg);
	if (is != VERDICT_BLOCK)
		seek(facts, is, changes_to_stop, VERDICT_BLOCK, VERDICT_BLOCK,
		     fn, arg);
}
