/* SPDX-License-Identifier: Apache-2.0 */
/* Containers made by libarchive, and what an inspection says of them. */
#pragma once

#include "base/buf.h"

struct sample {
	const char *name;
	int format; /* of libarchive; 0: bytes as they are */
	int filter;
	/* Names and contents, NULL-ended; the bytes themselves. */
	const char *members[9];
	const char *says;
};
extern const struct sample samples[];
extern const size_t n_samples;

/* out is initialised by this. */
void sample_make(const struct sample *s, struct buf *out);
