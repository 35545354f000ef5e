/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of a pattern that stands for one byte: sets of bytes, escapes,
 * classes. Pure.
 */
#include "inspect/shape_kit.h"

#include <errno.h>
#include <string.h>

const struct byte_set shape_alnum = {
	{UINT64_C(0x03ff000000000000), UINT64_C(0x07fffffe07fffffe), 0, 0}};
const struct byte_set shape_word = {
	{UINT64_C(0x03ff000000000000), UINT64_C(0x07fffffe87fffffe), 0, 0}};
static const struct byte_set set_digit = {
	{UINT64_C(0x03ff000000000000), 0, 0, 0}};
static const struct byte_set set_space = {
	{UINT64_C(0x0000000100003e00), 0, 0, 0}};
static const struct byte_set set_blank = {
	{UINT64_C(0x0000000100000200), 0, 0, 0}};

bool
byte_set_within(const struct byte_set *s, const struct byte_set *other)
{
	uint64_t out = 0;
	for (int i = 0; i < 4; i++)
		out |= s->word[i] & ~other->word[i];
	return out == 0;
}

bool
byte_set_meets(const struct byte_set *s, const struct byte_set *other)
{
	uint64_t both = 0;
	for (int i = 0; i < 4; i++)
		both |= s->word[i] & other->word[i];
	return both != 0;
}

static void
set_add(struct byte_set *s, uint8_t c)
{
	s->word[c >> 6] |= UINT64_C(1) << (c & 63);
}

void
byte_set_join(struct byte_set *s, const struct byte_set *other)
{
	for (int i = 0; i < 4; i++)
		s->word[i] |= other->word[i];
}

void
byte_set_cut(struct byte_set *s, const struct byte_set *other)
{
	for (int i = 0; i < 4; i++)
		s->word[i] &= other->word[i];
}

void
byte_set_invert(struct byte_set *s)
{
	for (int i = 0; i < 4; i++)
		s->word[i] = ~s->word[i];
}

static void
set_fold(struct byte_set *s)
{
	for (uint8_t c = 'A'; c <= 'Z'; c++) {
		if (byte_set_has(s, c))
			set_add(s, (uint8_t)(c + 32));
		else if (byte_set_has(s, (uint8_t)(c + 32)))
			set_add(s, c);
	}
}

/* After the backslash: one byte or a named set. Moves past it. */
static int
walk_escape(struct walk *w, struct byte_set *ret_set, bool *ret_single)
{
	static const struct {
		char name;
		const struct byte_set *set;
	} named[] = {{'d', &set_digit},
		     {'w', &shape_word},
		     {'s', &set_space},
		     {'h', &set_blank}};
	static const char plain[] = "n\nt\tr\rf\fe\033";
	char c = *w->at++;
	*ret_set = (struct byte_set){{0}};
	*ret_single = false;
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (ascii_lower(c) != named[i].name)
			continue;
		*ret_set = *named[i].set;
		/* \h and \s know one byte more than ASCII in some tables. */
		if (c == 'h')
			set_add(ret_set, 0xa0);
		if (c != named[i].name)
			byte_set_invert(ret_set);
		return 0;
	}
	*ret_single = true;
	if (c == 'x') {
		int hi = ascii_hex((uint8_t)w->at[0]);
		int lo = hi < 0 ? -1 : ascii_hex((uint8_t)w->at[1]);
		if (lo < 0)
			return why_set(w->why, -EINVAL,
				       "write \\x with two digits");
		w->at += 2;
		set_add(ret_set, (uint8_t)(hi * 16 + lo));
		return 0;
	}
	for (const char *p = plain; *p != '\0'; p += 2) {
		if (*p != c)
			continue;
		set_add(ret_set, (uint8_t)p[1]);
		return 0;
	}
	if (byte_set_has(&shape_word, (uint8_t)c))
		return why_set(w->why, -EINVAL,
			       "\\%c cannot be used in a detector", c);
	set_add(ret_set, (uint8_t)c);
	return 0;
}

static uint8_t
set_first(const struct byte_set *s)
{
	for (unsigned c = 0; c < 256; c++) {
		if (byte_set_has(s, (uint8_t)c))
			return (uint8_t)c;
	}
	return 0;
}

/* One member of a class, or the lower end of a range. */
static int
walk_member(struct walk *w, struct byte_set *ret_set, bool *ret_single)
{
	char c = *w->at++;
	if (c == '\\')
		return walk_escape(w, ret_set, ret_single);
	if (c == '[' && *w->at == ':')
		return why_set(w->why, -EINVAL, "no [:names:] in a class");
	if ((uint8_t)c >= 0x80)
		return why_set(w->why, -EINVAL,
			       "a class holds bytes: write (?:a|b) for "
			       "characters outside ASCII");
	*ret_set = (struct byte_set){{0}};
	*ret_single = true;
	set_add(ret_set, (uint8_t)c);
	return 0;
}

/* After '[': up to and past ']'. */
int
walk_class(struct walk *w, struct byte_set *ret_set)
{
	struct byte_set set = {{0}}, one;
	bool single, negated = *w->at == '^';
	if (negated)
		w->at++;
	bool first = true;
	while (*w->at != '\0' && (*w->at != ']' || first)) {
		first = false;
		int rc = walk_member(w, &one, &single);
		if (rc < 0)
			return rc;
		byte_set_join(&set, &one);
		if (!single || w->at[0] != '-' || w->at[1] == ']')
			continue;
		unsigned from = set_first(&one);
		w->at++;
		rc = walk_member(w, &one, &single);
		if (rc < 0)
			return rc;
		if (!single)
			return why_set(w->why, -EINVAL, "odd range in a class");
		for (unsigned c = from; c <= set_first(&one); c++)
			set_add(&set, (uint8_t)c);
	}
	if (*w->at == ']')
		w->at++;
	if (w->caseless)
		set_fold(&set);
	if (negated)
		byte_set_invert(&set);
	*ret_set = set;
	return 0;
}

/* One byte of the subject: a literal, an escape, a class or a dot. */
int
walk_byte(struct walk *w, struct byte_set *ret_set)
{
	struct byte_set set = {{0}};
	bool single;
	char c = *w->at++;
	if (strchr("*+?{", c) != NULL)
		return why_set(w->why, -EINVAL,
			       "'%c' has nothing to repeat: write \\%c", c, c);
	if (c == '[')
		return walk_class(w, ret_set);
	if (c == '\\') {
		int rc = walk_escape(w, &set, &single);
		if (rc < 0)
			return rc;
	} else if (c == '.') {
		byte_set_invert(&set);
	} else {
		set_add(&set, (uint8_t)c);
	}
	if (w->caseless)
		set_fold(&set);
	*ret_set = set;
	return 0;
}
