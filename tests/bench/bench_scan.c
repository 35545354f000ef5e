/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast the matching engine is, alone: MiB per second of one core's time
 * over made-up corpora, beside memcpy, the finder alone and PCRE2 alone (every
 * detector by itself over the same fields). Usage: bench_scan [seconds per
 * figure [part of a corpus' name]]; with the latter, the engine alone on that
 * one.
 */
#include "inspect/find.h"
#include "inspect/scan.h"
#include "lib/detectors_load.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK 65536
#define BLOCKS 16
#define FIELDS_MAX 32768

struct corpus {
	const char *name;
	uint8_t text[BLOCKS][BLOCK];
	struct field fields[BLOCKS][FIELDS_MAX];
	size_t n[BLOCKS], n_fields[BLOCKS];
};

static struct rules *rules;
static struct scanner *scanner;
static struct labels *labels;
static struct corpus corpus;
static uint64_t state = 42;
static uint64_t confirms;

static uint32_t
draw(uint32_t limit)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(state >> 33) % limit;
}

static void
text_add(size_t b, const char *text, size_t n)
{
	memcpy(corpus.text[b] + corpus.n[b], text, n);
	corpus.n[b] += n;
}

/* A value as a field under a label. */
static void __attribute__((format(printf, 3, 4)))
value_add(size_t b, const char *label, const char *fmt, ...)
{
	char value[256];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(value, sizeof(value), fmt, ap);
	va_end(ap);
	corpus.fields[b][corpus.n_fields[b]++] =
		(struct field){.at = (uint32_t)corpus.n[b],
			       .n = (uint32_t)n,
			       .label = labels_intern(labels, span_str(label))};
	text_add(b, value, (size_t)n);
}

static void
make_id(char id[19])
{
	static const int weights[17] = {7, 9, 10, 5,  8, 4, 2, 1, 6,
					3, 7, 9,  10, 5, 8, 4, 2};
	int sum = 0;
	snprintf(id, 19, "37%02u%02u19%02u%02u%02u%03u", draw(90) + 10,
		 draw(90) + 10, draw(60) + 40, draw(12) + 1, draw(28) + 1,
		 draw(1000));
	for (int i = 0; i < 17; i++)
		sum += (id[i] - '0') * weights[i];
	id[17] = "10X98765432"[sum % 11];
	id[18] = '\0';
}

static void
row_csv(size_t b)
{
	char id[19];
	make_id(id);
	value_add(b, "order", "%u", draw(100000000));
	text_add(b, ",", 1);
	value_add(b, "姓名", "张%s", draw(2) ? "伟" : "小明");
	text_add(b, ",", 1);
	value_add(b, "身份证号", "%s", id);
	text_add(b, ",", 1);
	value_add(b, "phone", "138%08u", draw(100000000));
	text_add(b, ",", 1);
	value_add(b, "email", "user%u@example.com", draw(1000000));
	text_add(b, ",", 1);
	value_add(b, "card", "6222%012u", draw(1000000000));
	text_add(b, ",", 1);
	value_add(b, "amount", "%u.%02u", draw(10000), draw(100));
	text_add(b, ",", 1);
	value_add(b, "created_at", "2024-%02u-%02u %02u:%02u:%02u",
		  draw(12) + 1, draw(28) + 1, draw(24), draw(60), draw(60));
	text_add(b, "\n", 1);
}

static void
row_json(size_t b)
{
	static const char *const levels[] = {"info", "warning", "debug"};
	static const char *const words[] = {
		"connection", "accepted",  "from",   "worker", "request",
		"finished",   "timeout",   "queue",  "length", "cache",
		"refreshed",  "scheduled", "backup", "of",     "volume"};
	text_add(b, "{\"ts\":\"", 7);
	value_add(b, "ts", "2024-%02u-%02uT%02u:%02u:%02u.%03uZ", draw(12) + 1,
		  draw(28) + 1, draw(24), draw(60), draw(60), draw(1000));
	text_add(b, "\",\"level\":\"", 11);
	value_add(b, "level", "%s", levels[draw(3)]);
	text_add(b, "\",\"trace\":\"", 11);
	value_add(b, "trace", "%08x%08x", draw(UINT32_MAX), draw(UINT32_MAX));
	text_add(b, "\",\"msg\":\"", 9);
	value_add(b, "msg", "%s %s %s %s %s %u ms %s", words[draw(15)],
		  words[draw(15)], words[draw(15)], words[draw(15)],
		  words[draw(15)], draw(5000), words[draw(15)]);
	text_add(b, "\",\"status\":", 11);
	value_add(b, "status", "%u", 200 + draw(300));
	text_add(b, ",\"peer\":\"", 9);
	value_add(b, "peer", "10.%u.%u.%u", draw(256), draw(256), draw(256));
	text_add(b, "\",\"user\":\"", 10);
	if (draw(10) == 0)
		value_add(b, "user", "user%u@example.com", draw(100000));
	else
		value_add(b, "user", "svc-%u", draw(100));
	text_add(b, "\"}\n", 3);
}

static void
row_random(size_t b)
{
	uint8_t c = (uint8_t)draw(256);
	text_add(b, (const char *)&c, 1);
}

static void
row_prose(size_t b)
{
	char c[3];
	uint32_t at = 0x4e00 + draw(0x5000);
	if (draw(400) == 0) {
		text_add(b, " 2024 API ", 10);
		return;
	}
	if (draw(12) == 0)
		at = 0xff0c;
	c[0] = (char)(0xe0 | at >> 12);
	c[1] = (char)(0x80 | (at >> 6 & 63));
	c[2] = (char)(0x80 | (at & 63));
	text_add(b, c, 3);
}

static void
make(const char *name, void (*row)(size_t), bool one_field)
{
	corpus.name = name;
	for (size_t b = 0; b < BLOCKS; b++) {
		corpus.n[b] = corpus.n_fields[b] = 0;
		while (corpus.n[b] + 512 < BLOCK)
			row(b);
		if (one_field) {
			corpus.fields[b][0] =
				(struct field){.n = (uint32_t)corpus.n[b]};
			corpus.n_fields[b] = 1;
		}
	}
}

static int
count(void *arg, const struct hit *hit)
{
	(void)hit;
	++*(size_t *)arg;
	return 0;
}

static size_t
pass_copy(const struct block *b)
{
	static uint8_t copy[BLOCK];
	memcpy(copy, b->text.p, b->text.n);
	__asm__ volatile("" : : "r"(copy) : "memory");
	return 0;
}

static size_t
pass_find(const struct block *b)
{
	static struct find_set set;
	uint64_t bits[FIND_WORDS];
	size_t n = 0;
	if (set.of[0]['0'] == 0) {
		for (unsigned k = 0; k < FIND_DEPTH; k++)
			for (int c = '0'; c <= 'z'; c++)
				find_set_allow(&set, 0, k, (uint8_t)c);
		find_set_seal(&set);
	}
	for (size_t at = 0; at < b->text.n; at += FIND_TILE) {
		find_candidates(&set, b->text, at, bits);
		n += bits[0] != 0;
	}
	return n;
}

static size_t
pass_scan(const struct block *b)
{
	size_t n = 0;
	uint64_t steps = UINT64_MAX;
	if (scan_block(scanner, labels, b, &steps, count, &n) != 0)
		exit(2);
	confirms += UINT64_MAX - steps;
	return n;
}

static size_t
pass_authority(const struct block *b)
{
	size_t n = 0;
	if (scan_block_authority(scanner, labels, b, count, &n) != 0)
		exit(2);
	return n;
}

/* Processor time, for the machine may have other work. */
static double
cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
measure(const char *what, size_t (*pass)(const struct block *), double seconds)
{
	size_t bytes = 0, hits = 0;
	confirms = 0;
	double start = cpu_seconds(), spent;
	do {
		for (size_t b = 0; b < BLOCKS; b++) {
			struct block block = {
				.text = span_of(corpus.text[b], corpus.n[b]),
				.fields = corpus.fields[b],
				.n_fields = corpus.n_fields[b],
				.until = corpus.n[b] + 1};
			hits += pass(&block);
			bytes += corpus.n[b];
		}
		spent = cpu_seconds() - start;
	} while (spent < seconds);
	printf("  %-10s %9.0f MiB/s", what, (double)bytes / 1048576 / spent);
	printf("  per KiB %.1f hits, %.1f confirms\n",
	       (double)hits * 1024 / (double)bytes,
	       (double)confirms * 1024 / (double)bytes);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*row)(size_t);
		bool one_field;
	} corpora[] = {{"dense CSV", row_csv, false},
		       {"JSON logs", row_json, false},
		       {"random bytes", row_random, true},
		       {"Chinese prose", row_prose, true}};
	double seconds = argc > 1 ? atof(argv[1]) : 1.0;
	rules = test_rules();
	if (scanner_new(rules, &scanner) < 0 || labels_new(rules, &labels) < 0)
		return 2;
	printf("%zu detectors, just-in-time %s, vector %s\n",
	       rules_count(rules), rules_jit(rules) ? "on" : "off",
	       find_has_vector() ? "on" : "off");
	for (size_t i = 0; i < sizeof(corpora) / sizeof(corpora[0]); i++) {
		if (argc > 2 && strstr(corpora[i].name, argv[2]) == NULL)
			continue;
		make(corpora[i].name, corpora[i].row, corpora[i].one_field);
		printf("%s\n", corpora[i].name);
		measure("engine", pass_scan, seconds);
		if (argc > 2)
			continue;
		measure("memcpy", pass_copy, seconds / 4);
		measure("finder", pass_find, seconds / 4);
		measure("PCRE2", pass_authority, seconds);
	}
	labels_free(&labels);
	scanner_free(&scanner);
	rules_unref(&rules);
	return 0;
}
