/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One value and nothing else: the text of a form's part. It belongs to the
 * record that is open around it. One owner, one thread.
 */
#include "inspect/nested.h"

#include <errno.h>
#include <stdlib.h>

struct value {
	struct stage stage;
	struct window window;
	uint32_t label;
	bool in_long;
};

static struct value *
value_of(struct stage *s)
{
	return (struct value *)(void *)s;
}

static ssize_t
value_run(struct stage *s, bool last)
{
	struct value *v = value_of(s);
	size_t n = v->window.text.n;
	int rc = 0;
	if (!v->in_long) {
		if (n <= LONG_VALUE) {
			if (last)
				rc = nested_put(s, &v->window, 0, n, v->label);
			return rc < 0 ? rc : last ? (ssize_t)n : 0;
		}
		rc = window_flush(&v->window, s, 0);
		if (rc == 0)
			rc = nested_long_begin(s, &v->window, 0, v->label,
					       NULL);
		if (rc < 0)
			return rc;
		v->in_long = true;
	}
	rc = nested_long_add(s, &v->window, buf_span(&v->window.text),
			     window_epoch(&v->window, 0));
	if (rc == 0 && last)
		rc = nested_long_end(s, &v->window);
	return rc < 0 ? rc : (ssize_t)n;
}

static int
value_push(struct stage *s, struct span in, bool last)
{
	return window_push(&value_of(s)->window, s, in, last, value_run);
}

static uint64_t
value_pending(const struct stage *s)
{
	return window_pending(&((const struct value *)(const void *)s)->window);
}

static void
value_close(struct stage *s)
{
	window_fini(&value_of(s)->window);
	free(s);
}

int
value_open(struct work *w, uint32_t label, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"value", value_push, value_pending,
					     value_close};
	struct value *v = calloc(1, sizeof(*v));
	if (v == NULL)
		return -ENOMEM;
	v->stage = (struct stage){&ops, w};
	v->label = label;
	window_init(&v->window, w->origin);
	*ret_stage = &v->stage;
	return 0;
}
