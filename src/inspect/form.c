/* SPDX-License-Identifier: Apache-2.0 */
/*
 * application/x-www-form-urlencoded (WHATWG URL section 5) and queries: names
 * and values, percent signs undone where they lie; the form is one record.
 * One owner, one thread.
 */
#include "inspect/bytes.h"
#include "inspect/nested.h"

#include <errno.h>
#include <stdlib.h>

#define NAME_LONGEST 256

struct form {
	struct stage stage;
	struct window window;
	uint32_t label;
	bool value;   /* the name is read, its value comes */
	bool in_long; /* in a long value */
};

static struct form *
form_of(struct stage *s)
{
	return (struct form *)(void *)s;
}

/* The name that begins at i and ends at end, before '=' if named. */
static void
name(struct form *f, size_t i, size_t end, bool named)
{
	struct harvest *h = f->stage.work->harvest;
	size_t n = unescape_percent(f->window.text.p + i, end - i, true, NULL);
	unsigned flags = NAME_ODD;
	f->label = LABEL_NONE;
	if (named)
		f->label = harvest_label(h, span_of(f->window.text.p + i, n),
					 &flags);
	if ((flags & NAME_ODD) != 0)
		harvest_field(h, i, n, LABEL_NONE);
	f->value = named;
}

/* Bytes of an unfinished percent sign at the end. */
static size_t
cut_percent(const uint8_t *p, size_t i, size_t n)
{
	for (size_t k = 1; k <= 2 && n >= i + k; k++)
		if (p[n - k] == '%')
			return k;
	return 0;
}

/* Bytes of an unfinished character at the end, with or without percent
 * signs. */
static size_t
cut_character(const uint8_t *p, size_t i, size_t n)
{
	uint8_t tail[3], one[3];
	uint32_t c;
	size_t at = n;
	for (size_t k = sizeof(tail); k > 0; k--) {
		if (at >= i + 3 && p[at - 3] == '%') {
			at -= 3;
			memcpy(one, p + at, sizeof(one));
			if (unescape_percent(one, 3, false, NULL) != 1)
				return 0;
			tail[k - 1] = one[0];
		} else if (at > i) {
			tail[k - 1] = p[--at];
		} else {
			return 0;
		}
		struct span s = span_of(tail + k - 1, sizeof(tail) - k + 1);
		if (utf8_get(s, &c) < 0)
			return n - at;
	}
	return 0;
}

static size_t
unescape(uint8_t *p, size_t n)
{
	return unescape_percent(p, n, true, NULL);
}

static ssize_t
long_run(struct form *f, size_t i, bool last)
{
	uint8_t *p = f->window.text.p;
	size_t n = f->window.text.n;
	size_t end = bytes_find1(p, i, n, '&');
	bool done = end < n || last;
	if (!done) {
		end -= cut_percent(p, i, n);
		end -= cut_character(p, i, end);
	}
	size_t len = window_undo(&f->window, i, end - i, unescape);
	int rc = nested_long_add(&f->stage, &f->window, span_of(p + i, len),
				 window_epoch(&f->window, i));
	if (rc == 0 && done)
		rc = nested_long_end(&f->stage, &f->window);
	if (rc < 0)
		return rc;
	if (done)
		f->in_long = f->value = false;
	return (ssize_t)(end + (done && end < n));
}

/* A name or value at i: where to go on; i if it is unfinished. */
static ssize_t
step(struct form *f, size_t i, bool last)
{
	uint8_t *p = f->window.text.p;
	size_t n = f->window.text.n, far = i + LONG_VALUE + 1;
	size_t stop = n < far ? n : far;
	size_t end = bytes_find3(p, i, stop, '&', f->value ? '&' : '=', '&');
	if (end == far) {
		int rc = window_flush(&f->window, &f->stage, i);
		if (rc == 0)
			rc = nested_long_begin(&f->stage, &f->window, i,
					       f->value ? f->label : LABEL_NONE,
					       unescape);
		f->in_long = true;
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (end == n && !last)
		return (ssize_t)i;
	if (f->value) {
		size_t len = window_undo(&f->window, i, end - i, unescape);
		f->value = false;
		int rc = nested_put(&f->stage, &f->window, i, len, f->label);
		if (rc < 0)
			return rc;
	} else {
		name(f, i, end, end < n && p[end] == '=');
	}
	return (ssize_t)(end < n ? end + 1 : n);
}

static ssize_t
form_run(struct stage *s, bool last)
{
	struct form *f = form_of(s);
	struct harvest *h = s->work->harvest;
	size_t i = 0;
	while (i < f->window.text.n || (last && f->in_long)) {
		bool was = f->in_long;
		ssize_t next = was ? long_run(f, i, last) : step(f, i, last);
		if (next < 0)
			return next;
		if ((size_t)next == i && f->in_long == was)
			break;
		i = (size_t)next;
		int rc = harvest_full(h) ? window_flush(&f->window, s, i) : 0;
		if (rc < 0)
			return rc;
	}
	if (last)
		harvest_close(h, f->window.base + i);
	return (ssize_t)i;
}

static int
form_push(struct stage *s, struct span in, bool last)
{
	return window_push(&form_of(s)->window, s, in, last, form_run);
}

static uint64_t
form_pending(const struct stage *s)
{
	return window_pending(&((const struct form *)(const void *)s)->window);
}

static void
form_close(struct stage *s)
{
	window_fini(&form_of(s)->window);
	free(s);
}

int
form_open(struct work *w, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"form", form_push, form_pending,
					     form_close};
	struct form *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return -ENOMEM;
	f->stage = (struct stage){&ops, w};
	window_init(&f->window, w->origin);
	harvest_open(w->harvest, w->origin, w->member);
	*ret_stage = &f->stage;
	return 0;
}
