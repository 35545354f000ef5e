/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may do what at the control socket. The groups are those the kernel kept
 * of the peer when it connected: no name service is asked. Main thread.
 */
#include "daemon/control.h"

#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

static void
read_groups(int fd, struct control_actor *a, uint32_t gid)
{
	gid_t groups[ACTOR_GROUPS];
	socklen_t n = sizeof(groups);
	a->groups[a->n_groups++] = gid;
	/* More than fit is an error of the call: then the first group counts
	 * alone. */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &n) != 0)
		return;
	for (size_t i = 0;
	     i < n / sizeof(groups[0]) && a->n_groups < ACTOR_GROUPS; i++)
		a->groups[a->n_groups++] = groups[i];
}

void
control_actor_of(int fd, struct control_actor *ret_actor)
{
	struct ucred peer = {0};
	socklen_t n = sizeof(peer);
	struct passwd entry, *found = NULL;
	char text[1024];
	struct control_actor *a = ret_actor;
	*a = (struct control_actor){.uid = UINT32_MAX};
	snprintf(a->name, sizeof(a->name), "unknown");
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) != 0)
		return;
	a->known = true;
	a->uid = peer.uid;
	read_groups(fd, a, peer.gid);
	(void)getpwuid_r(peer.uid, &entry, text, sizeof(text), &found);
	snprintf(a->name, sizeof(a->name), "uid=%u(%s)", (unsigned)peer.uid,
		 found != NULL ? found->pw_name : "?");
}

enum control_role
control_role_of(const char *command)
{
	static const char *const view[] = {
		"status",  "ledger",	       "pathways",
		"regimes", "events",	       "explain",
		"decide",  "register-propose", "register-show",
		"report",  "report-signature", "ledger-backup-state"};
	static const char *const approve[] = {"pathway-approve",
					      "ledger-opening"};
	for (size_t i = 0; i < sizeof(view) / sizeof(view[0]); i++)
		if (strcmp(command, view[i]) == 0)
			return CONTROL_VIEW;
	for (size_t i = 0; i < sizeof(approve) / sizeof(approve[0]); i++)
		if (strcmp(command, approve[i]) == 0)
			return CONTROL_APPROVE;
	return CONTROL_OPERATE;
}

static bool
is_in(const struct control_actor *a, uint32_t group)
{
	for (size_t i = 0; group != NO_GROUP && i < a->n_groups; i++)
		if (a->groups[i] == group)
			return true;
	return false;
}

bool
control_may(const struct control_actor *a, const struct roles_conf *roles,
	    enum control_role role)
{
	if (!roles->given)
		return true;
	if (!a->known)
		return false;
	/* They own the files; what they do is recorded all the same. */
	if (a->uid == 0 || a->uid == (uint32_t)geteuid())
		return true;
	switch (role) {
	case CONTROL_OPERATE:
		return is_in(a, roles->operate);
	case CONTROL_APPROVE:
		return is_in(a, roles->approve);
	case CONTROL_VIEW:
		break;
	}
	return is_in(a, roles->view) || is_in(a, roles->operate) ||
	       is_in(a, roles->approve);
}

const char *
control_role_name(enum control_role role)
{
	static const char *const names[] = {"view", "operate", "approve"};
	return names[role];
}
