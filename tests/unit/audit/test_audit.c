/* SPDX-License-Identifier: Apache-2.0 */
/* The audit as workers see it: places, the file, going on after a stop. */
#include "room.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

static struct audit_options
file_only(void)
{
	return (struct audit_options){.file = room_path("audit.jsonl"),
				      .when_unavailable = AUDIT_BLOCK};
}

START_TEST(what_is_submitted_stands_in_the_file_chained)
{
	struct audit *a = room_audit(file_only(), 0, NULL);
	room_submit(a, 100);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	room_verify(100);
	struct audit_health h;
	audit_health(a, &h);
	ck_assert_uint_eq(h.seq, 100);
	ck_assert(h.file_ok && h.journal_ok);
	ck_assert_uint_eq(h.queued, 0);
	audit_close(&a, FLUSH_US);
	ck_assert_ptr_null(a);
}
END_TEST

START_TEST(a_second_start_goes_on_with_the_chain)
{
	for (uint64_t run = 1; run <= 3; run++) {
		struct audit *a = room_audit(file_only(), 0, NULL);
		room_submit(a, 10);
		audit_close(&a, FLUSH_US);
		room_verify(10 * run);
	}
}
END_TEST

START_TEST(a_second_writer_is_refused)
{
	struct audit *a = room_audit(file_only(), 0, NULL), *b = NULL;
	struct audit_options options = file_only();
	struct why why;
	ck_assert_int_eq(audit_open(&options, 0, NULL, &b, &why), -EBUSY);
	ck_assert_ptr_null(b);
	audit_close(&a, FLUSH_US);
}
END_TEST

START_TEST(a_file_that_is_no_audit_is_left_alone)
{
	static const char *const texts[] = {"root:x:0:0:root:/root\n",
					    "no newline", "{\"seq\":1}\n"};
	struct audit_options options = file_only();
	struct audit *a = NULL;
	struct why why;
	room_write("audit.jsonl", span_str(texts[_i]));
	ck_assert_int_eq(audit_open(&options, 0, NULL, &a, &why), ERR_VERIFY);
	char *after = room_read("audit.jsonl", NULL);
	ck_assert_str_eq(after, texts[_i]);
	free(after);
}
END_TEST

START_TEST(places_are_bounded_and_come_back)
{
	struct audit_options options = file_only();
	options.queue = 16;
	struct audit *a = room_audit(options, 0, NULL);
	for (int i = 0; i < 16; i++)
		ck_assert_int_eq(audit_reserve(a), 0);
	ck_assert_int_eq(audit_reserve(a), ERR_UNAVAILABLE);
	audit_release(a);
	ck_assert_int_eq(audit_reserve(a), 0);
	ck_assert_int_eq(audit_reserve(a), ERR_UNAVAILABLE);
	for (int i = 0; i < 16; i++) {
		struct audit_record r = room_record();
		audit_submit(a, &r);
	}
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	for (int i = 0; i < 16; i++)
		ck_assert_int_eq(audit_reserve(a), 0);
	ck_assert_int_eq(audit_reserve(a), ERR_UNAVAILABLE);
	audit_close(&a, FLUSH_US);
	room_verify(16);
}
END_TEST

START_TEST(a_record_nobody_waits_for_is_dropped_and_counted)
{
	struct audit_options options = file_only();
	struct audit_record r = room_record();
	struct audit_health h;
	options.queue = 16;
	struct audit *a = room_audit(options, 0, NULL);
	for (int i = 0; i < 14; i++)
		ck_assert_int_eq(audit_reserve(a), 0);
	audit_try(a, &r);
	audit_health(a, &h);
	ck_assert_uint_eq(h.dropped, 1);
	audit_release(a);
	audit_try(a, &r);
	audit_close(&a, FLUSH_US);
	room_verify(1);
}
END_TEST

static atomic_int under_way;

static void *
submit_many(void *arg)
{
	struct audit *a = arg;
	for (int i = 0; i < 20000; i++) {
		struct audit_record r = room_record();
		r.port = i;
		while (audit_reserve(a) < 0)
			usleep(50);
		audit_submit(a, &r);
	}
	atomic_fetch_sub(&under_way, 1);
	return NULL;
}

START_TEST(two_threads_lose_nothing_and_repeat_nothing)
{
	struct audit *a = room_audit(file_only(), 0, NULL);
	pthread_t threads[2];
	atomic_store(&under_way, 2);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, submit_many, a);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	audit_close(&a, FLUSH_US);
	room_verify(40000);
	char *text = room_read("audit.jsonl", NULL);
	ck_assert_uint_eq(room_count(text, "\"port\":12345,"), 2);
	ck_assert_uint_eq(room_count(text, "\"port\":0,"), 2);
	free(text);
}
END_TEST

