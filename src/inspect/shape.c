/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks a pattern's text once, carrying the set of offsets at which the
 * current item can start (a bit each) and the shortest and longest way so
 * far. Each item adds its bytes at each of these offsets. Nesting is limited;
 * the pattern comes from the operator, never from a peer. Pure.
 */
#include "inspect/shape_kit.h"

#include <errno.h>
#include <string.h>

#define NESTING_MAX 24
#define LENGTH_MAX 100000u

/* Where an item can begin or end. */
struct reach {
	uint32_t offsets;
	unsigned min, max;
};

static int walk_branches(struct walk *w, struct reach in,
			 struct reach *ret_out);

/* A count of a quantifier; moves past it. */
static unsigned
walk_number(struct walk *w)
{
	unsigned n = 0;
	while (*w->at >= '0' && *w->at <= '9' && n < LENGTH_MAX)
		n = n * 10 + (unsigned)(*w->at++ - '0');
	return n;
}

/* An optional quantifier. */
static int
walk_quantifier(struct walk *w, unsigned *ret_min, unsigned *ret_max)
{
	*ret_min = *ret_max = 1;
	if (*w->at == '*' || *w->at == '+')
		return why_set(w->why, -EINVAL,
			       "no end to '%c': write {n,m} instead", *w->at);
	if (*w->at == '?') {
		*ret_min = 0;
		w->at++;
	} else if (*w->at == '{' && w->at[1] >= '0' && w->at[1] <= '9') {
		w->at++;
		*ret_min = *ret_max = walk_number(w);
		if (*w->at == ',') {
			w->at++;
			if (*w->at == '}')
				return why_set(w->why, -EINVAL,
					       "no end to '{n,}': write {n,m}");
			*ret_max = walk_number(w);
		}
		if (*w->at != '}')
			return why_set(w->why, -EINVAL,
				       "a quantifier is {n} or {n,m}, "
				       "without spaces");
		w->at++;
	} else {
		return 0;
	}
	if (*w->at == '?' || *w->at == '+')
		w->at++; /* lazy or possessive: the same lengths */
	return 0;
}

static unsigned
length_sum(unsigned a, unsigned b, unsigned times)
{
	uint64_t n = a + (uint64_t)b * times;
	return n > LENGTH_MAX ? LENGTH_MAX : (unsigned)n;
}

/* A byte of set, min to max times. */
static struct reach
reach_bytes(struct walk *w, struct reach in, const struct byte_set *set,
	    unsigned min, unsigned max)
{
	struct reach out = {.min = length_sum(in.min, min, 1),
			    .max = length_sum(in.max, max, 1)};
	uint32_t now = in.offsets;
	for (unsigned i = 0; i <= max && now != 0; i++) {
		if (i >= min)
			out.offsets |= now;
		if (i == max)
			break;
		for (unsigned o = 0; o < SHAPE_DEPTH; o++) {
			if (now >> o & 1)
				byte_set_join(&w->shape->at[o], set);
		}
		now = now << 1 & ((UINT32_C(1) << SHAPE_DEPTH) - 1);
	}
	w->start = false;
	return out;
}

/* A group whose body begins at body, min to max times. */
static int
reach_group(struct walk *w, struct reach in, const char *body, unsigned min,
	    unsigned max, struct reach *ret_out)
{
	const char *after = w->at;
	struct reach once = {0}, now = {.offsets = in.offsets};
	struct reach out = {0};
	for (unsigned i = 0; i <= max; i++) {
		if (i >= min)
			out.offsets |= now.offsets;
		if (i == max || (i > 0 && now.offsets == 0))
			break;
		w->at = body;
		w->start = false;
		now.min = now.max = 0;
		int rc = walk_branches(w, now, &now);
		if (rc < 0)
			return rc;
		if (i == 0)
			once = now;
	}
	w->at = after;
	out.min = length_sum(in.min, once.min, min);
	out.max = length_sum(in.max, once.max, max);
	*ret_out = out;
	return 0;
}

/* Past the ')' that closes the group whose body starts here. */
static int
walk_skip_group(struct walk *w)
{
	unsigned open = 1;
	while (*w->at != '\0') {
		char c = *w->at++;
		struct byte_set set;
		int rc = 0;
		if (c == '\\' && *w->at != '\0') {
			w->at++;
		} else if (c == '[') {
			rc = walk_class(w, &set);
		} else if (c == '(') {
			open++;
		} else if (c == ')' && --open == 0) {
			return 0;
		}
		if (rc < 0)
			return rc;
	}
	return why_set(w->why, -EINVAL, "a group without end");
}

