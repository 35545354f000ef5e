/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings over the register. Pure; any thread. */
#include "policy/warn.h"

#include "policy/regime_def.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define TEXT 240
#define LAST_DAYS 10 /* working days */

struct warner {
	policy_warn_fn *fn;
	void *arg;
	const char *kind, *subject;
};

static void PRINTF(4, 5) warn(const struct warner *w, enum reason reason,
			      int level, const char *fmt, ...)
{
	char text[TEXT];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	const struct warning warning = {reason, w->kind, w->subject, level,
					text};
	w->fn(w->arg, &warning);
}

/* Whether count is at least share percent of limit; no product overflows. */
static bool
reaches(int64_t count, int64_t limit, int share)
{
	return count >= limit / 100 * share + (limit % 100 * share + 99) / 100;
}

/* The highest share that is reached; 0: none. */
static int
share_of(const struct regime_def *def, int64_t count, int64_t limit)
{
	int level = count >= limit ? 100 : 0;
	for (size_t i = 0; i < def->n_warn_shares && level < 100; i++)
		if (def->warn_shares[i] > level &&
		    reaches(count, limit, def->warn_shares[i]))
			level = def->warn_shares[i];
	return level;
}

static void
warn_cap(const struct warner *w, const struct regime_def *def, const char *what,
	 int64_t used, int64_t cap)
{
	int level = cap == NO_CAP ? 0 : share_of(def, used, cap);
	if (cap == 0 && used == 0)
		return; /* nobody may, and nobody did */
	if (level > 0)
		warn(w,
		     level == 100 ? REASON_CAP_REACHED : REASON_THRESHOLD_NEAR,
		     level, "%" PRId64 " of %" PRId64 " %s are used (%d %%)",
		     used, cap, what, level);
}

static void
warn_expiry(const struct warner *w, const struct regime *r,
	    const struct regime_mechanism *m, const struct pathway *p,
	    int64_t day)
{
	if (p->valid_until == NO_DAY || m == NULL || m->expiring_within == 0)
		return;
	if (day > p->valid_until) {
		warn(w, REASON_PATHWAY_EXPIRED, 3, "it has expired");
		return;
	}
	bool missing = false;
	int64_t left = regime_working_days(r, day, p->valid_until, &missing);
	if (left > (int64_t)m->expiring_within)
		return;
	warn(w, REASON_PATHWAY_EXPIRING, left <= LAST_DAYS ? 2 : 1,
	     "%" PRId64 " working days to its last day; an extension is asked "
	     "for before%s",
	     left, missing ? " (a year's calendar is missing)" : "");
}

static void
warn_filing(const struct warner *w, const struct regime *r,
	    const struct regime_mechanism *m, const struct pathway *p,
	    int64_t day)
{
	if (m == NULL || m->filing_within == 0 || p->effective_on == NO_DAY ||
	    (p->filed_on != NO_DAY && p->filed_on <= day))
		return;
	int64_t gone = regime_working_days(r, p->effective_on, day, NULL);
	if (gone > (int64_t)m->filing_within)
		warn(w, REASON_CN_SCC_FILING_OVERDUE, 3,
		     "not filed %" PRId64 " working days after it took effect; "
		     "%u are allowed",
		     gone, m->filing_within);
}

void
policy_warn_pathway(const struct regime *r, const struct pathway *p,
		    enum pathway_status now, int64_t day,
		    const struct usage *used, policy_warn_fn *fn, void *arg)
{
	const struct warner w = {fn, arg, "pathway", p->id};
	const struct regime_def *def = regime_definition(r);
	const struct regime_mechanism *m = regime_mechanism(r, p->mechanism);
	if ((now != PATHWAY_APPROVED && now != PATHWAY_EFFECTIVE) ||
	    (p->effective_on != NO_DAY && day < p->effective_on))
		return;
	warn_expiry(&w, r, m, p, day);
	warn_filing(&w, r, m, p, day);
	warn_cap(&w, def, "persons", used->persons, p->caps.persons);
	warn_cap(&w, def, "persons with sensitive data",
		 used->sensitive_persons, p->caps.sensitive_persons);
	warn_cap(&w, def, "bytes", used->bytes, p->caps.bytes);
}

static bool
is_empty(const char *text)
{
	return text == NULL || text[0] == '\0';
}

void
policy_warn_flow(const struct regime *r, const struct flow *f,
		 policy_warn_fn *fn, void *arg)
{
	const struct warner w = {fn, arg, "flow", f->id};
	const struct regime_def *def = regime_definition(r);
	if (f->pathway == NULL && f->exemption.article != EXEMPTION_NONE)
		return;
	if (is_empty(f->consent) && def->consent != VERDICT_ALLOW)
		warn(&w, REASON_CN_CONSENT_MISSING, 1,
		     "no record of separate consent");
	if (is_empty(f->pipia) && def->pipia != VERDICT_ALLOW)
		warn(&w, REASON_CN_PIPIA_MISSING, 1, "no impact assessment");
}

void
policy_warn_counter(const struct regime *r, const char *counter,
		    int64_t persons, policy_warn_fn *fn, void *arg)
{
	const struct warner w = {fn, arg, "counter", counter};
	const struct regime_def *def = regime_definition(r);
	int64_t at, from = 0, last = 0;
	const char *article, *of = NULL;
	/* The last threshold that was met, and the next. */
	while (regime_next_threshold(r, counter, from, &at, &article)) {
		int level = share_of(def, persons, at);
		if (persons < at && level > 0)
			warn(&w, REASON_THRESHOLD_NEAR, level,
			     "%" PRId64 " persons of the %" PRId64
			     " at which %s holds (%d %%)",
			     persons, at, article, level);
		if (persons < at || at <= from)
			break;
		last = at;
		of = article;
		from = at;
	}
	if (of != NULL)
		warn(&w, REASON_THRESHOLD_NEAR, 100,
		     "%" PRId64 " persons: the threshold of %" PRId64
		     " is met, %s holds",
		     persons, last, of);
}
