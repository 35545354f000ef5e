/* SPDX-License-Identifier: Apache-2.0 */
/* The file under ill fate: full disk, kill -9, cut, moved, rewritten. */
#include "room.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static struct audit_options
file_only(void)
{
	return (struct audit_options){.file = room_path("audit.jsonl"),
				      .when_unavailable = AUDIT_BLOCK};
}

static void
limit_file(rlim_t bytes)
{
	struct rlimit limit = {.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Waits until the audit says whether the file takes records. */
static void
wait_file(struct audit *a, bool ok)
{
	struct audit_health h;
	do {
		poll(NULL, 0, 1);
		audit_health(a, &h);
	} while (h.file_ok != ok);
}

START_TEST(a_full_disk_refuses_and_recovers_without_gap_or_repeat)
{
	struct audit *a = room_audit(file_only(), 0, NULL);
	unsigned taken = 0;
	signal(SIGXFSZ, SIG_IGN);
	room_submit(a, 10);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	limit_file(15000); /* in the middle of a line */
	while (audit_reserve(a) == 0 && taken < 1000) {
		struct audit_record r = room_record();
		audit_submit(a, &r);
		taken++;
		if (taken > 4)
			wait_file(a, false);
	}
	ck_assert_uint_gt(taken, 4);
	ck_assert_uint_lt(taken, 1000);
	ck_assert_int_eq(audit_reserve(a), ERR_UNAVAILABLE);
	struct audit_health h;
	audit_health(a, &h);
	ck_assert_str_eq(h.problem, "audit file: File too large");
	size_t n;
	char *text = room_read("audit.jsonl", &n);
	ck_assert_uint_eq(n, 15000);
	free(text);
	limit_file(RLIM_INFINITY);
	wait_file(a, true);
	room_submit(a, 5);
	audit_close(&a, FLUSH_US);
	room_verify(10 + taken + 5 + 1);
	text = room_read("audit.jsonl", &n);
	ck_assert_uint_eq(room_count(text, "\"kind\":\"sink\""), 1);
	ck_assert_uint_eq(room_count(text, "\"kind\":\"exchange\""),
			  15 + taken);
	free(text);
}
END_TEST

START_TEST(a_torn_last_line_is_dropped_and_recorded)
{
	struct audit *a = room_audit(file_only(), 0, NULL);
	room_submit(a, 3);
	audit_close(&a, FLUSH_US);
	size_t n;
	char *text = room_read("audit.jsonl", &n);
	char *second = strchr(text, '\n') + 1;
	size_t whole = (size_t)(second - text);
	size_t torn = (size_t)_i * 37 % (whole - 1) + 1;
	room_write("audit.jsonl", span_of(text, whole + torn));
	free(text);
	a = room_audit(file_only(), 0, NULL);
	room_submit(a, 1);
	audit_close(&a, FLUSH_US);
	room_verify(3);
	text = room_read("audit.jsonl", NULL);
	char expected[80];
	snprintf(expected, sizeof(expected),
		 "a torn last line of %zu bytes was dropped", torn);
	ck_assert_ptr_nonnull(strstr(text, expected));
	free(text);
}
END_TEST

START_TEST(a_torn_only_line_is_dropped)
{
	room_write("audit.jsonl", SPAN("{\"seq\":1,\"time\":\"20"));
	struct audit *a = room_audit(file_only(), 0, NULL);
	room_submit(a, 1);
	audit_close(&a, FLUSH_US);
	room_verify(2);
}
END_TEST

START_TEST(a_cut_end_is_recorded_and_stays_visible)
{
	struct audit_verified v;
	struct why why = {""};
	struct audit *a = room_audit(file_only(), 0, NULL);
	room_submit(a, 5);
	audit_close(&a, FLUSH_US);
	size_t n;
	char *text = room_read("audit.jsonl", &n);
	char *p = text;
	for (int i = 0; i < 3; i++)
		p = strchr(p, '\n') + 1;
	room_write("audit.jsonl", span_of(text, (size_t)(p - text)));
	free(text);
	static const uint8_t hash[32] = {7};
	a = room_audit(file_only(), 5, hash);
	room_submit(a, 1);
	audit_close(&a, FLUSH_US);
	text = room_read("audit.jsonl", NULL);
	ck_assert_ptr_nonnull(
		strstr(text, "the file ends at record 3, but 5 was written"));
	ck_assert_uint_eq(room_count(text, "{\"seq\":7,"), 1);
	free(text);
	ck_assert_int_eq(
		audit_verify_file(room_path("audit.jsonl"), NULL, &v, &why),
		ERR_VERIFY);
	ck_assert_uint_eq(v.bad_line, 4);
}
END_TEST

/* Keeps what the ledger would know. */
static uint8_t known_hash[32];
static uint64_t known_seq;

static void
on_written(void *arg, uint64_t seq, const uint8_t hash[32])
{
	(void)arg;
	known_seq = seq;
	memcpy(known_hash, hash, 32);
}

START_TEST(a_file_that_the_ledger_knows_otherwise_is_recorded)
{
	struct audit_options options = file_only();
	options.written = on_written;
	struct audit *a = room_audit(options, 0, NULL);
	room_submit(a, 5);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	uint8_t hash[32];
	memcpy(hash, known_hash, 32);
	ck_assert_uint_eq(known_seq, 5);
	room_submit(a, 5);
	audit_close(&a, FLUSH_US);
	hash[0] ^= (uint8_t)_i; /* row 0: all is well */
	a = room_audit(options, 5, hash);
	audit_close(&a, FLUSH_US);
	char *text = room_read("audit.jsonl", NULL);
	ck_assert_uint_eq(room_count(text, "the file was rewritten\",\"det"),
			  _i == 0 ? 0 : 1);
	free(text);
	room_verify(_i == 0 ? 10 : 11);
}
END_TEST

START_TEST(a_file_moved_away_is_followed_by_a_new_one)
{
	struct audit *a = room_audit(file_only(), 0, NULL);
	struct audit_verified v;
	room_submit(a, 5);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	ck_assert_int_eq(
		rename(room_path("audit.jsonl"), room_path("moved.jsonl")), 0);
	while (access(room_path("audit.jsonl"), F_OK) != 0)
		poll(NULL, 0, 5);
	room_submit(a, 5);
	audit_close(&a, FLUSH_US);
	ck_assert_int_eq(
		audit_verify_file(room_path("moved.jsonl"), NULL, &v, NULL), 0);
	ck_assert_uint_eq(v.last_seq, 5);
	char hash[65];
	memcpy(hash, v.last_hash, sizeof(hash));
	ck_assert_int_eq(
		audit_verify_file(room_path("audit.jsonl"), NULL, &v, NULL), 0);
	ck_assert_uint_eq(v.first_seq, 6);
	ck_assert_uint_eq(v.last_seq, 11);
	char *text = room_read("audit.jsonl", NULL);
	char prev[90];
	snprintf(prev, sizeof(prev), "\"prev\":\"%s\"", hash);
	ck_assert_ptr_nonnull(strstr(text, prev));
	ck_assert_ptr_nonnull(strstr(text, "a new file begins after record 5"));
	free(text);
}
END_TEST

START_TEST(a_file_cut_under_us_is_recorded)
{
	struct audit *a = room_audit(file_only(), 0, NULL);
	room_submit(a, 5);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	ck_assert_int_eq(truncate(room_path("audit.jsonl"), 2000), 0);
	for (bool found = false; !found;) {
		char *text = room_read("audit.jsonl", NULL);
		found = strstr(text, "its end was cut") != NULL;
		free(text);
		poll(NULL, 0, 5);
	}
	struct audit_verified v;
	audit_close(&a, FLUSH_US);
	ck_assert_int_eq(
		audit_verify_file(room_path("audit.jsonl"), NULL, &v, NULL),
		ERR_VERIFY);
	ck_assert_uint_gt(v.bad_line, 1);
}
END_TEST

/* A writer that never stops by itself. */
static void
write_for_ever(void)
{
	struct audit *a = room_audit(file_only(), 0, NULL);
	for (;;) {
		struct audit_record r = room_record();
		if (audit_reserve(a) == 0)
			audit_submit(a, &r);
	}
}

START_TEST(kill_9_leaves_a_sequence_without_gap)
{
	struct stat st;
	off_t before = 0;
	for (int i = 0; i < 20; i++) {
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid == 0)
			write_for_ever();
		do {
			poll(NULL, 0, 1);
			if (stat(room_path("audit.jsonl"), &st) < 0)
				st.st_size = 0;
		} while (st.st_size <= before + 10000 * i);
		before = st.st_size;
		kill(pid, SIGKILL);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	}
	struct audit *a = room_audit(file_only(), 0, NULL);
	audit_close(&a, FLUSH_US);
	struct audit_verified v;
	struct why why = {""};
	int rc = audit_verify_file(room_path("audit.jsonl"), NULL, &v, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	ck_assert_uint_eq(v.first_seq, 1);
	ck_assert_uint_eq(v.last_seq, v.records);
}
END_TEST

int
main(void)
{
	SUITE("file");
	tcase_add_checked_fixture(case_, room_open, room_close);
	CASE(a_full_disk_refuses_and_recovers_without_gap_or_repeat);
	tcase_add_loop_test(case_, a_torn_last_line_is_dropped_and_recorded, 0,
			    40);
	CASE(a_torn_only_line_is_dropped);
	CASE(a_cut_end_is_recorded_and_stays_visible);
	CASE_ROWS(a_file_that_the_ledger_knows_otherwise_is_recorded, 2);
	CASE(a_file_moved_away_is_followed_by_a_new_one);
	CASE(a_file_cut_under_us_is_recorded);
	CASE(kill_9_leaves_a_sequence_without_gap);
	return SUITE_RUN();
}
