/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boundaries of the law: numbers at, below and above each threshold, for
 * every pathway, against an independent statement of rows 14 to 29.
 */
#include "base/clock.h"
#include "unit/policy/fixture.h"

#define PASS (-1) /* let through */
#define BLOCK VERDICT_BLOCK
#define NONE MECHANISM_NONE
#define SA MECHANISM_SA
#define SCC MECHANISM_SCC
#define CERT MECHANISM_CERTIFICATION
#define GBA MECHANISM_GBA

/* Counts of an exchange of n persons that brings the counters to p and s. */
struct vector {
	int64_t p, s;
	bool sensitive;
	enum mechanism mechanism;
	bool ciio;
	int64_t cap, cap_after; /* cap NO_CAP: none */
};

static void
apply(struct fixture *f, const struct vector *v)
{
	if (v->mechanism != MECHANISM_NONE)
		fixture_pathway(f, v->mechanism);
	if (v->mechanism == MECHANISM_GBA) {
		f->recipient.country = (struct country){"HK"};
		f->facts.country = f->recipient.country;
		f->reg.exporter.gba_city = "shenzhen";
	}
	if (v->sensitive)
		fixture_sensitive(f);
	f->reg.exporter.ciio = v->ciio;
	f->facts.pi_count = (struct count){v->p > 0 ? v->p - 1 : 0, v->p};
	f->facts.spi_count = (struct count){
		v->sensitive && v->s > 0 ? v->s - 1 : v->s, v->s};
	if (f->flow.pathway != NULL)
		f->pathway.caps.persons = v->cap;
	f->facts.cap_persons = (struct count){
		v->cap_after > 0 ? v->cap_after - 1 : 0, v->cap_after};
}

static struct decision
decide(const struct vector *v)
{
	struct fixture f;
	fixture_init(&f, NULL);
	apply(&f, v);
	struct decision d = fixture_decide(&f);
	fixture_fini(&f);
	return d;
}

static const struct {
	struct vector v;
	int verdict;
	enum reason reason;
} vectors[] = {
#define V(p, s, sensitive, m, verdict, reason)                                 \
	{                                                                      \
		{(p), (s), (sensitive), (m), false, NO_CAP, 0}, (verdict),     \
			REASON_##reason                                        \
	}
	V(99998, 0, false, NONE, PASS, CN_EX_ART5_VOLUME),
	V(99999, 0, false, NONE, PASS, CN_EX_ART5_VOLUME),
	V(100000, 0, false, NONE, BLOCK, CN_TIER_SCC_REQUIRED),
	V(100005, 0, false, NONE, BLOCK, CN_TIER_SCC_REQUIRED),
	V(100000, 0, false, SCC, PASS, CN_SCC_OK),
	V(999999, 0, false, SCC, PASS, CN_SCC_OK),
	V(1000000, 0, false, SCC, BLOCK, CN_TIER_SA_REQUIRED),
	V(1000000, 0, false, SA, PASS, CN_SA_OK),
	V(0, 1, true, NONE, BLOCK, CN_SENSITIVE_NEEDS_SCC),
	V(0, 1, true, CERT, PASS, CN_CERT_OK),
	V(0, 9999, true, SCC, PASS, CN_SCC_OK),
	V(0, 10000, true, SCC, BLOCK, CN_TIER_SA_REQUIRED),
	V(0, 10000, true, SA, PASS, CN_SA_OK),
	V(5000, 10500, false, NONE, PASS, CN_EX_ART5_VOLUME),
	V(150000, 10500, false, SCC, BLOCK, CN_TIER_SA_REQUIRED),
	V(150000, 10500, false, SA, PASS, CN_SA_OK),
	V(1000000, 5, true, GBA, BLOCK, CN_TIER_SA_REQUIRED),
	V(999999, 5, true, GBA, PASS, CN_GBA_OK),
	{{1, 0, false, NONE, true, NO_CAP, 0}, BLOCK, REASON_CN_CIIO_NEEDS_SA},
	{{1, 0, false, SA, true, NO_CAP, 0}, PASS, REASON_CN_SA_OK},
	{{50000, 12000, true, SA, false, 50000, 50000},
	 VERDICT_LOG,
	 REASON_CAP_REACHED},
	{{50001, 12000, true, SA, false, 50000, 50001},
	 BLOCK,
	 REASON_CAP_EXCEEDED},
};

START_TEST(each_boundary_is_where_the_law_puts_it)
{
	struct decision d = decide(&vectors[_i].v);
	if (vectors[_i].verdict == PASS)
		ck_passed(d, vectors[_i].reason);
	else
		ck_decided(d, (enum verdict)vectors[_i].verdict,
			   vectors[_i].reason);
}
END_TEST

