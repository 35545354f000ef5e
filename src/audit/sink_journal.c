/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An unconnected send to a missing socket is what libraries call success;
 * hence a connected socket, asked again each second. It is non-blocking, and
 * many records go with one system call. Audit thread only.
 */
#include "audit/sink_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct sink_journal {
	int fd;
	struct sockaddr_un address;
};

int
sink_journal_new(const char *path, struct sink_journal **ret_journal,
		 struct why *why)
{
	struct sink_journal *j = calloc(1, sizeof(*j));
	int room = 8 << 20; /* as much as the kernel allows of it */
	if (j == NULL)
		return why_set(why, -ENOMEM, "no memory");
	j->address.sun_family = AF_UNIX;
	j->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int rc = j->fd < 0 ? -errno : 0;
	if (strlen(path) >= sizeof(j->address.sun_path))
		rc = -ENAMETOOLONG;
	if (rc < 0) {
		sink_journal_free(&j);
		return why_set(why, rc, "journal socket %s: %s", path,
			       err_text(rc));
	}
	span_copy(span_str(path), j->address.sun_path,
		  sizeof(j->address.sun_path));
	setsockopt(j->fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	*ret_journal = j;
	return 0;
}

void
sink_journal_free(struct sink_journal **j)
{
	if (*j == NULL)
		return;
	if ((*j)->fd >= 0)
		close((*j)->fd);
	free(*j);
	*j = NULL;
}

int
sink_journal_connect(struct sink_journal *j)
{
	return connect(j->fd, (const struct sockaddr *)&j->address,
		       sizeof(j->address)) < 0
		       ? -errno
		       : 0;
}

/* systemd's way for what a socket does not take: a sealed memory file whose
 * descriptor is the whole message. */
static int
send_large(struct sink_journal *j, struct span datagram)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.bytes = {0}};
	struct msghdr message = {.msg_control = control.bytes,
				 .msg_controllen = sizeof(control.bytes)};
	int rc = 0;
	int fd = memfd_create("kouan-audit", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -errno;
	if (write(fd, datagram.p, datagram.n) != (ssize_t)datagram.n)
		rc = -EIO;
	else if (fcntl(fd, F_ADD_SEALS,
		       F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE |
			       F_SEAL_SEAL) < 0)
		rc = -errno;
	struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
	rights->cmsg_level = SOL_SOCKET;
	rights->cmsg_type = SCM_RIGHTS;
	rights->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(rights), &fd, sizeof(fd));
	if (rc == 0 && sendmsg(j->fd, &message, MSG_NOSIGNAL) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

int
sink_journal_send(struct sink_journal *j, const struct span *datagrams,
		  unsigned n, unsigned *ret_sent)
{
	struct mmsghdr messages[JOURNAL_BATCH] = {0};
	struct iovec parts[JOURNAL_BATCH];
	unsigned sent = 0;
	int rc = 0;
	must(n <= JOURNAL_BATCH);
	for (unsigned i = 0; i < n; i++) {
		parts[i].iov_base = (void *)(uintptr_t)datagrams[i].p;
		parts[i].iov_len = datagrams[i].n;
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	while (rc == 0 && sent < n) {
		int went = sendmmsg(j->fd, messages + sent, n - sent,
				    MSG_NOSIGNAL);
		if (went > 0) {
			sent += (unsigned)went;
			continue;
		}
		rc = went < 0 ? -errno : -EIO;
		if (rc == -EINTR)
			rc = 0;
		if (rc != -EMSGSIZE)
			continue;
		rc = send_large(j, datagrams[sent]);
		if (rc == 0)
			sent++;
	}
	*ret_sent = sent;
	return rc;
}

int
sink_journal_fd(const struct sink_journal *j)
{
	return j->fd;
}
