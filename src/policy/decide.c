/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table is read here. Guarantees: pure; rows are read in one order, top
 * down; only BLOCK and row 1 end it, a LOG or ALLOW before the main rows is a
 * floor; the verdict is the strictest that was given and every reason is
 * kept. Findings below medium confidence never block by themselves: what
 * rests on them alone is LOG (unreadable content, important data and the
 * register are not such findings). Any thread.
 */
#include "policy/decide.h"

#include "policy/reading.h"

#include <stdarg.h>
#include <stdio.h>

static const struct row *const parts[] = {rows_before, rows_pathway, rows_tiers,
					  rows_after};

void
reading_say(struct reading *r, const char *fmt, ...)
{
	if (!r->traced)
		return;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(r->words, sizeof(r->words), fmt, ap);
	va_end(ap);
}

static void
add_reason(struct decision *d, enum reason reason)
{
	for (unsigned i = 0; i < d->n_reasons; i++)
		if (d->reasons[i] == reason)
			return;
	if (d->n_reasons < REASONS_PER_DECISION)
		d->reasons[d->n_reasons++] = reason;
}

void
reading_give(struct reading *r, enum verdict v, enum reason reason)
{
	struct decision *d = r->out;
	add_reason(d, reason);
	/* Of several ALLOW the last decides, of several LOG the first. */
	if (v > d->verdict || d->verdict == VERDICT_ALLOW) {
		d->verdict = v;
		d->reason = reason;
	}
	if (v == VERDICT_BLOCK)
		r->ended = true;
}

void
reading_give_found(struct reading *r, enum verdict v, enum reason reason)
{
	if (v == VERDICT_BLOCK && r->facts->weak_only)
		v = VERDICT_LOG;
	reading_give(r, v, reason);
}

void
reading_settle(struct reading *r, bool counted)
{
	r->settled = true;
	r->exempt = !counted;
	if (counted)
		r->after = true;
}

bool
policy_is_sensitive(const struct regime *r,
		    const struct category_set *categories)
{
	return category_meets(categories, &regime_definition(r)->sensitive);
}

bool
policy_is_plain(const struct regime *r, const struct category_set *categories)
{
	const struct regime_def *d = regime_definition(r);
	uint64_t plain = 0;
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++)
		plain |= categories->bits[i] & ~d->sensitive.bits[i] &
			 ~d->not_personal.bits[i];
	bool sensitive = category_meets(categories, &d->sensitive);
	return !sensitive || (plain != 0 && !d->sensitive_only);
}

bool
regime_counter_takes(const struct regime *r, size_t i,
		     const struct category_set *categories)
{
	const struct regime_def *d = regime_definition(r);
	unsigned n = 0;
	if (i == COUNTER_PI)
		return policy_is_plain(r, categories);
	if (i == COUNTER_SPI)
		return policy_is_sensitive(r, categories);
	must(i < d->n_counters);
	for (unsigned k = 0; k < CATEGORY_MAX / 64; k++)
		n += (unsigned)__builtin_popcountll(
			categories->bits[k] &
			d->counters[i].categories.bits[k]);
	return n >= d->counters[i].at_least;
}

static bool
any_item(const char *const *items)
{
	return items != NULL && items[0] != NULL;
}

static void
prepare(struct reading *r, const struct facts *f, struct decision *out)
{
	const struct flow *flow = f->flow;
	*r = (struct reading){.facts = f, .regime = f->regime, .out = out};
	*out = (struct decision){.verdict = VERDICT_ALLOW, .regime = f->regime};
	r->def = regime_definition(f->regime);
	r->pathway = flow_pathway(flow, r->def->id);
	if (r->pathway != NULL)
		r->mechanism =
			regime_mechanism(f->regime, r->pathway->mechanism);
	if (flow != NULL && flow->exemption.article != EXEMPTION_NONE &&
	    (r->def->exemptions >> flow->exemption.article & 1) != 0)
		r->claim = &flow->exemption;
	for (unsigned i = 0; i < CATEGORY_MAX / 64; i++)
		r->categories.bits[i] =
			f->categories.bits[i] & ~r->def->not_personal.bits[i];
	r->country = f->recipient != NULL ? f->recipient->country : f->country;
	r->day = regime_day(f->regime, f->now_s);
	/* Weak findings are findings: they are LOG, not clean. */
	r->pi = f->pi || f->persons > 0 || f->weak_only;
	r->sensitive = policy_is_sensitive(f->regime, &r->categories);
	r->plain = policy_is_plain(f->regime, &r->categories);
	r->important = any_item(f->important) ||
		       (flow != NULL && any_item(flow->important_items));
	bool is_home = regime_is_home(f->regime, r->country);
	r->home = is_home && f->recipient != NULL;
	r->home_unproven = is_home && f->recipient == NULL;
}

