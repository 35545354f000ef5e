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

/* Who is at the other end, by the peer's credentials. */
#define ACTOR_GROUPS 256
struct control_actor {
	char name[128]; /* "uid=0(root)" */
	uint32_t uid;
	uint32_t groups[ACTOR_GROUPS];
	size_t n_groups;
	bool known;
};
enum control_role { CONTROL_VIEW, CONTROL_OPERATE, CONTROL_APPROVE };

/* control_roles.c. Reads the credentials of a connection. */
void control_actor_of(int fd, struct control_actor *ret_actor);
/* The role a command needs: what only looks needs the least. */
enum control_role control_role_of(const char *command);
/* Whether the actor has it. Without roles in the configuration everybody who
 * reached the socket has all. */
bool control_may(const struct control_actor *a, const struct roles_conf *roles,
		 enum control_role role);
const char *control_role_name(enum control_role role);
/* Who may open the socket, by the roles in force. */
void control_apply_roles(struct control *c, const struct roles_conf *roles);

/* One request, while it is answered. */
struct control_request {
	struct daemon *daemon;
	yajl_val tree;	     /* the request */
	struct span content; /* the raw bytes after it */
	const char *actor;   /* "uid=0(root)" */
	const struct control_actor *who;
	struct emit *out; /* inside the answer's object, after "ok" */
	struct why why;	  /* on failure */
};
/* Writes members of the answer; 0, or < 0 with why (what was written is
 * dropped). */
typedef int control_command_fn(struct control_request *r);

struct control_command {
	const char *name;
	control_command_fn *run;
};
/* By subject: control_ledger.c, control_backup.c, control_pathways.c,
 * control_changes.c, control_additions.c, control_events.c, control_decide.c,
 * control_report.c. */
control_command_fn control_run_ledger, control_run_opening, control_run_backup,
	control_run_backup_state, control_run_pathways, control_run_suspend,
	control_run_resume, control_run_submit, control_run_approve,
	control_run_revoke, control_run_supersede, control_run_add,
	control_run_withdraw, control_run_propose, control_run_show,
	control_run_events, control_run_explain, control_run_decide,
	control_run_regimes, control_run_report, control_run_sign,
	control_run_signature;
/* An answer of the signer: true when it belongs to a report. */
bool control_report_signed(uint32_t id, int status, struct span signature);
/* How a regime is read, its agreements, counters and retention: members of
 * the object that is open (control_regimes.c). */
void control_put_law(struct emit *out, const struct regime *regime);
/* The exporter's regime of this id, its first for NULL; NULL: has none. */
const struct regime *control_regime(const struct snapshot *conf,
				    const char *id);

/* Today's status of a pathway: what is approved is effective from its day. */
enum pathway_status control_pathway_status(struct control_request *r,
					   const struct snapshot *conf,
					   const struct pathway *p);
/* control_additions.c: the members "pending" and "additions" of an answer. */
void control_emit_additions(struct control_request *r,
			    const struct snapshot *conf);
/* Approves what was added under this number or with an entry of this id. 1:
 * nothing pending is called that. */
MUST_USE int control_approve_addition(struct control_request *r,
				      const char *name);
/* Refuses where four eyes are asked for and these two are the same. */
MUST_USE int control_other_eyes(struct control_request *r,
				const struct snapshot *conf, int64_t uid,
				const char *what);

/* control_counters.c: the member "more", the counters of a regime beside pi and
 * spi. */
MUST_USE int control_emit_counters(struct emit *out, struct ledger *l,
				   const struct regime *regime,
				   const char *exporter);

/* Ended by a NULL name; control_commands.c. */
extern const struct control_command control_commands[];

/* A member of the request: text or NULL; a whole number or absent. */
const char *control_text(const struct control_request *r, const char *key);
int64_t control_number(const struct control_request *r, const char *key,
		       int64_t absent);
