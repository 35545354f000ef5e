/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is counted as one person and who is not.
 */
#include "unit/ledger/scene.h"

START_TEST(a_person_is_counted_once)
{
	struct scene s;
	scene_new(&s);
	ck_assert_int_eq(go(&s, "R1"), 1);
	ck_assert_int_eq(go(&s, "R1"), 0);
	ck_assert_int_eq(persons(&s), 1);
	ck_assert_int_eq(go(&s, "R2"), 1);
	ck_assert_int_eq(persons(&s), 2);
	scene_fini(&s);
}
END_TEST

START_TEST(who_is_known_by_number_and_phone_is_known_by_phone)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R1 M1");
	ck_assert_int_eq(go(&s, "M1"), 0);
	ck_assert_int_eq(persons(&s), 1);
	scene_reopen(&s);
	ck_assert_int_eq(go(&s, "M1"), 0);
	ck_assert_int_eq(persons(&s), 1);
	scene_fini(&s);
}
END_TEST

START_TEST(a_phone_seen_first_becomes_part_of_the_number_seen_later)
{
	struct scene s;
	scene_new(&s);
	go(&s, "M1");
	go(&s, "R1");
	ck_assert_int_eq(persons(&s), 2);
	go(&s, "R1 M1");
	ck_assert_int_eq(persons(&s), 1);
	ck_assert_int_eq(s.merges, 1);
	scene_fini(&s);
}
END_TEST

START_TEST(records_of_one_exchange_are_resolved_together)
{
	struct scene s;
	scene_new(&s);
	struct outing o;
	outing_init(&o, &s);
	ck_assert_int_eq(outing_try(&o, "M1; R1; R1 M1; R2"), 1);
	ck_assert_int_eq(outing_wait(&o), 0);
	ck_assert_int_eq(o.present, 2);
	ck_assert_int_eq(o.after - o.before, 2);
	ck_assert_int_eq(ledger_reservation_new(o.reservation), 2);
	ledger_settle(s.ledger, &o.reservation);
	ck_assert_int_eq(persons(&s), 2);
	scene_fini(&s);
}
END_TEST

/* What came (exchanges parted by '|'), and how many persons that makes. */
static const struct {
	const char *came;
	int64_t persons;
} counts[] = {
	/* identity numbers are never one, whatever they share */
	{"R1 E1|R2 E1", 2},
	{"R1 M1|R2 M1|R3 M1|R4 M1", 4},
	{"R1 P1|R1", 1},
	{"R1 P1|R2 P1", 2},
	{"R1 R2", 2},
	/* a shared identifier alone is a person of its own, once */
	{"R1 E1|R2 E1|E1|E1", 3},
	{"E1|R1 E1|R2 E1", 3},
	/* a second phone is the same person, a third is doubted */
	{"R1 M1|R1 M2|M1|M2", 1},
	{"R1 M1|R1 M2|R1 M3", 1},
	{"R1 M1|R1 M2|R1 M3|M1|M2|M3", 4},
	/* phones and addresses without a number */
	{"M1 E1|M1 E2|E2", 1},
	{"M1 E1|M2 E1|M3 E1", 3},
	{"M1 M2 M3", 3},
	{"M1 M2|M1|M2", 1},
	/* a chain between two numbers joins nobody */
	{"R1 M1|M1 E1|E1 R2", 3},
	/* names never link */
	{"N1|N1|N2", 2},
	{"R1 N1|R2 N1|N1", 3},
	/* a family under one phone */
	{"R1 M1; R2 M1; R3 M1", 3},
};

START_TEST(people_are_told_apart)
{
	struct scene s;
	scene_new(&s);
	char copy[256], *rest = copy, *one;
	strcpy(copy, counts[_i].came);
	while ((one = strsep(&rest, "|")) != NULL)
		go(&s, one);
	ck_assert_msg(persons(&s) == counts[_i].persons, "%s: %lld, not %lld",
		      counts[_i].came, (long long)persons(&s),
		      (long long)counts[_i].persons);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), counts[_i].persons);
	scene_fini(&s);
}
END_TEST

START_TEST(a_phone_in_ten_thousand_rows_joins_nobody)
{
	struct scene s;
	scene_new(&s);
	enum { ROWS_N = 10000 };
	static struct identifier ids[ROWS_N][2];
	static struct person rows[ROWS_N];
	static uint64_t traits[ROWS_N];
	for (int i = 0; i < ROWS_N; i++) {
		char text[32];
		snprintf(text, sizeof(text), "R%d M1", i);
		rows[i].ids = ids[i];
		rows[i].n_ids = words(&s, text, ids[i]);
		traits[i] = 1;
	}
	struct outing o;
	outing_init(&o, &s);
	ck_assert_int_eq(outing_begin(&o, rows, traits, ROWS_N), 1);
	ck_assert_int_eq(outing_wait(&o), 0);
	ledger_settle(s.ledger, &o.reservation);
	ck_assert_int_eq(persons(&s), ROWS_N);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), ROWS_N);
	ck_assert_int_eq(go(&s, "R77 M1"), 0);
	ck_assert_int_eq(go(&s, "R77"), 0);
	ck_assert_int_eq(go(&s, "M1"), 1);
	scene_fini(&s);
}
END_TEST

