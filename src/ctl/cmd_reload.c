/* SPDX-License-Identifier: Apache-2.0 */
/* kouanctl reload, kouanctl drain: both wait for the result. */
#include "ctl/ctl.h"

#include <unistd.h>

#define POLL_US 100000

int
cmd_reload(const struct ctl *ctl, int argc, char **argv)
{
	struct emit *request = ctl_request("reload");
	struct answer a;
	if (argc != 1) {
		emit_free(&request);
		return ctl_usage(argv[0]);
	}
	int done = ctl_run(ctl, &request, &a);
	if (done > 0)
		return done - 1;
	printf("reloaded: policy %s\n", answer_text(a.tree, "policy"));
	answer_fini(&a);
	return CTL_GOOD;
}

int
cmd_drain(const struct ctl *ctl, int argc, char **argv)
{
	struct emit *request = ctl_request("drain");
	struct answer a;
	if (argc != 1) {
		emit_free(&request);
		return ctl_usage(argv[0]);
	}
	int status = ctl_ask(ctl, request, SPAN_NONE, &a);
	emit_free(&request);
	if (status != CTL_GOOD)
		return status;
	answer_fini(&a);
	/* The daemon takes its socket away when the last exchange ended. */
	while (ctl_daemon_listens(ctl))
		usleep(POLL_US);
	puts(ctl->json ? "{}" : "drained");
	return CTL_GOOD;
}
