/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A look at all that passes, for the fingerprints of files that are important
 * data. Changes nothing of it. One watch for each detector with a list, and
 * one that tells all fingerprints where somebody makes a list.
 */
#include "inspect/engine.h"
#include "inspect/harvest.h"
#include "inspect/winnow.h"

#include <errno.h>
#include <stdlib.h>

struct watch {
	struct stage stage;
	struct stage *next;
	struct winnow *teller; /* NULL: nobody asked */
	size_t n;
	struct {
		struct fingerprint_watch *watch; /* NULL once found */
		unsigned detector;
	} of[];
};

static struct watch *
watch_of(struct stage *s)
{
	return (struct watch *)(void *)s;
}

static int
watch_push(struct stage *s, struct span in, bool last)
{
	struct watch *w = watch_of(s);
	const struct inspect_env *env = s->work->env;
	for (size_t i = 0; i < w->n; i++) {
		if (w->of[i].watch == NULL ||
		    !fingerprint_watch_push(w->of[i].watch, in, last))
			continue;
		fingerprint_watch_free(&w->of[i].watch);
		harvest_known_file(s->work->harvest, w->of[i].detector);
	}
	if (w->teller != NULL) {
		winnow_push(w->teller, in, env->on_fingerprint,
			    env->on_fingerprint_arg);
		if (last)
			winnow_end(w->teller, env->on_fingerprint,
				   env->on_fingerprint_arg);
	}
	return stage_push(w->next, in, last);
}

static uint64_t
watch_pending(const struct stage *s)
{
	const struct watch *w = (const struct watch *)(const void *)s;
	return stage_pending(w->next);
}

static void
watch_close(struct stage *s)
{
	struct watch *w = watch_of(s);
	for (size_t i = 0; i < w->n; i++)
		fingerprint_watch_free(&w->of[i].watch);
	if (w->teller != NULL)
		explicit_bzero(w->teller, sizeof(*w->teller));
	free(w->teller);
	stage_close(&w->next);
	free(w);
}

/* The watches of a layer; what is there is closed with it. */
static int
watch_fill(struct watch *w, const struct rules *r, bool text)
{
	const struct inspect_env *env = w->stage.work->env;
	for (size_t i = 0; i < r->n_none; i++) {
		unsigned detector = r->none[i];
		int rc = fingerprint_watch_new(
			r->detectors[detector].fingerprints, text,
			&w->of[i].watch);
		if (rc < 0)
			return rc;
		w->of[i].detector = detector;
		w->n++;
	}
	if (env->on_fingerprint == NULL)
		return 0;
	w->teller = malloc(sizeof(*w->teller));
	if (w->teller == NULL)
		return -ENOMEM;
	winnow_init(w->teller, env->fingerprint_key, text);
	return 0;
}

int
watch_open(struct work *work, bool text, struct stage *next,
	   struct stage **ret_stage)
{
	static const struct stage_ops ops = {"watch", watch_push, watch_pending,
					     watch_close};
	const struct rules *r = scanner_rules(work->env->scanner);
	if (r->n_none == 0 && work->env->on_fingerprint == NULL) {
		*ret_stage = next;
		return 0;
	}
	struct watch *w = calloc(1, sizeof(*w) + r->n_none * sizeof(w->of[0]));
	if (w == NULL) {
		stage_close(&next);
		return -ENOMEM;
	}
	w->stage = (struct stage){&ops, work};
	w->next = next;
	struct stage *mine = &w->stage;
	int rc = watch_fill(w, r, text);
	if (rc < 0) {
		stage_close(&mine);
		return rc;
	}
	*ret_stage = mine;
	return 0;
}
