/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content codings: gzip with all its members (RFC 1952), deflate both as zlib
 * (RFC 1950) and raw (RFC 1951), br (RFC 7932), zstd with all its frames (RFC
 * 8878). What is broken, cut short, or goes on after its end is unreadable;
 * what came out before is still read. Every byte out is charged to the
 * budget before it is passed on. One owner, one thread.
 */
#include "inspect/stage.h"

#include <brotli/decode.h>
#include <errno.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#define OUT_SIZE 32768
/* RFC 8878 section 3.1.1.1.2: what a decoder must at least take. */
#define ZSTD_WINDOW_LOG 23

enum coding { CODING_GZIP, CODING_DEFLATE, CODING_BROTLI, CODING_ZSTD };

/* How a decoder left off. */
enum outcome { OUTCOME_MORE, OUTCOME_FULL, OUTCOME_END, OUTCOME_BROKEN };

struct inflate {
	struct stage stage;
	struct stage *next;
	enum coding coding;
	union {
		z_stream *zlib;
		BrotliDecoderState *brotli;
		ZSTD_DStream *zstd;
	} decoder;
	uint64_t in, out;
	uint64_t epoch; /* of the oldest byte that may not have come out */
	bool begun;	/* bytes of the present member were seen */
	bool ended;	/* the last member ended */
	bool done;	/* next has had its end */
	uint8_t *buffer;
};

static const struct {
	const char *name;
	enum coding coding;
} codings[] = {{"gzip", CODING_GZIP},
	       {"x-gzip", CODING_GZIP},
	       {"deflate", CODING_DEFLATE},
	       {"br", CODING_BROTLI},
	       {"zstd", CODING_ZSTD}};

static const char *const names[] = {"gzip", "deflate", "br", "zstd"};

static struct inflate *
inflate_of(struct stage *s)
{
	return (struct inflate *)(void *)s;
}

static int
coding_of(struct span name)
{
	for (size_t i = 0; i < sizeof(codings) / sizeof(codings[0]); i++)
		if (span_eq_nocase(name, span_str(codings[i].name)))
			return (int)codings[i].coding;
	return -ENOENT;
}

bool
inflate_knows(struct span coding)
{
	return coding_of(coding) >= 0;
}

/* Room in the buffer up to the next fixed place. */
static size_t
room(const struct inflate *f)
{
	return OUT_SIZE - f->out % OUT_SIZE;
}

static enum outcome
run_zlib(struct inflate *f, struct span *in, size_t *ret_out)
{
	z_stream *z = f->decoder.zlib;
	z->next_in = (z_const Bytef *)(uintptr_t)in->p;
	z->avail_in = (uInt)in->n;
	z->next_out = f->buffer;
	z->avail_out = (uInt)room(f);
	int rc = inflate(z, Z_NO_FLUSH);
	*ret_out = room(f) - z->avail_out;
	*in = span_from(*in, in->n - z->avail_in);
	if (rc == Z_STREAM_END)
		return OUTCOME_END;
	if (rc == Z_OK)
		return z->avail_out == 0 ? OUTCOME_FULL : OUTCOME_MORE;
	return rc == Z_BUF_ERROR ? OUTCOME_MORE : OUTCOME_BROKEN;
}

static enum outcome
run_brotli(struct inflate *f, struct span *in, size_t *ret_out)
{
	size_t left = in->n, most = room(f), left_out = most;
	const uint8_t *p = in->p;
	uint8_t *out = f->buffer;
	BrotliDecoderResult rc = BrotliDecoderDecompressStream(
		f->decoder.brotli, &left, &p, &left_out, &out, NULL);
	*ret_out = most - left_out;
	*in = span_from(*in, in->n - left);
	if (rc == BROTLI_DECODER_RESULT_SUCCESS)
		return OUTCOME_END;
	if (rc == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT)
		return OUTCOME_FULL;
	return rc == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT ? OUTCOME_MORE
							    : OUTCOME_BROKEN;
}

