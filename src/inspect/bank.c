/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The finder's tables, made from the shapes of all patterns: which bytes can
 * begin a candidate, and for each byte around one which detectors are still
 * possible. Everything here errs toward "possible". Runs once, at load.
 */
#include "inspect/engine.h"

#include <errno.h>

/* The bytes at an offset of a match, as far as the shape tells. */
static bool
shape_allows(const struct shape *s, size_t offset, uint8_t c)
{
	return offset >= SHAPE_DEPTH || byte_set_has(&s->at[offset], c);
}

static void
bank_add(struct bank *b, const struct detector *d, unsigned rule)
{
	uint64_t bit = UINT64_C(1) << b->n;
	const struct byte_set *before =
		d->offset > 0 ? &d->shape.at[d->offset - 1] : &d->shape.before;
	if (d->needs_context)
		b->gated |= bit;
	if (d->offset == 0 && d->shape.at_start)
		b->first |= bit;
	for (unsigned c = 0; c < 256; c++) {
		if (byte_set_has(before, (uint8_t)c))
			b->before[c] |= bit;
		for (unsigned i = 0; i < BANK_DEPTH; i++) {
			if (shape_allows(&d->shape, d->offset + i, (uint8_t)c))
				b->at[i][c] |= bit;
		}
	}
	for (unsigned i = 0; i <= BANK_DEPTH; i++) {
		if (d->shape.min <= d->offset + i)
			b->ends[i] |= bit;
	}
	b->longest[b->n] = (uint16_t)d->shape.longest;
	b->back[b->n] = (uint8_t)d->offset;
	b->rule[b->n++] = (uint16_t)rule;
}

/* The tables for all detectors with an anchor, 64 a bank. */
static int
banks_fill(struct rules *r, enum anchor anchor, struct bank **ret_banks,
	   size_t *ret_n)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n; i++)
		n += r->detectors[i].anchor == anchor;
	size_t n_banks = (n + BANK_RULES - 1) / BANK_RULES;
	struct bank *banks =
		arena_alloc(r->arena, n_banks * sizeof(*banks) + 1);
	if (banks == NULL)
		return -ENOMEM;
	size_t k = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (r->detectors[i].anchor == anchor)
			bank_add(&banks[k++ / BANK_RULES], &r->detectors[i],
				 (unsigned)i);
	}
	*ret_banks = banks;
	*ret_n = n_banks;
	return 0;
}

static int
list_fill(struct rules *r, enum anchor anchor, uint16_t **ret_list,
	  size_t *ret_n)
{
	size_t n = 0;
	uint16_t *list = arena_alloc(r->arena, (r->n + 1) * sizeof(*list));
	if (list == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < r->n; i++) {
		if (r->detectors[i].anchor == anchor)
			list[n++] = (uint16_t)i;
	}
	*ret_list = list;
	*ret_n = n;
	return 0;
}

/*
 * A class of the finder from what the detectors allow at the i-th byte of the
 * token. Where a match may be over by then, any byte may stand there and none
 * may: then the class is of no use and every token passes it.
 */
static void
find_class(struct rules *r, unsigned i, uint8_t class_bit)
{
	for (size_t k = 0; k < r->n; k++) {
		const struct detector *d = &r->detectors[k];
		if (d->anchor != ANCHOR_TOKEN)
			continue;
		for (unsigned c = 0; c < 256; c++) {
			if (!shape_allows(&d->shape, d->offset + i, (uint8_t)c))
				continue;
			if (c < 0x80)
				r->find.of[c] |= class_bit;
			else
				memset(r->find.of + 0x80,
				       r->find.of[0x80] | class_bit, 0x80);
		}
	}
}

/* The words that are looked for around matches. */
static int
spotter_build(struct rules *r)
{
	struct words *lists =
		arena_alloc(r->arena, (r->n + 1) * 2 * sizeof(*lists));
	if (lists == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < r->n; i++) {
		lists[2 * i] = r->detectors[i].context;
		lists[2 * i + 1] = r->detectors[i].anti;
	}
	return spotter_new(r->arena, lists, 2, r->n, &r->spotter);
}

int
bank_build(struct rules *r)
{
	int rc = spotter_build(r);
	if (rc == 0)
		rc = banks_fill(r, ANCHOR_TOKEN, &r->token, &r->n_token);
	if (rc == 0)
		rc = banks_fill(r, ANCHOR_LOOSE, &r->loose, &r->n_loose);
	if (rc == 0)
		rc = list_fill(r, ANCHOR_AT, &r->at, &r->n_at);
	if (rc == 0)
		rc = list_fill(r, ANCHOR_LABEL, &r->label, &r->n_label);
	if (rc == 0)
		rc = list_fill(r, ANCHOR_LIST, &r->list, &r->n_list);
	if (rc == 0)
		rc = list_fill(r, ANCHOR_NONE, &r->none, &r->n_none);
	if (rc < 0)
		return rc;
	for (unsigned c = 0; c < 128; c++) {
		if (byte_set_has(&shape_alnum, (uint8_t)c))
			r->find.of[c] |= FIND_ALNUM;
	}
	find_class(r, 0, FIND_FIRST);
	find_class(r, 1, FIND_SECOND);
	find_class(r, 2, FIND_THIRD);
	if (r->n_at > 0)
		r->find.of['@'] |= FIND_AT;
	find_set_seal(&r->find);
	return 0;
}
