/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The origin of an exchange: which connection it takes, what its address says
 * about the place, who has the connection afterwards. Guarantees: one that an
 * origin knows a client by is never given to another client. Worker thread.
 */
#include "proxy/exchange.h"

#include <stdlib.h>

/* A private connection was closed or spoken on while it was idle. */
static void
on_own(void *arg)
{
	struct session *s = arg;
	if (s->own != NULL && conn_fill(s->own->conn, s->worker->chunks) != 0)
		upstream_free(&s->own);
}

void
exchange_give_back(struct exchange *x)
{
	struct session *s = x->session;
	struct upstream *u = x->upstream;
	x->upstream = NULL;
	if (!u->private) {
		pool_put(s->worker->pool, u, s->worker->now_us);
		return;
	}
	upstream_free(&s->own);
	if (u->conn->in.bytes > 0 || u->conn->out.bytes > 0) {
		upstream_free(&u); /* it speaks unasked */
		return;
	}
	s->own = u;
	conn_watch(u->conn, on_own, s);
}

/* The client's private connection to this origin, if it has one. */
static struct upstream *
take_own(struct session *s, const char *key)
{
	struct upstream *u = s->own;
	if (u == NULL || strcmp(u->key, key) != 0)
		return NULL;
	s->own = NULL;
	if (conn_fill(u->conn, s->worker->chunks) != 0)
		upstream_free(&u);
	else
		u->reused = true;
	return u;
}

void
exchange_reach(struct exchange *x)
{
	struct session *s = x->session;
	struct worker *w = s->worker;
	static const char *const repeatable[] = {"GET",	   "HEAD",    "PUT",
						 "DELETE", "OPTIONS", "TRACE"};
	bool fresh_only = true;
	for (size_t i = 0; i < sizeof(repeatable) / sizeof(*repeatable); i++)
		if (span_eq(x->head.method, span_str(repeatable[i])))
			fresh_only = false;
	char *key =
		pool_key(s->source->id, x->target.host, x->target.port, x->tls);
	if (key == NULL) {
		request_refuse(x, REASON_OVERLOAD, "out of memory");
		return;
	}
	struct upstream *u = x->redialled ? NULL : take_own(s, key);
	if (u == NULL && !x->redialled)
		u = pool_take(w->pool, key, w->now_us, fresh_only);
	if (u != NULL)
		exchange_reached(x, u);
	else
		x->dial =
			dial_start(w, s->conf, key, x->target.host,
				   x->target.port, x->tls, exchange_dialled, x);
	free(key);
	if (u == NULL && x->dial == NULL)
		request_refuse(x, REASON_OVERLOAD, "out of memory");
}

bool
reach_is_private(const struct head *h, const char *field)
{
	static const char *const schemes[] = {"NTLM", "Negotiate"};
	for (size_t i = 0; i < h->n_fields; i++) {
		struct span value = h->fields[i].value;
		if (!span_eq_nocase(h->fields[i].name, span_str(field)))
			continue;
		struct span scheme = span_split(&value, ' ');
		for (size_t k = 0; k < 2; k++)
			if (span_eq_nocase(scheme, span_str(schemes[k])))
				return true;
	}
	return false;
}

static void
on_upstream(void *arg)
{
	session_turn(arg);
}

void
exchange_reached(struct exchange *x, struct upstream *u)
{
	struct country found = {{0}};
	x->upstream = u;
	x->dialled = u->address;
	x->upstream_in0 = u->conn->bytes_in;
	u->requests++;
	u->private |= reach_is_private(&x->head, "Authorization");
	conn_watch(u->conn, on_upstream, x->session);
	enum country_from from =
		place_country(&x->session->conf->place, &u->address, &found);
	x->address_country = found;
	if (x->recipient == NULL) {
		/* The register may know the network. */
		x->recipient = register_recipient(&x->session->conf->reg,
						  x->target.host, &u->address);
		if (x->recipient != NULL)
			x->flow =
				register_flow(&x->session->conf->reg,
					      x->session->source, x->recipient);
	}
	if (x->recipient != NULL) {
		x->country = x->recipient->country;
		x->country_from = COUNTRY_REGISTER;
	} else {
		x->country = found;
		x->country_from = from;
	}
	x->placed = true;
}

void
exchange_dialled(void *arg, struct dial_result *result)
{
	struct exchange *x = arg;
	x->dial = NULL;
	if (result->upstream != NULL)
		exchange_reached(x, result->upstream);
	else
		request_refuse(x, result->reason, "%s", result->why.text);
	session_turn(x->session);
}
