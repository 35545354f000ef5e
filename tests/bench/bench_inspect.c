/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reading costs, layer by layer: MiB of body per second of processor
 * time, with all shipped detectors, on one core. Usage: bench_inspect
 * [seconds per figure [part of a corpus' name]].
 *
 *   decode   the stages without matching
 *   match    scan_block alone, over the fields that the stages made of the
 *            body, by vectors and in plain C (per MiB of body as well)
 *   both     the stages with matching; beside it what the sum of the two
 *            costs, and how far from it the whole is
 *   persons  a whole inspection: both, and the counting of persons
 *   PCRE2    the same fields by PCRE2 alone, one detector after the other,
 *            and all detectors joined in one pattern
 *
 * scan_block is reached through a wrapper (the linker's --wrap) that can leave
 * it out, record what it is given, or count instead of handing on. Every round
 * has a scanner of its own, so no value was seen before.
 */
#include "bench/bench_corpus.h"
#include "inspect/engine.h"
#include "inspect/scan.h"
#include "lib/inspect_feed.h"

#include <stdio.h>
#include <time.h>

#define BODY ((size_t)8 << 20)
#define PUSH 65536
#define BLOCKS_MAX 4096

enum mode { MODE_NONE, MODE_RECORD, MODE_COUNT, MODE_WHOLE };

static enum mode mode;
static struct block blocks[BLOCKS_MAX];
static size_t n_blocks;
static const struct labels *block_labels;
static struct labels *no_labels;
static struct inspect_env env;	    /* with the round's scanner */
static struct inspection *recorded; /* owns block_labels, or nobody does */
static size_t hits;

int __real_scan_block(struct scanner *s, const struct labels *l,
		      const struct block *b, uint64_t *steps, scan_hit_fn *fn,
		      void *arg);
int __wrap_scan_block(struct scanner *s, const struct labels *l,
		      const struct block *b, uint64_t *steps, scan_hit_fn *fn,
		      void *arg);

static int
count(void *arg, const struct hit *hit)
{
	(void)arg;
	(void)hit;
	hits++;
	return 0;
}

static void
record(const struct labels *l, const struct block *b)
{
	if (n_blocks == BLOCKS_MAX)
		abort();
	struct block *copy = &blocks[n_blocks++];
	uint8_t *text = malloc(b->text.n + 1);
	struct field *fields = calloc(b->n_fields + 1, sizeof(*fields));
	if (text == NULL || fields == NULL)
		abort();
	memcpy(text, b->text.p, b->text.n);
	memcpy(fields, b->fields, b->n_fields * sizeof(*fields));
	*copy = *b;
	copy->text = span_of(text, b->text.n);
	copy->fields = fields;
	block_labels = l;
}

int
__wrap_scan_block(struct scanner *s, const struct labels *l,
		  const struct block *b, uint64_t *steps, scan_hit_fn *fn,
		  void *arg)
{
	if (mode == MODE_NONE)
		return 0;
	if (mode == MODE_RECORD) {
		record(l, b);
		return 0;
	}
	return __real_scan_block(s, l, b, steps,
				 mode == MODE_COUNT ? count : fn, arg);
}

/* Where the stages hand over little of a body, it stands for itself. */
static void
blocks_of_body(struct span body)
{
	size_t n = 0;
	for (size_t k = 0; k < n_blocks; k++)
		n += blocks[k].text.n;
	if (n * 2 >= body.n)
		return;
	if (block_labels == NULL)
		block_labels = no_labels;
	for (size_t at = 0; at < body.n; at += PUSH) {
		struct field f = {.n = (uint32_t)(body.n - at < PUSH
							  ? body.n - at
							  : PUSH)};
		struct block b = {.text = span_of(body.p + at, f.n),
				  .fields = &f,
				  .n_fields = 1,
				  .until = f.n + 1};
		record(block_labels, &b);
	}
}

static void
blocks_forget(void)
{
	while (n_blocks > 0) {
		n_blocks--;
		free((void *)(uintptr_t)blocks[n_blocks].text.p);
		free((void *)(uintptr_t)blocks[n_blocks].fields);
	}
	block_labels = NULL;
	inspection_free(&recorded);
}

static struct inspection *
inspect(const struct bench_corpus *c, struct span body)
{
	struct inspect_result result;
	struct inspection *i;
	if (inspection_new(&env, &i) != 0 ||
	    inspection_body(i, span_str(c->type), SPAN_NONE, SPAN_NONE) != 0)
		abort();
	for (size_t at = 0; at < body.n; at += PUSH) {
		struct span push = span_cut(body, at, at + PUSH);
		if (inspection_push(i, push, at + push.n == body.n) != 0)
			abort();
		if (at / PUSH % 16 == 15)
			inspection_take(i, &result);
	}
	return i;
}

/* Processor time, for the machine may have other work. */
static double
cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

typedef void work_fn(const struct bench_corpus *c, struct span body);

static void
work_stages(const struct bench_corpus *c, struct span body)
{
	struct inspection *i = inspect(c, body);
	inspection_free(&i);
}

static void
work_match(const struct bench_corpus *c, struct span body)
{
	uint64_t steps = UINT64_MAX;
	(void)c;
	(void)body;
	for (size_t k = 0; k < n_blocks; k++)
		if (__real_scan_block(env.scanner, block_labels, &blocks[k],
				      &steps, count, NULL) != 0)
			abort();
}

static void
work_copy(const struct bench_corpus *c, struct span body)
{
	static uint8_t copy[PUSH];
	(void)c;
	for (size_t at = 0; at < body.n; at += PUSH) {
		struct span push = span_cut(body, at, at + PUSH);
		memcpy(copy, push.p, push.n);
		__asm__ volatile("" : : "r"(copy) : "memory");
	}
}

static void
scanner_renew(void)
{
	struct scanner *fresh;
	struct rules *r = (struct rules *)(uintptr_t)scanner_rules(env.scanner);
	if (scanner_new(r, &fresh) != 0)
		abort();
	if (env.scanner != inspect_test_env()->scanner)
		scanner_free(&env.scanner);
	env.scanner = fresh;
}

/* Bytes per second, the best of several rounds: others use the machine. */
static double
measure(const struct bench_corpus *c, struct span body, double seconds,
	work_fn *work)
{
	double least = 1e9, spent = 0;
	while (spent < seconds) {
		scanner_renew();
		double begin = cpu_seconds();
		work(c, body);
		double took = cpu_seconds() - begin;
		least = took < least ? took : least;
		spent += took;
	}
	return (double)body.n / 1048576 / least;
}

/* Every detector that reads text, in one pattern. */
static pcre2_code *
joined(const struct rules *r)
{
	struct buf text;
	int error;
	PCRE2_SIZE at;
	buf_init(&text, 1 << 20);
	for (size_t i = 0; i < r->n; i++)
		if (r->detectors[i].code != NULL && r->detectors[i].tier < 3 &&
		    buf_printf(&text, "%s(?:%s)", text.n > 0 ? "|" : "",
			       r->detectors[i].pattern) != 0)
			abort();
	pcre2_code *code = pcre2_compile(text.p, text.n, PCRE2_DOLLAR_ENDONLY,
					 &error, &at, NULL);
	if (code == NULL || pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) != 0)
		abort();
	buf_fini(&text);
	return code;
}

/* A few blocks are enough: how many of them, and the seconds they took. */
static double
pcre2_alone(double seconds, bool one, size_t *ret_blocks)
{
	struct scanner *s = inspect_test_env()->scanner;
	const struct rules *r = scanner_rules(s);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	pcre2_code *code = joined(r);
	double begin = cpu_seconds(), spent = 0;
	size_t k = 0;
	while (k < n_blocks && spent < seconds) {
		const struct block *b = &blocks[k++];
		if (!one &&
		    scan_block_authority(s, block_labels, b, count, NULL) != 0)
			abort();
		for (size_t i = 0; one && i < b->n_fields; i++) {
			const uint8_t *p = b->text.p + b->fields[i].at;
			size_t at = 0, n = b->fields[i].n;
			while (at < n &&
			       pcre2_match(code, p, n, at, 0, data, NULL) > 0)
				at = pcre2_get_ovector_pointer(data)[1];
		}
		spent = cpu_seconds() - begin;
	}
	pcre2_code_free(code);
	pcre2_match_data_free(data);
	*ret_blocks = k;
	return spent;
}

/* MiB of body per second, as far as the blocks' texts stand for it. */
static double
measure_pcre2(struct span body, double seconds, bool one)
{
	size_t k, part = 0, all = 0;
	double spent = pcre2_alone(seconds, one, &k);
	for (size_t i = 0; i < n_blocks; i++) {
		all += blocks[i].text.n;
		part += i < k ? blocks[i].text.n : 0;
	}
	return part > 0 ? (double)body.n / 1048576 * (double)part /
				  (double)all / spent
			: 0;
}

static void
bench(const struct bench_corpus *c, double seconds)
{
	struct buf body;
	buf_init(&body, 2 * BODY);
	c->fill(&body, BODY);
	struct span b = buf_span(&body);
	mode = MODE_RECORD;
	recorded = inspect(c, b);
	blocks_of_body(b);
	double match = measure(c, b, seconds, work_match);
	hits = 0;
	work_match(c, b);
	double per_kib = (double)hits * 1024 / (double)b.n;
	find_use_vector(false);
	double plain = measure(c, b, seconds / 2, work_match);
	find_use_vector(true);
	double each = measure_pcre2(b, seconds / 2, false);
	double one = measure_pcre2(b, seconds / 2, true);
	blocks_forget();
	mode = MODE_NONE;
	double decode = measure(c, b, seconds, work_stages);
	mode = MODE_COUNT;
	double both = measure(c, b, seconds, work_stages);
	mode = MODE_WHOLE;
	double whole = measure(c, b, seconds, work_stages);
	double copy = measure(c, b, seconds / 10, work_copy);
	double sum = 1 / (1 / decode + 1 / match);
	printf("%-15s%6.1f %7.0f%7.0f %7.0f%7.0f%7.0f%+5.0f%% %7.0f %6.0f%6.0f"
	       "%8.0f\n",
	       c->name, per_kib, match, plain, decode, both, sum,
	       (sum / both - 1) * 100, whole, each, one, copy);
	fflush(stdout);
	buf_fini(&body);
}

int
main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 1.0;
	env = *inspect_test_env();
	const struct rules *r = scanner_rules(env.scanner);
	if (labels_new(r, &no_labels) != 0)
		return 2;
	printf("%zu detectors, just-in-time %s, AVX2 %s; MiB/s of one core\n\n",
	       rules_count(r), rules_jit(r) ? "on" : "off",
	       find_has_vector() ? "on" : "off");
	printf("%-15s%6s %14s %26s %7s %12s%8s\n", "", "hits", "match alone",
	       "decode  decode + match", "", "PCRE2 alone", "");
	printf("%-15s%6s %7s%7s %7s%7s%7s%6s %7s %6s%6s%8s\n", "corpus", "/KiB",
	       "AVX2", "plain", "alone", "real", "sum", "over", "persons",
	       "each", "one", "memcpy");
	for (const struct bench_corpus *c = bench_corpora; c->name != NULL; c++)
		if (argc < 3 || strstr(c->name, argv[2]) != NULL)
			bench(c, seconds);
	labels_free(&no_labels);
	return 0;
}
