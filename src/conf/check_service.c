/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks what makes a gateway dangerous or useless: an open proxy,
 * passwords in the clear, a page for everybody, a bypass nothing uses. Only
 * reports; changes nothing.
 */
#include "conf/check.h"

#include "wire/authority.h"

#include <grp.h>
#include <netinet/in.h>

/* A source known by its address alone may span at most these (an IPv4 /8 in
 * mapped form, an IPv6 /16): wider is anybody. */
#define WIDEST_IPV4 104
#define WIDEST_IPV6 16

/* Of canonical CONF_ADDRESS text, without the port. */
static bool
is_loopback(const char *text)
{
	struct address a;
	struct span s = span_str(text);
	while (s.n > 0 && s.p[s.n - 1] != ':')
		s.n--;
	s = span_trim(span_cut(s, 0, s.n - 1), "[]");
	if (address_parse(s, &a) != 0)
		return false;
	return IN6_IS_ADDR_LOOPBACK(&a.ip) ||
	       (IN6_IS_ADDR_V4MAPPED(&a.ip) && a.ip.s6_addr[12] == 127);
}

static bool
is_anybody(const char *text)
{
	struct network n;
	if (network_parse(span_str(text), &n) != 0)
		return false;
	bool v4 = IN6_IS_ADDR_V4MAPPED(&n.ip) && n.bits >= 96;
	return n.bits < (v4 ? WIDEST_IPV4 : WIDEST_IPV6);
}

/* Sources that let in anybody who can reach the listener. */
static void
check_open(const struct conf_check *c, const struct conf_value *address)
{
	const struct conf_value *v = conf_get(c->root, "sources");
	if (v->n_groups == 0 && !v->faulty)
		conf_error(c->report, address->file, address->line,
			   "listeners.address",
			   "open proxy: expected sources for an address that "
			   "others reach, found none");
	for (size_t i = 0; i < v->n_groups; i++) {
		const struct conf_group *g = v->groups[i];
		const struct conf_value *networks = conf_get(g, "networks");
		if (conf_text(g, "user") != NULL ||
		    conf_text(g, "client_certificate") != NULL)
			continue;
		for (size_t j = 0; j < networks->n_items; j++)
			if (is_anybody(networks->items[j].text))
				conf_error(c->report, networks->file,
					   networks->line, "sources.networks",
					   "open proxy: \"%s\" is anybody, "
					   "expected a narrower network, a "
					   "user or a client certificate",
					   networks->items[j].text);
	}
}

static bool
any_source_has(const struct conf_check *c, const char *key)
{
	const struct conf_value *v = conf_get(c->root, "sources");
	for (size_t i = 0; i < v->n_groups; i++)
		if (conf_text(v->groups[i], key) != NULL)
			return true;
	return false;
}

static void
check_listeners(const struct conf_check *c)
{
	const struct conf_value *v = conf_get(c->root, "listeners");
	bool open_checked = false;
	for (size_t i = 0; i < v->n_groups; i++) {
		const struct conf_group *g = v->groups[i];
		const struct conf_value *address = conf_get(g, "address");
		if (address->n_items == 0 ||
		    is_loopback(address->items[0].text))
			continue;
		if (!open_checked)
			check_open(c, address);
		open_checked = true;
		if (conf_group(g, "tls") == NULL && any_source_has(c, "user"))
			conf_warn(c->report, address->file, address->line,
				  "listeners.address",
				  "without tls, passwords of sources cross the "
				  "network in the clear");
	}
	for (size_t i = 0; i < v->n_groups; i++) {
		const char *text = conf_text(v->groups[i], "address");
		for (size_t j = 0; j < i && text != NULL; j++) {
			const char *other = conf_text(v->groups[j], "address");
			if (other != NULL && strcmp(text, other) == 0)
				conf_error(c->report, v->groups[i]->file,
					   v->groups[i]->line,
					   "listeners.address",
					   "\"%s\" is used already at %s:%d, "
					   "expected once",
					   text, v->groups[j]->file,
					   v->groups[j]->line);
		}
	}
}

static void
check_admin(const struct conf_check *c)
{
	const struct conf_group *g = conf_group(c->root, "admin");
	const struct conf_value *v = g != NULL ? conf_get(g, "address") : NULL;
	if (v != NULL && v->n_items > 0 && !is_loopback(v->items[0].text))
		conf_warn(c->report, v->file, v->line, "admin.address",
			  "\"%s\" is not loopback: whoever reaches it reads "
			  "the page and the metrics",
			  v->items[0].text);
}

static bool
tunnels(const struct conf_check *c, const struct conf_group *flow)
{
	const struct conf_group *defaults = conf_group(c->root, "defaults");
	const struct conf_group *all =
		defaults != NULL ? conf_group(defaults, "unreadable") : NULL;
	const struct conf_group *own = conf_group(flow, "unreadable");
	int64_t verdict = all != NULL ? conf_number(all, "tls", VERDICT_BLOCK)
				      : VERDICT_BLOCK;
	if (own != NULL)
		verdict = conf_number(own, "tls", verdict);
	return verdict == VERDICT_LOG;
}

static bool
meets(const struct conf_value *patterns, const char *host)
{
	for (size_t i = 0; i < patterns->n_items; i++)
		if (host_matches(host, patterns->items[i].text) ||
		    host_matches(patterns->items[i].text, host) ||
		    strcmp(host, patterns->items[i].text) == 0)
			return true;
	return false;
}

static bool
host_is_tunnelled(const struct conf_check *c, const char *host)
{
	const struct conf_value *flows = conf_get(c->root, "flows");
	for (size_t i = 0; i < flows->n_groups; i++) {
		const char *id = conf_text(flows->groups[i], "recipient");
		const struct conf_group *recipient =
			id != NULL ? conf_find(c, "recipients", id) : NULL;
		if (recipient != NULL && tunnels(c, flows->groups[i]) &&
		    meets(conf_get(recipient, "hosts"), host))
			return true;
	}
	return false;
}

static void
check_bypass(const struct conf_check *c)
{
	const struct conf_group *g = conf_group(c->root, "intercept");
	if (g == NULL)
		return;
	const struct conf_value *v = conf_get(g, "bypass");
	for (size_t i = 0; i < v->n_groups; i++) {
		const struct conf_value *hosts =
			conf_get(v->groups[i], "hosts");
		for (size_t j = 0; j < hosts->n_items; j++)
			if (!host_is_tunnelled(c, hosts->items[j].text))
				conf_warn(c->report, hosts->file, hosts->line,
					  "intercept.bypass.hosts",
					  "\"%s\" is not tunnelled: no flow to "
					  "it has unreadable.tls = \"log\"",
					  hosts->items[j].text);
	}
}

/* Without that group nobody could, and with root alone there is no second. */
static void
check_roles(const struct conf_check *c)
{
	static const char *const keys[] = {"view", "operate", "approve"};
	const struct conf_group *admin = conf_group(c->root, "admin");
	const struct conf_group *g = conf_group(admin, "roles");
	if (g == NULL)
		return;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *name = conf_text(g, keys[i]);
		if (name != NULL && getgrnam(name) == NULL)
			conf_error(c->report, g->file, g->line, "admin.roles",
				   "expected a group of this machine for %s, "
				   "found \"%s\"",
				   keys[i], name);
		if (name == NULL)
			conf_warn(c->report, g->file, g->line, "admin.roles",
				  "no group for %s: only root and the daemon's "
				  "own user may",
				  keys[i]);
	}
}

void
conf_check_service(const struct conf_check *c)
{
	check_listeners(c);
	check_admin(c);
	check_roles(c);
	check_bypass(c);
}
