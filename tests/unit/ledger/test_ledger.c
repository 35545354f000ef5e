/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reserving, settling, withdrawing; what is kept and what is refused.
 */
#include "unit/ledger/scene.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/wait.h>

/* Reserves and waits until it is durable. */
static void
reserve(struct outing *o, struct scene *s, const char *text)
{
	outing_init(o, s);
	int rc = outing_try(o, text);
	ck_assert_int_ge(rc, 0);
	if (rc == 1)
		ck_assert_int_eq(outing_wait(o), 0);
}

START_TEST(who_is_withdrawn_was_never_counted)
{
	struct scene s;
	scene_new(&s);
	struct outing o;
	reserve(&o, &s, "R1 M1; R2");
	ck_assert_int_eq(persons(&s), 2);
	ck_assert_int_eq(scene_row(&s, "2026", "").bytes, 100);
	ledger_withdraw(s.ledger, &o.reservation);
	ck_assert_ptr_null(o.reservation);
	ck_assert_int_eq(persons(&s), 0);
	ck_assert_int_eq(scene_row(&s, "2026", "").bytes, 0);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), 0);
	ck_assert_int_eq(s.interrupted, 0);
	struct ledger_health h;
	ledger_health(s.ledger, &h);
	ck_assert_int_eq(h.identifiers, 0);
	scene_fini(&s);
}
END_TEST

START_TEST(who_is_settled_stays_whoever_withdraws_after)
{
	struct scene s;
	scene_new(&s);
	struct outing a, b;
	reserve(&a, &s, "R1");
	reserve(&b, &s, "R1");
	ledger_settle(s.ledger, &a.reservation);
	ledger_withdraw(s.ledger, &b.reservation);
	ck_assert_int_eq(persons(&s), 1);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), 1);
	scene_fini(&s);
}
END_TEST

START_TEST(a_joined_person_goes_with_the_last_who_lets_go)
{
	struct scene s;
	scene_new(&s);
	struct outing a, b;
	reserve(&a, &s, "R1");
	outing_init(&b, &s);
	ck_assert_int_eq(outing_try(&b, "R1"), 0);
	ck_assert_int_eq(b.before, 1);
	ck_assert_int_eq(b.after, 1);
	ledger_withdraw(s.ledger, &a.reservation);
	ck_assert_int_eq(persons(&s), 1);
	ledger_withdraw(s.ledger, &b.reservation);
	ck_assert_int_eq(persons(&s), 0);
	scene_fini(&s);
}
END_TEST

/* A durable call-back that keeps the ledger thread until told to go on. */
struct gate {
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool inside, open;
};

static void
gate_durable(void *arg, struct ledger_reservation *r, int status)
{
	struct gate *g = arg;
	(void)r;
	(void)status;
	pthread_mutex_lock(&g->lock);
	g->inside = true;
	pthread_cond_broadcast(&g->cond);
	while (!g->open)
		pthread_cond_wait(&g->cond, &g->lock);
	pthread_mutex_unlock(&g->lock);
}

START_TEST(who_joins_what_is_not_durable_yet_waits_for_it)
{
	struct scene s;
	scene_new(&s);
	struct gate g = {.inside = false};
	pthread_mutex_init(&g.lock, NULL);
	pthread_cond_init(&g.cond, NULL);
	struct outing judge, a, b;
	outing_init(&judge, &s);
	outing_init(&a, &s);
	outing_init(&b, &s);
	struct identifier id;
	words(&s, "R7", &id);
	struct person person = {.ids = &id, .n_ids = 1};
	uint64_t trait = 1;
	struct ledger_request q = {.event = event_id_new(1),
				   .persons = &person,
				   .traits = &trait,
				   .n_persons = 1,
				   .judge = scene_judge,
				   .judge_arg = &judge,
				   .durable = gate_durable,
				   .durable_arg = &g};
	struct ledger_reservation *r;
	ck_assert_int_eq(ledger_reserve(s.ledger, &q, &r), 1);
	pthread_mutex_lock(&g.lock);
	while (!g.inside)
		pthread_cond_wait(&g.cond, &g.lock);
	pthread_mutex_unlock(&g.lock);
	/* The thread is kept, so nothing becomes durable now. */
	ck_assert_int_eq(outing_try(&a, "R1"), 1);
	ck_assert_int_eq(outing_try(&b, "R1"), 1);
	ck_assert(!a.told && !b.told);
	pthread_mutex_lock(&g.lock);
	g.open = true;
	pthread_cond_broadcast(&g.cond);
	pthread_mutex_unlock(&g.lock);
	ck_assert_int_eq(outing_wait(&a), 0);
	ck_assert_int_eq(outing_wait(&b), 0);
	ledger_withdraw(s.ledger, &a.reservation);
	ledger_settle(s.ledger, &b.reservation);
	ledger_settle(s.ledger, &r);
	ck_assert_int_eq(persons(&s), 2);
	scene_fini(&s);
}
END_TEST

