/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a name resolves to: one look-up per name however many ask, answers
 * kept for a bounded time in a bounded table. Guarantees: an answer never
 * comes from inside resolver_ask; what an asker is given stays in place
 * until its function returns, whatever it cancels, asks or frees meanwhile.
 * Owns its questions until they are answered or cancelled. One per worker,
 * used in its thread only.
 */
#include "base/clock.h"
#include "base/map.h"
#include "base/tally.h"
#include "place/dns.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/queue.h>

#define NAMES_MAX 4096
#define KEEP_MIN_S 5 /* also for answers of the hosts file and failures */
#define KEEP_MAX_S 300

TALLY(tally_full, "kouan_resolver_full_total",
      "Questions refused because too many names were being looked up.")
TALLY(tally_kept, "kouan_resolver_kept_total",
      "Questions answered without a look-up.")

/* Shared by the name that keeps it and the questions about to be told. */
struct answer {
	unsigned n_refs;
	int status;
	size_t n;
	struct address found[];
};

TAILQ_HEAD(queries, resolve_query);

/* A name looked up or being looked up. */
struct name {
	TAILQ_ENTRY(name) link; /* least recently asked first */
	struct resolver *resolver;
	char *text;
	struct answer *answer; /* NULL until there is one */
	int64_t expires_us;
	bool asking;
	struct queries waiting; /* while asking */
};

struct resolve_query {
	TAILQ_ENTRY(resolve_query) link;
	struct queries *list; /* the one it is on; NULL while being told */
	struct resolver *resolver;
	struct answer *answer; /* when on the ready list */
	uint16_t port;
	resolve_done_fn *fn;
	void *arg;
};

TAILQ_HEAD(names, name);

struct resolver {
	struct dns *dns;
	struct map *names;
	struct names recent;
	struct queries ready;
	struct event *tell;
	struct answer *failure; /* made while there is memory */
	bool telling;		/* an asker is being told */
	bool gone; /* that asker freed us; only the struct is left */
};

static struct answer *
answer_new(int status, const struct address *found, size_t n)
{
	struct answer *a = malloc(sizeof(*a) + n * sizeof(a->found[0]));
	if (a == NULL)
		return NULL;
	*a = (struct answer){.n_refs = 1, .status = status, .n = n};
	if (n > 0)
		memcpy(a->found, found, n * sizeof(a->found[0]));
	return a;
}

static struct answer *
answer_ref(struct answer *a)
{
	a->n_refs++;
	return a;
}

static void
answer_unref(struct answer *a)
{
	if (a != NULL && --a->n_refs == 0)
		free(a);
}

static void
query_free(struct resolve_query *q)
{
	if (q->list != NULL)
		TAILQ_REMOVE(q->list, q, link);
	answer_unref(q->answer);
	free(q);
}

static void
queries_free(struct queries *list)
{
	while (!TAILQ_EMPTY(list))
		query_free(TAILQ_FIRST(list));
}

static void
query_move(struct resolve_query *q, struct queries *to)
{
	if (q->list != NULL)
		TAILQ_REMOVE(q->list, q, link);
	TAILQ_INSERT_TAIL(to, q, link);
	q->list = to;
}

/* The question will be told this answer in the next turn of the loop. */
static void
query_ready(struct resolve_query *q, struct answer *a)
{
	q->answer = answer_ref(a);
	query_move(q, &q->resolver->ready);
	event_active(q->resolver->tell, EV_TIMEOUT, 0);
}

/* Tells one asker; false when it freed the resolver. */
static bool
tell_one(struct resolver *r, struct resolve_query *q)
{
	struct address found[RESOLVE_MAX];
	struct answer *a = q->answer;
	TAILQ_REMOVE(&r->ready, q, link);
	q->list = NULL;
	for (size_t i = 0; i < a->n; i++) {
		found[i] = a->found[i];
		found[i].port = q->port;
	}
	r->telling = true;
	q->fn(q->arg, a->status, found, a->n);
	r->telling = false;
	query_free(q);
	if (!r->gone)
		return true;
	free(r);
	return false;
}

static void
on_tell(evutil_socket_t fd, short what, void *arg)
{
	struct resolver *r = arg;
	(void)fd;
	(void)what;
	size_t n = 0;
	struct resolve_query *q;
	/* Those that become ready meanwhile wait for the next turn. */
	TAILQ_FOREACH(q, &r->ready, link)
	n++;
	for (; n > 0 && !TAILQ_EMPTY(&r->ready); n--)
		if (!tell_one(r, TAILQ_FIRST(&r->ready)))
			return;
}

static void
name_free(struct name *n)
{
	queries_free(&n->waiting);
	TAILQ_REMOVE(&n->resolver->recent, n, link);
	map_take(n->resolver->names, span_str(n->text));
	answer_unref(n->answer);
	free(n->text);
	free(n);
}

/* Room for one more name: the least recently asked makes way, unless it is
 * being looked up. */