static enum outcome
run_zstd(struct inflate *f, struct span *in, size_t *ret_out)
{
	ZSTD_inBuffer from = {in->p, in->n, 0};
	ZSTD_outBuffer to = {f->buffer, room(f), 0};
	size_t rc = ZSTD_decompressStream(f->decoder.zstd, &to, &from);
	*ret_out = to.pos;
	*in = span_from(*in, from.pos);
	if (ZSTD_isError(rc))
		return OUTCOME_BROKEN;
	if (rc == 0)
		return OUTCOME_END;
	return to.pos == to.size ? OUTCOME_FULL : OUTCOME_MORE;
}

static enum outcome
run(struct inflate *f, struct span *in, size_t *ret_out)
{
	switch (f->coding) {
	case CODING_BROTLI:
		return run_brotli(f, in, ret_out);
	case CODING_ZSTD:
		return run_zstd(f, in, ret_out);
	case CODING_GZIP:
	case CODING_DEFLATE:
		break;
	}
	return run_zlib(f, in, ret_out);
}

/* deflate means zlib, but some send it raw: two bytes tell, and a raw stream
 * that happens to begin with them is rarer than one in a thousand. */
static int
prepare(struct inflate *f, struct span in)
{
	if (f->begun || in.n == 0)
		return 0;
	f->begun = true;
	if (f->coding != CODING_DEFLATE || f->in > 0)
		return 0;
	bool zlib = (in.p[0] & 15) == 8 && in.p[0] >> 4 <= 7;
	return inflateReset2(f->decoder.zlib, zlib ? 15 : -15) == Z_OK
		       ? 0
		       : -ENOMEM;
}

/* After a member: another one (gzip, zstd), zero padding, or nothing. */
static bool
again(struct inflate *f, struct span *in)
{
	if (f->coding == CODING_GZIP && in->p[0] == 0x1f)
		f->begun = inflateReset(f->decoder.zlib) == Z_OK;
	else if (f->coding == CODING_ZSTD && in->p[0] != 0)
		f->begun = true;
	else if (in->p[0] == 0)
		*in = span_from(*in, 1);
	else
		return false;
	f->ended = !f->begun;
	return true;
}

/* No more can be read: next ends here, the rest is counted. */
static int
give_up(struct inflate *f, enum unreadable class, const char *cause, uint64_t n)
{
	if (f->stage.work->fragment && class == UNREADABLE_BROKEN)
		class = UNREADABLE_FRAGMENT;
	work_unreadable(f->stage.work, class, cause, n);
	f->done = true;
	f->ended = false;
	return stage_push(f->next, SPAN_NONE, true);
}

static int
pass(struct inflate *f, size_t n, uint64_t rest)
{
	struct work *w = f->stage.work;
	f->out += n;
	if (w->decoders == 0)
		w->sent = f->in;
	/* What the budget still holds is passed, to the byte, and the ratio
	 * is judged at fixed places, so that cuts change nothing. */
	uint64_t held = w->budget.limits->decoded - w->budget.decoded;
	bool ratio = f->out % OUT_SIZE == 0;
	const char *cause =
		budget_decode(&w->budget, n, ratio ? f->out : 0, w->sent);
	if (cause != NULL && n > held)
		n = (size_t)held;
	uint64_t epoch = w->epoch;
	w->epoch = epoch_min(epoch, f->epoch);
	w->decoders++;
	int rc = stage_push(f->next, span_of(f->buffer, n), false);
	w->decoders--;
	w->epoch = epoch;
	if (rc == 0 && cause != NULL)
		rc = give_up(f, UNREADABLE_SIZE, cause, rest);
	return rc;
}

static int
inflate_step(struct inflate *f, struct span *in, bool *ret_more)
{
	size_t n = 0, before = in->n;
	int rc = prepare(f, *in);
	if (rc < 0)
		return rc;
	enum outcome o = run(f, in, &n);
	f->in += before - in->n;
	if (n > 0)
		rc = pass(f, n, in->n);
	if (n > 0)
		f->epoch = f->stage.work->epoch;
	*ret_more = o == OUTCOME_FULL || in->n > 0;
	if (rc < 0 || f->done)
		return rc;
	bool stuck = n == 0 && in->n == before && before > 0;
	if (o == OUTCOME_BROKEN || (o == OUTCOME_MORE && stuck))
		return give_up(f, UNREADABLE_BROKEN, names[f->coding], in->n);
	if (o == OUTCOME_END) {
		f->ended = true;
		f->begun = false;
	}
	return 0;
}

