/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking requests and forking. Guarantees: the process that takes requests
 * never looks at a container; a job's process has nothing but the container
 * and its socket. One thread.
 */
#include "extract/template.h"

#include "extract/jail.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define STATUS_BAD_REQUEST 1
#define STATUS_NO_START 2
#define STATUS_NO_JOB 3

struct taken {
	struct extract_request q;
	int container, answer;
};

/* 1 taken, 0 the gateway is gone, < 0 no request. */
static int
take(struct taken *t)
{
	union {
		char room[CMSG_SPACE(2 * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec io = {&t->q, sizeof(t->q)};
	struct msghdr m = {.msg_iov = &io,
			   .msg_iovlen = 1,
			   .msg_control = control.room,
			   .msg_controllen = sizeof(control.room)};
	int fds[2];
	ssize_t n;
	do
		n = recvmsg(EXTRACT_CONTROL_FD, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n == 0)
		return 0;
	struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
	if (n != (ssize_t)sizeof(t->q) || c == NULL ||
	    c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS ||
	    c->cmsg_len != CMSG_LEN(sizeof(fds)))
		return ERR_MALFORMED;
	memcpy(fds, CMSG_DATA(c), sizeof(fds));
	t->container = fds[0];
	t->answer = fds[1];
	t->q.kind[EXTRACT_KIND_MAX - 1] = 0;
	return 1;
}

static void
send_or_end(void *arg, struct span message)
{
	int fd = *(int *)arg;
	if (send(fd, message.p, message.n, MSG_NOSIGNAL) != (ssize_t)message.n)
		_exit(STATUS_NO_JOB);
}

/* In the process of the job. */
static _Noreturn void
work(const struct opener *o, struct taken *t, pid_t parent)
{
	static struct teller teller;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(STATUS_NO_JOB);
	/* Libraries tell their troubles in the words of the container. */
	dup2(STDOUT_FILENO, STDERR_FILENO);
	close(EXTRACT_CONTROL_FD);
	void *bytes =
		mmap(NULL, t->q.size, PROT_READ, MAP_PRIVATE, t->container, 0);
	close(t->container);
	if (bytes == MAP_FAILED ||
	    jail_lock(t->answer, t->q.memory, t->q.cpu_s, jail_files()) < 0)
		_exit(STATUS_NO_JOB);
	teller = (struct teller){.send = send_or_end, .arg = &t->answer};
	o->open(&teller, span_of(bytes, t->q.size), t->q.kind);
	teller_done(&teller);
	_exit(0);
}

/* Converters are loaded when they are first asked for, and unloaded when
 * nobody holds them: these are held. */
static void
hold_converters(void)
{
	static const char *const charsets[] = {"UTF-16", "UTF-16LE", "UTF-16BE",
					       "UCS-2BE", "CP437"};
	static iconv_t held[sizeof(charsets) / sizeof(charsets[0])];
	for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
		held[i] = iconv_open("UTF-8", charsets[i]);
	(void)held;
}

int
template_main(const struct opener *o)
{
	struct why why = {{0}};
	struct taken t;
	int rc;
	/* Names are passed on as they are, but libraries want to know UTF-8;
	 * this locale is built in. */
	setlocale(LC_CTYPE, "C.UTF-8");
	rc = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (rc < 0 || dup2(rc, STDIN_FILENO) < 0 || dup2(rc, STDOUT_FILENO) < 0)
		return STATUS_NO_START;
	close(rc);
	hold_converters();
	o->rehearse();
	rc = jail_settle(o->readable, &why);
	if (rc < 0) {
		log_error("%s: %s", o->name, why.text);
		return STATUS_NO_START;
	}
	pid_t self = getpid();
	while ((rc = take(&t)) > 0) {
		pid_t pid = fork();
		if (pid == 0)
			work(o, &t, self);
		/* Where there is no child, closing tells. */
		close(t.container);
		close(t.answer);
	}
	return rc == 0 ? 0 : STATUS_BAD_REQUEST;
}
