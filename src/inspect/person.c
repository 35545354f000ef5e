/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Persons of records. Guarantees: no record with an identifier, weak value or
 * attribute goes uncounted; what two records share is for the ledger to link.
 * Memory is bounded by PEOPLE_MAX between two takes and holds digests only.
 * One owner, one thread.
 */
#include "inspect/person.h"

#include "base/buf.h"
#include "base/map.h"
#include "inspect/crowd.h"
#include "inspect/minor.h"

#include <errno.h>
#include <stdlib.h>

#define PEOPLE_MAX (UINT32_C(1) << 20)
#define WEAK_KEY_MAX 4096
/* No label's sense: those are hashes. */
#define SENSE_DIGEST (UINT64_C(0x6469676573740000))

/* A person among those since the last take; the hash of the identifiers tells
 * most others apart. */
struct slot {
	uint32_t tag;
	uint32_t person; /* + 1; 0: empty */
};

struct people {
	const struct inspect_env *env;
	const struct rules *rules;
	struct recall *recall; /* the scanner's, or NULL */
	uint64_t scope;
	struct crowd *crowd;
	bool domestic, taken;
	struct person *persons;
	struct identifier *ids; /* of all persons, one after the other */
	struct slot *slots;	/* open addressing */
	size_t n_persons, n_ids, persons_size, ids_size, n_slots;
	struct trait *work; /* of the record at hand */
	size_t work_size;
};

/* Two exchanges with the same scope make the same of an identifier. */
static uint64_t
scope_of(const struct inspect_env *env)
{
	struct {
		struct digest key;
		int64_t days;
		uint64_t rest;
	} all = {digest_key_check(env->key), env->now_days, 0};
	const char *const *list = env->not_persons;
	for (size_t i = 0; list != NULL && list[i] != NULL; i++)
		all.rest = all.rest * 31 + hash_bytes(span_str(list[i]));
	return hash_bytes(span_of(&all, sizeof(all))) | 1;
}

int
people_new(const struct inspect_env *env, struct people **ret_people)
{
	struct people *p = calloc(1, sizeof(*p));
	if (p == NULL)
		return -ENOMEM;
	p->env = env;
	p->rules = scanner_rules(env->scanner);
	p->recall = scanner_recall(env->scanner);
	p->crowd = crowd_new();
	p->scope = scope_of(env);
	if (p->crowd == NULL) {
		people_free(&p);
		return -ENOMEM;
	}
	*ret_people = p;
	return 0;
}

void
people_free(struct people **pp)
{
	struct people *p = *pp;
	*pp = NULL;
	if (p == NULL)
		return;
	crowd_free(&p->crowd);
	free(p->persons);
	free(p->ids);
	free(p->slots);
	free(p->work);
	free(p);
}

struct digest
people_digest(struct people *p, unsigned category, struct span canonical,
	      bool remember)
{
	struct span name = span_str(rules_category_name(p->rules, category));
	if (p->recall == NULL || !remember)
		return digest_of(p->env->key, name, canonical);
	struct recall_key key = recall_key(p->recall, canonical,
					   SENSE_DIGEST | category, p->scope);
	struct recalled *e = recall_get(p->recall, &key);
	if (e != NULL && e->n == 1)
		return e->hits[0].digest;
	struct digest digest = digest_of(p->env->key, name, canonical);
	e = recall_put(p->recall, &key);
	if (e != NULL) {
		e->hits[0].digest = digest;
		e->n = 1;
	}
	return digest;
}

void
people_expect(const struct people *p, const struct digest *digest)
{
	crowd_expect(p->crowd, digest);
}

uint64_t
people_scope(const struct people *p)
{
	return p->scope;
}

bool
people_excludes(const struct people *p, struct span canonical)
{
	const char *const *list = p->env->not_persons;
	for (size_t i = 0; list != NULL && list[i] != NULL; i++) {
		struct span none = span_str(list[i]);
		if (none.n == 0)
			continue;
		bool hit = none.p[none.n - 1] == '@'
				   ? span_starts(canonical, none)
			   : none.p[0] == '@' ? span_ends(canonical, none)
					      : span_eq(canonical, none);
		if (hit)
			return true;
	}
	return false;
}

