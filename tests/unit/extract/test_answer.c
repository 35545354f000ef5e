/* SPDX-License-Identifier: Apache-2.0 */
/* What an opener says is believed only as far as it makes sense. */
#include "extract/answer.h"

#include "lib/inspect_feed.h"
#include "lib/suite.h"

#define ZIP "PK\x03\x04 the bytes of a container"

static struct container_room room = {.total = 1 << 20};

/* An inspection with one container in it, and the answer to it begun. */
struct asked {
	struct inspect_env env;
	struct inspection *inspection;
	struct inspect_job job;
	struct answer answer;
};

static void
ask(struct asked *a, struct span body)
{
	a->env = *inspect_test_env();
	a->env.containers = &room;
	ck_assert_int_eq(inspection_new(&a->env, &a->inspection), 0);
	ck_assert_int_eq(
		inspection_body(a->inspection, SPAN_NONE, SPAN_NONE, SPAN_NONE),
		0);
	ck_assert_int_eq(inspection_push(a->inspection, body, true), 0);
	ck_assert_int_eq(inspection_job(a->inspection, &a->job), 1);
	ck_assert_str_eq(a->job.kind, "zip");
	answer_begin(&a->answer, a->inspection, &a->job);
}

static int
say(struct asked *a, struct span message)
{
	return answer_take(&a->answer, message);
}

static void
finish(struct asked *a, struct inspect_result *r, struct inspect_totals *t)
{
	ck_assert_int_eq(answer_end(&a->answer, UNREADABLE_BROKEN, "extractor"),
			 0);
	inspection_take(a->inspection, r);
	inspection_totals(a->inspection, t);
}

static void
forget(struct asked *a)
{
	inspection_free(&a->inspection);
	ck_assert_uint_eq(atomic_load(&room.used), 0);
}

START_TEST(members_are_read_like_bodies)
{
	struct asked a;
	struct inspect_result r;
	struct inspect_totals t;
	ask(&a, SPAN(ZIP));
	ck_assert_uint_eq(inspection_safe(a.inspection), 0);
	ck_assert(inspection_needs_whole(a.inspection));
	ck_assert_int_eq(say(&a, SPAN("M\0a.csv")), 0);
	ck_assert_int_eq(say(&a, SPAN("Dname,phone\na,159052")), 0);
	ck_assert_int_eq(say(&a, SPAN("D85596\n")), 0);
	ck_assert_int_eq(say(&a, SPAN("E")), 0);
	ck_assert_int_eq(say(&a, SPAN("M\2s")), 0);
	ck_assert_int_eq(say(&a, SPAN("Did,phone\n1,16754259874\n")), 0);
	ck_assert_int_eq(say(&a, SPAN("E")), 0);
	ck_assert_int_eq(say(&a, SPAN("M\0id card 370102196110270968")), 0);
	ck_assert_int_eq(say(&a, SPAN("E")), 0);
	ck_assert_int_eq(say(&a, SPAN("Z")), 1);
	finish(&a, &r, &t);
	ck_assert_uint_eq(r.unreadable, 0);
	ck_assert_uint_eq(t.persons, 3);
	ck_assert_uint_eq(inspection_safe(a.inspection), sizeof(ZIP) - 1);
	ck_assert(!inspection_needs_whole(a.inspection));
	ck_assert_int_eq(inspection_job(a.inspection, &a.job), 0);
	forget(&a);
}
END_TEST

START_TEST(what_cannot_be_read_is_told_by_class_and_cause)
{
	struct asked a;
	struct inspect_result r;
	struct inspect_totals t;
	const uint8_t locked[] = {'U', UNREADABLE_ENCRYPTED,
				  CAUSE_ENCRYPTED_ZIP};
	ask(&a, SPAN(ZIP));
	ck_assert_int_eq(say(&a, span_of(locked, 3)), 0);
	ck_assert_int_eq(say(&a, SPAN("Z")), 1);
	finish(&a, &r, &t);
	ck_assert_uint_eq(r.unreadable, 1u << UNREADABLE_ENCRYPTED);
	ck_assert_str_eq(r.cause, "encrypted-zip");
	forget(&a);
}
END_TEST

