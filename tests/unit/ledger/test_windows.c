/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows of the ledger: rolling months to the day, what goes on over the
 * end of a year, who was first.
 */
#include "unit/ledger/scene.h"

#define DAY 86400
#define SHANGHAI (8 * 3600)

static int64_t
at(int year, int month, int day)
{
	struct civil date = {year, month, day};
	return civil_to_days(date) * DAY + 12 * 3600;
}

static void
scene_rolling(struct scene *s)
{
	struct ledger_cell_key key = {.regime = "us",
				      .counter = "pi",
				      .exporter = "example-sh",
				      .window = "rolling:12",
				      .value = ""};
	s->n_cells = 1;
	s->cells[0] = ledger_rolling_cell(s->ledger, &key, SHANGHAI);
}

static void
windows_new(struct scene *s)
{
	scene_new(s);
	scene_rolling(s);
}

/* What the first cell counts at a time. */
static int64_t
counted(struct scene *s, int64_t now_s)
{
	struct outing o;
	outing_init(&o, s);
	o.refuse = true;
	s->now_s = now_s;
	ck_assert_int_eq(outing_try(&o, "Enobody@example.org"), ERR_REFUSED);
	ck_assert_int_eq(o.after, o.before + 1);
	return o.before;
}

static void
send_at(struct scene *s, int64_t now_s, const char *text)
{
	s->now_s = now_s;
	go(s, text);
}

START_TEST(a_person_counts_for_twelve_months_and_leaves)
{
	struct scene s;
	windows_new(&s);
	send_at(&s, at(2026, 2, 15), "R1");
	send_at(&s, at(2026, 3, 1), "R2");
	ck_assert_int_eq(counted(&s, at(2027, 2, 15)), 2);
	ck_assert_int_eq(counted(&s, at(2027, 2, 16)), 1);
	ck_assert_int_eq(counted(&s, at(2027, 3, 1)), 1);
	ck_assert_int_eq(counted(&s, at(2027, 3, 2)), 0);
	scene_fini(&s);
}
END_TEST

START_TEST(a_repeat_refreshes_the_last_day)
{
	struct scene s;
	windows_new(&s);
	send_at(&s, at(2026, 2, 15), "R1");
	send_at(&s, at(2026, 12, 31), "R1");
	ck_assert_int_eq(counted(&s, at(2026, 12, 31)), 1);
	ck_assert_int_eq(counted(&s, at(2027, 12, 31)), 1);
	ck_assert_int_eq(counted(&s, at(2028, 1, 1)), 0);
	scene_fini(&s);
}
END_TEST

START_TEST(a_second_repeat_on_a_day_touches_no_disk)
{
	struct scene s;
	windows_new(&s);
	s.now_s = at(2026, 2, 15);
	ck_assert_int_eq(go(&s, "R1"), 1);
	s.now_s += DAY;
	ck_assert_int_eq(go(&s, "R1"), 1);
	ck_assert_int_eq(go(&s, "R1"), 0);
	scene_fini(&s);
}
END_TEST

START_TEST(who_left_the_window_is_new_again)
{
	struct scene s;
	struct outing o;
	windows_new(&s);
	send_at(&s, at(2026, 1, 1), "R1; R2");
	s.now_s = at(2027, 6, 1);
	outing_init(&o, &s);
	o.refuse = true;
	ck_assert_int_eq(outing_try(&o, "R1"), ERR_REFUSED);
	ck_assert_int_eq(o.before, 0);
	ck_assert_int_eq(o.after, 1);
	outing_init(&o, &s);
	ck_assert_int_eq(outing_try(&o, "R1"), 1);
	ck_assert_int_eq(outing_wait(&o), 0);
	ck_assert_int_eq(ledger_reservation_new(o.reservation), 1);
	ledger_settle(s.ledger, &o.reservation);
	ck_assert_int_eq(counted(&s, at(2027, 6, 1)), 1);
	scene_fini(&s);
}
END_TEST

START_TEST(days_begin_in_the_cells_own_zone)
{
	struct scene s;
	windows_new(&s);
	int64_t midnight = civil_to_days((struct civil){2026, 3, 1}) * DAY;
	/* 28 February in Greenwich, 1 March in Shanghai. */
	send_at(&s, midnight - SHANGHAI, "R1");
	/* The last second of 28 February in Shanghai is too late for it. */
	ck_assert_int_eq(counted(&s, midnight + 366 * DAY - SHANGHAI - 1), 1);
	ck_assert_int_eq(counted(&s, midnight + 366 * DAY - SHANGHAI), 0);
	scene_fini(&s);
}
END_TEST

