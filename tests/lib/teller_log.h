/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a teller says, as text: a line for each member, unreadable and end,
 * the data of a member in one piece however it was cut.
 */
#pragma once

#include "base/buf.h"
#include "extract/answer.h"
#include "extract/teller.h"

#include <stdio.h>
#include <stdlib.h>

static inline void
teller_log_add(struct buf *out, struct span s)
{
	if (buf_add(out, s) != 0)
		abort();
}

static inline void
teller_log_send(void *arg, struct span m)
{
	struct buf *out = arg;
	if (m.n == 0 || m.n > ANSWER_MAX)
		abort();
	switch (m.p[0]) {
	case ANSWER_MEMBER:
		if (buf_printf(out, "\n[%u %.*s]\n", m.p[1],
			       SPAN_FMT(span_from(m, 2))) != 0)
			abort();
		break;
	case ANSWER_DATA:
		teller_log_add(out, span_from(m, 1));
		break;
	case ANSWER_UNREADABLE:
		if (buf_printf(out, "\n[unreadable %u %u]\n", m.p[1], m.p[2]) !=
		    0)
			abort();
		break;
	case ANSWER_END:
		teller_log_add(out, SPAN("\n[end]\n"));
		break;
	case ANSWER_DONE:
		teller_log_add(out, SPAN("\n[done]\n"));
		break;
	default:
		abort();
	}
}

/* A teller whose words go to out; to be freed. */
static inline struct teller *
teller_log_new(struct buf *out)
{
	struct teller *t = calloc(1, sizeof(*t));
	if (t == NULL)
		abort();
	t->send = teller_log_send;
	t->arg = out;
	return t;
}

/* Bytes of a part, so many at a time. */
struct teller_log_source {
	struct span rest;
	size_t step;
};

static inline ssize_t
teller_log_read(void *arg, uint8_t *to, size_t size)
{
	struct teller_log_source *s = arg;
	struct span now = span_cut(s->rest, 0, s->step < size ? s->step : size);
	if (now.n > 0)
		memcpy(to, now.p, now.n);
	s->rest = span_from(s->rest, now.n);
	return (ssize_t)now.n;
}
