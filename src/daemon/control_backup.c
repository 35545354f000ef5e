/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backups of the ledger on request. The ledger's own thread makes them; who
 * asked asks again whether it is done. Main thread.
 */
#include "daemon/control.h"

#include <errno.h>

int
control_run_backup(struct control_request *r)
{
	const char *to = control_text(r, "to");
	if (to == NULL)
		return why_set(&r->why, -EINVAL, "a backup needs a place");
	int rc = ledger_backup(r->daemon->gateway.ledger, to, &r->why);
	if (rc == 0)
		daemon_record(r->daemon, AUDIT_CONTROL, r->actor,
			      "backup of the ledger begun", to);
	return rc;
}

int
control_run_backup_state(struct control_request *r)
{
	int status;
	struct why why;
	bool under_way = ledger_backup_under_way(r->daemon->gateway.ledger,
						 &status, &why);
	if (!under_way && status < 0)
		return why_set(&r->why, status, "%s", why.text);
	emit_put_bool(r->out, "under_way", under_way);
	return 0;
}
