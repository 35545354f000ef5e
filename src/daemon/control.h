/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control socket. A request is one line of JSON, {"command": NAME, ...},
 * followed by "length" raw bytes where it says so; the answer is one line of
 * JSON: {"ok": true, ...} or {"ok": false, "error": TEXT}. The actor is taken
 * from the peer's credentials. Main thread.
 */
#pragma once

#include "base/emit.h"
#include "daemon/daemon.h"

#include <yajl/yajl_tree.h>

struct control;

/* Listens on path (a stale socket is replaced, a live one is not). */
MUST_USE int control_new(struct daemon *d, const char *path,
			 struct control **ret_control, struct why *why);
void control_free(struct control **c);

/* One request, while it is answered. */
struct control_request {
	struct daemon *daemon;
	yajl_val tree;	     /* the request */
	struct span content; /* the raw bytes after it */
	const char *actor;   /* "uid=0(root)" */
	struct emit *out;    /* inside the answer's object, after "ok" */
	struct why why;	     /* on failure */
};
/* Writes members of the answer; 0, or < 0 with why (what was written is
 * dropped). */
typedef int control_command_fn(struct control_request *r);

struct control_command {
	const char *name;
	control_command_fn *run;
};
/* By subject: control_ledger.c, control_backup.c, control_pathways.c,
 * control_events.c, control_decide.c. */
control_command_fn control_run_ledger, control_run_opening, control_run_backup,
	control_run_backup_state, control_run_pathways, control_run_suspend,
	control_run_resume, control_run_events, control_run_explain,
	control_run_decide;
/* The exporter's regime of this id, its first for NULL; NULL: has none. */
const struct regime *control_regime(const struct snapshot *conf,
				    const char *id);

/* Ended by a NULL name; control_commands.c. */
extern const struct control_command control_commands[];

/* A member of the request: text or NULL; a whole number or absent. */
const char *control_text(const struct control_request *r, const char *key);
int64_t control_number(const struct control_request *r, const char *key,
		       int64_t absent);
