/* SPDX-License-Identifier: Apache-2.0 */
/* A rolling polynomial hash and the minimum of a sliding window. Pure. */
#include "inspect/winnow.h"

#include <string.h>

void
winnow_init(struct winnow *w, uint64_t key, bool text)
{
	memset(w, 0, sizeof(*w));
	w->base = (key << 1 | 1) * UINT64_C(0x9e3779b97f4a7c15);
	w->mix = key ^ UINT64_C(0xd6e8feb86659fd93);
	w->power = 1;
	for (unsigned i = 0; i < WINNOW_RUN; i++)
		w->power *= w->base;
	w->text = text;
}

/* The order of runs: without it the order would be that of their last bytes. */
static uint64_t
mixed(const struct winnow *w)
{
	uint64_t h = w->hash ^ w->mix;
	h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
	h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

/* Tells the smallest of the window that is now complete, once. */
static void
tell(struct winnow *w, winnow_fn *fn, void *arg)
{
	if (w->n_low == 0 || w->low[w->first].at < w->told)
		return;
	w->told = w->low[w->first].at + 1;
	fn(arg, w->low[w->first].hash);
}

/* The run that ends with byte number at (from 0) comes into the window. */
static void
slide(struct winnow *w, uint64_t at, winnow_fn *fn, void *arg)
{
	while (w->n_low > 0 && w->low[w->first].at + WINNOW_WINDOW <= at) {
		w->first = (w->first + 1) % WINNOW_WINDOW;
		w->n_low--;
	}
	if (w->variety >= WINNOW_VARIETY) {
		uint64_t hash = mixed(w);
		while (w->n_low > 0 &&
		       w->low[(w->first + w->n_low - 1) % WINNOW_WINDOW].hash >=
			       hash)
			w->n_low--;
		unsigned slot = (w->first + w->n_low++) % WINNOW_WINDOW;
		w->low[slot].hash = hash;
		w->low[slot].at = at;
	}
	if (at + 1 >= WINNOW_RUN + WINNOW_WINDOW - 1)
		tell(w, fn, arg);
}

void
winnow_push(struct winnow *w, struct span in, winnow_fn *fn, void *arg)
{
	for (size_t i = 0; i < in.n; i++) {
		uint8_t c = in.p[i];
		if (w->text) {
			if (c <= ' ')
				continue;
			c = (uint8_t)ascii_lower((char)c);
		}
		uint8_t *old = &w->run[w->n % WINNOW_RUN];
		w->hash = w->hash * w->base + c + 1;
		if (w->n >= WINNOW_RUN) {
			w->hash -= w->power * (*old + UINT64_C(1));
			w->variety -= --w->count[*old] == 0;
		}
		w->variety += w->count[c]++ == 0;
		*old = c;
		if (++w->n >= WINNOW_RUN)
			slide(w, w->n - 1, fn, arg);
	}
}

void
winnow_end(struct winnow *w, winnow_fn *fn, void *arg)
{
	if (w->n >= WINNOW_RUN)
		tell(w, fn, arg);
	else if (w->variety >= WINNOW_VARIETY)
		fn(arg, mixed(w));
	memset(w->run, 0, sizeof(w->run));
}
