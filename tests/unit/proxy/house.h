/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small house for the tests of the proxy: a snapshot made of a real
 * configuration, a ledger, an audit file, one worker. Clients are handed to
 * the worker as the acceptor does; origins are listeners on loopback that the
 * test itself serves.
 */
#pragma once

#include "../conf/folder.h"
#include "proxy/session.h"

#define ORIGINS 4

struct house {
	struct folder folder;
	struct gateway gateway;
	struct worker *worker;
	int origins[ORIGINS]; /* listening on 127.0.2.1, 127.0.2.2 ... */
	uint16_t port;	      /* of all origins */
	char audit[128];      /* path of the audit file */
};

/* extra: further lines of the configuration. */
void house_open(struct house *h, const char *extra);
/* The configuration written anew with other extra lines, and put in force. */
void house_reload(struct house *h, const char *extra);
/* Ends the worker (now: without waiting for sessions), closes everything. */
void house_close(struct house *h);
/* Everything submitted to the audit so far is in this text; to be freed. */
char *house_records(struct house *h);
/* Waits until the worker has no session. */
void house_await_idle(struct house *h);

/* A client's end of a new connection. */
int client_open(struct house *h);
/* The next connection to origin i (0 is 127.0.2.1). */
int origin_accept(struct house *h, int i);
/* Nobody has connected to it. */
bool origin_is_quiet(struct house *h, int i);

/* Writes all of it. */
void send_text(int fd, const char *fmt, ...) PRINTF(2, 3);
void send_bytes(int fd, const void *bytes, size_t n);
/* Reads until the text ends with end, at most 1 MiB; to be freed. */
char *read_until(int fd, const char *end);
/* Reads until the peer's end; *ret_error is set where it was a reset. */
char *read_to_end(int fd, bool *ret_error);
/* Reads and throws away n bytes. */
void read_bytes(int fd, size_t n);
