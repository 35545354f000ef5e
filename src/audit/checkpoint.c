/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checkpoints: the signer's word for the chain as it stood. One who rewrites
 * the file and all its hashes cannot make them again. Audit thread.
 */
#include "audit/state.h"

#include "base/log.h"

#include <errno.h>

#define EVERY_US 60000000
#define EVERY_RECORDS 1000
/* An answer that takes longer is not waited for; verifying looks back over
 * more records than can be written meanwhile, or it is asked for anew. */
#define PATIENCE_US 10000000
#define FARTHEST 60000

static void
failed(struct audit *a, int error)
{
	struct writer *w = &a->writer;
	w->checkpoint.asked = false;
	if (w->checkpoint.failing)
		return;
	w->checkpoint.failing = true;
	writer_note(a, AUDIT_SINK, VERDICT_BLOCK, "checkpoints are not signed");
	log_error("audit: no signature for a checkpoint: %s", err_text(error));
}

static void
ask(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	char hash[HASH_TEXT], message[CHAIN_MESSAGE];
	w->checkpoint.at = now;
	w->checkpoint.of = w->written;
	w->checkpoint.covers = w->checkpoint.uncovered;
	w->checkpoint.asked = true;
	w->checkpoint.id++;
	hex_text(span_of(w->written.hash, 32), hash);
	size_t n = chain_checkpoint_message(w->written.seq, hash, message);
	int rc = a->options.sign(a->options.arg, w->checkpoint.id,
				 span_of(message, n));
	if (rc < 0)
		failed(a, rc);
}

static void
write_record(struct audit *a, const uint8_t signature[64])
{
	struct writer *w = &a->writer;
	struct audit_record r = audit_record_none(AUDIT_CHECKPOINT);
	r.wall_us = clock_wall_us();
	if (!queue_reserve_own(a->queue)) {
		failed(a, -ENOBUFS);
		return;
	}
	struct record *slot = queue_slot(a->queue);
	record_copy(slot, &r);
	slot->own = true;
	slot->checkpoint.seq = w->checkpoint.of.seq;
	hex_text(span_of(w->checkpoint.of.hash, 32), slot->checkpoint.hash);
	hex_text(span_of(signature, 64), slot->checkpoint.signature);
	queue_push(a->queue, slot);
	w->checkpoint.uncovered -= w->checkpoint.covers;
	w->checkpoint.asked = false;
	w->checkpoint.failing = false;
}

static void
take_answer(struct audit *a)
{
	struct writer *w = &a->writer;
	uint8_t signature[64];
	pthread_mutex_lock(&a->lock);
	bool there = a->answer.there;
	uint32_t id = a->answer.id;
	int status = a->answer.status;
	memcpy(signature, a->answer.signature, sizeof(signature));
	a->answer.there = false;
	pthread_mutex_unlock(&a->lock);
	if (!there || !w->checkpoint.asked || id != w->checkpoint.id)
		return;
	if (status < 0)
		failed(a, status);
	else if (w->chain.seq - w->checkpoint.of.seq > FARTHEST)
		w->checkpoint.asked = false;
	else
		write_record(a, signature);
}

void
checkpoint_turn(struct audit *a, int64_t now)
{
	struct writer *w = &a->writer;
	if (a->options.sign == NULL)
		return;
	take_answer(a);
	if (w->checkpoint.asked) {
		if (now - w->checkpoint.at > PATIENCE_US)
			failed(a, ERR_TIMEOUT);
		return;
	}
	bool many = w->checkpoint.uncovered >= EVERY_RECORDS;
	bool late = w->checkpoint.uncovered > 0 &&
		    now - w->checkpoint.at >= EVERY_US;
	/* One that failed is asked for again by the clock alone. */
	if (w->n_batch == 0 && (late || (many && !w->checkpoint.failing)))
		ask(a, now);
}
