/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One end of a connection: a socket, maybe a TLS session on it, never
 * blocking. Registered once with the loop, edge-triggered; readable and
 * writable are remembered, so the loop is not asked again for each message.
 * Owned by one session or one pool, used in one worker thread.
 */
#pragma once

#include "proxy/chunk.h"

#include <event2/event.h>
#include <openssl/ssl.h>

/* Something happened: reading or writing may get on. */
typedef void conn_wake_fn(void *arg);

struct ground;

struct conn {
	int fd;
	SSL *outer; /* the listener's TLS, when another runs inside */
	SSL *ssl;   /* NULL: plain */
	struct ground *ground[2]; /* what each TLS session stands on */
	struct event *event;
	conn_wake_fn *wake;
	void *wake_arg;
	bool readable, writable; /* as far as we know */
	bool hung_up;		 /* an end is queued behind what can be read */
	bool rechecked;		 /* conn_recheck asked since the last event */
	bool read_closed;	 /* the peer ended its direction */
	bool write_closed;	 /* we ended ours */
	bool write_failed;	 /* what the peer said before may be read */
	bool broken;		 /* nothing goes any more */
	struct queue out;	 /* waits to be written */
	struct queue in;	 /* read, not yet consumed */
	struct chunk *filling;	 /* where the next read goes; may be NULL */
	uint64_t bytes_in, bytes_out;
};

/* Takes the socket (non-blocking). 0 or -ENOMEM; on failure the caller still
 * owns the socket. */
MUST_USE int conn_new(struct event_base *base, int fd, conn_wake_fn *wake,
		      void *arg, struct conn **ret_conn);
/* Closes at once. *c becomes NULL. */
void conn_free(struct conn **c);
/* Somebody else is woken from now on. */
void conn_watch(struct conn *c, conn_wake_fn *wake, void *arg);
/* Puts a TLS session on the connection, inside the one that is there
 * already: it reads first what c->in holds. Owned from then on, even on
 * failure. 0, -ENOMEM or -EPROTO. */
MUST_USE int conn_set_tls(struct conn *c, SSL *ssl);
/* Goes on with the handshake: 1 done, 0 wait, < 0 failed (the error queue
 * tells why). */
int conn_handshake(struct conn *c);

/* Reads once (at most a chunk) to the end of c->in: > 0 bytes, 0 nothing
 * now, ERR_CLOSED at the peer's end, other < 0 broken. */
ssize_t conn_fill(struct conn *c, struct chunk_store *store);
/* Writes what c->out holds: 0 all written, 1 some is left, < 0 broken. */
int conn_flush(struct conn *c);
/*
 * A reset that comes in one edge with data is told by the loop as "readable
 * and writable", like data alone, so a short read takes it for an emptied
 * socket. Asked once of a connection that has been quiet for a while: true if
 * the socket shall be tried again.
 */
bool conn_recheck(struct conn *c);
/* Ends our direction after what is queued was flushed (close_notify, FIN). */
void conn_shutdown(struct conn *c);
/* Ends our direction without a word of TLS, so that what was sent arrives and
 * still cannot be taken for a whole. What is queued is dropped. */
void conn_cut(struct conn *c);
/* Makes the close a reset, so that the peer cannot take it for an end. */
void conn_reset_on_close(struct conn *c);
/* The bytes at the start of c->in, made contiguous up to n if they fit in a
 * chunk; fewer when fewer have come. */
struct span conn_peek(struct conn *c, struct chunk_store *store, size_t n);
