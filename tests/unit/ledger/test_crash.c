/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger against a naive set in memory, through crashes and through a disk
 * that fails now and then. KOUAN_EXCHANGES in the environment makes it longer
 * (20 persons an exchange; 20000 unless told).
 */
#include "unit/ledger/scene.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

enum { PEOPLE = 20000, SENT = 20, CELLS = 3, HELD = 4 };

/* ---- a disk that fails ---- */

struct bad_file {
	sqlite3_file base;
	sqlite3_file *real;
};

static sqlite3_vfs *real_vfs;
static _Atomic int fail_in; /* so many writes and syncs from now; 0: never */
static _Atomic bool failing;

/* From the chosen one on they fail until the disk is well again. */
static bool
fails(void)
{
	if (fail_in > 0 && --fail_in == 0)
		failing = true;
	return failing;
}

static sqlite3_file *
real_of(sqlite3_file *f)
{
	return ((struct bad_file *)f)->real;
}

static int
bad_close(sqlite3_file *f)
{
	sqlite3_file *real = real_of(f);
	int rc = real->pMethods->xClose(real);
	free(real);
	return rc;
}

static int
bad_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}

static int
bad_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	return fails() ? SQLITE_IOERR_WRITE
		       : real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
}

static int
bad_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	return real_of(f)->pMethods->xTruncate(real_of(f), n);
}

static int
bad_sync(sqlite3_file *f, int flags)
{
	return fails() ? SQLITE_IOERR_FSYNC
		       : real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int
bad_size(sqlite3_file *f, sqlite3_int64 *n)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), n);
}

static int
bad_lock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int
bad_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int
bad_is_reserved(sqlite3_file *f, int *ret)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), ret);
}

static int
bad_control(sqlite3_file *f, int what, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), what, arg);
}

static int
bad_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int
bad_kind(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int
bad_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags,
	 int *ret_flags)
{
	static const sqlite3_io_methods methods = {
		.iVersion = 1,
		.xClose = bad_close,
		.xRead = bad_read,
		.xWrite = bad_write,
		.xTruncate = bad_truncate,
		.xSync = bad_sync,
		.xFileSize = bad_size,
		.xLock = bad_lock,
		.xUnlock = bad_unlock,
		.xCheckReservedLock = bad_is_reserved,
		.xFileControl = bad_control,
		.xSectorSize = bad_sector,
		.xDeviceCharacteristics = bad_kind};
	struct bad_file *b = (struct bad_file *)f;
	(void)vfs;
	b->base.pMethods = NULL;
	b->real = calloc(1, (size_t)real_vfs->szOsFile);
	int rc = real_vfs->xOpen(real_vfs, name, b->real, flags, ret_flags);
	if (rc == SQLITE_OK)
		b->base.pMethods = &methods;
	else
		free(b->real);
	return rc;
}

static void
bad_disk(void)
{
	static sqlite3_vfs vfs;
	real_vfs = sqlite3_vfs_find(NULL);
	vfs = *real_vfs;
	vfs.zName = "bad";
	vfs.szOsFile = sizeof(struct bad_file);
	vfs.xOpen = bad_open;
	ck_assert_int_eq(sqlite3_vfs_register(&vfs, 1), SQLITE_OK);
}

/* ---- the naive set ---- */

struct naive {
	/* How many put the person into the cell: settled, or under way. */
	uint16_t in[CELLS][PEOPLE];
	int64_t n[CELLS];
};

struct exchange {
	struct outing outing;
	uint32_t who[SENT];
	uint64_t traits[SENT];
	bool under_way;
};

static void
naive_put(struct naive *m, const struct exchange *x, int change)
{
	for (int i = 0; i < SENT; i++)
		for (int c = 0; c < CELLS; c++) {
			if ((x->traits[i] >> c & 1) == 0)
				continue;
			uint16_t *in = &m->in[c][x->who[i]];
			m->n[c] -= *in > 0;
			*in = (uint16_t)(*in + change);
			m->n[c] += *in > 0;
		}
}

static void
open_cells(struct scene *s)
{
	static const char *const values[CELLS] = {"", "DE", "FR"};
	for (uint32_t c = 0; c < CELLS; c++)
		s->cells[c] = scene_cell(s, "2026", c > 0, values[c]);
	s->n_cells = CELLS;
}

static void
compare(struct scene *s, const struct naive *m)
{
	static const char *const values[CELLS] = {"", "DE", "FR"};
	for (int c = 0; c < CELLS; c++)
		ck_assert_int_eq(scene_row(s, "2026", values[c]).persons,
				 m->n[c]);
}

static int
begin(struct scene *s, struct exchange *x)
{
	struct identifier ids[SENT];
	struct person people[SENT] = {0};
	for (uint32_t i = 0; i < SENT; i++) {
		char text[16];
		x->who[i] = (uint32_t)rand() % PEOPLE;
		x->traits[i] = 1 | (uint64_t)(rand() % 4) << 1;
		snprintf(text, sizeof(text), "R%u", x->who[i]);
		words(s, text, &ids[i]);
		people[i] = (struct person){.ids = &ids[i], .n_ids = 1};
	}
	outing_init(&x->outing, s);
	for (int c = 0; c < CELLS; c++)
		x->outing.masks[c] = UINT64_C(1) << c;
	int rc = outing_begin(&x->outing, people, x->traits, SENT);
	return rc == 1 ? outing_wait(&x->outing) : rc;
}

