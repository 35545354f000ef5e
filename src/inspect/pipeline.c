/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inspection of one exchange: head, body, trailers, and what may be
 * released. Guarantees: results depend on the bytes alone; a byte counts as
 * safe only when everything that was found in or before it can be taken. One
 * owner, one thread.
 */
#include "inspect/inspection.h"

#include "inspect/container.h"
#include "inspect/head.h"

#include <errno.h>
#include <stdlib.h>

void
work_unreadable(struct work *w, enum unreadable class, const char *cause,
		uint64_t n)
{
	unsigned i = 0;
	w->unreadable |= 1u << class;
	if (w->cause == NULL)
		w->cause = cause;
	while (i < w->n_unread && (w->unread[i].class != class ||
				   strcmp(w->unread[i].cause, cause) != 0))
		i++;
	if (i == INSPECT_UNREAD) {
		i--;
		w->unread[i].cause = "others";
	}
	if (i == w->n_unread)
		w->unread[w->n_unread++] =
			(struct inspect_unread){class, cause, 0};
	w->unread[i].bytes += n;
}

void
work_unread_more(struct work *w, enum unreadable class, uint64_t n)
{
	unsigned i = w->n_unread;
	while (i > 0 && w->unread[i - 1].class != class)
		i--;
	if (i == 0)
		i = w->n_unread;
	if (i > 0)
		w->unread[i - 1].bytes += n;
}

int
inspection_new(const struct inspect_env *env,
	       struct inspection **ret_inspection)
{
	struct inspection *i = calloc(1, sizeof(*i));
	if (i == NULL)
		return -ENOMEM;
	i->work.env = env;
	ends_init(&i->ends);
	budget_init(&i->work.budget, env->limits);
	scanner_set_today(env->scanner, env->now_days);
	int rc = harvest_new(&i->work, &i->work.harvest);
	if (rc < 0) {
		free(i);
		return rc;
	}
	*ret_inspection = i;
	return 0;
}

void
inspection_free(struct inspection **pi)
{
	struct inspection *i = *pi;
	*pi = NULL;
	if (i == NULL)
		return;
	stage_close(&i->body);
	jobs_free(&i->work);
	harvest_free(&i->work.harvest);
	ends_fini(&i->ends);
	free(i);
}

void
inspection_on_finding(struct inspection *i, inspect_finding_fn *fn, void *arg)
{
	harvest_on_finding(i->work.harvest, fn, arg);
}

static bool
is_known_method(struct span method)
{
	static const char *const known[] = {"GET",     "HEAD",	 "POST",
					    "PUT",     "DELETE", "PATCH",
					    "OPTIONS", "TRACE",	 "CONNECT"};
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (span_eq(method, span_str(known[i])))
			return true;
	return false;
}

int
inspection_head(struct inspection *i, const struct inspect_head *head)
{
	i->work.fragment = head_is_fragment(head);
	int rc = head_host(&i->work, head->host);
	/* A method may be any token: one of the sender's own making is read. */
	if (rc == 0 && !is_known_method(head->method))
		rc = head_host(&i->work, head->method);
	if (rc == 0)
		rc = head_target(&i->work, head->target);
	if (rc == 0)
		rc = head_fields(&i->work, head->headers, head->n_headers);
	return rc;
}

int
inspection_name(struct inspection *i, struct span host)
{
	return head_host(&i->work, host);
}

int
inspection_trailers(struct inspection *i, const struct inspect_header *fields,
		    size_t n)
{
	return head_fields(&i->work, fields, n);
}

int
inspection_body(struct inspection *i, struct span content_type,
		struct span content_encoding, struct span path)
{
	struct hints hints = {.type = content_type,
			      .encoding = content_encoding,
			      .name = span_split(&path, '?')};
	stage_close(&i->body);
	i->raw = 0;
	i->ended = false;
	i->work.epoch = 0;
	i->work.origin = 0;
	return layer_open(&i->work, &hints, &i->body);
}

int
inspection_push(struct inspection *i, struct span raw, bool last)
{
	must(i->body != NULL && !i->ended);
	i->work.epoch = i->raw;
	i->raw += raw.n;
	i->work.budget.sent = i->raw;
	i->ended = last;
	return stage_push(i->body, raw, last);
}

uint64_t
inspection_safe(const struct inspection *i)
{
	uint64_t epoch = EPOCH_NONE;
	if (!i->ended)
		epoch = epoch_min(stage_pending(i->body),
				  harvest_pending(i->work.harvest));
	epoch = epoch_min(epoch, jobs_pending(&i->work));
	return epoch_min(epoch, i->raw);
}

void
inspection_take(struct inspection *i, struct inspect_result *ret_result)
{
	harvest_take(i->work.harvest, ret_result);
	ret_result->unreadable = i->work.unreadable;
	ret_result->cause = i->work.cause;
}

void
inspection_totals(const struct inspection *i, struct inspect_totals *ret_totals)
{
	*ret_totals = (struct inspect_totals){.decoded_bytes =
						      i->work.budget.decoded};
	harvest_totals(i->work.harvest, ret_totals);
	ret_totals->unread = i->work.unread;
	ret_totals->n_unread = i->work.n_unread;
}

bool
inspection_needs_whole(const struct inspection *i)
{
	return harvest_endless(i->work.harvest) || i->work.collecting > 0 ||
	       jobs_pending(&i->work) != EPOCH_NONE;
}

/* ---- containers ---- */

int
inspection_job(struct inspection *i, struct inspect_job *ret_job)
{
	return i->ended ? job_next(&i->work, ret_job) : 0;
}

int
inspection_member(struct inspection *i, const struct inspect_member *m)
{
	return job_member(&i->work, m);
}

int
inspection_member_data(struct inspection *i, struct span data)
{
	return job_data(&i->work, data);
}

int
inspection_member_end(struct inspection *i)
{
	return job_member_end(&i->work);
}

void
inspection_job_unreadable(struct inspection *i, enum unreadable class,
			  const char *cause)
{
	job_unreadable(&i->work, class, cause);
}

int
inspection_job_end(struct inspection *i)
{
	return job_end(&i->work);
}

void
inspection_jobs_drop(struct inspection *i, const char *cause)
{
	jobs_drop(&i->work, cause);
}
