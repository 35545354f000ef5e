/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The audit thread. A turn makes lines of what was submitted, writes them in
 * one write, then hands the same records to journald, then frees their
 * places: a record keeps its place until every sink that must have it has
 * it, so the queue's bound is the bound of all backlogs. The file goes first:
 * journald never holds a number that the file could give away again.
 *
 * After a turn with work the thread naps for a millisecond and nobody wakes
 * it, so that a busy gateway pays for a thousand wakes a second at most.
 */
#include "audit/state.h"

#include "base/log.h"
#include "base/tally.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define TICK_US 1000000
#define FILE_RETRY_US 200000
#define NAP_MS 1
#define FULL_PATIENCE_US 1000000

TALLY(tally_records, "kouan_audit_records_total",
      "Records written to the sink of record.")
TALLY(tally_journal_lost, "kouan_audit_journal_lost_total",
      "Records that are in the file but did not reach journald.")
TALLY(tally_notes_lost, "kouan_audit_notes_lost_total",
      "Records of the audit about itself that found no place.")

void
writer_note(struct audit *a, enum audit_kind kind, enum verdict verdict,
	    const char *detail)
{
	struct audit_record r = audit_record_none(kind);
	r.wall_us = clock_wall_us();
	r.verdict = verdict;
	r.detail = detail;
	if (!queue_reserve_own(a->queue)) {
		tally_add(&tally_notes_lost, 1);
		return;
	}
	struct record *slot = queue_slot(a->queue);
	record_copy(slot, &r);
	slot->own = true;
	queue_push(a->queue, slot);
}

static bool
journal_is_well(const struct writer *w)
{
	return w->journal_error == 0 && !w->journal_stalled;
}

void
writer_publish(struct audit *a)
{
	struct writer *w = &a->writer;
	bool block =
		a->options.when_unavailable == AUDIT_BLOCK || a->file == NULL;
	atomic_store(&a->refuse,
		     w->file_error != 0 || (block && w->journal_error != 0));
	pthread_mutex_lock(&a->lock);
	struct audit_health *h = &a->health;
	h->file_ok = w->file_error == 0;
	h->journal_ok = journal_is_well(w);
	h->seq = w->written.seq;
	h->problem[0] = 0;
	if (w->file_error != 0)
		snprintf(h->problem, sizeof(h->problem), "audit file: %s",
			 err_text(w->file_error));
	else if (w->journal_error != 0)
		snprintf(h->problem, sizeof(h->problem), "journald: %s",
			 err_text(w->journal_error));
	else if (w->journal_stalled)
		snprintf(h->problem, sizeof(h->problem),
			 "journald does not read");
	a->file_at = a->file != NULL ? w->synced_at : w->file_at;
	a->journal_at = w->journal_at;
	pthread_cond_broadcast(&a->moved);
	pthread_mutex_unlock(&a->lock);
}

void
writer_set_journal(struct audit *a, int error)
{
	struct writer *w = &a->writer;
	char detail[160];
	if (error == w->journal_error)
		return;
	if (error == 0) {
		snprintf(detail, sizeof(detail),
			 "journald takes records again; it lacks %llu",
			 (unsigned long long)w->journal_lost);
		w->journal_lost = 0;
		writer_note(a, AUDIT_SINK, VERDICT_LOG, detail);
		log_note("audit: %s", detail);
	} else if (w->journal_error == 0) {
		snprintf(detail, sizeof(detail),
			 "journald does not take records: %s", err_text(error));
		writer_note(a, AUDIT_SINK, VERDICT_BLOCK, detail);
		log_alert("audit: %s", detail);
	}
	w->journal_error = error;
	w->journal_full = w->journal_stalled = false;
}

static void
set_file(struct audit *a, int error, int64_t now)
{
	struct writer *w = &a->writer;
	w->file_retry_at = now + FILE_RETRY_US;
	if ((error == 0) == (w->file_error == 0)) {
		w->file_error = error;
		return;
	}
	if (error != 0) {
		log_alert("audit file %s: %s", a->options.file,
			  err_text(error));
	} else {
		char detail[160];
		snprintf(detail, sizeof(detail),
			 "the file takes records again, after: %s",
			 err_text(w->file_error));
		writer_note(a, AUDIT_SINK, VERDICT_LOG, detail);
		log_note("audit: %s", detail);
	}
	w->file_error = error;
	writer_publish(a);
}