START_TEST(the_last_person_below_the_threshold_is_an_alert)
{
	struct decision d = decide(&(struct vector){99999, .cap = NO_CAP});
	ck_decided(d, VERDICT_LOG, REASON_THRESHOLD_NEAR);
	d = decide(&(struct vector){79999, .cap = NO_CAP});
	ck_decided(d, VERDICT_ALLOW, REASON_CN_EX_ART5_VOLUME);
	d = decide(&(struct vector){80000, .cap = NO_CAP});
	ck_decided(d, VERDICT_LOG, REASON_THRESHOLD_NEAR);
}
END_TEST

START_TEST(the_same_person_again_changes_nothing)
{
	struct fixture f;
	fixture_init(&f, NULL);
	f.facts.pi_count = (struct count){99999, 99999};
	ck_passed(fixture_decide(&f), REASON_CN_EX_ART5_VOLUME);
	/* With imported history above the threshold an old person blocks. */
	f.facts.pi_count = (struct count){100000, 100000};
	ck_decided(fixture_decide(&f), VERDICT_BLOCK,
		   REASON_CN_TIER_SCC_REQUIRED);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_batch_that_crosses_the_threshold_blocks_as_a_whole)
{
	struct fixture f;
	fixture_init(&f, NULL);
	f.facts.persons = 10;
	f.facts.pi_count = (struct count){99995, 100005};
	ck_decided(fixture_decide(&f), VERDICT_BLOCK,
		   REASON_CN_TIER_SCC_REQUIRED);
	f.facts.persons = 4;
	f.facts.pi_count = (struct count){99995, 99999};
	ck_passed(fixture_decide(&f), REASON_CN_EX_ART5_VOLUME);
	fixture_fini(&f);
}
END_TEST

START_TEST(two_hundred_thousand_employees_are_exempt)
{
	struct fixture f;
	fixture_init(&f, NULL);
	fixture_claim(&f, EXEMPTION_ART5_HR);
	f.facts.persons = 200000;
	f.facts.pi_count = (struct count){0, 200000};
	struct decision d = fixture_decide(&f);
	ck_decided(d, VERDICT_ALLOW, REASON_CN_EX_ART5_HR);
	ck_assert_int_eq(d.booking, BOOK_EXEMPT);
	fixture_fini(&f);
}
END_TEST

START_TEST(a_floor_of_unreadable_content_does_not_hide_the_tier)
{
	struct fixture f;
	fixture_init(&f, NULL);
	f.facts.persons = 100000;
	f.facts.pi_count = (struct count){0, 100000};
	f.facts.unreadable = 1u << UNREADABLE_MEDIA;
	f.flow.unreadable[UNREADABLE_MEDIA] = VERDICT_LOG;
	struct decision d = fixture_decide(&f);
	ck_decided(d, VERDICT_BLOCK, REASON_CN_TIER_SCC_REQUIRED);
	ck_assert(decision_has(&d, REASON_UNREADABLE_MEDIA));
	/* Fewer persons: the floor is what remains, and they are counted. */
	f.facts.persons = 10;
	f.facts.pi_count = (struct count){0, 10};
	d = fixture_decide(&f);
	ck_decided(d, VERDICT_LOG, REASON_UNREADABLE_MEDIA);
	ck_assert(decision_has(&d, REASON_CN_EX_ART5_VOLUME));
	ck_assert_int_eq(d.booking, BOOK_COUNTED);
	fixture_fini(&f);
}
END_TEST

/* Rows 14 to 29 in one breath, apart from the table. */
static enum reason
reference(const struct vector *v, bool *ret_block)
{
	bool sa = v->mechanism == MECHANISM_SA;
	enum reason ok[] = {[NONE] = REASON_MAX_,
			    [SA] = REASON_CN_SA_OK,
			    [SCC] = REASON_CN_SCC_OK,
			    [CERT] = REASON_CN_CERT_OK,
			    [GBA] = REASON_CN_GBA_OK};
	enum reason reason;
	*ret_block = false;
	if (v->ciio)
		reason = sa ? REASON_CN_SA_OK : REASON_CN_CIIO_NEEDS_SA;
	else if (!v->sensitive && v->p < 100000)
		reason = REASON_CN_EX_ART5_VOLUME;
	else if (v->s >= 10000 || v->p >= 1000000)
		reason = sa ? REASON_CN_SA_OK : REASON_CN_TIER_SA_REQUIRED;
	else if (v->mechanism != MECHANISM_NONE)
		reason = ok[v->mechanism];
	else
		reason = v->sensitive ? REASON_CN_SENSITIVE_NEEDS_SCC
				      : REASON_CN_TIER_SCC_REQUIRED;
	if (reason == REASON_CN_CIIO_NEEDS_SA ||
	    reason == REASON_CN_TIER_SA_REQUIRED ||
	    reason == REASON_CN_SENSITIVE_NEEDS_SCC ||
	    reason == REASON_CN_TIER_SCC_REQUIRED)
		*ret_block = true;
	else if (v->mechanism != MECHANISM_NONE && v->cap != NO_CAP &&
		 v->cap_after > v->cap) {
		*ret_block = true;
		reason = REASON_CAP_EXCEEDED;
	}
	return reason;
}

