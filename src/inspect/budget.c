/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shared budget. Guarantees: a charge is refused as soon as a limit is
 * passed, whichever stage passes it. One exchange, one thread.
 */
#include "inspect/budget.h"

/* Short bodies may repeat themselves as much as they like. */
#define RATIO_FROM (UINT64_C(1) << 20)
/* A long body that grows no more than text does when it is packed is no bomb:
 * its decoding costs in proportion to what was sent. */
#define ORDINARY_RATIO 16

const struct inspect_limits inspect_limits_default = {
	.record = UINT64_C(64) << 10,
	.decoded = UINT64_C(256) << 20,
	.ratio = 200,
	.depth = 5,
	.parts = 10000,
	.steps = UINT64_C(4) << 20,
	.container = UINT64_C(64) << 20,
};

void
budget_init(struct budget *b, const struct inspect_limits *limits)
{
	*b = (struct budget){.limits = limits};
}

const char *
budget_decode(struct budget *b, uint64_t n, uint64_t out, uint64_t sent)
{
	uint64_t allowed = b->limits->decoded;
	if (allowed / ORDINARY_RATIO < b->sent)
		allowed = b->sent * ORDINARY_RATIO;
	b->decoded += n;
	if (b->decoded > allowed)
		return "size";
	if (out > RATIO_FROM && out / b->limits->ratio > sent)
		return "ratio";
	return NULL;
}

const char *
budget_enter(struct budget *b)
{
	if (b->depth >= b->limits->depth)
		return "depth";
	b->depth++;
	return NULL;
}

const char *
budget_part(struct budget *b)
{
	return ++b->parts > b->limits->parts ? "parts" : NULL;
}

uint64_t
budget_steps(struct budget *b, size_t n)
{
	const uint64_t mib = UINT64_C(1) << 20;
	b->text += n;
	uint64_t allowed = b->limits->steps * (1 + b->text / mib);
	return allowed > b->steps ? allowed - b->steps : 0;
}
