/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stage inside a format's stage, that reads a stretch of its bytes: a long
 * string, a file, a message. The format works on a window and lets the inner
 * one have its bytes from there. One owner, one thread.
 *
 *   inner_open → inner_push until !inner_is_open → inner_close
 */
#pragma once

#include "inspect/window.h"

struct inner {
	struct stage *reader; /* NULL: nothing is open */
	uint64_t end;	      /* offset in the layer after its last byte */
	unsigned layers;      /* open outside of it */
	bool chunks;	      /* goes on after its end: see inner_chunk */
};

static inline bool
inner_is_open(const struct inner *n)
{
	return n->reader != NULL;
}

/* A layer for the bytes from i (in the window of s) to end; UINT64_MAX: to the
 * last. Values put to the harvest must have been flushed. 0 or -ENOMEM. */
MUST_USE int inner_open(struct inner *n, struct stage *s,
			const struct window *w, size_t i, uint64_t end,
			const struct hints *hints);
/* The same for bytes that cannot be read; a fragment's are called so. */
MUST_USE int inner_unread(struct inner *n, struct stage *s,
			  const struct window *w, size_t i, uint64_t end,
			  enum unreadable class, const char *cause);
/* Hands over what the window has of it from i on: how far, or < 0. At its end
 * it is closed, unless it goes on in chunks; what ends before is broken. */
MUST_USE ssize_t inner_push(struct inner *n, struct stage *s,
			    const struct window *w, size_t i, bool last);
/* Whether more of it stands at offset at, rather than something else. */
static inline bool
inner_has(const struct inner *n, uint64_t at)
{
	return n->reader != NULL && (!n->chunks || at < n->end);
}
/* The last chunk has been. 0 or -ENOMEM. */
MUST_USE int inner_end(struct inner *n, struct stage *s);
/* Closes what is left open when the format's stage is closed. */
void inner_close(struct inner *n);

/* Whether text of a value is worth a layer: long, or of a format itself. */
bool inner_is_worth(struct span text);
