/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ends of the parts of uploads: who stands next to whom, how long it is
 * kept, how much, and that of two who come at once one sees the other.
 */
#include "lib/suite.h"
#include "proxy/parts.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct parts *parts;

static void
open_parts(const struct parts_limits *limits)
{
	ck_assert_int_eq(parts_new(limits, &parts), 0);
}

/* Part `at` of upload 'u', sent as the n-th time. */
static struct part_seen
part(char upload, uint64_t at, uint64_t end, int n, const char *first,
     const char *last)
{
	struct part_seen p = {.upload = {{(uint8_t)upload}},
			      .source = 1,
			      .token = {{(uint8_t)n, (uint8_t)at}},
			      .at = at,
			      .end = end,
			      .first = span_str(first),
			      .last = span_str(last),
			      .whole = strcmp(first, last) == 0};
	return p;
}

static struct part_sides
keep(struct part_seen p)
{
	static struct part_sides sides;
	ck_assert_int_eq(parts_keep(parts, &p, 0, &sides), 0);
	return sides;
}

#define IS(side, text)                                                         \
	ck_assert((side).n == strlen(text) &&                                  \
		  memcmp((side).bytes, text, strlen(text)) == 0)

START_TEST(the_later_one_sees_the_earlier_in_both_orders)
{
	open_parts(&parts_limits_default);
	struct part_sides s = keep(part('a', 1, 2, 0, "one-begin", "one-end"));
	ck_assert_uint_eq(s.n_before + s.n_after, 0);
	s = keep(part('a', 3, 4, 0, "three-begin", "three-end"));
	ck_assert_uint_eq(s.n_before + s.n_after, 0);
	s = keep(part('a', 2, 3, 0, "two-begin", "two-end"));
	ck_assert_uint_eq(s.n_before, 1);
	IS(s.before[0], "one-end");
	ck_assert_uint_eq(s.n_after, 1);
	IS(s.after[0], "three-begin");
	s = keep(part('b', 2, 3, 0, "x", "y"));
	ck_assert_uint_eq(s.n_before + s.n_after, 0);
	parts_free(&parts);
}
END_TEST

START_TEST(an_end_that_is_not_known_yet_has_nobody_after_it)
{
	open_parts(&parts_limits_default);
	keep(part('a', 0, PART_OPEN, 0, "begin", ""));
	struct part_sides s = keep(part('a', 10, 20, 0, "next", "last"));
	ck_assert_uint_eq(s.n_before, 0);
	s = keep(part('a', 0, 10, 0, "begin", "end"));
	ck_assert_uint_eq(s.n_after, 1);
	IS(s.after[0], "next");
	s = keep(part('a', 10, 20, 1, "again", "last"));
	ck_assert_uint_eq(s.n_before, 1);
	IS(s.before[0], "end");
	parts_free(&parts);
}
END_TEST

START_TEST(each_version_of_a_part_is_a_neighbour)
{
	open_parts(&parts_limits_default);
	for (int n = 0; n < 6; n++) {
		char text[16];
		snprintf(text, sizeof(text), "end %d", n);
		keep(part('a', 1, 2, n, "begin", text));
	}
	struct part_sides s = keep(part('a', 2, 3, 0, "x", "y"));
	ck_assert_uint_eq(s.n_before, PART_NEIGHBOURS);
	IS(s.before[0], "end 5");
	IS(s.before[PART_NEIGHBOURS - 1], "end 2");
	parts_free(&parts);
}
END_TEST

START_TEST(short_parts_make_one_end_together)
{
	open_parts(&parts_limits_default);
	for (uint64_t at = 1; at <= 4; at++) {
		char text[2] = {(char)('a' + at), 0};
		keep(part('u', at, at + 1, 0, text, text));
	}
	keep(part('u', 6, 7, 0, "g", "g"));
	keep(part('u', 7, 8, 0, "hello", "world"));
	struct part_sides s = keep(part('u', 5, 6, 0, "f", "f"));
	IS(s.before[0], "bcde");
	IS(s.after[0], "ghello");
	parts_free(&parts);
}
END_TEST

START_TEST(who_was_refused_is_nobodys_neighbour)
{
	open_parts(&parts_limits_default);
	struct part_seen p = part('a', 1, 2, 0, "begin", "end");
	keep(p);
	parts_forget(parts, &p, false);
	ck_assert_uint_eq(keep(part('a', 2, 3, 0, "x", "y")).n_before, 0);
	/* Only its begin went out: so only that has a neighbour. */
	p = part('a', 4, 5, 0, "begin", "end");
	keep(p);
	parts_forget(parts, &p, true);
	ck_assert_uint_eq(keep(part('a', 5, 6, 0, "x", "y")).n_before, 0);
	ck_assert_uint_eq(keep(part('a', 3, 4, 0, "x", "y")).n_after, 1);
	parts_free(&parts);
}
END_TEST

