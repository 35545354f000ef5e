/* SPDX-License-Identifier: Apache-2.0 */
/* What would have to change for the opposite verdict, and the warnings over
 * the register: both name what holds and nothing else. */
#include "base/clock.h"
#include "policy/warn.h"
#include "policy/whatif.h"
#include "unit/policy/fixture.h"

struct told {
	char text[8192];
	size_t n, largest;
	enum verdict is;
};

static void
note(void *arg, enum verdict is, enum verdict would_be,
     const char *const *words, size_t n)
{
	struct told *t = arg;
	size_t at = strlen(t->text);
	ck_assert_int_ne(is, would_be);
	t->is = is;
	t->n++;
	if (n > t->largest)
		t->largest = n;
	for (size_t i = 0; i < n; i++) {
		snprintf(t->text + at, sizeof(t->text) - at, "%s%s",
			 i > 0 ? " AND " : "", words[i]);
		at = strlen(t->text);
	}
	ck_assert_ptr_null(words[n]);
	snprintf(t->text + at, sizeof(t->text) - at, "\n");
}

static struct told
ask(const struct fixture *f)
{
	struct told t = {.n = 0};
	policy_what_if(&f->facts, note, &t);
	return t;
}

#define ck_told(t, words)                                                      \
	ck_assert_msg(strstr((t).text, (words)) != NULL, "%s", (t).text)
#define ck_not_told(t, words)                                                  \
	ck_assert_msg(strstr((t).text, (words)) == NULL, "%s", (t).text)

START_TEST(of_what_passes_it_names_what_stops_it)
{
	struct fixture f;
	fixture_init(&f, NULL);
	struct told t = ask(&f);
	ck_assert_int_eq(t.is, VERDICT_ALLOW);
	ck_told(t, "the counter pi reaches 100000");
	ck_told(t, "sensitive data are in it");
	ck_told(t, "no longer registered");
	ck_told(t, "important data are in it");
	ck_not_told(t, "suspended");
	fixture_pathway(&f, MECHANISM_SCC);
	t = ask(&f);
	ck_told(t, "the pathway is suspended");
	ck_told(t, "the counter pi reaches 1000000");
	ck_not_told(t, "reaches 100000 ");
	fixture_fini(&f);
}
END_TEST

/* What is done to the fixture, and what must be named. */
enum { EXPIRED, SUSPENDED, DRAFT, SCOPE, CAP, UNLISTED, NO_PATHWAY };
static const struct {
	int what;
	const char *words, *not_words;
} blocks[] = {
	{EXPIRED, "the pathway is extended\n", "is resumed"},
	{SUSPENDED, "the pathway is resumed", "is extended\n"},
	{DRAFT, "the pathway is approved and in force\n", "is resumed"},
	{SCOPE, "the pathway names the country\n", "names the recipient"},
	{CAP, "the pathway's caps are higher\n", "is extended"},
	{UNLISTED, "the recipient is registered", "the pathway"},
	{NO_PATHWAY, "mechanism \"scc\"", "is extended"},
};

static void
spoil(struct fixture *f, int what)
{
	static const char *const elsewhere[] = {"FR", NULL};
	fixture_pathway(f, MECHANISM_SCC);
	switch (what) {
	case EXPIRED:
		f->pathway.valid_until = DAY(2020, 1, 1);
		break;
	case SUSPENDED:
		f->facts.pathway_status = PATHWAY_SUSPENDED;
		break;
	case DRAFT:
		f->facts.pathway_status = PATHWAY_DRAFT;
		break;
	case SCOPE:
		f->pathway.countries = elsewhere;
		break;
	case CAP:
		f->pathway.caps.persons = 10;
		f->facts.cap_persons = (struct count){10, 11};
		break;
	case UNLISTED:
		f->facts.recipient = NULL;
		f->facts.flow = NULL;
		break;
	default:
		f->flow.pathway = NULL;
		f->facts.pi_count = (struct count){99999, 100000};
		break;
	}
}

START_TEST(of_a_refusal_it_names_what_lets_it_pass)
{
	struct fixture f;
	fixture_init(&f, NULL);
	spoil(&f, blocks[_i].what);
	ck_assert_int_eq(fixture_decide(&f).verdict, VERDICT_BLOCK);
	struct told t = ask(&f);
	ck_assert_int_eq(t.is, VERDICT_BLOCK);
	ck_told(t, blocks[_i].words);
	ck_not_told(t, blocks[_i].not_words);
	ck_told(t, "nothing personal is in it");
	ck_assert_uint_eq(t.largest, 1);
	fixture_fini(&f);
}
END_TEST

START_TEST(where_one_change_is_not_enough_it_names_the_smallest_set)
{
	struct fixture f;
	fixture_init(&f, NULL);
	spoil(&f, EXPIRED);
	spoil(&f, EXPIRED);
	f.pathway.valid_until = DAY(2020, 1, 1);
	f.facts.cleartext = true;
	f.reg.defaults.plain_http = VERDICT_BLOCK;
	struct told t = ask(&f);
	ck_told(t, "it goes over TLS AND the pathway is extended\n");
	ck_assert_uint_eq(t.largest, 2);
	fixture_fini(&f);
}
END_TEST

START_TEST(the_facts_themselves_are_not_touched)
{
	struct fixture f, before;
	fixture_init(&f, NULL);
	spoil(&f, CAP);
	before = f;
	(void)ask(&f);
	ck_assert_mem_eq(&f, &before, sizeof(f));
	fixture_fini(&f);
}
END_TEST

/* ---- warnings ---- */

struct heard {
	unsigned n;
	int level;
	enum reason reason;
};

