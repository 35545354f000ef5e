/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups to the options of the service: listeners, interception, place,
 * inspection, audit, limits, timeouts. Runs only on a configuration without
 * errors.
 */
#include "conf/build.h"

#include <errno.h>
#include <grp.h>

/* What is nobody's address whoever writes it: accounts of machines and the
 * roles of RFC 2142. */
static const char *const shipped_not_persons[] = {
	"git@",	       "noreply@",	"no-reply@",
	"donotreply@", "do-not-reply@", "mailer-daemon@",
	"postmaster@", "hostmaster@",	"webmaster@",
	"www@",	       "usenet@",	"news@",
	"uucp@",       "ftp@",		"abuse@",
	"noc@",	       "security@",	"info@",
	"marketing@",  "sales@",	"support@",
	NULL};
#define N_SHIPPED                                                              \
	(sizeof(shipped_not_persons) / sizeof(shipped_not_persons[0]) - 1)

const char *const *
conf_shipped_not_persons(void)
{
	return shipped_not_persons;
}

struct builder {
	struct arena *arena;
	struct snapshot *snapshot;
	bool ok;
};

static void
build_listeners(struct builder *b, const struct conf_value *v)
{
	struct listener_conf *all =
		conf_build_array(b->arena, v->n_groups, sizeof(*all), &b->ok);
	for (size_t i = 0; i < v->n_groups && all != NULL; i++) {
		const struct conf_group *g = v->groups[i];
		const struct conf_group *tls = conf_group(g, "tls");
		all[i].address = conf_build_address(conf_text(g, "address"));
		all[i].proxy_protocol_from = conf_build_networks(
			b->arena, conf_get(g, "proxy_protocol_from"),
			&all[i].n_proxy_protocol_from, &b->ok);
		if (tls == NULL)
			continue;
		all[i].certificate = conf_text(tls, "certificate");
		all[i].key = conf_build_secret(b->arena, conf_text(tls, "key"),
					       &b->ok);
		all[i].client_ca = conf_text(tls, "client_ca");
	}
	b->snapshot->listeners = all;
	b->snapshot->n_listeners = v->n_groups;
}

static uint32_t
group_of(const struct conf_group *roles, const char *key)
{
	const char *name = conf_text(roles, key);
	const struct group *found = name != NULL ? getgrnam(name) : NULL;
	return found != NULL ? found->gr_gid : NO_GROUP;
}

static void
build_roles(struct roles_conf *r, const struct conf_group *admin)
{
	const struct conf_group *g = conf_group(admin, "roles");
	*r = (struct roles_conf){
		.given = g != NULL,
		.view = NO_GROUP,
		.operate = NO_GROUP,
		.approve = NO_GROUP,
		.four_eyes = conf_number(admin, "four_eyes", false) != 0,
	};
	if (g == NULL)
		return;
	r->view = group_of(g, "view");
	r->operate = group_of(g, "operate");
	r->approve = group_of(g, "approve");
}

static void
build_admin(struct snapshot *s, const struct conf_group *g)
{
	const char *address = conf_text(g, "address");
	s->has_admin = address != NULL;
	if (address != NULL)
		s->admin = conf_build_address(address);
	s->control = conf_text(g, "control");
	build_roles(&s->roles, g);
}

static void
build_intercept(struct builder *b, const struct conf_group *g)
{
	struct snapshot *s = b->snapshot;
	const struct conf_value *v = conf_get(g, "bypass");
	s->ca_certificate = conf_text(g, "ca_certificate");
	s->ca_key = conf_build_secret(b->arena, conf_text(g, "ca_key"), &b->ok);
	s->upstream_trust = conf_text(g, "upstream_trust");
	struct bypass_conf *all =
		conf_build_array(b->arena, v->n_groups, sizeof(*all), &b->ok);
	for (size_t i = 0; i < v->n_groups && all != NULL; i++) {
		all[i].hosts = conf_build_texts(
			b->arena, conf_get(v->groups[i], "hosts"), &b->ok);
		all[i].reason = conf_text(v->groups[i], "reason");
	}
	s->bypass = all;
	s->n_bypass = v->n_groups;
}

static void
build_overrides(struct builder *b, const struct conf_value *v)
{
	struct place_override *all =
		conf_build_array(b->arena, v->n_groups, sizeof(*all), &b->ok);
	for (size_t i = 0; i < v->n_groups && all != NULL; i++) {
		const char *country = conf_text(v->groups[i], "country");
		all[i].networks = conf_build_networks(
			b->arena, conf_get(v->groups[i], "networks"),
			&all[i].n_networks, &b->ok);
		memcpy(all[i].country.code, country, 2);
	}
	b->snapshot->place.overrides = all;
	b->snapshot->place.n_overrides = v->n_groups;
}

