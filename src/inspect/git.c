/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests of git's protocol over HTTP, and bundles: lines first, each a
 * record (names of branches, of the program, options), then the pack. One
 * owner, one thread.
 */
#include "inspect/git.h"

#include "inspect/window.h"

#include <errno.h>
#include <stdlib.h>

/* gitprotocol-common: a line's length has four digits, itself included. */
#define LENGTH_SIZE 4
#define LINE_MAX_ 65520
/* Of a bundle's header. */
#define BUNDLE_LINE_MAX 8192

struct git {
	struct stage stage;
	struct window window;
	struct stage *pack; /* or what is no pack: reads the rest */
	bool bundle, flushed;
	size_t hash;
};

static struct git *
git_of(struct stage *s)
{
	return (struct git *)(void *)s;
}

static int
hex(struct span s, size_t n)
{
	int value = 0;
	for (size_t i = 0; i < n; i++) {
		uint8_t c = i < s.n ? s.p[i] : 0;
		uint8_t low = c | 0x20;
		if (c >= '0' && c <= '9')
			value = value << 4 | (c - '0');
		else if (low >= 'a' && low <= 'f')
			value = value << 4 | (low - 'a' + 10);
		else
			return -1;
	}
	return value;
}

/* An object's name at the start: its length, or 0. */
static size_t
object_name(struct span s)
{
	size_t n = 0;
	while (n < s.n && n < 64 && hex(span_from(s, n), 1) >= 0)
		n++;
	return n == 40 || n == 64 ? n : 0;
}

enum git_kind
git_looks(struct span head)
{
	static const char *const words[] = {"want ",	 "have ",    "command=",
					    "push-cert", "shallow ", "deepen"};
	if (span_starts(head, SPAN("PACK\0\0\0\2")) ||
	    span_starts(head, SPAN("PACK\0\0\0\3")))
		return GIT_PACK;
	if (span_starts(head, SPAN("# v2 git bundle\n")) ||
	    span_starts(head, SPAN("# v3 git bundle\n")))
		return GIT_BUNDLE;
	if (hex(head, LENGTH_SIZE) <= LENGTH_SIZE)
		return GIT_NONE;
	struct span line = span_from(head, LENGTH_SIZE);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_starts(line, span_str(words[i])))
			return GIT_LINES;
	size_t n = object_name(line);
	if (n == 0 || n >= line.n || line.p[n] != ' ')
		return GIT_NONE;
	line = span_from(line, n + 1);
	return object_name(line) == n && n < line.n && line.p[n] == ' '
		       ? GIT_LINES
		       : GIT_NONE;
}

static int
rest_open(struct git *g, size_t i, bool pack)
{
	struct work *w = g->stage.work;
	int rc = window_flush(&g->window, &g->stage, i);
	if (rc < 0)
		return rc;
	w->origin = g->window.base + i;
	if (pack)
		return git_pack_open(w, g->hash, &g->pack);
	return binary_open(
		w, w->fragment ? UNREADABLE_FRAGMENT : UNREADABLE_BROKEN, "git",
		&g->pack);
}

/* A line's values: the parts between NULs. */
static void
take_line(struct git *g, size_t at, size_t n)
{
	struct harvest *h = g->stage.work->harvest;
	uint8_t *p = g->window.text.p;
	struct span rest = span_of(p + at, n), who;
	unsigned flags = git_is_identity(rest, &who)
				 ? git_identity_flags(g->stage.work, rest)
				 : 0;
	if (span_find(rest, SPAN("object-format=sha256")) >= 0)
		g->hash = 32;
	harvest_open(h, g->window.base + at, flags);
	while (rest.n > 0) {
		struct span part = span_trim(span_split(&rest, 0), "\n ");
		size_t from = (size_t)(part.p - p);
		size_t len = part.n > 0 ? fold_text(p + from, part.n, NULL) : 0;
		/* Longer values are for those who may keep them. */
		for (; len > LONG_VALUE; len -= LONG_VALUE) {
			harvest_field(h, from, LONG_VALUE, LABEL_NONE);
			from += LONG_VALUE;
		}
		harvest_field(h, from, len, LABEL_NONE);
	}
	harvest_close(h, g->window.base + at + n);
}

