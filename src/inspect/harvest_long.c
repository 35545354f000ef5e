/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values too long to keep: scanned in pieces that overlap by the longest
 * match and its context. Guarantees: pieces begin at offsets of the value
 * alone; each match is reported by the piece in which it starts. One owner,
 * one thread.
 */
#include "inspect/harvest_kit.h"

#define LONG_AHEAD (SCAN_MATCH_MAX + SCAN_CONTEXT)

void
harvest_long_begin(struct harvest *h, uint64_t at, uint32_t label)
{
	struct long_value *v = &h->long_value;
	must(h->batch.n == 0 && !v->open);
	buf_clear(&v->text);
	v->base = at;
	v->from = 0;
	v->label = label;
	v->n_marks = 0;
	v->open = true;
}

bool
harvest_in_long(const struct harvest *h)
{
	return h->long_value.open;
}

uint64_t
long_pending(const struct harvest *h)
{
	const struct long_value *v = &h->long_value;
	uint64_t epoch = EPOCH_NONE;
	for (unsigned i = 0; v->open && i < v->n_marks; i++)
		if (i == 0 || v->marks[i].at <= v->base + v->from)
			epoch = v->marks[i].epoch;
	return epoch;
}

/* Bytes from here on came with this epoch, or with that of a mark so near
 * before that the difference does not matter. */
static void
mark(struct long_value *v, uint64_t epoch)
{
	uint64_t at = v->base + v->text.n;
	if (v->n_marks > 0) {
		uint64_t last = v->marks[v->n_marks - 1].at;
		if (v->marks[v->n_marks - 1].epoch == epoch ||
		    at - last < LONG_MARK_APART)
			return;
	}
	must(v->n_marks < LONG_MARKS);
	v->marks[v->n_marks].at = at;
	v->marks[v->n_marks++].epoch = epoch;
}

/* Drops text before the piece that follows, and marks that no byte needs. */
static void
drop(struct long_value *v, size_t n)
{
	unsigned keep = 0;
	buf_drop(&v->text, n);
	v->base += n;
	while (keep + 1 < v->n_marks && v->marks[keep + 1].at <= v->base)
		keep++;
	v->n_marks -= keep;
	memmove(v->marks, v->marks + keep, v->n_marks * sizeof(v->marks[0]));
}

/* Reports the matches that start before until. */
static void
scan(struct harvest *h, size_t until)
{
	struct long_value *v = &h->long_value;
	struct span text = buf_span(&v->text);
	struct field field = {.n = (uint32_t)text.n,
			      .label = v->label,
			      .record = h->batch.current};
	struct block block = {text, &field, 1, v->from, until, 0};
	/* The oldest epoch for all of it: it holds back more, never less. */
	struct place where = {.base = v->base, .epoch = long_pending(h)};
	struct record *r = &h->records[h->batch.current];
	r->hash = record_hash(r->hash, span_cut(text, v->from, until));
	harvest_scan(h, &block, &where);
	records_expire(h, v->base + until);
}

int
harvest_long_add(struct harvest *h, struct span text, uint64_t epoch)
{
	struct long_value *v = &h->long_value;
	while (text.n > 0 && h->rc == 0) {
		size_t n = LONG_PIECE - v->text.n;
		if (n > text.n)
			n = text.n;
		mark(v, epoch);
		int rc = buf_add(&v->text, span_cut(text, 0, n));
		if (rc < 0)
			return rc;
		text = span_from(text, n);
		if (v->text.n < LONG_PIECE)
			break;
		size_t until = LONG_PIECE - LONG_AHEAD;
		scan(h, until);
		drop(v, until - LONG_BEHIND);
		v->from = LONG_BEHIND;
	}
	return h->rc;
}

int
harvest_long_end(struct harvest *h)
{
	struct long_value *v = &h->long_value;
	if (v->text.n > 0)
		scan(h, v->text.n);
	buf_clear(&v->text);
	v->open = false;
	return h->rc;
}
