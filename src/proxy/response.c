/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The answer's way: origin → client, unread and never buffered beyond the
 * high water. Guarantees: a head or framing that is not HTTP/1.1 as it should
 * be becomes a 502 and the origin's connection is not used again; nothing is
 * sent to the client after a complete answer. Worker thread.
 */
#include "proxy/exchange.h"

#include "proxy/chunked.h"
#include "wire/write.h"

#define HEAD_OUT_LIMIT (256 * 1024)
#define HEAD_FIELDS 256
#define TURN_BYTES (128 * 1024)
#define INTERIM_MAX 32

void
response_failed(struct exchange *x, enum reason reason, const char *why)
{
	if (x->status != 0) {
		/* The client has a part: cut it, so that it shows. */
		x->response = RESPONSE_DONE;
		x->answer_close = true;
		x->session->close_after = true;
		conn_reset_on_close(x->session->client);
		x->session->client->broken = true;
		return;
	}
	request_refuse(x, reason, "%s", why);
}

/* A pooled connection may have ended in the moment it was taken. What has no
 * body and changes nothing may be asked again (RFC 9110 section 9.2.2). */
static bool
may_retry(const struct exchange *x)
{
	return x->upstream->reused && !x->redialled &&
	       x->framing.kind == FRAMING_NONE &&
	       x->upstream->conn->bytes_in == x->upstream_in0 &&
	       (span_eq(x->head.method, SPAN("GET")) ||
		span_eq(x->head.method, SPAN("HEAD")) ||
		span_eq(x->head.method, SPAN("OPTIONS")));
}

static void
origin_closed(struct exchange *x)
{
	if (!may_retry(x)) {
		response_failed(x, REASON_UPSTREAM_FAILED,
				"the origin closed the connection without an "
				"answer");
		return;
	}
	upstream_free(&x->upstream);
	x->redialled = true;
	x->head_sent = x->finished = false;
	x->response = RESPONSE_NONE;
	x->request = REQUEST_RELEASE;
	exchange_reach(x);
}

static int
send_answer_head(struct exchange *x, const struct framing *f, bool close)
{
	struct session *s = x->session;
	struct buf out;
	buf_init(&out, HEAD_OUT_LIMIT);
	int rc = head_write_response(&out, &x->answer, f, "kouan",
				     x->head.minor == 0, close);
	if (rc == 0)
		rc = queue_copy(&s->client->out, s->worker->chunks,
				buf_span(&out));
	buf_fini(&out);
	return rc;
}

/* 1xx: passed on to HTTP/1.1 clients; 101 was never asked for. */
static int
interim(struct exchange *x)
{
	const struct framing none = {FRAMING_NONE, 0};
	if (x->answer.status == 101) {
		response_failed(x, REASON_UPSTREAM_FAILED,
				"the origin switched protocols unasked");
		return 0;
	}
	if (++x->n_interim > INTERIM_MAX) {
		response_failed(x, REASON_UPSTREAM_FAILED,
				"the origin sends interim answers without end");
		return 0;
	}
	if (x->answer.status == 100) {
		if (x->continued || !x->expects_continue)
			return 0;
		x->continued = true;
		x->continue_at = 0;
	}
	return x->head.minor == 0 ? 0 : send_answer_head(x, &none, false);
}

static bool
client_wants_close(const struct exchange *x)
{
	return x->head.minor == 0 || x->session->close_after ||
	       session_is_stale(x->session) ||
	       head_has_token(&x->head, "Connection", "close");
}

static void
final_head(struct exchange *x)
{
	struct why why;
	struct framing f;
	if (framing_of_response(&x->answer, x->head.method, &f, &why) < 0) {
		response_failed(x, REASON_UPSTREAM_FAILED, why.text);
		return;
	}
	x->answer_framing = f;
	x->continue_at = 0;
	x->upstream->private |=
		reach_is_private(&x->answer, "WWW-Authenticate");
	x->upstream_reusable =
		f.kind != FRAMING_CLOSE && x->answer.minor >= 1 &&
		!head_has_token(&x->answer, "Connection", "close");
	if (x->head.minor == 0 && f.kind == FRAMING_CHUNKED)
		f.kind = FRAMING_CLOSE;
	x->answer_close = f.kind == FRAMING_CLOSE || client_wants_close(x) ||
			  x->request != REQUEST_DONE || !x->finished;
	x->status = x->answer.status;
	if (send_answer_head(x, &f, x->answer_close) < 0) {
		x->status = 0;
		response_failed(x, REASON_OVERLOAD, "out of memory");
		return;
	}
	body_reader_init(&x->answer_reader, x->answer_framing,
			 x->session->conf->limits.head);
	x->response = RESPONSE_BODY;
}

