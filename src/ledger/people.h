/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is who: identifiers, the records that showed them together, and the
 * persons these make. people.c explains the rules. Under the ledger's lock.
 */
#pragma once

#include "base/digest.h"
#include "ledger/cells.h"
#include "ledger/table.h"
#include "terms.h"

enum identifier_flag {
	IDENTIFIER_USED = 1,
	IDENTIFIER_SHARED = 2, /* links no more, for good */
	IDENTIFIER_ALONE = 4,  /* heads its chain with a record of it alone */
	IDENTIFIER_STORED = 8,
	IDENTIFIER_WALKED = 32, /* by the walk under way */
};

struct node {
	struct digest digest;
	uint32_t chain; /* first link of the records that show it */
	uint16_t category;
	uint8_t kind;
	uint8_t flags;
};

/* That a record shows an identifier; those of a record stand in a row. */
struct link {
	uint32_t id;
	uint32_t record;
	uint32_t next; /* in the identifier's chain, or LINK_LOOSE */
};
#define LINK_LOOSE (NOTHING - 1)

struct record {
	uint32_t owner; /* OWNER_SELF, OWNER_NONE or a group */
	uint32_t link;	/* the first of its row; NOTHING: a free number */
	uint32_t set : 29;
	uint32_t stored : 1;
	uint32_t mark : 1;    /* of the walk under way */
	uint32_t tangled : 1; /* its evidence contradicts itself */
};
#define OWNER_SELF NOTHING
#define OWNER_NONE (NOTHING - 1)

/* A person of several records. */
struct group {
	uint32_t set; /* all its records' cells */
	uint32_t n;
};

#define LINK_RUNS 16
/* Category names the store can hold; the ledger's numbers, not the rules'. */
#define CATEGORIES_MAX 1024
#define WIDE (NOTHING - 1)
struct people {
	struct table ids, links, records, groups;
	struct index by_digest, by_ids; /* by_ids: records of two and more */
	/* identifier, category: the one value it met, or WIDE */
	struct pairs wide;
	uint32_t free_runs[LINK_RUNS + 1];
	struct cells *cells;
	unsigned max_same_kind;
	int64_t n_ids;
	/* Digests read are of so many of its secrets; NULL: as they are. */
	const struct digest_key *rewrap;
	size_t layers;
	struct numbers touched; /* records whose persons may have changed */
	struct numbers walk, bounds;
	/* What the store has yet to learn, in blocks of BLOCK_ITEMS. */
	struct marks id_blocks, record_blocks;
};
/* Identifiers and records go to the store in blocks of so many numbers. */
#define BLOCK_BITS 6
#define BLOCK_ITEMS (1U << BLOCK_BITS)

void people_init(struct people *p, struct cells *cells, unsigned max_same_kind);
void people_fini(struct people *p);

static inline struct node *
people_id(const struct people *p, uint32_t id)
{
	return table_at(&p->ids, id);
}

static inline struct link *
people_link(const struct people *p, uint32_t link)
{
	return table_at(&p->links, link);
}

static inline struct record *
people_record(const struct people *p, uint32_t record)
{
	return table_at(&p->records, record);
}

static inline struct group *
people_group(const struct people *p, uint32_t group)
{
	return table_at(&p->groups, group);
}

static inline bool
id_links(const struct node *id)
{
	return (id->flags & IDENTIFIER_SHARED) == 0;
}

/* Whether `link` is one of record's row. */
static inline bool
link_of(const struct people *p, uint32_t link, uint32_t record)
{
	return link < p->links.n && people_link(p, link)->record == record;
}

/* The identifier will be looked for: have memory fetch where its number
 * stands and, some time later, the identifier. */
void people_expect_id(const struct people *p, const struct digest *digest);
void people_expect_node(const struct people *p, const struct digest *digest);
/* The identifier's number, or NOTHING. */
uint32_t people_find_id(const struct people *p, const struct digest *digest);
MUST_USE int people_add_id(struct people *p, const struct digest *digest,
			   uint16_t category, uint8_t kind, uint32_t *ret_id);
/* The record of exactly these identifiers (sorted, each once), or NOTHING. */
uint32_t people_find_record(const struct people *p, const uint32_t *ids,
			    uint32_t n);
/* A new record, of nobody yet. */
MUST_USE int people_add_record(struct people *p, const uint32_t *ids,
			       uint32_t n, uint32_t *ret_record);
/* Marks identifiers that the record shows to be shared (doubt.c). */
void people_doubt(struct people *p, uint32_t record);
/* Gives the new records their persons (place.c). */
void people_place_new(struct people *p, const uint32_t *records, uint32_t n);
/* Finds anew the persons of p->touched and of all they link to. With
 * with_new, records of nobody yet count as well. */
void people_place(struct people *p, bool with_new);
/* Takes records back as if they had never been; identifiers nobody shows any
 * more go with them. */
void people_forget(struct people *p, const uint32_t *records, uint32_t n);
/* Frees an identifier that no record shows (and that may be shared). */
void people_forget_id(struct people *p, uint32_t id);
/* Changes a record's cells; true when its person is in other cells now. */
bool people_set(struct people *p, uint32_t record, uint32_t set);

/* The person of a placed record: the same number for the same person. */
uint32_t people_person(const struct people *p, uint32_t record);
/* The cells the record's person is in. */
uint32_t people_cells(const struct people *p, uint32_t record);

void people_touch_record(struct people *p, uint32_t record);
void people_touch_id(struct people *p, uint32_t id);
void people_share(struct people *p, uint32_t id);
/* Out of its person; used by place.c and people_forget. */
void people_drop_owner(struct people *p, uint32_t record);
/* A record as the store has it, under its number; -EINVAL. */
MUST_USE int people_restore_id(struct people *p, uint32_t number,
			       const struct node *id);
MUST_USE int people_restore_record(struct people *p, uint32_t number,
				   const uint32_t *ids, uint32_t n,
				   uint32_t set);
/* After the last restored one: free numbers, persons. */
void people_restored(struct people *p);
