/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemon as a whole: what is started in which order, what a reload
 * replaces, how it ends. Main thread.
 */
#pragma once

#include "proxy/acceptor.h"
#include "proxy/gateway.h"

struct control;
struct admin;
struct warnings;

#define DAEMON_YEARS 8
/* The window of a regime as of the last tick. */
struct daemon_year {
	char regime[64], window[WINDOW_MAX];
};

struct interrupted {
	struct interrupted *next;
	struct event_id event;
	int64_t persons, new_persons, bytes;
	char context[];
};

struct daemon {
	const char *self;   /* path of this programme, for the roles */
	const char *config; /* main configuration file */
	struct event_base *base;
	struct gateway gateway;
	struct worker **workers;
	size_t n_workers;
	struct acceptor *acceptor;
	struct control *control;
	struct admin *admin;
	struct warnings *warnings;

	pid_t signer;
	int signer_fd;
	struct event *signer_event, *signer_retry;
	char *ca_pem;
	int64_t ca_not_after_s; /* 0: unknown */
	char *audit_key;	/* path of the checkpoint key */

	struct event *signals[5];
	struct event *tick, *drain_end;
	struct interrupted *interrupted;
	int64_t started_us, reloaded_us;
	int64_t balance_s;	/* when balances were looked at last */
	int64_t clock_ahead_us; /* of the clock that never steps */
	struct daemon_year years[DAEMON_YEARS];
	bool draining;
	int exit_status;
};

/* Runs until it is told to end; the exit status (0 after a drain, 2 when it
 * cannot start). Takes the snapshot. */
int daemon_run(const char *self, struct snapshot *first);

/* Loads the configuration anew; 0, or < 0 with what was wrong in *why and the
 * old one still in force. actor is recorded. */
MUST_USE int daemon_reload(struct daemon *d, const char *actor,
			   struct why *why);
/* Stops accepting, lets what is under way end, ends. */
void daemon_drain(struct daemon *d, const char *actor);
/* Writes a record of somebody's act into the audit. */
void daemon_record(struct daemon *d, enum audit_kind kind, const char *actor,
		   const char *message, const char *detail);

/* warnings.c: looks again at what will bite soon. */
void daemon_check_warnings(struct daemon *d);

/* services.c: everything below the proxy, in order; stopped in reverse. */
MUST_USE int services_start(struct daemon *d, struct snapshot *conf,
			    struct why *why);
void services_stop(struct daemon *d);
/* The listener contexts and upstream trust of a snapshot. */
struct service_tls {
	struct upstream_tls *upstream;
	SSL_CTX **listeners;
	size_t n;
};
MUST_USE int service_tls_make(const struct snapshot *conf,
			      struct service_tls *ret_tls, struct why *why);
void service_tls_free(struct service_tls *t);

/* signer_watch.c: the signer is started, watched and started again. */
MUST_USE int signer_watch_start(struct daemon *d, struct snapshot *conf,
				struct why *why);
void signer_watch_stop(struct daemon *d);
/* A child ended: if it was the signer, a new one is started. */
void signer_watch_reap(struct daemon *d);
