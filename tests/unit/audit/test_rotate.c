/* SPDX-License-Identifier: Apache-2.0 */
/* Several files of one chain: how one becomes the next, and what is named when
 * one of them is not what it was. */
#include "room.h"

#include <dirent.h>
#include <errno.h>

#define RECORD_US INT64_C(1795406400000001)
#define DAY_US (INT64_C(86400) * 1000000)

static struct audit_options
small_files(void)
{
	return (struct audit_options){.file = room_path("audit.jsonl"),
				      .when_unavailable = AUDIT_BLOCK,
				      .rotate_size = 4000};
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in the folder, in order; the caller's. */
static size_t
list(char *names[64])
{
	size_t n = 0;
	DIR *dir = opendir(room_folder);
	ck_assert_ptr_nonnull(dir);
	for (const struct dirent *e = readdir(dir); e != NULL;
	     e = readdir(dir)) {
		if (e->d_name[0] == '.')
			continue;
		ck_assert_uint_lt(n, 64);
		names[n++] = strdup(e->d_name);
	}
	closedir(dir);
	qsort(names, n, sizeof(*names), by_name);
	return n;
}

static void
empty_room(void)
{
	char *names[64];
	size_t n = list(names);
	for (size_t i = 0; i < n; i++) {
		unlink(room_path(names[i]));
		free(names[i]);
	}
	room_close();
}

/* Files that have something in them. */
static size_t
count_files(void)
{
	char *names[64];
	struct stat st;
	size_t n = list(names), full = 0;
	for (size_t i = 0; i < n; i++) {
		full += stat(room_path(names[i]), &st) == 0 && st.st_size > 0;
		free(names[i]);
	}
	return full;
}

/* Fills file after file with records of a day until there are so many. */
static void
write_until_files(struct audit *a, size_t files, int64_t wall_us)
{
	for (size_t n = 1; n < files; n++) {
		for (unsigned i = 0; i < 6; i++) {
			struct audit_record r = room_record();
			r.wall_us = wall_us;
			ck_assert_int_eq(audit_reserve(a), 0);
			audit_submit(a, &r);
		}
		while (count_files() <= n)
			poll(NULL, 0, 10);
	}
}

static int
verify(struct audit_verified *v, struct why *why)
{
	const char *folder = room_folder;
	return audit_verify_chain(&folder, 1, NULL, NULL, NULL, v, why);
}

static void
verify_all(uint64_t files)
{
	struct audit_verified v;
	struct why why = {""};
	int rc = verify(&v, &why);
	ck_assert_msg(rc == 0, "%s", why.text);
	ck_assert_uint_eq(v.files, files);
	ck_assert_uint_eq(v.first_seq, 1);
	ck_assert_uint_eq(v.records, v.last_seq);
}

START_TEST(a_full_file_is_moved_aside_and_the_chain_goes_on)
{
	char *names[64];
	struct audit *a = room_audit(small_files(), 0, NULL);
	write_until_files(a, 3, RECORD_US);
	audit_close(&a, FLUSH_US);
	size_t n = list(names);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(names[0], "audit.jsonl");
	ck_assert_str_eq(names[1], "audit.jsonl.000000000001-2026-11-23");
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	verify_all(3);
}
END_TEST

START_TEST(a_day_or_month_that_is_over_ends_its_file)
{
	struct audit_options options = small_files();
	options.rotate_size = 0;
	options.rotate_every = _i == 0 ? AUDIT_ROTATE_DAY : AUDIT_ROTATE_MONTH;
	int64_t then = clock_wall_us() - (_i == 0 ? 1 : 31) * DAY_US;
	struct audit *a = room_audit(options, 0, NULL);
	write_until_files(a, 2, then);
	audit_close(&a, FLUSH_US);
	verify_all(2);
}
END_TEST

START_TEST(a_clock_set_back_ends_nothing)
{
	struct audit_options options = small_files();
	options.rotate_size = 0;
	options.rotate_every = AUDIT_ROTATE_DAY;
	struct audit *a = room_audit(options, 0, NULL);
	struct audit_record r = room_record();
	r.wall_us = clock_wall_us() + 2 * DAY_US;
	ck_assert_int_eq(audit_reserve(a), 0);
	audit_submit(a, &r);
	ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
	poll(NULL, 0, 1100); /* a tick goes by */
	audit_close(&a, FLUSH_US);
	verify_all(1);
}
END_TEST

/* What the folder looks like when the daemon is killed after moving the file
 * and before the new one has a whole line; the ledger was not told yet. */
START_TEST(killed_in_between_the_chain_is_found_again)
{
	static const char *const begun[] = {NULL, "", "{\"seq\":11,\"ti"};
	struct audit *a = room_audit(small_files(), 0, NULL);
	room_submit(a, 10);
	audit_close(&a, FLUSH_US);
	ck_assert_int_eq(
		rename(room_path("audit.jsonl"),
		       room_path("audit.jsonl.000000000001-2026-11-23")),
		0);
	if (begun[_i] != NULL)
		room_write("audit.jsonl", span_str(begun[_i]));
	a = room_audit(small_files(), 0, NULL);
	room_submit(a, 1);
	audit_close(&a, FLUSH_US);
	verify_all(2);
}
END_TEST

START_TEST(what_is_there_is_never_written_over)
{
	struct audit_health h;
	room_write("audit.jsonl.000000000001-2026-11-23", SPAN("mine\n"));
	struct audit *a = room_audit(small_files(), 0, NULL);
	for (unsigned i = 0; i < 10; i++) {
		room_submit(a, 2);
		ck_assert_int_eq(audit_flush(a, FLUSH_US), 0);
		poll(NULL, 0, 250);
	}
	audit_health(a, &h);
	ck_assert(h.file_ok);
	audit_close(&a, FLUSH_US);
	char *text = room_read("audit.jsonl", NULL);
	ck_assert_uint_eq(room_count(text, "cannot be moved aside"), 2);
	free(text);
	text = room_read("audit.jsonl.000000000001-2026-11-23", NULL);
	ck_assert_str_eq(text, "mine\n");
	free(text);
}
END_TEST

/* Files 1, 2, 3 and the current one, as names. */
static void
four_files(char *names[64])
{
	struct audit *a = room_audit(small_files(), 0, NULL);
	write_until_files(a, 4, RECORD_US);
	audit_close(&a, FLUSH_US);
	ck_assert_uint_eq(list(names), 4);
	verify_all(4);
}

static void
free_names(char *names[64])
{
	for (size_t i = 0; i < 4; i++)
		free(names[i]);
}

static void
must_name(const char *what, const char *file)
{
	struct audit_verified v;
	struct why why = {""};
	ck_assert_int_eq(verify(&v, &why), ERR_VERIFY);
	ck_assert_msg(strstr(why.text, what) != NULL, "%s", why.text);
	ck_assert_msg(strstr(v.bad_file, file) != NULL, "%s", v.bad_file);
}

START_TEST(a_missing_file_is_named)
{
	char *names[64];
	four_files(names);
	ck_assert_int_eq(unlink(room_path(names[2])), 0);
	must_name("are missing", names[3]);
	free_names(names);
}
END_TEST

START_TEST(a_file_that_is_there_twice_is_named)
{
	char *names[64];
	size_t n;
	four_files(names);
	char *text = room_read(names[2], &n);
	room_write("zz-copy.jsonl", span_of(text, n));
	must_name("stands in", "zz-copy.jsonl");
	free(text);
	free_names(names);
}
END_TEST

START_TEST(a_changed_byte_in_an_old_file_is_named)
{
	char *names[64];
	size_t n;
	four_files(names);
	char *text = room_read(names[2], &n);
	char *at = strstr(text, "\"status\":451");
	ck_assert_ptr_nonnull(at);
	at[10] = '3';
	room_write(names[2], span_of(text, n));
	must_name("line ", names[2]);
	free(text);
	free_names(names);
}
END_TEST

START_TEST(an_old_file_that_lost_its_end_is_named)
{
	char *names[64];
	size_t n;
	four_files(names);
	char *text = room_read(names[2], &n);
	text[n - 1] = 0;
	char *last = strrchr(text, '\n');
	ck_assert_ptr_nonnull(last);
	room_write(names[2], span_of(text, (size_t)(last - text) + 1));
	must_name("are missing", names[3]);
	free(text);
	free_names(names);
}
END_TEST

START_TEST(names_and_other_files_do_not_matter)
{
	char *names[64];
	four_files(names);
	ck_assert_int_eq(rename(room_path(names[1]), room_path("zz")), 0);
	room_write("notes.txt", SPAN("nothing\n"));
	verify_all(4);
	free_names(names);
}
END_TEST

int
main(void)
{
	SUITE("rotate");
	tcase_add_checked_fixture(case_, room_open, empty_room);
	CASE(a_full_file_is_moved_aside_and_the_chain_goes_on);
	CASE_ROWS(a_day_or_month_that_is_over_ends_its_file, 2);
	CASE(a_clock_set_back_ends_nothing);
	CASE_ROWS(killed_in_between_the_chain_is_found_again, 3);
	CASE(what_is_there_is_never_written_over);
	CASE(a_missing_file_is_named);
	CASE(a_file_that_is_there_twice_is_named);
	CASE(a_changed_byte_in_an_old_file_is_named);
	CASE(an_old_file_that_lost_its_end_is_named);
	CASE(names_and_other_files_do_not_matter);
	return SUITE_RUN();
}
