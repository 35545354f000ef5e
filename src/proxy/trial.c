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

/* Persons of medium confidence and above, and which counters they concern:
 * those known by weak values alone are counted apart. */
int
trial_persons(struct trial *t, const struct inspect_result *r)
{
	struct person *kept = calloc(r->n_persons, sizeof(*kept));
	t->traits = calloc(r->n_persons, sizeof(*t->traits));
	t->persons = kept;
	if (kept == NULL || t->traits == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < r->n_persons; i++) {
		const struct person *p = &r->persons[i];
		if (p->confidence < CONFIDENCE_MEDIUM)
			continue;
		uint64_t traits = 0;
		for (size_t k = 0; k < t->n_regimes; k++) {
			const struct regime *regime =
				t->x->session->conf->regimes[k];
			if (p->low) {
				traits |= TRAIT_LOW(k);
				continue;
			}
			traits |= TRAIT_ALL(k);
			if (policy_is_plain(regime, &p->categories))
				traits |= TRAIT_PLAIN(k);
			if (policy_is_sensitive(regime, &p->categories))
				traits |= TRAIT_SENSITIVE(k);
		}
		kept[t->n_persons] = *p;
		t->traits[t->n_persons++] = traits;
	}
	return 0;
}

void
trial_fini(struct trial *t)
{
	free((void *)(uintptr_t)t->persons);
	free(t->traits);
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