START_TEST(the_header_is_the_first_one_told)
{
	uint8_t header[PART_HEADER];
	bool before;
	struct part_seen p = part('a', 1, 2, 0, "id,name", "x");
	open_parts(&parts_limits_default);
	ck_assert_uint_eq(parts_header(parts, &p.upload, 2, 0, header, &before),
			  0);
	ck_assert(!before);
	p.header = span_str("id,name");
	keep(p);
	p.header = span_str("other");
	keep(p);
	ck_assert_uint_eq(parts_header(parts, &p.upload, 2, 0, header, &before),
			  7);
	ck_assert(memcmp(header, "id,name", 7) == 0);
	ck_assert(before);
	ck_assert_uint_eq(parts_header(parts, &p.upload, 3, 0, header, &before),
			  7);
	ck_assert(!before);
	parts_free(&parts);
}
END_TEST

START_TEST(after_an_hour_it_is_gone)
{
	struct part_sides s;
	struct part_seen p = part('a', 1, 2, 0, "x", "y");
	struct part_seen q = part('a', 2, 3, 0, "x", "y");
	open_parts(&parts_limits_default);
	int64_t hour = parts_limits_default.keep_us;
	ck_assert_int_eq(parts_keep(parts, &p, 0, &s), 0);
	ck_assert_int_eq(parts_keep(parts, &q, hour, &s), 0);
	ck_assert_uint_eq(s.n_before, 1);
	parts_expire(parts, 2 * hour + 1);
	ck_assert_int_eq(parts_keep(parts, &q, 2 * hour + 1, &s), 0);
	ck_assert_uint_eq(s.n_before, 0);
	parts_free(&parts);
}
END_TEST

/* One source cannot push out what another keeps; the oldest goes first. */
START_TEST(room_is_bounded_altogether_and_by_source)
{
	const struct parts_limits limits = {40000, 20000, 1000000};
	char text[PART_END + 1];
	memset(text, 'x', PART_END);
	text[PART_END] = 0;
	open_parts(&limits);
	struct part_seen mine = part('m', 1, 2, 0, "mine", "end");
	mine.source = 2;
	keep(mine);
	for (int i = 0; i < 200; i++) {
		struct part_seen p = part('a', 1, 2, 0, text, text);
		p.upload.bytes[1] = (uint8_t)i;
		keep(p);
	}
	struct part_seen next = part('m', 2, 3, 0, "x", "y");
	next.source = 2;
	ck_assert_uint_eq(keep(next).n_before, 1);
	for (int i = 0; i < 200; i += 199) {
		struct part_seen p = part('a', 2, 3, 0, "x", "y");
		p.upload.bytes[1] = (uint8_t)i;
		ck_assert_uint_eq(keep(p).n_before, i == 199);
	}
	/* One upload alone does not pass its source's limit either. */
	for (uint64_t at = 1; at < 200; at++)
		keep(part('z', at, at + 1, 0, text, text));
	ck_assert_uint_eq(keep(part('z', 2, 3, 0, "x", "y")).n_before, 0);
	ck_assert_uint_eq(keep(part('z', 200, 201, 0, "x", "y")).n_before, 1);
	parts_free(&parts);
}
END_TEST

/* ---- threads ---- */

#define RACES 2000
struct racer {
	pthread_barrier_t *start;
	uint64_t at;
	bool saw[RACES];
};

static void *
race(void *arg)
{
	struct racer *r = arg;
	static _Thread_local struct part_sides s;
	for (int i = 0; i < RACES; i++) {
		struct part_seen p =
			part('r', r->at, r->at + 1, 0, "first", "last");
		p.upload.bytes[1] = (uint8_t)i;
		p.upload.bytes[2] = (uint8_t)(i >> 8);
		pthread_barrier_wait(r->start);
		r->saw[i] = parts_keep(parts, &p, 0, &s) == 0 &&
			    s.n_before + s.n_after > 0;
	}
	return NULL;
}

START_TEST(of_two_that_come_at_once_exactly_one_sees_the_other)
{
	static struct racer racers[2];
	pthread_barrier_t start;
	pthread_t threads[2];
	open_parts(&parts_limits_default);
	pthread_barrier_init(&start, NULL, 2);
	for (int i = 0; i < 2; i++) {
		racers[i].start = &start;
		racers[i].at = (uint64_t)i + 1;
		ck_assert_int_eq(
			pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	}
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < RACES; i++)
		ck_assert_int_eq(racers[0].saw[i] + racers[1].saw[i], 1);
	pthread_barrier_destroy(&start);
	parts_free(&parts);
}
END_TEST

int
main(void)
{
	SUITE("parts");
	CASE(the_later_one_sees_the_earlier_in_both_orders);
	CASE(an_end_that_is_not_known_yet_has_nobody_after_it);
	CASE(each_version_of_a_part_is_a_neighbour);
	CASE(short_parts_make_one_end_together);
	CASE(who_was_refused_is_nobodys_neighbour);
	CASE(the_header_is_the_first_one_told);
	CASE(after_an_hour_it_is_gone);
	CASE(room_is_bounded_altogether_and_by_source);
	CASE(of_two_that_come_at_once_exactly_one_sees_the_other);
	return SUITE_RUN();
}
