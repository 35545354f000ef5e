/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mint. Guarantees:
 * 1. a name is asked of the signer once, however many sessions wait for it;
 * 2. leaves, questions and waiters each have a limit;
 * 3. no leaf is served past its life, and one in its last fifth is renewed
 *    while it still serves;
 * 4. after mint_cancel returns, the call-back is not running and never will:
 *    call-backs run under the lock.
 * Any thread; one lock, never held while a context is built or OpenSSL does
 * arithmetic. Replies are taken by the main thread alone, which is also the
 * only one that removes questions.
 */
#include "tls/mint.h"
#include "tls/ca.h"
#include "tls/generation.h"
#include "tls/leaf_cache.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "base/tally.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

TALLY(minted, "kouan_leaf_signings_total", "Leaf certificates signed")
TALLY(refused, "kouan_leaf_failures_total",
      "Names for which no leaf certificate could be had")
TALLY(overflowed, "kouan_leaf_overflow_total",
      "Questions for a leaf refused because too many were waiting")

/* A leaf too close to its end for a client whose clock is ahead. */
#define END_MARGIN_S 60
/* A question that ended two signers is not asked a third time. */
#define ATTEMPTS_MAX 2
#define WARM_MIN 64

struct waiter {
	struct waiter *next;
	mint_done_fn *fn;
	void *arg;
};

struct question {
	struct question *next;
	struct waiter *waiters;
	uint32_t id;
	unsigned attempts; /* times it was sent */
	bool asked;	   /* of the signer attached now */
	char host[SIGNER_HOST_MAX + 1];
};

struct mint {
	pthread_mutex_t lock;
	struct generation *generation;
	struct leaf_cache *cache;
	struct map *by_host;	/* questions */
	struct question *first; /* the same, all of them */
	size_t n_waiters;
	uint32_t last_id;
	int fd;	       /* -1 without a signer */
	bool attached; /* there has been a signer */
	int64_t leaf_lifetime_s;
	mint_checkpoint_fn *on_checkpoint;
	void *checkpoint_arg;
	uint64_t hits, misses, failures;
};

