/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit: one record an exchange, to journald in its native protocol and
 * to a hash-chained file of JSON lines. A place in the bounded queue is
 * reserved before anything is released; workers never block. Thread-safe.
 */
#pragma once

#include "base/clock.h"
#include "terms.h"

enum audit_kind {
	AUDIT_EXCHANGE,	   /* a decision */
	AUDIT_INTERIM,	   /* a long exchange goes on */
	AUDIT_INTERRUPTED, /* found under way at start */
	AUDIT_CONTROL,	   /* somebody changed something */
	AUDIT_CHECKPOINT,
	AUDIT_RELINK, /* persons merged or split */
	AUDIT_SINK,   /* journald failed or came back */
	AUDIT_DAEMON, /* started, reloaded, stopped */
	AUDIT_KIND_MAX_
};

/* NULL strings and negative numbers are left out of the record. */
struct audit_record {
	enum audit_kind kind;
	struct event_id event;
	int64_t wall_us;
	enum verdict verdict; /* sets PRIORITY */
	const char *message;  /* one sentence, made by audit when NULL */
	const char *reason, *reasons, *article, *mode;
	int would_block;
	const char *source, *client, *exporter, *flow, *pathway, *mechanism,
		*recipient, *host;
	int port;
	const char *address, *country, *country_from, *protocol, *method;
	int status;
	int64_t bytes_out, bytes_in, persons, new_persons, sensitive_persons;
	const char *categories, *unreadable;
	int64_t duration_us;
	const char *policy;
	const char *register_version; /* "HASH.CHANGES" */
	int partial;
	const char *actor, *detail; /* AUDIT_CONTROL and the others */
};

/* A record of that kind with every field left out, to be filled in. */
struct audit_record audit_record_none(enum audit_kind kind);

struct audit;

enum audit_when_unavailable { AUDIT_BLOCK, AUDIT_FILE_ONLY };

enum audit_rotate { AUDIT_ROTATE_NEVER, AUDIT_ROTATE_DAY, AUDIT_ROTATE_MONTH };

struct audit_options {
	bool journal;
	const char *journal_socket; /* NULL: /run/systemd/journal/socket */
	const char *file;	    /* NULL: none */
	/* When the file is moved aside and the chain goes on in a new one
	 * (rotate.h): at so many bytes (0: never), and when the UTC day or
	 * month of its first record is over. */
	int64_t rotate_size;
	enum audit_rotate rotate_every;
	enum audit_when_unavailable when_unavailable;
	size_t queue; /* places; 8192 */
	/* Asks for a signature over a checkpoint; the answer comes back through
	 * audit_checkpoint. NULL: none. From the audit thread. */
	int (*sign)(void *arg, uint32_t id, struct span message);
	/* After each durable write: the ledger keeps it. From the audit
	 * thread; hash is of the last record. */
	void (*written)(void *arg, uint64_t seq, const uint8_t hash[32]);
	void *arg;
};

/* Opens the sinks, reads the file's last line to go on with its chain
 * (repairing a torn last line by an own record that says so). last_seq and
 * last_hash are the ledger's (0: unknown): a file that ends before them was
 * cut, which is reported and recorded, not hidden. */
MUST_USE int audit_open(const struct audit_options *options, uint64_t last_seq,
			const uint8_t last_hash[32], struct audit **ret_audit,
			struct why *why);
/* Writes what is queued (waiting at most limit_us) and closes. */
void audit_close(struct audit **a, int64_t limit_us);

/* A place for one record; ERR_UNAVAILABLE when a configured sink cannot take
 * records (by when_unavailable) or the queue is full. Never blocks. */
MUST_USE int audit_reserve(struct audit *a);
/* Gives a place back unused. */
void audit_release(struct audit *a);
/* Uses up a reserved place; the record is copied. Never fails. */
void audit_submit(struct audit *a, const struct audit_record *record);
/* For records nobody waits for (interim, relink): dropped and counted when
 * there is no place. */
void audit_try(struct audit *a, const struct audit_record *record);
/* A signature asked for through options->sign came back. */
void audit_checkpoint(struct audit *a, uint32_t id, int status,
		      struct span signature);
/* Waits until everything submitted so far is written; for reload and tests. */
MUST_USE int audit_flush(struct audit *a, int64_t limit_us);

struct audit_health {
	bool journal_ok, file_ok;
	char problem[160];
	uint64_t seq, queued, dropped;
};
void audit_health(struct audit *a, struct audit_health *ret_health);

/* Recent records as their JSON lines, newest last, for "kouanctl events" and
 * explain: a bounded ring in memory. fn gets each line without newline. */
int audit_recent(struct audit *a, size_t n,
		 int (*fn)(void *arg, struct span json_line), void *arg);

/* chain.c: "kouanctl verify FILE". Reads the whole file; 0 when every hash
 * holds, ERR_VERIFY naming the first bad line. public_key_pem may be NULL
 * (then checkpoints are counted, not checked). */
struct audit_verified {
	uint64_t records, first_seq, last_seq, checkpoints, bad_line, files;
	char last_hash[65];
	char bad_file[160]; /* the end of its path; "": none */
};
/* Is given each line that holds, without its newline, in the order of the
 * chain; non-zero ends the reading with that code. */
typedef int audit_line_fn(void *arg, uint64_t seq, struct span line);
MUST_USE int audit_verify_file(const char *path, const char *public_key_pem,
			       struct audit_verified *ret_verified,
			       struct why *why);
/* The same for a whole chain: files, and folders of which all files with
 * records are taken; their order is that of their first records. A gap
 * between two files, or a record in both, is named. fn may be NULL. */
MUST_USE int audit_verify_chain(const char *const *paths, size_t n,
				const char *public_key_pem, audit_line_fn *fn,
				void *arg, struct audit_verified *ret_verified,
				struct why *why);
