/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What audit.c (any thread) and writer.c (the audit thread) share. Positions
 * count records in the order of the queue; a sink has taken all before its
 * own.
 */
#pragma once

#include "audit/chain.h"
#include "audit/queue.h"
#include "audit/recent.h"
#include "audit/sink_file.h"
#include "audit/sink_journal.h"

#include <pthread.h>
#include <stdatomic.h>

/* Places the audit keeps for records it makes itself. */
#define OWN_PLACES 64
/* Lines are written in batches of at most this many bytes. */
#define BATCH_BYTES (256 << 10)

/* The audit thread's own. */
struct writer {
	struct chain chain;   /* of the last line made */
	struct chain written; /* of the last one that the sinks took */
	char *batch;	      /* lines made and not yet written */
	size_t n_batch, batch_done;
	uint64_t made_at, file_at, journal_at, synced_at, seen_tail;
	char *datagrams;
	struct emit *json; /* for one line after the other */
	int64_t tick_at, file_retry_at;
	int file_error;	      /* 0: it takes records */
	int journal_error;    /* 0: it takes them */
	bool rotate_failed;   /* and that was said */
	bool journal_full;    /* it does not read just now */
	bool journal_stalled; /* and that for some time */
	int64_t full_since;
	uint64_t journal_lost;
	struct {
		bool asked, failing;
		uint32_t id;
		struct chain of;
		int64_t at;
		uint64_t uncovered, covers; /* records */
	} checkpoint;
};

struct audit {
	struct audit_options options;
	char *file_path, *journal_path;
	struct queue *queue;
	struct recent *recent;
	struct sink_file *file;	      /* NULL: none configured */
	struct sink_journal *journal; /* NULL: none configured */
	int spare;		      /* places audit_try leaves */
	int wake_fd;
	atomic_bool asleep, refuse, stop;
	atomic_uint_fast64_t dropped;
	pthread_t thread;
	struct writer writer;

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t moved;
	struct audit_health health; /* but queued and dropped */
	uint64_t file_at, journal_at;
	uint64_t flush_to;
	struct {
		bool there;
		uint32_t id;
		int status;
		uint8_t signature[64];
	} answer;
};

/* The audit thread. */
void *writer_main(void *audit);
/* A record of the audit's own; before the thread runs, or on it. */
void writer_note(struct audit *a, enum audit_kind kind, enum verdict verdict,
		 const char *detail);
/* Sets what the journal answered (0 or -errno), telling of each change. */
void writer_set_journal(struct audit *a, int error);
/* Makes health and positions known to the other threads. */
void writer_publish(struct audit *a);
/* Wakes the thread whatever it waits for. */
void audit_wake(struct audit *a);

/* checkpoint.c: asks for a signature when one is due; takes one that came
 * back. */
void checkpoint_turn(struct audit *a, int64_t now_us);
