/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bounded queue between workers and the audit thread. All memory is
 * there from the start: a reserved place cannot fail later. Places that are
 * free are used again last in, first out, so that a short queue touches
 * little memory. A record has a position (0, 1, 2 ...) that sinks count by.
 */
#pragma once

#include "audit/record.h"

struct queue;

/* places for others, own_places more for the audit itself. */
MUST_USE int queue_new(size_t places, size_t own_places,
		       struct queue **ret_queue);
void queue_free(struct queue **q);

/* Takes a place if more than spare are left. Thread-safe. */
bool queue_reserve(struct queue *q, int spare);
/* Gives it back unused. Thread-safe. */
void queue_release(struct queue *q);
/* Takes one of the audit's own places. Audit thread. */
bool queue_reserve_own(struct queue *q);

/* The slot of a taken place, to be filled in, then pushed. Thread-safe. */
struct record *queue_slot(struct queue *q);
void queue_push(struct queue *q, struct record *record);

/* One past the position of the last record pushed. Thread-safe. */
uint64_t queue_tail(struct queue *q);
/* The record at a position between those freed and the tail. Audit thread. */
struct record *queue_at(struct queue *q, uint64_t position);
/* Frees all records before position. Audit thread. */
void queue_free_to(struct queue *q, uint64_t position);
/* How many records wait. Thread-safe. */
uint64_t queue_length(struct queue *q);
