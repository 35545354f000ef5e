/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker's loop: events, what others post, sessions that have more to do
 * this round, and a tick four times a second for deadlines. Guarantees: a
 * session is only ever touched by its worker's thread.
 */
#include "proxy/worker.h"

#include "extract/extract.h"
#include "proxy/parts.h"
#include "proxy/pool.h"
#include "proxy/session.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

static const struct timeval tick_interval = {0, 250000};

static void
run_posts(evutil_socket_t fd, short what, void *arg)
{
	struct worker *w = arg;
	uint64_t n;
	(void)what;
	ssize_t got = read((int)fd, &n, sizeof(n));
	(void)got; /* a count we do not need */
	w->now_us = clock_mono_us();
	pthread_mutex_lock(&w->post_lock);
	struct post *p = w->posts;
	w->posts = NULL;
	w->posts_end = &w->posts;
	pthread_mutex_unlock(&w->post_lock);
	while (p != NULL) {
		struct post *next = p->next;
		p->fn(w, p);
		p = next;
	}
}

void
worker_post(struct worker *w, struct post *p)
{
	p->next = NULL;
	pthread_mutex_lock(&w->post_lock);
	bool first = w->posts == NULL;
	*w->posts_end = p;
	w->posts_end = &p->next;
	pthread_mutex_unlock(&w->post_lock);
	if (first) {
		uint64_t one = 1;
		ssize_t n = write(w->post_fd, &one, sizeof(one));
		(void)n; /* full means a wake-up is pending already */
	}
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct worker *w = arg;
	(void)fd;
	(void)what;
	w->now_us = clock_mono_us();
	atomic_fetch_add(&w->beats, 1);
	sessions_tick(w);
	pool_tick(w->pool, w->now_us);
	if (w->number == 0 && w->now_us - w->expired_us > 60000000) {
		w->expired_us = w->now_us;
		parts_expire(w->gateway->parts, w->now_us);
	}
	if (atomic_load(&w->stop) && w->sessions == NULL)
		event_base_loopbreak(w->base);
}

static void
on_ready(evutil_socket_t fd, short what, void *arg)
{
	struct worker *w = arg;
	(void)fd;
	(void)what;
	w->now_us = clock_mono_us();
	sessions_run_ready(w);
}

static void *
worker_main(void *arg)
{
	struct worker *w = arg;
	char name[16];
	snprintf(name, sizeof(name), "worker/%u", w->number);
	pthread_setname_np(pthread_self(), name);
	event_base_loop(w->base, EVLOOP_NO_EXIT_ON_EMPTY);
	sessions_end_all(w);
	return NULL;
}

static void
worker_fini(struct worker *w)
{
	pool_free(&w->pool);
	extract_pool_free(&w->openers);
	resolver_free(&w->resolver);
	scan_kit_unref(&w->kit);
	chunk_store_free(&w->chunks);
	if (w->tick != NULL)
		event_free(w->tick);
	if (w->ready_event != NULL)
		event_free(w->ready_event);
	if (w->post_event != NULL)
		event_free(w->post_event);
	if (w->base != NULL)
		event_base_free(w->base);
	if (w->post_fd >= 0)
		close(w->post_fd);
	pthread_mutex_destroy(&w->post_lock);
	free(w);
}

