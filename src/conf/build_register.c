/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups to the register. Runs only on a configuration without errors, so
 * every reference leads somewhere. Arrays do not move once made: flows point
 * into recipients and pathways.
 */
#include "conf/build.h"

#include "base/map.h"
#include "conf/added.h"
#include "policy/reason.h"

#include <errno.h>

struct builder {
	const struct conf_group *root;
	struct arena *arena;
	struct snapshot *snapshot;
	struct map *recipients, *pathways; /* by id, while building */
	bool ok;
};

static void
remember(struct builder *b, struct map *map, const char *id, void *what)
{
	if (map_put(map, span_str(id), what, NULL) != 0)
		b->ok = false;
}

static struct country
country_of(const char *text)
{
	struct country c = {.code = {text[0], text[1], '\0'}};
	return c;
}

static void
build_exporter(struct builder *b, const struct conf_group *g)
{
	b->snapshot->reg.exporter =
		(struct exporter){.id = conf_text(g, "id"),
				  .name = conf_text(g, "name"),
				  .ciio = conf_number(g, "ciio", false) != 0,
				  .ftz_zone = conf_text(g, "ftz_zone"),
				  .gba_city = conf_text(g, "gba_city")};
}

static void
build_sources(struct builder *b, const struct conf_value *v)
{
	struct source *all =
		conf_build_array(b->arena, v->n_groups, sizeof(*all), &b->ok);
	for (size_t i = 0; i < v->n_groups && all != NULL; i++) {
		const struct conf_group *g = v->groups[i];
		all[i].id = conf_text(g, "id");
		all[i].networks =
			conf_build_networks(b->arena, conf_get(g, "networks"),
					    &all[i].n_networks, &b->ok);
		all[i].user = conf_text(g, "user");
		all[i].password_hash = conf_text(g, "password_hash");
		all[i].client_certificate = conf_text(g, "client_certificate");
	}
	b->snapshot->reg.sources = all;
	b->snapshot->reg.n_sources = v->n_groups;
}

static void
build_recipient(struct builder *b, const struct conf_group *g,
		struct recipient *r)
{
	static const char *const none[] = {NULL};
	r->addition = conf_addition_of(b->root, b->snapshot->additions, g);
	r->id = conf_text(g, "id");
	r->name = conf_text(g, "name");
	r->country = country_of(conf_text(g, "country"));
	r->hosts = conf_build_texts(b->arena, conf_get(g, "hosts"), &b->ok);
	if (r->hosts == NULL)
		r->hosts = none;
	r->networks = conf_build_networks(b->arena, conf_get(g, "networks"),
					  &r->n_networks, &b->ok);
	r->certifications = conf_build_texts(
		b->arena, conf_get(g, "certifications"), &b->ok);
	r->owner_countries = conf_build_texts(
		b->arena, conf_get(g, "owner_countries"), &b->ok);
	r->gba = conf_number(g, "gba", false) != 0;
	remember(b, b->recipients, r->id, r);
}

static void
build_recipients(struct builder *b, const struct conf_value *v)
{
	struct recipient *all =
		conf_build_array(b->arena, v->n_groups, sizeof(*all), &b->ok);
	for (size_t i = 0; i < v->n_groups && all != NULL; i++)
		build_recipient(b, v->groups[i], &all[i]);
	b->snapshot->reg.recipients = all;
	b->snapshot->reg.n_recipients = v->n_groups;
}

static struct category_scope
build_categories(const struct builder *b, const struct conf_value *v)
{
	struct category_scope scope = {.any = v->n_items == 0};
	for (size_t i = 0; i < v->n_items; i++) {
		int category =
			rules_category(b->snapshot->rules, v->items[i].text);
		must(category >= 0);
		category_add(&scope.set, (unsigned)category);
	}
	return scope;
}

