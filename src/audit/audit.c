/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door of the audit: what workers call. Guarantees: no call but flush
 * and close waits; a reserved place holds a record whatever happens to the
 * sinks; reserving fails while a record could not be kept. Any thread, but
 * open and close, which are the daemon's main thread's.
 */
#include "audit/state.h"

#include "base/log.h"
#include "base/tally.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define RECENT_BYTES (8 << 20)
#define RECENT_LINES 10000
#define QUEUE_DEFAULT 8192
#define QUEUE_MAX 1000000

TALLY(tally_dropped, "kouan_audit_dropped_total",
      "Records nobody waited for that found no place.")
TALLY(tally_refused, "kouan_audit_unavailable_total",
      "Reservations refused because a record could not be kept.")
TALLY(tally_cut, "kouan_audit_cut_values_total",
      "Values cut because they were too long for a record.")

static void
free_audit(struct audit *a)
{
	sink_file_close(&a->file);
	sink_journal_free(&a->journal);
	queue_free(&a->queue);
	recent_free(&a->recent);
	if (a->wake_fd >= 0)
		close(a->wake_fd);
	pthread_mutex_destroy(&a->lock);
	pthread_cond_destroy(&a->moved);
	free(a->writer.batch);
	emit_free(&a->writer.json);
	free(a->writer.datagrams);
	free(a->file_path);
	free(a->journal_path);
	free(a);
}

static struct audit *
new_audit(const struct audit_options *options)
{
	struct audit *a = calloc(1, sizeof(*a));
	pthread_condattr_t attributes;
	if (a == NULL)
		return NULL;
	pthread_mutex_init(&a->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&a->moved, &attributes);
	pthread_condattr_destroy(&attributes);
	a->options = *options;
	if (a->options.queue == 0)
		a->options.queue = QUEUE_DEFAULT;
	if (options->file != NULL)
		a->file_path = strdup(options->file);
	a->journal_path = strdup(options->journal_socket != NULL
					 ? options->journal_socket
					 : "/run/systemd/journal/socket");
	a->options.file = a->file_path;
	a->options.journal_socket = a->journal_path;
	a->spare = (int)(a->options.queue / 8);
	a->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	a->writer.batch = malloc(BATCH_BYTES + RECORD_LINE);
	a->writer.json = emit_new(false);
	a->writer.datagrams = malloc(JOURNAL_BATCH * RECORD_DATAGRAM);
	if (a->wake_fd < 0 || a->writer.batch == NULL ||
	    a->writer.json == NULL || a->writer.datagrams == NULL ||
	    a->journal_path == NULL ||
	    (options->file != NULL && a->file_path == NULL) ||
	    recent_new(RECENT_BYTES, RECENT_LINES, &a->recent) < 0 ||
	    queue_new(a->options.queue, OWN_PLACES, &a->queue) < 0) {
		free_audit(a);
		return NULL;
	}
	emit_trust(a->writer.json); /* record_copy has seen to it */
	return a;
}

static int
open_sinks(struct audit *a, const struct chain *known, struct why *why)
{
	struct file_end end = {.chain = *known};
	int rc = 0;
	if (a->options.file != NULL)
		rc = sink_file_open(a->options.file, known, a->recent, &a->file,
				    &end, why);
	if (rc == 0 && a->options.journal)
		rc = sink_journal_new(a->options.journal_socket, &a->journal,
				      why);
	if (rc < 0)
		return rc;
	a->writer.chain = a->writer.written = end.chain;
	if (end.note[0] != 0)
		writer_note(a, AUDIT_SINK,
			    end.alarm ? VERDICT_BLOCK : VERDICT_LOG, end.note);
	if (end.alarm)
		log_alert("audit file %s: %s", a->options.file, end.note);
	if (a->journal != NULL)
		writer_set_journal(a, sink_journal_connect(a->journal));
	writer_publish(a);
	return 0;
}

static int
start_thread(struct audit *a)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int rc = pthread_create(&a->thread, NULL, writer_main, a);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0)
		pthread_setname_np(a->thread, "audit");
	return -rc;
}

