/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is added to the register through the control socket: recipients,
 * pathways and flows in the configuration's own notation. An addition is
 * checked as a whole, waits in register.pending of the state directory, and
 * once approved stands in register.approved there, which every load reads after
 * the files. Each step is one durable change of one file. Main thread.
 */
#include "daemon/control.h"

#include "base/log.h"
#include "daemon/additions.h"
#include "policy/pathway_store.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT_MAX ((size_t)1 << 20)
#define ARENA_MAX ((size_t)16 << 20)
#define PENDING_MAX 256

static void
emit_ids(struct emit *out, const char *key, const char *const *ids)
{
	emit_key(out, key);
	emit_list(out);
	for (size_t i = 0; ids[i] != NULL; i++)
		emit_str(out, ids[i]);
	emit_end(out);
}

static void
emit_about(struct emit *out, const struct addition *a)
{
	emit_put_int(out, "number", a->number);
	emit_put(out, "by", a->by);
	emit_put(out, "at", a->at);
	emit_put(out, "reason", a->reason);
	emit_put(out, "approved_by", a->approved_by);
	emit_put(out, "approved_at", a->approved_at);
}

static void
emit_folder(struct control_request *r, const struct snapshot *conf, int folder)
{
	unsigned *numbers;
	size_t n = additions_in(conf, folder, &numbers);
	emit_list(r->out);
	for (size_t i = 0; i < n; i++) {
		char path[PATH_MAX];
		struct why why;
		struct conf_addition a;
		struct arena *arena = arena_new(ARENA_MAX);
		emit_open(r->out);
		if (arena != NULL &&
		    conf_addition_load(
			    additions_path(conf, folder, numbers[i], path),
			    arena, &a, &why) == 0) {
			emit_about(r->out, &a.about);
			emit_ids(r->out, "recipients", a.recipients);
			emit_ids(r->out, "pathways", a.pathways);
			emit_ids(r->out, "flows", a.flows);
		} else {
			emit_put_int(r->out, "number", numbers[i]);
			emit_put(r->out, "problem",
				 arena != NULL ? why.text : "out of memory");
		}
		emit_close(r->out);
		arena_free(&arena);
	}
	emit_end(r->out);
	free(numbers);
}

void
control_emit_additions(struct control_request *r, const struct snapshot *conf)
{
	emit_key(r->out, "pending");
	emit_folder(r, conf, ADDITIONS_PENDING);
	emit_key(r->out, "additions");
	emit_folder(r, conf, ADDITIONS_APPROVED);
}

/* ---- checking ---- */

static void
keep_first(void *arg, bool is_error, const char *text)
{
	struct why *why = arg;
	if (is_error && why->text[0] == '\0')
		(void)why_set(why, 0, "%s", text);
}

/* Its path means nothing to who wrote the text. */
static void
name_addition(struct why *why, const char *candidate)
{
	char text[sizeof(why->text)];
	size_t n = strlen(candidate);
	if (strncmp(why->text, candidate, n) != 0)
		return;
	snprintf(text, sizeof(text), "%s", why->text + n);
	(void)why_set(why, 0, "the addition%s%s",
		      text[0] == ':' ? ", line " : "", text + (text[0] == ':'));
}

/* Whether the configuration would load with this text added. */
static int
check(struct control_request *r, const struct snapshot *conf, unsigned number,
      struct span text, struct conf_addition *ret, struct arena *arena)
{
	char path[PATH_MAX];
	struct snapshot *with = NULL;
	additions_path(conf, ADDITIONS_PENDING, number, path);
	strcpy(strrchr(path, '.'), ".new"); /* shorter */
	r->why.text[0] = '\0';
	int rc = store_write(path, text);
	if (rc < 0)
		return why_set(&r->why, rc, "%s: %s", path, err_text(rc));
	rc = conf_addition_load(path, arena, ret, &r->why);
	if (rc == 0)
		rc = snapshot_load_with(r->daemon->config, path, 1, keep_first,
					&r->why, &with);
	if (with != NULL)
		snapshot_unref(&with);
	if (rc == 0 && ret->recipients[0] == NULL && ret->pathways[0] == NULL &&
	    ret->flows[0] == NULL)
		rc = why_set(&r->why, -EINVAL,
			     "the addition names no recipient, pathway or "
			     "flow");
	name_addition(&r->why, path);
	(void)unlink(path);
	return rc;
}

