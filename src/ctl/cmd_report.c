/* SPDX-License-Identifier: Apache-2.0 */
/* kouanctl report: refused with a clear message until it is built. */
#include "ctl/ctl.h"

int
cmd_report(const struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	return ctl_fail(CTL_NO, "report is not in this build; the counts are "
				"in \"kouanctl ledger --json\"");
}
