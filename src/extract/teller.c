/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making the messages of an answer. One owner, one thread.
 */
#include "extract/teller.h"

static void
flush(struct teller *t)
{
	if (t->n == 0)
		return;
	t->message[0] = ANSWER_DATA;
	t->send(t->arg, span_of(t->message, 1 + t->n));
	t->n = 0;
}

void
teller_member(struct teller *t, enum member_kind kind, struct span name)
{
	teller_end(t);
	name = span_cut(name, 0, ANSWER_NAME_MAX);
	t->message[0] = ANSWER_MEMBER;
	t->message[1] = (uint8_t)kind;
	if (name.n > 0)
		memcpy(t->message + 2, name.p, name.n);
	t->send(t->arg, span_of(t->message, 2 + name.n));
	t->in_member = true;
}

void
teller_data(struct teller *t, struct span data)
{
	while (data.n > 0) {
		size_t room = ANSWER_DATA_MAX - t->n;
		struct span now = span_cut(data, 0, room);
		memcpy(t->message + 1 + t->n, now.p, now.n);
		t->n += now.n;
		data = span_from(data, now.n);
		if (t->n == ANSWER_DATA_MAX)
			flush(t);
	}
}

void
teller_end(struct teller *t)
{
	static const uint8_t end[] = {ANSWER_END};
	if (!t->in_member)
		return;
	flush(t);
	t->in_member = false;
	t->send(t->arg, span_of(end, 1));
}

void
teller_unreadable(struct teller *t, enum unreadable class,
		  enum extract_cause cause)
{
	const uint8_t m[] = {ANSWER_UNREADABLE, (uint8_t) class,
			     (uint8_t)cause};
	flush(t);
	t->send(t->arg, span_of(m, sizeof(m)));
}

void
teller_done(struct teller *t)
{
	static const uint8_t done[] = {ANSWER_DONE};
	teller_end(t);
	t->send(t->arg, span_of(done, 1));
}
