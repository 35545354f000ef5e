/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From findings to facts and decisions, without the ledger. Any thread.
 */
#include "proxy/trial.h"

#include <errno.h>
#include <stdlib.h>

void
trial_facts(struct trial *t, size_t i, const struct inspect_result *r,
	    bool tunnelled)
{
	struct exchange *x = t->x;
	struct gateway *g = x->session->worker->gateway;
	struct facts *f = &t->facts[i];
	*f = (struct facts){
		.regime = x->session->conf->regimes[i],
		.reg = &x->session->conf->reg,
		.recipient = x->recipient,
		.flow = x->flow,
		.country = x->country,
		.country_from = x->country_from,
		.address_country = x->address_country,
		.now_s = clock_wall_us() / 1000000,
		/* To policy this is TLS that nobody opened; what is no TLS
		 * has a class of its own. */
		.tunnelled = tunnelled && r->unreadable == 1u << UNREADABLE_TLS,
		.cleartext = !x->tls && !tunnelled,
		.categories = x->categories,
		.pi = t->n_persons > 0,
		.weak_only = t->n_persons == 0 && r != NULL && r->n_persons > 0,
		.persons = (int64_t)t->n_persons,
		.domestic_persons = x->domestic,
		.important = x->important[0] != NULL ? x->important : NULL,
		.unreadable = r != NULL ? r->unreadable : 0,
		.bytes = t->bytes,
	};
	const struct pathway *p = flow_pathway(x->flow, regime_id(f->regime));
	if (p != NULL)
		f->pathway_status =
			pathway_states_get(g->states, p, &x->register_changes);
	else
		x->register_changes = pathway_states_number(g->states);
}

/* What the window adds to what is known of the exchange. */
void
trial_gather(struct exchange *x, const struct inspect_result *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_persons; i++) {
		const struct person *p = &r->persons[i];
		if (p->confidence < CONFIDENCE_MEDIUM)
			continue;
		category_join(&x->categories, &p->categories);
		x->domestic += p->domestic;
	}
	while (x->important[n] != NULL)
		n++;
	for (size_t i = 0; i < r->n_important && n < 16; i++) {
		bool known = false;
		for (size_t k = 0; k < n; k++)
			known |= strcmp(x->important[k], r->important[i]) == 0;
		if (!known)
			x->important[n++] = r->important[i];
	}
	x->unreadable |= r->unreadable;
	if (r->cause != NULL && x->cause[0] == 0)
		span_copy(span_str(r->cause), x->cause, sizeof(x->cause));
}

static size_t
devices_of(const struct person *p)
{
	size_t n = 0;
	for (uint32_t i = 0; i < p->n_ids; i++)
		n += p->ids[i].kind == KIND_DEVICE;
	return n > 0 ? n : 1;
}

/* An entry that stands for the device alone: a name of its own joins it to
 * nobody, its owner neither. */
static void
add_device(struct trial *t, struct person *entries, size_t at,
	   const struct identifier *id, uint64_t traits)
{
	struct identifier *alone = &t->device_ids[at];
	*alone = *id;
	for (size_t i = 0; i < sizeof(alone->digest.bytes); i++)
		alone->digest.bytes[i] ^= 0xd5;
	alone->kind = KIND_IDENTITY;
	entries[t->n_entries] = (struct person){
		.ids = alone, .n_ids = 1, .confidence = CONFIDENCE_MEDIUM};
	t->traits[t->n_entries++] = traits;
}

/* Devices of the persons that a counter of devices takes; who shows none is
 * one. */
static int
trial_devices(struct trial *t, struct person *entries)
{
	const struct snapshot *conf = t->x->session->conf;
	size_t at = 0, n = 0;
	for (size_t i = 0; i < t->n_persons; i++)
		n += devices_of(&entries[i]);
	t->device_ids = calloc(n + 1, sizeof(*t->device_ids));
	if (t->device_ids == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < t->n_persons; i++) {
		const struct person p = entries[i];
		uint64_t traits =
			traits_of_device(&t->plan, conf, t->n_regimes, &p);
		size_t before = at;
		for (uint32_t k = 0; traits != 0 && k < p.n_ids; k++)
			if (p.ids[k].kind == KIND_DEVICE)
				add_device(t, entries, at++, &p.ids[k], traits);
		if (traits != 0 && at == before)
			add_device(t, entries, at++, &p.ids[0], traits);
	}
	return 0;
}

/* Persons of medium confidence and above, and which counters they concern:
 * those known by weak values alone are counted apart. */
int
trial_persons(struct trial *t, const struct inspect_result *r)
{
	const struct snapshot *conf = t->x->session->conf;
	struct category_set seen = {{0}};
	size_t room = 0;
	for (size_t i = 0; i < r->n_persons; i++) {
		if (r->persons[i].confidence < CONFIDENCE_MEDIUM)
			continue;
		if (!r->persons[i].low)
			category_join(&seen, &r->persons[i].categories);
		room += 1 + devices_of(&r->persons[i]);
	}
	traits_plan(conf, t->n_regimes, &seen, &t->plan);
	struct person *kept = calloc(room + 1, sizeof(*kept));
	t->traits = calloc(room + 1, sizeof(*t->traits));
	t->persons = kept;
	if (kept == NULL || t->traits == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < r->n_persons; i++) {
		const struct person *p = &r->persons[i];
		if (p->confidence < CONFIDENCE_MEDIUM)
			continue;
		kept[t->n_persons] = *p;
		t->traits[t->n_persons++] =
			traits_of(&t->plan, conf, t->n_regimes, p);
	}
	t->n_entries = t->n_persons;
	return t->plan.devices ? trial_devices(t, kept) : 0;
}

void
trial_fini(struct trial *t)
{
	free((void *)(uintptr_t)t->persons);
	free(t->traits);
	free(t->device_ids);
}

void
trial_decide(struct trial *t)
{
	for (size_t i = 0; i < t->n_regimes; i++)
		policy_decide(&t->facts[i], &t->decisions[i]);
	policy_combine(t->decisions, t->n_regimes, &t->decision);
}

bool
trial_passes(const struct trial *t)
{
	return t->decision.verdict != VERDICT_BLOCK ||
	       t->x->session->conf->mode == MODE_MONITOR;
}

void
trial_count(struct trial *t)
{
	struct inspect_totals totals;
	inspection_totals(t->x->inspection, &totals);
	t->x->sensitive_persons = (int64_t)totals.sensitive_persons;
}
