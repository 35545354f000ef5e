/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zlib streams one by one. Guarantees: not a byte is taken beyond the end of a
 * stream. One owner, one thread.
 */
#include "inspect/unzlib.h"

#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

struct unzlib {
	z_stream z;
};

int
unzlib_new(struct unzlib **ret_unzlib)
{
	struct unzlib *u = calloc(1, sizeof(*u));
	if (u == NULL)
		return -ENOMEM;
	if (inflateInit(&u->z) != Z_OK) {
		free(u);
		return -ENOMEM;
	}
	*ret_unzlib = u;
	return 0;
}

void
unzlib_free(struct unzlib **pu)
{
	struct unzlib *u = *pu;
	*pu = NULL;
	if (u == NULL)
		return;
	inflateEnd(&u->z);
	free(u);
}

void
unzlib_begin(struct unzlib *u)
{
	must(inflateReset(&u->z) == Z_OK);
}

int
unzlib_step(struct unzlib *u, struct span *in, uint8_t *out, size_t room,
	    size_t *ret_n)
{
	u->z.next_in = (z_const Bytef *)(uintptr_t)in->p;
	u->z.avail_in = (uInt)in->n;
	u->z.next_out = out;
	u->z.avail_out = (uInt)room;
	int rc = inflate(&u->z, Z_NO_FLUSH);
	*ret_n = room - u->z.avail_out;
	*in = span_from(*in, in->n - u->z.avail_in);
	if (rc == Z_STREAM_END)
		return 1;
	return rc == Z_OK || rc == Z_BUF_ERROR ? 0 : ERR_MALFORMED;
}
