/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger when it is killed and when the disk is full: never behind what
 * left, never a word of success for what was not written. KOUAN_LIVES and
 * KOUAN_TEST_DIR in the environment: how often it is killed (20), and where
 * its files are, for a disk that really syncs.
 */
#include "unit/ledger/scene.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

enum { SENDERS = 3, BATCH = 5 };

/* What the origin received: numbers of persons, appended after durable. */
struct sender {
	struct scene *scene;
	int log;
	uint32_t first;
	unsigned seed;
};

static void
send_one(struct sender *x, uint32_t first)
{
	struct identifier ids[BATCH];
	struct person people[BATCH] = {0};
	uint32_t numbers[BATCH];
	struct outing o;
	for (uint32_t i = 0; i < BATCH; i++) {
		char text[16];
		/* Some are known, most are new. */
		numbers[i] = i == 0 ? first / 2 : first + i;
		snprintf(text, sizeof(text), "R%u", numbers[i]);
		words(x->scene, text, &ids[i]);
		people[i] = (struct person){.ids = &ids[i], .n_ids = 1};
	}
	outing_init(&o, x->scene);
	int rc = outing_begin(&o, people, NULL, BATCH);
	if (rc == 1)
		rc = outing_wait(&o);
	if (rc < 0)
		_exit(1);
	if (rand_r(&x->seed) % 4 == 0) {
		ledger_withdraw(x->scene->ledger, &o.reservation);
		return;
	}
	if (write(x->log, numbers, sizeof(numbers)) != sizeof(numbers))
		_exit(1);
	ledger_settle(x->scene->ledger, &o.reservation);
}

static void *
send_all(void *arg)
{
	struct sender *x = arg;
	for (uint32_t n = x->first;; n += BATCH)
		send_one(x, n);
	return NULL;
}

static void
live(struct scene *s, int log, uint32_t life)
{
	pthread_t threads[SENDERS];
	struct sender senders[SENDERS];
	if (scene_open_with(s, "") < 0)
		_exit(2);
	s->n_cells = 0;
	s->cells[s->n_cells++] = scene_cell(s, "2026", LEDGER_TOTAL, "");
	for (uint32_t i = 0; i < SENDERS; i++) {
		senders[i] = (struct sender){
			s, log, 10 + (life * SENDERS + i) * 1000000, life + i};
		if (pthread_create(&threads[i], NULL, send_all, &senders[i]) !=
		    0)
			_exit(3);
	}
	pthread_join(threads[0], NULL);
}

static off_t
size_of(int fd)
{
	return lseek(fd, 0, SEEK_END);
}

/* Each person of the origin's log is in the ledger. */
static void
check_log(struct scene *s, int log)
{
	uint32_t number;
	off_t size = size_of(log);
	ck_assert_int_eq(size % (off_t)sizeof(number), 0);
	for (off_t at = 0; at < size; at += sizeof(number)) {
		char text[16];
		struct outing o;
		ck_assert_int_eq(pread(log, &number, sizeof(number), at),
				 sizeof(number));
		snprintf(text, sizeof(text), "R%u", number);
		outing_init(&o, s);
		o.refuse = true;
		ck_assert_int_eq(outing_try(&o, text), ERR_REFUSED);
		ck_assert_int_eq(o.present, 1);
		ck_assert_msg(o.after == o.before, "%u left uncounted", number);
	}
}

static uint32_t
lives(void)
{
	const char *text = getenv("KOUAN_LIVES");
	return text != NULL ? (uint32_t)atoi(text) : 20;
}

static int
tell_wrong(void *arg, const struct ledger_row *row, int64_t counted)
{
	(void)arg;
	ck_abort_msg("%s %s: %lld counted, %lld people", row->key.counter,
		     row->key.value, (long long)counted,
		     (long long)row->persons);
	return 1;
}

/* What the daemon would say after a start, and a recount from the tables. */
static void
check_counts(struct scene *s)
{
	struct ledger_file file;
	ck_assert_msg(ledger_check(s->path, s->key, tell_wrong, NULL, &file,
				   &s->why) == 0,
		      "%s", s->why.text);
	ck_assert_int_eq(file.wrong, 0);
}

