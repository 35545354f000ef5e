/* SPDX-License-Identifier: Apache-2.0 */
/* Markup. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	inspect_fuzz("text/html", "", span_of(data, size));
	return 0;
}
