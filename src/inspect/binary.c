/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What nothing reads: its bytes are counted as unread, and its printable runs
 * are scanned all the same, each a record. A run must be long enough, or
 * enough like an identifier, not to be chance: a random megabyte holds an
 * e-mail address of six characters. One owner, one thread.
 */
#include "inspect/window.h"

#include <errno.h>
#include <stdlib.h>

#define RUN_PLAIN 16  /* any printable characters */
#define RUN_NAME 14   /* letters, digits and @ . _ - + alone */
#define RUN_DIGITS 10 /* of these nearly all digits */

struct binary {
	struct stage stage;
	struct window window;
	enum unreadable class; /* UNREADABLE_MAX_: it is read elsewhere */
	bool in_long;
};

static struct binary *
binary_of(struct stage *s)
{
	return (struct binary *)(void *)s;
}

/* Length of the printable run at i; *ret_open: it may go on beyond n. */
static size_t
run_length(const uint8_t *p, size_t i, size_t n, bool *ret_open)
{
	size_t at = i;
	uint32_t c;
	*ret_open = false;
	while (at < n) {
		if (p[at] < 0x80) {
			if ((p[at] < ' ' && p[at] != '\t') || p[at] == 0x7f)
				return at - i;
			at++;
			continue;
		}
		/* Of the rest only what East Asian text is made of. */
		if (p[at] < 0xe3 || p[at] > 0xef)
			return at - i;
		int len = utf8_get(span_of(p + at, n - at), &c);
		if (len < 0)
			break;
		if (len == 0)
			return at - i;
		at += (size_t)len;
	}
	*ret_open = true;
	return at - i;
}

bool
binary_is_worth(struct span run)
{
	size_t digits = 0, plain = 0;
	if (run.n >= RUN_PLAIN)
		return true;
	if (run.n < RUN_DIGITS)
		return false;
	for (size_t i = 0; i < run.n; i++) {
		uint8_t c = run.p[i];
		digits += c >= '0' && c <= '9';
		plain += (c >= '0' && c <= '9') || is_letter(c) || c == '@' ||
			 c == '.' || c == '_' || c == '-' || c == '+';
	}
	return digits >= RUN_DIGITS - 1 ||
	       (run.n >= RUN_NAME && plain == run.n);
}

static ssize_t
step(struct binary *b, size_t i, bool last)
{
	struct harvest *h = b->stage.work->harvest;
	const uint8_t *p = b->window.text.p;
	size_t n = b->window.text.n;
	bool open;
	size_t len = run_length(p, i, n, &open);
	int rc = 0;
	if (b->in_long) {
		rc = harvest_long_add(h, span_of(p + i, len),
				      window_epoch(&b->window, i));
		if (rc == 0 && (!open || last)) {
			rc = harvest_long_end(h);
			harvest_close(h, b->window.base + i + len);
			b->in_long = false;
		}
		return rc < 0 ? rc : (ssize_t)(i + len);
	}
	if (len > LONG_VALUE) {
		rc = window_flush(&b->window, &b->stage, i);
		harvest_open(h, b->window.base + i, 0);
		harvest_long_begin(h, b->window.base + i, LABEL_NONE);
		b->in_long = true;
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (open && !last)
		return (ssize_t)i;
	if (binary_is_worth(span_of(p + i, len))) {
		harvest_open(h, b->window.base + i, 0);
		harvest_field(h, i, len, LABEL_NONE);
		harvest_close(h, b->window.base + i + len);
	}
	/* At least the byte that is not printable. */
	return (ssize_t)(i + len + (i + len < n));
}

static ssize_t
binary_run(struct stage *s, bool last)
{
	struct binary *b = binary_of(s);
	size_t i = 0;
	while (i < b->window.text.n || (last && b->in_long)) {
		bool was = b->in_long;
		ssize_t next = step(b, i, last);
		if (next < 0)
			return next;
		if ((size_t)next == i && b->in_long == was)
			break;
		i = (size_t)next;
		int rc = harvest_full(s->work->harvest)
				 ? window_flush(&b->window, s, i)
				 : 0;
		if (rc < 0)
			return rc;
	}
	return (ssize_t)i;
}

static int
binary_push(struct stage *s, struct span in, bool last)
{
	struct binary *b = binary_of(s);
	if (b->class != UNREADABLE_MAX_)
		work_unread_more(s->work, b->class, in.n);
	return window_push(&b->window, s, in, last, binary_run);
}

static uint64_t
binary_pending(const struct stage *s)
{
	return window_pending(
		&((const struct binary *)(const void *)s)->window);
}

static void
binary_close(struct stage *s)
{
	window_fini(&binary_of(s)->window);
	free(s);
}

int
runs_open(struct work *w, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"binary", binary_push,
					     binary_pending, binary_close};
	struct binary *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return -ENOMEM;
	b->stage = (struct stage){&ops, w};
	b->class = UNREADABLE_MAX_;
	window_init(&b->window, w->origin);
	*ret_stage = &b->stage;
	return 0;
}

int
binary_open(struct work *w, enum unreadable class, const char *cause,
	    struct stage **ret_stage)
{
	int rc = runs_open(w, ret_stage);
	if (rc < 0)
		return rc;
	binary_of(*ret_stage)->class = class;
	work_unreadable(w, class, cause, 0);
	return 0;
}
