/* SPDX-License-Identifier: Apache-2.0 */
/* Signers for tests. */
#include "signer_fixture.h"
#include "fixture.h"

#include "tls/ca.h"

#include <check.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

void
signer_process_restart(struct signer_process *s)
{
	struct why why = {""};
	int rc = signer_start("/proc/self/exe", &s->options, &s->pid, &s->fd,
			      &why);
	ck_assert_msg(rc == 0, "%s", why.text);
}

void
signer_process_start(struct signer_process *s)
{
	static char certificate[128], key[128], audit[128];
	struct why why = {""};
	strcpy(certificate, scratch("ca.pem"));
	strcpy(key, scratch("ca.key"));
	strcpy(audit, scratch("audit.key"));
	ck_assert_msg(ca_init(certificate, key, "Test CA", 3650, &why) == 0,
		      "%s", why.text);
	s->options = (struct signer_options){.ca_certificate = certificate,
					     .ca_key = key,
					     .audit_key = audit};
	signer_process_restart(s);
}

static int
reap(pid_t pid)
{
	int status = 0;
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int
signer_process_stop(struct signer_process *s)
{
	close(s->fd);
	s->fd = -1;
	return reap(s->pid);
}

void
signer_process_kill(struct signer_process *s)
{
	kill(s->pid, SIGKILL);
	ck_assert_int_eq(reap(s->pid), -SIGKILL);
}

void
await_readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	ck_assert_int_eq(poll(&p, 1, 20000), 1);
}
