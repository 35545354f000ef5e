/* SPDX-License-Identifier: Apache-2.0 */
/* Content codings: the first byte chooses which, the rest is the body. */
#include "fuzz/fuzz.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const codings[] = {
		"gzip",	    "deflate",	  "br",		 "zstd",
		"gzip, br", "zstd, gzip", "aws-chunked", "gzip, aws-chunked"};
	if (size < 1)
		return 0;
	size_t n = sizeof(codings) / sizeof(codings[0]);
	inspect_fuzz("text/plain", codings[data[0] % n],
		     span_of(data + 1, size - 1));
	return 0;
}
