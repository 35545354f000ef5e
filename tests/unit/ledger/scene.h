/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the ledger's tests share: a ledger in a directory of its own, persons
 * made of short words ("R1 M2": the resident number 1 and the mobile number
 * 2, seen together), and a judge that charges cells under a cap.
 */
#pragma once

#include "ledger/ledger.h"
#include "lib/suite.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RESIDENT, PASSPORT, MOBILE, EMAIL, NAME, CATEGORIES };
static const char *const category_names[CATEGORIES] = {
	"cn-resident-id", "cn-passport", "cn-mobile", "email", "cn-name"};

#define CELLS_MAX 8
struct scene {
	char dir[64], path[96];
	struct digest_key *key;
	struct ledger *ledger;
	struct why why;
	uint32_t cells[CELLS_MAX];
	uint32_t n_cells;
	int interrupted, merges, splits;
	char context[128];
	struct event_id event;
	int64_t interrupted_persons, interrupted_new;
	int64_t now_s; /* of requests; 0: 1 */
};

/* One reservation and how it went. */
struct outing {
	struct scene *scene;
	int64_t cap; /* of the first cell; < 0: none */
	bool refuse, dry_run;
	uint64_t masks[CELLS_MAX]; /* 0: every trait */
	int64_t before, after, present;
	struct ledger_reservation *reservation;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool told;
	int status;
};

static inline const char *
scene_category(void *arg, unsigned category)
{
	(void)arg;
	return category < CATEGORIES ? category_names[category] : NULL;
}

static inline void
scene_interrupted(void *arg, struct event_id event, const char *context,
		  int64_t persons, int64_t new_persons, int64_t bytes)
{
	struct scene *s = arg;
	(void)bytes;
	s->interrupted++;
	s->event = event;
	s->interrupted_persons = persons;
	s->interrupted_new = new_persons;
	snprintf(s->context, sizeof(s->context), "%s", context);
}

static inline void
scene_relink(void *arg, const struct ledger_relink *r)
{
	struct scene *s = arg;
	s->merges += !r->split && r->after < r->before;
	s->splits += r->split && r->after > r->before;
}

static inline int
scene_open_with(struct scene *s, const char *secret)
{
	if (s->key == NULL)
		ck_assert_int_eq(digest_key_new(span_str(secret), &s->key), 0);
	struct ledger_options o = {.path = s->path,
				   .key = s->key,
				   .max_same_kind = 2,
				   .category_name = scene_category,
				   .on_interrupted = scene_interrupted,
				   .on_relink = scene_relink,
				   .arg = s};
	return ledger_open(&o, &s->ledger, &s->why);
}

static inline uint32_t
scene_cell(struct scene *s, const char *window, enum ledger_dimension d,
	   const char *value)
{
	struct ledger_cell_key key = {"cn",   "pi", "example-sh",
				      window, d,    value};
	return ledger_cell(s->ledger, &key);
}

static inline void
scene_open(struct scene *s)
{
	int rc = scene_open_with(s, "a secret of enough bytes");
	ck_assert_msg(rc == 0, "%s", s->why.text);
	s->n_cells = 0;
	s->cells[s->n_cells++] = scene_cell(s, "2026", LEDGER_TOTAL, "");
}

static inline void
scene_init(struct scene *s)
{
	memset(s, 0, sizeof(*s));
	const char *place = getenv("KOUAN_TEST_DIR");
	/* In memory where there is such a place: thousands of commits. */
	if (place == NULL)
		place = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	snprintf(s->dir, sizeof(s->dir), "%s/kouan-ledger-XXXXXX", place);
	ck_assert_ptr_nonnull(mkdtemp(s->dir));
	snprintf(s->path, sizeof(s->path), "%s/ledger.db", s->dir);
}

static inline void
scene_new(struct scene *s)
{
	scene_init(s);
	scene_open(s);
}

static inline void
scene_reopen(struct scene *s)
{
	ledger_close(&s->ledger);
	scene_open(s);
}

static inline void
scene_fini(struct scene *s)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
	ledger_close(&s->ledger);
	digest_key_free(&s->key);
	for (size_t i = 0; i < N_ROWS(ends); i++) {
		char name[128];
		snprintf(name, sizeof(name), "%s%s", s->path, ends[i]);
		(void)unlink(name);
	}
	(void)rmdir(s->dir);
}

static inline int
scene_judge(void *arg, struct ledger_claim *c)
{
	struct outing *o = arg;
	struct scene *s = o->scene;
	uint64_t first = o->masks[0] != 0 ? o->masks[0] : UINT64_MAX;
	ledger_claim_count(c, s->cells[0], first, &o->before, &o->after,
			   &o->present);
	if (o->refuse || (o->cap >= 0 && o->after > o->cap))
		return 1;
	for (uint32_t i = 0; i < s->n_cells; i++)
		ledger_claim_charge(c, s->cells[i],
				    o->masks[i] != 0 ? o->masks[i]
						     : UINT64_MAX);
	return 0;
}