static void
record(struct control_request *r, const struct conf_addition *a,
       const char *message, const char *reason)
{
	const struct {
		const char *name;
		const char *const *ids;
	} parts[] = {{"recipients", a->recipients},
		     {"pathways", a->pathways},
		     {"flows", a->flows}};
	struct buf text;
	buf_init(&text, 4096);
	int rc = buf_printf(&text, "addition %u:", a->about.number);
	for (size_t p = 0; p < 3; p++)
		for (size_t i = 0; parts[p].ids[i] != NULL && rc == 0; i++)
			rc = buf_printf(&text, "%s %s",
					i > 0 ? "" : parts[p].name,
					parts[p].ids[i]);
	if (rc == 0 && reason != NULL)
		rc = buf_printf(&text, ": %s", reason);
	if (buf_byte(&text, '\0') == 0)
		daemon_record(r->daemon, AUDIT_CONTROL, r->actor, message,
			      (const char *)text.p);
	buf_fini(&text);
}

/* ---- adding ---- */

static int
add(struct control_request *r, const struct snapshot *conf, struct buf *text,
    struct arena *arena)
{
	char at[CLOCK_TEXT], path[PATH_MAX];
	unsigned *waiting;
	size_t n = additions_in(conf, ADDITIONS_PENDING, &waiting);
	struct conf_addition made;
	free(waiting);
	if (n >= PENDING_MAX)
		return why_set(&r->why, ERR_LIMIT,
			       "%d additions wait for approval", PENDING_MAX);
	const struct addition about = {
		.number = additions_next(conf),
		.by = r->actor,
		.uid = r->who->uid,
		.at = clock_text(clock_wall_us(), at),
		.reason = control_text(r, "reason"),
		.approved_by = "",
		.approved_at = "",
	};
	int rc = additions_folder(conf, ADDITIONS_PENDING, &r->why);
	if (rc == 0)
		rc = buf_add(text, r->content);
	if (rc == 0)
		rc = conf_addition_print(&about, text);
	if (rc == 0)
		rc = check(r, conf, about.number, buf_span(text), &made, arena);
	if (rc == 0)
		rc = store_write(additions_path(conf, ADDITIONS_PENDING,
						about.number, path),
				 buf_span(text));
	if (rc < 0)
		return rc;
	record(r, &made, "register addition waits for approval", about.reason);
	emit_put_int(r->out, "addition", about.number);
	emit_put(r->out, "state", "pending");
	return 0;
}

int
control_run_add(struct control_request *r)
{
	const char *reason = control_text(r, "reason");
	struct buf text;
	if (reason == NULL || reason[0] == 0)
		return why_set(&r->why, -EINVAL, "an addition needs a reason");
	if (r->content.n == 0 || r->content.n > TEXT_MAX ||
	    memchr(r->content.p, 0, r->content.n) != NULL)
		return why_set(&r->why, -EINVAL,
			       "an addition is text of at most %zu bytes",
			       TEXT_MAX);
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	struct arena *arena = arena_new(ARENA_MAX);
	buf_init(&text, 2 * TEXT_MAX);
	int rc = arena != NULL ? add(r, conf, &text, arena) : -ENOMEM;
	buf_fini(&text);
	arena_free(&arena);
	snapshot_unref(&conf);
	return rc;
}

/* ---- approving ---- */

/* The pathways of an addition that is in the register now go from draft to
 * approved: what was approved was they. */
static void
approve_pathways(struct control_request *r, const struct conf_addition *a)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	for (size_t i = 0; a->pathways[i] != NULL; i++) {
		const struct pathway *p =
			register_pathway(&conf->reg, a->pathways[i]);
		if (p == NULL || p->addition == NULL ||
		    p->addition->number != a->about.number)
			continue;
		struct pathway_change c = {
			.from = p->status,
			.to = p->effective_on != NO_DAY ? PATHWAY_APPROVED
							: PATHWAY_EFFECTIVE,
			.at_s = clock_wall_us() / 1000000,
			.uid = r->who->uid,
		};
		span_copy(span_str(r->actor), c.actor, sizeof(c.actor));
		span_copy(span_str(a->about.reason), c.reason,
			  sizeof(c.reason));
		int rc = pathway_states_put(r->daemon->gateway.states, p->id,
					    &c);
		if (rc < 0)
			log_error("%s stays %s: %s", p->id,
				  pathway_status_name(p->status), err_text(rc));
	}
	snapshot_unref(&conf);
}

