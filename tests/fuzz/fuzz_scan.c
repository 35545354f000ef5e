/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The matching engine. The first byte says how many bytes after it cut the
 * rest into fields; oracle: the finder's way and PCRE2 alone agree.
 */
#include "fuzz/fuzz.h"
#include "lib/detectors_load.h"
#include "lib/scan_compare.h"

#include <stdlib.h>

#define FIELDS_MAX 512

static struct rules *rules;
static struct scanner *scanner;
static struct labels *labels;
static uint32_t numbers[8];

static void
prepare(void)
{
	static const char *const names[8] = {
		"",	"身份证号",  "phone", "passport",
		"姓名", "diagnosis", "imei",  "序列号"};
	rules = test_rules();
	if (scanner_new(rules, &scanner) < 0 || labels_new(rules, &labels) < 0)
		abort();
	for (size_t i = 0; i < 8; i++)
		numbers[i] = labels_intern(labels, span_str(names[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct field fields[FIELDS_MAX];
	if (rules == NULL)
		prepare();
	if (size < 1)
		return 0;
	size_t n_cuts = data[0] < size - 1 ? data[0] : size - 1;
	struct block b = {.text = span_of(data + 1 + n_cuts, size - 1 - n_cuts),
			  .fields = fields};
	b.until = b.text.n + 1;
	b.n_fields = compare_fields(b.text.n, data + 1, n_cuts, numbers, 8,
				    fields, FIELDS_MAX);
	if (compare_block(scanner, labels, &b, NULL) < 0)
		abort();
	return 0;
}