static int
inflate_push(struct stage *s, struct span in, bool last)
{
	struct inflate *f = inflate_of(s);
	bool more = in.n > 0;
	if (f->done) {
		work_unread_more(s->work, UNREADABLE_BROKEN, in.n);
		return 0;
	}
	while (more && !f->done) {
		if (f->ended) {
			if (in.n == 0)
				break;
			if (!again(f, &in))
				return give_up(f, UNREADABLE_BROKEN, "trailing",
					       in.n);
			more = in.n > 0;
			continue;
		}
		int rc = inflate_step(f, &in, &more);
		if (rc < 0)
			return rc;
	}
	if (!last || f->done)
		return 0;
	if (!f->ended && f->in > 0)
		return give_up(f, UNREADABLE_BROKEN, "cut-short", 0);
	f->done = f->ended = true;
	return stage_push(f->next, SPAN_NONE, true);
}

static uint64_t
inflate_pending(const struct stage *s)
{
	const struct inflate *f = (const struct inflate *)(const void *)s;
	uint64_t next = stage_pending(f->next);
	return f->done || f->ended ? next : epoch_min(next, f->epoch);
}

static void
inflate_close(struct stage *s)
{
	struct inflate *f = inflate_of(s);
	stage_close(&f->next);
	if (f->coding == CODING_BROTLI) {
		if (f->decoder.brotli != NULL)
			BrotliDecoderDestroyInstance(f->decoder.brotli);
	} else if (f->coding == CODING_ZSTD) {
		ZSTD_freeDStream(f->decoder.zstd);
	} else if (f->decoder.zlib != NULL) {
		inflateEnd(f->decoder.zlib);
		free(f->decoder.zlib);
	}
	if (f->buffer != NULL)
		explicit_bzero(f->buffer, OUT_SIZE);
	free(f->buffer);
	free(f);
}

static bool
decoder_open(struct inflate *f)
{
	if (f->coding == CODING_BROTLI) {
		f->decoder.brotli =
			BrotliDecoderCreateInstance(NULL, NULL, NULL);
		return f->decoder.brotli != NULL;
	}
	if (f->coding == CODING_ZSTD) {
		f->decoder.zstd = ZSTD_createDStream();
		return f->decoder.zstd != NULL &&
		       !ZSTD_isError(ZSTD_DCtx_setParameter(f->decoder.zstd,
							    ZSTD_d_windowLogMax,
							    ZSTD_WINDOW_LOG));
	}
	z_stream *z = calloc(1, sizeof(*z));
	if (z == NULL)
		return false;
	int rc = inflateInit2(z, f->coding == CODING_GZIP ? 15 + 16 : 15);
	if (rc == Z_OK)
		f->decoder.zlib = z;
	else
		free(z);
	return rc == Z_OK;
}

int
inflate_open(struct work *w, struct span coding, struct stage *next,
	     struct stage **ret_stage)
{
	static const struct stage_ops ops = {"inflate", inflate_push,
					     inflate_pending, inflate_close};
	int which = coding_of(coding);
	struct inflate *f = which >= 0 ? calloc(1, sizeof(*f)) : NULL;
	if (f == NULL) {
		stage_close(&next);
		return -ENOMEM;
	}
	f->stage = (struct stage){&ops, w};
	f->next = next;
	f->coding = (enum coding)which;
	f->epoch = w->epoch;
	f->buffer = malloc(OUT_SIZE);
	if (f->buffer == NULL || !decoder_open(f)) {
		inflate_close(&f->stage);
		return -ENOMEM;
	}
	*ret_stage = &f->stage;
	return 0;
}
