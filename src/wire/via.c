/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading Via (RFC 9110 section 7.6.3): members "protocol received-by" with
 * comments, which may hold commas and nest. No recursion. Pure.
 */
#include "wire/write.h"

/* Moves *depth, the comments that are open, past the byte at; returns where
 * to go on (a backslash in a comment takes the next byte with it). */
static size_t
step(struct span list, size_t at, size_t *depth)
{
	uint8_t c = list.p[at];
	if (c == '(')
		++*depth;
	else if (c == ')' && *depth > 0)
		--*depth;
	return at + (c == '\\' && *depth > 0 ? 2 : 1);
}

/* Whether every comment is closed. One that is not would swallow the members
 * that come after it, ours among them: then there are no comments. */
static bool
is_balanced(struct span list)
{
	size_t depth = 0;
	for (size_t at = 0; at < list.n;)
		at = step(list, at, &depth);
	return depth == 0;
}

/* The end of the member that begins at from: a comma outside comments. */
static size_t
member_end(struct span list, size_t from, bool comments)
{
	size_t depth = 0;
	while (from < list.n) {
		if (list.p[from] == ',' && (depth == 0 || !comments))
			return from;
		from = comments ? step(list, from, &depth) : from + 1;
	}
	return list.n;
}

/* The second word of a member, which ends at white space or a comment. */
static struct span
received_by(struct span member)
{
	size_t at = 0;
	member = span_trim(member, " \t");
	while (at < member.n && member.p[at] != ' ' && member.p[at] != '\t')
		at++;
	member = span_trim(span_from(member, at), " \t");
	for (at = 0; at < member.n; at++)
		if (strchr(" \t(", member.p[at]) != NULL)
			break;
	return span_cut(member, 0, at);
}

static bool
list_names(struct span list, struct span pseudonym)
{
	bool comments = is_balanced(list);
	size_t at = 0;
	while (at < list.n) {
		size_t end = member_end(list, at, comments);
		struct span by = received_by(span_cut(list, at, end));
		if (span_eq_nocase(by, pseudonym))
			return true;
		at = end + 1;
	}
	return false;
}

bool
head_via_has(const struct head *h, const char *pseudonym)
{
	struct span name = span_str(pseudonym);
	for (size_t i = 0; i < h->n_fields; i++)
		if (span_eq_nocase(h->fields[i].name, SPAN("Via")) &&
		    list_names(h->fields[i].value, name))
			return true;
	return false;
}
