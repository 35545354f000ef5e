/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judging whether text is of one kind: each by what its lines begin with.
 * Pure; any thread.
 */
#include "inspect/sniff.h"

#include "inspect/fold.h"

/* Whether s begins with a prefix, ASCII letters folded. */
static bool
begins(struct span s, const char *prefix)
{
	/* Most do not: the first letter tells. */
	if (s.n == 0 || ((s.p[0] ^ (uint8_t)prefix[0]) & 0xdf) != 0)
		return false;
	struct span p = span_str(prefix);
	return s.n >= p.n && span_eq_nocase(span_cut(s, 0, p.n), p);
}

/* Whether needle stands in s, ASCII letters folded. */
static bool
holds(struct span s, const char *needle)
{
	for (; s.n > 0; s = span_from(s, 1))
		if (begins(s, needle))
			return true;
	return false;
}

static bool
is_sql_line(struct span line, struct span rest)
{
	static const char *const heads[] = {"-- MySQL dump",
					    "-- MariaDB dump",
					    "-- PostgreSQL dat",
					    "-- phpMyAdmin SQL",
					    "-- Dump completed",
					    "PRAGMA foreign_keys=",
					    "/*!40",
					    "SET IDENTITY_INSERT ",
					    "/*M!999999",
					    "SET NAMES utf8"};
	static const char *const inserts[] = {"INSERT INTO ", "REPLACE INTO ",
					      "INSERT IGNORE INTO ", "INSERT [",
					      "INSERT OR "};
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (begins(line, heads[i]))
			return true;
	for (size_t i = 0; i < sizeof(inserts) / sizeof(*inserts); i++)
		if (begins(line, inserts[i]))
			return holds(rest, "VALUES") || holds(rest, "SELECT");
	if (begins(line, "CREATE TABLE ") || begins(line, "CREATE TEMPORARY T"))
		return span_chr(rest, '(') > 0;
	if (begins(line, "COPY "))
		return holds(line, " FROM stdin");
	if (begins(line, "UPDATE "))
		return holds(rest, " SET ") && span_chr(rest, '=') > 0;
	return begins(line, "SELECT ") && holds(rest, " FROM ") &&
	       holds(rest, " WHERE ") && span_chr(rest, '=') > 0;
}

bool
sniff_sql(struct span head)
{
	while (head.n > 0) {
		struct span rest = head;
		struct span line = span_trim(span_split(&head, '\n'), " \t\r");
		if (is_sql_line(line, rest))
			return true;
	}
	return false;
}

/* How many fields of mail a head has; -1 if it is none. */
static int
mail_fields(struct span head)
{
	static const char *const known[] = {"from:",	     "to:",
					    "cc:",	     "subject:",
					    "date:",	     "message-id:",
					    "received:",     "return-path:",
					    "reply-to:",     "delivered-to:",
					    "mime-version:", "x-mailer:",
					    "sender:",	     "dkim-signature:",
					    "user-agent:"};
	int count = 0;
	while (head.n > 0) {
		struct span line = span_split(&head, '\n');
		if (span_trim(line, "\r").n == 0)
			break;
		if (line.p[0] == ' ' || line.p[0] == '\t')
			continue;
		size_t i = 0;
		while (i < line.n && (is_letter(line.p[i]) ||
				      line.p[i] == '-' || line.p[i] == '_' ||
				      (line.p[i] >= '0' && line.p[i] <= '9')))
			i++;
		/* The last line may be cut. */
		if (i == 0 || (i < line.n ? line.p[i] != ':' : head.n > 0))
			return -1;
		for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++)
			count += begins(line, known[k]);
	}
	return count;
}

bool
sniff_mail(struct span head, struct span type, struct span name, bool *ret_box)
{
	bool declared = media_is(type, "message/rfc822") ||
			media_is(type, "message/global") ||
			media_is(type, "application/mbox") ||
			span_ends(name, SPAN(".eml")) ||
			span_ends(name, SPAN(".mbox"));
	*ret_box = span_starts(head, SPAN("From "));
	if (*ret_box)
		span_split(&head, '\n');
	return mail_fields(head) >= (declared ? 1 : 3);
}

bool
sniff_is_name(struct span cell)
{
	unsigned digits = 0;
	bool letters = false;
	if (cell.n > 64)
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		uint8_t c = cell.p[i];
		digits += c >= '0' && c <= '9';
		letters = letters || c >= 0x80 || is_letter(c);
		if (c == '@')
			return false;
	}
	return letters && digits < 4;
}

/* A line of YAML: an item, or a name and a colon. *ret_opens: nothing follows
 * the colon, so something further in must. */
static bool
yaml_line(struct span line, bool *ret_opens)
{
	bool item = false;
	*ret_opens = false;
	while (span_starts(line, SPAN("- "))) {
		line = span_trim(span_from(line, 2), " ");
		item = true;
	}
	if (line.n == 0 || line.p[0] == '#' || span_eq(line, SPAN("-")))
		return true;
	size_t i = 0;
	while (i < line.n && i < 64 && line.p[i] != ':' && line.p[i] != ' ')
		i++;
	if (i == 0 || i == line.n || line.p[i] != ':')
		return item;
	*ret_opens = i + 1 == line.n;
	return *ret_opens || line.p[i + 1] == ' ';
}

bool
sniff_yaml(struct span head)
{
	bool opened = false, nested = false;
	size_t outer = 0;
	if (span_starts(head, SPAN("---\n")) ||
	    span_starts(head, SPAN("%YAML")))
		return true;
	while (head.n > 0) {
		ssize_t end = span_chr(head, '\n');
		struct span line = span_split(&head, '\n');
		struct span text = span_trim(line, " \r");
		size_t indent = 0;
		while (indent < line.n && line.p[indent] == ' ')
			indent++;
		/* The last one may be cut. */
		if (text.n == 0 || end < 0)
			continue;
		nested = nested ||
			 (opened && (indent > outer || text.p[0] == '-'));
		outer = indent;
		if (!yaml_line(text, &opened))
			return false;
	}
	return nested;
}

bool
sniff_card(struct span head)
{
	head = span_trim(head, " \t\r\n");
	/* A directory may say its version first. */
	if (begins(head, "version: 1"))
		span_split(&head, '\n');
	head = span_trim(head, " \t\r\n");
	struct span first = head;
	first = span_split(&first, '\n');
	if (begins(head, "BEGIN:VCARD") || begins(head, "BEGIN:VCALENDAR"))
		return true;
	return (begins(head, "dn: ") || begins(head, "dn:: ")) &&
	       (span_chr(first, '=') > 0 || begins(head, "dn:: "));
}
