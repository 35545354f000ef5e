/* SPDX-License-Identifier: Apache-2.0 */
/* Character sets: the first byte chooses which is declared. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {
		"text/plain",
		"text/plain; charset=gbk",
		"text/plain; charset=utf-16",
		"text/csv; charset=\"gb18030\"",
		"application/json; charset=utf-16le",
		"text/plain; charset=iso-8859-1"};
	if (size < 1)
		return 0;
	size_t n = sizeof(types) / sizeof(types[0]);
	inspect_fuzz(types[data[0] % n], "", span_of(data + 1, size - 1));
	return 0;
}
