/* SPDX-License-Identifier: Apache-2.0 */
/* JSON, lines of JSON, and what only resembles them. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	inspect_fuzz("application/json", "", span_of(data, size));
	return 0;
}