enum { RACERS = 8, TRIES = 20, CAP = 100, ROOM = 10 };

struct racer {
	struct scene *scene;
	int number, passed;
};

static void *
race(void *arg)
{
	struct racer *racer = arg;
	for (int i = 0; i < TRIES; i++) {
		char text[32];
		struct outing o;
		snprintf(text, sizeof(text), "R%d",
			 1000 + racer->number * TRIES + i);
		outing_init(&o, racer->scene);
		o.cap = CAP;
		int rc = outing_try(&o, text);
		if (rc == 1)
			rc = outing_wait(&o);
		if (rc == 0) {
			ledger_settle(racer->scene->ledger, &o.reservation);
			racer->passed++;
		}
	}
	return NULL;
}

START_TEST(exactly_the_last_ten_of_a_cap_pass)
{
	struct scene s;
	scene_new(&s);
	for (int i = 0; i < CAP - ROOM; i++) {
		char text[16];
		snprintf(text, sizeof(text), "R%d", i);
		go(&s, text);
	}
	pthread_t threads[RACERS];
	struct racer racers[RACERS];
	int passed = 0;
	for (int i = 0; i < RACERS; i++) {
		racers[i] = (struct racer){&s, i, 0};
		ck_assert_int_eq(
			pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	}
	for (int i = 0; i < RACERS; i++) {
		pthread_join(threads[i], NULL);
		passed += racers[i].passed;
	}
	ck_assert_int_eq(passed, ROOM);
	ck_assert_int_eq(persons(&s), CAP);
	scene_fini(&s);
}
END_TEST

START_TEST(a_repeat_passes_a_full_cap)
{
	struct scene s;
	scene_new(&s);
	struct outing o;
	go(&s, "R1");
	outing_init(&o, &s);
	o.cap = 1;
	ck_assert_int_eq(outing_try(&o, "R2"), ERR_REFUSED);
	ck_assert_int_eq(outing_try(&o, "R1"), 0);
	ledger_settle(s.ledger, &o.reservation);
	scene_fini(&s);
}
END_TEST

START_TEST(a_dry_run_asks_the_judge_and_changes_nothing)
{
	struct scene s;
	scene_new(&s);
	struct outing o;
	struct ledger_health before, after;
	go(&s, "R1 M1");
	ledger_health(s.ledger, &before);
	outing_init(&o, &s);
	o.dry_run = true;
	/* Known by the phone alone, twice; one is new. */
	ck_assert_int_eq(outing_try(&o, "M1; R1; R2"), 0);
	ck_assert_ptr_null(o.reservation);
	ck_assert_int_eq(o.before, 1);
	ck_assert_int_eq(o.after, 2);
	ck_assert_int_eq(o.present, 2);
	o.cap = 1;
	ck_assert_int_eq(outing_try(&o, "R2"), ERR_REFUSED);
	ck_assert_int_eq(outing_try(&o, "M1"), 0);
	ledger_health(s.ledger, &after);
	ck_assert_int_eq(persons(&s), 1);
	ck_assert_int_eq(after.identifiers, before.identifiers);
	ck_assert_int_eq(after.pending, 0);
	/* The same without the dry run counts. */
	o.dry_run = false;
	o.cap = 2;
	ck_assert_int_eq(outing_try(&o, "M1; R1; R2"), 1);
	ck_assert_int_eq(outing_wait(&o), 0);
	ledger_settle(s.ledger, &o.reservation);
	ck_assert_int_eq(persons(&s), 2);
	scene_fini(&s);
}
END_TEST

START_TEST(traits_choose_the_cells)
{
	struct scene s;
	scene_new(&s);
	s.cells[s.n_cells++] = scene_cell(&s, "2026", LEDGER_BY_COUNTRY, "DE");
	struct identifier ids[2];
	words(&s, "R1 R2", ids);
	struct person two[2] = {{.ids = &ids[0], .n_ids = 1},
				{.ids = &ids[1], .n_ids = 1}};
	uint64_t traits[2] = {1, 3};
	struct outing o;
	outing_init(&o, &s);
	o.masks[0] = 1;
	o.masks[1] = 2;
	ck_assert_int_eq(outing_begin(&o, two, traits, 2), 1);
	ck_assert_int_eq(outing_wait(&o), 0);
	ledger_settle(s.ledger, &o.reservation);
	ck_assert_int_eq(persons(&s), 2);
	ck_assert_int_eq(scene_row(&s, "2026", "DE").persons, 1);
	/* New to one cell is no repeat, however well known elsewhere. */
	ck_assert_int_eq(go(&s, "R1"), 1);
	ck_assert_int_eq(scene_row(&s, "2026", "DE").persons, 2);
	scene_reopen(&s);
	struct ledger_row row = scene_row(&s, "2026", "DE");
	ck_assert_int_eq(row.persons, 2);
	ck_assert_int_eq(row.key.dimension, LEDGER_BY_COUNTRY);
	scene_fini(&s);
}
END_TEST

static int
reclassify_judge(void *arg, struct ledger_claim *c)
{
	const struct scene *s = arg;
	ledger_claim_reclassify(c, s->cells[0], s->cells[1]);
	ledger_claim_charge(c, s->cells[0], UINT32_MAX);
	ledger_claim_charge(c, s->cells[1], UINT32_MAX);
	return 0;
}

START_TEST(reclassified_people_are_in_both_cells)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R1");
	go(&s, "R2");
	s.cells[1] = scene_cell(&s, "2026", LEDGER_TOTAL, "other");
	struct outing o;
	outing_init(&o, &s);
	struct identifier id;
	words(&s, "R3", &id);
	struct person person = {.ids = &id, .n_ids = 1};
	uint64_t trait = 1;
	struct ledger_request q = {.event = event_id_new(1),
				   .persons = &person,
				   .traits = &trait,
				   .n_persons = 1,
				   .judge = reclassify_judge,
				   .judge_arg = &s,
				   .durable = outing_durable,
				   .durable_arg = &o};
	ck_assert_int_eq(ledger_reserve(s.ledger, &q, &o.reservation), 1);
	ck_assert_int_eq(outing_wait(&o), 0);
	ledger_settle(s.ledger, &o.reservation);
	ck_assert_int_eq(scene_row(&s, "2026", "other").persons, 3);
	scene_reopen(&s);
	ck_assert_int_eq(scene_row(&s, "2026", "other").persons, 3);
	ck_assert_int_eq(persons(&s), 3);
	scene_fini(&s);
}
END_TEST