static struct caps
build_caps(const struct conf_group *g)
{
	struct caps caps = {NO_CAP, NO_CAP, NO_CAP, CAP_CALENDAR_YEAR};
	if (g == NULL)
		return caps;
	caps.persons = conf_number(g, "persons", NO_CAP);
	caps.sensitive_persons = conf_number(g, "sensitive_persons", NO_CAP);
	caps.bytes = conf_number(g, "bytes", NO_CAP);
	caps.window =
		(enum cap_window)conf_number(g, "window", CAP_CALENDAR_YEAR);
	return caps;
}

static void
build_pathway(struct builder *b, const struct conf_group *g, struct pathway *p)
{
	p->addition = conf_addition_of(b->root, b->snapshot->additions, g);
	p->id = conf_text(g, "id");
	p->regime = conf_text(g, "regime");
	p->reference = conf_text(g, "reference");
	p->mechanism =
		(enum mechanism)conf_number(g, "mechanism", MECHANISM_NONE);
	p->status =
		(enum pathway_status)conf_number(g, "status", PATHWAY_DRAFT);
	p->recipients =
		conf_build_texts(b->arena, conf_get(g, "recipients"), &b->ok);
	p->countries =
		conf_build_texts(b->arena, conf_get(g, "countries"), &b->ok);
	p->purposes =
		conf_build_texts(b->arena, conf_get(g, "purposes"), &b->ok);
	p->important_items = conf_build_texts(
		b->arena, conf_get(g, "important_items"), &b->ok);
	p->categories = build_categories(b, conf_get(g, "categories"));
	p->sensitive = conf_number(g, "sensitive", false) != 0;
	p->effective_on = conf_number(g, "effective_on", NO_DAY);
	p->filed_on = conf_number(g, "filed_on", NO_DAY);
	p->valid_until = conf_number(g, "valid_until", NO_DAY);
	p->caps = build_caps(conf_group(g, "caps"));
	p->evidence =
		conf_build_texts(b->arena, conf_get(g, "evidence"), &b->ok);
	remember(b, b->pathways, p->id, p);
}

static void
build_pathways(struct builder *b, const struct conf_value *v)
{
	struct pathway *all =
		conf_build_array(b->arena, v->n_groups, sizeof(*all), &b->ok);
	for (size_t i = 0; i < v->n_groups && all != NULL; i++)
		build_pathway(b, v->groups[i], &all[i]);
	b->snapshot->reg.pathways = all;
	b->snapshot->reg.n_pathways = v->n_groups;
}

static void
build_unreadable(const struct conf_group *g, enum verdict verdicts[])
{
	if (g == NULL)
		return;
	for (unsigned u = 0; u < UNREADABLE_MAX_; u++)
		verdicts[u] = (enum verdict)conf_number(
			g, unreadable_name((enum unreadable)u), verdicts[u]);
}

static void
build_defaults(struct builder *b, const struct conf_group *g)
{
	struct policy_defaults *d = &b->snapshot->reg.defaults;
	d->unlisted_recipient = (enum verdict)conf_number(
		g, "unlisted_recipient", VERDICT_BLOCK);
	d->unknown_country =
		(enum verdict)conf_number(g, "unknown_country", VERDICT_BLOCK);
	d->plain_http =
		(enum verdict)conf_number(g, "plain_http", VERDICT_BLOCK);
	d->strict_register = conf_number(g, "strict_register", false) != 0;
	for (unsigned u = 0; u < UNREADABLE_MAX_; u++)
		d->unreadable[u] = VERDICT_BLOCK;
	build_unreadable(conf_group(g, "unreadable"), d->unreadable);
}

static struct exemption
build_exemption(struct builder *b, const struct conf_group *g)
{
	struct exemption e = {.article = EXEMPTION_NONE, .until = NO_DAY};
	if (g == NULL)
		return e;
	e.article = (enum exemption_article)conf_number(g, "article",
							EXEMPTION_NONE);
	e.ticket = conf_text(g, "ticket");
	e.approved_by = conf_text(g, "approved_by");
	e.until = conf_number(g, "until", NO_DAY);
	e.categories = build_categories(b, conf_get(g, "categories"));
	return e;
}