START_TEST(killed_at_any_time_it_is_never_behind_what_left)
{
	struct scene s;
	scene_new(&s);
	ledger_close(&s.ledger);
	char name[128];
	snprintf(name, sizeof(name), "%s/origin", s.dir);
	int log = open(name, O_RDWR | O_CREAT | O_APPEND, 0600);
	ck_assert_int_ge(log, 0);
	srand(5);
	for (uint32_t life = 0; life < lives(); life++) {
		off_t before = size_of(log);
		pid_t child = fork();
		if (child == 0) {
			live(&s, log, life);
			_exit(4);
		}
		/* Well under way, then a little more. */
		while (size_of(log) < before + 2000)
			usleep(200);
		usleep((useconds_t)(rand() % 5000));
		kill(child, SIGKILL);
		int status;
		ck_assert_int_eq(waitpid(child, &status, 0), child);
		ck_assert(WIFSIGNALED(status));
		check_counts(&s);
	}
	scene_open(&s);
	check_log(&s, log);
	int64_t now = persons(&s);
	/* Beside what the log holds only what was in flight is counted. */
	ck_assert_int_ge(s.interrupted, 1);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), now);
	close(log);
	unlink(name);
	scene_fini(&s);
}
END_TEST

/* A small disk of our own, or false. */
static bool
small_disk(const struct scene *s)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("small", s->dir, "tmpfs", 0, "size=2m") == 0;
}

static void
fill_disk(const char *name)
{
	static const char block[4096];
	int fd = open(name, O_WRONLY | O_CREAT | O_APPEND, 0600);
	ck_assert_int_ge(fd, 0);
	while (write(fd, block, sizeof(block)) > 0)
		;
	close(fd);
}

/* New persons until the store fails; how many were booked. */
static int64_t
send_until_full(struct scene *s)
{
	int64_t booked = 0;
	for (int n = 0; n < 100000; n++) {
		char text[64];
		struct outing o;
		outing_init(&o, s);
		snprintf(text, sizeof(text), "R%d M%d; R%d", n, n, -n - 1);
		int rc = outing_try(&o, text);
		ck_assert_int_eq(rc, 1);
		if (outing_wait(&o) < 0) {
			ledger_withdraw(s->ledger, &o.reservation);
			return booked;
		}
		booked += 2;
		ledger_settle(s->ledger, &o.reservation);
	}
	ck_abort_msg("the disk never filled");
	return -1;
}

START_TEST(a_full_disk_refuses_and_recovers)
{
	struct scene s;
	char ballast[128];
	scene_init(&s);
	if (!small_disk(&s)) {
		printf("skipped: no small disk to fill (needs root and mount "
		       "namespaces): %s\n",
		       strerror(errno));
		(void)rmdir(s.dir);
		return;
	}
	scene_open(&s);
	snprintf(ballast, sizeof(ballast), "%s/ballast", s.dir);
	fill_disk(ballast);
	int64_t booked = send_until_full(&s);
	ck_assert_int_eq(persons(&s), booked);
	struct ledger_health h;
	ledger_health(s.ledger, &h);
	ck_assert(!h.writable);
	ck_assert_str_ne(h.problem, "");
	ck_assert_int_eq(h.pending, 0);
	struct outing o;
	outing_init(&o, &s);
	ck_assert_int_eq(outing_try(&o, "R999999"), ERR_UNAVAILABLE);
	ck_assert_int_eq(unlink(ballast), 0);
	int rc;
	while ((rc = outing_try(&o, "R999999")) == ERR_UNAVAILABLE)
		usleep(10000);
	ck_assert_int_eq(rc, 1);
	ck_assert_int_eq(outing_wait(&o), 0);
	ledger_settle(s.ledger, &o.reservation);
	ck_assert_int_eq(persons(&s), booked + 1);
	ledger_health(s.ledger, &h);
	ck_assert(h.writable);
	scene_reopen(&s);
	ck_assert_int_eq(persons(&s), booked + 1);
	ck_assert_int_eq(s.interrupted, 0);
	ledger_close(&s.ledger);
	(void)umount(s.dir);
	scene_fini(&s);
}
END_TEST

int
main(void)
{
	SUITE("ledger faults");
	CASE(killed_at_any_time_it_is_never_behind_what_left);
	CASE(a_full_disk_refuses_and_recovers);
	return SUITE_RUN();
}
