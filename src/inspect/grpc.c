/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The framing of gRPC, gRPC-Web and Connect: a byte of flags and a length of
 * four before each message. Each message is a layer of its own, of the type
 * that the call declares; a compressed one tells its coding by its first
 * bytes. A frame of trailers is text. A body that is not framed is a layer as
 * it stands. One owner, one thread.
 */
#include "inspect/inner.h"
#include "inspect/sniff.h"

#include <errno.h>
#include <stdlib.h>

#define HEAD_SIZE 5
/* Enough of a message to tell its coding. */
#define MAGIC_SIZE 4
#define TYPE_LONGEST 64

/* grpc.io, "gRPC over HTTP2" and "gRPC Web"; connectrpc.com, "Protocol". */
enum { FLAG_COMPRESSED = 0x01, FLAG_END = 0x02, FLAG_TRAILERS = 0x80 };

struct grpc {
	struct stage stage;
	struct window window;
	struct inner message;
	bool begun;
	size_t type_n;
	uint8_t type[TYPE_LONGEST];
};

static struct grpc *
grpc_of(struct stage *s)
{
	return (struct grpc *)(void *)s;
}

static int
layer(struct grpc *g, size_t i, uint64_t end, struct span type)
{
	struct hints hints = {.type = type};
	return inner_open(&g->message, &g->stage, &g->window, i, end, &hints);
}

/* What follows is no frame. */
static int
lost(struct grpc *g, size_t i)
{
	if (!g->begun)
		return layer(g, i, UINT64_MAX, SPAN_NONE);
	return inner_unread(&g->message, &g->stage, &g->window, i, UINT64_MAX,
			    UNREADABLE_BROKEN, "grpc");
}

/* A compressed message whose coding is none that is read here. */
static int
packed(struct grpc *g, size_t i, uint64_t end)
{
	struct span head = span_from(buf_span(&g->window.text), i);
	struct sniffed s =
		sniff_bytes(span_cut(head, 0, MAGIC_SIZE), SPAN_NONE);
	if (s.nature == NATURE_CODED)
		return layer(g, i, end, span_of(g->type, g->type_n));
	return inner_unread(&g->message, &g->stage, &g->window, i, end,
			    UNREADABLE_BINARY, "grpc-encoding");
}

/* The head of a frame at i: where its message begins; i if it is cut. */
static ssize_t
head(struct grpc *g, size_t i, bool last)
{
	struct span s = span_from(buf_span(&g->window.text), i);
	const unsigned known = FLAG_COMPRESSED | FLAG_END | FLAG_TRAILERS;
	int rc;
	if ((s.p[0] & ~known) != 0 || (s.n < HEAD_SIZE && last)) {
		rc = lost(g, i);
		return rc < 0 ? rc : (ssize_t)i;
	}
	if (s.n < HEAD_SIZE)
		return (ssize_t)i;
	uint64_t n = (uint64_t)s.p[1] << 24 | (uint64_t)s.p[2] << 16 |
		     (uint64_t)s.p[3] << 8 | s.p[4];
	size_t body = i + HEAD_SIZE;
	bool compressed = (s.p[0] & FLAG_COMPRESSED) != 0;
	size_t need = n < MAGIC_SIZE ? (size_t)n : MAGIC_SIZE;
	if (compressed && s.n - HEAD_SIZE < need && !last)
		return (ssize_t)i;
	uint64_t end = g->window.base + body + n;
	g->begun = true;
	if (n == 0)
		return (ssize_t)body;
	if (compressed)
		rc = packed(g, body, end);
	else if ((s.p[0] & (FLAG_END | FLAG_TRAILERS)) != 0)
		rc = layer(g, body, end, SPAN_NONE);
	else
		rc = layer(g, body, end, span_of(g->type, g->type_n));
	return rc < 0 ? rc : (ssize_t)body;
}

static ssize_t
grpc_run(struct stage *s, bool last)
{
	struct grpc *g = grpc_of(s);
	size_t i = 0;
	for (;;) {
		bool open = inner_is_open(&g->message);
		ssize_t next = (ssize_t)i;
		if (open && (i < g->window.text.n || last))
			next = inner_push(&g->message, s, &g->window, i, last);
		else if (i < g->window.text.n)
			next = head(g, i, last);
		if (next < 0)
			return next;
		if ((size_t)next == i && open == inner_is_open(&g->message))
			break;
		i = (size_t)next;
	}
	return (ssize_t)i;
}

static int
grpc_push(struct stage *s, struct span in, bool last)
{
	return window_push(&grpc_of(s)->window, s, in, last, grpc_run);
}

static uint64_t
grpc_pending(const struct stage *s)
{
	const struct grpc *g = (const struct grpc *)(const void *)s;
	return epoch_min(window_pending(&g->window),
			 stage_pending(g->message.reader));
}

static void
grpc_close(struct stage *s)
{
	struct grpc *g = grpc_of(s);
	inner_close(&g->message);
	window_fini(&g->window);
	free(g);
}

int
grpc_open(struct work *w, struct span type, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"grpc", grpc_push, grpc_pending,
					     grpc_close};
	struct grpc *g = calloc(1, sizeof(*g));
	if (g == NULL)
		return -ENOMEM;
	g->stage = (struct stage){&ops, w};
	type = span_cut(type, 0, TYPE_LONGEST);
	memcpy(g->type, type.p, type.n);
	g->type_n = type.n;
	window_init(&g->window, w->origin);
	*ret_stage = &g->stage;
	return 0;
}
