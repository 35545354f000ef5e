/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The daemon's life: start, signals, reload, drain, end. Guarantees: a
 * configuration that does not load changes nothing; a drain ends when the
 * last exchange ended or its time is up; the watchdog is fed only while every
 * worker turns. Main thread.
 */
#include "daemon/daemon.h"
#include "daemon/almanac.h"

#include "base/log.h"
#include "daemon/admin.h"
#include "daemon/balance.h"
#include "daemon/control.h"
#include "daemon/notify.h"
#include "daemon/register_watch.h"
#include "daemon/warnings.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#define EXIT_STARTUP 2
#define WORKERS_MAX 64
#define GIVEN_MAX 16

void
daemon_record(struct daemon *d, enum audit_kind kind, const char *actor,
	      const char *message, const char *detail)
{
	struct audit_record r = audit_record_none(kind);
	if (d->gateway.audit == NULL)
		return;
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	r.wall_us = clock_wall_us();
	r.event = event_id_new(r.wall_us);
	r.verdict = VERDICT_ALLOW;
	r.message = message;
	r.exporter = conf->reg.exporter.id;
	r.policy = conf->policy_tag;
	r.actor = actor;
	r.detail = detail;
	audit_try(d->gateway.audit, &r);
	snapshot_unref(&conf);
}

/* ---- reload ---- */

struct complaints {
	struct why *why;
	unsigned n;
};

static void
complain(void *arg, bool is_error, const char *text)
{
	struct complaints *c = arg;
	if (!is_error) {
		log_warn("%s", text);
		return;
	}
	log_error("%s", text);
	if (c->n++ == 0)
		(void)why_set(c->why, 0, "%s", text);
}

/* What a reload cannot change: the sockets and stores that are open. */
static void
warn_unchanged(const struct snapshot *old, const struct snapshot *next)
{
	if (old->n_listeners != next->n_listeners)
		log_warn("the number of listeners changes with a restart only");
	if (strcmp(old->state_dir, next->state_dir) != 0)
		log_warn("state_dir changes with a restart only");
	if (strcmp(old->ca_certificate, next->ca_certificate) != 0)
		log_warn("intercept.ca_certificate changes with a restart "
			 "only");
}

static void
put_tls(struct daemon *d, struct service_tls *tls)
{
	struct gateway *g = &d->gateway;
	struct service_tls old = {g->upstream, g->listener_tls, tls->n};
	pthread_mutex_lock(&g->lock);
	g->upstream = tls->upstream;
	g->listener_tls = tls->listeners;
	pthread_mutex_unlock(&g->lock);
	service_tls_free(&old);
}

int
daemon_reload(struct daemon *d, const char *actor, struct why *why)
{
	struct complaints c = {.why = why};
	struct snapshot *next = NULL;
	struct service_tls tls = {0};
	struct snapshot *old = gateway_snapshot(&d->gateway);
	notify_state("RELOADING=1\nMONOTONIC_USEC=%lld",
		     (long long)clock_mono_us());
	int rc = snapshot_load(d->config, old->generation + 1, complain, &c,
			       &next);
	if (rc == 0 && next->n_listeners != old->n_listeners)
		rc = why_set(why, -EINVAL,
			     "the number of listeners changes with a restart "
			     "only");
	if (rc == 0)
		rc = service_tls_make(next, &tls, why);
	if (rc == 0) {
		warn_unchanged(old, next);
		put_tls(d, &tls);
		log_note("reloaded: policy %s", next->policy_tag);
		struct snapshot *now = snapshot_ref(next);
		gateway_replace(&d->gateway, next);
		d->reloaded_us = clock_wall_us();
		daemon_record(d, AUDIT_DAEMON, actor, "configuration reloaded",
			      NULL);
		control_apply_roles(d->control, &now->roles);
		register_came_into_force(d, old, now, actor);
		snapshot_unref(&now);
	} else {
		if (next != NULL)
			snapshot_unref(&next);
		log_error("not reloaded, the old configuration stays: %s",
			  why->text);
		daemon_record(d, AUDIT_DAEMON, actor,
			      "configuration refused, the old one stays", NULL);
	}
	snapshot_unref(&old);
	notify_state("READY=1");
	return rc;
}

