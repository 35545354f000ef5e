/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing values: for formats that read byte by byte and copy what they make
 * of it, so that nothing depends on how pushes were cut and no format needs
 * to look ahead.
 *
 *   pen_open → pen_begin → pen_add ... → pen_end | pen_name | pen_drop
 *            → pen_close; pen_flush at the end of each push
 *
 * Values stand in a text of the pen's own. Where their bytes stood before is
 * kept if findings are shown: a format says where what it writes next stands.
 * A long value goes to the harvest as it comes. Failures stick: see pen_flush.
 * One owner, one thread.
 */
#pragma once

#include "inspect/harvest.h"
#include "inspect/trail.h"

struct pen {
	struct work *work;
	struct buf text; /* finished values, then the one being written */
	uint64_t base;	 /* offset of text.p[0] */
	size_t begin;	 /* of the value being written, in text */
	size_t carried;	 /* bytes of earlier pushes */
	uint64_t carry_epoch;
	uint32_t label;
	bool writing, in_long;
	bool coded; /* the long value is decoded */
	/* What reads the long value, if it carries something, and the depth of
	 * layers outside it: see nested.h. */
	struct stage *inner;
	unsigned inner_depth;
	int rc;
	struct trail trail;
	uint64_t at;   /* of the next byte written, in the layer */
	uint64_t read; /* of the first byte of the push */
	/* What pen_from said. */
	struct span source;
	uint64_t source_at;
};

void pen_init(struct pen *p, struct work *w);
void pen_fini(struct pen *p);

/* A record begins, or the innermost one ends, here. */
void pen_open(struct pen *p, unsigned flags);
void pen_close(struct pen *p);

/* A value begins under this label; a record must be open. */
void pen_begin(struct pen *p, uint32_t label);
void pen_add(struct pen *p, struct span s);
void pen_byte(struct pen *p, uint8_t c);
/* What has been written of it; empty if it is a long one. */
struct span pen_text(const struct pen *p);
/* Its end. */
void pen_end(struct pen *p);
/* It may hold escapes that were undone just now: folds it first. */
void pen_end_folded(struct pen *p);
/* It was a name: its label. It stays as a value only if it may hold personal
 * data itself. */
uint32_t pen_name(struct pen *p);
/* It was nothing. */
void pen_drop(struct pen *p);
/* Bytes that were written as hexadecimal digits, if those of the value from
 * skip on are some and make text: then it is that text. */
void pen_unhex(struct pen *p, size_t skip);
/* A whole value at once. */
void pen_value(struct pen *p, struct span s, uint32_t label);

/* What will be written stands in a text that begins at this offset of the
 * layer; pen_point: the next bytes begin where s does in that. */
void pen_from(struct pen *p, struct span text, uint64_t at);
void pen_point(struct pen *p, struct span s);

/* Hands over what is finished: 0, or the first failure. */
MUST_USE int pen_flush(struct pen *p);
/* The epoch of the oldest byte kept, or EPOCH_NONE. */
uint64_t pen_pending(const struct pen *p);

/* The byte at hand is the i-th of the push; of n bytes then. */
static inline void
pen_at(struct pen *p, size_t i)
{
	p->at = p->read + i;
}

static inline void
pen_pushed(struct pen *p, size_t n)
{
	p->read += n;
}

/* The byte before the one at hand. */
static inline void
pen_byte_before(struct pen *p, uint8_t c)
{
	p->at--;
	pen_byte(p, c);
}

static inline bool
pen_is_writing(const struct pen *p)
{
	return p->writing;
}
