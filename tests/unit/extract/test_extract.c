/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Real containers through the real openers, whole and cut every way; openers
 * that are not there, are killed, or hang.
 */
#include "extract/extract.h"

#include "extract/slot.h"
#include "lib/inspect_feed.h"
#include "lib/suite.h"
#include "samples.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <signal.h>
#include <unistd.h>

#define LIMIT_US (60 * INT64_C(1000000))

static struct container_room room = {.total = 64 << 20};
static struct extract_pool *pool;
static int64_t limit_us = LIMIT_US;

static void
open_pool(const char *directory)
{
	const struct extract_options options = {.directory = directory,
						.processes = 1};
	ck_assert_int_eq(extract_pool_new(&options, &pool), 0);
}

static int
push(void *subject, struct span piece, bool last)
{
	struct inspect_subject *s = subject;
	if (inspection_push(s->inspection, piece, last) != 0)
		abort();
	s->raw += piece.n;
	if (last && extract_all(pool, s->inspection, limit_us) != 0)
		abort();
	uint64_t safe = inspection_safe(s->inspection);
	if (safe < s->safe || safe > s->raw || (last && safe != s->raw))
		abort();
	s->safe = safe;
	inspect_note_persons(s);
	if (last)
		inspect_note_end(s);
	return 0;
}

/* What is said of a body; to be freed. */
static char *
inspect(struct span body, bool every_way)
{
	static struct inspect_env env;
	struct buf out;
	env = *inspect_test_env();
	env.containers = &room;
	struct inspect_case c = {"", "", "", &env};
	struct feed f = inspect_feed(&c);
	f.push = push;
	if (every_way)
		ck_assert_int_eq(feed_every_way(&f, body), 0);
	buf_init(&out, 1 << 26);
	feed_pieces(&f, body, body.n, 1, &out);
	ck_assert_int_eq(buf_byte(&out, 0), 0);
	ck_assert_uint_eq(atomic_load(&room.used), 0);
	return (char *)out.p;
}

static void
says(struct span body, const char *what, bool every_way)
{
	char *said = inspect(body, every_way);
	ck_assert_msg(strstr(said, what) != NULL, "wanted %s but %s", what,
		      said);
	free(said);
}

START_TEST(a_sample_says_the_same_however_it_is_cut)
{
	struct buf sample;
	open_pool(OPENERS);
	sample_make(&samples[_i], &sample);
	says(buf_span(&sample), samples[_i].says, true);
	buf_fini(&sample);
	extract_pool_free(&pool);
}
END_TEST

START_TEST(without_the_programmes_a_container_is_unreadable)
{
	struct buf sample;
	open_pool("/nonexistent");
	sample_make(&samples[0], &sample);
	says(buf_span(&sample), "persons 0 low 0 unreadable 2 zip\n", false);
	buf_fini(&sample);
	extract_pool_free(&pool);
}
END_TEST

/* ---- openers that fail ---- */

/* Signals our children; how many there were. */
static unsigned
signal_children(int number)
{
	char path[64], word[32];
	unsigned n = 0;
	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	FILE *f = fopen(path, "r");
	ck_assert_ptr_nonnull(f);
	while (fscanf(f, "%31s", word) == 1) {
		ck_assert_int_eq(kill((pid_t)atoi(word), number), 0);
		n++;
	}
	fclose(f);
	return n;
}

START_TEST(an_opener_that_was_killed_is_started_again)
{
	struct buf sample;
	open_pool(OPENERS);
	sample_make(&samples[0], &sample);
	for (int i = 0; i < 3; i++) {
		says(buf_span(&sample), samples[0].says, false);
		ck_assert_uint_eq(signal_children(SIGKILL), 1);
	}
	says(buf_span(&sample), samples[0].says, false);
	buf_fini(&sample);
	extract_pool_free(&pool);
}
END_TEST

START_TEST(an_opener_that_hangs_is_given_up_and_the_next_one_works)
{
	struct buf sample;
	open_pool(OPENERS);
	sample_make(&samples[0], &sample);
	says(buf_span(&sample), samples[0].says, false);
	ck_assert_uint_eq(signal_children(SIGSTOP), 1);
	limit_us = 300000;
	says(buf_span(&sample), "persons 0 low 0 unreadable 10 time\n", false);
	limit_us = LIMIT_US;
	says(buf_span(&sample), samples[0].says, false);
	buf_fini(&sample);
	extract_pool_free(&pool);
}
END_TEST

START_TEST(two_inspections_share_one_opener)
{
	struct inspect_env env = *inspect_test_env();
	struct inspection *i[2];
	struct extraction *x[2];
	struct buf sample;
	open_pool(OPENERS);
	sample_make(&samples[0], &sample);
	env.containers = &room;
	for (int k = 0; k < 2; k++) {
		ck_assert_int_eq(inspection_new(&env, &i[k]), 0);
		ck_assert_int_eq(
			inspection_body(i[k], SPAN_NONE, SPAN_NONE, SPAN_NONE),
			0);
		ck_assert_int_eq(inspection_push(i[k], buf_span(&sample), true),
				 0);
		ck_assert_int_eq(
			extraction_new(pool, i[k], LIMIT_US, NULL, NULL, &x[k]),
			0);
	}
	ck_assert_int_eq(extraction_run(x[0]), 0);
	ck_assert_int_ge(extraction_fd(x[0]), 0);
	ck_assert_int_eq(extraction_run(x[1]), 0);
	ck_assert_int_eq(extraction_fd(x[1]), -1);
	/* The first one is cancelled: the second gets its turn. */
	extraction_free(&x[0]);
	inspection_free(&i[0]);
	ck_assert_int_eq(extraction_run(x[1]), 0);
	ck_assert_int_ge(extraction_fd(x[1]), 0);
	extraction_free(&x[1]);
	ck_assert_int_eq(extract_all(pool, i[1], LIMIT_US), 0);
	struct inspect_totals t;
	inspection_totals(i[1], &t);
	ck_assert_uint_eq(t.persons, 1);
	inspection_free(&i[1]);
	buf_fini(&sample);
	extract_pool_free(&pool);
}
END_TEST

int
main(void)
{
	SUITE("extract");
	CASE_ROWS(a_sample_says_the_same_however_it_is_cut, n_samples);
	CASE(without_the_programmes_a_container_is_unreadable);
	CASE(an_opener_that_was_killed_is_started_again);
	CASE(an_opener_that_hangs_is_given_up_and_the_next_one_works);
	CASE(two_inspections_share_one_opener);
	return SUITE_RUN();
}
