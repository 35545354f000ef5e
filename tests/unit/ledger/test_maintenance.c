/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backups, restoring, checking a ledger, changing its key.
 */
#include "unit/ledger/scene.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#define SECRET "a secret of enough bytes"
#define CHAIN                                                                  \
	DIGEST_CHAIN "\x18" SECRET "\x18"                                      \
		     "another of enough bytes."

struct place {
	char backup[128], aside[128];
};

static struct place
place_of(const struct scene *s)
{
	struct place p;
	snprintf(p.backup, sizeof(p.backup), "%s/backup", s->dir);
	snprintf(p.aside, sizeof(p.aside), "%s/aside", s->dir);
	return p;
}

static void
place_fini(const struct place *p)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".lock",
					   ".part"};
	for (size_t i = 0; i < N_ROWS(ends); i++) {
		char name[160];
		snprintf(name, sizeof(name), "%s%s", p->backup, ends[i]);
		(void)unlink(name);
		snprintf(name, sizeof(name), "%s%s", p->aside, ends[i]);
		(void)unlink(name);
	}
}

static int
backup(struct scene *s, const char *to)
{
	int status;
	int rc = ledger_backup(s->ledger, to, &s->why);
	if (rc < 0)
		return rc;
	while (ledger_backup_under_way(s->ledger, &status, &s->why))
		usleep(200);
	return status;
}

struct found {
	int n;
	int64_t counted, people;
};

static int
note_wrong(void *arg, const struct ledger_row *row, int64_t counted)
{
	struct found *f = arg;
	f->n++;
	f->counted = counted;
	f->people = row->persons;
	return 0;
}

