/* SPDX-License-Identifier: Apache-2.0 */
/* Whole inspections: a first line "type|coding", then the body. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span body = span_of(data, size);
	struct span head = span_split(&body, '\n');
	struct span coding = span_cut(head, 0, 200);
	struct span type = span_split(&coding, '|');
	char type_text[256], coding_text[256];
	inspect_fuzz(span_copy(type, type_text, sizeof(type_text)),
		     span_copy(coding, coding_text, sizeof(coding_text)), body);
	return 0;
}
