/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The request's way: client → inspection and hold → verdict → origin.
 * Guarantees: nothing but what a verdict covers is queued toward the origin
 * (released never passes releasable); memory is bounded by the window
 * whatever the body's size; a body refused after a part went out is cut by a
 * reset, never ended cleanly. Worker thread.
 */
#include "proxy/exchange.h"

#include "base/tally.h"
#include "proxy/chunked.h"
#include "proxy/judge.h"
#include "proxy/opening.h"
#include "proxy/spool.h"
#include "wire/write.h"

#include <errno.h>
#include <stdarg.h>

/* One turn reads at most this much, so that one fat body cannot stall the
 * others. */
#define TURN_BYTES (128 * 1024)
/* Windows without an end of record grow up to this many times. */
#define WINDOW_GROWTH 4
#define HEAD_OUT_LIMIT (256 * 1024)
#define CONTINUE_US 1000000
/* Pieces shorter than this are copied together: a reference would keep all
 * of the chunk they came in. */
#define SMALL_PIECE 1024

GAUGE(waiting, "kouan_held_bytes", "Bytes of bodies waiting for a verdict")
TALLY(over_limit, "kouan_held_overload_total",
      "Requests refused because too much waits already")

void
request_account(struct exchange *x)
{
	int64_t more = (int64_t)x->hold.bytes - x->accounted;
	if (more != 0)
		tally_add(&waiting, more);
	x->accounted += more;
}

void
request_refuse(struct exchange *x, enum reason reason, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vsnprintf(x->why.text, sizeof(x->why.text), fmt, args);
	va_end(args);
	x->gateway_refusal = true;
	x->gateway_reason = reason;
	x->refused = true;
	x->request = REQUEST_REFUSED;
}

/* ---- read ---- */

static int
read_trailers(struct exchange *x)
{
	const struct head_limits limits = {x->session->conf->limits.head, 256};
	struct head fields;
	struct why why;
	struct span raw = buf_span(&x->reader.trailers);
	if (raw.n <= 2)
		return 0;
	if (head_parse_fields(x->arena, raw, &limits, &fields, &why) < 0)
		return ERR_MALFORMED;
	struct inspect_header *list =
		arena_alloc(x->arena, (fields.n_fields + 1) * sizeof(*list));
	if (list == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < fields.n_fields; i++)
		list[i] = (struct inspect_header){fields.fields[i].name,
						  fields.fields[i].value};
	return inspection_trailers(x->inspection, list, fields.n_fields);
}

/* Keeps body bytes: in memory, or in the spool where the body is decided as
 * a whole and longer than the hold. */
static int
keep(struct exchange *x, struct span data)
{
	struct snapshot *conf = x->session->conf;
	x->received += data.n;
	if (x->spool == NULL &&
	    (!x->whole || x->hold.bytes + data.n <= conf->hold_whole))
		return data.n < SMALL_PIECE
			       ? queue_copy(&x->hold,
					    x->session->worker->chunks, data)
			       : queue_add_part(&x->hold,
						&x->session->client->in, data);
	if (spool_in_use() + data.n > conf->limits.spool)
		return -ENOSPC;
	if (x->spool == NULL) {
		int rc = spool_new(conf->state_dir, conf->spool_limit,
				   &x->spool);
		if (rc < 0)
			return rc;
	}
	return spool_write(x->spool, data);
}

/* Takes what stands in the client's queue. > 0 took some, 0 none, < 0. */
static int
take_body(struct exchange *x)
{
	struct conn *c = x->session->client;
	struct span in = queue_first(&c->in);
	size_t used = 0;
	struct span data = SPAN_NONE;
	if (in.n == 0 && !x->reader.done)
		return 0;
	int rc = body_reader_push(&x->reader, in, &used, &data);
	if (rc < 0) /* framing past its limits is no framing */
		return rc == ERR_LIMIT ? ERR_MALFORMED : rc;
	if (data.n > 0 || x->reader.done)
		rc = inspection_push(x->inspection, data, x->reader.done);
	if (rc == 0)
		rc = keep(x, data);
	queue_drop(&c->in, used);
	if (rc < 0)
		return rc;
	if (x->reader.done) {
		x->body_read = true;
		rc = read_trailers(x);
	}
	return rc < 0 ? rc : 1;
}

