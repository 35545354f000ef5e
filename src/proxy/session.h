/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A session: one client connection, from accept to close. It is always in
 * one step; a step runs when something happened and returns the next one,
 * itself to wait, or NULL to end. Lives and dies in one worker thread.
 *
 *   greet (TLS listener) → front (CONNECT, absolute form, own pages)
 *     → hello → mint → accept (TLS inside the tunnel) → request → exchange
 *     → request ... ; tunnel; linger; end
 */
#pragma once

#include "policy/reason.h"
#include "proxy/conn.h"
#include "proxy/worker.h"

#include "wire/authority.h"
#include "wire/hello.h"

struct session;
struct exchange;
struct mint_wait;
struct tunnel;

enum session_step {
	STEP_GREET,
	STEP_FRONT,
	STEP_HELLO,
	STEP_MINT,
	STEP_ACCEPT,
	STEP_REQUEST,
	STEP_EXCHANGE,
	STEP_TUNNEL,
	STEP_LINGER
};

struct step {
	enum session_step number;
	const char *name; /* shown by status */
	const struct step *(*run)(struct session *s);
	/* Microseconds the step may last without progress; 0: no limit. */
	int64_t (*limit)(const struct session *s);
	/* The limit passed: the next step, or NULL to end. */
	const struct step *(*late)(struct session *s);
};

/* Whether a host name may be written down: one that carries personal data is
 * content. */
enum name_state { NAME_UNASKED, NAME_CLEAN, NAME_WITHHELD };
#define WITHHELD "(withheld)"

struct session {
	struct worker *worker;
	struct session *next, **previous; /* the worker's list */
	struct session *next_ready;
	bool is_ready, turning, ended;

	const struct step *step;
	int64_t step_since; /* progress of the step, monotonic */
	struct snapshot *conf;
	unsigned listener; /* index */
	struct conn *client;
	struct address peer;
	char client_text[ADDRESS_TEXT];
	bool named;		     /* by a load balancer, or nobody does */
	const struct source *source; /* in conf; NULL until known */
	bool entered_source;	     /* counted in admission */

	struct authority target; /* of CONNECT */
	enum name_state name;	 /* of target.host */
	bool in_tunnel;		 /* after CONNECT */
	bool target_tls;	 /* the tunnel carries TLS */
	struct hello hello;
	struct mint_wait *mint_wait;
	SSL_CTX *leaf; /* until the handshake begins */
	/* A refusal that is told inside the tunnel at the first request. */
	enum reason deferred;
	bool has_deferred;
	struct why deferred_why;

	struct exchange *exchange;
	struct upstream *own; /* private and idle; NULL: none */
	struct tunnel *tunnel;
	uint64_t n_exchanges;
	size_t head_scanned;
	bool close_after;  /* no further request on this connection */
	uint64_t lingered; /* bytes thrown away while closing */
};

/* A new client on a listener; takes the socket. From the worker's thread. */
void session_begin(struct worker *w, int fd, unsigned listener,
		   const struct address *peer, struct snapshot *conf);
/* Hands a socket to a worker; any thread. Takes both. */
void session_hand_over(struct worker *w, int fd, unsigned listener,
		       const struct address *peer, struct snapshot *conf);
/* Something happened: runs steps until one waits. May free the session. */
void session_turn(struct session *s);
/* Turn again later in this round, to let others have theirs. */
void session_again(struct session *s);
/* The step made progress: its limit starts anew. */
void session_progress(struct session *s);

/* The configuration was replaced since: the connection ends with the exchange
 * under way, so that the next is judged by the new rules. */
bool session_is_stale(const struct session *s);

/* For the worker. */
void sessions_tick(struct worker *w);
void sessions_run_ready(struct worker *w);
void sessions_end_all(struct worker *w);
void sessions_end_idle(struct worker *w);

/* The steps, each in the file of its name. */
extern const struct step step_greet;	/* session.c */
extern const struct step step_front;	/* front.c */
extern const struct step step_hello;	/* intercept.c */
extern const struct step step_mint;	/* intercept.c */
extern const struct step step_accept;	/* intercept.c */
extern const struct step step_request;	/* exchange.c */
extern const struct step step_exchange; /* exchange.c */
extern const struct step step_tunnel;	/* tunnel.c */
extern const struct step step_linger;	/* session.c */
/* All of them, by number. */
extern const struct step *const session_steps[SESSION_STEPS];

/* Remembers a refusal to be told inside the tunnel. The first one stays. */
void session_defer(struct session *s, enum reason reason, const char *fmt, ...)
	PRINTF(3, 4);

/* auth.c: who is this? Fills s->source. 0; -EACCES when credentials are
 * missing or wrong (407), ERR_REFUSED when nobody known (SOURCE_UNKNOWN). */
struct head;
MUST_USE int auth_source(struct session *s, const struct head *head);
/* page.c: our own pages on the proxy port; queues the answer. */
void page_answer(struct session *s, const struct head *head);
