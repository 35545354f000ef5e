/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One sentence a record, in the order a person asks: what happened, where
 * to, why, to how many people. Long values are cut here; the fields have
 * them whole.
 */
#include "audit/message.h"
#include "audit/out.h"

/* No part of a sentence is longer; the whole then fits RECORD_MESSAGE. */
#define PART 200

/* Length of the UTF-8 sequence at s (RFC 3629 section 4), 0: none. */
static size_t
sequence_length(const unsigned char *s, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t n;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		n = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		n = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		n = 4;
	else
		return 0;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (n > left || s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

void
message_clean_utf8(char *s, size_t n)
{
	unsigned char *u = (unsigned char *)s, high = 0;
	for (size_t i = 0; i < n; i++)
		high |= u[i];
	if (high < 0x80)
		return;
	for (size_t i = 0; i < n;) {
		size_t length = u[i] < 0x80 ? 1 : sequence_length(u + i, n - i);
		if (length == 0) {
			u[i] = '?';
			length = 1;
		}
		i += length;
	}
}

void
message_time(int64_t wall_us, char buf[CLOCK_TEXT])
{
	static _Thread_local int64_t second = -1;
	static _Thread_local char text[CLOCK_TEXT];
	if (wall_us < 0) {
		clock_text(wall_us, buf);
		return;
	}
	if (wall_us / 1000000 != second) {
		clock_text(wall_us, text);
		second = wall_us / 1000000;
	}
	memcpy(buf, text, CLOCK_TEXT);
	unsigned us = (unsigned)(wall_us % 1000000);
	for (int i = 25; i > 19; i--, us /= 10)
		buf[i] = (char)('0' + us % 10);
}

/* At most PART bytes of text, cut between characters. */
static void
part(struct out *o, const char *text)
{
	size_t n = strnlen(text, PART + 1);
	if (n > PART) {
		n = PART;
		while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
	}
	out_bytes(o, text, n);
}

static void
number(struct out *o, int64_t value)
{
	out_u64(o, value > 0 ? (uint64_t)value : 0);
}

static void
add_destination(struct out *o, const struct audit_record *r)
{
	part(o, r->method != NULL ? r->method : "connection");
	if (r->host != NULL || r->address != NULL) {
		out_literal(o, " to ");
		part(o, r->host != NULL ? r->host : r->address);
	}
	bool country = r->country != NULL && *r->country != 0;
	bool recipient = r->recipient != NULL && *r->recipient != 0;
	if (!country && !recipient)
		return;
	out_literal(o, " (");
	if (country)
		part(o, r->country);
	if (country && recipient)
		out_literal(o, ", ");
	if (recipient)
		part(o, r->recipient);
	*o->p++ = ')';
}

static void
add_findings(struct out *o, const struct audit_record *r)
{
	if (r->reason != NULL) {
		out_literal(o, ": ");
		part(o, r->reason);
	}
	if (r->persons >= 0) {
		out_literal(o, ", ");
		number(o, r->persons);
		if (r->persons == 1)
			out_literal(o, " person");
		else
			out_literal(o, " persons");
		if (r->new_persons > 0) {
			out_literal(o, " (");
			number(o, r->new_persons);
			out_literal(o, " new)");
		}
	}
	if (r->flow != NULL && *r->flow != 0) {
		out_literal(o, ", flow ");
		part(o, r->flow);
	}
}

static void
add_exchange(struct out *o, const struct audit_record *r)
{
	static const char *const done[] = {"allowed ", "logged ", "blocked "};
	if (r->kind == AUDIT_INTERIM)
		out_literal(o, "under way: ");
	else if (r->kind == AUDIT_INTERRUPTED)
		out_literal(o, "interrupted: ");
	else
		out_text(o, done[r->verdict]);
	add_destination(o, r);
	add_findings(o, r);
	if (r->kind == AUDIT_INTERIM && r->bytes_out >= 0) {
		out_literal(o, ", ");
		number(o, r->bytes_out);
		out_literal(o, " bytes so far");
	}
	if (r->partial > 0)
		out_literal(o, ", after a part was released");
	if (r->would_block > 0)
		out_literal(o, ", would be blocked outside monitor mode");
}

const char *
message_of(const struct record *record, char buf[RECORD_MESSAGE])
{
	const struct audit_record *r = &record->r;
	struct out o = {buf};
	if (r->message != NULL)
		return r->message;
	if (r->kind == AUDIT_EXCHANGE || r->kind == AUDIT_INTERIM ||
	    r->kind == AUDIT_INTERRUPTED) {
		add_exchange(&o, r);
	} else {
		if (r->kind == AUDIT_CHECKPOINT) {
			out_literal(&o, "checkpoint of record ");
			out_u64(&o, record->checkpoint.seq);
		} else {
			out_text(&o, record_kind_name(r->kind));
		}
		if (r->actor != NULL) {
			out_literal(&o, " by ");
			part(&o, r->actor);
		}
		if (r->detail != NULL) {
			out_literal(&o, ": ");
			out_text(&o, r->detail);
		}
	}
	*o.p = 0;
	return buf;
}