static bool
is_read(const struct reading *r, const struct row *row)
{
	switch (row->part) {
	case PART_MAIN:
		return !r->settled;
	case PART_AFTER:
		return r->after;
	case PART_HEAD:
	case PART_TAIL:
		break;
	}
	return true;
}

static void
read_table(struct reading *r, policy_trace_fn *fn, void *arg)
{
	r->traced = fn != NULL;
	for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++) {
		for (const struct row *row = parts[p]; row->id; row++) {
			if (r->ended)
				return;
			if (!is_read(r, row))
				continue;
			r->words[0] = '\0';
			bool held = row->test(r);
			if (fn != NULL)
				fn(arg, row->id, held,
				   r->words[0] != '\0' ? r->words : row->words);
		}
	}
}

/* A BLOCK may end the table before the main rows said whether the persons
 * are exempt. In mode monitor they leave all the same, so those rows are read
 * for the booking alone. */
static void
settle_unseen(struct reading *r)
{
	struct decision unseen = {.verdict = VERDICT_ALLOW};
	struct decision *out = r->out;
	r->out = &unseen;
	for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++) {
		for (const struct row *row = parts[p]; row->id; row++) {
			r->ended = false;
			if (row->part == PART_MAIN && !r->settled)
				(void)row->test(r);
		}
	}
	r->out = out;
	out->reclassify_exempt |= unseen.reclassify_exempt;
}

/* Where the persons go; of a BLOCK: where they would go in mode monitor. */
static enum booking
booking_of(struct reading *r)
{
	if (!r->pi || r->home)
		return BOOK_NONE;
	if (r->home_unproven)
		return BOOK_HOME_UNPROVEN;
	if (!r->settled)
		settle_unseen(r);
	return r->exempt ? BOOK_EXEMPT : BOOK_COUNTED;
}

void
policy_decide(const struct facts *facts, struct decision *ret_decision)
{
	struct reading r;
	prepare(&r, facts, ret_decision);
	read_table(&r, NULL, NULL);
	ret_decision->booking = booking_of(&r);
}

void
policy_trace(const struct facts *facts, policy_trace_fn *fn, void *arg)
{
	struct reading r;
	struct decision unused;
	prepare(&r, facts, &unused);
	read_table(&r, fn, arg);
}

/* Whether a goes before b: stricter, then the lower reason, then the id, so
 * that the order in which regimes are named changes nothing. */
static bool
goes_before(const struct decision *a, const struct decision *b)
{
	if (a->verdict != b->verdict)
		return a->verdict > b->verdict;
	if (a->reason != b->reason)
		return a->reason < b->reason;
	return strcmp(regime_id(a->regime), regime_id(b->regime)) < 0;
}

static void
sort_reasons(struct decision *d)
{
	for (unsigned i = 1; i < d->n_reasons; i++)
		for (unsigned k = i; k > 0 && d->reasons[k] < d->reasons[k - 1];
		     k--) {
			enum reason swap = d->reasons[k];
			d->reasons[k] = d->reasons[k - 1];
			d->reasons[k - 1] = swap;
		}
}

void
policy_combine(const struct decision *decisions, size_t n,
	       struct decision *ret_decision)
{
	if (n == 0) {
		*ret_decision = (struct decision){
			.verdict = VERDICT_BLOCK,
			.reason = REASON_DEST_FORBIDDEN,
			.reasons = {REASON_DEST_FORBIDDEN},
			.n_reasons = 1,
			.booking = BOOK_COUNTED,
		};
		return;
	}
	const struct decision *first = &decisions[0];
	for (size_t i = 1; i < n; i++)
		if (goes_before(&decisions[i], first))
			first = &decisions[i];
	struct decision joined = *first;
	if (n > 1) {
		joined.n_reasons = 0;
		add_reason(&joined, first->reason);
		for (int reason = 0; reason < REASON_MAX_; reason++)
			for (size_t i = 0; i < n; i++)
				for (unsigned k = 0; k < decisions[i].n_reasons;
				     k++)
					if ((int)decisions[i].reasons[k] ==
					    reason)
						add_reason(&joined, reason);
		sort_reasons(&joined);
	}
	for (size_t i = 0; i < n; i++)
		joined.reclassify_exempt |= decisions[i].reclassify_exempt;
	*ret_decision = joined;
}