static struct event_base *
new_base(void)
{
	/* One thread uses it: no locks; precise timers are not needed. */
	struct event_config *config = event_config_new();
	if (config == NULL)
		return NULL;
	event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
	event_config_require_features(config,
				      EV_FEATURE_ET | EV_FEATURE_EARLY_CLOSE);
	struct event_base *base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

static int
worker_init(struct worker *w, struct why *why)
{
	w->post_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	w->base = new_base();
	w->chunks = chunk_store_new();
	if (w->post_fd < 0 || w->base == NULL || w->chunks == NULL)
		return why_set(why, -ENOMEM, "no memory for a worker");
	int rc = resolver_new(w->base, &w->resolver, why);
	if (rc < 0)
		return rc;
	rc = pool_new(w, &w->pool);
	if (rc == 0) {
		const struct extract_options options = {
			.processes = w->gateway->current->openers};
		rc = extract_pool_new(&options, &w->openers);
	}
	if (rc < 0)
		return rc;
	w->post_event = event_new(w->base, w->post_fd, EV_READ | EV_PERSIST,
				  run_posts, w);
	w->tick = event_new(w->base, -1, EV_PERSIST, on_tick, w);
	w->ready_event = event_new(w->base, -1, 0, on_ready, w);
	if (w->post_event == NULL || w->tick == NULL ||
	    w->ready_event == NULL || event_add(w->post_event, NULL) != 0 ||
	    event_add(w->tick, &tick_interval) != 0)
		return why_set(why, -ENOMEM, "no memory for a worker");
	return 0;
}

int
worker_start(struct gateway *g, unsigned number, struct worker **ret_worker,
	     struct why *why)
{
	struct worker *w = calloc(1, sizeof(*w));
	if (w == NULL)
		return why_set(why, -ENOMEM, "no memory for a worker");
	w->number = number;
	w->gateway = g;
	w->posts_end = &w->posts;
	pthread_mutex_init(&w->post_lock, NULL);
	int rc = worker_init(w, why);
	if (rc < 0) {
		worker_fini(w);
		return rc;
	}
	/* Signals belong to the main thread. */
	sigset_t all, old;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&w->thread, NULL, worker_main, w);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc != 0) {
		worker_fini(w);
		return why_set(why, -rc, "cannot start a thread: %s",
			       err_text(-rc));
	}
	*ret_worker = w;
	return 0;
}

struct stop_post {
	struct post post;
	bool now;
};

static void
stop_in_worker(struct worker *w, struct post *p)
{
	struct stop_post *stop = (struct stop_post *)p;
	atomic_store(&w->stop, true);
	if (stop->now)
		sessions_end_all(w);
	else
		sessions_end_idle(w);
	free(stop);
	if (w->sessions == NULL)
		event_base_loopbreak(w->base);
}

void
worker_stop(struct worker *w, bool now)
{
	struct stop_post *stop = calloc(1, sizeof(*stop));
	if (stop == NULL) {
		atomic_store(&w->stop, true); /* the tick sees it */
		return;
	}
	stop->post.fn = stop_in_worker;
	stop->now = now;
	worker_post(w, &stop->post);
}

void
worker_join(struct worker **pw)
{
	struct worker *w = *pw;
	*pw = NULL;
	if (w == NULL)
		return;
	pthread_join(w->thread, NULL);
	/* What was posted after the loop ended still frees what it owns, and
	 * what is owed comes soon: every booking is told of its commit. */
	run_posts(w->post_fd, 0, w);
	while (w->awaited > 0) {
		struct pollfd p = {.fd = w->post_fd, .events = POLLIN};
		(void)poll(&p, 1, -1);
		run_posts(w->post_fd, 0, w);
	}
	worker_fini(w);
}

void
scan_kit_unref(struct scan_kit **pk)
{
	struct scan_kit *k = *pk;
	*pk = NULL;
	if (k == NULL || --k->refs > 0)
		return;
	scanner_free(&k->scanner);
	rules_unref(&k->rules);
	free(k);
}

struct scan_kit *
worker_scan_kit(struct worker *w, struct rules *rules)
{
	if (w->kit != NULL && w->kit->rules == rules) {
		w->kit->refs++;
		return w->kit;
	}
	struct scan_kit *k = calloc(1, sizeof(*k));
	if (k == NULL)
		return NULL;
	if (scanner_new(rules, &k->scanner) < 0) {
		free(k);
		return NULL;
	}
	k->rules = rules_ref(rules);
	k->refs = 2; /* the caller's and ours */
	scan_kit_unref(&w->kit);
	w->kit = k;
	return k;
}
