/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast the ledger is: new persons per second, durable, in exchanges of a
 * given size with several under way; repeats per second; start and memory
 * with that many persons. Usage: bench_ledger FILE PERSONS [PER_EXCHANGE]
 * [IDS]. The file is made anew; put it on the disk that is to be measured.
 */
#include "ledger/ledger.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CELLS = 5, WORKERS = 4 };

static struct ledger *ledger;
static struct digest_key *key;
static uint32_t cells[CELLS];
static uint64_t n_persons;
static uint32_t per_exchange = 100, ids_each = 1;

static const char *
name_of(void *arg, unsigned category)
{
	static const char *const names[] = {"cn-resident-id", "cn-mobile",
					    "email"};
	(void)arg;
	return category < 3 ? names[category] : NULL;
}

static double
seconds(void)
{
	return (double)clock_mono_us() / 1e6;
}

/* Processor time of the whole process. */
static double
cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long
resident_mib(void)
{
	long pages = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "r");
	if (f == NULL || fscanf(f, "%ld %ld", &pages, &resident) != 2)
		resident = 0;
	if (f != NULL)
		fclose(f);
	return resident * sysconf(_SC_PAGESIZE) / 1048576;
}

static void
open_ledger(const char *path)
{
	struct why why = {""};
	struct ledger_options o = {.path = path,
				   .key = key,
				   .max_same_kind = 2,
				   .category_name = name_of};
	double start = seconds();
	if (ledger_open(&o, &ledger, &why) < 0) {
		fprintf(stderr, "%s\n", why.text);
		exit(1);
	}
	for (int i = 0; i < CELLS; i++) {
		char value[8];
		snprintf(value, sizeof(value), "%d", i);
		struct ledger_cell_key k = {"cn",   "pi",  "bench",
					    "2026", i > 0, value};
		cells[i] = ledger_cell(ledger, &k);
	}
	struct ledger_health h;
	ledger_health(ledger, &h);
	printf("open: %.2f s, %lld persons, %lld identifiers, %ld MiB "
	       "resident\n",
	       seconds() - start, (long long)h.persons,
	       (long long)h.identifiers, resident_mib());
}

static int
judge(void *arg, struct ledger_claim *c)
{
	int64_t before, after, present;
	(void)arg;
	for (int i = 0; i < CELLS; i++)
		ledger_claim_count(c, cells[i], 1, &before, &after, &present);
	for (int i = 0; i < CELLS; i++)
		ledger_claim_charge(c, cells[i], 1);
	return 0;
}

struct worker {
	pthread_t thread;
	uint64_t from, to;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool told;
};

static void
durable(void *arg, struct ledger_reservation *r, int status)
{
	struct worker *w = arg;
	(void)r;
	if (status < 0)
		abort();
	pthread_mutex_lock(&w->lock);
	w->told = true;
	pthread_cond_signal(&w->cond);
	pthread_mutex_unlock(&w->lock);
}

/* Digests as good as random, made from the number of the person. */
static void
fill(struct identifier *id, uint64_t person, uint32_t which)
{
	uint64_t x = person * 4 + which + 1;
	for (int i = 0; i < 2; i++) {
		x = (x ^ x >> 31) * UINT64_C(0x9e3779b97f4a7c15);
		x ^= x >> 29;
		memcpy(id->digest.bytes + 8 * i, &x, 8);
	}
	id->category = (uint16_t)which;
	id->kind = which == 0 ? KIND_IDENTITY : KIND_CONTACT;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct identifier *ids = calloc(per_exchange, 3 * sizeof(*ids));
	struct person *people = calloc(per_exchange, sizeof(*people));
	uint64_t *traits = calloc(per_exchange, sizeof(*traits));
	for (uint64_t at = w->from; at < w->to; at += per_exchange) {
		for (uint32_t i = 0; i < per_exchange; i++) {
			for (uint32_t k = 0; k < ids_each; k++)
				fill(&ids[i * 3 + k], at + i, k);
			people[i] = (struct person){.ids = &ids[i * 3],
						    .n_ids = ids_each};
			traits[i] = 1;
		}
		struct ledger_reservation *r;
		struct ledger_request q = {.event = event_id_new(1),
					   .context = "{}",
					   .persons = people,
					   .traits = traits,
					   .n_persons = per_exchange,
					   .judge = judge,
					   .durable = durable,
					   .durable_arg = w};
		w->told = false;
		int rc = ledger_reserve(ledger, &q, &r);
		if (rc < 0)
			abort();
		pthread_mutex_lock(&w->lock);
		while (rc == 1 && !w->told)
			pthread_cond_wait(&w->cond, &w->lock);
		pthread_mutex_unlock(&w->lock);
		ledger_settle(ledger, &r);
	}
	free(ids);
	free(people);
	free(traits);
	return NULL;
}

static void
run(const char *what)
{
	struct worker workers[WORKERS];
	uint64_t each = n_persons / WORKERS;
	double start = seconds(), cpu = cpu_seconds();
	for (uint64_t i = 0; i < WORKERS; i++) {
		workers[i] =
			(struct worker){.from = i * each, .to = (i + 1) * each};
		pthread_mutex_init(&workers[i].lock, NULL);
		pthread_cond_init(&workers[i].cond, NULL);
		if (pthread_create(&workers[i].thread, NULL, work,
				   &workers[i]) != 0)
			abort();
	}
	for (uint64_t i = 0; i < WORKERS; i++)
		pthread_join(workers[i].thread, NULL);
	double took = seconds() - start;
	printf("%s: %.0f persons/s, %.2f us CPU a person (%u an exchange, "
	       "%d exchanges at once), %ld MiB resident\n",
	       what, (double)n_persons / took,
	       (cpu_seconds() - cpu) * 1e6 / (double)n_persons, per_exchange,
	       WORKERS, resident_mib());
}

/* What the disk does alone: 4 KiB appended and synced, one after the other. */
static void
disk_alone(const char *path)
{
	char name[4096];
	static const char page[4096];
	snprintf(name, sizeof(name), "%s.disk", path);
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	double start = seconds();
	int n = 0;
	for (; fd >= 0 && seconds() - start < 1; n++)
		if (write(fd, page, sizeof(page)) != sizeof(page) ||
		    fdatasync(fd) != 0)
			break;
	if (fd >= 0)
		close(fd);
	(void)unlink(name);
	printf("disk alone: %d fdatasync of 4 KiB a second\n", n);
}

int
main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: %s FILE PERSONS [PER_EXCHANGE] [IDS]\n",
			argv[0]);
		return 2;
	}
	n_persons = strtoull(argv[2], NULL, 10);
	if (argc > 3)
		per_exchange = (uint32_t)strtoul(argv[3], NULL, 10);
	if (argc > 4)
		ids_each = (uint32_t)strtoul(argv[4], NULL, 10);
	if (per_exchange == 0 || ids_each == 0 || ids_each > 3 ||
	    digest_key_new(span_str("a secret of sixteen"), &key) < 0)
		return 2;
	(void)unlink(argv[1]);
	disk_alone(argv[1]);
	open_ledger(argv[1]);
	run("new");
	disk_alone(argv[1]);
	run("repeat");
	ledger_close(&ledger);
	open_ledger(argv[1]);
	run("repeat after start");
	ledger_close(&ledger);
	digest_key_free(&key);
	return 0;
}
