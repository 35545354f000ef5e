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