START_TEST(openings_tallies_and_the_audits_head_are_kept)
{
	struct scene s;
	scene_new(&s);
	struct ledger_cell_key key = {"cn",   "pi",	    "example-sh",
				      "2026", LEDGER_TOTAL, ""};
	uint8_t hash[32] = {7}, read[32];
	uint64_t seq = 0;
	ck_assert(!ledger_last_audit(s.ledger, &seq, read));
	ck_assert_int_eq(ledger_opening(s.ledger, &key, 5, "first"), 0);
	ck_assert_int_eq(ledger_opening(s.ledger, &key, 90, "count"), 0);
	ck_assert_int_eq(ledger_opening(s.ledger, &key, -1, "less"), -EINVAL);
	ledger_tally(s.ledger, s.cells[0], 1234, 2);
	ledger_note_audit(s.ledger, 42, hash);
	scene_reopen(&s);
	struct ledger_row row = scene_row(&s, "2026", "");
	ck_assert_int_eq(row.opening, 90);
	ck_assert_int_eq(row.persons, 0);
	ck_assert_int_eq(row.bytes, 1234);
	ck_assert_int_eq(row.requests, 2);
	ck_assert(ledger_last_audit(s.ledger, &seq, read));
	ck_assert_uint_eq(seq, 42);
	ck_assert_mem_eq(read, hash, 32);
	struct outing o;
	outing_init(&o, &s);
	o.cap = 90;
	ck_assert_int_eq(outing_try(&o, "R1"), ERR_REFUSED);
	ck_assert_int_eq(o.before, 90);
	scene_fini(&s);
}
END_TEST

START_TEST(a_booking_under_way_is_settled_and_told_until_recorded)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R1");
	ledger_close(&s.ledger);
	pid_t child = fork();
	if (child == 0) {
		struct outing o;
		scene_open(&s);
		reserve(&o, &s, "R1; R2; R3");
		_exit(0);
	}
	int status;
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	scene_open(&s);
	ck_assert_int_eq(s.interrupted, 1);
	scene_reopen(&s);
	ck_assert_int_eq(s.interrupted, 2); /* nobody had recorded it */
	ledger_interrupted_recorded(s.ledger);
	s.interrupted = 1;
	ck_assert_str_eq(s.context, "{\"host\":\"api.example\"}");
	ck_assert_int_eq(s.interrupted_persons, 3);
	ck_assert_int_eq(s.interrupted_new, 2);
	ck_assert_int_eq(persons(&s), 3);
	scene_reopen(&s);
	ck_assert_int_eq(s.interrupted, 1);
	ck_assert_int_eq(persons(&s), 3);
	scene_fini(&s);
}
END_TEST