static const int64_t ps[] = {0,	     1,	     5000,    79999,   80000,
			     99998,  99999,  100000,  100001,  799999,
			     999998, 999999, 1000000, 1000001, 5000000};
static const int64_t ss[] = {0, 1, 7999, 8000, 9998, 9999, 10000, 10001, 90000};
static const int64_t caps[] = {NO_CAP, 0, 49999, 50000, 50001};

START_TEST(the_table_agrees_with_the_reference_everywhere)
{
	struct fixture f;
	enum mechanism m = (enum mechanism)_i;
	unsigned n = 0;
	for (size_t p = 0; p < N_ROWS(ps); p++)
		for (size_t s = 0; s < N_ROWS(ss); s++)
			for (size_t c = 0; c < N_ROWS(caps); c++)
				for (int k = 0; k < 4; k++) {
					struct vector v = {
						ps[p], ss[s],  (k & 1) != 0,
						m,     k >= 2, caps[c],
						50000};
					bool block;
					enum reason r = reference(&v, &block);
					fixture_init(&f, NULL);
					apply(&f, &v);
					struct decision d = fixture_decide(&f);
					ck_assert_int_eq(d.verdict ==
								 VERDICT_BLOCK,
							 block);
					ck_assert(decision_has(&d, r));
					ck_assert(!block || d.reason == r);
					fixture_fini(&f);
					n++;
				}
	ck_assert_uint_eq(n, N_ROWS(ps) * N_ROWS(ss) * N_ROWS(caps) * 4);
}
END_TEST

/* More persons never turn a BLOCK into anything softer. */
START_TEST(the_table_is_monotone_in_both_counts)
{
	struct fixture f;
	fixture_init(&f, NULL);
	struct vector v = {.mechanism = (enum mechanism)(_i / 2),
			   .sensitive = (_i & 1) != 0,
			   .cap = NO_CAP};
	apply(&f, &v);
	for (size_t s = 0; s < N_ROWS(ss); s++) {
		bool blocked = false;
		for (int64_t p = 0; p < 1300000; p += 997) {
			f.facts.pi_count = (struct count){p, p + 1};
			f.facts.spi_count = (struct count){ss[s], ss[s]};
			bool now = fixture_decide(&f).verdict == VERDICT_BLOCK;
			ck_assert_msg(!blocked || now, "softer at %lld",
				      (long long)p);
			blocked = now;
		}
	}
	for (size_t p = 0; p < N_ROWS(ps); p++) {
		bool blocked = false;
		for (int64_t s = 0; s < 20000; s += 7) {
			f.facts.pi_count = (struct count){ps[p], ps[p]};
			f.facts.spi_count = (struct count){s, s + 1};
			bool now = fixture_decide(&f).verdict == VERDICT_BLOCK;
			ck_assert(!blocked || now);
			blocked = now;
		}
	}
	fixture_fini(&f);
}
END_TEST

int
main(void)
{
	SUITE("policy vectors");
	CASE_ROWS(each_boundary_is_where_the_law_puts_it, N_ROWS(vectors));
	CASE(the_last_person_below_the_threshold_is_an_alert);
	CASE(the_same_person_again_changes_nothing);
	CASE(a_batch_that_crosses_the_threshold_blocks_as_a_whole);
	CASE(two_hundred_thousand_employees_are_exempt);
	CASE(a_floor_of_unreadable_content_does_not_hide_the_tier);
	CASE_ROWS(the_table_agrees_with_the_reference_everywhere,
		  MECHANISM_GBA + 1);
	CASE_ROWS(the_table_is_monotone_in_both_counts,
		  2 * (MECHANISM_GBA + 1));
	return SUITE_RUN();
}
