/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The candidate finder in plain C, by table, and the choice of the way at run
 * time. Pure, any thread.
 */
#include "inspect/find_loop.h"

static void
classify_portable(const struct find_set *set, const uint8_t *p,
		  struct find_masks *ret_masks)
{
	struct find_masks m = {0};
	for (unsigned i = 0; i < 64; i++) {
		m.alnum |= (uint64_t)set->alnum[p[i]] << i;
		m.at_sign |= (uint64_t)(p[i] == '@') << i;
	}
	m.at_sign &= set->at_sign ? ~UINT64_C(0) : 0;
	/* Most bytes are within a word or outside of all. */
	uint64_t token = m.alnum & ~(m.alnum << 1);
	for (; token != 0; token &= token - 1) {
		unsigned i = (unsigned)__builtin_ctzll(token);
		uint8_t possible = 0xff;
		for (unsigned k = 0; k < FIND_DEPTH; k++)
			possible &= set->of[k][p[i + k]];
		m.possible |= (uint64_t)(possible != 0) << i;
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
find_set_allow(struct find_set *set, unsigned bucket, unsigned offset,
	       uint8_t c)
{
	set->low[offset][c & 15] |= (uint8_t)(1u << bucket);
	set->high[offset][c >> 4] |= (uint8_t)(1u << bucket);
}

void
find_set_seal(struct find_set *set)
{
	for (unsigned c = 0; c < 256; c++) {
		set->alnum[c] = find_is_alnum((uint8_t)c);
		for (unsigned k = 0; k < FIND_DEPTH; k++)
			set->of[k][c] =
				set->low[k][c & 15] & set->high[k][c >> 4];
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
