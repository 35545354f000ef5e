/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What traffic showed and the register does not have, for "kouanctl register
 * propose"; and the text of a version of the register. Main thread.
 */
#include "daemon/control.h"

#include "daemon/register_watch.h"
#include "proxy/sightings.h"

#include <errno.h>
#include <stdlib.h>

#define VERSION_MAX ((size_t)16 << 20)

static const struct source *
source_called(const struct register_ *reg, const char *id)
{
	for (size_t i = 0; i < reg->n_sources; i++)
		if (strcmp(reg->sources[i].id, id) == 0)
			return &reg->sources[i];
	return NULL;
}

static const struct recipient *
recipient_of(const struct register_ *reg, const struct sighting *s)
{
	struct address a;
	bool known = s->is_address && address_parse(span_str(s->host), &a) == 0;
	return register_recipient(reg, s->host, known ? &a : NULL);
}

/* Whether the register has a flow for it by now, or not even the source. */
static bool
is_settled(const struct register_ *reg, const struct sighting *s)
{
	const struct source *source = source_called(reg, s->source);
	return source == NULL ||
	       register_flow(reg, source, recipient_of(reg, s)) != NULL;
}

static void
emit_sender(struct emit *out, const struct sighting *s)
{
	char text[CLOCK_TEXT];
	emit_open(out);
	emit_put(out, "source", s->source);
	emit_put_int(out, "requests", (int64_t)s->requests);
	emit_put_int(out, "refused", (int64_t)s->refused);
	emit_put_int(out, "bytes", (int64_t)s->bytes);
	emit_put(out, "first", clock_text(s->first_us, text));
	emit_put(out, "last", clock_text(s->last_us, text));
	emit_key(out, "categories");
	emit_open(out);
	for (unsigned i = 0; i < s->n_categories; i++)
		emit_put_int(out, s->categories[i].name,
			     (int64_t)s->categories[i].n);
	emit_close(out);
	emit_close(out);
}

/* All sightings of one host that begin at s; how many there are. */
static size_t
emit_host(struct emit *out, const struct register_ *reg,
	  const struct sighting *s, size_t left)
{
	const struct recipient *to = recipient_of(reg, s);
	const char *country = "";
	size_t n = 0, open = 0;
	for (; n < left && strcmp(s[n].host, s->host) == 0; n++) {
		open += !is_settled(reg, &s[n]);
		if (s[n].country[0] != '\0')
			country = s[n].country;
	}
	if (open == 0)
		return n;
	emit_open(out);
	emit_put(out, "host", s->host);
	emit_put_bool(out, "address", s->is_address);
	emit_put(out, "country", country);
	if (to != NULL)
		emit_put(out, "recipient", to->id);
	emit_key(out, "senders");
	emit_list(out);
	for (size_t i = 0; i < n; i++)
		if (!is_settled(reg, &s[i]))
			emit_sender(out, &s[i]);
	emit_end(out);
	emit_close(out);
	return n;
}

static void
emit_taken(struct emit *out, const struct register_ *reg)
{
	emit_key(out, "taken");
	emit_list(out);
	for (size_t i = 0; i < reg->n_recipients; i++)
		emit_str(out, reg->recipients[i].id);
	for (size_t i = 0; i < reg->n_flows; i++)
		emit_str(out, reg->flows[i].id);
	emit_end(out);
}

int
control_run_propose(struct control_request *r)
{
	struct sighting *all;
	char since[CLOCK_TEXT];
	size_t n;
	int rc = sightings_all(&all, &n);
	if (rc < 0)
		return rc;
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	emit_put(r->out, "since", clock_text(r->daemon->started_us, since));
	emit_put_int(r->out, "forgotten", (int64_t)sightings_forgotten());
	emit_key(r->out, "hosts");
	emit_list(r->out);
	for (size_t i = 0; i < n;)
		i += emit_host(r->out, &conf->reg, &all[i], n - i);
	emit_end(r->out);
	emit_taken(r->out, &conf->reg);
	snapshot_unref(&conf);
	free(all);
	return 0;
}

int
control_run_show(struct control_request *r)
{
	struct snapshot *conf = gateway_snapshot(&r->daemon->gateway);
	const char *hash = control_text(r, "version");
	struct buf text;
	buf_init(&text, VERSION_MAX);
	if (hash == NULL)
		hash = conf->register_hash;
	int rc = register_version_text(conf, hash, &text);
	if (rc < 0)
		(void)why_set(&r->why, rc, "no version %.40s is kept here",
			      hash);
	emit_put(r->out, "version", hash);
	emit_key(r->out, "text");
	emit_span(r->out, buf_span(&text));
	buf_fini(&text);
	snapshot_unref(&conf);
	return rc;
}