START_TEST(another_key_is_refused)
{
	struct scene s;
	scene_new(&s);
	ledger_close(&s.ledger);
	digest_key_free(&s.key);
	ck_assert_int_eq(scene_open_with(&s, "another secret of bytes"),
			 ERR_VERIFY);
	digest_key_free(&s.key);
	scene_open(&s);
	scene_fini(&s);
}
END_TEST

START_TEST(a_second_opening_is_refused)
{
	struct scene s, again;
	scene_new(&s);
	again = s;
	ck_assert_int_eq(scene_open_with(&again, ""), -EBUSY);
	ledger_close(&s.ledger);
	scene_open(&s);
	scene_fini(&s);
}
END_TEST

static void
overwrite(const struct scene *s, const char *sql_or_bytes, off_t at, size_t n)
{
	int fd = open(s->path, O_WRONLY | O_CREAT, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, sql_or_bytes, n, at), (ssize_t)n);
	close(fd);
}

START_TEST(a_file_that_is_no_ledger_is_refused)
{
	struct scene s;
	char rubbish[8192];
	memset(rubbish, 'x', sizeof(rubbish));
	scene_init(&s);
	overwrite(&s, rubbish, 0, sizeof(rubbish));
	ck_assert_int_eq(scene_open_with(&s, "a secret of enough bytes"),
			 ERR_MALFORMED);
	ck_assert(strstr(s.why.text, "ledger") != NULL);
	scene_fini(&s);
}
END_TEST

START_TEST(a_damaged_file_is_refused_not_read_as_less)
{
	struct scene s;
	char rubbish[4096];
	memset(rubbish, 0xa5, sizeof(rubbish));
	scene_new(&s);
	for (int i = 0; i < 200; i++) {
		char text[16];
		snprintf(text, sizeof(text), "R%d", i);
		go(&s, text);
	}
	ledger_close(&s.ledger);
	/* Every page but the first, which names the file. */
	for (off_t page = 1; page < 6; page++)
		overwrite(&s, rubbish, page * 4096, sizeof(rubbish));
	ck_assert_int_eq(scene_open_with(&s, ""), ERR_MALFORMED);
	scene_fini(&s);
}
END_TEST

/* Rows for each identifier and record, as files had them before version 3;
 * of a ledger that knows R1 and M1, apart. */
static const char rows_for_blocks[] =
	"CREATE TABLE identifier (no INTEGER PRIMARY KEY, digest, category,"
	" identity, shared);"
	"CREATE TABLE record (no INTEGER PRIMARY KEY, identifiers, cellset);"
	"INSERT INTO identifier SELECT 0, substr(bytes, 1, 16), 0, 1, 0"
	" FROM identifiers;"
	"INSERT INTO identifier SELECT 1, substr(bytes, 21, 16), 1, 0, 0"
	" FROM identifiers;"
	"INSERT INTO record SELECT 0, x'00000000', max(no) FROM cellset;"
	"INSERT INTO record SELECT 1, x'01000000', max(no) FROM cellset;"
	"DROP TABLE identifiers; DROP TABLE records;";

