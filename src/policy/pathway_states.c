/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people changed of pathways. Guarantees: a change is on disk before the
 * call returns, and memory never shows what the disk does not hold. Any
 * thread; readers that find nothing changed take no lock.
 */
#include "policy/pathway_states.h"

#include "base/clock.h"
#include "base/map.h"
#include "policy/pathway_store.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct pathway_states {
	pthread_rwlock_t lock; /* of states */
	struct map *states;    /* id to struct pathway_state */
	atomic_size_t count;
	atomic_uint_fast64_t number;
	char path[PATH_MAX];
};

static bool
is_stop(enum pathway_status s)
{
	return s == PATHWAY_REVOKED || s == PATHWAY_SUPERSEDED;
}

enum pathway_status
pathway_state_now(const struct pathway_state *state,
		  enum pathway_status configured)
{
	enum pathway_status now = configured;
	const struct pathway_change *c = &state->change;
	if (state->changed && !is_stop(configured) &&
	    (is_stop(c->to) || c->from == configured))
		now = c->to;
	/* Suspending never makes an unfinished pathway better. */
	if (state->suspended &&
	    (now == PATHWAY_APPROVED || now == PATHWAY_EFFECTIVE))
		now = PATHWAY_SUSPENDED;
	return now;
}

static void
say(const struct pathway_change *c, const char *configured, const char *holds,
    char *buf, size_t size)
{
	char at[CLOCK_TEXT] = "";
	if (c->at_s > 0)
		(void)clock_text(c->at_s * 1000000, at);
	snprintf(buf, size, "%s%s%s by %s%s%s; the files say %s: %s",
		 pathway_status_name(c->to), at[0] != '\0' ? " on " : "", at,
		 c->actor[0] != '\0' ? c->actor : "an operator",
		 c->reason[0] != '\0' ? ": " : "", c->reason, configured,
		 holds);
}

bool
pathway_state_differs(const struct pathway_state *state,
		      enum pathway_status configured, char *buf, size_t size)
{
	const char *name = pathway_status_name(configured);
	enum pathway_status now = pathway_state_now(state, configured);
	const struct pathway_change *c = &state->change;
	if (now == PATHWAY_SUSPENDED && now != configured)
		say(&state->suspension, name, "the suspension holds", buf,
		    size);
	else if (now != configured)
		say(c, name, "the change holds", buf, size);
	else if (state->changed && configured != c->to && configured != c->from)
		say(c, name, "the files hold, they were edited since", buf,
		    size);
	else
		return false;
	return true;
}

/* ---- memory ---- */

/* The state of an id, made where there is none; NULL when out of memory. */
static struct pathway_state *
state_of(struct map *states, struct span id)
{
	struct pathway_state *e = map_get(states, id);
	if (e != NULL)
		return e;
	e = calloc(1, sizeof(*e));
	if (e != NULL && map_put(states, id, e, NULL) < 0) {
		free(e);
		return NULL;
	}
	return e;
}

static void
apply(struct pathway_state *e, const struct pathway_change *c)
{
	bool suspends = c->to == PATHWAY_SUSPENDED;
	*(suspends ? &e->suspension : &e->change) = *c;
	*(suspends ? &e->suspended : &e->changed) = true;
}

static int
take(void *arg, struct span id, const struct pathway_change *c)
{
	struct pathway_states *s = arg;
	struct pathway_state *e = state_of(s->states, id);
	if (e == NULL)
		return -ENOMEM;
	apply(e, c);
	return 0;
}

static int
load(struct pathway_states *s, struct why *why)
{
	uint64_t number;
	int err = store_read(s->path, take, s, &number);
	if (err == -EINVAL)
		return why_set(why, err,
			       "%s is damaged: restore it, or remove it and "
			       "suspend again what was suspended",
			       s->path);
	if (err < 0)
		return why_set(why, err, "%s: %s", s->path, err_text(err));
	atomic_store(&s->count, map_count(s->states));
	atomic_store(&s->number, number);
	return 0;
}

int
pathway_states_open(const char *path, struct pathway_states **ret_states,
		    struct why *why)
{
	if (strlen(path) >= PATH_MAX - 8)
		return why_set(why, -ENAMETOOLONG, "path is too long");
	struct pathway_states *s = calloc(1, sizeof(*s));
	if (s == NULL || (s->states = map_new()) == NULL) {
		free(s);
		return why_set(why, -ENOMEM, "out of memory");
	}
	pthread_rwlock_init(&s->lock, NULL);
	span_copy(span_str(path), s->path, sizeof(s->path));
	int err = load(s, why);
	if (err < 0) {
		pathway_states_close(&s);
		return err;
	}
	*ret_states = s;
	return 0;
}

