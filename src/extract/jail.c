/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits, Landlock and system call filters for the programmes that open
 * containers. Guarantees after jail_lock: the process can compute, write to
 * the answer's socket and end; it connects nowhere, starts nothing, opens no
 * file outside the one directory. Under sanitizers filters and the limit of
 * memory are left out, for their run-times need more. One thread.
 */
#include "config.h"

#include "extract/jail.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef WITH_SANITIZERS
#define FILTERED false
#else
#define FILTERED true
#endif
#define N_ROWS(table) (sizeof(table) / sizeof((table)[0]))

static bool files_fenced;

/* Both filters: computing and ending. */
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
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(tgkill),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(sched_yield),
	SCMP_SYS(close),
	SCMP_SYS(getrusage),
	SCMP_SYS(sysinfo),
};

/* The first one: taking jobs, forking, locking in what was forked. */
static const int template_calls[] = {
	SCMP_SYS(recvmsg),   SCMP_SYS(sendto),		SCMP_SYS(write),
	SCMP_SYS(clone),     SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
	SCMP_SYS(prctl),     SCMP_SYS(seccomp),		SCMP_SYS(setrlimit),
	SCMP_SYS(prlimit64), SCMP_SYS(getppid),		SCMP_SYS(dup2),
	SCMP_SYS(dup3),
};

/* Reading files; Landlock says which. */
static const int file_calls[] = {
	SCMP_SYS(read),	  SCMP_SYS(lseek),   SCMP_SYS(newfstatat),
	SCMP_SYS(fstat),  SCMP_SYS(pread64), SCMP_SYS(getdents64),
	SCMP_SYS(access), SCMP_SYS(stat),    SCMP_SYS(readlink),
};

/* What only fails, so that a library that tries goes on without. */
static const int refused_calls[] = {
	SCMP_SYS(openat),
	SCMP_SYS(open),
	SCMP_SYS(newfstatat),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(statx),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(readlink),
	SCMP_SYS(fstat),
	SCMP_SYS(getcwd),
	SCMP_SYS(ioctl),
	SCMP_SYS(uname),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(umask),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(faccessat2),
};

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
allow_all(scmp_filter_ctx filter, const int *calls, size_t n)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	return rc;
}

/* Memory, but never memory that could be executed; files to be read. */
static int
allow_common(scmp_filter_ctx filter, bool files)
{
	int rc = allow_all(filter, plain_calls, N_ROWS(plain_calls));
	if (rc == 0)
		rc = allow_where(filter, SCMP_SYS(mmap), 2, PROT_EXEC, 0);
	if (rc == 0)
		rc = allow_where(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
	if (rc == 0 && files)
		rc = allow_all(filter, file_calls, N_ROWS(file_calls));
	if (rc == 0 && files)
		rc = allow_where(filter, SCMP_SYS(openat), 2,
				 O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
	return rc;
}

static bool
is_in(const int *calls, size_t n, int call)
{
	for (size_t i = 0; i < n; i++)
		if (calls[i] == call)
			return true;
	return false;
}

static int
refuse_rest(scmp_filter_ctx filter, bool files)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < N_ROWS(refused_calls); i++) {
		int call = refused_calls[i];
		if (files && (call == SCMP_SYS(openat) ||
			      is_in(file_calls, N_ROWS(file_calls), call)))
			continue;
		rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), call, 0);
	}
	return rc;
}

/* Only what lies below readable may be opened. -ENOSYS where the kernel knows
 * no Landlock. */
static int
fence_files(const char *readable)
{
	struct landlock_ruleset_attr rules = {.handled_access_fs =
						      (UINT64_C(1) << 13) - 1};
	int set = (int)syscall(SYS_landlock_create_ruleset, &rules,
			       sizeof(rules), 0);
	if (set < 0)
		return -errno;
	int rc = 0;
	if (readable != NULL) {
		struct landlock_path_beneath_attr beneath = {
			.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
					  LANDLOCK_ACCESS_FS_READ_DIR};
		beneath.parent_fd = open(readable, O_PATH | O_CLOEXEC);
		if (beneath.parent_fd >= 0 &&
		    syscall(SYS_landlock_add_rule, set,
			    LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0)
			rc = -errno;
		if (beneath.parent_fd >= 0)
			close(beneath.parent_fd);
	}
	if (rc == 0 && syscall(SYS_landlock_restrict_self, set, 0) != 0)
		rc = -errno;
	close(set);
	return rc;
}

static int
load(scmp_filter_ctx filter, int rc)
{
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc;
}

int
jail_settle(const char *readable, struct why *why)
{
	const struct rlimit none = {0, 0};
	const int ignored[] = {SIGINT,	SIGTERM, SIGHUP,  SIGPIPE,
			       SIGQUIT, SIGUSR1, SIGUSR2, SIGCHLD};
	for (size_t i = 0; i < N_ROWS(ignored); i++)
		signal(ignored[i], SIG_IGN);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 ||
	    setrlimit(RLIMIT_CORE, &none) != 0 ||
	    setrlimit(RLIMIT_FSIZE, &none) != 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return why_set(why, -errno, "prctl: %s", err_text(-errno));
	/* Where the kernel does not let us, the filter is the wall. */
	if (unshare(CLONE_NEWNET) != 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		log_trace("no network namespace of its own: %s",
			  err_text(-errno));
	files_fenced = fence_files(readable) == 0 && readable != NULL;
	if (!FILTERED)
		return 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (filter == NULL)
		return why_set(why, -ENOMEM, "seccomp: out of memory");
	int rc = allow_common(filter, files_fenced);
	if (rc == 0)
		rc = allow_all(filter, template_calls, N_ROWS(template_calls));
	if (rc == 0)
		rc = refuse_rest(filter, files_fenced);
	rc = load(filter, rc);
	return rc == 0 ? 0 : why_set(why, rc, "seccomp: %s", err_text(rc));
}

bool
jail_files(void)
{
	return files_fenced;
}

int
jail_lock(int answer, uint64_t memory, unsigned cpu_s, bool files)
{
	const struct rlimit cpu = {cpu_s, cpu_s};
	const struct rlimit space = {memory, memory};
	if (setrlimit(RLIMIT_CPU, &cpu) != 0 ||
	    (FILTERED && setrlimit(RLIMIT_AS, &space) != 0))
		return -errno;
	if (!FILTERED)
		return 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (filter == NULL)
		return -ENOMEM;
	int rc = allow_common(filter, files);
	if (rc == 0)
		rc = allow_where(filter, SCMP_SYS(sendto), 0, UINT32_MAX,
				 (uint64_t)answer);
	if (rc == 0)
		rc = allow_where(filter, SCMP_SYS(write), 0, UINT32_MAX,
				 STDERR_FILENO);
	if (rc == 0)
		rc = refuse_rest(filter, files);
	return load(filter, rc);
}