/* As many lines as there are and fit; < 0 when not even one can be made. */
static int
make_batch(struct audit *a, uint64_t tail)
{
	struct writer *w = &a->writer;
	int rc = 0;
	w->n_batch = w->batch_done = 0;
	while (w->made_at < tail && w->n_batch < BATCH_BYTES) {
		struct record *record = queue_at(a->queue, w->made_at);
		size_t n;
		rc = chain_seal(&w->chain, record, w->json,
				w->batch + w->n_batch, &n);
		if (rc < 0)
			break;
		w->n_batch += n;
		w->made_at++;
		if (record->r.kind != AUDIT_CHECKPOINT)
			w->checkpoint.uncovered++;
	}
	return w->n_batch > 0 ? 0 : rc;
}

/* True when the whole batch is in the file. */
static bool
write_batch(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	size_t n;
	if (a->file == NULL)
		return true;
	if (w->file_error != 0 && now < w->file_retry_at)
		return false;
	int rc = sink_file_write(
		a->file,
		span_of(w->batch + w->batch_done, w->n_batch - w->batch_done),
		&n);
	w->batch_done += n;
	set_file(a, rc, now);
	return rc == 0;
}

/* Makes and writes lines up to tail; false when there was nothing to do. */
static bool
file_turn(struct audit *a, uint64_t tail, int64_t now)
{
	struct writer *w = &a->writer;
	bool worked = false;
	while (w->file_at < tail) {
		int rc = w->n_batch == 0 ? make_batch(a, tail) : 0;
		if (rc < 0)
			set_file(a, rc, now);
		if (rc < 0 || !write_batch(a, now))
			break;
		recent_add(a->recent, span_of(w->batch, w->n_batch));
		tally_add(&tally_records, (int64_t)(w->made_at - w->file_at));
		w->n_batch = 0;
		w->file_at = w->made_at;
		w->written = w->chain;
		worked = true;
	}
	return worked;
}

static void
forget_copies(struct audit *a)
{
	struct writer *w = &a->writer;
	uint64_t most = a->options.queue / 2;
	uint64_t behind = w->file_at - w->journal_at;
	if (a->file == NULL || behind <= most ||
	    a->options.when_unavailable != AUDIT_FILE_ONLY)
		return;
	w->journal_at += behind - most;
	w->journal_lost += behind - most;
	tally_add(&tally_journal_lost, (int64_t)(behind - most));
}

static void
journal_is_full(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	if (!w->journal_full) {
		w->journal_full = true;
		w->full_since = now;
	} else if (!w->journal_stalled &&
		   now - w->full_since >= FULL_PATIENCE_US) {
		w->journal_stalled = true;
		writer_note(a, AUDIT_SINK, VERDICT_BLOCK,
			    "journald does not read");
		log_alert("audit: journald does not read");
	}
}

static bool
send_some(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	struct span datagrams[JOURNAL_BATCH];
	unsigned n = 0, sent;
	char *p = w->datagrams;
	while (n < JOURNAL_BATCH && w->journal_at + n < w->file_at) {
		const struct record *record =
			queue_at(a->queue, w->journal_at + n);
		char *end = record_datagram(record, p);
		datagrams[n++] = span_of(p, (size_t)(end - p));
		p = end;
	}
	int rc = sink_journal_send(a->journal, datagrams, n, &sent);
	w->journal_at += sent;
	if (sent > 0 && w->journal_stalled) {
		writer_note(a, AUDIT_SINK, VERDICT_LOG, "journald reads again");
		log_note("audit: journald reads again");
	}
	if (sent > 0)
		w->journal_full = w->journal_stalled = false;
	if (rc == -EAGAIN || rc == -ENOBUFS)
		journal_is_full(a, now);
	else
		writer_set_journal(a, rc);
	return rc == 0;
}

static bool
journal_turn(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	uint64_t before = w->journal_at;
	if (a->journal == NULL) {
		w->journal_at = w->file_at;
		return false;
	}
	while (w->journal_error == 0 && w->journal_at < w->file_at &&
	       send_some(a, now))
		;
	bool worked = w->journal_at != before;
	forget_copies(a);
	return worked;
}

