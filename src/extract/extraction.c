/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The jobs of inspections, worked off by the programmes of a pool.
 * Guarantees: whatever a programme does or fails to do, its job ends, and
 * what it did not read is unreadable; a programme is never used again after
 * it broke a rule, died, or was stopped in a job. One thread.
 */
#include "extract/extract.h"

#include "extract/answer.h"
#include "extract/slot.h"

#include "base/clock.h"
#include "base/tally.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

TALLY(jobs, "kouan_extractions_total", "Containers given to be opened")
TALLY(failures, "kouan_extractions_failed_total",
      "Containers whose opener died, lied or took too long")

#define PROCESSES_MAX 16
#define TURN_BYTES (128 * 1024)
#define MEMORY_DEFAULT (UINT64_C(512) << 20)

enum program { PROGRAM_ARCHIVE, PROGRAM_PDF, PROGRAMS_ };
static const char *const program_names[PROGRAMS_] = {"kouan-extract",
						     "kouan-pdf"};

struct extract_pool {
	struct extract_options options;
	char paths[PROGRAMS_][4096];
	struct slot slots[PROGRAMS_][PROCESSES_MAX];
	struct extraction *waiting; /* for a slot; the first one first */
	uint8_t *message;	    /* ANSWER_MAX + 1 bytes */
};

struct extraction {
	struct extract_pool *pool;
	struct inspection *inspection;
	int64_t until;
	extraction_wake_fn *wake;
	void *wake_arg;
	struct extraction *next; /* waiting too */
	bool waits;
	enum program program; /* of the job under way */
	struct slot *slot;    /* NULL: none under way */
	int fd;
	bool heard; /* a word of the answer came */
	bool again; /* the job was given once before */
	struct answer answer;
};

int
extract_pool_new(const struct extract_options *options,
		 struct extract_pool **ret_pool)
{
	struct extract_pool *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	p->options = *options;
	if (p->options.directory == NULL)
		p->options.directory = extract_directory();
	if (p->options.processes == 0)
		p->options.processes = 2;
	if (p->options.processes > PROCESSES_MAX)
		p->options.processes = PROCESSES_MAX;
	if (p->options.memory == 0)
		p->options.memory = MEMORY_DEFAULT;
	if (p->options.cpu_s == 0)
		p->options.cpu_s = 10;
	p->message = malloc(ANSWER_MAX + 1);
	if (p->message == NULL) {
		free(p);
		return -ENOMEM;
	}
	for (int k = 0; k < PROGRAMS_; k++) {
		snprintf(p->paths[k], sizeof(p->paths[k]), "%s/%s",
			 p->options.directory, program_names[k]);
		for (unsigned i = 0; i < PROCESSES_MAX; i++)
			slot_init(&p->slots[k][i]);
	}
	*ret_pool = p;
	return 0;
}

void
extract_pool_free(struct extract_pool **pp)
{
	struct extract_pool *p = *pp;
	*pp = NULL;
	if (p == NULL)
		return;
	for (int k = 0; k < PROGRAMS_; k++)
		for (unsigned i = 0; i < PROCESSES_MAX; i++)
			slot_end(&p->slots[k][i]);
	explicit_bzero(p->message, ANSWER_MAX + 1);
	free(p->message);
	free(p);
}

static struct slot *
free_slot(struct extract_pool *p, enum program k)
{
	for (unsigned i = 0; i < p->options.processes; i++)
		if (!p->slots[k][i].busy)
			return &p->slots[k][i];
	return NULL;
}

/* ---- waiting for a slot ---- */

static void
wait_for_slot(struct extraction *x)
{
	struct extraction **at = &x->pool->waiting;
	if (x->waits)
		return;
	while (*at != NULL)
		at = &(*at)->next;
	*at = x;
	x->next = NULL;
	x->waits = true;
}

static void
wait_no_more(struct extraction *x)
{
	struct extraction **at = &x->pool->waiting;
	if (!x->waits)
		return;
	while (*at != x)
		at = &(*at)->next;
	*at = x->next;
	x->waits = false;
}

static void
release_slot(struct extraction *x, bool good)
{
	enum program k = x->program;
	if (x->fd >= 0)
		close(x->fd);
	x->fd = -1;
	if (x->slot == NULL)
		return;
	if (good)
		x->slot->busy = false;
	else
		slot_end(x->slot);
	x->slot = NULL;
	for (struct extraction *w = x->pool->waiting; w != NULL; w = w->next)
		if (w->program == k) {
			wait_no_more(w);
			if (w->wake != NULL)
				w->wake(w->wake_arg);
			return;
		}
}

/* ---- one extraction ---- */

