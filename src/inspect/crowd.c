/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Union-find over digests. Guarantees: never counts fewer than the linking
 * rules allow; bounded memory, beyond which every unknown person is one more.
 * One owner, one thread.
 */
#include "inspect/crowd.h"

#include <stdlib.h>

#define NODES_MAX (UINT32_C(1) << 18)
#define SAME_KIND_MAX 2
#define NONE UINT32_MAX

/* An identifier; those of one person form a list. */
struct node {
	struct digest digest;
	uint32_t group; /* its person, before merges */
	uint32_t next;	/* in the person's list */
	uint16_t category;
	uint8_t kind;
	bool shared;
};

struct group {
	uint32_t parent; /* itself, or whom it was merged into */
	uint32_t first;	 /* node */
	bool marked;
};

/* Open addressing; the digest's own bits tell most others apart. */
struct slot {
	uint32_t tag;
	uint32_t node; /* its number + 1; 0: empty */
};

struct crowd {
	struct node *nodes;
	struct group *groups;
	struct slot *slots;		  /* twice as many */
	uint32_t n_nodes, n_groups, size; /* size: room for both; 2^k */
	uint64_t count, low, marked;
};

struct crowd *
crowd_new(void)
{
	return calloc(1, sizeof(struct crowd));
}

void
crowd_free(struct crowd **pc)
{
	struct crowd *c = *pc;
	*pc = NULL;
	if (c == NULL)
		return;
	free(c->nodes);
	free(c->groups);
	free(c->slots);
	free(c);
}

/* Digests are keyed hashes, so their own bytes spread them. */
static uint64_t
spread(const struct digest *d)
{
	uint64_t bits;
	memcpy(&bits, d->bytes, sizeof(bits));
	return bits;
}