static bool
make_room(struct resolver *r)
{
	struct name *n;
	if (map_count(r->names) < NAMES_MAX)
		return true;
	TAILQ_FOREACH(n, &r->recent, link)
	if (!n->asking) {
		name_free(n);
		return true;
	}
	tally_add(&tally_full, 1);
	return false;
}

static struct name *
name_new(struct resolver *r, const char *host)
{
	struct name *n = calloc(1, sizeof(*n));
	if (n == NULL)
		return NULL;
	n->resolver = r;
	n->text = strdup(host);
	TAILQ_INIT(&n->waiting);
	if (n->text == NULL || map_put(r->names, span_str(host), n, NULL) < 0) {
		free(n->text);
		free(n);
		return NULL;
	}
	TAILQ_INSERT_TAIL(&r->recent, n, link);
	return n;
}

static unsigned
keep_s(int status, bool lasting, unsigned ttl_s)
{
	if (status != 0)
		return lasting ? KEEP_MIN_S : 0;
	if (ttl_s < KEEP_MIN_S)
		return KEEP_MIN_S;
	return ttl_s > KEEP_MAX_S ? KEEP_MAX_S : ttl_s;
}

static void
on_found(void *arg, int status, bool lasting, const struct address *found,
	 size_t n_found, unsigned ttl_s)
{
	struct name *n = arg;
	n->asking = false;
	answer_unref(n->answer);
	n->answer = answer_new(status, found, n_found);
	if (n->answer == NULL)
		n->answer = answer_ref(n->resolver->failure);
	n->expires_us = clock_mono_us() +
			(int64_t)keep_s(status, lasting, ttl_s) * 1000000;
	while (!TAILQ_EMPTY(&n->waiting))
		query_ready(TAILQ_FIRST(&n->waiting), n->answer);
}

int
resolver_new(struct event_base *base, struct resolver **ret_resolver,
	     struct why *why)
{
	struct resolver *r = calloc(1, sizeof(*r));
	int rc = -ENOMEM;
	if (r == NULL)
		return why_set(why, -ENOMEM, "no memory for the resolver");
	TAILQ_INIT(&r->recent);
	TAILQ_INIT(&r->ready);
	r->names = map_new();
	r->tell = event_new(base, -1, 0, on_tell, r);
	r->failure = answer_new(ERR_UNAVAILABLE, NULL, 0);
	if (r->names == NULL || r->tell == NULL || r->failure == NULL)
		why_set(why, rc, "no memory for the resolver");
	else
		rc = dns_new(base, &r->dns, why);
	if (rc == 0)
		*ret_resolver = r;
	else
		resolver_free(&r);
	return rc;
}

void
resolver_free(struct resolver **r)
{
	struct resolver *gone = *r;
	if (gone == NULL)
		return;
	*r = NULL;
	dns_free(&gone->dns);
	while (!TAILQ_EMPTY(&gone->recent))
		name_free(TAILQ_FIRST(&gone->recent));
	queries_free(&gone->ready);
	if (gone->tell != NULL)
		event_free(gone->tell);
	map_free(&gone->names, NULL);
	answer_unref(gone->failure);
	gone->gone = true;
	if (!gone->telling)
		free(gone);
}

int
resolver_use_servers(struct resolver *r, const char *csv)
{
	return dns_use_servers(r->dns, csv);
}

static void
ask_name(struct resolver *r, struct resolve_query *q, const char *host)
{
	struct name *n = map_get(r->names, span_str(host));
	if (n == NULL)
		n = make_room(r) ? name_new(r, host) : NULL;
	if (n == NULL) {
		query_ready(q, r->failure);
		return;
	}
	TAILQ_REMOVE(&r->recent, n, link);
	TAILQ_INSERT_TAIL(&r->recent, n, link);
	if (n->answer != NULL && !n->asking &&
	    clock_mono_us() < n->expires_us) {
		tally_add(&tally_kept, 1);
		query_ready(q, n->answer);
		return;
	}
	query_move(q, &n->waiting);
	if (n->asking)
		return;
	n->asking = true;
	if (dns_ask(r->dns, n->text, on_found, n) < 0)
		on_found(n, ERR_UNAVAILABLE, false, NULL, 0, 0);
}

struct resolve_query *
resolver_ask(struct resolver *r, const char *host, uint16_t port,
	     resolve_done_fn *fn, void *arg)
{
	struct address literal;
	struct answer *a;
	struct resolve_query *q = calloc(1, sizeof(*q));
	if (q == NULL)
		return NULL;
	q->resolver = r;
	q->port = port;
	q->fn = fn;
	q->arg = arg;
	if (address_parse(span_str(host), &literal) < 0) {
		ask_name(r, q, host);
		return q;
	}
	a = answer_new(0, &literal, 1);
	query_ready(q, a != NULL ? a : r->failure);
	answer_unref(a);
	return q;
}

void
resolver_cancel(struct resolve_query *q)
{
	/* On no list it is being told right now, and goes by itself. */
	if (q != NULL && q->list != NULL)
		query_free(q);
}
