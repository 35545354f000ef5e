/* SPDX-License-Identifier: Apache-2.0 */
/* Pushes, packs and bundles. What comes after the first byte is also taken for
 * an object of the kind that the byte names, for libFuzzer makes no zlib. */
#include "fuzz/fuzz.h"
#include "lib/git_build.h"
#include "lib/inspect_fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	inspect_fuzz("application/x-git-receive-pack-request", "", in);
	if (size == 0 || size > 8192)
		return 0;
	struct buf pack;
	unsigned kind = data[0] & 7;
	buf_init(&pack, 1 << 20);
	git_put_pack(&pack, 2);
	git_put_object(&pack, 1, SPAN("tree 0\n\nx\n"));
	size_t back = pack.n - 12;
	in = span_from(in, 1);
	if (kind == 6)
		git_put_ofs_delta(&pack, (uint8_t)back, in);
	else if (kind == 7)
		git_put_ref_delta(&pack, in);
	else
		git_put_object(&pack, kind, in);
	git_put_end(&pack);
	inspect_fuzz("", "", buf_span(&pack));
	buf_fini(&pack);
	return 0;
}
