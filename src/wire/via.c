/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading Via (RFC 9110 section 7.6.3): members "protocol received-by" with
 * comments, which may hold commas and nest. No recursion. Pure.
 */
#include "wire/write.h"

/* The end of the member that begins at from: a comma outside comments. */
static size_t
member_end(struct span list, size_t from)
{
	size_t depth = 0;
	for (; from < list.n; from++) {
		uint8_t c = list.p[from];
		if (c == '\\' && depth > 0)
			from++;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (c == ',' && depth == 0)
			return from;
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
	size_t at = 0;
	while (at < list.n) {
		size_t end = member_end(list, at);
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