static void
build_more_pathways(struct builder *b, const struct conf_value *v,
		    struct flow *f)
{
	const struct pathway **all = conf_build_array(b->arena, v->n_items + 1,
						      sizeof(*all), &b->ok);
	for (size_t i = 0; i < v->n_items && all != NULL; i++)
		all[i] = map_get(b->pathways, span_str(v->items[i].text));
	f->more_pathways = all;
}

static void
build_flow(struct builder *b, const struct conf_group *g, struct flow *f)
{
	const struct register_ *reg = &b->snapshot->reg;
	f->addition = conf_addition_of(b->root, b->snapshot->additions, g);
	f->id = conf_text(g, "id");
	f->sources = conf_build_texts(b->arena, conf_get(g, "sources"), &b->ok);
	f->recipient =
		map_get(b->recipients, span_str(conf_text(g, "recipient")));
	must(f->recipient != NULL);
	f->purpose = conf_text(g, "purpose");
	f->provenance = (enum provenance)conf_number(g, "provenance",
						     PROVENANCE_DOMESTIC);
	if (conf_text(g, "pathway") != NULL)
		f->pathway =
			map_get(b->pathways, span_str(conf_text(g, "pathway")));
	build_more_pathways(b, conf_get(g, "pathways"), f);
	f->transaction = (enum transaction)conf_number(g, "transaction",
						       TRANSACTION_OTHER);
	f->evidence =
		conf_build_texts(b->arena, conf_get(g, "evidence"), &b->ok);
	f->exemption = build_exemption(b, conf_group(g, "exemption"));
	if (f->addition != NULL && f->addition->approved_by[0] != '\0')
		f->exemption.approved_by = f->addition->approved_by;
	f->consent = conf_text(g, "consent");
	f->pipia = conf_text(g, "pipia");
	memcpy(f->unreadable, reg->defaults.unreadable, sizeof(f->unreadable));
	build_unreadable(conf_group(g, "unreadable"), f->unreadable);
	f->transit_tolerance = conf_number(g, "transit_tolerance", 0);
	f->foreign_authority = conf_number(g, "foreign_authority", false) != 0;
	f->scenario = conf_text(g, "scenario");
	f->important_items = conf_build_texts(
		b->arena, conf_get(g, "important_items"), &b->ok);
	bool whole = f->exemption.article == EXEMPTION_ART4_TRANSIT ||
		     (f->pathway != NULL && f->pathway->sensitive);
	for (size_t i = 0; b->ok && f->more_pathways[i] != NULL; i++)
		whole |= f->more_pathways[i]->sensitive;
	f->release_whole = conf_number(g, "release", whole) != 0;
}

static void
build_flows(struct builder *b, const struct conf_value *v)
{
	struct flow *all =
		conf_build_array(b->arena, v->n_groups, sizeof(*all), &b->ok);
	for (size_t i = 0; i < v->n_groups && all != NULL && b->ok; i++)
		build_flow(b, v->groups[i], &all[i]);
	b->snapshot->reg.flows = all;
	b->snapshot->reg.n_flows = v->n_groups;
}

int
conf_build_register(const struct conf_group *root, struct arena *arena,
		    struct snapshot *s)
{
	struct builder b = {.root = root,
			    .arena = arena,
			    .snapshot = s,
			    .recipients = map_new(),
			    .pathways = map_new()};
	b.ok = b.recipients != NULL && b.pathways != NULL;
	s->additions = conf_build_additions(root, arena, &b.ok);
	s->n_additions = conf_get(root, "additions")->n_groups;
	build_exporter(&b, conf_group(root, "exporter"));
	build_defaults(&b, conf_group(root, "defaults"));
	build_sources(&b, conf_get(root, "sources"));
	if (b.ok)
		build_recipients(&b, conf_get(root, "recipients"));
	if (b.ok)
		build_pathways(&b, conf_get(root, "pathways"));
	if (b.ok)
		build_flows(&b, conf_get(root, "flows"));
	map_free(&b.recipients, NULL);
	map_free(&b.pathways, NULL);
	return b.ok ? 0 : -ENOMEM;
}
