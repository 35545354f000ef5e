/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slots, a stack of free ones, and a ring of those in use. Invariant: free
 * slots are never fewer than places taken and not yet pushed; so queue_slot
 * always finds one. The lock is held for a few instructions only.
 */
#include "audit/queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct queue {
	struct record *slots;
	uint32_t n;
	pthread_mutex_t lock; /* of what follows */
	uint32_t *free;
	uint32_t n_free;
	uint32_t *ring; /* position % n → slot */
	uint64_t head, tail;
	atomic_int places; /* not taken */
	int own;	   /* the audit's, not taken; audit thread */
};

int
queue_new(size_t places, size_t own_places, struct queue **ret_queue)
{
	struct queue *q = calloc(1, sizeof(*q));
	if (q == NULL)
		return -ENOMEM;
	pthread_mutex_init(&q->lock, NULL);
	q->n = (uint32_t)(places + own_places);
	q->slots = calloc(q->n, sizeof(*q->slots));
	q->free = calloc(q->n, sizeof(*q->free));
	q->ring = calloc(q->n, sizeof(*q->ring));
	if (q->slots == NULL || q->free == NULL || q->ring == NULL) {
		queue_free(&q);
		return -ENOMEM;
	}
	while (q->n_free < q->n) {
		q->free[q->n_free] = q->n - 1 - q->n_free;
		q->n_free++;
	}
	atomic_init(&q->places, (int)places);
	q->own = (int)own_places;
	*ret_queue = q;
	return 0;
}

void
queue_free(struct queue **q)
{
	if (*q == NULL)
		return;
	pthread_mutex_destroy(&(*q)->lock);
	free((*q)->slots);
	free((*q)->free);
	free((*q)->ring);
	free(*q);
	*q = NULL;
}

bool
queue_reserve(struct queue *q, int spare)
{
	int left = atomic_load_explicit(&q->places, memory_order_relaxed);
	do {
		if (left <= spare)
			return false;
	} while (!atomic_compare_exchange_weak(&q->places, &left, left - 1));
	return true;
}

void
queue_release(struct queue *q)
{
	atomic_fetch_add(&q->places, 1);
}

bool
queue_reserve_own(struct queue *q)
{
	if (q->own == 0)
		return false;
	q->own--;
	return true;
}

struct record *
queue_slot(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	must(q->n_free > 0);
	struct record *record = &q->slots[q->free[--q->n_free]];
	pthread_mutex_unlock(&q->lock);
	return record;
}

void
queue_push(struct queue *q, struct record *record)
{
	pthread_mutex_lock(&q->lock);
	q->ring[q->tail++ % q->n] = (uint32_t)(record - q->slots);
	pthread_mutex_unlock(&q->lock);
}

uint64_t
queue_tail(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	uint64_t tail = q->tail;
	pthread_mutex_unlock(&q->lock);
	return tail;
}

/* Without the lock: the caller has seen a tail beyond position under it, and
 * the entry is not written again before it is freed. */
struct record *
queue_at(struct queue *q, uint64_t position)
{
	return &q->slots[q->ring[position % q->n]];
}

void
queue_free_to(struct queue *q, uint64_t position)
{
	int others = 0;
	pthread_mutex_lock(&q->lock);
	for (; q->head < position; q->head++) {
		uint32_t slot = q->ring[q->head % q->n];
		if (q->slots[slot].own)
			q->own++;
		else
			others++;
		q->free[q->n_free++] = slot;
	}
	pthread_mutex_unlock(&q->lock);
	if (others > 0)
		atomic_fetch_add(&q->places, others);
}

uint64_t
queue_length(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	uint64_t length = q->tail - q->head;
	pthread_mutex_unlock(&q->lock);
	return length;
}