static int
body_failed(struct exchange *x, int rc)
{
	if (rc == ERR_MALFORMED)
		request_refuse(x, REASON_BAD_REQUEST,
			       "the request body is malformed");
	else if (rc == ERR_LIMIT)
		request_refuse(x, REASON_UNREADABLE_SIZE,
			       "the body is too long to be judged as a whole");
	else
		request_refuse(x, REASON_OVERLOAD, "out of memory or disk");
	if (rc == -ENOSPC)
		tally_add(&over_limit, 1);
	x->session->close_after = true;
	return 1;
}

static bool
window_is_full(struct exchange *x)
{
	if (inspection_needs_whole(x->inspection))
		x->whole = true;
	return x->body_read || (!x->whole && x->hold.bytes >= x->window);
}

static int
pump_read(struct exchange *x)
{
	struct session *s = x->session;
	const struct snapshot *conf = s->conf;
	uint64_t before = x->received;
	int progress = 0;
	if (x->expects_continue && !x->head_sent) {
		/* The head is judged, goes on, and the body is awaited. */
		x->head_only = true;
		x->request = REQUEST_DECIDE;
		return 1;
	}
	while (!window_is_full(x) && x->received - before < TURN_BYTES) {
		int rc = (uint64_t)tally_read(&waiting) < conf->limits.held
				 ? take_body(x)
				 : -ENOSPC;
		request_account(x);
		if (rc < 0)
			return body_failed(x, rc);
		if (rc > 0) {
			progress = 1;
			continue;
		}
		ssize_t n = conn_fill(s->client, s->worker->chunks);
		if (n == 0)
			return progress;
		if (n < 0)
			return -1; /* the client went in mid-body */
	}
	if (window_is_full(x))
		x->request = x->body_read ? REQUEST_OPEN : REQUEST_DECIDE;
	return 1;
}

/* ---- containers ---- */

static int
pump_open(struct exchange *x)
{
	int rc = opening_pump(x);
	if (rc < 0)
		return body_failed(x, rc);
	if (rc > 0)
		x->request = REQUEST_DECIDE;
	return rc;
}

/* ---- decide ---- */

static void
passed(struct exchange *x)
{
	if (x->head_only) {
		x->request = REQUEST_RELEASE;
		return;
	}
	uint64_t safe =
		x->body_read ? x->received : inspection_safe(x->inspection);
	if (safe > x->received)
		safe = x->received;
	if (!x->body_read && safe <= x->released) {
		/* One record fills the window: read on, within limits. */
		uint64_t hold = x->session->conf->hold_whole;
		if (x->window >= hold * WINDOW_GROWTH) {
			x->whole = true;
			x->window = UINT64_MAX;
		} else {
			x->window += hold;
		}
		x->request = REQUEST_READ;
		return;
	}
	x->window = x->session->conf->hold_whole;
	x->releasable = safe;
	x->request = REQUEST_RELEASE;
}

static int
pump_decide(struct exchange *x)
{
	if (x->upstream == NULL)
		return 0; /* where it goes is part of the facts */
	switch (judge_window(x)) {
	case JUDGED_PASS:
		passed(x);
		return 1;
	case JUDGED_WAIT:
		x->request = REQUEST_BOOKING;
		return 0;
	case JUDGED_REFUSE:
	default:
		x->refused = true;
		x->request = REQUEST_REFUSED;
		return 1;
	}
}

void
request_booked(struct exchange *x, int status)
{
	if (status < 0)
		request_refuse(x, REASON_LEDGER_UNAVAILABLE,
			       "the ledger cannot be written: %s",
			       err_text(status));
	else
		passed(x);
}

/* ---- release ---- */

