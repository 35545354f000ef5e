/* SPDX-License-Identifier: Apache-2.0 */
/* Where things are kept: the spool, the pool, the admission's counters. */
#include "lib/suite.h"
#include "proxy/gateway.h"
#include "proxy/pool.h"
#include "proxy/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- spool ---- */

static char folder[] = "/tmp/kouan-spool-XXXXXX";

/* The one deleted file of this process in the folder, opened anew. */
static int
open_unnamed(void)
{
	DIR *d = opendir("/proc/self/fd");
	struct dirent *e;
	int found = -1;
	while ((e = readdir(d)) != NULL) {
		char link[300], to[300];
		snprintf(link, sizeof(link), "/proc/self/fd/%s", e->d_name);
		ssize_t n = readlink(link, to, sizeof(to) - 1);
		if (n > 0 && strncmp(to, folder, strlen(folder)) == 0) {
			ck_assert_int_eq(found, -1);
			found = open(link, O_RDONLY);
		}
	}
	closedir(d);
	ck_assert_int_ge(found, 0);
	return found;
}

START_TEST(a_spool_gives_back_what_it_took_and_the_disk_does_not_tell)
{
	enum { SIZE = 300000 };
	static uint8_t in[SIZE], got[SIZE], raw[SIZE];
	struct chunk_store *store = chunk_store_new();
	struct queue out = {0};
	struct spool *s;
	memset(in, 'a', SIZE);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	uint64_t before = spool_in_use();
	ck_assert_int_eq(spool_new(folder, SIZE, &s), 0);
	for (size_t n = 0, k = 1; n < SIZE; n += k, k = k * 3 % 20011 + 1)
		ck_assert_int_eq(
			spool_write(s, span_of(in + n,
					       n + k < SIZE ? k : SIZE - n)),
			0);
	ck_assert_uint_eq(spool_in_use() - before, SIZE);
	int fd = open_unnamed();
	ck_assert_int_eq(read(fd, raw, SIZE), SIZE);
	close(fd);
	for (size_t i = 0; i + 4 <= SIZE; i++)
		ck_assert_int_ne(memcmp(raw + i, "aaaa", 4), 0);
	ck_assert_int_eq(spool_read(s, store, &out, 5), 0);
	ck_assert_int_eq(spool_read(s, store, &out, SIZE - 5), 0);
	ck_assert_uint_eq(queue_peek(&out, got, SIZE), SIZE);
	ck_assert_int_eq(memcmp(in, got, SIZE), 0);
	ck_assert_int_lt(spool_read(s, store, &out, 1), 0);
	spool_free(&s);
	ck_assert_uint_eq(spool_in_use(), before);
	queue_clear(&out);
	chunk_store_free(&store);
	rmdir(folder);
}
END_TEST

START_TEST(a_spool_takes_its_limit_and_not_a_byte_more)
{
	struct spool *s;
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(spool_new(folder, 10, &s), 0);
	ck_assert_int_eq(spool_write(s, SPAN("0123456789")), 0);
	ck_assert_int_eq(spool_write(s, SPAN("x")), ERR_LIMIT);
	spool_free(&s);
	ck_assert_int_eq(rmdir(folder), 0); /* nothing stayed behind */
	ck_assert_int_lt(spool_new("/nowhere/at/all", 10, &s), 0);
}
END_TEST

/* ---- admission ---- */

START_TEST(connections_are_limited_and_come_back)
{
	struct admission *a;
	ck_assert_int_eq(admission_new(&a), 0);
	ck_assert(admission_enter(a, 2));
	ck_assert(admission_enter(a, 2));
	ck_assert(!admission_enter(a, 2));
	ck_assert_uint_eq(admission_connections(a), 2);
	admission_leave(a);
	ck_assert(admission_enter(a, 2));
	ck_assert(admission_enter_source(a, "one", 1));
	ck_assert(!admission_enter_source(a, "one", 1));
	ck_assert(admission_enter_source(a, "two", 1));
	admission_leave_source(a, "one");
	ck_assert(admission_enter_source(a, "one", 1));
	admission_free(&a);
}
END_TEST

START_TEST(new_names_are_limited_by_the_minute_and_known_ones_are_free)
{
	struct admission *a;
	int64_t now = 1000000;
	ck_assert_int_eq(admission_new(&a), 0);
	ck_assert(admission_name(a, "s", "a.test", 2, now));
	ck_assert(admission_name(a, "s", "b.test", 2, now));
	ck_assert(!admission_name(a, "s", "c.test", 2, now));
	ck_assert(admission_name(a, "s", "a.test", 2, now));
	ck_assert(admission_name(a, "t", "c.test", 2, now));
	ck_assert(!admission_name(a, "s", "c.test", 2, now + 58000000));
	ck_assert(admission_name(a, "s", "c.test", 2, now + 61000000));
	admission_free(&a);
}
END_TEST

/* ---- pool ---- */

static struct worker w;

static void
ignore(void *arg)
{
	(void)arg;
}

