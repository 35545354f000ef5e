/* SPDX-License-Identifier: Apache-2.0 */
/* Values that carry something: the first byte says the format they stand in. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = {"application/json",
					    "text/csv",
					    "application/x-www-form-urlencoded",
					    "application/xml",
					    "text/plain",
					    "multipart/form-data; boundary=b",
					    "application/sql",
					    "application/yaml",
					    "text/vcard"};
	if (size == 0)
		return 0;
	inspect_fuzz(types[(uint8_t)(data[0] - '2') % 9], "",
		     span_of(data + 1, size - 1));
	return 0;
}
