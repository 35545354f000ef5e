/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a detector without an anchor costs, measured: it runs alone over a
 * built-in text as it is sent, for some milliseconds.
 */
#include "base/clock.h"
#include "inspect/engine.h"
#include "inspect/scan.h"

#include <errno.h>
#include <stdlib.h>

#define TEXT_BYTES ((size_t)64 << 10)
#define MEASURE_US 20000

static const char sample[] =
	"{\"ts\":\"2024-05-17T08:31:09.412Z\",\"level\":\"info\",\"msg\":"
	"\"connection from worker accepted, queue length 17\",\"user\":"
	"\"svc-42\",\"peer\":\"10.20.30.40\",\"trace\":\"9f3c01ab77de4410\"}\n"
	"1048576,张伟,37010219900101123X,13800138000,li.wei@example.com,"
	"6222021234567890123,1284.50,2024-05-17 08:31:09\n"
	"我们在这里说明一下，这一段文字只是用来测量速度的。\n";

static int
nothing(void *arg, const struct hit *hit)
{
	(void)arg;
	(void)hit;
	return 0;
}

static int
measure_text(struct scanner *s, const struct labels *l, uint8_t *text,
	     double *ret_mib)
{
	struct field field = {.n = TEXT_BYTES};
	struct block block = {.text = span_of(text, TEXT_BYTES),
			      .fields = &field,
			      .n_fields = 1,
			      .until = TEXT_BYTES};
	int64_t begin = clock_mono_us(), spent;
	size_t bytes = 0;
	for (size_t i = 0; i < TEXT_BYTES; i++)
		text[i] = (uint8_t)sample[i % (sizeof(sample) - 1)];
	do {
		uint64_t steps = UINT64_MAX;
		int rc = scan_block(s, l, &block, &steps, nothing, NULL);
		if (rc < 0)
			return rc;
		bytes += TEXT_BYTES;
		spent = clock_mono_us() - begin;
	} while (spent < MEASURE_US);
	*ret_mib = (double)bytes / 1048576 / ((double)spent / 1e6);
	return 0;
}

int
rules_measure(const struct rules *r, unsigned detector, double *ret_mib)
{
	CLEANUP(scanner_free) struct scanner *s = NULL;
	CLEANUP(labels_free) struct labels *l = NULL;
	struct bank bank;
	*ret_mib = 0;
	must(detector < r->n);
	if (r->detectors[detector].anchor != ANCHOR_LOOSE)
		return 0;
	/* The same rules, but for what is looked for. */
	struct rules alone = *r;
	bank_single(r, detector, &bank);
	alone.loose = alone.token = &bank;
	alone.n_loose = 1;
	alone.n_token = alone.n_digit = alone.n_at = alone.n_list = 0;
	alone.by_label = (struct detector_set){{0}};
	int rc = scanner_new(&alone, &s);
	if (rc == 0)
		rc = labels_new(&alone, &l);
	uint8_t *text = rc == 0 ? malloc(TEXT_BYTES) : NULL;
	if (rc == 0)
		rc = text == NULL ? -ENOMEM : measure_text(s, l, text, ret_mib);
	free(text);
	scanner_free(&s); /* before the rules that it counts on */
	return rc;
}