START_TEST(the_29th_of_february_is_a_day_like_any_other)
{
	struct scene s;
	windows_new(&s);
	send_at(&s, at(2027, 2, 28), "R1");
	send_at(&s, at(2028, 2, 29), "R2");
	/* Twelve months back from the 29th is the 28th. */
	ck_assert_int_eq(counted(&s, at(2028, 2, 29)), 2);
	ck_assert_int_eq(counted(&s, at(2028, 3, 1)), 1);
	ck_assert_int_eq(counted(&s, at(2029, 2, 28)), 1);
	ck_assert_int_eq(counted(&s, at(2029, 3, 1)), 0);
	scene_fini(&s);
}
END_TEST

START_TEST(of_merged_people_the_latest_day_counts)
{
	struct scene s;
	windows_new(&s);
	send_at(&s, at(2026, 2, 1), "R1");
	send_at(&s, at(2026, 5, 1), "M1");
	ck_assert_int_eq(counted(&s, at(2026, 6, 1)), 2);
	send_at(&s, at(2026, 4, 1), "R1 M1");
	for (int times = 0; times < 2; times++) {
		ck_assert_int_eq(counted(&s, at(2026, 6, 1)), 1);
		ck_assert_int_eq(counted(&s, at(2027, 5, 1)), 1);
		ck_assert_int_eq(counted(&s, at(2027, 5, 2)), 0);
		scene_reopen(&s);
		scene_rolling(&s);
	}
	scene_fini(&s);
}
END_TEST

START_TEST(a_withdrawal_gives_the_older_day_back)
{
	struct scene s;
	struct outing o;
	windows_new(&s);
	send_at(&s, at(2026, 2, 1), "R1");
	s.now_s = at(2026, 8, 1);
	outing_init(&o, &s);
	ck_assert_int_eq(outing_try(&o, "R1; R2"), 1);
	ck_assert_int_eq(outing_wait(&o), 0);
	ck_assert_int_eq(counted(&s, at(2027, 7, 1)), 2);
	ledger_withdraw(s.ledger, &o.reservation);
	ck_assert_int_eq(counted(&s, at(2027, 2, 1)), 1);
	ck_assert_int_eq(counted(&s, at(2027, 2, 2)), 0);
	scene_fini(&s);
}
END_TEST

START_TEST(a_clock_set_back_ages_nobody)
{
	struct scene s;
	windows_new(&s);
	send_at(&s, at(2026, 8, 1), "R1");
	send_at(&s, at(2026, 2, 1), "R2");
	ck_assert_int_eq(counted(&s, at(2027, 8, 1)), 2);
	scene_fini(&s);
}
END_TEST

START_TEST(bytes_of_a_rolling_window_leave_with_their_days)
{
	struct scene s;
	windows_new(&s);
	int64_t now_s = clock_wall_us() / 1000000;
	send_at(&s, now_s - 400 * DAY, "R1; R2");
	send_at(&s, now_s - 10 * DAY, "R1");
	struct ledger_row row = scene_row(&s, "rolling:12", "");
	ck_assert_int_eq(row.persons, 1);
	ck_assert_int_eq(row.bytes, 100);
	ck_assert_int_eq(row.first_s, now_s - 400 * DAY);
	scene_fini(&s);
}
END_TEST

/* Windows of a pathway's validity and since the first transfer are names like
 * any other: the new year seals the old one, not them. */
START_TEST(a_validity_window_goes_on_over_the_years_end)
{
	struct scene s;
	scene_new(&s);
	s.cells[1] = scene_cell(&s, "validity:sa-1:2026-05-01",
				LEDGER_BY_PATHWAY, "sa-1");
	s.cells[2] = scene_cell(&s, "since-first", LEDGER_TOTAL, "");
	s.n_cells = 3;
	send_at(&s, at(2026, 12, 31), "R1; R2");
	s.cells[0] = scene_cell(&s, "2027", LEDGER_TOTAL, "");
	send_at(&s, at(2027, 1, 1), "R2; R3");
	ck_assert_int_eq(scene_row(&s, "2026", "").persons, 2);
	ck_assert_int_eq(scene_row(&s, "2027", "").persons, 2);
	ck_assert_int_eq(
		scene_row(&s, "validity:sa-1:2026-05-01", "sa-1").persons, 3);
	ck_assert_int_eq(scene_row(&s, "since-first", "").persons, 3);
	scene_reopen(&s);
	ck_assert_int_eq(scene_row(&s, "since-first", "").persons, 3);
	ck_assert_int_eq(scene_row(&s, "since-first", "").first_s,
			 at(2026, 12, 31));
	scene_fini(&s);
}
END_TEST