/* Each after these, which are in order: a member is open. */
static const struct {
	const char *message;
	size_t n;
} lies[] = {
	{"", 0},	{"X", 1},
	{"M\0b", 3}, /* a member in a member */
	{"D", 1},    /* no data */
	{"E ", 2},   /* an end with something in it */
	{"U", 1},    /* unreadable without why */
	{"U\5", 2},	{"U\5\0 ", 4},
	{"U\5\377", 3},		  /* a cause there is not */
	{"U\6\0", 3},		  /* a class that is none of content */
	{"U\377\0", 3}, {"Z", 1}, /* done with a member open */
	{"Z!", 2},
};

START_TEST(a_lie_ends_the_answer_and_is_unreadable)
{
	struct asked a;
	struct inspect_result r;
	struct inspect_totals t;
	ask(&a, SPAN(ZIP));
	ck_assert_int_eq(say(&a, SPAN("M\0a")), 0);
	ck_assert_int_eq(say(&a, SPAN("Dphone: 15905285596\n")), 0);
	ck_assert_int_eq(say(&a, span_of(lies[_i].message, lies[_i].n)),
			 ERR_MALFORMED);
	finish(&a, &r, &t);
	ck_assert_uint_eq(r.unreadable, 1u << UNREADABLE_BROKEN);
	ck_assert_str_eq(r.cause, "extractor");
	/* What was said before it is held against the sender. */
	ck_assert_uint_eq(t.persons, 1);
	ck_assert_int_eq(inspection_job(a.inspection, &a.job), 0);
	forget(&a);
}
END_TEST

/* Each as the first word. */
static const struct {
	const char *message;
	size_t n;
} first_lies[] = {
	{"Dx", 2}, {"E", 1}, {"M", 1}, {"M\4a", 3}, {"M\377", 2}, {"Zx", 2},
};

START_TEST(a_lie_at_the_start_is_one_too)
{
	struct asked a;
	struct inspect_result r;
	struct inspect_totals t;
	ask(&a, SPAN(ZIP));
	ck_assert_int_eq(
		say(&a, span_of(first_lies[_i].message, first_lies[_i].n)),
		ERR_MALFORMED);
	finish(&a, &r, &t);
	ck_assert_uint_eq(r.unreadable, 1u << UNREADABLE_BROKEN);
	forget(&a);
}
END_TEST

START_TEST(names_and_data_have_a_limit)
{
	struct asked a;
	struct inspect_result r;
	struct inspect_totals t;
	uint8_t *long_one = calloc(1, ANSWER_MAX + 1);
	ck_assert_ptr_nonnull(long_one);
	ask(&a, SPAN(ZIP));
	long_one[0] = 'M';
	memset(long_one + 2, 'n', ANSWER_NAME_MAX + 1);
	ck_assert_int_eq(say(&a, span_of(long_one, 3 + ANSWER_NAME_MAX)),
			 ERR_MALFORMED);
	ck_assert_int_eq(say(&a, span_of(long_one, 2 + ANSWER_NAME_MAX)), 0);
	long_one[0] = 'D';
	ck_assert_int_eq(say(&a, span_of(long_one, ANSWER_MAX + 1)),
			 ERR_MALFORMED);
	ck_assert_int_eq(say(&a, span_of(long_one, ANSWER_MAX)), 0);
	finish(&a, &r, &t);
	forget(&a);
	free(long_one);
}
END_TEST

START_TEST(an_answer_that_grows_is_enough_soon)
{
	static uint8_t data[ANSWER_MAX];
	struct asked a;
	struct inspect_result r;
	struct inspect_totals t;
	unsigned said = 0;
	int rc = 0;
	ask(&a, SPAN(ZIP));
	data[0] = 'D';
	for (size_t i = 1; i < sizeof(data); i++)
		data[i] = (uint8_t) "some words \n"[i % 12];
	ck_assert_int_eq(say(&a, SPAN("M\0a")), 0);
	for (; rc == 0 && said < 10000; said++)
		rc = say(&a, span_of(data, sizeof(data)));
	ck_assert_int_gt(rc, 0);
	ck_assert_uint_lt(said, 40); /* 1 MiB is free, then the ratio counts */
	finish(&a, &r, &t);
	ck_assert_uint_eq(r.unreadable, 1u << UNREADABLE_SIZE);
	ck_assert_str_eq(r.cause, "ratio");
	forget(&a);
}
END_TEST