bool
people_is_minor(const struct people *p, unsigned category,
		struct span canonical)
{
	return shows_minor(rules_category_name(p->rules, category), canonical,
			   p->env->now_days);
}

static bool
is_identifier(const struct trait *t)
{
	return t->kind == KIND_IDENTITY || t->kind == KIND_CONTACT ||
	       t->kind == KIND_ACCOUNT || t->kind == KIND_DEVICE;
}

static int
compare_ids(const struct identifier *x, const struct identifier *y)
{
	if (x->category != y->category)
		return x->category < y->category ? -1 : 1;
	return memcmp(&x->digest, &y->digest, sizeof(x->digest));
}

static uint64_t
hash_ids(const struct person *q)
{
	uint64_t hash = q->n_ids, word;
	for (uint32_t i = 0; i < q->n_ids; i++) {
		memcpy(&word, q->ids[i].digest.bytes, sizeof(word));
		hash = hash * 31 + word;
	}
	return hash;
}

static bool
same_ids(const struct person *a, const struct person *b)
{
	if (a->n_ids != b->n_ids)
		return false;
	for (uint32_t i = 0; i < a->n_ids; i++)
		if (compare_ids(&a->ids[i], &b->ids[i]) != 0)
			return false;
	return true;
}

/* The slot of a person with these identifiers: theirs, or an empty one that
 * has their tag now. */
static struct slot *
slot_of(const struct people *p, const struct person *q)
{
	uint64_t at = hash_ids(q);
	uint32_t tag = (uint32_t)(at >> 32);
	for (;; at++) {
		struct slot *slot = &p->slots[at & (p->n_slots - 1)];
		if (slot->person == 0)
			slot->tag = tag;
		if (slot->person == 0 ||
		    (slot->tag == tag &&
		     same_ids(&p->persons[slot->person - 1], q)))
			return slot;
	}
}

/* Room for one more person with n identifiers. The identifiers may move, so
 * persons' pointers into them are made anew. */
static int
room(struct people *p, size_t n)
{
	if (p->n_persons >= PEOPLE_MAX || p->n_ids + n > 4 * PEOPLE_MAX)
		return ERR_LIMIT;
	if (p->n_ids + n > p->ids_size) {
		size_t size = (p->ids_size + n) * 2;
		struct identifier *ids = realloc(p->ids, size * sizeof(*ids));
		if (ids == NULL)
			return -ENOMEM;
		p->ids = ids;
		p->ids_size = size;
		for (size_t i = 0, at = 0; i < p->n_persons; i++) {
			p->persons[i].ids = ids + at;
			at += p->persons[i].n_ids;
		}
	}
	if (p->n_persons < p->persons_size)
		return 0;
	size_t size = p->persons_size > 0 ? p->persons_size * 4 : 16;
	struct person *q = realloc(p->persons, size * sizeof(*q));
	if (q == NULL)
		return -ENOMEM;
	p->persons = q;
	struct slot *slots = calloc(size * 2, sizeof(*slots));
	if (slots == NULL)
		return -ENOMEM;
	free(p->slots);
	p->slots = slots;
	p->n_slots = size * 2;
	p->persons_size = size;
	for (size_t i = 0; i < p->n_persons; i++)
		slot_of(p, &p->persons[i])->person = (uint32_t)i + 1;
	return 0;
}

/* Identifiers in one order, whatever order the record has. They are few. */
static void
sort_ids(struct identifier *ids, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		struct identifier id = ids[i];
		size_t k = i;
		for (; k > 0 && compare_ids(&ids[k - 1], &id) > 0; k--)
			ids[k] = ids[k - 1];
		ids[k] = id;
	}
}

