/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Versions of the register, kept and compared. A version that cannot be kept
 * is said and does not stop the service: its hash is in each record all the
 * same. Main thread.
 */
#include "daemon/register_watch.h"

#include "base/log.h"
#include "conf/load.h"
#include "policy/pathway_store.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "register.versions"
#define DETAIL_MAX 1000

char *
register_version(const struct snapshot *conf, uint64_t changes,
		 char buf[REGISTER_VERSION])
{
	snprintf(buf, REGISTER_VERSION, "%s.%" PRIu64, conf->register_hash,
		 changes);
	return buf;
}

static void
keep_version(const struct snapshot *s)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/" FOLDER, s->state_dir);
	int rc = n > 0 && (size_t)n + 32 < sizeof(path) ? 0 : -ENAMETOOLONG;
	if (rc == 0 && mkdir(path, 0700) != 0 && errno != EEXIST)
		rc = -errno;
	if (rc == 0) {
		snprintf(path + n, sizeof(path) - (size_t)n, "/%s.conf",
			 s->register_hash);
		if (access(path, F_OK) != 0)
			rc = store_write(path, span_str(s->register_text));
	}
	if (rc < 0)
		log_error("the register's version cannot be kept: %s: %s", path,
			  err_text(rc));
}

int
register_version_text(const struct snapshot *conf, const char *hash,
		      struct buf *out)
{
	char path[PATH_MAX];
	if (strlen(hash) != 16 || strspn(hash, "0123456789abcdef") != 16)
		return -EINVAL;
	int n = snprintf(path, sizeof(path), "%s/" FOLDER "/%s.conf",
			 conf->state_dir, hash);
	return n > 0 && (size_t)n < sizeof(path) ? conf_file_read(path, out)
						 : -ENAMETOOLONG;
}

/* ---- two versions compared ---- */

static const struct register_entry *
entry_like(const struct snapshot *s, const struct register_entry *wanted)
{
	for (size_t i = 0; i < s->n_entries; i++)
		if (strcmp(s->entries[i].list, wanted->list) == 0 &&
		    strcmp(s->entries[i].id, wanted->id) == 0)
			return &s->entries[i];
	return NULL;
}

static void
tell_entry(struct buf *out, char sign, const struct register_entry *e)
{
	if (out->n + strlen(e->list) + strlen(e->id) + 16 > DETAIL_MAX)
		return; /* the two versions are kept */
	if (buf_printf(out, " %c%s:%s", sign, e->list, e->id) < 0)
		log_error("out of memory");
}

static void
tell_difference(struct daemon *d, const struct snapshot *old,
		const struct snapshot *now, const char *actor)
{
	struct buf out;
	buf_init(&out, DETAIL_MAX + 64);
	int rc = buf_printf(&out, "%s to %s:", old->register_hash,
			    now->register_hash);
	for (size_t i = 0; i < now->n_entries && rc == 0; i++) {
		const struct register_entry *e = &now->entries[i];
		const struct register_entry *before = entry_like(old, e);
		if (before == NULL)
			tell_entry(&out, '+', e);
		else if (before->hash != e->hash)
			tell_entry(&out, '~', e);
	}
	for (size_t i = 0; i < old->n_entries && rc == 0; i++)
		if (entry_like(now, &old->entries[i]) == NULL)
			tell_entry(&out, '-', &old->entries[i]);
	if (rc == 0 && buf_byte(&out, '\0') == 0)
		daemon_record(d, AUDIT_CONTROL, actor, "register changed",
			      (const char *)out.p);
	buf_fini(&out);
}

/* The loader has warned of what it left out. */
static void
warn_differences(struct daemon *d, const struct snapshot *now)
{
	struct pathway_states *states = d->gateway.states;
	for (size_t i = 0; i < now->reg.n_pathways; i++) {
		const struct pathway *p = &now->reg.pathways[i];
		struct pathway_state state;
		char words[768];
		if (p->addition == NULL &&
		    pathway_states_find(states, p->id, &state) &&
		    pathway_state_differs(&state, p->status, words,
					  sizeof(words)))
			log_warn("pathway %s: %s", p->id, words);
	}
}

void
register_came_into_force(struct daemon *d, const struct snapshot *old,
			 const struct snapshot *now, const char *actor)
{
	keep_version(now);
	if (old != NULL && strcmp(old->register_hash, now->register_hash) != 0)
		tell_difference(d, old, now, actor);
	for (size_t i = 0;
	     now->contradicted != NULL && now->contradicted[i] != NULL; i++)
		daemon_record(d, AUDIT_CONTROL, actor,
			      "files contradict an addition",
			      now->contradicted[i]);
	warn_differences(d, now);
	daemon_check_warnings(d);
}
