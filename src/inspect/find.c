/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The candidate finder in plain C, eight bytes at a time by table, and the
 * choice of the way at run time. Pure, any thread.
 */
#include "inspect/find_loop.h"

/* The lowest bit of each of eight bytes, gathered into one byte. */
static uint64_t
gather(uint64_t v)
{
	return (v & UINT64_C(0x0101010101010101)) *
		       UINT64_C(0x0102040810204080) >>
	       56;
}

static void
classify_portable(const struct find_set *set, const uint8_t *p,
		  struct find_masks *ret_masks)
{
	struct find_masks m = {{0}};
	for (unsigned i = 0; i < 64; i += 8) {
		uint64_t v = 0;
		for (unsigned k = 0; k < 8; k++)
			v |= (uint64_t)set->of[p[i + k]] << (8 * k);
		for (unsigned c = 0; c < FIND_CLASSES; c++)
			m.of[c] |= gather(v >> c) << i;
	}
	*ret_masks = m;
}

void
find_portable(const struct find_set *set, struct span text, size_t from,
	      uint64_t *ret_bits)
{
	find_loop(set, text, from, classify_portable, ret_bits);
}

void
find_set_seal(struct find_set *set)
{
	memset(set->low, 0, sizeof(set->low));
	for (unsigned c = 0; c < FIND_CLASSES; c++) {
		for (unsigned b = 0; b < 128; b++) {
			if (set->of[b] >> c & 1)
				set->low[c][b & 15] |=
					(uint8_t)(1u << (b >> 4));
		}
		set->wide[c] = (set->of[0x80] >> c & 1) != 0;
	}
}

void
find_candidates(const struct find_set *set, struct span text, size_t from,
		uint64_t *ret_bits)
{
	if (find_has_vector())
		find_vector(set, text, from, ret_bits);
	else
		find_portable(set, text, from, ret_bits);
}