/* To the '|' or ')' that ends this branch. */
static int
walk_skip_branch(struct walk *w)
{
	while (*w->at != '\0' && *w->at != '|' && *w->at != ')') {
		char c = *w->at++;
		struct byte_set set;
		int rc = 0;
		if (c == '\\' && *w->at != '\0')
			w->at++;
		else if (c == '[')
			rc = walk_class(w, &set);
		else if (c == '(')
			rc = walk_skip_group(w);
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* Joins the bytes of those branches of a look-around that are one byte. */
static int
walk_single_branches(struct walk *w, struct byte_set *ret_set, bool *ret_all)
{
	struct byte_set set = {{0}}, one;
	*ret_all = true;
	while (*w->at != '\0') {
		const char *begin = w->at;
		bool byte = strchr("()|^$", *begin) == NULL &&
			    !(*begin == '\\' && begin[1] == 'b');
		int rc = byte ? walk_byte(w, &one) : 0;
		if (rc < 0)
			return rc;
		if (byte && (*w->at == '|' || *w->at == ')')) {
			byte_set_join(&set, &one);
		} else {
			*ret_all = false;
			w->at = begin;
			rc = walk_skip_branch(w);
			if (rc < 0)
				return rc;
		}
		if (*w->at == '\0' || *w->at++ == ')')
			break;
	}
	*ret_set = set;
	return 0;
}

/* The last bytes of a look-behind's branches, which are what stands right
 * before; false if a branch is more than one byte after the other. */
static bool
walk_last_bytes(struct walk w, struct byte_set *ret_set)
{
	struct byte_set set = {{0}}, one = {{0}};
	size_t n = 0; /* bytes of this branch */
	w.why = NULL;
	for (char c = *w.at; c != ')' || n > 0; c = *w.at) {
		if (c == '|' || c == ')') {
			if (n == 0)
				return false;
			byte_set_join(&set, &one);
			n = 0;
			w.at++;
			if (c == ')')
				break;
			continue;
		}
		if (c == '\0' || strchr("(^$", c) != NULL ||
		    (c == '\\' && w.at[1] == 'b') || walk_byte(&w, &one) < 0 ||
		    (*w.at != '\0' && strchr("*+?{", *w.at) != NULL))
			return false;
		n++;
	}
	*ret_set = set;
	return w.at[-1] == ')';
}

/* A look-around, past its opening "(?=", "(?!", "(?<=" or "(?<!". */
static int
walk_look(struct walk *w, struct reach *inout, bool behind, bool negated)
{
	struct byte_set set;
	bool all;
	const char *body = w->at;
	struct reach ahead;
	struct byte_set last;
	bool lasts = behind && !negated && walk_last_bytes(*w, &last);
	int rc = walk_single_branches(w, &set, &all);
	if (rc < 0)
		return rc;
	const char *after = w->at;
	if (lasts) {
		set = last;
		all = true;
	}
	if (behind && w->start && (negated || all)) {
		if (negated)
			byte_set_invert(&set);
		byte_set_cut(&w->shape->before, &set);
		w->shape->at_start &= negated;
	}
	if (behind)
		return 0;
	if (negated && *after == '\0') {
		byte_set_invert(&set);
		w->last = set;
		w->last_known = true;
	}
	/* What it looks at must be in the window too. */
	struct shape unused = *w->shape, *mine = w->shape;
	w->shape = &unused;
	w->at = body;
	bool start = w->start;
	w->start = false;
	rc = walk_branches(w, (struct reach){0}, &ahead);
	w->shape = mine;
	w->start = start;
	w->at = after;
	if (rc < 0)
		return rc;
	unsigned reach = length_sum(inout->max, ahead.max, 1);
	if (reach > mine->max)
		mine->max = reach;
	return 0;
}

/* A group after its '('. */
static int
walk_group(struct walk *w, struct reach *inout)
{
	static const struct {
		const char *open;
		bool behind, negated;
	} looks[] = {{"?=", false, false},
		     {"?!", false, true},
		     {"?<=", true, false},
		     {"?<!", true, true}};
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++) {
		size_t n = strlen(looks[i].open);
		if (strncmp(w->at, looks[i].open, n) != 0)
			continue;
		w->at += n;
		return walk_look(w, inout, looks[i].behind, looks[i].negated);
	}
	if (strncmp(w->at, "?:", 2) == 0 || strncmp(w->at, "?>", 2) == 0)
		w->at += 2;
	else if (*w->at == '?' || *w->at == '*')
		return why_set(w->why, -EINVAL,
			       "this kind of group cannot be used in a "
			       "detector");
	const char *body = w->at;
	unsigned min, max;
	int rc = walk_skip_group(w);
	if (rc == 0)
		rc = walk_quantifier(w, &min, &max);
	if (rc < 0)
		return rc;
	return reach_group(w, *inout, body, min, max, inout);
}

/* \b before a word byte says that none stands before. */
static void
walk_border(struct walk *w)
{
	if (!w->start)
		return;
	struct walk ahead = *w;
	struct byte_set next;
	ahead.why = NULL;
	if (strchr("(|)^$", *ahead.at) != NULL || walk_byte(&ahead, &next) < 0)
		return;
	unsigned min, max;
	if (walk_quantifier(&ahead, &min, &max) < 0 || min == 0 ||
	    !byte_set_within(&next, &shape_word))
		return;
	struct byte_set before = shape_word;
	byte_set_invert(&before);
	byte_set_cut(&w->shape->before, &before);
}

static int
walk_item(struct walk *w, struct reach *inout)
{
	if (*w->at == '(') {
		w->at++;
		return walk_group(w, inout);
	}
	if (*w->at == '^' || *w->at == '$') {
		w->at++;
		return 0;
	}
	if (*w->at == '\\' && w->at[1] == 'b') {
		w->at += 2;
		walk_border(w);
		return 0;
	}
	struct byte_set set;
	unsigned min, max;
	int rc = walk_byte(w, &set);
	if (rc == 0)
		rc = walk_quantifier(w, &min, &max);
	if (rc < 0)
		return rc;
	*inout = reach_bytes(w, *inout, &set, min, max);
	return 0;
}

/* Branches up to and past the ')' that ends them, or to the end. */
static int
walk_branches(struct walk *w, struct reach in, struct reach *ret_out)
{
	struct reach out = {.min = UINT32_MAX};
	if (++w->depth > NESTING_MAX)
		return why_set(w->why, -EINVAL, "groups nested too deeply");
	for (;;) {
		struct reach now = in;
		while (*w->at != '\0' && *w->at != '|' && *w->at != ')') {
			int rc = walk_item(w, &now);
			if (rc < 0)
				return rc;
		}
		out.offsets |= now.offsets;
		out.min = now.min < out.min ? now.min : out.min;
		out.max = now.max > out.max ? now.max : out.max;
		if (*w->at != '|')
			break;
		w->start = false;
		w->at++;
	}
	if (*w->at == ')')
		w->at++;
	w->depth--;
	*ret_out = out;
	return 0;
}

/* Whether the pattern has branches outside all groups: then what stands at
 * its start or end holds for one of them only. */
static bool
pattern_has_branches(const char *pattern)
{
	struct walk w = {.at = pattern};
	while (*w.at != '\0') {
		char c = *w.at++;
		struct byte_set set;
		if (c == '|')
			return true;
		if (c == '\\' && *w.at != '\0')
			w.at++;
		else if ((c == '[' && walk_class(&w, &set) < 0) ||
			 (c == '(' && walk_skip_group(&w) < 0))
			return true;
	}
	return false;
}

int
shape_of(const char *pattern, struct shape *ret_shape, struct why *why)
{
	struct shape shape = {.at_start = true,
			      .before = {{~UINT64_C(0), ~UINT64_C(0),
					  ~UINT64_C(0), ~UINT64_C(0)}}};
	bool branches = pattern_has_branches(pattern);
	struct walk w = {
		.at = pattern, .start = !branches, .shape = &shape, .why = why};
	if (strncmp(w.at, "(?i)", 4) == 0) {
		w.caseless = true;
		w.at += 4;
	}
	struct reach out;
	int rc = walk_branches(&w, (struct reach){.offsets = 1}, &out);
	if (rc < 0)
		return rc;
	if (*w.at != '\0')
		return why_set(why, -EINVAL, "a ')' too many");
	if (branches || !w.last_known) {
		w.last = (struct byte_set){{0}};
		byte_set_invert(&w.last);
	}
	bool ended = false;
	struct byte_set any = {{0}};
	byte_set_invert(&any);
	for (unsigned o = 0; o < SHAPE_DEPTH; o++) {
		if (ended)
			byte_set_join(&shape.at[o], &any);
		if (out.offsets >> o & 1) {
			byte_set_join(&shape.at[o], &w.last);
			ended = true;
		}
	}
	shape.min = out.min;
	shape.longest = out.max;
	shape.max = out.max > shape.max ? out.max : shape.max;
	*ret_shape = shape;
	return 0;
}
