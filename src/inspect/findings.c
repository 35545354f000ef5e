/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of findings in a pool. Guarantees: order is kept; values are wiped
 * when they are dropped. One owner, one thread.
 */
#include "inspect/findings.h"

#include <errno.h>
#include <stdlib.h>

#define NONE UINT32_MAX
/* A record of 64 KiB cannot hold more, nor many of them wait at once. */
#define POOL_MAX (UINT32_C(1) << 20)
#define PRIOR_MAX 8

struct waiting {
	struct trait trait; /* value.p is unset: see value_at */
	uint32_t next;
	size_t value_at;
};

void
finding_pool_init(struct finding_pool *p)
{
	*p = (struct finding_pool){0};
	buf_init(&p->values, (size_t)POOL_MAX * 64);
}

void
finding_pool_fini(struct finding_pool *p)
{
	free(p->items);
	free(p->out);
	buf_fini(&p->values);
}

static int
pool_room(struct finding_pool *p)
{
	if (p->n < p->size)
		return 0;
	uint32_t size = p->size > 0 ? p->size * 2 : 32;
	if (size > POOL_MAX)
		return -ENOMEM;
	struct waiting *items = realloc(p->items, size * sizeof(*items));
	if (items == NULL)
		return -ENOMEM;
	p->items = items;
	p->size = size;
	return 0;
}

int
findings_add(struct finding_pool *p, struct findings *l, const struct trait *t,
	     uint64_t epoch)
{
	int rc = pool_room(p);
	size_t value_at = p->values.n;
	if (rc == 0 && t->kind == KIND_WEAK)
		rc = buf_add(&p->values, t->value);
	if (rc < 0)
		return -ENOMEM;
	uint32_t at = p->n++;
	p->items[at] = (struct waiting){*t, NONE, value_at};
	if (l->n == 0) {
		l->first = at;
		l->epoch = epoch;
	} else {
		p->items[l->last].next = at;
		l->epoch = epoch_min(l->epoch, epoch);
	}
	l->soft = l->soft || t->kind > KIND_DEVICE;
	l->columnar = l->columnar || t->column > 0;
	l->last = at;
	l->n++;
	return 0;
}

void
findings_join(struct finding_pool *p, struct findings *l, struct findings *from)
{
	if (from->n == 0)
		return;
	if (l->n == 0) {
		*l = *from;
	} else {
		p->items[l->last].next = from->first;
		l->last = from->last;
		l->n += from->n;
		l->soft = l->soft || from->soft;
		l->columnar = l->columnar || from->columnar;
		l->epoch = epoch_min(l->epoch, from->epoch);
	}
	*from = (struct findings){0};
}

static struct span
value_of(const struct finding_pool *p, const struct waiting *w)
{
	if (w->trait.kind != KIND_WEAK)
		return SPAN_NONE;
	return span_of(p->values.p + w->value_at, w->trait.value.n);
}

static bool
differ(const struct finding_pool *p, const struct waiting *a,
       const struct waiting *b)
{
	if (a->trait.category != b->trait.category ||
	    a->trait.kind == KIND_ATTRIBUTE)
		return false;
	if (a->trait.kind == KIND_WEAK)
		return !span_eq(value_of(p, a), value_of(p, b));
	return memcmp(&a->trait.digest, &b->trait.digest,
		      sizeof(a->trait.digest)) != 0;
}

bool
findings_agree(const struct finding_pool *p, const struct findings *a,
	       const struct findings *b)
{
	/* Long lists hold two of something anyway. */
	if (a->n > CATEGORY_MAX || b->n > CATEGORY_MAX)
		return false;
	for (uint32_t i = a->n > 0 ? a->first : NONE; i != NONE;
	     i = p->items[i].next)
		for (uint32_t k = b->n > 0 ? b->first : NONE; k != NONE;
		     k = p->items[k].next)
			if (differ(p, &p->items[i], &p->items[k]))
				return false;
	return true;
}

