/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chunks and queues of ranges. Guarantees: a chunk's contents are wiped
 * before anybody else sees it; a queue moves bytes without copying them. The
 * store keeps a few spare chunks so that steady traffic allocates nothing.
 */
#include "proxy/chunk.h"

#include <errno.h>
#include <stdlib.h>

#define SPARE_MAX 64

struct chunk_store {
	struct chunk *spare;
	size_t n_spare, in_use;
};

struct chunk_store *
chunk_store_new(void)
{
	return calloc(1, sizeof(struct chunk_store));
}

void
chunk_store_free(struct chunk_store **ps)
{
	struct chunk_store *s = *ps;
	*ps = NULL;
	if (s == NULL)
		return;
	must(s->in_use == 0);
	for (struct chunk *c = s->spare, *next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(s);
}

struct chunk *
chunk_take(struct chunk_store *s)
{
	struct chunk *c = s->spare;
	if (c != NULL) {
		s->spare = c->next;
		s->n_spare--;
	} else {
		c = malloc(sizeof(*c));
		if (c == NULL)
			return NULL;
	}
	c->store = s;
	c->next = NULL;
	c->refs = 1;
	c->used = 0;
	s->in_use++;
	return c;
}

void
chunk_ref(struct chunk *c)
{
	c->refs++;
}

void
chunk_unref(struct chunk **pc)
{
	struct chunk *c = *pc;
	*pc = NULL;
	if (c == NULL || --c->refs > 0)
		return;
	struct chunk_store *s = c->store;
	explicit_bzero(c->bytes, c->used);
	s->in_use--;
	if (s->n_spare >= SPARE_MAX) {
		free(c);
		return;
	}
	c->next = s->spare;
	s->spare = c;
	s->n_spare++;
}

size_t
chunk_store_in_use(const struct chunk_store *s)
{
	return s->in_use;
}

static struct range *
at(const struct queue *q, size_t i)
{
	return &q->ranges[(q->head + i) & (q->size - 1)];
}

static int
queue_grow(struct queue *q)
{
	size_t size = q->size > 0 ? q->size * 2 : 8;
	struct range *ranges = calloc(size, sizeof(*ranges));
	if (ranges == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < q->count; i++)
		ranges[i] = *at(q, i);
	free(q->ranges);
	q->ranges = ranges;
	q->head = 0;
	q->size = size;
	return 0;
}

int
queue_add(struct queue *q, struct chunk *c, size_t from, size_t n)
{
	if (n == 0)
		return 0;
	if (q->count > 0) {
		struct range *last = at(q, q->count - 1);
		if (last->chunk == c && last->at + last->n == from) {
			last->n += (uint32_t)n;
			q->bytes += n;
			return 0;
		}
	}
	if (q->count == q->size) {
		int rc = queue_grow(q);
		if (rc < 0)
			return rc;
	}
	chunk_ref(c);
	*at(q, q->count++) = (struct range){c, (uint32_t)from, (uint32_t)n};
	q->bytes += n;
	return 0;
}

int
queue_copy(struct queue *q, struct chunk_store *store, struct span s)
{
	while (s.n > 0) {
		if (q->tail == NULL || q->tail->used == CHUNK_SIZE) {
			chunk_unref(&q->tail);
			q->tail = chunk_take(store);
			if (q->tail == NULL)
				return -ENOMEM;
		}
		struct chunk *c = q->tail;
		size_t room = CHUNK_SIZE - c->used;
		size_t n = s.n < room ? s.n : room;
		memcpy(c->bytes + c->used, s.p, n);
		int rc = queue_add(q, c, c->used, n);
		c->used += (unsigned)n;
		if (rc < 0)
			return rc;
		s = span_from(s, n);
	}
	return 0;
}

static void
drop_first(struct queue *q)
{
	struct range *r = at(q, 0);
	q->bytes -= r->n;
	chunk_unref(&r->chunk);
	q->head = (q->head + 1) & (q->size - 1);
	if (--q->count == 0)
		chunk_unref(&q->tail); /* who is empty keeps no buffer */
}

int
queue_move(struct queue *to, struct queue *from, uint64_t n)
{
	while (n > 0 && from->count > 0) {
		struct range *r = at(from, 0);
		size_t take = r->n < n ? r->n : (size_t)n;
		int rc = queue_add(to, r->chunk, r->at, take);
		if (rc < 0)
			return rc;
		queue_drop(from, take);
		n -= take;
	}
	return 0;
}

struct span
queue_first(const struct queue *q)
{
	if (q->count == 0)
		return SPAN_NONE;
	struct range *r = at(q, 0);
	return span_of(r->chunk->bytes + r->at, r->n);
}

int
queue_add_part(struct queue *to, const struct queue *from, struct span part)
{
	if (part.n == 0)
		return 0;
	struct range *r = at(from, 0);
	must(part.p >= r->chunk->bytes + r->at &&
	     part.p + part.n <= r->chunk->bytes + r->at + r->n);
	return queue_add(to, r->chunk, (size_t)(part.p - r->chunk->bytes),
			 part.n);
}

size_t
queue_peek(const struct queue *q, uint8_t *buf, size_t n)
{
	size_t got = 0;
	for (size_t i = 0; i < q->count && got < n; i++) {
		struct range *r = at(q, i);
		size_t take = r->n < n - got ? r->n : n - got;
		memcpy(buf + got, r->chunk->bytes + r->at, take);
		got += take;
	}
	return got;
}

void
queue_drop(struct queue *q, uint64_t n)
{
	while (n > 0 && q->count > 0) {
		struct range *r = at(q, 0);
		if (r->n <= n) {
			n -= r->n;
			drop_first(q);
			continue;
		}
		r->at += (uint32_t)n;
		r->n -= (uint32_t)n;
		q->bytes -= n;
		n = 0;
	}
}

void
queue_clear(struct queue *q)
{
	while (q->count > 0)
		drop_first(q);
	chunk_unref(&q->tail);
	free(q->ranges);
	*q = (struct queue){0};
}
