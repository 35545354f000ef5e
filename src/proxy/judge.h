/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From what the inspection settled to a verdict and a booking.
 */
#pragma once

#include "proxy/exchange.h"

enum judged {
	JUDGED_PASS,   /* release it */
	JUDGED_WAIT,   /* the booking is on its way to the disk */
	JUDGED_REFUSE, /* x->decision or x->gateway_reason says why */
};

/* Takes what the inspection has settled since the last call and decides on
 * it. */
enum judged judge_window(struct exchange *x);
/* Before any content: sources, destinations and states that refuse by
 * themselves. true: refused. */
bool judge_head(struct exchange *x);
/* A tunnel that is not read. */
enum judged judge_tunnel(struct exchange *x, enum unreadable class);

/* What judge_window would say of everything inspected so far, in x->decision,
 * x->sensitive_persons and x->new_persons, without booking anything or keeping
 * it for explain: "kouanctl decide". 0 or < 0. Any thread. */
MUST_USE int judge_preview(struct exchange *x);

/* Something of the exchange has been written to the origin: what was booked
 * for it is settled. */
void judge_settle(struct exchange *x);
/* The exchange ends: bookings of which no byte went out are withdrawn. */
void judge_end(struct exchange *x);
