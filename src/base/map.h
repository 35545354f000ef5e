/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hash map from bytes to a pointer. The key is copied, the value is not
 * owned. Keyed hashing with a per-process secret, so that no peer can make
 * its keys collide. Not shared between threads without a lock.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

struct map;

struct map *map_new(void);
/* Frees the map and its keys; for each value calls free_value unless NULL. */
void map_free(struct map **m, void (*free_value)(void *));
/* The value under key, or NULL. */
void *map_get(const struct map *m, struct span key);
/* Puts or replaces; 0 or -ENOMEM. *ret_old (may be NULL) is what was there. */
MUST_USE int map_put(struct map *m, struct span key, void *value,
		     void **ret_old);
/* Takes out and returns the value, or NULL. */
void *map_take(struct map *m, struct span key);
size_t map_count(const struct map *m);
/* Calls fn for each entry until it returns non-zero; returns that. The map
 * must not change meanwhile. */
int map_each(const struct map *m, int (*fn)(void *arg, struct span key, void *),
	     void *arg);

/* 64-bit keyed hash of bytes (SipHash-1-3), secret drawn once per process. */
uint64_t hash_bytes(struct span s);
