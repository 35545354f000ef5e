/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One exchange: a request, its verdict, its answer, its record. The request
 * side reads, inspects, holds, asks for a verdict and releases; the response
 * side passes on what the origin says. Both are pumped until neither gets on.
 *
 *   exchange_begin (head) → judge → request pump ⇄ response pump →
 *   exchange_end (audit record)
 */
#pragma once

#include "proxy/dial.h"
#include "proxy/session.h"

#include "wire/http1.h"

struct part_way;
struct window_booking;
struct spool;
struct opening;

enum request_state {
	REQUEST_READ,	 /* from the client into the hold */
	REQUEST_OPEN,	 /* containers in the body are read elsewhere */
	REQUEST_DECIDE,	 /* a window is complete; the origin is awaited */
	REQUEST_BOOKING, /* waits for the ledger */
	REQUEST_RELEASE, /* from the hold to the origin */
	REQUEST_DONE,
	REQUEST_REFUSED,
};

enum response_state {
	RESPONSE_NONE, /* nothing was sent yet that could be answered */
	RESPONSE_HEAD,
	RESPONSE_BODY,
	RESPONSE_DONE,
};

struct exchange {
	struct session *session;
	struct arena *arena;
	struct event_id event;
	int64_t wall_us, begun_us, interim_us;
	bool audit_place; /* reserved, not yet used */

	/* who to whom */
	struct head head;
	bool has_head;
	struct authority target;
	enum name_state name; /* of target.host */
	bool tls;
	struct span forward_target; /* origin-form */
	const struct recipient *recipient;
	const struct flow *flow;
	struct country country, address_country;
	enum country_from country_from;
	bool placed;	     /* country is as good as it gets */
	const char *context; /* of the bookings; made once */

	/* request */
	enum request_state request;
	struct framing framing;
	struct body_reader reader;
	struct scan_kit *kit;
	struct inspection *inspection;
	struct inspect_env env;
	struct opening *opening; /* of containers in the body; may be NULL */
	bool body_read;		 /* the whole body has come */
	struct queue hold;	 /* body bytes not yet released */
	struct spool *spool;
	bool whole;		   /* decided as a whole: spool, no windows */
	int64_t accounted;	   /* of the hold, toward limits.held */
	uint64_t received;	   /* body bytes read */
	uint64_t released;	   /* body bytes handed on */
	uint64_t releasable;	   /* body bytes a verdict covers */
	uint64_t judged;	   /* body bytes that went into a verdict */
	uint64_t window;	   /* decide when this much is held */
	bool head_sent, head_only; /* head_only: Expect, body still to come */
	bool expects_continue, continued;
	int64_t continue_at; /* when we send the 100 ourselves; 0: not */
	struct window_booking
		*bookings;     /* made, not yet settled; newest first */
	bool finished;	       /* last chunk or byte was queued */
	struct part_way *part; /* of an upload; NULL: it is none */

	/* the verdict */
	struct decision decision;  /* the strictest so far */
	uint64_t register_changes; /* that it was decided after */
	bool decided, would_block, refused, partial;
	struct category_set categories; /* of persons, so far */
	int64_t domestic, new_persons, sensitive_persons;
	unsigned unreadable;
	char cause[64];
	const char *important[17];  /* items seen, NULL-ended */
	struct why why;		    /* for the refusal's text */
	enum reason gateway_reason; /* when the gateway itself refuses */
	bool gateway_refusal;

	/* the origin */
	struct dial *dial;
	bool redialled;
	struct upstream *upstream;
	uint64_t upstream_in0;
	struct address dialled; /* of the upstream, kept for the record */

	/* response */
	enum response_state response;
	struct head answer;
	struct framing answer_framing;
	struct body_reader answer_reader;
	int status; /* what the client was answered; 0: nothing yet */
	uint64_t answer_bytes;
	uint64_t tunnel_bytes_out, tunnel_bytes_in; /* of a tunnel */
	bool answer_close; /* the answer ends the client's connection */
	bool upstream_reusable;
	size_t answer_scanned;
	unsigned n_interim; /* 1xx so far */
	struct arena *answer_arena;
};

/* A new exchange of the session, of nobody yet; NULL when out of memory. */
struct exchange *exchange_new(struct session *s);
/* NULL is fine. Ends what is under way (resets upstream, withdraws), records
 * the exchange if it had begun. */
void exchange_free(struct exchange **x);
/* Deadlines within an exchange: interim records, our own 100 Continue. */
void exchange_tick(struct exchange *x);

/* Answers a CONNECT, or a message that could not be read, with a refusal and
 * records it. head may be NULL. The connection closes after it. */
const struct step *exchange_refuse_at_once(struct session *s,
					   struct exchange *x,
					   enum reason reason, const char *why);
/* Whether a field speaks of a scheme that authenticates the connection and
 * not the request. */
bool reach_is_private(const struct head *h, const char *field);
/* Leaves the origin's connection to the pool, or to the session alone. */
void exchange_give_back(struct exchange *x);
/* reach.c: takes the origin's connection: from the pool or by dialling. */
void exchange_reach(struct exchange *x);
void exchange_reached(struct exchange *x, struct upstream *u);
void exchange_dialled(void *arg, struct dial_result *result);
/* record.c: writes the audit record; once per exchange. */
void record_exchange(struct exchange *x, bool interim);
/* The reasons, comma-separated, in the exchange's arena. */
const char *record_reasons(struct exchange *x);
/* "cn-mobile=2 email=1" */
const char *record_categories(struct exchange *x);

/* How many bytes may wait on a connection before its source is not read. */
#define HIGH_WATER (256 * 1024)

/* request.c: > 0 got on, 0 waits, < 0 the session must end. */
int request_pump(struct exchange *x);
/* Keeps what all exchanges hold together up to date. */
void request_account(struct exchange *x);
/* The booking that a window waited for is durable, or failed (status). */
void request_booked(struct exchange *x, int status);
/* Marks the request refused and drops what is held. */
void request_refuse(struct exchange *x, enum reason reason, const char *fmt,
		    ...) PRINTF(3, 4);
/* response.c: same. */
int response_pump(struct exchange *x);
/* The origin went before it answered. */
void response_failed(struct exchange *x, enum reason reason, const char *why);

/* refuse.c: queues the answer to a refused exchange, if nothing was answered
 * yet, and closes the client's connection after it where it must. */
void refuse_answer(struct exchange *x);
