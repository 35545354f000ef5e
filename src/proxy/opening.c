/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Extractions in the worker's loop. Guarantees: the worker never waits for an
 * opener, and takes a bounded piece of an answer at each turn. Worker thread.
 */
#include "proxy/opening.h"

#include "extract/extract.h"
#include "proxy/exchange.h"

#include <errno.h>
#include <stdlib.h>

struct opening {
	struct exchange *exchange;
	struct extraction *extraction;
	struct event *event; /* of the answer that is read now; may be NULL */
};

static void
on_answer(evutil_socket_t fd, short what, void *arg)
{
	struct opening *o = arg;
	(void)fd;
	(void)what;
	session_turn(o->exchange->session);
}

/* From within another's turn: ours comes later in this round. */
static void
on_free_opener(void *arg)
{
	struct opening *o = arg;
	session_again(o->exchange->session);
}

static void
forget_event(struct opening *o)
{
	if (o->event != NULL)
		event_free(o->event);
	o->event = NULL;
}

/* The loop looks at what the extraction waits for. */
static int
watch(struct opening *o)
{
	int fd = extraction_fd(o->extraction);
	if (fd < 0)
		return 0;
	o->event = event_new(o->exchange->session->worker->base, fd, EV_READ,
			     on_answer, o);
	return o->event != NULL && event_add(o->event, NULL) == 0 ? 0 : -ENOMEM;
}

static int
begin(struct exchange *x)
{
	struct session *s = x->session;
	struct opening *o = calloc(1, sizeof(*o));
	if (o == NULL)
		return -ENOMEM;
	o->exchange = x;
	int rc = extraction_new(s->worker->openers, x->inspection,
				s->conf->timeouts.extract, on_free_opener, o,
				&o->extraction);
	if (rc < 0) {
		free(o);
		return rc;
	}
	x->opening = o;
	return 0;
}

int
opening_pump(struct exchange *x)
{
	struct inspect_job job;
	if (x->opening == NULL) {
		int rc = inspection_job(x->inspection, &job);
		if (rc <= 0)
			return rc < 0 ? rc : 1;
		rc = begin(x);
		if (rc < 0)
			return rc;
	}
	/* The descriptor may be closed within, and its number used anew. */
	forget_event(x->opening);
	int rc = extraction_run(x->opening->extraction);
	if (rc == 0)
		rc = watch(x->opening);
	if (rc != 0)
		opening_free(&x->opening);
	return rc;
}

void
opening_tick(struct exchange *x)
{
	struct session *s = x->session;
	if (x->opening != NULL &&
	    extraction_is_late(x->opening->extraction, s->worker->now_us))
		session_again(s);
}

void
opening_free(struct opening **po)
{
	struct opening *o = *po;
	*po = NULL;
	if (o == NULL)
		return;
	forget_event(o);
	extraction_free(&o->extraction);
	free(o);
}
