/* SPDX-License-Identifier: Apache-2.0 */
/* kouanctl reload, kouanctl drain: both wait for the result. */
#include "ctl/ctl.h"

#include <inttypes.h>

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
	int done = ctl_run(ctl, &request, &a);
	if (done > 0)
		return done - 1;
	printf("drained: %" PRId64 " connections were cut\n",
	       answer_number(a.tree, "cut"));
	answer_fini(&a);
	return CTL_GOOD;
}