static void
alter(const struct scene *s, const char *sql)
{
	sqlite3 *db;
	ck_assert_int_eq(sqlite3_open(s->path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
check_brought_up_to_date(struct scene *s)
{
	for (int times = 0; times < 2; times++) {
		scene_open(s);
		ck_assert_int_eq(persons(s), times == 0 ? 2 : 1);
		go(s, "R1 M1");
		ck_assert_int_eq(persons(s), 1);
		ledger_close(&s->ledger);
	}
	ck_assert_int_eq(s->merges, 1);
}

/* A file from before merges were kept and years sealed. */
START_TEST(a_file_of_the_first_version_is_brought_up_to_date)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R1; M1");
	ledger_close(&s.ledger);
	alter(&s, rows_for_blocks);
	alter(&s, "DROP TABLE relink;"
		  "ALTER TABLE cell DROP COLUMN sealed;"
		  "PRAGMA user_version = 1;");
	check_brought_up_to_date(&s);
	scene_fini(&s);
}
END_TEST

START_TEST(a_file_of_rows_for_each_person_is_brought_up_to_date)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R1; M1");
	ledger_close(&s.ledger);
	alter(&s, rows_for_blocks);
	alter(&s, "PRAGMA user_version = 2;");
	check_brought_up_to_date(&s);
	scene_fini(&s);
}
END_TEST

START_TEST(a_file_of_a_later_version_is_refused)
{
	struct scene s;
	scene_new(&s);
	ledger_close(&s.ledger);
	alter(&s, "PRAGMA user_version = 99;");
	ck_assert_int_eq(scene_open_with(&s, ""), ERR_MALFORMED);
	ck_assert_ptr_nonnull(strstr(s.why.text, "99"));
	alter(&s, "PRAGMA user_version = 3;");
	scene_open(&s);
	scene_fini(&s);
}
END_TEST

/* A block cut short, of too many, with a number past its end. */
START_TEST(a_block_that_does_not_fit_is_refused)
{
	static const char *const changes[] = {
		"UPDATE identifiers SET bytes = x'00'",
		"UPDATE identifiers SET bytes = zeroblob(65 * 20)",
		"UPDATE records SET bytes = x'01'",
		"UPDATE records SET bytes = x'0101ffffffff7f'",
		"UPDATE records SET bytes = x'01010a'",
		"UPDATE records SET bytes = x'010a00'",
		"UPDATE records SET bytes = zeroblob(65)",
		"UPDATE records SET block = 1073741824",
		"DELETE FROM identifiers",
	};
	for (size_t i = 0; i < N_ROWS(changes); i++) {
		struct scene s;
		scene_new(&s);
		go(&s, "R1; M1");
		ledger_close(&s.ledger);
		alter(&s, changes[i]);
		ck_assert_msg(scene_open_with(&s, "") == ERR_MALFORMED,
			      "taken: %s", changes[i]);
		scene_fini(&s);
	}
}
END_TEST

START_TEST(the_files_hold_no_identifier)
{
	struct scene s;
	scene_new(&s);
	go(&s, "R31010519491231002 M13800138000 Ecanary@example.org");
	scene_reopen(&s);
	go(&s, "Ecanary@example.org");
	const char *const canaries[] = {"31010519491231002", "13800138000",
					"canary@"};
	static const char *const ends[] = {"", "-wal"};
	static char bytes[1 << 20];
	bool digest_seen = false;
	struct identifier id;
	words(&s, "Ecanary@example.org", &id);
	for (size_t e = 0; e < N_ROWS(ends); e++) {
		char name[128];
		snprintf(name, sizeof(name), "%s%s", s.path, ends[e]);
		int fd = open(name, O_RDONLY);
		ssize_t n = fd >= 0 ? read(fd, bytes, sizeof(bytes)) : 0;
		if (fd >= 0)
			close(fd);
		for (size_t i = 0; i < N_ROWS(canaries); i++)
			ck_assert_ptr_null(memmem(bytes, (size_t)n, canaries[i],
						  strlen(canaries[i])));
		digest_seen |= memmem(bytes, (size_t)n, id.digest.bytes,
				      DIGEST_SIZE) != NULL;
	}
	ck_assert(digest_seen);
	scene_fini(&s);
}
END_TEST

int
main(void)
{
	SUITE("ledger");
	CASE(who_is_withdrawn_was_never_counted);
	CASE(who_is_settled_stays_whoever_withdraws_after);
	CASE(a_joined_person_goes_with_the_last_who_lets_go);
	CASE(who_joins_what_is_not_durable_yet_waits_for_it);
	CASE(exactly_the_last_ten_of_a_cap_pass);
	CASE(a_repeat_passes_a_full_cap);
	CASE(a_dry_run_asks_the_judge_and_changes_nothing);
	CASE(traits_choose_the_cells);
	CASE(reclassified_people_are_in_both_cells);
	CASE(openings_tallies_and_the_audits_head_are_kept);
	CASE(a_booking_under_way_is_settled_and_told_until_recorded);
	CASE(another_key_is_refused);
	CASE(a_second_opening_is_refused);
	CASE(a_file_that_is_no_ledger_is_refused);
	CASE(a_damaged_file_is_refused_not_read_as_less);
	CASE(a_file_of_the_first_version_is_brought_up_to_date);
	CASE(a_file_of_rows_for_each_person_is_brought_up_to_date);
	CASE(a_file_of_a_later_version_is_refused);
	CASE(a_block_that_does_not_fit_is_refused);
	CASE(the_files_hold_no_identifier);
	return SUITE_RUN();
}
