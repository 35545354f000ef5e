/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chunked coding as we write it (RFC 9112 section 7.1), the same in both
 * directions. Worker thread.
 */
#pragma once

#include "proxy/chunk.h"
#include "wire/http1.h"

/* Queues the last chunk and the trailers that the reader kept (parsed in the
 * arena). 0, ERR_MALFORMED, ERR_LIMIT, -ENOMEM. */
MUST_USE int chunked_end(struct queue *out, struct chunk_store *chunks,
			 const struct body_reader *reader, struct arena *a,
			 size_t limit);
