/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the detectors share the finder's buckets. Each begins as a group by
 * itself; the two groups that together let through the least more than apart
 * are joined until a bucket is there for each. Everything here errs toward
 * "possible". Runs once, at load.
 */
#include "inspect/engine.h"

#include <errno.h>

/* The bytes a group of detectors allows at each offset of a token. */
struct group {
	struct byte_set at[FIND_DEPTH];
	double cost; /* how often a token passes, by guess */
};

/* About how much of what is sent is one of these bytes. */
static double
byte_set_share(const struct byte_set *s)
{
	static const struct {
		struct byte_set set;
		double each;
	} shares[] = {
		{{{UINT64_C(0x03ff000000000000), 0, 0, 0}}, 0.030},
		{{{0, UINT64_C(0x07fffffe00000000), 0, 0}}, 0.012},
		{{{0, UINT64_C(0x0000000007fffffe), 0, 0}}, 0.005},
		{{{UINT64_C(0xfc00ffffffffffff), UINT64_C(0xf8000001f8000001),
		   ~UINT64_C(0), ~UINT64_C(0)}},
		 0.001},
	};
	double share = 0;
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		int n = 0;
		for (int w = 0; w < 4; w++)
			n += __builtin_popcountll(s->word[w] &
						  shares[i].set.word[w]);
		share += n * shares[i].each;
	}
	return share;
}

static void
group_weigh(struct group *g)
{
	g->cost = 1;
	for (unsigned k = 0; k < FIND_DEPTH; k++)
		g->cost *= byte_set_share(&g->at[k]);
}

static void
group_join(struct group *g, const struct group *other)
{
	for (unsigned k = 0; k < FIND_DEPTH; k++)
		for (int w = 0; w < 4; w++)
			g->at[k].word[w] |= other->at[k].word[w];
	group_weigh(g);
}

/* Where a match may be over, whatever follows, in the field or after it, may
 * stand there. */
static void
group_begin(struct group *g, const struct detector *d)
{
	const struct shape *s = &d->shape;
	for (unsigned k = 0; k < FIND_DEPTH; k++) {
		unsigned offset = d->offset + k;
		if (offset < s->min && offset < SHAPE_DEPTH)
			g->at[k] = s->at[offset];
		else
			memset(&g->at[k], 0xff, sizeof(g->at[k]));
	}
	group_weigh(g);
}

/* Joins the two groups for which that costs the least. */
static void
groups_join_two(struct group *groups, size_t *n)
{
	size_t x = 0, y = 1;
	double least = 1e9;
	for (size_t i = 0; i < *n; i++) {
		for (size_t k = i + 1; k < *n && least > 0; k++) {
			struct group both = groups[i];
			group_join(&both, &groups[k]);
			double more =
				both.cost - groups[i].cost - groups[k].cost;
			if (more >= least)
				continue;
			least = more;
			x = i;
			y = k;
		}
	}
	group_join(&groups[x], &groups[y]);
	groups[y] = groups[--*n];
}

int
bank_find_build(struct rules *r)
{
	size_t n = 0;
	struct group *groups =
		arena_alloc(r->arena, (r->n + 1) * sizeof(*groups));
	if (groups == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < r->n; i++)
		if (r->detectors[i].anchor == ANCHOR_TOKEN)
			group_begin(&groups[n++], &r->detectors[i]);
	while (n > FIND_BUCKETS)
		groups_join_two(groups, &n);
	for (unsigned b = 0; b < n; b++)
		for (unsigned k = 0; k < FIND_DEPTH; k++)
			for (unsigned c = 0; c < 256; c++)
				if (byte_set_has(&groups[b].at[k], (uint8_t)c))
					find_set_allow(&r->find, b, k,
						       (uint8_t)c);
	r->find.at_sign = r->n_at > 0;
	find_set_seal(&r->find);
	return 0;
}