/* In force from the reload on; back as it was where that fails. */
static int
put_in_force(struct control_request *r, const struct snapshot *conf,
	     const struct conf_addition *a, struct span text)
{
	char path[PATH_MAX], pending[PATH_MAX];
	additions_path(conf, ADDITIONS_APPROVED, a->about.number, path);
	additions_path(conf, ADDITIONS_PENDING, a->about.number, pending);
	int rc = additions_folder(conf, ADDITIONS_APPROVED, &r->why);
	if (rc == 0)
		rc = store_write(path, text);
	if (rc == 0)
		rc = daemon_reload(r->daemon, r->actor, &r->why);
	if (rc < 0) {
		(void)unlink(path);
		return rc;
	}
	if (unlink(pending) != 0 || additions_sync(pending) < 0)
		log_error("%s: %s", pending, err_text(-errno));
	return 0;
}

static int
approve(struct control_request *r, const struct snapshot *conf,
	struct conf_addition *a, struct buf *text, struct arena *arena)
{
	char at[CLOCK_TEXT], path[PATH_MAX], what[64];
	struct conf_addition checked;
	snprintf(what, sizeof(what), "addition %u", a->about.number);
	int rc = control_other_eyes(r, conf, a->about.uid, what);
	if (rc == 0)
		rc = additions_text(additions_path(conf, ADDITIONS_PENDING,
						   a->about.number, path),
				    text);
	a->about.approved_by = r->actor;
	a->about.approved_uid = r->who->uid;
	a->about.approved_at = clock_text(clock_wall_us(), at);
	if (rc == 0)
		rc = conf_addition_print(&a->about, text);
	if (rc == 0)
		rc = check(r, conf, a->about.number, buf_span(text), &checked,
			   arena);
	if (rc == 0)
		rc = put_in_force(r, conf, a, buf_span(text));
	if (rc < 0)
		return rc;
	approve_pathways(r, a);
	record(r, a, "register addition approved", control_text(r, "reason"));
	emit_put_int(r->out, "addition", a->about.number);
	emit_put(r->out, "state", "approved");
	return 0;
}

int
control_approve_addition(struct control_request *r, const char *name)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	struct arena *arena = arena_new(ARENA_MAX);
	struct conf_addition a;
	struct buf text;
	buf_init(&text, 4 * TEXT_MAX);
	int rc = arena != NULL ? additions_find(conf, ADDITIONS_PENDING, name,
						arena, &a)
			       : -ENOMEM;
	if (rc == 0)
		rc = approve(r, conf, &a, &text, arena);
	buf_fini(&text);
	arena_free(&arena);
	snapshot_unref(&conf);
	return rc;
}

/* ---- withdrawing ---- */

/* Moved aside, never deleted: it was in force, or somebody proposed it. */
static int
withdraw(struct control_request *r, const struct snapshot *conf,
	 const struct conf_addition *a, int folder)
{
	char from[PATH_MAX], to[PATH_MAX];
	additions_path(conf, folder, a->about.number, from);
	additions_path(conf, ADDITIONS_WITHDRAWN, a->about.number, to);
	int rc = additions_folder(conf, ADDITIONS_WITHDRAWN, &r->why);
	if (rc == 0 && rename(from, to) != 0)
		rc = -errno;
	if (rc == 0 && folder == ADDITIONS_APPROVED) {
		rc = daemon_reload(r->daemon, r->actor, &r->why);
		if (rc < 0)
			(void)rename(to, from);
	}
	if (rc == 0)
		rc = additions_sync(to);
	if (rc == 0)
		rc = additions_sync(from);
	if (rc < 0)
		return rc;
	record(r, a, "register addition withdrawn", control_text(r, "reason"));
	emit_put_int(r->out, "addition", a->about.number);
	emit_put(r->out, "state", "withdrawn");
	return 0;
}

int
control_run_withdraw(struct control_request *r)
{
	const char *name = control_text(r, "addition");
	const char *reason = control_text(r, "reason");
	struct conf_addition a;
	if (name == NULL || reason == NULL || reason[0] == 0)
		return why_set(&r->why, -EINVAL,
			       "withdrawing takes a number and a reason");
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	struct arena *arena = arena_new(ARENA_MAX);
	int folder = ADDITIONS_PENDING;
	int rc = arena != NULL ? additions_find(conf, folder, name, arena, &a)
			       : -ENOMEM;
	if (rc == 1) {
		folder = ADDITIONS_APPROVED;
		rc = additions_find(conf, folder, name, arena, &a);
	}
	if (rc == 0)
		rc = withdraw(r, conf, &a, folder);
	else if (rc == 1)
		rc = why_set(&r->why, -ENOENT, "no addition is called %s",
			     name);
	arena_free(&arena);
	snapshot_unref(&conf);
	return rc;
}