static int
pump_head(struct exchange *x)
{
	struct conn *up = x->upstream->conn;
	struct chunk_store *chunks = x->session->worker->chunks;
	const struct head_limits limits = {CHUNK_SIZE - 1, HEAD_FIELDS};
	struct span in = conn_peek(up, chunks, CHUNK_SIZE);
	ssize_t n = in.n > 0 ? head_length(in, &limits, &x->answer_scanned) : 0;
	if (n == 0) {
		ssize_t got = conn_fill(up, chunks);
		if (got < 0)
			origin_closed(x);
		return got != 0;
	}
	struct why why = {{0}};
	arena_free(&x->answer_arena);
	x->answer_arena = arena_new(4 * CHUNK_SIZE);
	struct span bytes = SPAN_NONE;
	if (n > 0 && x->answer_arena != NULL)
		bytes = arena_dup(x->answer_arena, span_cut(in, 0, (size_t)n));
	if (bytes.p == NULL ||
	    head_parse_response(x->answer_arena, bytes, &limits, &x->answer,
				&why) < 0) {
		response_failed(x, REASON_UPSTREAM_FAILED,
				"the origin's answer is malformed");
		return 1;
	}
	queue_drop(&up->in, (uint64_t)n);
	x->answer_scanned = 0;
	if (x->answer.status < 200) {
		if (interim(x) < 0)
			return -1;
	} else {
		final_head(x);
	}
	return 1;
}

/* ---- body ---- */

static int
forward(struct exchange *x, struct span data)
{
	struct conn *client = x->session->client;
	struct chunk_store *chunks = x->session->worker->chunks;
	bool chunked =
		x->answer_framing.kind == FRAMING_CHUNKED && x->head.minor >= 1;
	char size[24];
	int rc = 0;
	if (data.n == 0)
		return 0;
	x->answer_bytes += data.n;
	if (chunked) {
		int n = snprintf(size, sizeof(size), "%zx\r\n", data.n);
		rc = queue_copy(&client->out, chunks, span_of(size, (size_t)n));
	}
	if (rc == 0)
		rc = queue_add_part(&client->out, &x->upstream->conn->in, data);
	if (rc == 0 && chunked)
		rc = queue_copy(&client->out, chunks, SPAN("\r\n"));
	return rc;
}

static int
end_answer(struct exchange *x)
{
	x->response = RESPONSE_DONE;
	if (x->answer_framing.kind != FRAMING_CHUNKED || x->head.minor == 0)
		return 0;
	return chunked_end(&x->session->client->out, x->session->worker->chunks,
			   &x->answer_reader, x->answer_arena, CHUNK_SIZE - 1);
}

/* ended: the origin said so; a reset ends no body. */
static int
answer_cut(struct exchange *x, bool ended)
{
	x->upstream_reusable = false;
	if (ended && body_reader_eof(&x->answer_reader) == 0) {
		x->response = RESPONSE_DONE;
		return 1;
	}
	response_failed(x, REASON_UPSTREAM_FAILED, "the answer was cut");
	return -1;
}

static int
pump_body(struct exchange *x)
{
	struct conn *up = x->upstream->conn;
	struct conn *client = x->session->client;
	uint64_t before = x->answer_bytes;
	int progress = 0;
	while (client->out.bytes < HIGH_WATER &&
	       x->answer_bytes - before < TURN_BYTES) {
		struct span in = queue_first(&up->in), data = SPAN_NONE;
		size_t used = 0;
		if (in.n > 0 || x->answer_reader.framing.kind == FRAMING_NONE ||
		    x->answer_reader.done) {
			int rc = body_reader_push(&x->answer_reader, in, &used,
						  &data);
			if (rc == 0)
				rc = forward(x, data);
			queue_drop(&up->in, used);
			if (rc < 0) {
				response_failed(x, REASON_UPSTREAM_FAILED,
						"the answer is malformed");
				return -1;
			}
			progress = 1;
			if (x->answer_reader.done)
				return end_answer(x) < 0 ? -1 : 1;
			continue;
		}
		ssize_t n = conn_fill(up, x->session->worker->chunks);
		if (n == 0)
			return progress;
		if (n < 0)
			return answer_cut(x, n == ERR_CLOSED);
	}
	return conn_flush(client) < 0 ? -1 : client->out.bytes < HIGH_WATER;
}

int
response_pump(struct exchange *x)
{
	if (x->upstream == NULL)
		return 0;
	switch (x->response) {
	case RESPONSE_HEAD:
		return pump_head(x);
	case RESPONSE_BODY:
		return pump_body(x);
	case RESPONSE_NONE:
	case RESPONSE_DONE:
	default:
		return 0;
	}
}
