/* SPDX-License-Identifier: Apache-2.0 */
/* Containers, as libarchive and what stands around it take them: the first
 * byte chooses the kind. What is told must be in order. */
#include "extract/archive.h"
#include "fuzz/fuzz.h"
#include "lib/teller_log.h"

static void
check(void *arg, struct span m)
{
	bool *in_member = arg;
	bool begins = m.p[0] == ANSWER_MEMBER, ends = m.p[0] == ANSWER_END;
	if (begins == *in_member && (begins || ends))
		abort();
	if (m.p[0] == ANSWER_DATA && !*in_member)
		abort();
	*in_member = (*in_member || begins) && !ends;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const kinds[] = {"zip", "tar", "7z",	  "rar",
					    "xz",  "ole", "cpio", "cab"};
	bool in_member = false;
	if (size < 1)
		return 0;
	struct teller *t = calloc(1, sizeof(*t));
	if (t == NULL)
		abort();
	t->send = check;
	t->arg = &in_member;
	archive_open(t, span_of(data + 1, size - 1), kinds[data[0] & 7]);
	teller_done(t);
	if (in_member)
		abort();
	free(t);
	return 0;
}
