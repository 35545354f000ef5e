/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bodies sent: lines of JSON in records of a fixed size, without or with
 * the identifiers of 4,000 invented persons, or bytes that are no text; whole
 * or in chunks. Nothing but the pattern is stored, however long a body is.
 */
#include "bench/loadgen.h"

#include <stdio.h>
#include <stdlib.h>

#define RECORD 256
#define PERSONS 4000
#define CHUNK_LINE 7				 /* "10000\r\n" */
#define CHUNK_WIRE (CHUNK_LINE + CHUNK_SIZE + 2) /* and a line end */

static const char *const words[12] = {
	"crate",  "harbour",  "silver", "ledger", "window", "autumn",
	"engine", "northern", "valve",	"survey", "timber", "quarterly"};

/* Mobile number, resident number (with its check digit) and mail address of
 * person i, as members with a comma behind. */
static void
person_members(unsigned i, char *text, size_t size)
{
	static const int weight[17] = {7, 9, 10, 5,  8, 4, 2, 1, 6,
				       3, 7, 9,	 10, 5, 8, 4, 2};
	char id[32];
	int sum = 0;
	i %= PERSONS;
	snprintf(id, sizeof(id), "3101041980%02u%02u%03u", 1 + i / 1000 % 12,
		 10 + i % 15, i % 1000);
	for (int d = 0; d < 17; d++)
		sum += (id[d] - '0') * weight[d];
	snprintf(text, size,
		 "\"mobile\":\"138%08u\",\"id_no\":\"%.17s%c\","
		 "\"mail\":\"u%u@example.com\",",
		 10000000 + i * 7, id, "10X98765432"[sum % 11], i);
}

/* Record k: JSON, blanks, and a line end as its last byte. */
static void
record_write(char *to, unsigned k, bool persons)
{
	char who[160] = "", line[RECORD + 1];
	unsigned id = 100000 + k;
	if (persons)
		person_members(k, who, sizeof(who));
	int n = snprintf(line, sizeof(line),
			 "{\"item\":%u,\"kind\":\"%s\",\"amount\":%u,"
			 "\"price\":%u.%02u,\"note\":\"%s %s %s %s %u\",%s"
			 "\"tags\":[\"%s\",\"%s\"]}",
			 id, words[id % 12], id % 97, id % 1000, id % 100,
			 words[id / 3 % 12], words[id / 5 % 12],
			 words[id / 7 % 12], words[id / 11 % 12], id % 10000,
			 who, words[id / 2 % 12], words[id / 13 % 12]);
	if (n < 0 || n >= RECORD)
		die("a record of the body is too long");
	memset(to, ' ', RECORD);
	memcpy(to, line, (size_t)n);
	to[RECORD - 1] = '\n';
}

char *
body_pattern(enum body kind)
{
	char *p = malloc(PATTERN_SIZE);
	uint64_t x = 88172645463325252U; /* xorshift: the same each time */
	if (p == NULL)
		die("out of memory");
	for (unsigned k = 0; k < PATTERN_SIZE / RECORD && kind != BODY_RANDOM;
	     k++)
		record_write(p + (size_t)k * RECORD, k, kind == BODY_PII);
	for (size_t i = 0; i < PATTERN_SIZE && kind == BODY_RANDOM; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		p[i] = (char)x;
	}
	return p;
}

/* The line before a last, shorter chunk; returns its length. */
static size_t
rest_line(uint64_t rest, char line[24])
{
	return (size_t)snprintf(line, 24, "%llx\r\n", (unsigned long long)rest);
}

uint64_t
body_wire_size(const struct options *o)
{
	char line[24];
	uint64_t rest = o->body_size % CHUNK_SIZE;
	if (!o->chunked)
		return o->body_size;
	return o->body_size / CHUNK_SIZE * CHUNK_WIRE +
	       (rest > 0 ? rest_line(rest, line) + rest + 2 : 0) + 5;
}

static struct span
pattern_at(const struct load *l, uint64_t at, uint64_t most)
{
	size_t from = (size_t)(at % PATTERN_SIZE), n = PATTERN_SIZE - from;
	if (n > CHUNK_SIZE)
		n = CHUNK_SIZE;
	return span_of(l->pattern + from, n < most ? n : (size_t)most);
}

/* The part of a chunk (line, data, line end) at offset at of it. */
static struct span
chunk_at(const struct load *l, struct span line, uint64_t from, uint64_t size,
	 uint64_t at)
{
	if (at < line.n)
		return span_of(line.p + at, line.n - (size_t)at);
	at -= line.n;
	if (at < size)
		return pattern_at(l, from + at, size - at);
	return span_of(&"\r\n"[at - size], 2 - (size_t)(at - size));
}

struct span
body_at(const struct load *l, uint64_t at)
{
	static char line[24];
	uint64_t size = l->o.body_size, whole = size / CHUNK_SIZE;
	uint64_t rest = size % CHUNK_SIZE;
	if (!l->o.chunked)
		return pattern_at(l, at, size - at);
	if (at < whole * CHUNK_WIRE)
		return chunk_at(l, SPAN("10000\r\n"),
				at / CHUNK_WIRE * CHUNK_SIZE, CHUNK_SIZE,
				at % CHUNK_WIRE);
	at -= whole * CHUNK_WIRE;
	if (rest > 0) {
		size_t n = rest_line(rest, line);
		if (at < n + rest + 2)
			return chunk_at(l, span_of(line, n), whole * CHUNK_SIZE,
					rest, at);
		at -= n + rest + 2;
	}
	return span_of(&"0\r\n\r\n"[at], 5 - (size_t)at);
}
