/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a container shows to some readers only: entries of a zip that its
 * directory does not name, what stands behind it, strings in compound files.
 * One owner, one thread.
 */
#pragma once

#include "extract/teller.h"

/* Entries that were seen: names and contents as one number each. */
struct hidden {
	uint64_t *numbers;
	size_t n, size;
	bool full; /* out of memory: nothing can be said */
};

#define HIDDEN_SEED UINT64_C(0xcbf29ce484222325)
uint64_t hidden_hash(uint64_t hash, struct span s);

void hidden_init(struct hidden *h);
void hidden_fini(struct hidden *h);
void hidden_add(struct hidden *h, struct span name, uint64_t content);
bool hidden_has(const struct hidden *h, struct span name, uint64_t content);

/* Places in a zip that look like the header of an entry. */
size_t hidden_headers(struct span zip);
/* How many entries the record that ends a zip speaks of (APPNOTE 4.3.16); 0
 * where it does not say. */
size_t hidden_entries(struct span zip);
/* The bytes behind the record that ends a zip. */
struct span hidden_tail(struct span zip);

/* A compound file (the office formats before 2007, encrypted newer ones):
 * unreadable, but for its strings, a line each. */
void hidden_ole(struct teller *t, struct span file);
