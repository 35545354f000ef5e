/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where bytes wait: fixed-size chunks, counted, and queues of ranges in
 * them. Bytes are read into a chunk once and leave from the same place; in
 * between only ranges are moved. Chunks are wiped before they are used again
 * or freed. One store per worker, one thread.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#define CHUNK_SIZE 65536

struct chunk_store;

struct chunk {
	struct chunk_store *store;
	struct chunk *next; /* the store's */
	unsigned refs;
	unsigned used; /* bytes filled from the start */
	uint8_t bytes[CHUNK_SIZE];
};

struct chunk_store *chunk_store_new(void);
/* All chunks must have come back. */
void chunk_store_free(struct chunk_store **s);
/* A fresh chunk with one reference; NULL when out of memory. */
struct chunk *chunk_take(struct chunk_store *s);
void chunk_ref(struct chunk *c);
void chunk_unref(struct chunk **c);
/* Chunks in use, for status. */
size_t chunk_store_in_use(const struct chunk_store *s);

struct range {
	struct chunk *chunk; /* a reference */
	uint32_t at, n;
};

/* A queue of ranges; zeroed is empty. */
struct queue {
	struct range *ranges;
	size_t head, count, size; /* a ring */
	uint64_t bytes;
	struct chunk *tail; /* where queue_copy goes on; the queue's alone */
};

void queue_clear(struct queue *q);
/* The chunk's bytes at..at+n go to the end; takes a reference of its own. */
MUST_USE int queue_add(struct queue *q, struct chunk *c, size_t at, size_t n);
/* Copies bytes into chunks of store and adds those; many small pieces share
 * a chunk, whatever else is added between them. */
MUST_USE int queue_copy(struct queue *q, struct chunk_store *store,
			struct span s);
/* Moves the first n bytes of from to the end of to. */
MUST_USE int queue_move(struct queue *to, struct queue *from, uint64_t n);
/* The first range's bytes; empty when the queue is. */
struct span queue_first(const struct queue *q);
/* Adds a span that lies within the first range of from (as queue_first gave
 * it) to the end of to, without copying. */
MUST_USE int queue_add_part(struct queue *to, const struct queue *from,
			    struct span part);
/* Copies up to n bytes from the start without taking them. */
size_t queue_peek(const struct queue *q, uint8_t *buf, size_t n);
void queue_drop(struct queue *q, uint64_t n);
