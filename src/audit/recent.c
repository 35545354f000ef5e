/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines lie whole in a circle of bytes: one that does not fit before its end
 * starts anew at its beginning. The oldest yield to the newest.
 */
#include "audit/recent.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

struct place {
	size_t at, n;
};

struct recent {
	pthread_mutex_t lock;
	uint8_t *bytes;
	size_t size, at; /* at: where the next line goes */
	struct place *lines;
	size_t n_lines;
	uint64_t first, last; /* lines [first, last) are there */
};

int
recent_new(size_t bytes, size_t lines, struct recent **ret_recent)
{
	struct recent *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	pthread_mutex_init(&r->lock, NULL);
	r->size = bytes;
	r->n_lines = lines;
	r->bytes = malloc(bytes);
	r->lines = calloc(lines, sizeof(*r->lines));
	if (r->bytes == NULL || r->lines == NULL) {
		recent_free(&r);
		return -ENOMEM;
	}
	*ret_recent = r;
	return 0;
}

void
recent_free(struct recent **r)
{
	if (*r == NULL)
		return;
	pthread_mutex_destroy(&(*r)->lock);
	free((*r)->bytes);
	free((*r)->lines);
	free(*r);
	*r = NULL;
}

static struct place *
place_of(struct recent *r, uint64_t i)
{
	return &r->lines[i % r->n_lines];
}

/* Forgets old lines as long as they lie in [from, to). */
static void
make_room(struct recent *r, size_t from, size_t to)
{
	while (r->first < r->last) {
		struct place *p = place_of(r, r->first);
		bool met = p->at < to && p->at + p->n > from;
		if (!met && r->last - r->first < r->n_lines)
			return;
		r->first++;
	}
}

static void
add_line(struct recent *r, struct span line)
{
	if (line.n == 0 || line.n > r->size)
		return;
	if (line.n > r->size - r->at) {
		make_room(r, r->at, r->size);
		r->at = 0;
	}
	make_room(r, r->at, r->at + line.n);
	memcpy(r->bytes + r->at, line.p, line.n);
	*place_of(r, r->last++) = (struct place){r->at, line.n};
	r->at += line.n;
}

void
recent_add(struct recent *r, struct span text)
{
	pthread_mutex_lock(&r->lock);
	while (text.n > 0)
		add_line(r, span_split(&text, '\n'));
	pthread_mutex_unlock(&r->lock);
}

/* A copy of the last n lines, each with its newline; NULL without memory. */
static uint8_t *
copy_lines(struct recent *r, size_t n, struct span *ret_text)
{
	pthread_mutex_lock(&r->lock);
	uint64_t from = r->last - r->first > n ? r->last - n : r->first;
	size_t total = 0;
	for (uint64_t i = from; i < r->last; i++)
		total += place_of(r, i)->n + 1;
	uint8_t *copy = malloc(total + 1);
	uint8_t *p = copy;
	for (uint64_t i = from; copy != NULL && i < r->last; i++) {
		const struct place *place = place_of(r, i);
		memcpy(p, r->bytes + place->at, place->n);
		p += place->n;
		*p++ = '\n';
	}
	pthread_mutex_unlock(&r->lock);
	*ret_text = span_of(copy, total);
	return copy;
}

int
recent_each(struct recent *r, size_t n, int (*fn)(void *arg, struct span line),
	    void *arg)
{
	struct span text;
	uint8_t *copy = copy_lines(r, n, &text);
	int rc = 0;
	if (copy == NULL)
		return -ENOMEM;
	while (rc == 0 && text.n > 0)
		rc = fn(arg, span_split(&text, '\n'));
	free(copy);
	return rc;
}
