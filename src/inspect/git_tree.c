/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Trees: a mode, a name, a zero byte and an object's hash, again and again.
 * Names are read, each a record. One owner, one thread.
 */
#include "inspect/git.h"

#include "inspect/window.h"

#include <errno.h>
#include <stdlib.h>

#define MODE_MAX 6

struct tree {
	struct stage stage;
	struct window window;
	struct stage *rest; /* reads what is no tree */
	size_t hash;
};

static struct tree *
tree_of(struct stage *s)
{
	return (struct tree *)(void *)s;
}

static int
lost(struct tree *t, size_t i)
{
	struct work *w = t->stage.work;
	int rc = window_flush(&t->window, &t->stage, i);
	w->origin = t->window.base + i;
	return rc < 0 ? rc
		      : binary_open(w, UNREADABLE_BROKEN, "git-tree", &t->rest);
}

/* The entry at i: where the next one is; i if it is cut; lost if it is none. */
static ssize_t
entry(struct tree *t, size_t i, bool last)
{
	struct harvest *h = t->stage.work->harvest;
	uint8_t *p = t->window.text.p;
	struct span s = span_from(buf_span(&t->window.text), i);
	ssize_t name = span_chr(span_cut(s, 0, MODE_MAX + 1), ' ');
	bool none = name == 0 || (name < 0 && s.n > MODE_MAX);
	for (size_t k = 0; k < s.n && k < (name < 0 ? MODE_MAX : (size_t)name);
	     k++)
		none = none || s.p[k] < '0' || s.p[k] > '7';
	ssize_t zero = span_chr(span_cut(s, 0, LONG_VALUE), 0);
	none = none || (zero < 0 && s.n >= LONG_VALUE);
	bool cut = name < 0 || zero < 0 || s.n < (size_t)zero + 1 + t->hash;
	if (none || (cut && last)) {
		int rc = lost(t, i);
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (cut)
		return (ssize_t)i;
	size_t at = i + (size_t)name + 1, end = i + (size_t)zero;
	size_t len = at < end ? fold_text(p + at, end - at, NULL) : 0;
	harvest_open(h, t->window.base + at, 0);
	harvest_field(h, at, len, LABEL_NONE);
	harvest_close(h, t->window.base + end);
	return (ssize_t)(end + 1 + t->hash);
}

static ssize_t
tree_run(struct stage *s, bool last)
{
	struct tree *t = tree_of(s);
	size_t i = 0;
	while (t->rest == NULL && i < t->window.text.n) {
		ssize_t next = entry(t, i, last);
		if (next < 0)
			return next;
		if ((size_t)next == i && t->rest == NULL)
			return next;
		i = (size_t)next;
		int rc = harvest_full(s->work->harvest)
				 ? window_flush(&t->window, s, i)
				 : 0;
		if (rc < 0)
			return rc;
	}
	if (t->rest == NULL)
		return (ssize_t)i;
	int rc = stage_push(t->rest, span_from(buf_span(&t->window.text), i),
			    last);
	return rc < 0 ? rc : (ssize_t)t->window.text.n;
}

static int
tree_push(struct stage *s, struct span in, bool last)
{
	return window_push(&tree_of(s)->window, s, in, last, tree_run);
}

static uint64_t
tree_pending(const struct stage *s)
{
	const struct tree *t = (const struct tree *)(const void *)s;
	return epoch_min(window_pending(&t->window), stage_pending(t->rest));
}

static void
tree_close(struct stage *s)
{
	struct tree *t = tree_of(s);
	stage_close(&t->rest);
	window_fini(&t->window);
	free(t);
}

int
git_tree_open(struct work *w, size_t hash, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"git-tree", tree_push,
					     tree_pending, tree_close};
	struct tree *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	t->stage = (struct stage){&ops, w};
	t->hash = hash;
	window_init(&t->window, w->origin);
	*ret_stage = &t->stage;
	return 0;
}