int
extraction_new(struct extract_pool *pool, struct inspection *i,
	       int64_t limit_us, extraction_wake_fn *wake, void *arg,
	       struct extraction **ret_extraction)
{
	struct extraction *x = calloc(1, sizeof(*x));
	if (x == NULL)
		return -ENOMEM;
	x->pool = pool;
	x->inspection = i;
	x->until = clock_mono_us() + limit_us;
	x->wake = wake;
	x->wake_arg = arg;
	x->fd = -1;
	*ret_extraction = x;
	return 0;
}

void
extraction_free(struct extraction **px)
{
	struct extraction *x = *px;
	*px = NULL;
	if (x == NULL)
		return;
	wait_no_more(x);
	release_slot(x, false);
	free(x);
}

int
extraction_fd(const struct extraction *x)
{
	return x->fd;
}

bool
extraction_is_late(const struct extraction *x, int64_t mono_us)
{
	return mono_us >= x->until;
}

/* The job ends; one that was not done was class, by cause. */
static int
end_job(struct extraction *x, enum unreadable class, const char *cause)
{
	x->again = false;
	if (!x->answer.done)
		tally_add(&failures, 1);
	/* Enough said, but not by the programme: it still talks. */
	release_slot(x, x->answer.done && cause == NULL);
	return answer_end(&x->answer, class, cause);
}

/* > 0 begun, 0 must wait, < 0. */
static int
begin_job(struct extraction *x, const struct inspect_job *job)
{
	struct extract_pool *p = x->pool;
	x->program =
		strcmp(job->kind, "pdf") == 0 ? PROGRAM_PDF : PROGRAM_ARCHIVE;
	struct slot *s = free_slot(p, x->program);
	if (s == NULL) {
		wait_for_slot(x);
		return 0;
	}
	struct extract_request q = {
		.size = job->size,
		.memory = p->options.memory + job->size,
		.cpu_s = p->options.cpu_s,
	};
	span_copy(span_str(job->kind), q.kind, sizeof(q.kind));
	tally_add(&jobs, 1);
	answer_begin(&x->answer, x->inspection, job);
	x->heard = false;
	int rc = slot_give(s, p->paths[x->program], &q, job->fd, &x->fd);
	if (rc == 0) {
		x->slot = s;
		return 1;
	}
	/* As if there were nobody to open it. */
	rc = end_job(x, UNREADABLE_BINARY, NULL);
	return rc < 0 ? rc : 1;
}

/* One message: > 0 taken, 0 none there, < 0. */
static int
take_message(struct extraction *x, size_t *ret_n)
{
	uint8_t *message = x->pool->message;
	ssize_t n = recv(x->fd, message, ANSWER_MAX + 1, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0 && !x->heard && !x->again) {
		/* It may have died before it had the job. */
		x->again = true;
		release_slot(x, false);
		return 1;
	}
	x->heard = true;
	if (n <= 0) {
		int rc = end_job(x, UNREADABLE_BROKEN, "extractor");
		return rc < 0 ? rc : 1;
	}
	*ret_n += (size_t)n;
	int rc = (size_t)n > ANSWER_MAX
			 ? ERR_MALFORMED
			 : answer_take(&x->answer, span_of(message, (size_t)n));
	if (rc == 0)
		return 1;
	if (rc == ERR_MALFORMED)
		rc = end_job(x, UNREADABLE_BROKEN, "extractor");
	else if (rc > 0 && message[0] == ANSWER_DONE)
		rc = end_job(x, UNREADABLE_BROKEN, NULL);
	else if (rc > 0)
		rc = end_job(x, UNREADABLE_SIZE, "size");
	return rc < 0 ? rc : 1;
}

int
extraction_run(struct extraction *x)
{
	struct inspect_job job;
	size_t taken = 0;
	for (;;) {
		int rc = 1;
		if (extraction_is_late(x, clock_mono_us())) {
			wait_no_more(x);
			if (x->slot != NULL)
				rc = end_job(x, UNREADABLE_SIZE, "time");
			inspection_jobs_drop(x->inspection, "time");
			return rc < 0 ? rc : 1;
		}
		if (x->slot == NULL) {
			rc = inspection_job(x->inspection, &job);
			if (rc == 0)
				return 1;
			if (rc > 0)
				rc = begin_job(x, &job);
		} else if (taken >= TURN_BYTES) {
			return 0;
		} else {
			rc = take_message(x, &taken);
		}
		if (rc <= 0)
			return rc;
	}
}

int
extract_all(struct extract_pool *pool, struct inspection *i, int64_t limit_us)
{
	struct extraction *x = NULL;
	int rc = extraction_new(pool, i, limit_us, NULL, NULL, &x);
	while (rc == 0) {
		rc = extraction_run(x);
		if (rc != 0)
			break;
		struct pollfd p = {.fd = x->fd, .events = POLLIN};
		int64_t left = (x->until - clock_mono_us()) / 1000 + 1;
		(void)poll(&p, 1, left > 0 ? (int)left : 0);
	}
	extraction_free(&x);
	return rc < 0 ? rc : 0;
}