START_TEST(a_long_chain_of_contacts_joins_nobody_at_its_ends)
{
	enum { CHAIN = 3000 };
	struct scene s;
	scene_new(&s);
	for (int i = 0; i < CHAIN; i += 30) {
		char text[1024] = "";
		for (int k = i; k < i + 30; k++)
			snprintf(text + strlen(text),
				 sizeof(text) - strlen(text), "%sM%d E%d",
				 k > i ? "; " : "", (k + 1) / 2, k / 2);
		go(&s, text);
	}
	/* Each link may be a person; all of it is not one. */
	ck_assert_int_gt(persons(&s), CHAIN / 4);
	ck_assert_int_le(persons(&s), CHAIN);
	int64_t now = persons(&s);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), now);
	scene_fini(&s);
}
END_TEST

START_TEST(one_number_with_ten_thousand_phones_is_one_person)
{
	enum { PHONES = 10000 };
	struct scene s;
	scene_new(&s);
	for (int i = 0; i < PHONES; i += 25) {
		char text[1024] = "";
		for (int k = i; k < i + 25; k++)
			snprintf(text + strlen(text),
				 sizeof(text) - strlen(text), "%sR1 P1 M%d",
				 k > i ? "; " : "", k);
		go(&s, text);
	}
	ck_assert_int_eq(persons(&s), 1);
	ck_assert_int_eq(go(&s, "M9999"), 1);
	ck_assert_int_eq(persons(&s), 2);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), 2);
	scene_fini(&s);
}
END_TEST

START_TEST(many_rows_of_one_number_can_be_refused_and_withdrawn)
{
	enum { ROWS_N = 12000 };
	struct scene s;
	scene_new(&s);
	go(&s, "R1");
	static struct identifier ids[ROWS_N][2];
	static struct person rows[ROWS_N];
	static uint64_t traits[ROWS_N];
	for (int i = 0; i < ROWS_N; i++) {
		char text[32];
		snprintf(text, sizeof(text), "R1 M%d", i);
		rows[i].ids = ids[i];
		rows[i].n_ids = words(&s, text, ids[i]);
		traits[i] = 1;
	}
	for (int refuse = 1; refuse >= 0; refuse--) {
		struct outing o;
		outing_init(&o, &s);
		o.refuse = refuse;
		int rc = outing_begin(&o, rows, traits, ROWS_N);
		ck_assert_int_eq(o.present, 1);
		ck_assert_int_eq(o.after, 1);
		ck_assert_int_eq(rc, refuse ? ERR_REFUSED : 0);
		if (!refuse)
			ledger_withdraw(s.ledger, &o.reservation);
		ck_assert_int_eq(persons(&s), 1);
	}
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), 1);
	scene_fini(&s);
}
END_TEST

START_TEST(a_refused_exchange_may_split_but_neither_merges_nor_adds)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R1 E1");
	go(&s, "E1 M1");
	go(&s, "M2");
	ck_assert_int_eq(persons(&s), 2);
	struct outing o;
	outing_init(&o, &s);
	o.refuse = true;
	ck_assert_int_eq(outing_try(&o, "R1 M2"), ERR_REFUSED);
	ck_assert_int_eq(outing_try(&o, "R9 M9"), ERR_REFUSED);
	ck_assert_int_eq(persons(&s), 2);
	ck_assert_int_eq(outing_try(&o, "R2 E1"), ERR_REFUSED);
	ck_assert_int_eq(persons(&s), 3);
	ck_assert_int_eq(s.splits, 1);
	ck_assert_int_eq(s.merges, 0);
	struct ledger_health h;
	ledger_health(s.ledger, &h);
	ck_assert_int_eq(h.identifiers, 4);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), 3);
	scene_fini(&s);
}
END_TEST

START_TEST(a_judge_sees_counts_with_merges)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R1");
	go(&s, "M1");
	struct outing o;
	outing_init(&o, &s);
	ck_assert_int_ge(outing_try(&o, "R1 M1; R2"), 0);
	ck_assert_int_eq(outing_wait(&o), 0);
	ck_assert_int_eq(o.before, 2);
	ck_assert_int_eq(o.after, 2);
	ck_assert_int_eq(o.present, 2);
	ledger_settle(s.ledger, &o.reservation);
	ck_assert_int_eq(persons(&s), 2);
	scene_fini(&s);
}
END_TEST

struct relinks_seen {
	struct ledger_relink all[16];
	size_t n;
};

static int
see_relink(void *arg, const struct ledger_relink *r)
{
	struct relinks_seen *seen = arg;
	seen->all[seen->n++] = *r;
	return 0;
}

/* Numbered without gaps, with the counts before and after, durable; a merge
 * that is withdrawn is a split again. */
