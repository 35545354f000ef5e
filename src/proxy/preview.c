/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A verdict for "kouanctl decide": the facts and the projected counts of a
 * request, and nothing that lasts. Main thread.
 */
#include "proxy/judge.h"

#include "proxy/trial.h"

#include <errno.h>

/* Under the ledger's lock; charges nothing. */
static int
preview_claim(void *arg, struct ledger_claim *c)
{
	struct trial *t = arg;
	const struct cells *cells = &t->cells[0];
	int64_t before = 0, after = 0, present;
	for (size_t i = 0; i < t->n_regimes; i++)
		cells_project(c, &t->cells[i], i, t->bytes, &t->facts[i]);
	trial_decide(t);
	if (t->n_regimes == 0)
		return 1;
	/* As a booking counts them: new to the cell first charged. */
	switch (t->decisions[0].booking) {
	case BOOK_COUNTED:
		ledger_claim_count(c, cells->pi[CELL_TOTAL], TRAIT_PLAIN(0),
				   &before, &after, &present);
		break;
	case BOOK_EXEMPT:
		ledger_claim_count(c, cells->exempt[CELL_TOTAL], TRAIT_ALL(0),
				   &before, &after, &present);
		break;
	case BOOK_HOME_UNPROVEN:
		ledger_claim_count(c, cells->home[CELL_TOTAL], TRAIT_ALL(0),
				   &before, &after, &present);
		break;
	case BOOK_NONE:
	default:
		break;
	}
	t->x->new_persons = after - before;
	return 1;
}

static int
preview(struct trial *t, const struct inspect_result *r)
{
	struct exchange *x = t->x;
	trial_gather(x, r);
	if (r->n_persons > 0 && trial_persons(t, r) < 0)
		return -ENOMEM;
	trial_count(t);
	for (size_t i = 0; i < t->n_regimes; i++) {
		trial_facts(t, i, r, false);
		if (cells_find(x, i, t->facts[i].now_s, &t->plan,
			       &t->cells[i]) < 0)
			return -ENOMEM;
	}
	if (t->n_persons == 0 && x->important[0] == NULL) {
		trial_decide(t);
	} else {
		const struct ledger_request q = {
			.persons = t->persons,
			.traits = t->traits,
			.n_persons = t->n_entries,
			.bytes = (int64_t)t->bytes,
			.now_s = t->facts[0].now_s,
			.judge = preview_claim,
			.judge_arg = t,
			.dry_run = true,
		};
		struct ledger_reservation *none = NULL;
		int rc = ledger_reserve(x->session->worker->gateway->ledger, &q,
					&none);
		if (rc != 0 && rc != ERR_REFUSED)
			return rc;
	}
	x->decision = t->decision;
	x->would_block =
		t->decision.verdict == VERDICT_BLOCK && trial_passes(t);
	x->decided = true;
	return 0;
}

int
judge_preview(struct exchange *x)
{
	struct trial t = {.x = x,
			  .n_regimes = x->session->conf->n_regimes,
			  .bytes = x->received};
	struct inspect_result r;
	if (t.n_regimes > REGIMES_MAX)
		t.n_regimes = REGIMES_MAX;
	inspection_take(x->inspection, &r);
	int rc = preview(&t, &r);
	trial_fini(&t);
	return rc;
}
