/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signer's walls. Guarantees after signer_jail_lock: the process can read
 * and write its one socket, write to standard error, manage memory and end;
 * it can open nothing, connect nowhere, start nothing, be neither traced nor
 * dumped. Under sanitizers the filter is left out, for their run-times need
 * system calls of their own. One thread, irreversible.
 */
#include "config.h"

#include "tls/signer_jail.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef WITH_SANITIZERS
#define FILTERED false
#else
#define FILTERED true
#endif
#define N_ROWS(table) (sizeof(table) / sizeof((table)[0]))

int
signer_jail_settle(int fd, struct why *why)
{
	if (fd <= STDERR_FILENO)
		return why_set(why, -EINVAL, "the socket is no socket");
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return why_set(why, -errno, "prctl: %s", err_text(-errno));
	const int ignored[] = {SIGINT,	SIGTERM, SIGHUP, SIGPIPE,
			       SIGQUIT, SIGUSR1, SIGUSR2};
	for (size_t i = 0; i < N_ROWS(ignored); i++)
		signal(ignored[i], SIG_IGN);
	if ((fd > STDERR_FILENO + 1 &&
	     close_range(STDERR_FILENO + 1, (unsigned)fd - 1, 0) != 0) ||
	    close_range((unsigned)fd + 1, ~0U, 0) != 0)
		return why_set(why, -errno, "close_range: %s",
			       err_text(-errno));
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0)
		return why_set(why, -errno, "/dev/null: %s", err_text(-errno));
	close(null);
	return 0;
}

/* System calls that need no look at their arguments. */
static const int plain_calls[] = {
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(getrandom),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(time),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(tgkill),
	SCMP_SYS(restart_syscall),
};

/* System calls that are good on one descriptor only. */
static const int socket_calls[] = {SCMP_SYS(read),     SCMP_SYS(write),
				   SCMP_SYS(recvfrom), SCMP_SYS(sendto),
				   SCMP_SYS(recvmsg),  SCMP_SYS(sendmsg),
				   SCMP_SYS(close)};

/* Allows call where one argument, masked, has the given value. */
static int
allow_where(scmp_filter_ctx filter, int call, unsigned argument, uint64_t mask,
	    uint64_t value)
{
	struct scmp_arg_cmp where = {.arg = argument,
				     .op = SCMP_CMP_MASKED_EQ,
				     .datum_a = mask,
				     .datum_b = value};
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, &where);
}

static int
fill_filter(scmp_filter_ctx filter, uint64_t fd)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < N_ROWS(plain_calls); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain_calls[i],
				      0);
	for (size_t i = 0; rc == 0 && i < N_ROWS(socket_calls); i++)
		rc = allow_where(filter, socket_calls[i], 0, UINT32_MAX, fd);
	if (rc == 0)
		rc = allow_where(filter, SCMP_SYS(write), 0, UINT32_MAX,
				 STDERR_FILENO);
	/* Memory, but never memory that could be executed. */
	if (rc == 0)
		rc = allow_where(filter, SCMP_SYS(mmap), 2, PROT_EXEC, 0);
	if (rc == 0)
		rc = allow_where(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
	return rc;
}

int
signer_jail_filter(int fd, struct why *why)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (filter == NULL)
		return why_set(why, -ENOMEM, "seccomp: out of memory");
	int rc = fill_filter(filter, (uint64_t)fd);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc == 0 ? 0 : why_set(why, rc, "seccomp: %s", err_text(rc));
}

int
signer_jail_lock(int fd, struct why *why)
{
	const struct rlimit none = {0, 0};
	/* Where the kernel does not let us, the filter is the wall. */
	if (unshare(CLONE_NEWNET) != 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		log_trace("signer: no network namespace of its own: %s",
			  err_text(-errno));
	if (setrlimit(RLIMIT_CORE, &none) != 0 ||
	    setrlimit(RLIMIT_NOFILE, &none) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return why_set(why, -errno, "cannot lock the signer in: %s",
			       err_text(-errno));
	if (!FILTERED) {
		log_note("signer: built with sanitizers, no call filter");
		return 0;
	}
	return signer_jail_filter(fd, why);
}