static int
send_head(struct exchange *x)
{
	struct buf out;
	buf_init(&out, HEAD_OUT_LIMIT);
	int rc = head_write_request(&out, &x->head, x->forward_target,
				    &x->framing, "kouan", false);
	if (rc == 0)
		rc = queue_copy(&x->upstream->conn->out,
				x->session->worker->chunks, buf_span(&out));
	buf_fini(&out);
	if (rc < 0)
		return rc;
	x->head_sent = true;
	if (x->response == RESPONSE_NONE)
		x->response = RESPONSE_HEAD;
	if (x->head_only)
		x->continue_at = x->session->worker->now_us + CONTINUE_US;
	return 0;
}

/* Moves n body bytes from the spool or the hold toward the origin. */
static int
move_body(struct exchange *x, uint64_t n)
{
	struct conn *up = x->upstream->conn;
	struct chunk_store *chunks = x->session->worker->chunks;
	bool chunked = x->framing.kind == FRAMING_CHUNKED;
	char size[24];
	int rc = 0;
	if (chunked) {
		int len = snprintf(size, sizeof(size), "%llx\r\n",
				   (unsigned long long)n);
		rc = queue_copy(&up->out, chunks, span_of(size, (size_t)len));
	}
	/* What was held first comes first; the spool holds the rest. */
	uint64_t held = x->hold.bytes < n ? x->hold.bytes : n;
	if (rc == 0)
		rc = queue_move(&up->out, &x->hold, held);
	if (rc == 0 && n > held)
		rc = spool_read(x->spool, chunks, &up->out, n - held);
	if (rc == 0 && chunked)
		rc = queue_copy(&up->out, chunks, SPAN("\r\n"));
	x->released += n;
	return rc;
}

static int
end_body(struct exchange *x)
{
	struct conn *up = x->upstream->conn;
	x->finished = true;
	if (x->framing.kind != FRAMING_CHUNKED)
		return 0;
	return chunked_end(&up->out, x->session->worker->chunks, &x->reader,
			   x->arena, x->session->conf->limits.head);
}

static int
release_some(struct exchange *x)
{
	struct conn *up = x->upstream->conn;
	if (!x->head_sent) {
		int rc = send_head(x);
		if (rc < 0)
			return rc;
	}
	while (x->released < x->releasable && up->out.bytes < HIGH_WATER) {
		uint64_t n = x->releasable - x->released;
		if (n > HIGH_WATER - up->out.bytes)
			n = HIGH_WATER - up->out.bytes;
		int rc = move_body(x, n);
		if (rc < 0)
			return rc;
	}
	if (x->body_read && x->released == x->received && !x->finished)
		return end_body(x);
	return 0;
}

static int
pump_release(struct exchange *x)
{
	struct conn *up = x->upstream->conn;
	uint64_t released = x->released;
	int rc = release_some(x);
	request_account(x);
	if (rc < 0) {
		response_failed(x, REASON_OVERLOAD, "out of memory");
		return 1;
	}
	uint64_t queued = up->out.bytes;
	/* Settled once it is handed over, whatever becomes of it. */
	if (queued > 0 && up->writable)
		judge_settle(x);
	rc = conn_flush(up);
	if (rc < 0) {
		/* The answer may have come before the origin closed. */
		x->request = REQUEST_DONE;
		x->upstream_reusable = false;
		return 1;
	}
	if (x->head_only) {
		x->head_only = false;
		x->request = REQUEST_READ;
		return 1;
	}
	if (x->released == x->releasable && up->out.bytes == 0) {
		x->request = x->finished ? REQUEST_DONE : REQUEST_READ;
		return 1;
	}
	/* Either there is more to move, or the loop tells when it may go. */
	return up->out.bytes == 0 || up->out.bytes < queued ||
	       x->released != released;
}

int
request_pump(struct exchange *x)
{
	switch (x->request) {
	case REQUEST_READ:
		return pump_read(x);
	case REQUEST_OPEN:
		return pump_open(x);
	case REQUEST_DECIDE:
		return pump_decide(x);
	case REQUEST_RELEASE:
		/* NULL: asked again on a new connection, not there yet. */
		return x->upstream != NULL ? pump_release(x) : 0;
	case REQUEST_REFUSED:
		if (x->response == RESPONSE_DONE)
			return 0;
		refuse_answer(x);
		return 1;
	case REQUEST_BOOKING:
	case REQUEST_DONE:
	default:
		return 0;
	}
}
