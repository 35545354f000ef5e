/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content-Transfer-Encoding of parts (RFC 2045): base64, with or without line
 * ends and padding, and quoted-printable. What belongs to neither is passed
 * over. One owner, one thread.
 */
#include "inspect/stage.h"

#include <errno.h>
#include <stdlib.h>

#define OUT_SIZE 4096

struct transfer {
	struct stage stage;
	struct stage *next;
	bool base64;
	uint32_t bits; /* base64: collected */
	unsigned n_bits;
	uint8_t held[3]; /* quoted-printable: an unfinished "=XX" */
	unsigned n_held;
	uint64_t epoch; /* of the oldest byte collected or held */
	bool done;
	bool made; /* the push at hand has made something */
	size_t n_out;
	uint8_t out[OUT_SIZE];
};

static struct transfer *
transfer_of(struct stage *s)
{
	return (struct transfer *)(void *)s;
}

static int
base64_digit(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

static void
put_base64(struct transfer *t, uint8_t c)
{
	int d = base64_digit(c);
	/* After padding something new begins. */
	if (c == '=')
		t->n_bits = 0;
	if (d < 0)
		return;
	t->bits = t->bits << 6 | (uint32_t)d;
	t->n_bits += 6;
	if (t->n_bits >= 8) {
		t->n_bits -= 8;
		t->out[t->n_out++] = (uint8_t)(t->bits >> t->n_bits);
	}
}

/* The held bytes stand for themselves, for a byte, or for nothing (a soft
 * line end). */
static void
put_quoted(struct transfer *t, uint8_t c)
{
	if (t->n_held == 0 && c != '=') {
		t->out[t->n_out++] = c;
		return;
	}
	t->held[t->n_held++] = c;
	if (t->n_held == 2 && c == '\n')
		t->n_held = 0;
	if (t->n_held < 3)
		return;
	t->n_held = 0;
	int high = ascii_hex(t->held[1]), low = ascii_hex(t->held[2]);
	if (high >= 0 && low >= 0) {
		t->out[t->n_out++] = (uint8_t)(high << 4 | low);
	} else if (t->held[1] != '\r' || t->held[2] != '\n') {
		memcpy(t->out + t->n_out, t->held, 3);
		t->n_out += 3;
	}
}

static int
flush(struct transfer *t, bool last)
{
	struct work *w = t->stage.work;
	const char *cause = budget_decode(&w->budget, t->n_out, 0, 0);
	if (cause != NULL) {
		work_unreadable(w, UNREADABLE_SIZE, cause, 0);
		t->n_out = 0;
		t->done = last = true;
	}
	uint64_t epoch = w->epoch;
	w->epoch = epoch_min(epoch, t->epoch);
	t->made = t->made || t->n_out > 0;
	int rc = t->n_out > 0 || last
			 ? stage_push(t->next, span_of(t->out, t->n_out), last)
			 : 0;
	w->epoch = epoch;
	t->n_out = 0;
	return rc;
}

static int
transfer_push(struct stage *s, struct span in, bool last)
{
	struct transfer *t = transfer_of(s);
	int rc = 0;
	if (t->done) {
		work_unread_more(s->work, UNREADABLE_SIZE, in.n);
		return 0;
	}
	if (t->n_held == 0 && t->n_bits == 0)
		t->epoch = s->work->epoch;
	t->made = false;
	for (size_t i = 0; i < in.n && rc == 0 && !t->done; i++) {
		if (t->base64)
			put_base64(t, in.p[i]);
		else
			put_quoted(t, in.p[i]);
		if (t->n_out > OUT_SIZE - 8)
			rc = flush(t, false);
	}
	if (last && !t->base64 && t->n_held > 0) {
		memcpy(t->out + t->n_out, t->held, t->n_held);
		t->n_out += t->n_held;
	}
	if (rc == 0 && !t->done)
		rc = flush(t, last);
	/* What was held before has come out with what was made. */
	if (t->made)
		t->epoch = s->work->epoch;
	return rc;
}

static uint64_t
transfer_pending(const struct stage *s)
{
	const struct transfer *t = (const struct transfer *)(const void *)s;
	uint64_t next = stage_pending(t->next);
	return t->n_held > 0 || t->n_bits > 0 ? epoch_min(next, t->epoch)
					      : next;
}

static void
transfer_close(struct stage *s)
{
	struct transfer *t = transfer_of(s);
	stage_close(&t->next);
	explicit_bzero(t, sizeof(*t));
	free(t);
}

int
transfer_open(struct work *w, bool base64, struct stage *next,
	      struct stage **ret_stage)
{
	static const struct stage_ops ops = {"transfer", transfer_push,
					     transfer_pending, transfer_close};
	struct transfer *t = calloc(1, sizeof(*t));
	if (t == NULL) {
		stage_close(&next);
		return -ENOMEM;
	}
	t->stage = (struct stage){&ops, w};
	t->next = next;
	t->base64 = base64;
	*ret_stage = &t->stage;
	return 0;
}
