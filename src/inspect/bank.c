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

/* Whether a digit can stand at an offset of a match. */
static bool
shape_allows_digit(const struct shape *s, size_t offset)
{
	bool any = false;
	for (uint8_t c = '0'; c <= '9'; c++)
		any |= shape_allows(s, offset, c);
	return any;
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
	bool digits = true;
	for (unsigned i = 0; i <= BANK_DEPTH; i++) {
		if (d->shape.min <= d->offset + i)
			b->ends[i] |= bit;
		b->digits[i] |= digits ? bit : 0;
		digits &= shape_allows_digit(&d->shape, d->offset + i);
	}
	b->longest[b->n] = (uint16_t)d->shape.longest;
	b->back[b->n] = (uint8_t)d->offset;
	b->rule[b->n++] = (uint16_t)rule;
}

void
bank_single(const struct rules *r, unsigned detector, struct bank *ret_bank)
{
	memset(ret_bank, 0, sizeof(*ret_bank));
	bank_add(ret_bank, &r->detectors[detector], detector);
}

static const struct byte_set digits = {{UINT64_C(0x03ff000000000000)}};
static const struct byte_set letters = {{0, UINT64_C(0x07fffffe07fffffe)}};

/* Whether a detector goes into a bank for tokens of this first byte, or, where
 * that is NULL, for places without a token. */
static bool
bank_takes(const struct detector *d, const struct byte_set *first)
{
	if (first == NULL)
		return d->anchor == ANCHOR_LOOSE;
	return d->anchor == ANCHOR_TOKEN &&
	       byte_set_meets(&d->shape.at[d->offset], first);
}

static size_t
banks_count(const struct rules *r, const struct byte_set *first)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n; i++)
		n += bank_takes(&r->detectors[i], first);
	return (n + BANK_RULES - 1) / BANK_RULES;
}

static void
banks_fill(const struct rules *r, const struct byte_set *first,
	   struct bank *banks)
{
	size_t k = 0;
	for (size_t i = 0; i < r->n; i++) {
		if (bank_takes(&r->detectors[i], first))
			bank_add(&banks[k++ / BANK_RULES], &r->detectors[i],
				 (unsigned)i);
	}
}

static int
banks_build(struct rules *r)
{
	r->n_digit = banks_count(r, &digits);
	r->n_token = r->n_digit + banks_count(r, &letters);
	r->n_loose = banks_count(r, NULL);
	r->token = arena_alloc(
		r->arena, (r->n_token + r->n_loose) * sizeof(*r->token) + 1);
	if (r->token == NULL)
		return -ENOMEM;
	must(r->n_token + r->n_loose <= BANKS_MAX);
	r->loose = r->token + r->n_token;
	banks_fill(r, &digits, r->token);
	banks_fill(r, &letters, r->token + r->n_digit);
	banks_fill(r, NULL, r->loose);
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

/* The detectors that are not in banks. */
static int
lists_fill(struct rules *r)
{
	for (unsigned i = 0; i < r->n; i++)
		if (r->detectors[i].anchor == ANCHOR_LABEL)
			detector_add(&r->by_label, i);
	int rc = list_fill(r, ANCHOR_AT, &r->at, &r->n_at);
	if (rc == 0)
		rc = list_fill(r, ANCHOR_LIST, &r->list, &r->n_list);
	if (rc == 0)
		rc = list_fill(r, ANCHOR_NONE, &r->none, &r->n_none);
	return rc;
}

/* The words that are looked for around matches, and those of field names. */
static int
spotter_build(struct rules *r)
{
	struct words *lists =
		arena_alloc(r->arena, (r->n + 1) * 3 * sizeof(*lists));
	if (lists == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < r->n; i++) {
		lists[2 * i] = r->detectors[i].context;
		lists[2 * i + 1] = r->detectors[i].anti;
	}
	int rc = spotter_new(r->arena, lists, 2, r->n, &r->spotter);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < r->n; i++) {
		lists[3 * i] = r->detectors[i].context;
		lists[3 * i + 1] = r->detectors[i].anti;
		lists[3 * i + 2] = r->detectors[i].labels;
	}
	return spotter_new(r->arena, lists, 3, r->n, &r->name_spotter);
}

int
bank_build(struct rules *r)
{
	int rc = spotter_build(r);
	if (rc == 0)
		rc = banks_build(r);
	if (rc == 0)
		rc = lists_fill(r);
	if (rc < 0)
		return rc;
	r->lettered = spotter_is_lettered(r->spotter);
	return bank_find_build(r);
}