/* Whether the person counts as one with sensitive data. */
static bool
is_sensitive(const struct people *p, const struct person *q)
{
	const struct category_set *sensitive = p->env->sensitive;
	return sensitive != NULL && !q->low &&
	       q->confidence >= CONFIDENCE_MEDIUM &&
	       category_meets(&q->categories, sensitive);
}

/* Puts a person whose identifiers are the last n of p->ids (not yet counted
 * in n_ids), or joins it with the same one. */
static void
put(struct people *p, struct person q)
{
	q.ids = p->ids + p->n_ids;
	sort_ids(p->ids + p->n_ids, q.n_ids);
	p->domestic = p->domestic || q.domestic;
	struct slot *slot = slot_of(p, &q);
	if (slot->person != 0) {
		struct person *old = &p->persons[slot->person - 1];
		bool was = is_sensitive(p, old);
		category_join(&old->categories, &q.categories);
		if (old->confidence < q.confidence)
			old->confidence = q.confidence;
		old->domestic = old->domestic || q.domestic;
		if (!was && is_sensitive(p, old))
			crowd_add(p->crowd, old, true);
		return;
	}
	p->n_ids += q.n_ids;
	p->persons[p->n_persons++] = q;
	slot->person = (uint32_t)p->n_persons;
	crowd_add(p->crowd, &q, is_sensitive(p, &q));
}

/* Children are a category of their own, where the rules have it. */
static void
add_minor(struct people *p, struct category_set *categories)
{
	int minor = rules_implied(p->rules)->minor;
	if (minor >= 0)
		category_add(categories, (unsigned)minor);
}

static void
add_trait(struct people *p, struct person *q, const struct trait *t)
{
	p->ids[p->n_ids + q->n_ids++] = (struct identifier){
		.digest = t->digest, .category = t->category, .kind = t->kind};
	category_add(&q->categories, t->category);
	q->domestic = q->domestic || t->domestic;
	if (t->minor)
		add_minor(p, &q->categories);
}

static int
compare_values(const void *a, const void *b)
{
	const struct trait *x = a, *y = b;
	if (x->category != y->category)
		return x->category < y->category ? -1 : 1;
	size_t n = x->value.n < y->value.n ? x->value.n : y->value.n;
	int c = n > 0 ? memcmp(x->value.p, y->value.p, n) : 0;
	return c != 0 ? c
		      : (x->value.n > y->value.n) - (x->value.n < y->value.n);
}

/* A record without identifiers: one person, keyed by all its weak values
 * sorted or, without any, by the record. */
static int
put_low(struct people *p, struct person q, struct trait *traits, size_t n,
	uint64_t hash)
{
	struct buf key;
	int rc = room(p, 1);
	uint16_t category = traits[0].category;
	bool weak = false;
	if (rc < 0)
		return rc;
	buf_init(&key, WEAK_KEY_MAX);
	qsort(traits, n, sizeof(*traits), compare_values);
	for (size_t i = 0; i < n && rc == 0; i++) {
		const struct trait *t = &traits[i];
		if (t->kind != KIND_WEAK ||
		    (i > 0 && compare_values(t - 1, t) == 0))
			continue;
		category = weak ? category : t->category;
		weak = true;
		rc = buf_printf(&key, "%s=%.*s\n",
				rules_category_name(p->rules, t->category),
				SPAN_FMT(t->value));
	}
	if (!weak)
		rc = buf_printf(&key, "record %016llx",
				(unsigned long long)hash);
	if (rc != -ENOMEM) { /* values beyond the limit tell nobody apart */
		p->ids[p->n_ids] = (struct identifier){
			.digest = digest_of(p->env->key, SPAN("weak"),
					    buf_span(&key)),
			.category = category,
			.kind = KIND_WEAK,
		};
		q.n_ids = 1;
		q.low = true;
		put(p, q);
		rc = 0;
	}
	buf_fini(&key);
	return rc;
}

