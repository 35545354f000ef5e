/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in the register. Guarantees: an exact host goes before a
 * wildcard, a longer wildcard before a shorter one, names before networks,
 * longer prefixes before shorter ones, and else file order decides. The
 * index owns its keys only; everything it points to belongs to the snapshot.
 * Immutable once built: any thread.
 */
#include "policy/register.h"

#include "base/map.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>

struct register_index {
	struct map *users;	  /* user name to source */
	struct map *certificates; /* subject to source */
	struct map *exact;	  /* host to recipient */
	struct map *wild;	  /* ".example.de" to recipient */
	struct map *pathways;	  /* id to pathway */
};

static struct span
lower(const char *text, char buf[HOST_MAX + 1])
{
	size_t n = 0;
	for (; n < HOST_MAX && text[n] != '\0'; n++)
		buf[n] = ascii_lower(text[n]);
	buf[n] = '\0';
	return span_of(buf, n);
}

/* The maps hand out what they were given; the register itself stays const. */
static void *
unconst(const void *p)
{
	return (void *)(uintptr_t)p;
}

static int
put(struct map *m, struct span key, const void *value, const char *what,
    struct why *why)
{
	const void *old = map_get(m, key);
	if (old == value)
		return 0;
	if (old != NULL)
		return why_set(why, -EEXIST, "%s \"%.*s\" is used twice", what,
			       SPAN_FMT(key));
	return map_put(m, key, unconst(value), NULL);
}

static int
index_sources(struct register_index *x, const struct register_ *r,
	      struct why *why)
{
	for (size_t i = 0; i < r->n_sources; i++) {
		const struct source *s = &r->sources[i];
		int err = 0;
		if (s->user != NULL)
			err = put(x->users, span_str(s->user), s, "user", why);
		if (err == 0 && s->client_certificate != NULL)
			err = put(x->certificates,
				  span_str(s->client_certificate), s,
				  "client certificate", why);
		if (err < 0)
			return err;
	}
	return 0;
}

static int
index_recipients(struct register_index *x, const struct register_ *r,
		 struct why *why)
{
	char buf[HOST_MAX + 1];
	for (size_t i = 0; i < r->n_recipients; i++) {
		const struct recipient *to = &r->recipients[i];
		for (size_t h = 0; to->hosts && to->hosts[h] != NULL; h++) {
			struct span host = lower(to->hosts[h], buf);
			bool wild = span_starts(host, SPAN("*."));
			int err = put(wild ? x->wild : x->exact,
				      span_from(host, wild ? 1 : 0), to, "host",
				      why);
			if (err < 0)
				return err;
		}
	}
	return 0;
}

static int
index_pathways(struct register_index *x, const struct register_ *r,
	       struct why *why)
{
	for (size_t i = 0; i < r->n_pathways; i++) {
		const struct pathway *p = &r->pathways[i];
		int err = put(x->pathways, span_str(p->id), p, "pathway", why);
		if (err < 0)
			return err;
	}
	return 0;
}

static void
index_free(struct register_index *x)
{
	map_free(&x->users, NULL);
	map_free(&x->certificates, NULL);
	map_free(&x->exact, NULL);
	map_free(&x->wild, NULL);
	map_free(&x->pathways, NULL);
	free(x);
}

int
register_index_build(struct register_ *r, struct why *why)
{
	struct register_index *x = calloc(1, sizeof(*x));
	if (x == NULL)
		return why_set(why, -ENOMEM, "out of memory");
	x->users = map_new();
	x->certificates = map_new();
	x->exact = map_new();
	x->wild = map_new();
	x->pathways = map_new();
	int err = -ENOMEM;
	if (x->users && x->certificates && x->exact && x->wild && x->pathways)
		err = index_sources(x, r, why);
	if (err == 0)
		err = index_recipients(x, r, why);
	if (err == 0)
		err = index_pathways(x, r, why);
	if (err == -ENOMEM)
		why_set(why, err, "out of memory");
	if (err < 0) {
		index_free(x);
		return err;
	}
	r->index = x;
	return 0;
}

void
register_index_free(struct register_ *r)
{
	if (r->index != NULL)
		index_free(unconst(r->index));
	r->index = NULL;
}

const struct source *
register_source_by_address(const struct register_ *r, const struct address *a)
{
	const struct source *best = NULL;
	unsigned bits = 0;
	for (size_t i = 0; i < r->n_sources; i++) {
		const struct source *s = &r->sources[i];
		for (size_t n = 0; n < s->n_networks; n++) {
			if (best != NULL && s->networks[n].bits <= bits)
				continue;
			if (network_holds(&s->networks[n], a)) {
				best = s;
				bits = s->networks[n].bits;
			}
		}
	}
	return best;
}

