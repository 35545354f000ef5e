/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of protocol buffers, nested, cut and broken. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	inspect_fuzz("application/x-protobuf", "", span_of(data, size));
	return 0;
}