static void
hear(void *arg, const struct warning *w)
{
	struct heard *h = arg;
	h->n++;
	h->level = w->level;
	h->reason = w->reason;
	ck_assert_ptr_nonnull(w->text);
}

static struct heard
warn_at(struct fixture *f, int64_t day, int64_t persons)
{
	struct heard h = {.n = 0};
	const struct usage used = {.persons = persons};
	policy_warn_pathway(f->regime, &f->pathway, PATHWAY_EFFECTIVE, day,
			    &used, hear, &h);
	return h;
}

static const struct {
	int64_t used;
	unsigned n;
	int level;
} shares[] = {{0, 0, 0},   {79, 0, 0},	{80, 1, 80},   {94, 1, 80},
	      {95, 1, 95}, {99, 1, 95}, {100, 1, 100}, {101, 1, 100}};

START_TEST(a_cap_is_warned_of_at_its_shares)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_CERTIFICATION);
	f.pathway.valid_until = NO_DAY;
	f.pathway.caps.persons = 100;
	struct heard h = warn_at(&f, DAY(2026, 5, 1), shares[_i].used);
	ck_assert_uint_eq(h.n, shares[_i].n);
	ck_assert_int_eq(h.level, shares[_i].level);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_counter_is_warned_of_at_its_shares)
{
	struct fixture f;
	fixture_init(&f, NULL);
	struct heard h = {.n = 0};
	policy_warn_counter(f.regime, "pi", 79999, hear, &h);
	ck_assert_uint_eq(h.n, 0);
	policy_warn_counter(f.regime, "pi", 80000, hear, &h);
	ck_assert_int_eq(h.level, 80);
	policy_warn_counter(f.regime, "pi", 99999, hear, &h);
	ck_assert_int_eq(h.level, 95);
	policy_warn_counter(f.regime, "pi", 100000, hear, &h);
	ck_assert_int_eq(h.level, 100);
	ck_assert_uint_eq(h.n, 3);
	fixture_fini(&f);
}
END_TEST

START_TEST(expiry_is_warned_of_in_working_days)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SA);
	f.pathway.valid_until = DAY(2026, 12, 31);
	ck_assert_uint_eq(warn_at(&f, DAY(2026, 6, 1), 0).n, 0);
	struct heard h = warn_at(&f, DAY(2026, 11, 20), 0);
	ck_assert_int_eq(h.reason, REASON_PATHWAY_EXPIRING);
	ck_assert_int_eq(h.level, 1);
	ck_assert_int_eq(warn_at(&f, DAY(2026, 12, 24), 0).level, 2);
	h = warn_at(&f, DAY(2027, 1, 1), 0);
	ck_assert_int_eq(h.reason, REASON_PATHWAY_EXPIRED);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_filing_is_overdue_after_its_working_days)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SCC);
	f.pathway.valid_until = NO_DAY;
	f.pathway.effective_on = DAY(2026, 3, 2);
	f.pathway.filed_on = NO_DAY;
	ck_assert_uint_eq(warn_at(&f, DAY(2026, 3, 6), 0).n, 0);
	struct heard h = warn_at(&f, DAY(2026, 4, 1), 0);
	ck_assert_int_eq(h.reason, REASON_CN_SCC_FILING_OVERDUE);
	f.pathway.filed_on = DAY(2026, 3, 9);
	ck_assert_uint_eq(warn_at(&f, DAY(2026, 4, 1), 0).n, 0);
	fixture_fini(&f);
}
END_TEST

START_TEST(what_is_not_in_force_is_not_warned_of)
{
	struct fixture f;
	struct heard h = {.n = 0};
	const struct usage used = {.persons = 100};
	fixture_init(&f, NULL);
	fixture_pathway(&f, MECHANISM_SCC);
	f.pathway.caps.persons = 100;
	policy_warn_pathway(f.regime, &f.pathway, PATHWAY_REVOKED,
			    DAY(2026, 5, 1), &used, hear, &h);
	policy_warn_pathway(f.regime, &f.pathway, PATHWAY_DRAFT,
			    DAY(2026, 5, 1), &used, hear, &h);
	ck_assert_uint_eq(h.n, 0);
	fixture_fini(&f);
}
END_TEST

START_TEST(evidence_is_missed_where_it_is_owed)
{
	struct fixture f;
	struct heard h = {.n = 0};
	fixture_init(&f, NULL);
	policy_warn_flow(f.regime, &f.flow, hear, &h);
	ck_assert_uint_eq(h.n, 0);
	f.flow.consent = NULL;
	f.flow.pipia = "";
	policy_warn_flow(f.regime, &f.flow, hear, &h);
	ck_assert_uint_eq(h.n, 2);
	fixture_claim(&f, EXEMPTION_ART5_HR);
	policy_warn_flow(f.regime, &f.flow, hear, &h);
	ck_assert_uint_eq(h.n, 2);
	fixture_fini(&f);
}
END_TEST

int
main(void)
{
	SUITE("what if");
	CASE(of_what_passes_it_names_what_stops_it);
	CASE_ROWS(of_a_refusal_it_names_what_lets_it_pass, N_ROWS(blocks));
	CASE(where_one_change_is_not_enough_it_names_the_smallest_set);
	CASE(the_facts_themselves_are_not_touched);
	CASE_ROWS(a_cap_is_warned_of_at_its_shares, N_ROWS(shares));
	CASE(a_counter_is_warned_of_at_its_shares);
	CASE(expiry_is_warned_of_in_working_days);
	CASE(a_filing_is_overdue_after_its_working_days);
	CASE(what_is_not_in_force_is_not_warned_of);
	CASE(evidence_is_missed_where_it_is_owed);
	return SUITE_RUN();
}
