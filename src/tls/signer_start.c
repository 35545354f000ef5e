/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting the signer from the daemon. Guarantees: the child is the binary
 * started afresh, so it shares no memory with a process that reads traffic;
 * it inherits its socket and standard error, nothing else it keeps. Main
 * thread only.
 */
#include "tls/signer.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_LIMIT_MS 10000
#define ARGUMENTS_MAX 8

static void
close_fdp(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

struct command {
	char *argv[ARGUMENTS_MAX + 1];
	size_t n;
};

static void
command_freep(struct command *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->argv[i]);
}

static int PRINTF(2, 3) command_add(struct command *c, const char *fmt, ...)
{
	va_list args;
	char *text = NULL;
	va_start(args, fmt);
	int n = vasprintf(&text, fmt, args);
	va_end(args);
	if (n < 0)
		return -ENOMEM;
	must(c->n < ARGUMENTS_MAX);
	c->argv[c->n++] = text;
	return 0;
}

static int
command_build(struct command *c, const char *self, int fd,
	      const struct signer_options *o)
{
	int rc = command_add(c, "%s", self);
	if (rc == 0)
		rc = command_add(c, "--role=signer");
	if (rc == 0)
		rc = command_add(c, "--fd=%d", fd);
	if (rc == 0)
		rc = command_add(c, "--ca-certificate=%s", o->ca_certificate);
	if (rc == 0)
		rc = command_add(c, "--ca-key=%s", o->ca_key);
	if (rc == 0 && o->audit_key != NULL)
		rc = command_add(c, "--audit-key=%s", o->audit_key);
	if (rc == 0 && o->leaf_lifetime_s > 0)
		rc = command_add(c, "--leaf-lifetime=%lld",
				 (long long)o->leaf_lifetime_s);
	return rc;
}

/* In the child, between fork and exec: only calls that are safe there. */
static _Noreturn void
become(const struct command *c, int fd, pid_t parent)
{
	sigset_t none;
	sigemptyset(&none);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent && fcntl(fd, F_SETFD, 0) == 0 &&
	    sigprocmask(SIG_SETMASK, &none, NULL) == 0)
		execv(c->argv[0], c->argv);
	_exit(127);
}

/* Waits for the signer's first word. */
static int
await_ready(int fd, struct why *why)
{
	int64_t until = clock_mono_us() + START_LIMIT_MS * 1000LL;
	struct signer_reply reply;
	int rc;
	while ((rc = signer_read(fd, &reply)) == -EAGAIN) {
		int64_t left_ms = (until - clock_mono_us()) / 1000;
		if (left_ms <= 0)
			return why_set(why, ERR_TIMEOUT,
				       "the signer did not start in time");
		struct pollfd p = {.fd = fd, .events = POLLIN};
		if (poll(&p, 1, (int)left_ms) < 0 && errno != EINTR)
			return why_set(why, -errno, "poll: %s",
				       err_text(-errno));
	}
	if (rc < 0 || reply.verb != SIGNER_READY)
		return why_set(why, ERR_UNAVAILABLE,
			       "the signer ended before it was ready");
	if (reply.status < 0)
		return why_set(why, reply.status, "%.*s", (int)reply.n,
			       (const char *)reply.bytes);
	return 0;
}

int
signer_start(const char *self, const struct signer_options *options,
	     pid_t *ret_pid, int *ret_fd, struct why *why)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return why_set(why, -errno, "socketpair: %s", err_text(-errno));
	CLEANUP(close_fdp) int ours = ends[0];
	CLEANUP(close_fdp) int theirs = ends[1];
	CLEANUP(command_freep) struct command command = {.n = 0};
	int rc = command_build(&command, self, theirs, options);
	if (rc < 0)
		return why_set(why, rc, "out of memory");
	if (fcntl(ours, F_SETFL, O_NONBLOCK) != 0)
		return why_set(why, -errno, "fcntl: %s", err_text(-errno));
	pid_t parent = getpid();
	pid_t pid = fork();
	if (pid < 0)
		return why_set(why, -errno, "fork: %s", err_text(-errno));
	if (pid == 0)
		become(&command, theirs, parent);
	close(theirs);
	theirs = -1;
	rc = await_ready(ours, why);
	if (rc < 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return rc;
	}
	*ret_pid = pid;
	*ret_fd = ours;
	ours = -1;
	return 0;
}
