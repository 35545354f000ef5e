/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Batches of values through the matching engine, and what it finds to where
 * it belongs. Guarantees: findings are reported in the order of the content,
 * whatever was scanned together; nothing but digests, counts and the values
 * of waiting findings outlives a batch. One owner, one thread.
 */
#include "inspect/harvest_kit.h"

#include "inspect/bytes.h"
#include "inspect/names.h"
#include "inspect/trail.h"

#include <errno.h>
#include <stdlib.h>

#define IMPORTANT_MAX 64
/* Text before the first value that is worth leaving out. */
#define NARROW_FROM 512

int
harvest_new(struct work *w, struct harvest **ret_harvest)
{
	struct harvest *h = malloc(sizeof(*h));
	if (h == NULL)
		return -ENOMEM;
	memset(h, 0, offsetof(struct harvest, stack));
	h->work = w;
	h->rules = scanner_rules(w->env->scanner);
	h->batch.current = RECORD_NONE;
	finding_pool_init(&h->pool);
	buf_init(&h->long_value.text, LONG_PIECE);
	int rc = labels_new(h->rules, &h->labels);
	if (rc == 0)
		labels_remember(h->labels, w->env->scanner);
	if (rc == 0)
		rc = people_new(w->env, &h->people);
	if (rc < 0) {
		harvest_free(&h);
		return rc;
	}
	*ret_harvest = h;
	return 0;
}

void
harvest_free(struct harvest **ph)
{
	struct harvest *h = *ph;
	*ph = NULL;
	if (h == NULL)
		return;
	finding_pool_fini(&h->pool);
	buf_fini(&h->long_value.text);
	people_free(&h->people);
	labels_free(&h->labels);
	free(h->batch.fields);
	free(h->records);
	free(h->endings);
	free(h->important);
	free(h->marks);
	explicit_bzero(h->names, sizeof(h->names));
	free(h);
}

void
harvest_on_finding(struct harvest *h, inspect_finding_fn *fn, void *arg)
{
	h->on_finding = fn;
	h->on_finding_arg = arg;
	h->work->shown = fn != NULL;
}

bool
harvest_grow(struct harvest *h)
{
	struct batch *b = &h->batch;
	size_t size = b->size > 0 ? b->size * 2 : 64;
	struct field *f = realloc(b->fields, size * sizeof(*f));
	if (f == NULL) {
		h->rc = -ENOMEM;
		return false;
	}
	b->fields = f;
	b->size = size;
	return true;
}

static unsigned
name_flags(const struct harvest *h, struct span name)
{
	unsigned digits = 0;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] == '@')
			return NAME_ODD;
		digits += name.p[i] >= '0' && name.p[i] <= '9';
	}
	if (digits >= 5 || name.n > NAME_MAX_ || rules_has_lists(h->rules))
		return NAME_ODD | names_kind(name);
	return names_kind(name);
}

static inline bool
is_name(const struct name *e, struct span name, uint64_t first, uint64_t final)
{
	return e->n == name.n && e->first == first && e->final == final &&
	       (name.n <= 16 || memcmp(e->text, name.p, name.n) == 0);
}

uint32_t
harvest_label(struct harvest *h, struct span name, unsigned *ret_flags)
{
	uint64_t a = 0, b = 0;
	*ret_flags = 0;
	if (name.n == 0)
		return LABEL_NONE;
	if (name.n > NAME_MAX_) {
		*ret_flags = name_flags(h, name);
		return labels_intern(h->labels, name);
	}
	/* Up to 16 bytes these two are all of it. */
	a = bytes_word(name.p, name.n);
	if (name.n > 8)
		b = bytes_word(name.p + name.n - 8, 8);
	uint64_t hash = (a ^ (b * 3) ^ name.n) * UINT64_C(0x9e3779b97f4a7c15);
	struct name *e = &h->names[hash >> 57];
	/* A second place, so that two names may meet in one. */
	if (!is_name(e, name, a, b) && e->n != 0)
		e = &h->names[(hash >> 57) ^ 1];
	if (!is_name(e, name, a, b)) {
		*e = (struct name){.first = a,
				   .final = b,
				   .n = (uint8_t)name.n,
				   .flags = (uint8_t)name_flags(h, name),
				   .label = labels_intern(h->labels, name)};
		memcpy(e->text, name.p, name.n);
	}
	*ret_flags = e->flags;
	return e->label;
}

