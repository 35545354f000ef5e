/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The finder against PCRE2 alone, for as long as is wished: each case by
 * vectors, in plain C, and by the authority, whose hits must be the same to
 * the byte. Not part of make check. Usage: differ_scan [cases [seed]]. Ends
 * with "tests: N passed, N failed" after a line of figures.
 */
#include "lib/detectors_load.h"
#include "lib/scan_cases.h"

#include <inttypes.h>
#include <stdio.h>

struct sum {
	uint64_t hash, n;
};

static void
sum_add(struct sum *s, uint64_t v)
{
	s->hash = (s->hash ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	s->hash ^= s->hash >> 29;
}

static int
sum_hit(void *arg, const struct hit *hit)
{
	struct sum *s = arg;
	s->n++;
	sum_add(s, hit->detector);
	sum_add(s, (uint64_t)hit->category << 8 | hit->confidence);
	sum_add(s, (uint64_t)hit->field << 32 | hit->at);
	sum_add(s, (uint64_t)hit->n << 32 | hit->canonical.n);
	for (size_t i = 0; i < hit->canonical.n; i++)
		sum_add(s, hit->canonical.p[i]);
	return 0;
}

/* Whether all ways agree on a case. */
static bool
agree(struct scanner *s, const struct labels *l, const struct block *b,
      size_t *hits)
{
	struct sum sums[3] = {{0}};
	int rc[3];
	for (int i = 0; i < 2; i++) {
		uint64_t steps = UINT64_MAX;
		find_use_vector(i == 0);
		rc[i] = scan_block(s, l, b, &steps, sum_hit, &sums[i]);
	}
	rc[2] = scan_block_authority(s, l, b, sum_hit, &sums[2]);
	*hits += sums[2].n;
	for (int i = 0; i < 2; i++)
		if (rc[i] != rc[2] || sums[i].n != sums[2].n ||
		    sums[i].hash != sums[2].hash)
			return false;
	return true;
}

int
main(int argc, char **argv)
{
	uint64_t wanted = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	static struct scan_cases c;
	struct rules *rules = test_rules();
	struct scanner *s;
	struct labels *l;
	size_t hits = 0, differ = 0, bytes = 0;
	if (scanner_new(rules, &s) != 0 || labels_new(rules, &l) != 0)
		return 2;
	scan_cases_begin(&c, rules, l, seed);
	while (c.n_cases < wanted && differ < 10) {
		struct block b = scan_cases_next(&c);
		bytes += b.text.n;
		if (agree(s, l, &b, &hits))
			continue;
		differ++;
		printf("case %zu of seed %" PRIu64 " differs\n", c.n_cases,
		       seed);
		(void)compare_block(s, l, &b, NULL);
	}
	find_use_vector(true);
	printf("%zu cases (%zu bytes, %zu hits, %zu detectors, AVX2 %s): "
	       "%zu differences\n",
	       c.n_cases, bytes, hits, rules_count(rules),
	       find_has_vector() ? "on" : "off", differ);
	printf("tests: %zu passed, %zu failed\n", c.n_cases - differ, differ);
	scan_cases_end(&c);
	labels_free(&l);
	scanner_free(&s);
	rules_unref(&rules);
	return differ > 0;
}
