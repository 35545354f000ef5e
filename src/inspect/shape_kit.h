/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over a pattern's text, shared by shape*.c and private to them. */
#pragma once

#include "inspect/shape.h"

struct walk {
	const char *at;
	bool caseless;
	bool start; /* nothing has been consumed and no branch was taken */
	unsigned depth;
	struct shape *shape;
	struct byte_set last; /* what may stand right after the match */
	bool last_known;
	struct why *why;
};

/* What \w stands for. */
extern const struct byte_set shape_word;

void byte_set_join(struct byte_set *s, const struct byte_set *other);
/* Keeps what is in both. */
void byte_set_cut(struct byte_set *s, const struct byte_set *other);
void byte_set_invert(struct byte_set *s);
/* After '[': up to and past ']'. */
MUST_USE int walk_class(struct walk *w, struct byte_set *ret_set);
/* One byte of the subject: a literal, an escape, a class or a dot. */
MUST_USE int walk_byte(struct walk *w, struct byte_set *ret_set);