bool
harvest_label_says(const struct harvest *h, uint32_t label)
{
	return labels_says(h->labels, label);
}

uint64_t
record_hash(uint64_t hash, struct span value)
{
	const uint64_t k = UINT64_C(0x9fb21c651e98df25);
	uint64_t word;
	hash ^= value.n;
	for (; value.n >= 8; value = span_from(value, 8)) {
		memcpy(&word, value.p, 8);
		hash = (hash ^ word) * k;
		hash ^= hash >> 32;
	}
	word = bytes_word(value.p, value.n);
	hash = (hash ^ word) * k;
	return hash ^ hash >> 29;
}

void
records_hash(struct harvest *h, size_t field, uint64_t at)
{
	const struct batch *b = &h->batch;
	for (; h->hashed < field && h->hashed < b->n; h->hashed++) {
		const struct field *f = &b->fields[h->hashed];
		struct record *r = &h->records[f->record];
		if (h->base + f->at >= at)
			return;
		r->hash =
			record_hash(r->hash, span_of(h->text.p + f->at, f->n));
	}
}

/* The same for those records alone that go on in the next batch. */
static void
hash_open(struct harvest *h)
{
	const struct batch *b = &h->batch;
	for (; h->hashed < b->n; h->hashed++) {
		const struct field *f = &b->fields[h->hashed];
		struct record *r = &h->records[f->record];
		if (!r->closed)
			r->hash = record_hash(r->hash,
					      span_of(h->text.p + f->at, f->n));
	}
}

static void
note_important(struct harvest *h, const char *item)
{
	for (size_t i = 0; i < h->n_important; i++)
		if (strcmp(h->important[i], item) == 0)
			return;
	if (h->important == NULL)
		h->important = calloc(IMPORTANT_MAX, sizeof(*h->important));
	if (h->important == NULL)
		h->rc = -ENOMEM;
	else if (h->n_important < IMPORTANT_MAX)
		h->important[h->n_important++] = item;
}

/* The finding for whoever asked to see each of them. */
static void
report(struct harvest *h, const struct hit *hit, const struct record *r)
{
	const struct trail *trail = h->work->trail;
	uint64_t at = h->where->base + hit->at;
	uint64_t begin = trail_begin(trail, at);
	uint64_t end = trail_end(trail, at + hit->n);
	struct finding f = {
		.detector = hit->detector,
		.category = hit->category,
		.confidence = (enum confidence)hit->confidence,
		.offset = begin,
		.length = end > begin ? end - begin : hit->n,
		.value = span_cut(h->block.text, hit->at, hit->at + hit->n),
		.record = r->number,
	};
	h->on_finding(h->on_finding_arg, &f);
}

/* What is known of the hit: remembered, or worked out now. */
static struct recalled_hit
know(struct harvest *h, const struct hit *hit)
{
	struct recalled_hit known = {.says = RECALL_KNOWN};
	if (hit->recalled != NULL && hit->recalled->says != 0)
		return *hit->recalled;
	if (people_excludes(h->people, hit->canonical))
		known.says |= RECALL_EXCLUDED;
	if (people_is_minor(h->people, hit->category, hit->canonical))
		known.says |= RECALL_MINOR;
	if (rules_kind(h->rules, hit->detector) <= KIND_DEVICE)
		known.digest =
			people_digest(h->people, hit->category, hit->canonical,
				      hit->recalled == NULL);
	if (hit->recalled != NULL) {
		hit->recalled->digest = known.digest;
		hit->recalled->says = known.says;
	}
	return known;
}

