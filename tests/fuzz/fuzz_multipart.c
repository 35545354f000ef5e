/* SPDX-License-Identifier: Apache-2.0 */
/* Multipart bodies with the boundary B, parts of parts included. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	inspect_fuzz("multipart/form-data; boundary=B", "",
		     span_of(data, size));
	return 0;
}