struct lines {
	unsigned n;
	char first[64], last[64];
};

static int
take_line(void *arg, struct span line)
{
	struct lines *l = arg;
	if (l->n++ == 0)
		span_copy(line, l->first, sizeof(l->first));
	span_copy(line, l->last, sizeof(l->last));
	return 0;
}

START_TEST(recent_lines_come_newest_last)
{
	struct audit *a = room_audit(file_only(), 0, NULL);
	struct lines l = {0};
	room_submit(a, 50);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	ck_assert_int_eq(audit_recent(a, 10, take_line, &l), 0);
	ck_assert_uint_eq(l.n, 10);
	ck_assert_int_eq(strncmp(l.first, "{\"seq\":41,", 10), 0);
	ck_assert_int_eq(strncmp(l.last, "{\"seq\":50,", 10), 0);
	audit_close(&a, FLUSH_US);
	a = room_audit(file_only(), 0, NULL);
	l = (struct lines){0};
	ck_assert_int_eq(audit_recent(a, 1000, take_line, &l), 0);
	ck_assert_uint_eq(l.n, 50);
	audit_close(&a, FLUSH_US);
}
END_TEST

START_TEST(recent_lines_are_bounded)
{
	struct audit *a = room_audit(file_only(), 0, NULL);
	struct lines l = {0};
	for (int i = 0; i < 24; i++) {
		room_submit(a, 500);
		ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	}
	ck_assert_int_eq(audit_recent(a, 100000, take_line, &l), 0);
	ck_assert_uint_le(l.n, 10000);
	ck_assert_uint_ge(l.n, 5000);
	ck_assert_int_eq(strncmp(l.last, "{\"seq\":12000,", 13), 0);
	audit_close(&a, FLUSH_US);
}
END_TEST

struct told {
	uint64_t seq;
	uint8_t hash[32];
};

static void
on_written(void *arg, uint64_t seq, const uint8_t hash[32])
{
	struct told *told = arg;
	told->seq = seq;
	memcpy(told->hash, hash, 32);
}

START_TEST(the_ledger_is_told_what_is_durable)
{
	struct audit_options options = file_only();
	struct told told = {0};
	struct audit_verified v;
	char hash[65];
	options.written = on_written;
	options.arg = &told;
	struct audit *a = room_audit(options, 0, NULL);
	room_submit(a, 7);
	audit_close(&a, FLUSH_US);
	ck_assert_uint_eq(told.seq, 7);
	ck_assert_int_eq(
		audit_verify_file(room_path("audit.jsonl"), NULL, &v, NULL), 0);
	ck_assert_str_eq(hex_text(span_of(told.hash, 32), hash), v.last_hash);
}
END_TEST

START_TEST(nothing_is_stored_but_the_fields_given)
{
	static const char canary[] = "canary-11010519491231002X";
	struct audit *a = room_audit(file_only(), 0, NULL);
	struct audit_record r = room_record();
	char text[64];
	/* Memory after the values a caller passes is none of ours. */
	memset(text, 0, sizeof(text));
	memcpy(text, "GET", 4);
	memcpy(text + 4, canary, sizeof(canary));
	r.method = text;
	ck_assert_int_eq(audit_reserve(a), 0);
	audit_submit(a, &r);
	room_submit(a, 3);
	audit_close(&a, FLUSH_US);
	char *written = room_read("audit.jsonl", NULL);
	ck_assert_uint_eq(room_count(written, "\"method\":\"GET\""), 1);
	ck_assert_uint_eq(room_count(written, "canary"), 0);
	free(written);
}
END_TEST

int
main(void)
{
	SUITE("audit");
	tcase_add_checked_fixture(case_, room_open, room_close);
	CASE(what_is_submitted_stands_in_the_file_chained);
	CASE(a_second_start_goes_on_with_the_chain);
	CASE(a_second_writer_is_refused);
	CASE_ROWS(a_file_that_is_no_audit_is_left_alone, 3);
	CASE(places_are_bounded_and_come_back);
	CASE(a_record_nobody_waits_for_is_dropped_and_counted);
	CASE(two_threads_lose_nothing_and_repeat_nothing);
	CASE(recent_lines_come_newest_last);
	CASE(recent_lines_are_bounded);
	CASE(the_ledger_is_told_what_is_durable);
	CASE(nothing_is_stored_but_the_fields_given);
	return SUITE_RUN();
}