/* What a hit above its threshold says of its record's person. */
static int
add_trait(struct harvest *h, const struct hit *hit,
	  const struct recalled_hit *known, struct record *r, uint64_t epoch)
{
	enum finding_kind kind = rules_kind(h->rules, hit->detector);
	bool column = h->column > 0 && h->column_record == r->number;
	struct trait t = {
		.value = hit->canonical,
		.category = hit->category,
		.kind = (uint8_t)kind,
		.confidence = hit->confidence,
		.domestic = rules_is_domestic(h->rules, hit->detector),
		.minor = (known->says & RECALL_MINOR) != 0,
		.row = column ? h->row : 0,
		.column = column ? h->column : 0,
		.digest = known->digest,
	};
	people_expect(h->people, &t.digest);
	/* It waits for its end. */
	if (column && h->where->base + hit->at >
			      r->start + h->work->budget.limits->record)
		h->endless = true;
	return findings_add(&h->pool, &r->own, &t, epoch);
}

/* Before the first finding after a take: what was taken is forgotten. */
static void
begin_anew(struct harvest *h)
{
	if (!h->taken)
		return;
	h->taken = false;
	h->categories = (struct category_set){{0}};
	h->n_important = 0;
}

void
harvest_known_file(struct harvest *h, unsigned detector)
{
	unsigned category = rules_category_of(h->rules, detector);
	const char *item = rules_important(h->rules, detector);
	begin_anew(h);
	if (h->counts[category] < UINT32_MAX)
		h->counts[category]++;
	if (item != NULL)
		note_important(h, item);
	category_add(&h->categories, category);
	if (h->on_finding != NULL) {
		struct finding f = {.detector = detector,
				    .category = category,
				    .confidence = CONFIDENCE_HIGH,
				    .record = h->numbers};
		h->on_finding(h->on_finding_arg, &f);
	}
}

/* What the hit says beyond itself is a finding of its own, at its place. */
static void
on_implied(struct harvest *h, const struct hit *hit, struct record *r,
	   uint64_t epoch, bool minor)
{
	struct span value = span_cut(h->block.text, hit->at, hit->at + hit->n);
	int detector = implied_by(&h->implied, rules_implied(h->rules), hit,
				  value, minor);
	if (detector < 0)
		return;
	struct hit more = *hit;
	more.detector = (uint16_t)detector;
	more.category =
		(uint16_t)rules_category_of(h->rules, (unsigned)detector);
	more.confidence = CONFIDENCE_MEDIUM;
	more.canonical = SPAN_NONE;
	more.recalled = NULL;
	if (h->on_finding != NULL)
		report(h, &more, r);
	if (h->counts[more.category] < UINT32_MAX)
		h->counts[more.category]++;
	category_add(&h->categories, more.category);
	const struct recalled_hit known = {.says = RECALL_KNOWN};
	int rc = add_trait(h, &more, &known, r, epoch);
	if (rc < 0)
		h->rc = rc;
}

static int
on_hit(void *arg, const struct hit *hit)
{
	struct harvest *h = arg;
	const struct place *where = h->where;
	records_end_before(h, hit->field);
	columns_advance(h, hit->field);
	struct record *r = &h->records[h->block.fields[hit->field].record];
	uint64_t epoch =
		hit->at < where->carried ? where->carry_epoch : where->epoch;
	if (h->on_finding != NULL)
		report(h, hit, r);
	if (h->counts[hit->category] < UINT32_MAX)
		h->counts[hit->category]++;
	enum finding_kind kind = rules_kind(h->rules, hit->detector);
	const struct recalled_hit known = know(h, hit);
	if (hit->confidence < rules_threshold(h->rules, hit->detector) ||
	    ((r->flags & RECORD_SECRETS) != 0 && kind != KIND_SECRET) ||
	    (known.says & RECALL_EXCLUDED) != 0)
		return h->rc;
	begin_anew(h);
	const char *item = rules_important(h->rules, hit->detector);
	if (item != NULL)
		note_important(h, item);
	if ((r->flags & RECORD_NO_PERSON) != 0)
		return h->rc;
	category_add(&h->categories, hit->category);
	if (kind != KIND_SECRET && kind != KIND_COMPANY &&
	    kind != KIND_IMPORTANT) {
		records_expire(h, where->base + hit->at);
		record_enliven(h, h->block.fields[hit->field].record,
			       where->base + hit->at);
		int rc = add_trait(h, hit, &known, r, epoch);
		if (rc < 0)
			h->rc = rc;
		on_implied(h, hit, r, epoch, (known.says & RECALL_MINOR) != 0);
	}
	return h->rc;
}

