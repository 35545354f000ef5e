/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A range of bytes that somebody else owns. Passed by value; never outlives
 * what it points into. No terminating NUL is implied.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

struct span {
	const uint8_t *p;
	size_t n;
};

#define SPAN(literal)                                                          \
	((struct span){(const uint8_t *)("" literal), sizeof(literal) - 1})
#define SPAN_NONE ((struct span){NULL, 0})
/* For printf's %.*s */
#define SPAN_FMT(s) (int)(s).n, (const char *)(s).p

static inline struct span
span_of(const void *p, size_t n)
{
	return (struct span){(const uint8_t *)p, n};
}

static inline struct span
span_str(const char *text)
{
	return text != NULL ? span_of(text, strlen(text)) : SPAN_NONE;
}

/* The bytes from..to (exclusive), both clamped to the span. */
static inline struct span
span_cut(struct span s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	/* Nothing may be added to a null pointer, not even nothing. */
	return span_of(from > 0 ? s.p + from : s.p, to - from);
}

static inline struct span
span_from(struct span s, size_t from)
{
	return span_cut(s, from, s.n);
}

static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* The value of a hexadecimal digit of either case; < 0 if it is none. */
static inline int
ascii_hex(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool span_eq(struct span a, struct span b);
/* Equal when ASCII letters are folded (field names, host names). */
bool span_eq_nocase(struct span a, struct span b);
bool span_starts(struct span s, struct span prefix);
bool span_ends(struct span s, struct span suffix);
/* Position of the first byte c, or -1. */
ssize_t span_chr(struct span s, uint8_t c);
/* Position of the first occurrence of needle, or -1. */
ssize_t span_find(struct span s, struct span needle);
/* Without leading and trailing bytes of set (a C string). */
struct span span_trim(struct span s, const char *set);
/* Splits at the first c: returns what stands before it and leaves *rest after
 * it; without c returns the whole and leaves *rest empty. */
struct span span_split(struct span *rest, uint8_t c);
/* Decimal digits only, no sign; 0, -EINVAL or ERR_LIMIT on overflow. */
int span_u64(struct span s, uint64_t *ret_value);
/* A C string in buf (size bytes), truncated; returns buf. */
char *span_copy(struct span s, char *buf, size_t size);