const struct source *
register_source_by_user(const struct register_ *r, struct span user)
{
	if (r->index != NULL)
		return map_get(r->index->users, user);
	for (size_t i = 0; i < r->n_sources; i++)
		if (r->sources[i].user != NULL &&
		    span_eq(span_str(r->sources[i].user), user))
			return &r->sources[i];
	return NULL;
}

const struct source *
register_source_by_certificate(const struct register_ *r, const char *subject)
{
	if (r->index != NULL)
		return map_get(r->index->certificates, span_str(subject));
	for (size_t i = 0; i < r->n_sources; i++)
		if (r->sources[i].client_certificate != NULL &&
		    strcmp(r->sources[i].client_certificate, subject) == 0)
			return &r->sources[i];
	return NULL;
}

/* How well a pattern fits: 0 not at all, an exact name best of all. */
static size_t
fit(const char *host, const char *pattern)
{
	if (strcasecmp(host, pattern) == 0)
		return SIZE_MAX;
	struct span below = span_from(span_str(pattern), 1), h = span_str(host);
	if (!span_starts(span_str(pattern), SPAN("*.")) || h.n <= below.n ||
	    !span_eq_nocase(span_from(h, h.n - below.n), below))
		return 0;
	return below.n;
}

static const struct recipient *
recipient_by_walk(const struct register_ *r, const char *host)
{
	const struct recipient *best = NULL;
	size_t best_fit = 0;
	for (size_t i = 0; i < r->n_recipients; i++) {
		const struct recipient *to = &r->recipients[i];
		for (size_t h = 0; to->hosts && to->hosts[h] != NULL; h++) {
			size_t now = fit(host, to->hosts[h]);
			if (now > best_fit) {
				best = to;
				best_fit = now;
			}
		}
	}
	return best;
}

static const struct recipient *
recipient_by_index(const struct register_index *x, const char *host)
{
	char buf[HOST_MAX + 1];
	struct span name = lower(host, buf);
	const struct recipient *to = map_get(x->exact, name);
	for (size_t i = 1; to == NULL && i < name.n; i++)
		if (name.p[i] == '.')
			to = map_get(x->wild, span_from(name, i));
	return to;
}

static const struct recipient *
recipient_by_address(const struct register_ *r, const struct address *a)
{
	const struct recipient *best = NULL;
	unsigned bits = 0;
	for (size_t i = 0; i < r->n_recipients; i++) {
		const struct recipient *to = &r->recipients[i];
		for (size_t n = 0; n < to->n_networks; n++) {
			if (best != NULL && to->networks[n].bits <= bits)
				continue;
			if (network_holds(&to->networks[n], a)) {
				best = to;
				bits = to->networks[n].bits;
			}
		}
	}
	return best;
}

const struct recipient *
register_recipient(const struct register_ *r, const char *host,
		   const struct address *address)
{
	const struct recipient *to = NULL;
	if (host != NULL)
		to = r->index != NULL ? recipient_by_index(r->index, host)
				      : recipient_by_walk(r, host);
	if (to == NULL && address != NULL)
		to = recipient_by_address(r, address);
	return to;
}

static bool
flow_names(const struct flow *f, const struct source *source)
{
	if (f->sources == NULL)
		return true;
	if (source == NULL)
		return false;
	for (size_t i = 0; f->sources[i] != NULL; i++)
		if (strcmp(f->sources[i], source->id) == 0)
			return true;
	return false;
}

const struct flow *
register_flow(const struct register_ *r, const struct source *source,
	      const struct recipient *recipient)
{
	if (recipient == NULL)
		return NULL;
	for (size_t i = 0; i < r->n_flows; i++)
		if (r->flows[i].recipient == recipient &&
		    flow_names(&r->flows[i], source))
			return &r->flows[i];
	return NULL;
}

const struct pathway *
register_pathway(const struct register_ *r, const char *id)
{
	if (r->index != NULL)
		return map_get(r->index->pathways, span_str(id));
	for (size_t i = 0; i < r->n_pathways; i++)
		if (strcmp(r->pathways[i].id, id) == 0)
			return &r->pathways[i];
	return NULL;
}

const struct pathway *
flow_pathway(const struct flow *flow, const char *regime)
{
	if (flow == NULL)
		return NULL;
	if (flow->pathway != NULL && strcmp(flow->pathway->regime, regime) == 0)
		return flow->pathway;
	for (size_t i = 0;
	     flow->more_pathways != NULL && flow->more_pathways[i] != NULL; i++)
		if (strcmp(flow->more_pathways[i]->regime, regime) == 0)
			return flow->more_pathways[i];
	return NULL;
}
