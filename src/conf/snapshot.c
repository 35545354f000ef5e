/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a snapshot: files, settings, checks, structs, one text of the
 * whole and its hash. All strings and arrays live in one arena; regimes,
 * rules, country database and register index go with the last reference.
 * Loading runs in one thread; a loaded snapshot is read by all.
 */
#include "conf/snapshot.h"

#include "base/arena.h"
#include "conf/added.h"
#include "conf/build.h"
#include "conf/check.h"
#include "conf/ledger_key.h"
#include "conf/print.h"
#include "conf/regime_list.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define ARENA_LIMIT ((size_t)512 << 20)
#define HASH_BYTES 8

/* What s points into; s is its first member. */
struct owned {
	struct snapshot s;
	atomic_uint references;
	struct arena *arena;
	struct conf_regimes regimes;
	struct geo *geo;
	char *text; /* the effective configuration */
	char *register_text;
};

static void
owned_free(struct owned *o)
{
	if (o == NULL)
		return;
	register_index_free(&o->s.reg);
	rules_unref(&o->s.rules);
	conf_regimes_fini(&o->regimes);
	if (o->geo != NULL)
		geo_close(&o->geo);
	arena_free(&o->arena);
	free(o->text);
	free(o->register_text);
	free(o);
}

static struct owned *
owned_new(void)
{
	struct owned *o = calloc(1, sizeof(*o));
	if (o == NULL)
		return NULL;
	atomic_init(&o->references, 1);
	o->arena = arena_new(ARENA_LIMIT);
	if (o->arena == NULL) {
		owned_free(o);
		return NULL;
	}
	return o;
}

/* A database that is not there yet is no fault: the country is then unknown,
 * which policy judges. A file that is no database is one. */
static void
open_country_db(struct owned *o, const struct conf_group *root,
		struct conf_report *report)
{
	const struct conf_value *v =
		conf_get(conf_group(root, "place"), "country_db");
	struct why why;
	if (v->n_items == 0)
		return;
	if (access(v->items[0].text, F_OK) != 0)
		conf_warn(report, v->file, v->line, "place.country_db",
			  "\"%s\" is not there: countries come from the "
			  "register and overrides alone",
			  v->items[0].text);
	else if (geo_open(v->items[0].text, &o->geo, &why) != 0)
		conf_error(report, v->file, v->line, "place.country_db",
			   "expected a country database, found \"%s\": %s",
			   v->items[0].text, why.text);
	o->s.place.geo = o->geo;
}

static int
pick_regimes(struct owned *o, const struct conf_check *check)
{
	const struct conf_value *v =
		conf_get(conf_group(check->root, "exporter"), "regimes");
	bool ok = true;
	const struct regime **picked =
		conf_build_array(o->arena, v->n_items, sizeof(*picked), &ok);
	for (size_t i = 0; i < v->n_items && ok; i++)
		picked[i] = conf_find_regime(check, v->items[i].text);
	o->s.regimes = picked;
	o->s.n_regimes = v->n_items;
	return ok ? 0 : -ENOMEM;
}

static void
hash_text(const char *text, size_t size, char out[2 * HASH_BYTES + 1])
{
	uint8_t sum[32];
	sha256(span_of(text, size), sum);
	hex_text(span_of(sum, HASH_BYTES), out);
}

/* The text of the whole, and the hash over it. */
static int
seal(struct owned *o, const struct conf_group *root, uint64_t generation)
{
	size_t size = 0;
	FILE *out = open_memstream(&o->text, &size);
	if (out == NULL)
		return -ENOMEM;
	conf_print(root, out);
	if (fclose(out) != 0)
		return -ENOMEM;
	hash_text(o->text, size, o->s.hash);
	o->s.generation = generation;
	snprintf(o->s.policy_tag, sizeof(o->s.policy_tag), "%llu %s",
		 (unsigned long long)generation, o->s.hash);
	return 0;
}

static int
hash_entry(const struct conf_group *g, uint64_t *ret_hash)
{
	char *text = NULL;
	uint8_t sum[32];
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	if (out == NULL)
		return -ENOMEM;
	conf_print_entry(g, out);
	int rc = fclose(out) == 0 ? 0 : -ENOMEM;
	if (rc == 0) {
		sha256(span_of(text, size), sum);
		memcpy(ret_hash, sum, sizeof(*ret_hash));
	}
	free(text);
	return rc;
}

/* The entries of the register, so that two of them can be compared. */
static int
list_entries(struct owned *o, const struct conf_group *root)
{
	static const char *const lists[] = {"exporter", "sources", "recipients",
					    "pathways", "flows"};
	size_t n = 0, at = 0;
	bool ok = true;
	int rc = 0;
	for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]); l++)
		n += conf_get(root, lists[l])->n_groups;
	struct register_entry *all =
		conf_build_array(o->arena, n, sizeof(*all), &ok);
	for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]) && ok; l++) {
		const struct conf_value *v = conf_get(root, lists[l]);
		for (size_t i = 0; i < v->n_groups && rc == 0; i++) {
			all[at].list = lists[l];
			all[at].id = conf_text(v->groups[i], "id");
			rc = hash_entry(v->groups[i], &all[at++].hash);
		}
	}
	o->s.entries = all;
	o->s.n_entries = at;
	return ok ? rc : -ENOMEM;
}

