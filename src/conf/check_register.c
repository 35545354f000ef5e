/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks the register's own sense: ids used once, sources that can be
 * recognised, recipients that can be reached. Only reports; changes nothing.
 */
#include "conf/check.h"

#include "base/clock.h"

#include <errno.h>
#include <stdio.h>

#define ID_KEY 96

static struct span
id_key(const char *list, const char *id, char buf[ID_KEY])
{
	int n = snprintf(buf, ID_KEY, "%s/%s", list, id);
	return span_of(buf, n > 0 && n < ID_KEY ? (size_t)n : 0);
}

const struct conf_group *
conf_find(const struct conf_check *c, const char *list, const char *id)
{
	char buf[ID_KEY];
	return map_get(c->ids, id_key(list, id, buf));
}

void
conf_forget(const struct conf_check *c, const char *list, const char *id)
{
	char buf[ID_KEY];
	(void)map_take(c->ids, id_key(list, id, buf));
}

const struct regime *
conf_find_regime(const struct conf_check *c, const char *id)
{
	for (size_t i = 0; i < c->n_regimes; i++)
		if (strcmp(regime_id(c->regimes[i]), id) == 0)
			return c->regimes[i];
	return NULL;
}

/* Notes text as group's own; complains when another group has it already. */
static int
check_once(const struct conf_check *c, struct map *seen, struct span name,
	   const char *list, const char *key, const struct conf_value *at,
	   const char *text, struct conf_group *g)
{
	char path[64];
	const struct conf_group *first = map_get(seen, name);
	if (first == NULL)
		return map_put(seen, name, g, NULL);
	if (first == g)
		return 0;
	snprintf(path, sizeof(path), "%s.%s", list, key);
	conf_error(c->report, at->file, at->line, path,
		   "\"%s\" is used already at %s:%d, expected once", text,
		   first->file, first->line);
	return 0;
}

/* Every text under key, over all groups of a list. */
static void
check_all_once(const struct conf_check *c, const char *list, const char *key)
{
	const struct conf_value *v = conf_get(c->root, list);
	struct map *seen = map_new();
	int rc = seen != NULL ? 0 : -ENOMEM;
	for (size_t i = 0; i < v->n_groups && rc == 0; i++) {
		const struct conf_value *its = conf_get(v->groups[i], key);
		for (size_t j = 0; j < its->n_items && rc == 0; j++)
			rc = check_once(c, seen, span_str(its->items[j].text),
					list, key, its, its->items[j].text,
					v->groups[i]);
	}
	map_free(&seen, NULL);
	if (rc != 0)
		conf_error(c->report, c->root->file, 0, NULL, "out of memory");
}

int
conf_check_open(struct conf_check *c)
{
	static const char *const lists[] = {"sources", "recipients", "pathways",
					    "flows", "detectors"};
	char buf[ID_KEY];
	c->ids = map_new();
	int rc = c->ids != NULL ? 0 : -ENOMEM;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct conf_value *v = conf_get(c->root, lists[i]);
		for (size_t j = 0; j < v->n_groups && rc == 0; j++) {
			const char *id = conf_text(v->groups[j], "id");
			if (id == NULL)
				continue;
			rc = check_once(c, c->ids, id_key(lists[i], id, buf),
					lists[i], "id",
					conf_get(v->groups[j], "id"), id,
					v->groups[j]);
		}
	}
	return rc;
}

void
conf_check_close(struct conf_check *c)
{
	map_free(&c->ids, NULL);
}

static bool
is_hash(const char *text)
{
	struct span s = span_str(text);
	return s.n > 3 &&
	       (span_starts(s, SPAN("$5$")) || span_starts(s, SPAN("$6$")) ||
		span_starts(s, SPAN("$y$")));
}

static bool
any_listener_has(const struct conf_check *c, const char *tls_key)
{
	const struct conf_value *v = conf_get(c->root, "listeners");
	for (size_t i = 0; i < v->n_groups; i++) {
		const struct conf_group *tls = conf_group(v->groups[i], "tls");
		if (tls != NULL && conf_text(tls, tls_key) != NULL)
			return true;
	}
	return false;
}

static void
check_source(const struct conf_check *c, const struct conf_group *g)
{
	const struct conf_value *networks = conf_get(g, "networks");
	const struct conf_value *user = conf_get(g, "user");
	const struct conf_value *hash = conf_get(g, "password_hash");
	const struct conf_value *certificate =
		conf_get(g, "client_certificate");
	if (!networks->given && !user->given && !certificate->given)
		conf_error(c->report, g->file, g->line, "sources",
			   "expected networks, user or client_certificate, "
			   "found no way to recognise this source");
	if (user->given != hash->given)
		conf_error(c->report, g->file, g->line, "sources",
			   "expected user and password_hash together, found "
			   "one of them");
	if (hash->n_items > 0 && !is_hash(hash->items[0].text))
		conf_error(c->report, hash->file, hash->line,
			   "sources.password_hash",
			   "expected a hash that begins with $y$, $6$ or $5$ "
			   "(mkpasswd -m yescrypt), found something else");
	if (user->n_items > 0 && (user->items[0].text[0] == '\0' ||
				  strchr(user->items[0].text, ':') != NULL))
		conf_error(c->report, user->file, user->line, "sources.user",
			   "expected a name without \":\"");
	if (certificate->n_items == 0)
		return;
	if (strchr(certificate->items[0].text, '=') == NULL)
		conf_error(c->report, certificate->file, certificate->line,
			   "sources.client_certificate",
			   "expected a subject such as "
			   "\"CN=lab.example.cn\", found \"%.60s\"",
			   certificate->items[0].text);
	if (!any_listener_has(c, "client_ca"))
		conf_warn(c->report, certificate->file, certificate->line,
			  "sources.client_certificate",
			  "no listener has tls.client_ca, so no client "
			  "certificate is ever asked for");
}