static inline void
outing_durable(void *arg, struct ledger_reservation *r, int status)
{
	struct outing *o = arg;
	(void)r;
	pthread_mutex_lock(&o->lock);
	o->told = true;
	o->status = status;
	pthread_cond_signal(&o->cond);
	pthread_mutex_unlock(&o->lock);
}

static inline void
outing_init(struct outing *o, struct scene *s)
{
	memset(o, 0, sizeof(*o));
	o->scene = s;
	o->cap = -1;
	pthread_mutex_init(&o->lock, NULL);
	pthread_cond_init(&o->cond, NULL);
}

static inline int
outing_wait(struct outing *o)
{
	pthread_mutex_lock(&o->lock);
	while (!o->told)
		pthread_cond_wait(&o->cond, &o->lock);
	pthread_mutex_unlock(&o->lock);
	return o->status;
}

static inline int
outing_begin(struct outing *o, const struct person *persons,
	     const uint64_t *traits, size_t n)
{
	uint64_t ones[64];
	for (size_t i = 0; i < N_ROWS(ones); i++)
		ones[i] = 1;
	struct ledger_request q = {
		.event = event_id_new(clock_wall_us()),
		.context = "{\"host\":\"api.example\"}",
		.persons = persons,
		.traits = traits != NULL ? traits : ones,
		.n_persons = n,
		.bytes = 100,
		.now_s = o->scene->now_s != 0 ? o->scene->now_s : 1,
		.judge = scene_judge,
		.judge_arg = o,
		.durable = outing_durable,
		.durable_arg = o,
		.dry_run = o->dry_run};
	return ledger_reserve(o->scene->ledger, &q, &o->reservation);
}

/* "R1 M2" → identifiers; returns how many. */
static inline uint32_t
words(const struct scene *s, const char *text, struct identifier *ids)
{
	static const char letters[] = "RPMEN";
	static const uint8_t kinds[] = {KIND_IDENTITY, KIND_IDENTITY,
					KIND_CONTACT, KIND_CONTACT, KIND_WEAK};
	uint32_t n = 0;
	for (const char *p = text; *p != '\0';) {
		size_t length = strcspn(p, " ");
		unsigned c = (unsigned)(strchr(letters, p[0]) - letters);
		ids[n].digest = digest_of(s->key, span_str(category_names[c]),
					  span_of(p, length));
		ids[n].category = (uint16_t)c;
		ids[n++].kind = kinds[c];
		p += length + (p[length] == ' ');
	}
	return n;
}

/* Records parted by "; ": one exchange. What ledger_reserve says. */
static inline int
outing_try(struct outing *o, const char *text)
{
	static _Thread_local struct identifier ids[64][16];
	struct person persons[64];
	size_t n = 0;
	char copy[1024], *rest = copy, *one;
	snprintf(copy, sizeof(copy), "%s", text);
	memset(persons, 0, sizeof(persons));
	while ((one = strsep(&rest, ";")) != NULL) {
		one += strspn(one, " ");
		persons[n].ids = ids[n];
		persons[n].n_ids = words(o->scene, one, ids[n]);
		n++;
	}
	return outing_begin(o, persons, NULL, n);
}

/* An exchange from end to end: reserve, wait, settle; what reserve said. */
static inline int
go(struct scene *s, const char *text)
{
	struct outing o;
	outing_init(&o, s);
	int rc = outing_try(&o, text);
	ck_assert_int_ge(rc, 0);
	if (rc == 1)
		ck_assert_int_eq(outing_wait(&o), 0);
	ledger_settle(s->ledger, &o.reservation);
	return rc;
}

struct sought {
	const char *window, *value;
	struct ledger_row row;
	bool found;
};

static inline int
scene_seek(void *arg, const struct ledger_row *row)
{
	struct sought *x = arg;
	if (strcmp(row->key.window, x->window) != 0 ||
	    strcmp(row->key.value, x->value) != 0)
		return 0;
	x->row = *row;
	x->found = true;
	return 1;
}

static inline struct ledger_row
scene_row(struct scene *s, const char *window, const char *value)
{
	struct sought x = {.window = window, .value = value};
	(void)ledger_each(s->ledger, scene_seek, &x);
	ck_assert_msg(x.found, "no cell %s %s", window, value);
	return x.row;
}

/* Persons of the total. */
static inline int64_t
persons(struct scene *s)
{
	return scene_row(s, "2026", "").persons;
}