static int
seal_register(struct owned *o, const struct conf_group *root)
{
	size_t size = 0;
	FILE *out = open_memstream(&o->register_text, &size);
	if (out == NULL)
		return -ENOMEM;
	conf_print_register(root, out);
	if (fclose(out) != 0)
		return -ENOMEM;
	hash_text(o->register_text, size, o->s.register_hash);
	o->s.register_text = o->register_text;
	return list_entries(o, root);
}

/* From groups without a fault to the structs. */
static int
build(struct owned *o, const struct conf_check *check, uint64_t generation)
{
	struct why why;
	int rc = conf_build_service(check->root, o->arena, &o->s);
	if (rc == 0)
		rc = conf_build_register(check->root, o->arena, &o->s);
	if (rc == 0)
		rc = pick_regimes(o, check);
	if (rc != 0)
		return rc;
	rc = register_index_build(&o->s.reg, &why);
	if (rc == -EEXIST)
		conf_error(check->report, check->root->file, 0, NULL, "%s",
			   why.text);
	if (rc == 0)
		rc = seal(o, check->root, generation);
	if (rc == 0)
		rc = seal_register(o, check->root);
	return rc;
}

static int
compile(struct owned *o, const struct conf_documents *documents,
	const char *candidate, uint64_t generation, struct conf_report *report)
{
	struct conf_added added = {
		.arena = o->arena, .report = report, .candidate = candidate};
	struct conf_check check = {.report = report};
	struct conf_group *root;
	int rc = conf_read(documents, NULL, o->arena, report, &root);
	if (rc == 0)
		rc = conf_ledger_key_path(root, o->arena);
	if (rc != 0)
		return rc;
	o->s.file = arena_str(o->arena, span_str(root->file));
	if (conf_detectors_compile(root, o->arena, report, &o->s.rules) != 0)
		o->s.rules = NULL; /* reported; the other checks go on */
	rc = conf_regimes_load(root, o->s.rules, report, &o->regimes);
	if (rc != 0)
		return rc;
	check.root = root;
	check.rules = o->s.rules;
	check.regimes = (const struct regime *const *)o->regimes.items;
	check.n_regimes = o->regimes.n;
	rc = conf_added_settle(&added, root);
	if (rc == 0)
		rc = conf_check_open(&check);
	if (rc == 0) {
		conf_added_check(&added, root, &check);
		o->s.contradicted = added.said;
		conf_check_register(&check);
		conf_check_flows(&check);
		conf_check_service(&check);
		open_country_db(o, root, report);
	}
	if (rc == 0 && report->errors == 0)
		rc = build(o, &check, generation);
	conf_check_close(&check);
	return rc;
}

int
snapshot_load(const char *path, uint64_t generation, conf_report_fn *fn,
	      void *arg, struct snapshot **ret_snapshot)
{
	return snapshot_load_with(path, NULL, generation, fn, arg,
				  ret_snapshot);
}

int
snapshot_load_with(const char *path, const char *candidate, uint64_t generation,
		   conf_report_fn *fn, void *arg,
		   struct snapshot **ret_snapshot)
{
	struct conf_report report = {.fn = fn, .arg = arg};
	struct conf_documents *documents = NULL;
	struct owned *o = owned_new();
	int rc = -ENOMEM;
	if (o != NULL)
		rc = conf_documents_load(path, &report, &documents);
	if (rc == 0)
		conf_documents_load_added(documents, candidate, &report);
	if (rc == 0)
		rc = compile(o, documents, candidate, generation, &report);
	conf_documents_free(&documents);
	if (rc != 0 && report.errors == 0)
		conf_error(&report, path, 0, NULL, "%s", err_text(rc));
	if (report.errors > 0) {
		owned_free(o);
		return -EINVAL;
	}
	*ret_snapshot = &o->s;
	return 0;
}

struct snapshot *
snapshot_ref(struct snapshot *s)
{
	struct owned *o = (struct owned *)s;
	atomic_fetch_add_explicit(&o->references, 1, memory_order_relaxed);
	return s;
}

void
snapshot_unref(struct snapshot **ps)
{
	struct owned *o = (struct owned *)*ps;
	*ps = NULL;
	if (o != NULL && atomic_fetch_sub_explicit(&o->references, 1,
						   memory_order_acq_rel) == 1)
		owned_free(o);
}

int
snapshot_print(const struct snapshot *s, FILE *out)
{
	const struct owned *o = (const struct owned *)s;
	fprintf(out,
		"# The effective configuration of %s, hash %s; complete in "
		"itself.\n",
		s->file, s->hash);
	fputs(o->text, out);
	return fflush(out) == 0 && ferror(out) == 0 ? 0 : -EIO;
}