/* For qsort: by category and digest, so that repetitions lie together. */
static int
compare_traits(const void *a, const void *b)
{
	const struct trait *x = a, *y = b;
	if (x->category != y->category)
		return x->category < y->category ? -1 : 1;
	return memcmp(&x->digest, &y->digest, sizeof(x->digest));
}

/* The identifiers: one person of the first of each category, one more for
 * each further value. first[] has the first value of each category. */
static int
put_known(struct people *p, const struct person *common, struct trait *ids,
	  size_t n, const struct trait *const *first, size_t n_first)
{
	struct person q = *common;
	int rc = room(p, n_first);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n_first; i++)
		add_trait(p, &q, first[i]);
	put(p, q);
	for (size_t i = 0; i < n; i++) {
		const struct trait *t = &ids[i];
		bool done = i > 0 && compare_traits(t - 1, t) == 0;
		for (size_t k = 0; k < n_first && !done; k++)
			done = compare_traits(first[k], t) == 0;
		if (done || t->prior)
			continue;
		q = *common;
		rc = room(p, 1);
		if (rc < 0)
			return rc;
		add_trait(p, &q, t);
		put(p, q);
	}
	return 0;
}

static int
work_copy(struct people *p, const struct trait *traits, size_t n)
{
	if (n > p->work_size) {
		struct trait *w = realloc(p->work, n * 2 * sizeof(*w));
		if (w == NULL)
			return -ENOMEM;
		p->work = w;
		p->work_size = n * 2;
	}
	memcpy(p->work, traits, n * sizeof(*traits));
	return 0;
}

/* What was taken is forgotten with the first record after it. */
static void
begin(struct people *p)
{
	if (!p->taken)
		return;
	p->taken = false;
	p->n_persons = p->n_ids = 0;
	memset(p->slots, 0, p->n_slots * sizeof(*p->slots));
}

int
people_join(struct people *p, const struct person *persons, size_t n)
{
	int rc = 0;
	begin(p);
	for (size_t i = 0; i < n && rc == 0; i++) {
		rc = room(p, persons[i].n_ids);
		if (rc < 0)
			break;
		memcpy(p->ids + p->n_ids, persons[i].ids,
		       persons[i].n_ids * sizeof(*p->ids));
		put(p, persons[i]);
	}
	return rc;
}

int
people_record(struct people *p, const struct trait *traits, size_t n,
	      uint64_t hash)
{
	const struct trait *first[CATEGORY_MAX];
	struct category_set seen = {{0}};
	struct person common = {.confidence = CONFIDENCE_LOW};
	size_t n_first = 0, n_ids = 0;
	bool fresh = false;
	begin(p);
	int rc = work_copy(p, traits, n);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		const struct trait *t = &traits[i];
		fresh = fresh || !t->prior;
		if (t->confidence > common.confidence)
			common.confidence = t->confidence;
		if (!is_identifier(t)) {
			category_add(&common.categories, t->category);
			common.domestic = common.domestic || t->domestic;
			if (t->minor)
				add_minor(p, &common.categories);
			continue;
		}
		p->work[n_ids++] = *t;
		if (!category_has(&seen, t->category))
			first[n_first++] = t;
		category_add(&seen, t->category);
	}
	if (!fresh)
		return 0;
	if (n_ids == 0)
		return put_low(p, common, p->work, n, hash);
	if (n_ids == n_first) /* one of each */
		return put_known(p, &common, NULL, 0, first, n_first);
	qsort(p->work, n_ids, sizeof(*p->work), compare_traits);
	return put_known(p, &common, p->work, n_ids, first, n_first);
}

void
people_take(struct people *p, const struct person **ret_persons, size_t *ret_n)
{
	*ret_n = p->taken ? 0 : p->n_persons;
	*ret_persons = p->persons;
	p->taken = p->slots != NULL;
}

void
people_totals(const struct people *p, struct inspect_totals *totals)
{
	totals->persons = crowd_count(p->crowd);
	totals->low_persons = crowd_low(p->crowd);
	totals->sensitive_persons = crowd_marked(p->crowd);
	totals->domestic = p->domestic;
}