bool
findings_identify(const struct finding_pool *p, const struct findings *l)
{
	for (uint32_t i = l->n > 0 ? l->first : NONE; i != NONE;
	     i = p->items[i].next)
		if (p->items[i].trait.kind <= KIND_DEVICE)
			return true;
	return false;
}

bool
findings_are_vague(const struct finding_pool *p, const struct findings *l,
		   int positions)
{
	for (uint32_t i = l->n > 0 ? l->first : NONE; i != NONE;
	     i = p->items[i].next) {
		const struct trait *t = &p->items[i].trait;
		if (t->kind != KIND_ATTRIBUTE && (int)t->category != positions)
			return false;
	}
	return true;
}

bool
findings_have(const struct finding_pool *p, const struct findings *l,
	      const struct findings *others)
{
	struct category_set has = {{0}};
	for (uint32_t i = l->n > 0 ? l->first : NONE; i != NONE;
	     i = p->items[i].next)
		category_add(&has, p->items[i].trait.category);
	for (uint32_t i = others->n > 0 ? others->first : NONE; i != NONE;
	     i = p->items[i].next)
		if (!category_has(&has, p->items[i].trait.category))
			return false;
	return true;
}

const struct trait *
findings_array(struct finding_pool *p, const struct findings *l)
{
	if (l->n > p->out_size) {
		struct trait *out = realloc(p->out, l->n * sizeof(*out));
		if (out == NULL)
			return NULL;
		p->out = out;
		p->out_size = l->n;
	}
	uint32_t at = l->first;
	for (uint32_t i = 0; i < l->n; i++, at = p->items[at].next) {
		p->out[i] = p->items[at].trait;
		p->out[i].value = value_of(p, &p->items[at]);
	}
	return p->out;
}

void
findings_keep_prior(struct finding_pool *p, struct findings *l)
{
	struct category_set seen = {{0}};
	struct findings kept = {.epoch = EPOCH_NONE};
	for (uint32_t i = l->n > 0 ? l->first : NONE; i != NONE;) {
		struct waiting *w = &p->items[i];
		uint32_t next = w->next;
		if (w->trait.kind <= KIND_DEVICE && kept.n < PRIOR_MAX &&
		    !category_has(&seen, w->trait.category)) {
			category_add(&seen, w->trait.category);
			w->trait.prior = true;
			w->next = NONE;
			if (kept.n++ == 0)
				kept.first = i;
			else
				p->items[kept.last].next = i;
			kept.last = i;
		}
		i = next;
	}
	*l = kept;
}

bool
findings_all_prior(const struct finding_pool *p, const struct findings *l)
{
	for (uint32_t i = l->n > 0 ? l->first : NONE; i != NONE;
	     i = p->items[i].next)
		if (!p->items[i].trait.prior)
			return false;
	return true;
}

void
finding_pool_clear(struct finding_pool *p)
{
	p->n = 0;
	buf_clear(&p->values);
}

int
finding_pool_pack(struct finding_pool *p, struct findings *const *lists,
		  size_t n)
{
	struct finding_pool packed;
	int rc = 0;
	finding_pool_init(&packed);
	for (size_t i = 0; i < n && rc == 0; i++) {
		struct findings l = {0};
		uint32_t at = lists[i]->n > 0 ? lists[i]->first : NONE;
		for (; at != NONE && rc == 0; at = p->items[at].next) {
			struct trait t = p->items[at].trait;
			t.value = value_of(p, &p->items[at]);
			rc = findings_add(&packed, &l, &t, lists[i]->epoch);
		}
		l.epoch = lists[i]->epoch;
		if (rc == 0)
			*lists[i] = l;
	}
	packed.out = p->out;
	packed.out_size = p->out_size;
	p->out = NULL;
	finding_pool_fini(p);
	*p = packed;
	return rc;
}
