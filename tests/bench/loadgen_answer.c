/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading answers: as little of HTTP/1.1 as a load generator needs to know
 * where one ends and what the origin says it saw. Not a client's parser.
 */
#include "bench/loadgen.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

enum { PART_SIZE, PART_DATA, PART_LINE_END, PART_TRAILER };

void
answer_begin(struct answer *a)
{
	a->n = 0;
	a->head_done = a->close = a->chunked = a->has_length = false;
	a->status = 0;
	a->left = 0;
	a->chunk_part = PART_SIZE;
	a->line_size = 0;
	a->origin_saw = -1;
}

/* The value if the line is a field of that name, else NULL. */
static const char *
value_of(const char *line, const char *name)
{
	size_t n = strlen(name);
	if (strncasecmp(line, name, n) != 0 || line[n] != ':')
		return NULL;
	line += n + 1;
	return line + strspn(line, " \t");
}

static void
read_field(struct answer *a, const char *line)
{
	const char *value;
	if ((value = value_of(line, "content-length")) != NULL) {
		a->has_length = true;
		a->left = strtoull(value, NULL, 10);
	} else if ((value = value_of(line, "transfer-encoding")) != NULL) {
		a->chunked = strncasecmp(value, "chunked", 7) == 0;
	} else if ((value = value_of(line, "connection")) != NULL) {
		a->close = strncasecmp(value, "close", 5) == 0;
	} else if ((value = value_of(line, "x-body-bytes")) != NULL) {
		a->origin_saw = strtoll(value, NULL, 10);
	}
}

bool
answer_head(struct answer *a)
{
	char *end;
	while ((end = memmem(a->text, a->n, "\r\n\r\n", 4)) != NULL) {
		size_t size = (size_t)(end - a->text) + 4;
		end[2] = 0; /* for the string functions */
		if (strncmp(a->text, "HTTP/1.", 7) == 0 && size > 12)
			a->status = (int)strtol(a->text + 9, NULL, 10);
		else
			a->status = -1;
		a->close = a->text[7] == '0';
		for (char *p = a->text; (p = strchr(p, '\n')) != NULL;)
			read_field(a, ++p);
		a->n -= size;
		memmove(a->text, a->text + size, a->n);
		if (a->status / 100 != 1) {
			a->close |= !a->chunked && !a->has_length;
			a->head_done = true;
			return true;
		}
	}
	return false;
}

static uint64_t
digit(char c)
{
	return (uint64_t)(isdigit((unsigned char)c)
				  ? c - '0'
				  : tolower((unsigned char)c) - 'a' + 10);
}

/* A byte of the lines around the chunks; true when it was the last. */
static bool
chunk_line(struct answer *a, char c)
{
	bool end = c == '\n';
	switch (a->chunk_part) {
	case PART_SIZE:
		if (isxdigit((unsigned char)c))
			a->left = a->left * 16 + digit(c);
		else if (end)
			a->chunk_part = a->left > 0 ? PART_DATA : PART_TRAILER;
		return false;
	case PART_LINE_END:
		if (end)
			a->chunk_part = PART_SIZE;
		return false;
	default:
		if (end && a->line_size == 0)
			return true;
		a->line_size = end ? 0 : a->line_size + (c != '\r');
		return false;
	}
}

static bool
chunks_eat(struct answer *a)
{
	bool done = false;
	for (size_t i = 0; i < a->n && !done;) {
		if (a->chunk_part != PART_DATA) {
			done = chunk_line(a, a->text[i++]);
			continue;
		}
		uint64_t n = a->n - i < a->left ? a->n - i : a->left;
		i += (size_t)n;
		a->left -= n;
		if (a->left == 0)
			a->chunk_part = PART_LINE_END;
	}
	a->n = 0;
	return done;
}

bool
answer_body(struct answer *a)
{
	if (a->chunked)
		return chunks_eat(a);
	if (a->has_length)
		a->left -= a->n < a->left ? a->n : a->left;
	a->n = 0;
	return a->has_length && a->left == 0;
}