/* A line with its length at i. */
static ssize_t
counted(struct git *g, size_t i, bool last)
{
	struct span s = span_from(buf_span(&g->window.text), i);
	if (s.n < LENGTH_SIZE && !last)
		return (ssize_t)i;
	bool pack = g->flushed && span_starts(s, SPAN("PACK"));
	int n = hex(s, LENGTH_SIZE);
	if (pack || n < 0 || n > LINE_MAX_ || (last && (size_t)n > s.n)) {
		int rc = rest_open(g, i, pack);
		return rc < 0 ? rc : (ssize_t)i;
	}
	/* 0000, 0001 and 0002 are marks. */
	if (n <= LENGTH_SIZE) {
		g->flushed = g->flushed || n == 0;
		return (ssize_t)i + LENGTH_SIZE;
	}
	if ((size_t)n > s.n)
		return (ssize_t)i;
	take_line(g, i + LENGTH_SIZE, (size_t)n - LENGTH_SIZE);
	return (ssize_t)i + n;
}

/* A line of a bundle's header at i; an empty one ends it. */
static ssize_t
listed(struct git *g, size_t i, bool last)
{
	struct span s = span_from(buf_span(&g->window.text), i);
	ssize_t n = span_chr(s, '\n');
	if (n < 0 && !last && s.n <= BUNDLE_LINE_MAX)
		return (ssize_t)i;
	if (n < 0 || n > BUNDLE_LINE_MAX) {
		int rc = rest_open(g, i, false);
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (n == 0) {
		int rc = rest_open(g, i + 1, true);
		return rc < 0 ? rc : (ssize_t)i + 1;
	}
	take_line(g, i, (size_t)n);
	return (ssize_t)i + n + 1;
}

static ssize_t
git_run(struct stage *s, bool last)
{
	struct git *g = git_of(s);
	size_t i = 0;
	while (g->pack == NULL && i < g->window.text.n) {
		ssize_t next =
			g->bundle ? listed(g, i, last) : counted(g, i, last);
		if (next < 0)
			return next;
		if ((size_t)next == i && g->pack == NULL)
			break;
		i = (size_t)next;
	}
	if (g->pack == NULL)
		return (ssize_t)i;
	struct span rest = span_from(buf_span(&g->window.text), i);
	uint64_t epoch = s->work->epoch;
	s->work->epoch = epoch_min(epoch, window_epoch(&g->window, i));
	int rc = stage_push(g->pack, rest, last);
	s->work->epoch = epoch;
	return rc < 0 ? rc : (ssize_t)(i + rest.n);
}

static int
git_push(struct stage *s, struct span in, bool last)
{
	struct git *g = git_of(s);
	if (g->pack != NULL)
		return stage_push(g->pack, in, last);
	return window_push(&g->window, s, in, last, git_run);
}

static uint64_t
git_pending(const struct stage *s)
{
	const struct git *g = (const struct git *)(const void *)s;
	return epoch_min(window_pending(&g->window), stage_pending(g->pack));
}

static void
git_close(struct stage *s)
{
	struct git *g = git_of(s);
	stage_close(&g->pack);
	window_fini(&g->window);
	free(g);
}

int
git_open(struct work *w, bool bundle, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"git", git_push, git_pending,
					     git_close};
	struct git *g = calloc(1, sizeof(*g));
	if (g == NULL)
		return -ENOMEM;
	g->stage = (struct stage){&ops, w};
	g->bundle = bundle;
	g->hash = 20;
	window_init(&g->window, w->origin);
	*ret_stage = &g->stage;
	return 0;
}
