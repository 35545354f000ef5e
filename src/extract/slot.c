/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting and feeding a programme. Guarantees: it inherits its control socket
 * and standard error, no environment, nothing else; it is ended through a
 * descriptor of its own, so that a process id used anew is never hit. One
 * thread.
 */
#include "extract/slot.h"

#include "base/tally.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

TALLY(started, "kouan_extractors_started_total",
      "Processes started that open containers")

#define NONE (-1)

void
slot_init(struct slot *s)
{
	*s = (struct slot){.pidfd = NONE, .control = NONE};
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = NONE;
}

void
slot_end(struct slot *s)
{
	if (s->pidfd >= 0) {
		siginfo_t info;
		syscall(SYS_pidfd_send_signal, s->pidfd, SIGKILL, NULL, 0);
		/* Whoever waits for all children may have been faster. */
		waitid((idtype_t)P_PIDFD, (id_t)s->pidfd, &info, WEXITED);
	}
	close_fd(&s->control);
	close_fd(&s->pidfd);
	s->busy = false;
}

static int
spawn(const char *program, int theirs, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	char *argv[] = {(char *)(uintptr_t)program, NULL};
	char *environment[] = {NULL};
	sigemptyset(&none);
	sigfillset(&all);
	if (posix_spawn_file_actions_init(&actions) != 0)
		return -ENOMEM;
	int rc = posix_spawnattr_init(&attributes);
	if (rc != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return -ENOMEM;
	}
	rc = posix_spawn_file_actions_adddup2(&actions, theirs,
					      EXTRACT_CONTROL_FD);
	if (rc == 0)
		rc = posix_spawn_file_actions_addclosefrom_np(
			&actions, EXTRACT_CONTROL_FD + 1);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(&attributes, &none);
	if (rc == 0)
		rc = posix_spawnattr_setsigdefault(&attributes, &all);
	if (rc == 0)
		rc = posix_spawnattr_setflags(&attributes,
					      POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF);
	if (rc == 0)
		rc = posix_spawn(ret_pid, program, &actions, &attributes, argv,
				 environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return -rc;
}

static int
start(struct slot *s, const char *program)
{
	int ends[2];
	pid_t pid;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return -errno;
	int rc = spawn(program, ends[1], &pid);
	close(ends[1]);
	if (rc == 0) {
		s->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
		rc = s->pidfd < 0 ? -errno : 0;
	}
	if (rc < 0) {
		/* Without its socket it ends by itself. */
		close(ends[0]);
		return rc;
	}
	s->control = ends[0];
	tally_add(&started, 1);
	return 0;
}

static int
send_job(struct slot *s, const struct extract_request *q, int container,
	 int answer)
{
	union {
		char room[CMSG_SPACE(2 * sizeof(int))];
		struct cmsghdr align;
	} control = {{0}};
	struct iovec io = {(void *)(uintptr_t)q, sizeof(*q)};
	struct msghdr m = {.msg_iov = &io,
			   .msg_iovlen = 1,
			   .msg_control = control.room,
			   .msg_controllen = sizeof(control.room)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	const int fds[2] = {container, answer};
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(c), fds, sizeof(fds));
	ssize_t n = sendmsg(s->control, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	return n == (ssize_t)sizeof(*q) ? 0 : -EPIPE;
}

int
slot_give(struct slot *s, const char *program, const struct extract_request *q,
	  int container, int *ret_fd)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return ERR_UNAVAILABLE;
	int rc = fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0 ? -errno : -EPIPE;
	/* One that died since its last job is started again, once. */
	for (int i = 0; i < 2 && rc == -EPIPE; i++) {
		rc = s->pidfd < 0 ? start(s, program) : 0;
		if (rc == 0)
			rc = send_job(s, q, container, ends[1]);
		if (rc < 0)
			slot_end(s);
	}
	close(ends[1]);
	if (rc < 0) {
		close(ends[0]);
		return ERR_UNAVAILABLE;
	}
	s->busy = true;
	*ret_fd = ends[0];
	return 0;
}
