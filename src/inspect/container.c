/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Collecting containers and reading what comes out of them. A short container
 * waits in memory, a longer one in a file in memory, sealed before it is
 * handed out; what all of them take is limited for the whole gateway.
 * Guarantees: from a container's first byte on nothing is released until its
 * last member was read; members are charged to the exchange's budget, and
 * what is in them is read like a body. One owner, one thread.
 */
#include "inspect/container.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Up to this a container takes no descriptor while it waits. */
#define SMALL ((size_t)256 << 10)
/* The ratio is judged each time so many bytes came out. */
#define RATIO_STEP ((uint64_t)64 << 10)
#define NAME_LONGEST 4096

struct job {
	struct job *next;
	const char *kind;
	uint64_t epoch, size;
	unsigned depth;	  /* layers around it */
	struct buf small; /* its bytes, if fd is -1 */
	int fd;
};

struct jobs {
	struct job *first, **end; /* the first one is being worked off */
	bool begun;		  /* it was handed out */
	bool told;		  /* its bytes were counted as unread */
	uint64_t out;		  /* bytes that came out of it */
	struct stage *member;
	bool spent; /* the budget is: nothing more is opened */
};

struct container {
	struct stage stage;
	struct job *job; /* NULL: given up, or ended */
};

/* ---- collecting ---- */

static void
job_free(const struct work *w, struct job **pj)
{
	struct job *j = *pj;
	*pj = NULL;
	if (j == NULL)
		return;
	if (w->env->containers != NULL)
		atomic_fetch_sub(&w->env->containers->used, j->size);
	if (j->fd >= 0)
		close(j->fd);
	buf_fini(&j->small);
	free(j);
}