void
pathway_states_close(struct pathway_states **ps)
{
	struct pathway_states *s = *ps;
	*ps = NULL;
	if (s == NULL)
		return;
	map_free(&s->states, free);
	pthread_rwlock_destroy(&s->lock);
	free(s);
}

/* ---- asking ---- */

bool
pathway_states_find(struct pathway_states *s, const char *id,
		    struct pathway_state *ret_state)
{
	if (atomic_load(&s->count) == 0)
		return false;
	pthread_rwlock_rdlock(&s->lock);
	const struct pathway_state *e = map_get(s->states, span_str(id));
	if (e != NULL)
		*ret_state = *e;
	pthread_rwlock_unlock(&s->lock);
	return e != NULL;
}

enum pathway_status
pathway_states_get(struct pathway_states *s, const struct pathway *p,
		   uint64_t *ret_number)
{
	enum pathway_status now = p->status;
	if (ret_number != NULL)
		*ret_number = atomic_load(&s->number);
	if (atomic_load(&s->count) == 0)
		return now;
	pthread_rwlock_rdlock(&s->lock);
	const struct pathway_state *e = map_get(s->states, span_str(p->id));
	if (e != NULL)
		now = pathway_state_now(e, now);
	if (ret_number != NULL)
		*ret_number = atomic_load(&s->number);
	pthread_rwlock_unlock(&s->lock);
	return now;
}

uint64_t
pathway_states_number(struct pathway_states *s)
{
	return atomic_load(&s->number);
}

/* ---- changing ---- */

struct listing {
	struct buf text;
	size_t n;
};

static int
write_one(void *arg, struct span id, void *value)
{
	struct listing *l = arg;
	const struct pathway_state *e = value;
	int err = 0;
	if (e->changed) {
		l->n++;
		err = store_add(&l->text, id, &e->change);
	}
	if (err == 0 && e->suspended) {
		l->n++;
		err = store_add(&l->text, id, &e->suspension);
	}
	return err;
}

static int
save(const struct pathway_states *s, uint64_t number)
{
	struct listing l = {.n = 0};
	buf_init(&l.text, STORE_LIMIT);
	int err = store_begin(&l.text, number);
	if (err == 0)
		err = map_each(s->states, write_one, &l);
	if (err == 0)
		err = store_end(&l.text, l.n);
	if (err == 0)
		err = store_write(s->path, buf_span(&l.text));
	buf_fini(&l.text);
	return err;
}

/* What state e becomes is in next; back again when it cannot be saved. */
static int
commit(struct pathway_states *s, struct span id, struct pathway_state *e,
       const struct pathway_state *next)
{
	struct pathway_state before = *e;
	uint64_t number = atomic_load(&s->number) + 1;
	*e = *next;
	int err = save(s, number);
	if (err < 0)
		*e = before;
	else
		atomic_store(&s->number, number);
	if (!e->changed && !e->suspended)
		free(map_take(s->states, id));
	atomic_store(&s->count, map_count(s->states));
	return err;
}

int
pathway_states_put(struct pathway_states *s, const char *id,
		   const struct pathway_change *change)
{
	if (!store_id_is_valid(span_str(id)))
		return -EINVAL;
	pthread_rwlock_wrlock(&s->lock);
	struct pathway_state *e = state_of(s->states, span_str(id));
	int err = -ENOMEM;
	if (e != NULL) {
		struct pathway_state next = *e;
		apply(&next, change);
		err = commit(s, span_str(id), e, &next);
	}
	pthread_rwlock_unlock(&s->lock);
	return err;
}

int
pathway_states_resume(struct pathway_states *s, const char *id)
{
	int err = 0;
	pthread_rwlock_wrlock(&s->lock);
	struct pathway_state *e = map_get(s->states, span_str(id));
	if (e != NULL && e->suspended) {
		struct pathway_state next = *e;
		next.suspended = false;
		err = commit(s, span_str(id), e, &next);
	}
	pthread_rwlock_unlock(&s->lock);
	return err;
}