/* ---- the end ---- */

static void
end_loop(struct daemon *d)
{
	event_base_loopbreak(d->base);
}

static void
on_drain_end(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *d = arg;
	(void)fd;
	(void)what;
	log_warn("drain: time is up, ending what is still under way");
	for (size_t i = 0; i < d->n_workers; i++)
		worker_stop(d->workers[i], true);
}

void
daemon_drain(struct daemon *d, const char *actor)
{
	if (d->draining) {
		on_drain_end(-1, 0, d);
		return;
	}
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	struct timeval limit = {conf->timeouts.drain / 1000000,
				conf->timeouts.drain % 1000000};
	d->draining = true;
	atomic_store(&d->gateway.draining, true);
	notify_state("STOPPING=1\nSTATUS=draining");
	log_note("draining");
	daemon_record(d, AUDIT_DAEMON, actor, "draining", NULL);
	acceptor_stop(d->acceptor);
	for (size_t i = 0; i < d->n_workers; i++)
		worker_stop(d->workers[i], false);
	d->drain_end = event_new(d->base, -1, 0, on_drain_end, d);
	if (d->drain_end == NULL || event_add(d->drain_end, &limit) != 0)
		on_drain_end(-1, 0, d);
	snapshot_unref(&conf);
}

static void
on_signal(evutil_socket_t sig, short what, void *arg)
{
	struct daemon *d = arg;
	struct why why = {{0}};
	(void)what;
	switch (sig) {
	case SIGHUP:
		if (daemon_reload(d, "SIGHUP", &why) < 0)
			notify_state("STATUS=reload failed: %s", why.text);
		break;
	case SIGCHLD:
		signer_watch_reap(d);
		break;
	default:
		daemon_drain(d, sig == SIGINT ? "SIGINT" : "SIGTERM");
		break;
	}
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *d = arg;
	static uint64_t beats[WORKERS_MAX];
	size_t sessions = 0;
	bool all_turn = true;
	(void)fd;
	(void)what;
	for (size_t i = 0; i < d->n_workers; i++) {
		uint64_t now = atomic_load(&d->workers[i]->beats);
		all_turn &= now != beats[i];
		beats[i] = now;
		sessions += atomic_load(&d->workers[i]->n_sessions);
	}
	almanac_tick(d);
	if (d->draining && sessions == 0)
		end_loop(d);
	balance_turn(d, clock_wall_us() / 1000000);
	if (all_turn && !d->draining)
		notify_state("WATCHDOG=1\nSTATUS=%zu connections", sessions);
}

/* ---- start ---- */

static int
watch_signals(struct daemon *d)
{
	static const int wanted[] = {SIGHUP, SIGTERM, SIGINT, SIGCHLD};
	static const struct timeval every = {1, 0};
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		d->signals[i] = evsignal_new(d->base, wanted[i], on_signal, d);
		if (d->signals[i] == NULL ||
		    event_add(d->signals[i], NULL) != 0)
			return -ENOMEM;
	}
	d->tick = event_new(d->base, -1, EV_PERSIST, on_tick, d);
	if (d->tick == NULL || event_add(d->tick, &every) != 0)
		return -ENOMEM;
	return 0;
}

static int
start_workers(struct daemon *d, const struct snapshot *conf, struct why *why)
{
	long n = conf->workers > 0 ? (long)conf->workers
				   : sysconf(_SC_NPROCESSORS_ONLN);
	if (n < 1)
		n = 1;
	if (n > WORKERS_MAX)
		n = WORKERS_MAX;
	d->workers = calloc((size_t)n, sizeof(struct worker *));
	if (d->workers == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	for (long i = 0; i < n; i++) {
		int rc = worker_start(&d->gateway, (unsigned)i, &d->workers[i],
				      why);
		if (rc < 0)
			return rc;
		d->n_workers++;
	}
	return 0;
}

static int
start_doors(struct daemon *d, const struct snapshot *conf, struct why *why)
{
	int given[GIVEN_MAX], first = 0;
	int n = notify_sockets(&first);
	if (n > GIVEN_MAX)
		n = GIVEN_MAX;
	for (int i = 0; i < n; i++)
		given[i] = first + i;
	const struct acceptor_options options = {
		.gateway = &d->gateway,
		.base = d->base,
		.workers = d->workers,
		.n_workers = d->n_workers,
	};
	int rc = acceptor_new(&options, given, (size_t)n, &d->acceptor, why);
	if (rc == 0)
		rc = control_new(d, conf->control, &d->control, why);
	if (rc == 0 && conf->has_admin)
		rc = admin_new(d, &conf->admin, &d->admin, why);
	return rc;
}

/* As many descriptors as we may have: each session takes two. */
static void
raise_limits(void)
{
	struct rlimit r;
	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &r);
	}
	/* No core: it would hold what passed through. */
	struct rlimit none = {0, 0};
	(void)setrlimit(RLIMIT_CORE, &none);
}