static bool
same_digest(const struct digest *a, const struct digest *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* The slot of a digest, or the empty one where it goes. */
static struct slot *
slot_of(const struct crowd *c, const struct digest *d)
{
	uint64_t at = spread(d);
	uint32_t mask = c->size * 2 - 1, tag = (uint32_t)(at >> 32);
	for (;; at++) {
		struct slot *slot = &c->slots[at & mask];
		if (slot->node == 0 ||
		    (slot->tag == tag &&
		     same_digest(&c->nodes[slot->node - 1].digest, d)))
			return slot;
	}
}

static void
enter(struct crowd *c, struct slot *slot, uint32_t node)
{
	slot->tag = (uint32_t)(spread(&c->nodes[node].digest) >> 32);
	slot->node = node + 1;
}

void
crowd_expect(const struct crowd *c, const struct digest *d)
{
	if (c->size > 0)
		__builtin_prefetch(
			&c->slots[spread(d) & (uint64_t)(c->size * 2 - 1)]);
}

static bool
grow(struct crowd *c)
{
	uint32_t size = c->size > 0 ? c->size * 4 : 64;
	if (size > NODES_MAX)
		return false;
	struct node *nodes = realloc(c->nodes, size * sizeof(*nodes));
	if (nodes != NULL)
		c->nodes = nodes;
	struct group *groups = realloc(c->groups, size * sizeof(*groups));
	if (groups != NULL)
		c->groups = groups;
	struct slot *slots = calloc((size_t)size * 2, sizeof(*slots));
	if (nodes == NULL || groups == NULL || slots == NULL) {
		free(slots);
		return false;
	}
	free(c->slots);
	c->slots = slots;
	c->size = size;
	for (uint32_t i = 0; i < c->n_nodes; i++)
		enter(c, slot_of(c, &c->nodes[i].digest), i);
	return true;
}

static struct node *
find(const struct crowd *c, const struct digest *d)
{
	if (c->size == 0)
		return NULL;
	uint32_t node = slot_of(c, d)->node;
	return node != 0 ? &c->nodes[node - 1] : NULL;
}

static uint32_t
root(struct crowd *c, uint32_t group)
{
	while (c->groups[group].parent != group) {
		uint32_t up = c->groups[group].parent;
		c->groups[group].parent = c->groups[up].parent;
		group = up;
	}
	return group;
}

/* Whether group g may also hold an identifier of this kind and digest, with
 * extra others of its category to come. */
static bool
takes(const struct crowd *c, uint32_t g, uint16_t category, uint8_t kind,
      const struct digest *d)
{
	unsigned others = 0;
	for (uint32_t i = c->groups[g].first; i != NONE; i = c->nodes[i].next) {
		const struct node *n = &c->nodes[i];
		if (n->category == category && !same_digest(&n->digest, d))
			others++;
	}
	return others < (kind == KIND_IDENTITY ? 1 : SAME_KIND_MAX);
}

static bool
takes_all(const struct crowd *c, uint32_t g, const struct person *p)
{
	for (uint32_t i = 0; i < p->n_ids; i++)
		if (!takes(c, g, p->ids[i].category, p->ids[i].kind,
			   &p->ids[i].digest))
			return false;
	return true;
}

static bool
takes_group(const struct crowd *c, uint32_t g, uint32_t other)
{
	for (uint32_t i = c->groups[other].first; i != NONE;
	     i = c->nodes[i].next)
		if (!takes(c, g, c->nodes[i].category, c->nodes[i].kind,
			   &c->nodes[i].digest))
			return false;
	return true;
}

static void
merge(struct crowd *c, uint32_t into, uint32_t from)
{
	uint32_t *end = &c->groups[into].first;
	while (*end != NONE)
		end = &c->nodes[*end].next;
	*end = c->groups[from].first;
	c->groups[from].first = NONE;
	c->groups[from].parent = into;
	c->count--;
	c->marked -= c->groups[into].marked && c->groups[from].marked;
	c->groups[into].marked |= c->groups[from].marked;
}

/* The one person to whom the known identifiers of p belong, or NONE. What
 * would join two that cannot be one is shared from now on. */
static uint32_t
join_known(struct crowd *c, const struct person *p, bool *ret_all_known)
{
	uint32_t base = NONE;
	*ret_all_known = true;
	for (uint32_t i = 0; i < p->n_ids; i++) {
		struct node *n = find(c, &p->ids[i].digest);
		if (n == NULL)
			*ret_all_known = false;
		if (n == NULL || n->shared)
			continue;
		uint32_t g = root(c, n->group);
		if (g == base)
			continue;
		if (!takes_all(c, g, p) ||
		    (base != NONE && !takes_group(c, base, g))) {
			n->shared = true;
			*ret_all_known = false;
		} else if (base == NONE) {
			base = g;
		} else {
			merge(c, base, g);
		}
	}
	return base;
}

/* Marks the person that is base or, where all of p is shared, one of those who
 * share it. */
static void
mark(struct crowd *c, const struct person *p, uint32_t base)
{
	for (uint32_t i = 0; base == NONE && i < p->n_ids; i++) {
		const struct node *n = find(c, &p->ids[i].digest);
		base = n != NULL ? root(c, n->group) : NONE;
	}
	if (base == NONE || c->groups[base].marked)
		return;
	c->groups[base].marked = true;
	c->marked++;
}

void
crowd_add(struct crowd *c, const struct person *p, bool marked)
{
	bool all_known;
	uint32_t base = join_known(c, p, &all_known);
	if (all_known) {
		if (marked)
			mark(c, p, base);
		return;
	}
	bool room = true;
	while (room && c->n_nodes + p->n_ids > c->size)
		room = grow(c);
	if (base == NONE) {
		c->count++;
		c->low += p->low;
		c->marked += marked;
		if (!room)
			return;
		base = c->n_groups++;
		c->groups[base] = (struct group){base, NONE, marked};
	}
	if (marked)
		mark(c, p, base);
	for (uint32_t i = 0; room && i < p->n_ids; i++) {
		struct slot *slot = slot_of(c, &p->ids[i].digest);
		if (slot->node != 0)
			continue;
		c->nodes[c->n_nodes] = (struct node){
			.digest = p->ids[i].digest,
			.group = base,
			.next = c->groups[base].first,
			.category = p->ids[i].category,
			.kind = p->ids[i].kind,
		};
		c->groups[base].first = c->n_nodes;
		enter(c, slot, c->n_nodes++);
	}
}

uint64_t
crowd_count(const struct crowd *c)
{
	return c->count;
}

uint64_t
crowd_marked(const struct crowd *c)
{
	return c->marked;
}

uint64_t
crowd_low(const struct crowd *c)
{
	return c->low;
}
