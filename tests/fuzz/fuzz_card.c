/* SPDX-License-Identifier: Apache-2.0 */
/* Cards. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	inspect_fuzz("text/vcard", "", span_of(data, size));
	return 0;
}
