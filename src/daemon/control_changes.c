/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps of a pathway by somebody's word: submitted, approved, suspended,
 * resumed, revoked, superseded. Each is on disk and in the audit, with who
 * and why, and takes effect at the next release. Main thread.
 */
#include "daemon/control.h"

#include <errno.h>

struct step {
	const char *verb; /* "suspended" */
	enum pathway_status to;
	bool needs_reason;
};

enum pathway_status
control_pathway_status(struct control_request *r, const struct snapshot *conf,
		       const struct pathway *p)
{
	enum pathway_status now =
		pathway_states_get(r->daemon->gateway.states, p, NULL);
	const struct regime *regime = control_regime(conf, p->regime);
	if (now != PATHWAY_APPROVED || regime == NULL ||
	    p->effective_on == NO_DAY ||
	    p->effective_on > regime_day(regime, clock_wall_us() / 1000000))
		return now;
	return PATHWAY_EFFECTIVE;
}

int
control_other_eyes(struct control_request *r, const struct snapshot *conf,
		   int64_t uid, const char *what)
{
	if (!conf->roles.four_eyes || (r->who->known && uid != r->who->uid))
		return 0;
	daemon_record(r->daemon, AUDIT_CONTROL, r->actor,
		      "approval refused, it takes four eyes", what);
	return why_set(&r->why, -EPERM,
		       "four eyes: what %s added or submitted another must "
		       "approve (%s)",
		       r->actor, what);
}

/* Who brought it here must not be who approves it. */
static int
check_eyes(struct control_request *r, const struct snapshot *conf,
	   const struct pathway *p)
{
	struct pathway_state state;
	int rc = 0;
	if (p->addition != NULL)
		rc = control_other_eyes(r, conf, p->addition->uid, p->id);
	if (rc == 0 &&
	    pathway_states_find(r->daemon->gateway.states, p->id, &state) &&
	    state.changed && state.change.to == PATHWAY_SUBMITTED)
		rc = control_other_eyes(r, conf, state.change.uid, p->id);
	return rc;
}

static int
put(struct control_request *r, const struct pathway *p, enum pathway_status to)
{
	struct pathway_change c = {
		.from = p->status,
		.to = to,
		.at_s = clock_wall_us() / 1000000,
		.uid = r->who->uid,
	};
	const char *reason = control_text(r, "reason");
	span_copy(span_str(r->actor), c.actor, sizeof(c.actor));
	span_copy(span_str(reason != NULL ? reason : ""), c.reason,
		  sizeof(c.reason));
	int rc = pathway_states_put(r->daemon->gateway.states, p->id, &c);
	return rc < 0 ? why_set(&r->why, rc, "the state cannot be written: %s",
				err_text(rc))
		      : 0;
}

/* Tells the audit and the asker. */
static int
tell(struct control_request *r, const struct snapshot *conf,
     const struct pathway *p, const char *verb)
{
	char text[512], message[64];
	const char *reason = control_text(r, "reason");
	snprintf(text, sizeof(text), "%s%s%s (change %llu of the register)",
		 p->id, reason != NULL && reason[0] != 0 ? ": " : "",
		 reason != NULL ? reason : "",
		 (unsigned long long)pathway_states_number(
			 r->daemon->gateway.states));
	snprintf(message, sizeof(message), "pathway %s", verb);
	daemon_record(r->daemon, AUDIT_CONTROL, r->actor, message, text);
	daemon_check_warnings(r->daemon);
	emit_put(r->out, "pathway", p->id);
	emit_put(r->out, "status",
		 pathway_status_name(control_pathway_status(r, conf, p)));
	return 0;
}

static int
find(struct control_request *r, const struct snapshot *conf,
     const struct pathway **ret_pathway)
{
	const char *id = control_text(r, "pathway");
	*ret_pathway = id != NULL ? register_pathway(&conf->reg, id) : NULL;
	if (*ret_pathway == NULL)
		return why_set(&r->why, -ENOENT, "no pathway %s is registered",
			       id != NULL ? id : "");
	return 0;
}

static int
take_step(struct control_request *r, const struct snapshot *conf,
	  const struct step *step)
{
	const char *reason = control_text(r, "reason");
	const struct pathway *p;
	int rc = find(r, conf, &p);
	if (rc < 0)
		return rc;
	if (step->needs_reason && (reason == NULL || reason[0] == 0))
		return why_set(&r->why, -EINVAL,
			       "this needs a reason (--reason TEXT)");
	enum pathway_status now = control_pathway_status(r, conf, p);
	if (!pathway_may_become(now, step->to))
		return why_set(&r->why, -EINVAL,
			       "%s is %s: it cannot become %s", p->id,
			       pathway_status_name(now),
			       pathway_status_name(step->to));
	rc = put(r, p, step->to);
	return rc < 0 ? rc : tell(r, conf, p, step->verb);
}

static int
run_step(struct control_request *r, const struct step *step)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	int rc = take_step(r, conf, step);
	snapshot_unref(&conf);
	return rc;
}

int
control_run_suspend(struct control_request *r)
{
	return run_step(r,
			&(struct step){"suspended", PATHWAY_SUSPENDED, true});
}

int
control_run_submit(struct control_request *r)
{
	return run_step(r,
			&(struct step){"submitted", PATHWAY_SUBMITTED, false});
}

int
control_run_revoke(struct control_request *r)
{
	return run_step(r, &(struct step){"revoked", PATHWAY_REVOKED, true});
}

int
control_run_supersede(struct control_request *r)
{
	return run_step(r,
			&(struct step){"superseded", PATHWAY_SUPERSEDED, true});
}

static int
resume(struct control_request *r, const struct snapshot *conf)
{
	struct pathway_states *states = r->daemon->gateway.states;
	struct pathway_state state;
	const struct pathway *p;
	int rc = find(r, conf, &p);
	if (rc < 0)
		return rc;
	if (!pathway_states_find(states, p->id, &state) || !state.suspended)
		return why_set(&r->why, -EALREADY,
			       "%s was not suspended by an operator; the "
			       "configuration calls it %s",
			       p->id, pathway_status_name(p->status));
	rc = pathway_states_resume(states, p->id);
	if (rc < 0)
		return why_set(&r->why, rc, "the state cannot be written: %s",
			       err_text(rc));
	return tell(r, conf, p, "resumed");
}

int
control_run_resume(struct control_request *r)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	int rc = resume(r, conf);
	snapshot_unref(&conf);
	return rc;
}

/* Approved, and in force at once where no day is named to wait for. */
static int
approve(struct control_request *r, const struct snapshot *conf)
{
	const struct pathway *p;
	int rc = find(r, conf, &p);
	if (rc < 0)
		return rc;
	enum pathway_status now = control_pathway_status(r, conf, p);
	enum pathway_status to = p->effective_on != NO_DAY ? PATHWAY_APPROVED
							   : PATHWAY_EFFECTIVE;
	if (now != PATHWAY_DRAFT && now != PATHWAY_SUBMITTED)
		return why_set(&r->why, -EINVAL,
			       "%s is %s: only what is draft or submitted can "
			       "be approved",
			       p->id, pathway_status_name(now));
	rc = check_eyes(r, conf, p);
	if (rc == 0)
		rc = put(r, p, to);
	return rc < 0 ? rc : tell(r, conf, p, "approved");
}

int
control_run_approve(struct control_request *r)
{
	const char *name = control_text(r, "pathway");
	int rc = name != NULL ? control_approve_addition(r, name) : 1;
	if (rc <= 0)
		return rc;
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	rc = approve(r, conf);
	snapshot_unref(&conf);
	return rc;
}
