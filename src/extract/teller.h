/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In the programmes that open containers: what is told of one, in messages.
 * Bytes are gathered into full messages. Nothing fails: where the messages go
 * sees to that (in the programme, a gateway that is gone ends it).
 */
#pragma once

#include "extract/wire.h"

struct teller {
	void (*send)(void *arg, struct span message);
	void *arg;
	bool in_member;
	size_t n; /* bytes of data in message */
	uint8_t message[ANSWER_MAX];
};

/* A member begins; one that is open ends. Names are cut at their limit. */
void teller_member(struct teller *t, enum member_kind kind, struct span name);
void teller_data(struct teller *t, struct span data);
void teller_end(struct teller *t);
void teller_unreadable(struct teller *t, enum unreadable class,
		       enum extract_cause cause);
/* The last message. */
void teller_done(struct teller *t);
