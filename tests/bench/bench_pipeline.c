/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What inspections cost: MiB per second of processor time of whole inspections
 * with the shipped detectors, and of the stages alone (a set of detectors that
 * finds nothing), over bodies of several formats in pushes of 16 KiB; and the
 * time of an inspection of 1 KiB, set-up included. Figures on standard output.
 */
#include "lib/inspect_feed.h"

#include <stdio.h>
#include <time.h>

#define BODY ((size_t)8 << 20)
#define PUSH 16384

static uint8_t body[BODY + 4096];

static unsigned
next_random(void)
{
	static uint64_t x = 88172645463325252u;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (unsigned)(x >> 33);
}

/* The n-th of 4,000 fictitious persons as a row or object; or nobody. */
static size_t
put_record(char *to, size_t size, int kind)
{
	unsigned n = next_random() % 4000;
	unsigned m = n * 7919 % 100000000;
	int len;
	if (kind == 0)
		len = snprintf(to, size,
			       "{\"ts\":17%08u1,\"level\":\"info\",\"service\":"
			       "\"orders\",\"message\":\"request finished\","
			       "\"duration_ms\":%u,\"host\":\"node-%u\","
			       "\"ok\":true}\n",
			       m, n, n);
	else if (kind == 1)
		len = snprintf(to, size,
			       "{\"seq\":%u,\"mobile\":\"159%08u\",\"email\":"
			       "\"user%u@example.com\",\"note\":\"lorem ipsum "
			       "dolor sit amet\"}\n",
			       n, m, n);
	else if (kind == 2)
		len = snprintf(to, size,
			       "%u,159%08u,user%u@example.com,lorem ipsum\n", n,
			       m, n);
	else
		len = snprintf(to, size, "%u,%u,node-%u,green,closed,12.5,n\n",
			       n, m, n);
	return (size_t)len;
}

static void
fill(int kind)
{
	size_t n = 0;
	while (n < BODY)
		n += put_record((char *)body + n, 4096, kind);
}

/* Microseconds of processor time so far. */
static double
cpu_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double
run(const struct inspect_env *env, const char *type, size_t size, int times)
{
	struct inspect_result result;
	double began = cpu_us();
	for (int k = 0; k < times; k++) {
		struct inspection *i;
		if (inspection_new(env, &i) != 0 ||
		    inspection_body(i, span_str(type), SPAN_NONE, SPAN_NONE) !=
			    0)
			abort();
		for (size_t at = 0; at < size; at += PUSH) {
			size_t n = size - at < PUSH ? size - at : PUSH;
			if (inspection_push(i, span_of(body + at, n),
					    at + n == size) != 0)
				abort();
			if (at / PUSH % 64 == 63)
				inspection_take(i, &result);
		}
		inspection_free(&i);
	}
	return (cpu_us() - began) / times;
}

int
main(void)
{
	static const struct {
		const char *name, *type;
		int kind;
	} rows[] = {{"json lines", "application/json", 0},
		    {"json lines, persons", "application/json", 1},
		    {"csv", "text/csv", 3},
		    {"csv, persons", "text/csv", 2},
		    {"text lines", "text/plain; x", 0}};
	static const char *const labels[] = {"no-such-name", NULL};
	static const struct detector_def nothing = {
		.id = "nothing",
		.title_en = "",
		.title_zh = "",
		.kind = KIND_ATTRIBUTE,
		.tier = 3,
		.labels = labels,
		.file = "bench",
	};
	const struct inspect_env *full = inspect_test_env();
	struct inspect_env bare = *full;
	struct rules *rules;
	struct why why;
	if (rules_compile(&nothing, 1, &rules, &why) != 0 ||
	    scanner_new(rules, &bare.scanner) != 0)
		abort();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fill(rows[i].kind);
		double mib = (double)BODY / (1 << 20);
		double all = run(full, rows[i].type, BODY, 5);
		double stages = run(&bare, rows[i].type, BODY, 5);
		double small = run(full, rows[i].type, 1024, 2000);
		printf("%-22s %6.0f MiB/s, stages alone %6.0f, 1 KiB %5.1f "
		       "us\n",
		       rows[i].name, mib * 1e6 / all, mib * 1e6 / stages,
		       small);
	}
	scanner_free(&bare.scanner);
	rules_unref(&rules);
	return 0;
}