static void
build_place(struct builder *b, const struct conf_group *g)
{
	struct place *place = &b->snapshot->place;
	const struct conf_value *v = conf_get(g, "ports");
	uint16_t *ports =
		conf_build_array(b->arena, v->n_items, sizeof(*ports), &b->ok);
	for (size_t i = 0; i < v->n_items && ports != NULL; i++)
		ports[i] = (uint16_t)v->items[i].number;
	place->ports = ports;
	place->n_ports = v->n_items;
	place->allow_private = conf_number(g, "private_addresses", 0) != 0;
	b->snapshot->country_db = conf_text(g, "country_db");
	build_overrides(b, conf_get(g, "overrides"));
}

static void
build_not_persons(struct builder *b, const struct conf_value *v)
{
	const char **all = conf_build_array(
		b->arena, N_SHIPPED + v->n_items + 1, sizeof(*all), &b->ok);
	for (size_t i = 0; i < N_SHIPPED && all != NULL; i++)
		all[i] = shipped_not_persons[i];
	for (size_t i = 0; i < v->n_items && all != NULL; i++)
		all[N_SHIPPED + i] = v->items[i].text;
	b->snapshot->not_persons = all;
}

static uint64_t
amount(const struct conf_group *g, const char *key)
{
	return (uint64_t)conf_number(g, key, 0);
}

static void
build_inspection(struct builder *b, const struct conf_group *g)
{
	struct snapshot *s = b->snapshot;
	s->inspect = inspect_limits_default;
	s->inspect.record = amount(g, "record_limit");
	s->inspect.decoded = amount(g, "decoded_limit");
	s->inspect.ratio = amount(g, "ratio_limit");
	s->inspect.depth = (unsigned)amount(g, "depth_limit");
	s->inspect.parts = (unsigned)amount(g, "parts_limit");
	s->inspect.container = amount(g, "container_limit");
	s->openers = (unsigned)amount(g, "extractors");
	s->hold_whole = amount(g, "hold_whole");
	s->spool_limit = amount(g, "spool_limit");
	build_not_persons(b, conf_get(g, "not_persons"));
	s->count_git_identities = conf_number(g, "git_identities", 0) != 0;
}

static void
build_audit(struct snapshot *s, const struct conf_group *g)
{
	s->audit.journal = conf_number(g, "journal", true) != 0;
	s->audit.journal_socket = conf_text(g, "journal_socket");
	s->audit.file = conf_text(g, "file");
	s->audit.rotate_size = amount(g, "rotate_size");
	s->audit.rotate_every = (enum audit_rotate)conf_number(
		g, "rotate_every", AUDIT_ROTATE_MONTH);
	s->audit.when_unavailable = (enum audit_when_unavailable)conf_number(
		g, "when_unavailable", AUDIT_BLOCK);
	s->audit.queue = (size_t)amount(g, "queue");
	s->audit_interval = conf_number(g, "interval", 0);
}

static void
build_limits(struct limits_conf *limits, const struct conf_group *g)
{
	const struct conf_group *source = conf_group(g, "source");
	limits->connections = amount(g, "connections");
	limits->held = amount(g, "held");
	limits->spool = amount(g, "spool");
	limits->containers = amount(g, "containers");
	limits->head = amount(g, "head");
	limits->source_connections = amount(source, "connections");
	limits->names_per_minute = amount(source, "names_per_minute");
}

static void
build_timeouts(struct timeouts_conf *timeouts, const struct conf_group *g)
{
	timeouts->head = conf_number(g, "head", 0);
	timeouts->handshake = conf_number(g, "handshake", 0);
	timeouts->connect = conf_number(g, "connect", 0);
	timeouts->idle = conf_number(g, "idle", 0);
	timeouts->body = conf_number(g, "body", 0);
	timeouts->extract = conf_number(g, "extract", 0);
	timeouts->drain = conf_number(g, "drain", 0);
}

int
conf_build_service(const struct conf_group *root, struct arena *arena,
		   struct snapshot *s)
{
	struct builder b = {.arena = arena, .snapshot = s, .ok = true};
	s->mode = (enum gateway_mode)conf_number(root, "mode", MODE_ENFORCE);
	s->workers = (unsigned)amount(root, "workers");
	s->state_dir = conf_text(root, "state_dir");
	build_listeners(&b, conf_get(root, "listeners"));
	build_admin(s, conf_group(root, "admin"));
	build_intercept(&b, conf_group(root, "intercept"));
	build_place(&b, conf_group(root, "place"));
	build_inspection(&b, conf_group(root, "inspection"));
	s->ledger_key = conf_text(conf_group(root, "ledger"), "key");
	s->ledger_key_given =
		conf_get(conf_group(root, "ledger"), "key")->given;
	build_audit(s, conf_group(root, "audit"));
	build_limits(&s->limits, conf_group(root, "limits"));
	build_timeouts(&s->timeouts, conf_group(root, "timeouts"));
	return b.ok ? 0 : -ENOMEM;
}