int
mint_new(const struct mint_options *options, struct mint **ret_mint,
	 struct why *why)
{
	size_t entries =
		options->cache_entries > 0 ? options->cache_entries : 10000;
	size_t warm = entries / 8 > WARM_MIN ? entries / 8 : WARM_MIN;
	struct mint *m = calloc(1, sizeof(*m));
	if (m == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	pthread_mutex_init(&m->lock, NULL);
	m->fd = -1;
	m->leaf_lifetime_s = options->leaf_lifetime_s > 0
				     ? options->leaf_lifetime_s
				     : 7 * 86400;
	m->by_host = map_new();
	int rc = m->by_host != NULL ? leaf_cache_new(entries, warm, &m->cache)
				    : -ENOMEM;
	if (rc < 0)
		why_set(why, rc, "out of memory");
	else
		rc = generation_new(options->ca, options->ca_chain,
				    &m->generation, why);
	if (rc < 0) {
		mint_free(&m);
		return rc;
	}
	*ret_mint = m;
	return 0;
}

/* Answers and frees those who wait; under the lock. */
static void
question_answer(struct mint *m, struct question *q, SSL_CTX *ctx, int status)
{
	while (q->waiters != NULL) {
		struct waiter *w = q->waiters;
		q->waiters = w->next;
		m->n_waiters--;
		if (ctx != NULL)
			SSL_CTX_up_ref(ctx);
		w->fn(w->arg, ctx, status);
		free(w);
	}
}

static void
question_drop(struct mint *m, struct question *q)
{
	struct question **at = &m->first;
	while (*at != q)
		at = &(*at)->next;
	*at = q->next;
	map_take(m->by_host, span_str(q->host));
	free(q);
}

static void
question_fail(struct mint *m, struct question *q, int status)
{
	m->failures++;
	tally_add(&refused, 1);
	question_answer(m, q, NULL, status);
	question_drop(m, q);
}

void
mint_free(struct mint **at)
{
	struct mint *m = *at;
	*at = NULL;
	if (m == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	while (m->first != NULL)
		question_fail(m, m->first, ERR_UNAVAILABLE);
	pthread_mutex_unlock(&m->lock);
	map_free(&m->by_host, NULL);
	leaf_cache_free(&m->cache);
	generation_unref(&m->generation);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

/* Sends a question; one that cannot be sent now is sent when the signer has
 * answered others, or when there is a new one. */
static void
question_send(struct mint *m, struct question *q)
{
	if (m->fd < 0 || q->asked)
		return;
	int rc = signer_ask_leaf(m->fd, q->id, span_str(q->host),
				 generation_public_key(m->generation));
	if (rc == 0) {
		q->asked = true;
		q->attempts++;
	} else if (rc != -EAGAIN && rc != ERR_CLOSED) {
		log_warn("signer: cannot ask: %s", err_text(rc));
	}
}

static void
send_waiting(struct mint *m)
{
	for (struct question *q = m->first; q != NULL; q = q->next)
		question_send(m, q);
}

void
mint_attach(struct mint *m, int signer_fd)
{
	pthread_mutex_lock(&m->lock);
	m->fd = signer_fd;
	m->attached = m->attached || signer_fd >= 0;
	struct question *next;
	for (struct question *q = m->first; q != NULL; q = next) {
		next = q->next;
		q->asked = false;
		if (q->attempts >= ATTEMPTS_MAX)
			question_fail(m, q, ERR_UNAVAILABLE);
	}
	send_waiting(m);
	pthread_mutex_unlock(&m->lock);
}

static struct question *
question_by_id(struct mint *m, uint32_t id)
{
	struct question *q = m->first;
	while (q != NULL && q->id != id)
		q = q->next;
	return q;
}

/* When a leaf that ends at expiry_s is to be renewed, and when to go. */
static struct leaf
leaf_times(const struct mint *m, int64_t expiry_s)
{
	int64_t now_s = clock_wall_us() / 1000000;
	if (expiry_s > now_s + m->leaf_lifetime_s)
		expiry_s = now_s + m->leaf_lifetime_s;
	int64_t life_s = expiry_s - now_s;
	int64_t margin_s =
		life_s > 10 * END_MARGIN_S ? END_MARGIN_S : life_s / 10;
	return (struct leaf){.fresh_until_s = now_s + life_s * 4 / 5,
			     .good_until_s = expiry_s - margin_s};
}

/* A signed leaf becomes a context, outside the lock: only this thread
 * removes questions, so q stays. */
static void
leaf_arrived(struct mint *m, struct question *q,
	     const struct signer_reply *reply)
{
	SSL_CTX *ctx = NULL;
	int64_t expiry_s = 0;
	struct span der = span_of(reply->bytes, reply->n);
	int rc = reply->status;
	if (rc == 0)
		rc = generation_context(m->generation, q->host, der, &ctx,
					&expiry_s);
	if (rc < 0)
		log_warn("no leaf certificate: %s", err_text(rc));
	pthread_mutex_lock(&m->lock);
	if (rc == 0) {
		struct leaf leaf = leaf_times(m, expiry_s);
		leaf.der = der;
		leaf.ctx = ctx;
		tally_add(&minted, 1);
		if (leaf_cache_put(m->cache, q->host, &leaf) < 0)
			log_warn("leaf cache: out of memory");
		question_answer(m, q, ctx, 0);
		question_drop(m, q);
	} else {
		question_fail(m, q, rc);
	}
	pthread_mutex_unlock(&m->lock);
	SSL_CTX_free(ctx);
}

static int
reply_take(struct mint *m, const struct signer_reply *reply)
{
	if (reply->verb == SIGNER_CHECKPOINT) {
		if (m->on_checkpoint != NULL)
			m->on_checkpoint(m->checkpoint_arg, reply->id,
					 reply->status,
					 span_of(reply->bytes, reply->n));
		return 0;
	}
	if (reply->verb != SIGNER_LEAF)
		return ERR_MALFORMED;
	pthread_mutex_lock(&m->lock);
	struct question *q = question_by_id(m, reply->id);
	pthread_mutex_unlock(&m->lock);
	if (q != NULL)
		leaf_arrived(m, q, reply);
	return 0;
}

int
mint_readable(struct mint *m)
{
	struct signer_reply reply;
	pthread_mutex_lock(&m->lock);
	int fd = m->fd;
	pthread_mutex_unlock(&m->lock);
	if (fd < 0)
		return ERR_CLOSED;
	int rc;
	while ((rc = signer_read(fd, &reply)) == 0)
		if ((rc = reply_take(m, &reply)) < 0)
			break;
	pthread_mutex_lock(&m->lock);
	if (rc == -EAGAIN) {
		send_waiting(m);
		rc = 0;
	} else {
		if (rc != ERR_CLOSED)
			log_error("signer: %s", err_text(rc));
		rc = ERR_CLOSED;
		m->fd = -1;
	}
	pthread_mutex_unlock(&m->lock);
	return rc;
}

void
mint_on_checkpoint(struct mint *m, mint_checkpoint_fn *fn, void *arg)
{
	m->on_checkpoint = fn;
	m->checkpoint_arg = arg;
}

int
mint_ask_checkpoint(struct mint *m, uint32_t id, struct span message)
{
	pthread_mutex_lock(&m->lock);
	int rc = m->fd >= 0 ? signer_ask_checkpoint(m->fd, id, message)
			    : ERR_UNAVAILABLE;
	pthread_mutex_unlock(&m->lock);
	return rc;
}

/* The question for host, made and sent if there is none; under the lock. */
static int
question_for(struct mint *m, const char *host, struct question **ret_q)
{
	struct question *q = map_get(m->by_host, span_str(host));
	if (q == NULL) {
		if (!m->attached)
			return ERR_UNAVAILABLE;
		if (map_count(m->by_host) >= MINT_QUESTIONS_MAX)
			return ERR_LIMIT;
		q = calloc(1, sizeof(*q));
		if (q == NULL)
			return -ENOMEM;
		strcpy(q->host, host);
		q->id = ++m->last_id;
		if (map_put(m->by_host, span_str(host), q, NULL) < 0) {
			free(q);
			return -ENOMEM;
		}
		q->next = m->first;
		m->first = q;
		question_send(m, q);
	}
	*ret_q = q;
	return 0;
}

static int
wait_for(struct mint *m, const char *host, mint_done_fn *fn, void *arg)
{
	struct question *q;
	if (m->n_waiters >= MINT_WAITERS_MAX)
		return ERR_LIMIT;
	struct waiter *w = malloc(sizeof(*w));
	if (w == NULL)
		return -ENOMEM;
	int rc = question_for(m, host, &q);
	if (rc < 0) {
		free(w);
		return rc;
	}
	*w = (struct waiter){.next = q->waiters, .fn = fn, .arg = arg};
	q->waiters = w;
	m->n_waiters++;
	return 1;
}

/* A leaf whose context was given up gets a new one: outside the lock. */
static int
rewarm(struct mint *m, const char *host, struct span der, SSL_CTX **ret_ctx)
{
	SSL_CTX *ctx = NULL;
	int rc = generation_context(m->generation, host, der, &ctx, NULL);
	if (rc < 0)
		return rc;
	pthread_mutex_lock(&m->lock);
	leaf_cache_warm(m->cache, host, der, ctx);
	pthread_mutex_unlock(&m->lock);
	*ret_ctx = ctx;
	return 0;
}

int
mint_get(struct mint *m, const char *host, mint_done_fn *fn, void *arg,
	 SSL_CTX **ret_ctx)
{
	char name[SIGNER_HOST_MAX + 1];
	uint8_t cold[sizeof(((struct signer_reply *)NULL)->bytes)];
	struct leaf leaf;
	if (!ca_host_is_valid(span_str(host)))
		return ERR_MALFORMED;
	for (size_t i = 0; i <= strlen(host); i++)
		name[i] = ascii_lower(host[i]);
	int64_t now_s = clock_wall_us() / 1000000;
	pthread_mutex_lock(&m->lock);
	if (!leaf_cache_find(m->cache, name, &leaf) ||
	    now_s >= leaf.good_until_s) {
		m->misses++;
		int rc = wait_for(m, name, fn, arg);
		pthread_mutex_unlock(&m->lock);
		if (rc == ERR_LIMIT)
			tally_add(&overflowed, 1);
		return rc;
	}
	m->hits++;
	struct question *renewal;
	if (now_s >= leaf.fresh_until_s && question_for(m, name, &renewal) < 0)
		tally_add(&overflowed, 1);
	if (leaf.ctx != NULL)
		SSL_CTX_up_ref(leaf.ctx);
	else
		memcpy(cold, leaf.der.p, leaf.der.n);
	pthread_mutex_unlock(&m->lock);
	if (leaf.ctx == NULL)
		return rewarm(m, name, span_of(cold, leaf.der.n), ret_ctx);
	*ret_ctx = leaf.ctx;
	return 0;
}

void
mint_cancel(struct mint *m, mint_done_fn *fn, void *arg)
{
	pthread_mutex_lock(&m->lock);
	for (struct question *q = m->first; q != NULL; q = q->next) {
		struct waiter **at = &q->waiters;
		while (*at != NULL) {
			struct waiter *w = *at;
			if (w->fn != fn || w->arg != arg) {
				at = &w->next;
				continue;
			}
			*at = w->next;
			m->n_waiters--;
			free(w);
		}
	}
	pthread_mutex_unlock(&m->lock);
}

void
mint_stats(struct mint *m, struct mint_stats *ret_stats)
{
	pthread_mutex_lock(&m->lock);
	*ret_stats = (struct mint_stats){
		.entries = leaf_cache_count(m->cache),
		.warm = leaf_cache_count_warm(m->cache),
		.waiting = m->n_waiters,
		.hits = m->hits,
		.misses = m->misses,
		.failures = m->failures,
	};
	pthread_mutex_unlock(&m->lock);
}
