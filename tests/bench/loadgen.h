/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A load generator for HTTPS gateways: HTTP/1.1 over TLS through a proxy that
 * takes CONNECT, or dialled directly. Its parts share what is declared here.
 * One thread, one epoll; it dials nothing outside 127.0.0.0/8. It is a tool of
 * measurement: what fails in itself ends it with a message.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/types.h>

#define PATTERN_SIZE (1U << 20) /* the body, repeated for longer ones */
#define CHUNK_SIZE (1U << 16)	/* data of one chunk */
#define TURN_SIZE (1U << 20)	/* a connection sends no more in its turn */
#define ANSWER_MAX 8192
#define PIDS_MAX 8
#define ERRORS_MAX 100 /* then the run ends */

enum mode {
	MODE_KEEPALIVE, /* requests back to back on each connection */
	MODE_NEWCONN,	/* a connection for each request */
	MODE_BULK,	/* a large body on each connection */
	MODE_HOSTS,	/* a request to each of many names */
	MODE_IDLE,	/* held open, and asked once more at the end */
	MODE_MAX_
};

enum body { BODY_JSON, BODY_PII, BODY_RANDOM, BODY_MAX_ };

enum failure {
	FAILURE_CONNECT,
	FAILURE_PROXY,
	FAILURE_TLS,
	FAILURE_IO,
	FAILURE_STATUS,
	FAILURE_EARLY, /* an answer before the body was sent */
	FAILURE_SHORT, /* the origin saw another number of bytes */
	FAILURE_TIMEOUT,
	FAILURE_MAX_
};

struct options {
	enum mode mode;
	enum body body;
	const char *label, *ca_file;
	char host[128]; /* of the origin; # is a number in mode hosts */
	char port[8];
	struct sockaddr_in dial;
	bool proxy; /* dial is a proxy: CONNECT first */
	bool chunked, check_body;
	unsigned connections;
	uint64_t requests; /* 0: for the time given */
	uint64_t warm_up;  /* requests before measuring begins */
	uint64_t body_size;
	double seconds, hold, timeout, run_limit;
	pid_t pids[PIDS_MAX]; /* roots of the process trees measured */
	unsigned n_pids;
};

/* What the process trees have used. */
struct usage {
	double cpu; /* seconds */
	int64_t rss_kib, peak_kib;
	int64_t written; /* bytes to disk */
};

struct samples {
	double *v;
	size_t n, size;
};

struct answer {
	char text[ANSWER_MAX];
	size_t n;
	bool head_done, close, chunked, has_length;
	int status;
	uint64_t left;	    /* of the body or of its chunk */
	int chunk_part;	    /* size, data, its line end, trailer */
	unsigned line_size; /* of the trailer line so far */
	int64_t origin_saw; /* body bytes; -1: it did not say */
};

enum step {
	STEP_FREE,
	STEP_CONNECT,
	STEP_ASK_PROXY,
	STEP_PROXY_ANSWER,
	STEP_HANDSHAKE,
	STEP_SEND,
	STEP_RECEIVE,
	STEP_PARKED
};

struct conn {
	enum step step;
	int fd;
	SSL *ssl;
	bool queued;
	char host[128];
	double opened, asked, deadline;
	char *out; /* CONNECT, or a head and its small body */
	size_t out_size, out_sent;
	uint64_t body_sent, body_end; /* on the wire, chunk lines included */
	struct answer answer;
};

struct load {
	struct options o;
	SSL_CTX *tls;
	int epoll;
	char *pattern;
	struct conn *conns, **ready;
	unsigned n_conns, n_ready, active, parked;
	uint64_t issued, done, failed;
	uint64_t failures[FAILURE_MAX_];
	char first_failure[200];
	bool measuring, stopping;
	double begun, ended;
	uint64_t ok, bytes, reconnects, held, alive;
	struct samples latency, handshake;
	struct usage before, after;
	char issuer[128], cipher[64];
};

/* loadgen.c */
_Noreturn void die(const char *fmt, ...) PRINTF(1, 2);
double now(void); /* seconds, monotonic */
void samples_add(struct samples *s, double value);
/* Begins measuring: counters to zero, usage read. */
void load_measure(struct load *l);
/* Whether another request (on a new or a kept connection) is wanted. */
bool load_wants_more(const struct load *l);

/* loadgen_options.c: fills in *o, or ends the program. */
void options_read(struct options *o, int argc, char **argv);
const char *mode_name(enum mode mode);

/* loadgen_body.c */
char *body_pattern(enum body kind);
/* Bytes on the wire of the body that o asks for. */
uint64_t body_wire_size(const struct options *o);
/* What comes at offset at of it: at least one byte, none is copied. */
struct span body_at(const struct load *l, uint64_t at);

/* loadgen_answer.c */
void answer_begin(struct answer *a);
/* Reads the head; true when it is complete (then a->status says). */
bool answer_head(struct answer *a);
/* Eats what has come of the body; true when it is complete. */
bool answer_body(struct answer *a);

/* loadgen_conn.c */
void conn_open(struct load *l, struct conn *c);
void conn_close(struct load *l, struct conn *c);
/* Another request on a parked connection. */
void conn_ask(struct load *l, struct conn *c);
/* As far as it goes without blocking. */
void conn_run(struct load *l, struct conn *c);
void conn_fail(struct load *l, struct conn *c, enum failure kind,
	       const char *what);
void conn_enqueue(struct load *l, struct conn *c);

/* loadgen_usage.c: sums over the trees; reset also the peak's memory. */
void usage_read(const struct options *o, bool reset, struct usage *ret_usage);

/* loadgen_report.c: the run as a line of JSON on stdout. */
void report_print(struct load *l);