int
audit_open(const struct audit_options *options, uint64_t last_seq,
	   const uint8_t last_hash[32], struct audit **ret_audit,
	   struct why *why)
{
	struct chain known = {.seq = last_seq};
	if (options->file == NULL && !options->journal)
		return why_set(why, -EINVAL, "audit without journal and file");
	if (options->queue > QUEUE_MAX)
		return why_set(why, -EINVAL, "audit queue over %d", QUEUE_MAX);
	if (last_seq > 0)
		memcpy(known.hash, last_hash, 32);
	struct audit *a = new_audit(options);
	if (a == NULL)
		return why_set(why, -ENOMEM, "no memory for the audit");
	int rc = open_sinks(a, &known, why);
	if (rc == 0) {
		rc = start_thread(a);
		if (rc < 0)
			why_set(why, rc, "audit thread: %s", err_text(rc));
	}
	if (rc < 0)
		free_audit(a);
	else
		*ret_audit = a;
	return rc;
}

void
audit_close(struct audit **a, int64_t limit_us)
{
	if (*a == NULL)
		return;
	int rc = audit_flush(*a, limit_us);
	atomic_store(&(*a)->stop, true);
	audit_wake(*a);
	pthread_join((*a)->thread, NULL);
	if (rc < 0)
		log_error("audit: %llu records were not taken by every sink",
			  (unsigned long long)queue_length((*a)->queue));
	free_audit(*a);
	*a = NULL;
}

void
audit_wake(struct audit *a)
{
	uint64_t one = 1;
	atomic_store(&a->asleep, false);
	ssize_t n = write(a->wake_fd, &one, sizeof(one));
	(void)n; /* full: it is awake already */
}

int
audit_reserve(struct audit *a)
{
	if (!atomic_load_explicit(&a->refuse, memory_order_relaxed) &&
	    queue_reserve(a->queue, 0))
		return 0;
	tally_add(&tally_refused, 1);
	return ERR_UNAVAILABLE;
}

void
audit_release(struct audit *a)
{
	queue_release(a->queue);
}

void
audit_submit(struct audit *a, const struct audit_record *record)
{
	struct record *slot = queue_slot(a->queue);
	unsigned cut = record_copy(slot, record);
	if (cut > 0)
		tally_add(&tally_cut, cut);
	queue_push(a->queue, slot);
	if (atomic_load(&a->asleep))
		audit_wake(a);
}

void
audit_try(struct audit *a, const struct audit_record *record)
{
	if (queue_reserve(a->queue, a->spare)) {
		audit_submit(a, record);
		return;
	}
	atomic_fetch_add(&a->dropped, 1);
	tally_add(&tally_dropped, 1);
}

void
audit_checkpoint(struct audit *a, uint32_t id, int status,
		 struct span signature)
{
	pthread_mutex_lock(&a->lock);
	a->answer.there = true;
	a->answer.id = id;
	a->answer.status = status;
	if (status == 0 && signature.n == sizeof(a->answer.signature))
		memcpy(a->answer.signature, signature.p, signature.n);
	else if (status == 0)
		a->answer.status = -EINVAL;
	pthread_mutex_unlock(&a->lock);
	audit_wake(a);
}

/* With the lock held. A journal that may fail is not waited for when it
 * does. */
static bool
is_flushed(const struct audit *a, uint64_t to)
{
	bool journal_may_fail = a->file != NULL &&
				a->options.when_unavailable == AUDIT_FILE_ONLY;
	return a->file_at >= to &&
	       (a->journal_at >= to ||
		(journal_may_fail && !a->health.journal_ok));
}

int
audit_flush(struct audit *a, int64_t limit_us)
{
	uint64_t to = queue_tail(a->queue);
	int64_t until = clock_mono_us() + limit_us;
	struct timespec at = {.tv_sec = until / 1000000,
			      .tv_nsec = until % 1000000 * 1000};
	int rc = 0;
	pthread_mutex_lock(&a->lock);
	if (a->flush_to < to)
		a->flush_to = to;
	if (!is_flushed(a, to))
		audit_wake(a);
	while (rc == 0 && !is_flushed(a, to))
		rc = pthread_cond_timedwait(&a->moved, &a->lock, &at);
	bool done = is_flushed(a, to);
	pthread_mutex_unlock(&a->lock);
	return done ? 0 : ERR_TIMEOUT;
}

void
audit_health(struct audit *a, struct audit_health *ret_health)
{
	pthread_mutex_lock(&a->lock);
	*ret_health = a->health;
	pthread_mutex_unlock(&a->lock);
	ret_health->queued = queue_length(a->queue);
	ret_health->dropped = atomic_load(&a->dropped);
}

int
audit_recent(struct audit *a, size_t n,
	     int (*fn)(void *arg, struct span json_line), void *arg)
{
	return recent_each(a->recent, n, fn, arg);
}