void
harvest_scan(struct harvest *h, const struct block *b,
	     const struct place *where)
{
	struct budget *budget = &h->work->budget;
	if (h->rc < 0)
		return;
	uint64_t steps = budget_steps(budget, b->until - b->from);
	uint64_t left = steps;
	h->block = *b;
	h->where = where;
	int rc = scan_block(h->work->env->scanner, h->labels, b, &left, on_hit,
			    h);
	budget->steps += steps - left;
	if (rc == ERR_EXHAUSTED)
		work_unreadable(h->work, UNREADABLE_SIZE, "steps",
				b->until - b->from);
	else if (rc == ERR_UNREADABLE)
		work_unreadable(h->work, UNREADABLE_BROKEN, "match",
				b->until - b->from);
	else if (rc < 0)
		h->rc = rc;
}

/* Leaves of the text what the batch's values span: where a batch is small, as
 * before each nested layer, so is the text that the finder walks. */
static struct span
narrow(struct batch *b, struct span text, struct place *where)
{
	const struct field *last = &b->fields[b->n - 1];
	size_t skip = b->fields[0].at;
	text = span_cut(text, 0, (size_t)last->at + last->n);
	if (skip < NARROW_FROM)
		return text;
	for (size_t i = 0; i < b->n; i++)
		b->fields[i].at -= (uint32_t)skip;
	where->base += skip;
	where->carried -= where->carried < skip ? where->carried : skip;
	return span_from(text, skip);
}

int
harvest_flush(struct harvest *h, struct span text, const struct place *where,
	      uint64_t end)
{
	struct batch *b = &h->batch;
	struct place place = *where;
	if (b->n > 0)
		text = narrow(b, text, &place);
	h->text = text;
	h->base = place.base;
	h->hashed = 0;
	if (b->n > 0) {
		struct block block = {text, b->fields, b->n,
				      0,    text.n,    people_scope(h->people)};
		harvest_scan(h, &block, &place);
	}
	records_end_before(h, b->n);
	columns_advance(h, b->n);
	records_expire(h, end);
	hash_open(h);
	records_pack(h);
	return h->rc;
}

void
harvest_take(struct harvest *h, struct inspect_result *ret_result)
{
	*ret_result = (struct inspect_result){0};
	people_take(h->people, &ret_result->persons, &ret_result->n_persons);
	if (!h->taken) {
		ret_result->categories = h->categories;
		ret_result->important = h->important;
		ret_result->n_important = h->n_important;
	}
	h->taken = true;
}

int
harvest_join(struct harvest *h, const struct inspect_result *found,
	     const struct inspect_totals *totals)
{
	begin_anew(h);
	category_join(&h->categories, &found->categories);
	for (size_t i = 0; i < found->n_important; i++)
		note_important(h, found->important[i]);
	for (unsigned c = 0; c < CATEGORY_MAX; c++)
		if (h->counts[c] <= UINT32_MAX - totals->findings[c])
			h->counts[c] += totals->findings[c];
	int rc = people_join(h->people, found->persons, found->n_persons);
	return rc < 0 ? rc : h->rc;
}

void
harvest_totals(const struct harvest *h, struct inspect_totals *totals)
{
	people_totals(h->people, totals);
	memcpy(totals->findings, h->counts, sizeof(h->counts));
}