/* "CN" or "CN:60"; "dpf" or "dpf:2027-06-30". */
static void
check_attributes(const struct conf_check *c, const struct conf_group *g)
{
	const struct conf_value *owners = conf_get(g, "owner_countries");
	const struct conf_value *schemes = conf_get(g, "certifications");
	for (size_t i = 0; i < owners->n_items; i++) {
		struct span s = span_str(owners->items[i].text);
		uint64_t share = 0;
		if (s.n < 2 || s.p[0] < 'A' || s.p[0] > 'Z' || s.p[1] < 'A' ||
		    s.p[1] > 'Z' ||
		    (s.n > 2 &&
		     (s.p[2] != ':' || span_u64(span_from(s, 3), &share) < 0 ||
		      share > 100)))
			conf_error(c->report, owners->file, owners->line,
				   "recipients.owner_countries",
				   "expected \"CN\" or \"CN:60\", found "
				   "\"%.40s\"",
				   owners->items[i].text);
	}
	for (size_t i = 0; i < schemes->n_items; i++) {
		struct span s = span_str(schemes->items[i].text);
		ssize_t colon = span_chr(s, ':');
		struct civil until;
		if (colon >= 0 &&
		    civil_parse(span_from(s, (size_t)colon + 1), &until) < 0)
			conf_error(c->report, schemes->file, schemes->line,
				   "recipients.certifications",
				   "expected a date after \":\", found "
				   "\"%.40s\"",
				   schemes->items[i].text);
	}
}

void
conf_check_recipient(const struct conf_check *c, const struct conf_group *g)
{
	check_attributes(c, g);
	const struct conf_value *hosts = conf_get(g, "hosts");
	const struct conf_value *networks = conf_get(g, "networks");
	if (hosts->n_items == 0 && networks->n_items == 0 && !hosts->faulty &&
	    !networks->faulty)
		conf_error(c->report, g->file, g->line, "recipients",
			   "expected hosts or networks, found no way to "
			   "recognise this recipient");
	for (size_t i = 0; i < hosts->n_items; i++) {
		const char *host = hosts->items[i].text;
		if (host[0] == '*' && strchr(host + 2, '.') == NULL)
			conf_warn(c->report, hosts->file, hosts->line,
				  "recipients.hosts",
				  "\"%s\" covers a whole top-level domain",
				  host);
	}
}

/* What one exchange can be counted in has an end. */
static void
check_room(const struct conf_check *c, const struct conf_value *v)
{
	size_t kinds = 0;
	for (size_t i = 0; i < v->n_items; i++) {
		const struct regime *r = conf_find_regime(c, v->items[i].text);
		size_t n = COUNTER_MAX_;
		if (r != NULL)
			(void)regime_counters(r, &n);
		kinds += n - COUNTER_MAX_;
	}
	if (v->n_items > REGIMES_MAX || kinds > KIND_COUNTERS_MAX)
		conf_error(c->report, v->file, v->line, "exporter.regimes",
			   "expected at most %d regimes with %d counters "
			   "beside pi and spi, found %zu with %zu",
			   REGIMES_MAX, KIND_COUNTERS_MAX, v->n_items, kinds);
}

static void
check_exporter(const struct conf_check *c)
{
	const struct conf_group *g = conf_group(c->root, "exporter");
	if (g == NULL || c->rules == NULL)
		return;
	const struct conf_value *v = conf_get(g, "regimes");
	for (size_t i = 0; i < v->n_items; i++)
		if (conf_find_regime(c, v->items[i].text) == NULL)
			conf_error(c->report, v->file, v->line,
				   "exporter.regimes",
				   "expected a regime of the list regimes "
				   "(is its folder in include?), found \"%s\"",
				   v->items[i].text);
	check_room(c, v);
}

void
conf_check_register(const struct conf_check *c)
{
	const struct conf_value *sources = conf_get(c->root, "sources");
	const struct conf_value *recipients = conf_get(c->root, "recipients");
	check_all_once(c, "sources", "user");
	check_all_once(c, "sources", "client_certificate");
	check_all_once(c, "sources", "networks");
	check_all_once(c, "recipients", "hosts");
	check_all_once(c, "recipients", "networks");
	check_exporter(c);
	for (size_t i = 0; i < sources->n_groups; i++)
		check_source(c, sources->groups[i]);
	for (size_t i = 0; i < recipients->n_groups; i++)
		conf_check_recipient(c, recipients->groups[i]);
}