static void
alter(const char *path, const char *sql)
{
	sqlite3 *db;
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
rekey(struct scene *s, struct span secret)
{
	ledger_close(&s->ledger);
	digest_key_free(&s->key);
	ck_assert_int_eq(digest_key_new(secret, &s->key), 0);
}

struct sending {
	pthread_t thread;
	struct scene *scene;
	_Atomic bool stop;
	_Atomic int n;
};

static void *
send_on(void *arg)
{
	struct sending *x = arg;
	for (int i = 0; !x->stop; i++) {
		char text[32];
		snprintf(text, sizeof(text), "R%d M%d", i, i);
		go(x->scene, text);
		x->n = i + 1;
	}
	return NULL;
}

START_TEST(a_backup_under_load_holds_all_that_was_settled_before)
{
	struct scene s;
	struct sending x = {.scene = &s};
	struct ledger_file file;
	struct found f = {0};
	scene_new(&s);
	struct place p = place_of(&s);
	ck_assert_int_eq(pthread_create(&x.thread, NULL, send_on, &x), 0);
	while (x.n < 3000)
		usleep(100);
	int before = x.n;
	ck_assert_msg(backup(&s, p.backup) == 0, "%s", s.why.text);
	int after = x.n + 1;
	x.stop = true;
	pthread_join(x.thread, NULL);
	ck_assert_int_eq(
		ledger_check(p.backup, s.key, note_wrong, &f, &file, &s.why),
		0);
	ck_assert_int_eq(f.n, 0);
	ck_assert_int_eq(file.wrong, 0);
	ck_assert_int_ge(file.persons, before);
	ck_assert_int_le(file.persons, after);
	place_fini(&p);
	scene_fini(&s);
}
END_TEST

START_TEST(a_backup_is_one_private_file_without_the_key)
{
	struct scene s;
	struct stat st;
	static char bytes[1 << 20];
	scene_new(&s);
	go(&s, "R1 M1");
	struct place p = place_of(&s);
	ck_assert_int_eq(backup(&s, p.backup), 0);
	ck_assert_int_eq(stat(p.backup, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	int fd = open(p.backup, O_RDONLY);
	ssize_t n = read(fd, bytes, sizeof(bytes));
	close(fd);
	ck_assert_int_gt(n, 4096);
	ck_assert_ptr_null(memmem(bytes, (size_t)n, SECRET, strlen(SECRET)));
	/* Never over what is there. */
	ck_assert_int_eq(backup(&s, p.backup), -EEXIST);
	ck_assert_int_eq(backup(&s, "relative"), -EINVAL);
	ck_assert_int_lt(backup(&s, "/nowhere/at/all"), 0);
	ck_assert_str_ne(s.why.text, "");
	go(&s, "R2");
	place_fini(&p);
	scene_fini(&s);
}
END_TEST

START_TEST(a_check_finds_what_was_changed_behind_the_counts)
{
	static const struct {
		const char *sql;
		bool wrong;
	} changes[] = {
		{"UPDATE counted SET persons = 7 WHERE cell = 1", true},
		{"DELETE FROM counted WHERE cell = 1", true},
		{"DELETE FROM records", true},
		{"UPDATE cell SET requests = 7", false},
	};
	for (size_t i = 0; i < N_ROWS(changes); i++) {
		struct scene s;
		struct ledger_file file;
		struct found f = {0};
		scene_new(&s);
		go(&s, "R1; R2; R3 M1");
		ledger_close(&s.ledger);
		alter(s.path, changes[i].sql);
		ck_assert_int_eq(ledger_check(s.path, s.key, note_wrong, &f,
					      &file, &s.why),
				 0);
		ck_assert_msg((f.n > 0) == changes[i].wrong, "%s",
			      changes[i].sql);
		ck_assert_int_eq(file.wrong, f.n);
		scene_fini(&s);
	}
}
END_TEST

START_TEST(a_check_refuses_what_is_damaged_foreign_or_in_use)
{
	struct scene s;
	struct ledger_file file;
	struct found f = {0};
	struct digest_key *other;
	scene_new(&s);
	go(&s, "R1; R2; R3 M1");
	ck_assert_int_eq(digest_key_new(SPAN("somebody else's secret"), &other),
			 0);
	ck_assert_int_eq(
		ledger_check(s.path, s.key, note_wrong, &f, &file, &s.why),
		-EBUSY);
	ledger_close(&s.ledger);
	ck_assert_int_eq(
		ledger_check(s.path, other, note_wrong, &f, &file, &s.why),
		ERR_VERIFY);
	ck_assert_int_eq(
		ledger_check(s.path, NULL, note_wrong, &f, &file, &s.why), 0);
	ck_assert_int_eq(file.persons, 3);
	ck_assert_int_lt(
		ledger_check("/nowhere", NULL, note_wrong, &f, &file, &s.why),
		0);
	int fd = open(s.path, O_RDWR);
	for (off_t page = 1; page < 8; page++)
		ck_assert_int_eq(pwrite(fd, "\xa5\xa5\xa5\xa5", 4, page * 4096),
				 4);
	close(fd);
	ck_assert_int_eq(
		ledger_check(s.path, NULL, note_wrong, &f, &file, &s.why),
		ERR_MALFORMED);
	digest_key_free(&other);
	scene_fini(&s);
}
END_TEST

START_TEST(a_backup_is_restored_and_the_old_ledger_kept)
{
	struct scene s;
	struct ledger_file file;
	struct found f = {0};
	scene_new(&s);
	struct place p = place_of(&s);
	go(&s, "R1; R2");
	ck_assert_int_eq(backup(&s, p.backup), 0);
	go(&s, "R3");
	ck_assert_int_eq(
		ledger_restore(p.backup, s.key, s.path, p.aside, &s.why),
		-EBUSY);
	ledger_close(&s.ledger);
	ck_assert_msg(
		ledger_restore(p.backup, s.key, s.path, p.aside, &s.why) == 0,
		"%s", s.why.text);
	ck_assert_int_eq(
		ledger_check(p.aside, s.key, note_wrong, &f, &file, &s.why), 0);
	ck_assert_int_eq(file.persons, 3);
	scene_open(&s);
	ck_assert_int_eq(persons(&s), 2);
	go(&s, "R2; R3");
	ck_assert_int_eq(persons(&s), 3);
	place_fini(&p);
	scene_fini(&s);
}
END_TEST

START_TEST(what_cannot_be_restored_leaves_the_ledger_alone)
{
	struct scene s;
	struct digest_key *other;
	scene_new(&s);
	struct place p = place_of(&s);
	go(&s, "R1; R2");
	ck_assert_int_eq(backup(&s, p.backup), 0);
	go(&s, "R3");
	ledger_close(&s.ledger);
	ck_assert_int_eq(digest_key_new(SPAN("somebody else's secret"), &other),
			 0);
	ck_assert_int_eq(
		ledger_restore(p.backup, other, s.path, p.aside, &s.why),
		ERR_VERIFY);
	alter(p.backup, "PRAGMA user_version = 99");
	ck_assert_int_eq(
		ledger_restore(p.backup, s.key, s.path, p.aside, &s.why),
		ERR_MALFORMED);
	ck_assert_int_lt(
		ledger_restore("/nowhere", s.key, s.path, p.aside, &s.why), 0);
	ck_assert_int_lt(access(p.aside, F_OK), 0);
	scene_open(&s);
	ck_assert_int_eq(persons(&s), 3);
	digest_key_free(&other);
	place_fini(&p);
	scene_fini(&s);
}
END_TEST

START_TEST(under_a_wrapped_key_everybody_is_known)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R1 M1; R2; Nsomebody");
	rekey(&s, span_str(CHAIN));
	scene_open(&s);
	ck_assert_int_eq(persons(&s), 3);
	ck_assert_int_eq(go(&s, "M1; R2; Nsomebody"), 0);
	go(&s, "R3");
	for (int times = 0; times < 2; times++) {
		scene_reopen(&s);
		ck_assert_int_eq(go(&s, "R1; R2; R3; Nsomebody"), 0);
		ck_assert_int_eq(persons(&s), 4);
	}
	/* The key as it was is none of this ledger's any more. */
	rekey(&s, span_str(SECRET));
	ck_assert_int_eq(scene_open_with(&s, ""), ERR_VERIFY);
	scene_fini(&s);
}
END_TEST

START_TEST(a_backup_of_before_a_rotation_is_restored_under_the_new_key)
{
	struct scene s;
	scene_new(&s);
	struct place p = place_of(&s);
	go(&s, "R1; R2");
	ck_assert_int_eq(backup(&s, p.backup), 0);
	rekey(&s, span_str(CHAIN));
	scene_open(&s);
	go(&s, "R3");
	ledger_close(&s.ledger);
	ck_assert_int_eq(
		ledger_restore(p.backup, s.key, s.path, p.aside, &s.why), 0);
	scene_open(&s);
	ck_assert_int_eq(persons(&s), 2);
	ck_assert_int_eq(go(&s, "R1; R2"), 0);
	place_fini(&p);
	scene_fini(&s);
}
END_TEST

START_TEST(a_key_of_malformed_secrets_is_refused)
{
	static const struct {
		const char *secret;
		size_t n;
	} bad[] = {
		{DIGEST_CHAIN, 11},
		{DIGEST_CHAIN "\x18", 12},
		{DIGEST_CHAIN "\x18too short", 21},
		{DIGEST_CHAIN "\x04"
			      "abcd",
		 16},
		{DIGEST_CHAIN "\x10"
			      "0123456789abcdef\xff",
		 29},
	};
	for (size_t i = 0; i < N_ROWS(bad); i++) {
		struct digest_key *key;
		ck_assert_int_eq(
			digest_key_new(span_of(bad[i].secret, bad[i].n), &key),
			-EINVAL);
	}
	struct digest_key *key;
	ck_assert_int_eq(digest_key_new(SPAN(DIGEST_CHAIN "\x10"
							  "0123456789abcdef"),
					&key),
			 0);
	ck_assert_uint_eq(digest_key_layers(key), 1);
	digest_key_free(&key);
}
END_TEST

int
main(void)
{
	SUITE("ledger maintenance");
	CASE(a_backup_under_load_holds_all_that_was_settled_before);
	CASE(a_backup_is_one_private_file_without_the_key);
	CASE(a_check_finds_what_was_changed_behind_the_counts);
	CASE(a_check_refuses_what_is_damaged_foreign_or_in_use);
	CASE(a_backup_is_restored_and_the_old_ledger_kept);
	CASE(what_cannot_be_restored_leaves_the_ledger_alone);
	CASE(under_a_wrapped_key_everybody_is_known);
	CASE(a_backup_of_before_a_rotation_is_restored_under_the_new_key);
	CASE(a_key_of_malformed_secrets_is_refused);
	return SUITE_RUN();
}
