/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps a signer running. Guarantees: a signer that dies is started again
 * within a second, and what was asked of it is asked again; until then leaves
 * in the cache go on serving. Main thread.
 */
#include "daemon/daemon.h"

#include "base/log.h"
#include "tls/signer.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct timeval retry_after = {0, 500000};

static void
forget_socket(struct daemon *d)
{
	if (d->signer_event != NULL)
		event_free(d->signer_event);
	d->signer_event = NULL;
	if (d->signer_fd >= 0)
		close(d->signer_fd);
	d->signer_fd = -1;
}

static void
on_reply(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *d = arg;
	(void)fd;
	(void)what;
	int rc = mint_readable(d->gateway.mint);
	if (rc == ERR_CLOSED) {
		log_error("the signer ended; starting another");
		forget_socket(d);
		event_add(d->signer_retry, &retry_after);
	}
}

static int
start_one(struct daemon *d, struct snapshot *conf, struct why *why)
{
	const struct signer_options options = {
		.ca_certificate = conf->ca_certificate,
		.ca_key = conf->ca_key,
		.audit_key = d->audit_key,
	};
	int rc =
		signer_start(d->self, &options, &d->signer, &d->signer_fd, why);
	if (rc < 0) {
		d->signer_fd = -1;
		return rc;
	}
	d->signer_event = event_new(d->base, d->signer_fd, EV_READ | EV_PERSIST,
				    on_reply, d);
	if (d->signer_event == NULL || event_add(d->signer_event, NULL) != 0)
		return why_set(why, -ENOMEM, "no memory for the signer");
	mint_attach(d->gateway.mint, d->signer_fd);
	return 0;
}

static void
on_retry(evutil_socket_t fd, short what, void *arg)
{
	struct daemon *d = arg;
	struct why why;
	(void)fd;
	(void)what;
	if (d->signer_fd >= 0)
		return;
	struct snapshot *conf = gateway_snapshot(&d->gateway);
	if (start_one(d, conf, &why) < 0) {
		log_alert("no signer: %s", why.text);
		event_add(d->signer_retry, &retry_after);
	}
	snapshot_unref(&conf);
}

int
signer_watch_start(struct daemon *d, struct snapshot *conf, struct why *why)
{
	d->signer_retry = event_new(d->base, -1, 0, on_retry, d);
	if (d->signer_retry == NULL)
		return why_set(why, -ENOMEM, "no memory for the signer");
	return start_one(d, conf, why);
}

void
signer_watch_stop(struct daemon *d)
{
	if (d->signer_retry != NULL)
		event_free(d->signer_retry);
	d->signer_retry = NULL;
	forget_socket(d);
	if (d->signer > 0) {
		kill(d->signer, SIGTERM);
		waitpid(d->signer, NULL, 0);
	}
	d->signer = 0;
}

void
signer_watch_reap(struct daemon *d)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != d->signer)
			continue;
		d->signer = 0;
		if (d->signer_fd >= 0 && !d->draining) {
			log_error("the signer ended (status %d)", status);
			forget_socket(d);
			event_add(d->signer_retry, &retry_after);
		}
	}
}