static void
end(struct scene *s, struct naive *m, struct exchange *x)
{
	if (!x->under_way)
		return;
	x->under_way = false;
	if (rand() % 3 == 0) {
		ledger_withdraw(s->ledger, &x->outing.reservation);
		naive_put(m, x, -1);
	} else {
		ledger_settle(s->ledger, &x->outing.reservation);
	}
}

static void
copy_file(const char *from, const char *to)
{
	char bytes[65536];
	ssize_t n;
	int in = open(from, O_RDONLY);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(out, 0);
	while (in >= 0 && (n = read(in, bytes, sizeof(bytes))) > 0)
		ck_assert_int_eq(write(out, bytes, (size_t)n), n);
	close(out);
	if (in >= 0)
		close(in);
}

/* What a crash at this moment would leave, opened. A withdrawal may still be
 * on its way to the disk: then it counts more, never fewer. */
static void
crash(struct scene *s, const struct naive *m)
{
	static const char *const values[CELLS] = {"", "DE", "FR"};
	struct scene after = {.now_s = 0};
	char log[2][160];
	scene_init(&after);
	snprintf(log[0], sizeof(log[0]), "%s-wal", s->path);
	snprintf(log[1], sizeof(log[1]), "%s-wal", after.path);
	/* Nothing is written while nobody waits but once a second; then the
	 * two are not of one moment, and it is tried again. */
	for (;;) {
		struct stat before, then;
		ck_assert_int_eq(stat(log[0], &before), 0);
		copy_file(s->path, after.path);
		copy_file(log[0], log[1]);
		ck_assert_int_eq(stat(log[0], &then), 0);
		if (before.st_mtim.tv_nsec == then.st_mtim.tv_nsec &&
		    before.st_mtim.tv_sec == then.st_mtim.tv_sec)
			break;
	}
	ck_assert_msg(scene_open_with(&after, "a secret of enough bytes") == 0,
		      "%s", after.why.text);
	for (int c = 0; c < CELLS; c++) {
		int64_t n = scene_row(&after, "2026", values[c]).persons;
		ck_assert_int_ge(n, m->n[c]);
		ck_assert_int_le(n, m->n[c] + SENT * 64);
	}
	scene_fini(&after);
}

static int
exchanges(void)
{
	const char *text = getenv("KOUAN_EXCHANGES");
	return text != NULL ? atoi(text) : 20000;
}

static struct naive model;
static struct exchange held[HELD];

START_TEST(it_counts_what_a_naive_set_counts_whenever_it_crashes)
{
	struct scene s;
	int n = exchanges();
	scene_new(&s);
	open_cells(&s);
	srand(3);
	for (int i = 0; i < n; i++) {
		struct exchange *x = &held[rand() % HELD];
		end(&s, &model, x);
		ck_assert_int_eq(begin(&s, x), 0);
		x->under_way = true;
		naive_put(&model, x, 1);
		if (i % 1000 == 0) {
			compare(&s, &model);
			crash(&s, &model);
		}
	}
	for (int i = 0; i < HELD; i++)
		end(&s, &model, &held[i]);
	compare(&s, &model);
	scene_reopen(&s);
	open_cells(&s);
	compare(&s, &model);
	scene_fini(&s);
}
END_TEST

/* The disk is well again, and the ledger sees it by itself. */
static void
recover(struct scene *s)
{
	struct ledger_health h;
	ledger_health(s->ledger, &h);
	ck_assert(!h.writable);
	ck_assert_str_ne(h.problem, "");
	failing = false;
	do {
		usleep(10000);
		ledger_health(s->ledger, &h);
	} while (!h.writable);
}

START_TEST(a_disk_that_fails_now_and_then_changes_no_count)
{
	struct scene s;
	int failures = 0;
	bad_disk();
	scene_new(&s);
	open_cells(&s);
	srand(4);
	for (int i = 0; i < 300 || failures < 5; i++) {
		struct exchange x = {.under_way = false};
		if (i % 40 == 20)
			fail_in = 1 + rand() % 30;
		int rc = begin(&s, &x);
		if (rc < 0) {
			failures++;
			if (x.outing.reservation != NULL)
				ledger_withdraw(s.ledger,
						&x.outing.reservation);
			/* Until it can be written nobody gets through. */
			struct exchange y = {.under_way = false};
			ck_assert_int_eq(begin(&s, &y), ERR_UNAVAILABLE);
			compare(&s, &model);
			recover(&s);
			continue;
		}
		x.under_way = true;
		naive_put(&model, &x, 1);
		end(&s, &model, &x);
	}
	fail_in = 0;
	compare(&s, &model);
	scene_reopen(&s);
	open_cells(&s);
	compare(&s, &model);
	struct ledger_file file;
	ledger_close(&s.ledger);
	ck_assert_int_eq(ledger_check(s.path, s.key, NULL, NULL, &file, &s.why),
			 0);
	scene_fini(&s);
}
END_TEST

int
main(void)
{
	SUITE("ledger crash");
	CASE(it_counts_what_a_naive_set_counts_whenever_it_crashes);
	CASE(a_disk_that_fails_now_and_then_changes_no_count);
	return SUITE_RUN();
}