static void
stop_all(struct daemon *d)
{
	warnings_stop(d);
	control_free(&d->control);
	admin_free(&d->admin);
	acceptor_free(&d->acceptor);
	for (size_t i = 0; i < d->n_workers; i++) {
		worker_stop(d->workers[i], true);
		worker_join(&d->workers[i]);
	}
	free(d->workers);
	services_stop(d);
	for (size_t i = 0; i < sizeof(d->signals) / sizeof(*d->signals); i++)
		if (d->signals[i] != NULL)
			event_free(d->signals[i]);
	if (d->tick != NULL)
		event_free(d->tick);
	if (d->drain_end != NULL)
		event_free(d->drain_end);
	if (d->gateway.current != NULL)
		snapshot_unref(&d->gateway.current);
	if (d->base != NULL)
		event_base_free(d->base);
	pthread_mutex_destroy(&d->gateway.lock);
}

static void
say_ready(struct daemon *d, const struct snapshot *conf)
{
	char text[ADDRESS_TEXT];
	for (size_t i = 0; i < conf->n_listeners; i++)
		log_note("listening on %s port %u%s",
			 address_text(&conf->listeners[i].address, text),
			 conf->listeners[i].address.port,
			 conf->listeners[i].certificate != NULL ? " (TLS)"
								: "");
	if (!rules_jit(conf->rules))
		log_alert("pattern matching runs without the JIT compiler: "
			  "five times slower");
	if (conf->place.geo == NULL)
		log_warn("no country database: countries come from the "
			 "register and the overrides alone");
	log_note("ready: %s, policy %s, %zu workers",
		 conf->mode == MODE_MONITOR ? "monitor" : "enforce",
		 conf->policy_tag, d->n_workers);
	notify_state("READY=1\nSTATUS=ready");
	daemon_record(d, AUDIT_DAEMON, "kouand", "started", NULL);
	register_came_into_force(d, NULL, conf, "kouand");
	/* The day's first balance comes before the first exchange. */
	balance_turn(d, clock_wall_us() / 1000000);
}

int
daemon_run(const char *self, struct snapshot *first)
{
	struct daemon d = {.self = self,
			   .config = first->file,
			   .signer_fd = -1,
			   .exit_status = 0};
	struct why why = {{0}};
	struct snapshot *conf = snapshot_ref(first);
	pthread_mutex_init(&d.gateway.lock, NULL);
	d.gateway.current = first;
	d.started_us = d.reloaded_us = clock_wall_us();
	raise_limits();
	d.base = event_base_new();
	int rc = d.base != NULL ? watch_signals(&d) : -ENOMEM;
	if (rc == 0)
		rc = services_start(&d, conf, &why);
	if (rc == 0)
		rc = start_workers(&d, conf, &why);
	if (rc == 0)
		rc = start_doors(&d, conf, &why);
	if (rc == 0)
		rc = warnings_start(&d);
	if (rc == 0) {
		say_ready(&d, conf);
		event_base_loop(d.base, EVLOOP_NO_EXIT_ON_EMPTY);
		daemon_record(&d, AUDIT_DAEMON, "kouand", "stopped", NULL);
	} else {
		log_error("cannot start: %s",
			  why.text[0] != 0 ? why.text : err_text(rc));
		d.exit_status = EXIT_STARTUP;
	}
	snapshot_unref(&conf);
	stop_all(&d);
	if (rc == 0)
		log_note("ended");
	return d.exit_status;
}
