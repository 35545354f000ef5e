/* SPDX-License-Identifier: Apache-2.0 */
/* MessagePack, CBOR and BSON; the first byte says which. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {"application/msgpack",
					    "application/cbor",
					    "application/bson", ""};
	if (size == 0)
		return 0;
	inspect_fuzz(types[data[0] & 3], "", span_of(data + 1, size - 1));
	return 0;
}
