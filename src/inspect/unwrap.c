/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Long values that are wrapped, undone as they come. Base64 and hexadecimal
 * end where something else begins: what follows is a value as it stands.
 * Guarantee: what is passed on depends on the bytes alone. One owner, one
 * thread.
 */
#include "inspect/nested_kit.h"

#include <errno.h>
#include <stdlib.h>

#define IN_SIZE 4096

struct unwrap {
	struct stage stage;
	struct stage *next;
	enum wrapping wrapping; /* WRAPPING_NONE: what follows is plain */
	uint32_t label;
	size_t skip; /* bytes at the start that are not of the data */
	uint32_t bits;
	unsigned n_bits;
	bool done;	/* the budget has ended it */
	uint64_t epoch; /* of the oldest byte held */
	size_t n_in, n_out;
	uint8_t in[IN_SIZE], out[IN_SIZE];
};

static struct unwrap *
unwrap_of(struct stage *s)
{
	return (struct unwrap *)(void *)s;
}

static bool
is_holding(const struct unwrap *u)
{
	return u->n_bits > 0 || u->n_in > 0;
}

/* Passes on what has been made. */
static int
pass(struct unwrap *u, bool last)
{
	struct work *w = u->stage.work;
	const char *cause = budget_decode(&w->budget, u->n_out, 0, 0);
	if (cause != NULL) {
		work_unreadable(w, UNREADABLE_SIZE, cause, u->n_out);
		u->n_out = 0;
		u->done = last = true;
	}
	uint64_t epoch = w->epoch;
	w->epoch = epoch_min(epoch, u->epoch);
	int rc = u->n_out > 0 || last
			 ? stage_push(u->next, span_of(u->out, u->n_out), last)
			 : 0;
	w->epoch = epoch;
	u->n_out = 0;
	return rc;
}

/* The data ends here; what follows is a value. */
static int
turn_plain(struct unwrap *u)
{
	u->n_bits = 0;
	u->wrapping = WRAPPING_NONE;
	int rc = pass(u, true);
	if (rc < 0 || u->done)
		return rc;
	stage_close(&u->next);
	u->epoch = u->stage.work->epoch;
	return value_open(u->stage.work, u->label, &u->next);
}

/* Letters of base64 or hexadecimal: how many of them were taken. */
static ssize_t
take_letters(struct unwrap *u, struct span s)
{
	bool hex = u->wrapping == WRAPPING_HEX;
	size_t i = 0;
	for (; i < s.n && u->n_out < IN_SIZE; i++) {
		uint8_t c = s.p[i] == ' ' && !hex ? '+' : s.p[i];
		int d = hex ? ascii_hex(c) : nested_base64[c] - 1;
		if (c == '\r' || c == '\n')
			continue;
		if (c == '=' && !hex) {
			u->n_bits = 0;
			continue;
		}
		if (d < 0) {
			int rc = turn_plain(u);
			return rc < 0 ? rc : (ssize_t)i;
		}
		u->bits = u->bits << (hex ? 4 : 6) | (uint32_t)d;
		u->n_bits += hex ? 4 : 6;
		if (u->n_bits >= 8) {
			u->n_bits -= 8;
			u->out[u->n_out++] = (uint8_t)(u->bits >> u->n_bits);
		}
	}
	return (ssize_t)i;
}

/* Text with escapes: how much was taken. */
static size_t
take_text(struct unwrap *u, struct span s, bool last)
{
	size_t room = IN_SIZE - u->n_in, n = s.n < room ? s.n : room;
	if (n > 0)
		memcpy(u->in + u->n_in, s.p, n);
	u->n_in += n;
	struct span in = span_of(u->in, u->n_in);
	bool end = last && n == s.n;
	size_t whole = end ? in.n : nested_whole(u->wrapping, in);
	u->n_out = (size_t)nested_undo(u->wrapping, span_cut(in, 0, whole),
				       u->out);
	u->n_in -= whole;
	memmove(u->in, u->in + whole, u->n_in);
	return n;
}

static int
unwrap_push(struct stage *s, struct span in, bool last)
{
	struct unwrap *u = unwrap_of(s);
	size_t skip = u->skip < in.n ? u->skip : in.n;
	int rc = 0;
	u->skip -= skip;
	in = span_from(in, skip);
	if (!is_holding(u))
		u->epoch = s->work->epoch;
	while (in.n > 0 && rc == 0 && !u->done) {
		ssize_t taken = (ssize_t)in.n;
		if (u->wrapping == WRAPPING_NONE)
			rc = stage_push(u->next, in, false);
		else if (u->wrapping == WRAPPING_BASE64 ||
			 u->wrapping == WRAPPING_HEX)
			taken = take_letters(u, in);
		else
			taken = (ssize_t)take_text(u, in, last);
		if (taken < 0)
			return (int)taken;
		in = span_from(in, (size_t)taken);
		bool made = u->n_out > 0;
		if (made && rc == 0)
			rc = pass(u, false);
		if (made)
			u->epoch = s->work->epoch;
	}
	if (u->done) {
		work_unread_more(s->work, UNREADABLE_SIZE, in.n);
		return rc;
	}
	if (rc == 0 && last && u->n_in > 0) {
		take_text(u, SPAN_NONE, true);
		rc = pass(u, false);
	}
	return rc == 0 && last && !u->done
		       ? stage_push(u->next, SPAN_NONE, true)
		       : rc;
}

static uint64_t
unwrap_pending(const struct stage *s)
{
	const struct unwrap *u = (const struct unwrap *)(const void *)s;
	uint64_t next = stage_pending(u->next);
	return is_holding(u) ? epoch_min(next, u->epoch) : next;
}

static void
unwrap_close(struct stage *s)
{
	struct unwrap *u = unwrap_of(s);
	stage_close(&u->next);
	explicit_bzero(u, sizeof(*u));
	free(u);
}

int
unwrap_open(struct work *w, enum wrapping wrapping, size_t skip, uint32_t label,
	    struct stage *next, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"unwrap", unwrap_push,
					     unwrap_pending, unwrap_close};
	struct unwrap *u = calloc(1, sizeof(*u));
	if (u == NULL) {
		stage_close(&next);
		return -ENOMEM;
	}
	u->stage = (struct stage){&ops, w};
	u->next = next;
	u->wrapping = wrapping;
	u->skip = skip;
	u->label = label;
	*ret_stage = &u->stage;
	return 0;
}
