/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the formats put what they find: values with their field names, in
 * records that may lie in one another. A batch of values is scanned in one
 * call, what was found goes to its record, and a record that closes becomes
 * persons:
 *
 *   harvest_open → harvest_field ... → harvest_close → harvest_flush(text)
 *
 * Records. What is found belongs to the innermost record open. A record that
 * is a member of another one (a JSON object that is directly a value of an
 * object, an element in an element) is joined with it if it is the only such
 * member with findings and if no kind would then have two values: the
 * contact object of a person. So are several members that are sections of a
 * person's data by their names, objects that are a field each ("key" and
 * "value"), and elements that hold nothing but positions or attributes, in a
 * record with identifiers. In every other case it stands for itself.
 * A record longer than the limit is decided in parts of that length, each
 * linked to the one before by its first identifiers.
 *
 * Values longer than LONG_VALUE go by harvest_long_*, in overlapping pieces.
 * All decisions rest on offsets in the content, none on pushes. One owner,
 * one thread.
 */
#pragma once

#include "inspect/stage.h"

/* A format hands over longer values in pieces, so that it need not keep
 * them. */
#define LONG_VALUE 4096
/* Fields and records of one batch; harvest_full says when to flush. */
#define BATCH_MAX 8192
#define RECORD_NONE UINT32_MAX

/* Where the text of a batch came from: offset of its first byte in its
 * layer, and how much of it is from an earlier push, and which. */
struct place {
	uint64_t base;
	size_t carried;
	uint64_t carry_epoch, epoch;
};

/* The values of a batch; only for the inline functions below. */
struct batch {
	struct field *fields;
	size_t n, size;
	size_t ended;	  /* records that ended in it */
	uint32_t current; /* innermost record open, or RECORD_NONE */
};

MUST_USE int harvest_new(struct work *w, struct harvest **ret_harvest);
void harvest_free(struct harvest **h);
void harvest_on_finding(struct harvest *h, inspect_finding_fn *fn, void *arg);

enum {
	NAME_ODD = 1,	  /* may itself hold personal data: a value too */
	NAME_GENERIC = 2, /* "value": says less than the name around it */
	NAME_NAMES = 4,	  /* "key": its value names what stands beside it */
	NAME_TYPED = 8,	  /* "idNo": so does "idType", if it is there */
	NAME_SECTION = 16 /* "contact": a part of what one person's data is */
};
/* The number of a field name, and what is to be known of it. */
uint32_t harvest_label(struct harvest *h, struct span name,
		       unsigned *ret_flags);

/* Whether a name of this number means anything to a detector. */
bool harvest_label_says(const struct harvest *h, uint32_t label);

/* What kind of record opens. */
enum {
	RECORD_MEMBER = 1,    /* may be one with the record around it */
	RECORD_NO_PERSON = 2, /* findings are shown, not counted */
	RECORD_SECRETS = 4,   /* likewise, but for secrets */
	RECORD_SECTION = 8,   /* a member that is a section of its person */
	RECORD_PAIR = 16,     /* a name and a value: a field, not a record */
};
/* A record that starts at this offset of its layer. */
void harvest_open(struct harvest *h, uint64_t at, unsigned flags);
/* The innermost one ends at this offset. */
void harvest_close(struct harvest *h, uint64_t at);
/* The innermost one is such a one besides. */
void harvest_mark(struct harvest *h, unsigned flags);
/* The innermost one, in which nothing stands yet, is none. */
void harvest_forget(struct harvest *h);
/* Records open, to close them down to a former depth. */
size_t harvest_depth(const struct harvest *h);

/* Arrays as columns: values from now on stand in this row of a column of the
 * innermost record (columns count from 1; 0: in none). */
void harvest_row(struct harvest *h, uint16_t column, uint32_t row);
/* A column ends; it had so many rows. */
void harvest_column_end(struct harvest *h, uint16_t column, uint32_t rows);

bool harvest_grow(struct harvest *h);

static inline struct batch *
harvest_batch(struct harvest *h)
{
	return (struct batch *)(void *)h;
}

/* A value of the innermost record: n bytes at this place in the text that
 * the next flush is given, in order and not overlapping. */
static inline void
harvest_field(struct harvest *h, size_t at, size_t n, uint32_t label)
{
	struct batch *b = harvest_batch(h);
	if (n == 0 || (b->n == b->size && !harvest_grow(h)))
		return;
	b->fields[b->n++] = (struct field){.at = (uint32_t)at,
					   .n = (uint32_t)n,
					   .label = label,
					   .record = b->current};
}

/* Time to flush. */
static inline bool
harvest_full(const struct harvest *h)
{
	const struct batch *b = (const struct batch *)(const void *)h;
	return b->n >= BATCH_MAX || b->ended >= BATCH_MAX;
}

/* Scans what was put in since the last flush. end is the offset in the layer
 * up to which everything has been handed over. 0 or -ENOMEM. */
MUST_USE int harvest_flush(struct harvest *h, struct span text,
			   const struct place *where, uint64_t end);

/* A long value of the innermost record; flush before it begins. at is its
 * offset in the layer. */
void harvest_long_begin(struct harvest *h, uint64_t at, uint32_t label);
/* More of it, decoded, from a push with this epoch. */
MUST_USE int harvest_long_add(struct harvest *h, struct span text,
			      uint64_t epoch);
MUST_USE int harvest_long_end(struct harvest *h);
bool harvest_in_long(const struct harvest *h);

/* A layer of this content is what a detector of fingerprints knows. */
void harvest_known_file(struct harvest *h, unsigned detector);

/* The epoch of the oldest finding not yet handed over, or EPOCH_NONE. */
uint64_t harvest_pending(const struct harvest *h);
/* A record with identifiers went on past the limit with further ones. */
bool harvest_endless(const struct harvest *h);
void harvest_take(struct harvest *h, struct inspect_result *ret_result);
/* What another inspection found, as if it had been found here. 0, ERR_LIMIT or
 * -ENOMEM. */
MUST_USE int harvest_join(struct harvest *h, const struct inspect_result *found,
			  const struct inspect_totals *totals);
void harvest_totals(const struct harvest *h, struct inspect_totals *totals);