/* Makes what was written durable and tells the ledger. */
static void
sync_file(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	if (w->synced_at == w->file_at || w->file_error != 0)
		return;
	if (a->file != NULL) {
		int rc = sink_file_sync(a->file);
		if (rc < 0) {
			set_file(a, rc, now);
			return;
		}
	}
	w->synced_at = w->file_at;
	if (a->options.written != NULL)
		a->options.written(a->options.arg, w->written.seq,
				   w->written.hash);
}

static void
check_file(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	struct file_end end;
	struct why why = {""};
	if (a->file == NULL || w->n_batch > 0)
		return;
	int rc = sink_file_check(a->file, &w->written, &end, &why);
	if (rc < 0 && w->file_error == 0)
		log_alert("audit: %s", why.text);
	set_file(a, rc, now);
	if (rc == 0 && end.note[0] != 0) {
		writer_note(a, AUDIT_SINK,
			    end.alarm ? VERDICT_BLOCK : VERDICT_LOG, end.note);
		log_line(end.alarm ? LOG_ALERT_ : LOG_NOTE_, "audit file: %s",
			 end.note);
	}
}

/* Starts a new file when it is time. What cannot be moved aside is written
 * on, and said once. */
static void
rotate_file(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	struct file_end end;
	struct why why = {""};
	if (a->file == NULL || w->n_batch > 0 || w->file_error != 0)
		return;
	int rc = sink_file_rotate(a->file, &a->options, &w->written,
				  clock_wall_us(), &end, &why);
	if (rc < 0 && !w->rotate_failed) {
		writer_note(a, AUDIT_SINK, VERDICT_BLOCK, why.text);
		log_alert("audit: %s", why.text);
	}
	w->rotate_failed = rc < 0;
	if (rc == 0 && end.note[0] != 0)
		writer_note(a, AUDIT_SINK, VERDICT_ALLOW, end.note);
	if (rc == 0 && w->synced_at < w->file_at && end.note[0] != 0)
		sync_file(a, now);
}

/* What happens each second. */
static void
tick(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	w->tick_at = now + TICK_US;
	check_file(a, now);
	rotate_file(a, now);
	sync_file(a, now);
	if (a->journal != NULL && !w->journal_full)
		writer_set_journal(a, sink_journal_connect(a->journal));
}

static void
rest(struct audit *a, bool worked, int64_t now)
{
	struct writer *w = &a->writer;
	struct pollfd fds[2] = {{.fd = a->wake_fd, .events = POLLIN},
				{.fd = -1, .events = POLLOUT}};
	int64_t until = w->tick_at;
	uint64_t count;
	if (w->journal_full)
		fds[1].fd = sink_journal_fd(a->journal);
	if (w->file_error != 0 && w->file_retry_at < until)
		until = w->file_retry_at;
	int ms = until > now ? (int)((until - now + 999) / 1000) : 0;
	if (worked) {
		ms = NAP_MS;
	} else {
		atomic_store(&a->asleep, true);
		if (queue_tail(a->queue) != w->seen_tail)
			ms = 0;
	}
	poll(fds, 2, ms);
	atomic_store(&a->asleep, false);
	if ((fds[0].revents & POLLIN) != 0) {
		ssize_t n = read(a->wake_fd, &count, sizeof(count));
		(void)n; /* read to be quiet, not to be known */
	}
}

static bool
flush_is_wanted(struct audit *a)
{
	pthread_mutex_lock(&a->lock);
	bool wanted = a->flush_to > a->writer.synced_at;
	pthread_mutex_unlock(&a->lock);
	return wanted;
}

void *
writer_main(void *audit)
{
	struct audit *a = audit;
	struct writer *w = &a->writer;
	w->tick_at = clock_mono_us() + TICK_US;
	w->checkpoint.at = clock_mono_us();
	while (!atomic_load(&a->stop)) {
		int64_t now = clock_mono_us();
		w->seen_tail = queue_tail(a->queue);
		bool worked = file_turn(a, w->seen_tail, now);
		worked |= journal_turn(a, now);
		queue_free_to(a->queue, w->journal_at);
		if (flush_is_wanted(a))
			sync_file(a, now);
		checkpoint_turn(a, now);
		if (now >= w->tick_at)
			tick(a, now);
		writer_publish(a);
		rest(a, worked, now);
	}
	return NULL;
}