static int
move_judge(void *arg, struct ledger_claim *c)
{
	struct scene *s = arg;
	ledger_claim_reclassify(c, s->cells[1], s->cells[0]);
	return 0;
}

START_TEST(a_rolling_cell_takes_the_reclassified_today)
{
	struct scene s;
	struct identifier id;
	windows_new(&s);
	send_at(&s, at(2026, 2, 1), "R1");
	uint32_t rolling = s.cells[0];
	s.cells[0] = scene_cell(&s, "2026", LEDGER_BY_CATEGORY, "released");
	send_at(&s, at(2026, 8, 1), "R1; R2");
	s.cells[1] = s.cells[0];
	s.cells[0] = rolling;
	ck_assert_int_eq(counted(&s, at(2026, 8, 1)), 1);
	words(&s, "R3", &id);
	struct person person = {.ids = &id, .n_ids = 1};
	uint64_t trait = 1;
	struct outing o;
	outing_init(&o, &s);
	struct ledger_request q = {.event = event_id_new(1),
				   .persons = &person,
				   .traits = &trait,
				   .n_persons = 1,
				   .now_s = at(2026, 8, 2),
				   .judge = move_judge,
				   .judge_arg = &s,
				   .durable = outing_durable,
				   .durable_arg = &o};
	ck_assert_int_eq(ledger_reserve(s.ledger, &q, &o.reservation), 1);
	ck_assert_int_eq(outing_wait(&o), 0);
	ledger_withdraw(s.ledger, &o.reservation);
	for (int times = 0; times < 2; times++) {
		ck_assert_int_eq(counted(&s, at(2027, 8, 2)), 2);
		ck_assert_int_eq(counted(&s, at(2027, 8, 3)), 0);
		scene_reopen(&s);
		scene_rolling(&s);
	}
	scene_fini(&s);
}
END_TEST

/* Against a list of last days. */
START_TEST(it_counts_what_a_list_of_last_days_counts)
{
	enum { PEOPLE = 40, STEPS = 3000 };
	struct scene s;
	int64_t last[PEOPLE] = {0}, now = at(2026, 1, 1);
	windows_new(&s);
	srand(11);
	for (int i = 0; i < STEPS; i++) {
		char text[16];
		int who = rand() % PEOPLE;
		now += rand() % (12 * DAY);
		snprintf(text, sizeof(text), "R%d", who);
		s.now_s = now;
		struct outing o;
		outing_init(&o, &s);
		int rc = outing_try(&o, text);
		ck_assert_int_ge(rc, 0);
		if (rc == 1)
			ck_assert_int_eq(outing_wait(&o), 0);
		if (rand() % 4 == 0) {
			ledger_withdraw(s.ledger, &o.reservation);
		} else {
			ledger_settle(s.ledger, &o.reservation);
			last[who] = now;
		}
		if (rand() % 50 == 0) {
			scene_reopen(&s);
			scene_rolling(&s);
		}
		struct civil then = civil_from_days((now + SHANGHAI) / DAY);
		then.year--;
		if (!civil_is_valid(then))
			then.day--;
		int64_t since = civil_to_days(then), expected = 0;
		for (int k = 0; k < PEOPLE; k++)
			expected += last[k] != 0 &&
				    (last[k] + SHANGHAI) / DAY >= since;
		ck_assert_int_eq(counted(&s, now), expected);
	}
	scene_fini(&s);
}
END_TEST

int
main(void)
{
	SUITE("ledger windows");
	CASE(a_person_counts_for_twelve_months_and_leaves);
	CASE(a_repeat_refreshes_the_last_day);
	CASE(a_second_repeat_on_a_day_touches_no_disk);
	CASE(who_left_the_window_is_new_again);
	CASE(days_begin_in_the_cells_own_zone);
	CASE(the_29th_of_february_is_a_day_like_any_other);
	CASE(of_merged_people_the_latest_day_counts);
	CASE(a_withdrawal_gives_the_older_day_back);
	CASE(a_clock_set_back_ages_nobody);
	CASE(bytes_of_a_rolling_window_leave_with_their_days);
	CASE(a_validity_window_goes_on_over_the_years_end);
	CASE(a_rolling_cell_takes_the_reclassified_today);
	CASE(it_counts_what_a_list_of_last_days_counts);
	return SUITE_RUN();
}
