/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The middle of an upload in JSON or markup begins in the middle of a record.
 * What comes before the first place where one can begin is read as text, what
 * follows in its format, so that records have their borders in every part.
 * One owner, one thread.
 */
#include "inspect/ends.h"
#include "inspect/stage.h"

#include <errno.h>
#include <stdlib.h>

/* So many end tags make it markup. */
#define TAGS_ENOUGH 2

struct resync {
	struct stage stage;
	struct stage *lead, *next;
	size_t left; /* for the lead */
};

static bool
is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The first object that follows another one: "}, {". */
static bool
find_object(struct span head, size_t *ret_at)
{
	enum { NOTHING, CLOSED, PARTED } seen = NOTHING;
	for (size_t i = 0; i < head.n; i++) {
		uint8_t c = head.p[i];
		if (c == '{' && seen == PARTED) {
			*ret_at = i;
			return true;
		}
		if (c == '}')
			seen = CLOSED;
		else if (c == ',' && seen == CLOSED)
			seen = PARTED;
		else if (!is_space(c))
			seen = NOTHING;
	}
	return false;
}

static bool
is_name(uint8_t c)
{
	uint8_t low = c | 0x20;
	return (low >= 'a' && low <= 'z') || c == '_' || c >= 0x80;
}

/* The first tag, where there are end tags enough. */
static bool
find_tag(struct span head, size_t *ret_at)
{
	size_t tags = 0, first = SIZE_MAX;
	for (size_t i = 0; i + 2 < head.n; i++) {
		if (head.p[i] != '<')
			continue;
		bool end = head.p[i + 1] == '/' && is_name(head.p[i + 2]);
		if (first == SIZE_MAX && (end || is_name(head.p[i + 1])))
			first = i;
		tags += end;
	}
	*ret_at = first;
	return tags >= TAGS_ENOUGH;
}

static struct resync *
resync_of(struct stage *s)
{
	return (struct resync *)(void *)s;
}

static int
resync_push(struct stage *s, struct span in, bool last)
{
	struct resync *r = resync_of(s);
	int rc = 0;
	if (r->left > 0) {
		size_t n = r->left < in.n ? r->left : in.n;
		r->left -= n;
		rc = stage_push(r->lead, span_cut(in, 0, n),
				r->left == 0 || last);
		in = span_from(in, n);
	}
	return rc < 0 || (r->left > 0 && !last) ? rc
						: stage_push(r->next, in, last);
}

static uint64_t
resync_pending(const struct stage *s)
{
	const struct resync *r = (const struct resync *)(const void *)s;
	return stage_pending(r->left > 0 ? r->lead : r->next);
}

static void
resync_close(struct stage *s)
{
	struct resync *r = resync_of(s);
	stage_close(&r->lead);
	stage_close(&r->next);
	free(r);
}

int
resync_open(struct work *w, struct span head, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"resync", resync_push,
					     resync_pending, resync_close};
	size_t at;
	bool json = find_object(head, &at);
	if (!json && !find_tag(head, &at))
		return 0;
	struct resync *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	uint64_t origin = w->origin;
	r->stage = (struct stage){&ops, w};
	r->left = at;
	int rc = at > 0 ? text_open(w, &r->lead) : 0;
	w->origin = origin + at;
	if (rc == 0)
		rc = json ? json_open(w, &r->next) : markup_open(w, &r->next);
	w->origin = origin;
	*ret_stage = &r->stage;
	if (rc < 0)
		stage_close(ret_stage);
	return rc;
}