static void
pool_open(void)
{
	memset(&w, 0, sizeof(w));
	w.base = event_base_new();
	w.chunks = chunk_store_new();
	ck_assert_int_eq(pool_new(&w, &w.pool), 0);
}

static void
pool_close(void)
{
	pool_free(&w.pool);
	chunk_store_free(&w.chunks);
	event_base_free(w.base);
}

/* A connection of a source to one host; *ret_peer is its other end. */
static struct upstream *
upstream_new(const char *source, int *ret_peer)
{
	int fds[2];
	struct upstream *u = calloc(1, sizeof(*u));
	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	ck_assert_int_eq(conn_new(w.base, fds[0], ignore, NULL, &u->conn), 0);
	u->key = pool_key(source, "h.test", 443, true);
	*ret_peer = fds[1];
	return u;
}

static struct upstream *
take(const char *source, int64_t now, bool fresh_only)
{
	char *key = pool_key(source, "h.test", 443, true);
	struct upstream *u = pool_take(w.pool, key, now, fresh_only);
	free(key);
	return u;
}

START_TEST(a_connection_goes_to_its_own_source_alone)
{
	int peer;
	pool_open();
	struct upstream *u = upstream_new("one", &peer), *got;
	pool_put(w.pool, u, 0);
	ck_assert_ptr_null(take("two", 0, false));
	char *plain = pool_key("one", "h.test", 443, false);
	ck_assert_ptr_null(pool_take(w.pool, plain, 0, false));
	free(plain);
	got = take("one", 0, false);
	ck_assert_ptr_eq(got, u);
	ck_assert(got->reused);
	ck_assert_ptr_null(take("one", 0, false));
	upstream_free(&got);
	close(peer);
	pool_close();
}
END_TEST

START_TEST(what_must_not_be_repeated_takes_only_a_fresh_connection)
{
	int peer;
	pool_open();
	pool_put(w.pool, upstream_new("s", &peer), 0);
	ck_assert_ptr_null(take("s", 2000001, true));
	struct upstream *u = take("s", 2000001, false);
	ck_assert_ptr_nonnull(u);
	pool_put(w.pool, u, 5000000);
	u = take("s", 7000000, true);
	ck_assert_ptr_nonnull(u);
	upstream_free(&u);
	close(peer);
	pool_close();
}
END_TEST

START_TEST(a_connection_that_ended_or_spoke_is_not_given)
{
	int peer;
	pool_open();
	for (int seen_by_loop = 0; seen_by_loop < 2; seen_by_loop++) {
		for (int speaks = 0; speaks < 2; speaks++) {
			pool_put(w.pool, upstream_new("s", &peer), 0);
			if (speaks)
				ck_assert_int_eq(write(peer, "x", 1), 1);
			else
				close(peer);
			if (seen_by_loop) {
				event_base_loop(w.base, EVLOOP_NONBLOCK);
				ck_assert_uint_eq(pool_count(w.pool), 0);
			}
			ck_assert_ptr_null(take("s", 0, false));
			ck_assert_uint_eq(pool_count(w.pool), 0);
			if (speaks)
				close(peer);
		}
	}
	pool_close();
}
END_TEST

START_TEST(one_with_something_unread_is_not_kept)
{
	int peer;
	pool_open();
	struct upstream *u = upstream_new("s", &peer);
	ck_assert_int_eq(write(peer, "too much", 8), 8);
	ck_assert_int_gt(conn_fill(u->conn, w.chunks), 0);
	pool_put(w.pool, u, 0);
	ck_assert_uint_eq(pool_count(w.pool), 0);
	close(peer);
	pool_close();
}
END_TEST

START_TEST(old_ones_go_and_many_of_a_key_are_not_kept)
{
	int peers[100];
	pool_open();
	for (int i = 0; i < 100; i++)
		pool_put(w.pool, upstream_new("s", &peers[i]), i);
	ck_assert_uint_eq(pool_count(w.pool), 64);
	for (int i = 0; i < 10; i++)
		pool_tick(w.pool, 49000000);
	ck_assert_uint_eq(pool_count(w.pool), 64);
	for (int i = 0; i < 10; i++)
		pool_tick(w.pool, 51000000);
	ck_assert_uint_eq(pool_count(w.pool), 0);
	for (int i = 0; i < 100; i++)
		close(peers[i]);
	pool_close();
}
END_TEST

int
main(void)
{
	SUITE("store");
	CASE(a_spool_gives_back_what_it_took_and_the_disk_does_not_tell);
	CASE(a_spool_takes_its_limit_and_not_a_byte_more);
	CASE(connections_are_limited_and_come_back);
	CASE(new_names_are_limited_by_the_minute_and_known_ones_are_free);
	CASE(a_connection_goes_to_its_own_source_alone);
	CASE(what_must_not_be_repeated_takes_only_a_fresh_connection);
	CASE(a_connection_that_ended_or_spoke_is_not_given);
	CASE(one_with_something_unread_is_not_kept);
	CASE(old_ones_go_and_many_of_a_key_are_not_kept);
	return SUITE_RUN();
}