static int
write_all(int fd, struct span s)
{
	while (s.n > 0) {
		ssize_t n = write(fd, s.p, s.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -ENOMEM;
		s = span_from(s, (size_t)n);
	}
	return 0;
}

/* From memory to a file in memory. */
static int
to_file(struct job *j)
{
	j->fd = memfd_create("container", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int rc = j->fd < 0 ? -ENOMEM : write_all(j->fd, buf_span(&j->small));
	buf_fini(&j->small);
	return rc;
}

static int
job_add(struct job *j, struct span in)
{
	if (j->fd < 0 && j->small.n + in.n <= SMALL)
		return buf_add(&j->small, in) < 0 ? -ENOMEM : 0;
	int rc = j->fd < 0 ? to_file(j) : 0;
	return rc == 0 ? write_all(j->fd, in) : rc;
}

/* No more comes in: the job goes to the queue, or is given up. */
static struct job *
part_with_job(struct container *c)
{
	struct job *j = c->job;
	c->job = NULL;
	c->stage.work->collecting--;
	return j;
}

/* Whether n bytes more may be kept; counts them if so. */
static bool
has_room(const struct work *w, struct job *j, uint64_t n)
{
	struct container_room *room = w->env->containers;
	if (j->size + n > w->env->limits->container)
		return false;
	if (atomic_fetch_add(&room->used, n) + n > room->total) {
		atomic_fetch_sub(&room->used, n);
		return false;
	}
	j->size += n;
	return true;
}

static struct jobs *
jobs_of(struct work *w)
{
	if (w->jobs == NULL) {
		w->jobs = calloc(1, sizeof(*w->jobs));
		if (w->jobs != NULL)
			w->jobs->end = &w->jobs->first;
	}
	return w->jobs;
}

static int
container_push(struct stage *s, struct span in, bool last)
{
	struct container *c = (struct container *)(void *)s;
	struct work *w = s->work;
	if (c->job == NULL) {
		work_unread_more(w, UNREADABLE_SIZE, in.n);
		return 0;
	}
	if (!has_room(w, c->job, in.n)) {
		work_unreadable(w, UNREADABLE_SIZE, c->job->kind,
				c->job->size + in.n);
		struct job *j = part_with_job(c);
		job_free(w, &j);
		return 0;
	}
	int rc = job_add(c->job, in);
	struct jobs *jobs = rc == 0 && last ? jobs_of(w) : NULL;
	if (rc < 0 || !last)
		return rc;
	if (jobs == NULL)
		return -ENOMEM;
	*jobs->end = part_with_job(c);
	jobs->end = &(*jobs->end)->next;
	return 0;
}

static uint64_t
container_pending(const struct stage *s)
{
	const struct container *c = (const struct container *)(const void *)s;
	return c->job != NULL ? c->job->epoch : EPOCH_NONE;
}

static void
container_close(struct stage *s)
{
	struct container *c = (struct container *)(void *)s;
	struct job *j = c->job != NULL ? part_with_job(c) : NULL;
	job_free(s->work, &j);
	free(c);
}

bool
container_opens(const struct work *w, const char *kind)
{
	static const char *const kinds[] = {
		"zip",	"encrypted-zip", "7z",	"rar",	"bzip2", "xz",
		"lz4",	"tar",		 "pdf", "cpio", "cab",	 "ar",
		"lzip", "lzma",		 "rpm", "ole"};
	if (w->env->containers == NULL)
		return false;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	return false;
}

int
container_open(struct work *w, const char *kind, struct stage **ret_stage)
{
	static const struct stage_ops ops = {"container", container_push,
					     container_pending,
					     container_close};
	/* One layer more than where it stands. */
	if (w->budget.depth >= w->env->limits->depth)
		return binary_open(w, UNREADABLE_SIZE, "depth", ret_stage);
	if (w->jobs != NULL && w->jobs->spent)
		return binary_open(w, UNREADABLE_SIZE, kind, ret_stage);
	struct container *c = calloc(1, sizeof(*c));
	struct job *j = calloc(1, sizeof(*j));
	if (c == NULL || j == NULL) {
		free(c);
		free(j);
		return -ENOMEM;
	}
	c->stage = (struct stage){&ops, w};
	c->job = j;
	j->kind = kind;
	j->epoch = w->epoch;
	j->depth = w->budget.depth;
	j->fd = -1;
	buf_init(&j->small, SMALL);
	w->collecting++;
	*ret_stage = &c->stage;
	return 0;
}

/* ---- jobs ---- */

uint64_t
jobs_pending(const struct work *w)
{
	uint64_t epoch = EPOCH_NONE;
	if (w->jobs == NULL)
		return epoch;
	for (const struct job *j = w->jobs->first; j != NULL; j = j->next)
		epoch = epoch_min(epoch, j->epoch);
	return epoch;
}

static void
pop(struct work *w)
{
	struct jobs *jobs = w->jobs;
	struct job *j = jobs->first;
	jobs->first = j->next;
	if (jobs->first == NULL)
		jobs->end = &jobs->first;
	jobs->begun = jobs->told = false;
	jobs->out = 0;
	job_free(w, &j);
}

void
jobs_free(struct work *w)
{
	if (w->jobs == NULL)
		return;
	stage_close(&w->jobs->member);
	while (w->jobs->first != NULL)
		pop(w);
	free(w->jobs);
	w->jobs = NULL;
}

void
jobs_drop(struct work *w, const char *cause)
{
	if (w->jobs == NULL)
		return;
	w->jobs->spent = true;
	for (const struct job *j = w->jobs->first; j != NULL; j = j->next)
		work_unreadable(w, UNREADABLE_SIZE, cause, j->size);
	stage_close(&w->jobs->member);
	while (w->jobs->first != NULL)
		pop(w);
}

int
job_next(struct work *w, struct inspect_job *ret_job)
{
	struct jobs *jobs = w->jobs;
	struct job *j = jobs != NULL ? jobs->first : NULL;
	if (j == NULL)
		return 0;
	if (!jobs->begun) {
		int rc = j->fd < 0 ? to_file(j) : 0;
		if (rc < 0)
			return rc;
		if (fcntl(j->fd, F_ADD_SEALS,
			  F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW |
				  F_SEAL_WRITE) != 0)
			return -errno;
		jobs->begun = true;
	}
	*ret_job = (struct inspect_job){j->fd, j->size, j->kind};
	return 1;
}

/* ---- members ---- */

/* The budget is spent: this job and all others end here. */
static int
spend(struct work *w, const char *cause)
{
	int rc = job_member_end(w);
	w->jobs->spent = true;
	work_unreadable(w, UNREADABLE_SIZE, cause, 0);
	return rc < 0 ? rc : 1;
}

/* A member's name is a text of its own, in whatever charset. */
static int
read_name(struct work *w, struct span name)
{
	struct stage *text = NULL, *s = NULL;
	name = span_cut(name, 0, NAME_LONGEST);
	if (name.n == 0)
		return 0;
	int rc = text_open(w, &text);
	if (rc == 0)
		rc = charset_open(w, SPAN_NONE, text, &s);
	if (rc == 0)
		rc = stage_push(s, name, true);
	stage_close(&s);
	return rc;
}

static int
open_made(struct work *w, enum member_kind kind, struct stage **ret_stage)
{
	const struct table_shape shape = {.delimiter = ',',
					  .header = kind == MEMBER_TABLE};
	struct stage *next = NULL;
	int rc = kind == MEMBER_TEXT ? text_open(w, &next)
				     : table_open(w, shape, &next);
	return rc < 0 ? rc : charset_open(w, SPAN("utf-8"), next, ret_stage);
}

int
job_member(struct work *w, const struct inspect_member *m)
{
	struct jobs *jobs = w->jobs;
	must(jobs->begun && jobs->member == NULL);
	const char *cause = jobs->spent ? "size" : budget_part(&w->budget);
	w->epoch = jobs->first->epoch;
	w->origin = 0;
	w->budget.depth = jobs->first->depth;
	if (cause == NULL)
		cause = budget_enter(&w->budget);
	if (cause != NULL)
		return spend(w, cause);
	int rc = read_name(w, m->name);
	if (rc < 0)
		return rc;
	const struct hints hints = {.name = m->name};
	return m->kind == MEMBER_BYTES ? layer_open(w, &hints, &jobs->member)
				       : open_made(w, m->kind, &jobs->member);
}

static int
push_member(struct work *w, struct span data, bool last)
{
	struct jobs *jobs = w->jobs;
	w->epoch = jobs->first->epoch;
	/* To decoders in it this is the outermost one. */
	w->sent = jobs->first->size;
	w->decoders++;
	int rc = stage_push(jobs->member, data, last);
	w->decoders--;
	return rc;
}

/* As far as the next place where the ratio is judged. */
static int
push_some(struct work *w, struct span *data)
{
	struct jobs *jobs = w->jobs;
	struct budget *b = &w->budget;
	uint64_t step = RATIO_STEP - jobs->out % RATIO_STEP;
	struct span now = span_cut(*data, 0, (size_t)step);
	uint64_t held = b->limits->decoded > b->decoded
				? b->limits->decoded - b->decoded
				: 0;
	jobs->out += now.n;
	bool judged = jobs->out % RATIO_STEP == 0;
	const char *cause = budget_decode(b, now.n, judged ? jobs->out : 0,
					  jobs->first->size);
	*data = span_from(*data, now.n);
	if (cause != NULL)
		now = span_cut(now, 0, held);
	int rc = push_member(w, now, false);
	if (rc == 0 && cause != NULL)
		rc = spend(w, cause);
	return rc;
}

int
job_data(struct work *w, struct span data)
{
	int rc = 0;
	if (w->jobs->member == NULL)
		return 0;
	while (data.n > 0 && rc == 0)
		rc = push_some(w, &data);
	return rc;
}

int
job_member_end(struct work *w)
{
	struct jobs *jobs = w->jobs;
	if (jobs->member == NULL)
		return 0;
	int rc = push_member(w, SPAN_NONE, true);
	stage_close(&jobs->member);
	w->budget.depth = 0;
	return rc;
}

void
job_unreadable(struct work *w, enum unreadable class, const char *cause)
{
	if (class == UNREADABLE_BROKEN && w->fragment)
		class = UNREADABLE_FRAGMENT;
	/* How much of it is not known: all, once. */
	work_unreadable(w, class, cause,
			w->jobs->told ? 0 : w->jobs->first->size);
	w->jobs->told = true;
}

int
job_end(struct work *w)
{
	int rc = job_member_end(w);
	pop(w);
	if (w->jobs->spent)
		jobs_drop(w, "size");
	return rc;
}