START_TEST(merges_and_splits_are_kept)
{
	struct scene s;
	struct outing o;
	struct relinks_seen seen = {.n = 0};
	struct ledger_relink last;
	scene_new(&s);
	go(&s, "R1");
	go(&s, "M1");
	go(&s, "R1 M1"); /* 2 became 1 */
	go(&s, "E1");
	outing_init(&o, &s);
	/* 2 became 1: nobody is new, so there is nothing to wait for. */
	ck_assert_int_eq(outing_try(&o, "M1 E1"), 0);
	ledger_withdraw(s.ledger, &o.reservation); /* and are 2 */
	scene_reopen(&s);
	ck_assert_int_eq(ledger_relinks(s.ledger, 10, see_relink, &seen, &last),
			 0);
	ck_assert_uint_eq(seen.n, 3);
	for (size_t i = 0; i < seen.n; i++) {
		ck_assert_uint_eq(seen.all[i].number, i + 1);
		ck_assert_int_eq(seen.all[i].split, i == 2);
		ck_assert_int_eq(seen.all[i].before, i == 2 ? 1 : 2);
		ck_assert_int_eq(seen.all[i].after, i == 2 ? 2 : 1);
	}
	ck_assert_uint_eq(last.merges, 2);
	ck_assert_uint_eq(last.splits, 1);
	ck_assert_int_eq(s.merges, 2);
	ck_assert_int_eq(s.splits, 1);
	seen.n = 0;
	ck_assert_int_eq(ledger_relinks(s.ledger, 1, see_relink, &seen, &last),
			 0);
	ck_assert_uint_eq(seen.n, 1);
	ck_assert_uint_eq(seen.all[0].number, 3);
	scene_fini(&s);
}
END_TEST

/* A refused exchange may split: that is kept too, though nothing else is. */
START_TEST(a_refused_split_is_kept)
{
	struct scene s;
	struct relinks_seen seen = {.n = 0};
	struct ledger_relink last;
	scene_new(&s);
	go(&s, "R1 M1");
	go(&s, "M1");
	struct outing o;
	outing_init(&o, &s);
	o.refuse = true;
	ck_assert_int_eq(outing_try(&o, "R2 M1"), ERR_REFUSED);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), 2);
	ck_assert_int_eq(ledger_relinks(s.ledger, 10, see_relink, &seen, &last),
			 0);
	ck_assert_uint_eq(seen.n, 1);
	ck_assert(seen.all[0].split);
	ck_assert_int_eq(seen.all[0].before, 1);
	ck_assert_int_eq(seen.all[0].after, 2);
	scene_fini(&s);
}
END_TEST

/* What the year showed is not changed by what the next one finds out; who is
 * booked in it late is in it. */
START_TEST(a_year_that_is_over_is_sealed)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R1");
	go(&s, "M1");
	go(&s, "R2 M2");
	ck_assert_int_eq(persons(&s), 3);
	uint32_t old = s.cells[0];
	s.cells[0] = scene_cell(&s, "2027", LEDGER_TOTAL, "");
	go(&s, "R1 M1"); /* one, as it turns out */
	go(&s, "M2");
	ck_assert_int_eq(persons(&s), 3);
	ck_assert_int_eq(scene_row(&s, "2027", "").persons, 2);
	go(&s, "R3 M2"); /* a shared telephone: R2 M2 splits */
	ck_assert_int_eq(persons(&s), 3);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), 3);
	ck_assert_int_eq(scene_row(&s, "2027", "").persons, 3);
	ck_assert_uint_eq(s.cells[0], old);
	go(&s, "R4; R2"); /* sent before midnight */
	ck_assert_int_eq(persons(&s), 4);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), 4);
	scene_fini(&s);
}
END_TEST

START_TEST(a_person_without_identifiers_is_an_error)
{
	struct scene s;
	scene_new(&s);
	struct person nobody = {0};
	struct outing o;
	outing_init(&o, &s);
	ck_assert_int_eq(outing_begin(&o, &nobody, NULL, 1), -EINVAL);
	ck_assert_int_eq(persons(&s), 0);
	scene_fini(&s);
}
END_TEST

int
main(void)
{
	SUITE("ledger people");
	CASE(a_person_is_counted_once);
	CASE(who_is_known_by_number_and_phone_is_known_by_phone);
	CASE(a_phone_seen_first_becomes_part_of_the_number_seen_later);
	CASE(records_of_one_exchange_are_resolved_together);
	CASE_ROWS(people_are_told_apart, N_ROWS(counts));
	CASE(a_phone_in_ten_thousand_rows_joins_nobody);
	CASE(a_long_chain_of_contacts_joins_nobody_at_its_ends);
	CASE(one_number_with_ten_thousand_phones_is_one_person);
	CASE(many_rows_of_one_number_can_be_refused_and_withdrawn);
	CASE(a_refused_exchange_may_split_but_neither_merges_nor_adds);
	CASE(a_judge_sees_counts_with_merges);
	CASE(merges_and_splits_are_kept);
	CASE(a_refused_split_is_kept);
	CASE(a_year_that_is_over_is_sealed);
	CASE(a_person_without_identifiers_is_an_error);
	return SUITE_RUN();
}