START_TEST(a_container_in_a_container_is_the_next_job)
{
	struct asked a;
	struct inspect_result r;
	struct inspect_totals t;
	ask(&a, SPAN(ZIP));
	for (unsigned depth = 1; depth < inspect_limits_default.depth;
	     depth++) {
		ck_assert_int_eq(say(&a, SPAN("M\0i.zip")), 0);
		ck_assert_int_eq(say(&a, SPAN("D" ZIP)), 0);
		ck_assert_int_eq(say(&a, SPAN("E")), 0);
		ck_assert_int_eq(say(&a, SPAN("Z")), 1);
		ck_assert_int_eq(
			answer_end(&a.answer, UNREADABLE_BROKEN, "extractor"),
			0);
		ck_assert_uint_eq(inspection_safe(a.inspection), 0);
		ck_assert_int_eq(inspection_job(a.inspection, &a.job), 1);
		answer_begin(&a.answer, a.inspection, &a.job);
	}
	/* The next one is too deep. */
	ck_assert_int_eq(say(&a, SPAN("M\0i.zip")), 0);
	ck_assert_int_eq(say(&a, SPAN("D" ZIP)), 0);
	ck_assert_int_eq(say(&a, SPAN("E")), 0);
	ck_assert_int_eq(say(&a, SPAN("Z")), 1);
	finish(&a, &r, &t);
	ck_assert_int_eq(inspection_job(a.inspection, &a.job), 0);
	ck_assert_uint_eq(r.unreadable, 1u << UNREADABLE_SIZE);
	ck_assert_str_eq(r.cause, "depth");
	forget(&a);
}
END_TEST

START_TEST(a_container_over_the_limit_or_without_room_is_unreadable)
{
	static const char *const what[] = {"limit", "room"};
	for (size_t i = 0; i < 2; i++) {
		struct inspect_limits limits = inspect_limits_default;
		struct container_room tight = {.total = i == 0 ? 1 << 20 : 16};
		struct inspect_env env = *inspect_test_env();
		struct inspection *inspection;
		struct inspect_job job;
		struct inspect_result r;
		limits.container = i == 0 ? 16 : 1 << 20;
		env.limits = &limits;
		env.containers = &tight;
		ck_assert_int_eq(inspection_new(&env, &inspection), 0);
		ck_assert_int_eq(inspection_body(inspection, SPAN_NONE,
						 SPAN_NONE, SPAN_NONE),
				 0);
		ck_assert_int_eq(inspection_push(inspection, SPAN(ZIP), true),
				 0);
		ck_assert_msg(inspection_job(inspection, &job) == 0, "%s",
			      what[i]);
		inspection_take(inspection, &r);
		ck_assert_uint_eq(r.unreadable, 1u << UNREADABLE_SIZE);
		ck_assert_uint_eq(atomic_load(&tight.used), 0);
		inspection_free(&inspection);
	}
}
END_TEST

START_TEST(jobs_that_nobody_works_off_can_be_dropped)
{
	struct asked a;
	struct inspect_result r;
	ask(&a, SPAN(ZIP));
	ck_assert_int_eq(say(&a, SPAN("M\0a")), 0);
	inspection_jobs_drop(a.inspection, "time");
	ck_assert_int_eq(inspection_job(a.inspection, &a.job), 0);
	inspection_take(a.inspection, &r);
	ck_assert_uint_eq(r.unreadable, 1u << UNREADABLE_SIZE);
	ck_assert_str_eq(r.cause, "time");
	forget(&a);
}
END_TEST

int
main(void)
{
	SUITE("answer");
	CASE(members_are_read_like_bodies);
	CASE(what_cannot_be_read_is_told_by_class_and_cause);
	CASE_ROWS(a_lie_ends_the_answer_and_is_unreadable, N_ROWS(lies));
	CASE_ROWS(a_lie_at_the_start_is_one_too, N_ROWS(first_lies));
	CASE(names_and_data_have_a_limit);
	CASE(an_answer_that_grows_is_enough_soon);
	CASE(a_container_in_a_container_is_the_next_job);
	CASE(a_container_over_the_limit_or_without_room_is_unreadable);
	CASE(jobs_that_nobody_works_off_can_be_dropped);
	return SUITE_RUN();
}
